"""`flask complaint`: the bureau's public key to which callers are sealed; what is searched, compared and mended."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from actions.complaint_caller import current_key, install_key, seal_owed
from actions.complaint_index import index_again
from actions.complaint_retention import AT_ONCE, anonymise_due, due_for
from actions.sealing import fingerprint_of, make_pair
from commands.output import Commands, print_json
from views.wording import complaint as words

group = Commands("complaint", help="The complaint hotline.")
key = Commands("key", help="The bureau's key that callers are sealed to.")
group.add_command(key)


@key.command("make")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make(file: Path) -> None:
    """At the bureau: make a pair. The private key goes into the new FILE, the public one is printed for the centres."""
    public = make_pair(file)
    click.echo(words.KEY_MADE.format(file=file, key=public, fingerprint=fingerprint_of(public)))


@key.command("install")
@click.argument("public_key")
@click.option("--fingerprint", required=True, help="As the bureau reads it out, 1f3a-0b77-...")
def install(public_key: str, fingerprint: str) -> None:
    """At a centre: seal callers to this public key from now on, and those kept before as well."""
    now = current_app.config["CLOCK"]()
    made = install_key(public_key, fingerprint, now)
    click.echo(words.KEY_INSTALLED.format(fingerprint=made.fingerprint, sealed=seal_owed(now)))


@key.command("show")
def show() -> None:
    """Which key holds."""
    stands = current_key()
    click.echo(words.KEY_STANDS.format(fingerprint=stands.fingerprint, made=stands.created_at) if stands else words.NO_KEY)


@group.command("index")
@click.option("--check", "check_only", is_flag=True, help="Only count what differs; exit 1 when something does.")
def index(check_only: bool) -> None:
    """Make what is searched anew from the complaints; prints complaints read and how many differed."""
    counts = index_again(check_only=check_only)
    print_json(counts)
    if check_only and counts["changed"]:
        raise SystemExit(1)


@group.command("anonymise")
@click.option("--dry-run", is_flag=True, help="Only say which complaints are past their term.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def anonymise(dry_run: bool, as_json: bool) -> None:
    """Take who called and whom it named out of every complaint whose term is over, with papers and recordings. It cannot be undone."""
    now, settings = current_app.config["CLOCK"](), current_app.config["SETTINGS"]
    due = due_for(now.date())
    done = 0 if dry_run else anonymise_due(settings, now)
    if as_json:
        print_json({"due": [{"number": one.row.number, "until": one.until.isoformat()} for one in due], "anonymised": done})
        return
    for one in due if dry_run else []:
        click.echo(words.ANONYMISE_LINE.format(number=one.row.number, ended=one.row.closed_at, until=one.until))
    click.echo(words.ANONYMISE_DRY.format(count=len(due), most=AT_ONCE) if dry_run else words.ANONYMISED.format(count=done))
