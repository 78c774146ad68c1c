"""`flask calendar import|check`: taking in a year's holidays, and whether the years needed are there."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from actions import calendar as actions
from commands.output import Commands, fail, print_json
from rules.people import SYSTEM
from views.wording import calendar as words

group = Commands("calendar", help="The calendar of working days.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in a year's document: holiday-cn JSON, csv or xlsx (date, kind, name, source). With a fault nothing is written."""
    document, found = actions.import_calendar(SYSTEM, file.read_bytes(), file.name, dry_run, current_app.config["CLOCK"]())
    counts = {"year": document.year, "read": found.read, "changed": len(found.differences), "unchanged": found.unchanged}
    if as_json:
        print_json(counts)
    else:
        click.echo(words.IMPORTED.format(**counts))
        if dry_run:
            click.echo(words.DRY)


@group.command("check")
@click.option("--from", "first", type=int, help="First year to look at; without it the years needed now.")
@click.option("--to", "last", type=int, help="Last year to look at.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(first: int | None, last: int | None, as_json: bool) -> None:
    """Exit 1 when this year, or from November the next, is not complete; with --from and --to, when one of those is not."""
    if (first is None) != (last is None) or (first is not None and last is not None and first > last):
        raise click.UsageError("give both --from and --to, the earlier year first")
    known = actions.known_years()
    if first is None or last is None:
        asked, missing = known, actions.missing_years(current_app.config["CLOCK"]())
    else:
        asked = list(range(first, last + 1))
        missing = [year for year in asked if year not in known]
    if as_json:
        print_json({"years": [year for year in asked if year in known], "missing": missing})
    if missing:
        fail(words.MISSING.format(years=", ".join(map(str, missing))))
    if not as_json:
        click.echo(words.COMPLETE.format(years=", ".join(map(str, asked))))
