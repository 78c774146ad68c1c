"""`flask leave count`: what a span of leave counts, and why."""

from __future__ import annotations

from datetime import date

import click

from actions.leave_count import Count, count_leave
from actions.leave_plan import LeaveDraft
from commands.output import Commands, print_json
from rules.calendar import ISO_DATE, Half
from rules.errors import InvalidInput
from rules.leave import Cell, Counting, Interval, days_text, halves_counted, hours_text, minutes_counted
from rules.schedule import clock_text, minute_of
from views.wording import leave as words
from views.wording.dates import HALVES
from views.wording.errors import PROBLEMS

group = Commands("leave", help="Leave from the command line.")
HALF = click.Choice([half.value for half in Half])


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD; anything else is wrong usage (exit 2)."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return day_of(value)
        except ValueError:
            self.fail(PROBLEMS["not_a_date"], param, ctx)


class ClockTime(click.ParamType[int]):
    """A time as HH:MM; anything else is wrong usage (exit 2)."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Minutes from midnight."""
        try:
            return minute_of(value, self.name)
        except InvalidInput:
            self.fail(PROBLEMS["not_a_time"], param, ctx)


@group.command("count")
@click.option("--type", "type_code", required=True, help="Code of the leave type, as annual or outing.")
@click.option("--from", "start", required=True, type=Day())
@click.option("--from-half", type=HALF, default=Half.AM.value)
@click.option("--to", "end", required=True, type=Day())
@click.option("--to-half", type=HALF, default=Half.PM.value)
@click.option("--from-time", type=ClockTime(), help="HH:MM, for a type counted in hours.")
@click.option("--to-time", type=ClockTime(), help="HH:MM, for a type counted in hours.")
@click.option("--json", "wants_json", is_flag=True, help="One JSON document.")
def count(type_code: str, start: date, from_half: str, end: date, to_half: str, from_time: int | None, to_time: int | None,
          wants_json: bool) -> None:
    """Count a span by the calendar and the centre's hours: days with one decimal, hours for outing and nursing."""
    wanted = LeaveDraft(type_code=type_code, start_half=Half(from_half), end_half=Half(to_half), from_minute=from_time,
                        to_minute=to_time)
    counted = count_leave(wanted, start, end)
    if wants_json:
        print_json(_document(counted))
        return
    name = words.TYPES.get(type_code, type_code)
    if counted.rule.counting is Counting.HOURS:
        click.echo(words.COUNT_HOURS.format(type=name, hours=hours_text(minutes_counted(counted.intervals))))
    else:
        click.echo(words.COUNT_DAYS.format(type=name, days=days_text(halves_counted(counted.cells))))
    for line in [*map(_cell_line, counted.cells), *map(_interval_line, counted.intervals)]:
        click.echo(line)


def day_of(text: str) -> date:
    """The day YYYY-MM-DD names. Raises ValueError."""
    if not ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _document(counted: Count) -> dict[str, object]:
    if counted.rule.counting is Counting.HOURS:
        return {"hours": hours_text(minutes_counted(counted.intervals)), "cells": [
            {"date": piece.date.isoformat(), "half": piece.half.value, "from": clock_text(piece.from_minute),
             "to": clock_text(piece.to_minute), "minutes": piece.to_minute - piece.from_minute} for piece in counted.intervals]}
    return {"days": days_text(halves_counted(counted.cells)), "cells": [
        {"date": cell.date.isoformat(), "half": cell.half.value, "counts": cell.counts, "why": words.why_text(cell)}
        for cell in counted.cells]}


def _cell_line(cell: Cell) -> str:
    counts = words.COUNTS if cell.counts else words.COUNTS_NOT
    return f"{cell.date} {HALVES[cell.half]} {counts} {words.why_text(cell)}"


def _interval_line(piece: Interval) -> str:
    return f"{piece.date} {HALVES[piece.half]} {clock_text(piece.from_minute)}-{clock_text(piece.to_minute)}"
