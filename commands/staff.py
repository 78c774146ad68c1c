"""`flask staff import FILE` and `flask staff unit CODE NAME`: filling a new centre from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from actions import staff_units
from actions.sheets import read_sheet
from actions.staff_import import ImportResult, import_staff
from commands.output import Commands, fail, print_json
from rules.errors import Problem
from rules.people import SYSTEM
from rules.staff import UNIT_KINDS, UnitDraft
from views.wording import say
from views.wording import staff as words

group = Commands("staff", help="People, windows and sections.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--skip-bad", is_flag=True, help="Write the good lines although others are bad.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_file(file: Path, dry_run: bool, skip_bad: bool, as_json: bool) -> None:
    """Import people from an xlsx or csv file; with a bad line nothing is written and the status is 1."""
    result = import_staff(SYSTEM, read_sheet(file.read_bytes()), current_app.config["CLOCK"](), dry_run=dry_run, skip_bad=skip_bad)
    if as_json:
        print_json(_document(result, counted=result.written or dry_run))
    else:
        _tell(result, dry_run)
    _tell_faults(result)
    if not result.written and not dry_run:
        fail(words.COMMAND_REFUSED)
    if result.bad and not skip_bad:
        raise SystemExit(1)


def _document(result: ImportResult, counted: bool) -> dict[str, object]:
    """The JSON form. created and updated are 0 when nothing was written because of bad lines."""
    errors = [{"line": line.line, "field": problem.field, "message": _message(problem)} for line in result.bad for problem in line.problems]
    return {"read": len(result.lines), "created": result.count("created") if counted else 0,
            "updated": result.count("updated") if counted else 0, "unchanged": result.count("unchanged"), "errors": errors}


def _message(problem: Problem) -> str:
    return say(problem) + (words.COMMAND_UNIT_HINT if problem.code == "unit_unknown" else "")


def _tell(result: ImportResult, dry_run: bool) -> None:
    click.echo(words.COMMAND_COUNTS.format(read=len(result.lines), **{
        outcome: result.count(outcome) for outcome in ("created", "updated", "unchanged", "bad")}))
    if dry_run:
        click.echo(words.COMMAND_DRY)


def _tell_faults(result: ImportResult) -> None:
    if result.unknown:
        click.echo(words.COMMAND_UNKNOWN.format(columns=", ".join(result.unknown)), err=True)
    for line in result.bad:
        for problem in line.problems:
            click.echo(words.COMMAND_LINE.format(line=line.line, label=words.LABELS[problem.field], message=_message(problem)), err=True)


@group.command("unit")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(UNIT_KINDS), default="window", show_default=True)
@click.option("--min-present", type=int, default=0, show_default=True, help="People a window must keep.")
def unit(code: str, name: str, kind: str, min_present: int) -> None:
    """Make the unit with this code, or change it into what is given."""
    staff_units.put_unit(SYSTEM, UnitDraft(code, name, kind, min_present), current_app.config["CLOCK"]())
    click.echo(words.COMMAND_UNIT.format(code=code, name=name))
