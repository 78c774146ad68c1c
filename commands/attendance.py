"""`flask attendance judge|show`: judging anew, and why a half-day was judged as it was."""

from __future__ import annotations

from datetime import date

import click
from flask import current_app

from actions.attendance import cells_of, person_named
from actions.attendance_judge import judge_and_count
from commands.leave import Day
from commands.output import Commands, fail, print_json
from rules.attendance_facts import Cell
from rules.people import SYSTEM
from views.wording import attendance as words

group = Commands("attendance", help="Attendance from the command line.")


@group.command("judge")
@click.option("--from", "first", required=True, type=Day())
@click.option("--to", "last", required=True, type=Day())
@click.option("--check", is_flag=True, help="Write nothing; compare with what is stored, exit 1 on any difference.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def judge(first: date, last: date, check: bool, as_json: bool) -> None:
    """Judge every half-day of a span anew. Days to come are left out."""
    if first > last:
        fail(words.SPAN_REVERSED)
    counts = judge_and_count(first, last, current_app.config["CLOCK"](), "command", check=check)
    if as_json:
        print_json(counts)
    else:
        click.echo(words.JUDGED.format(**counts))
    if counts["differences"]:
        raise SystemExit(1)


@group.command("show")
@click.option("--person", required=True, help="Staff number.")
@click.option("--date", "day", required=True, type=Day())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(person: str, day: date, as_json: bool) -> None:
    """The verdicts of one person on one day, each with its rule and evidence."""
    staff = person_named(SYSTEM, person)
    cells = list(cells_of(staff.id, day, day).values())
    if as_json:
        print_json({"person": staff.number, "date": day.isoformat(), "sessions": [_session(cell) for cell in cells]})
        return
    for cell in cells:
        click.echo(words.sentence(cell))
    if not cells:
        click.echo(words.NOT_JUDGED, err=True)


def _session(cell: Cell) -> dict[str, object]:
    return {"session": cell.half.value, "code": cell.code.value, "late_minutes": cell.late, "early_minutes": cell.early,
            "used": [{"slot": one.edge.value, "at": words.clock(one.at)} for one in cell.used],
            "unused": [{"at": words.clock(one.at), "reason": one.reason} for one in cell.unused],
            "rule": cell.rule, "rule_version": cell.rule_version, "sentence": words.sentence(cell)}
