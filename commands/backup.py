"""`flask backup DIR`, `flask restore FILE` and `flask status`: what an operator does by hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from actions.backup import make_backup
from actions.operations import is_healthy, operations_status
from actions.restore import restore as put_back
from commands.output import Told, print_json
from jobs import JOBS
from views.wording import operations as words

as_json = click.option("--json", "wants_json", is_flag=True, help="One JSON document.")


@click.command("backup", cls=Told)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@as_json
def backup(folder: Path, wants_json: bool) -> None:
    """Copy the node into a new, checked file of DIR, while it serves."""
    made = make_backup(current_app.config["SETTINGS"], folder.absolute(), current_app.config["CLOCK"]())
    if wants_json:
        print_json({"file": str(made.file), "made_at": made.made_at.isoformat(), "size": made.size,
                    "attachments": made.attachments, "removed": list(made.removed)})
    else:
        click.echo(words.BACKED_UP.format(file=made.file, megabytes=round(made.size / 2**20, 1), attachments=made.attachments))


@click.command("restore", cls=Told)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, yes: bool) -> None:
    """Put a backup in the place of the node's data; refused while a server runs on it."""
    settings = current_app.config["SETTINGS"]
    if not yes:
        click.confirm(words.RESTORE_ASK.format(file=file, data=settings.data), abort=True)
    done = put_back(settings, file.absolute(), current_app.config["CLOCK"]())
    click.echo(words.RESTORED.format(made_at=done.made_at, audit_seq=done.audit_seq, attachments=done.attachments,
                                     aside=words.listed(done.aside)))


@click.command("status", cls=Told)
@as_json
def status(wants_json: bool) -> None:
    """What the operator's page says."""
    items = operations_status(current_app.config["SETTINGS"], current_app.config["CLOCK"](), JOBS)
    if wants_json:
        print_json({"healthy": is_healthy(items), "rows": [asdict(item) for item in items]})
        return
    click.echo(words.first_line(item.code for item in items if item.level == "bad"))
    for item in items:
        click.echo(words.STATUS_LINE.format(level=words.LEVELS[item.level], name=words.ROWS[item.code],
                                            text=words.text_of(item.code, item.state, item.values)))
