"""`flask clock due`: when a clock runs out, and why each day counted or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

import click

from actions.clocks import centre_openings
from commands.leave import Day, day_of
from commands.output import Commands, print_json
from rules.clocks import (
    OFFICE_WEEK,
    ClockKind,
    DayPause,
    DueDay,
    DueMinute,
    Line,
    Openings,
    Pause,
    calendar_due,
    day_due,
    minute_due,
    parse_week,
    week_openings,
)
from rules.errors import InvalidInput
from views.wording import clocks as words
from views.wording import say

T = TypeVar("T")
group = Commands("clock", help="Deadlines from the command line.")


@group.command("due")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in ClockKind]), help="What the budget is counted in.")
@click.option("--start", required=True, help="A date, or a local time (2026-03-02T10:00) for minutes.")
@click.option("--budget", required=True, type=click.IntRange(1), help="Working days, working minutes, or calendar days.")
@click.option("--pause", "pauses", multiple=True, help="FROM..TO: both days are in it; for minutes FROM is and TO is not.")
@click.option("--extend", type=click.IntRange(1), help="Added to the budget.")
@click.option("--week", help=f"Hours of a week instead of the stored calendar and hours, as '{OFFICE_WEEK}'.")
@click.option("--holiday", "holidays", multiple=True, type=Day(), help="A day off of that week.")
@click.option("--workday", "workdays", multiple=True, type=Day(), help="A day worked in exchange.")
@click.option("--json", "wants_json", is_flag=True, help="One JSON document.")
def due(kind: str, start: str, budget: int, pauses: tuple[str, ...], extend: int | None, week: str | None, holidays: tuple[date, ...],
        workdays: tuple[date, ...], wants_json: bool) -> None:
    """The due day or minute, by the stored calendar and the centre's hours unless a week, holidays or workdays are given."""
    hourly = kind == ClockKind.MINUTE
    openings = _openings(week, holidays, workdays, hourly)
    found = _due(ClockKind(kind), start, budget + (extend or 0), pauses, openings)
    text = found.due.isoformat(timespec="minutes") if isinstance(found.due, datetime) else found.due.isoformat()
    if wants_json:
        print_json({"due": text, "explain": [
            {"date": line.date.isoformat(), "counted": line.counted if hourly else bool(line.counted), "why": words.why_text(line)}
            for line in found.lines]})
        return
    click.echo(words.DUE.format(due=text.replace("T", " ")))
    for line in found.lines:
        click.echo(words.LINE.format(day=line.date.isoformat(), counted=_counted(line, hourly), why=words.why_text(line)))


def _due(kind: ClockKind, start: str, budget: int, pauses: tuple[str, ...], openings: Openings) -> DueDay | DueMinute:
    if kind is ClockKind.MINUTE:
        spans = [Pause(*span) for span in _spans(pauses, _moment)]
        return minute_due(_read(start, _moment, words.START_FORM), budget, openings, spans)
    reckon = day_due if kind is ClockKind.DAY else calendar_due
    begin = _read(start.partition("T")[0], day_of, words.START_FORM)
    return reckon(begin, budget, openings, [DayPause(*span) for span in _spans(pauses, day_of)])


def _openings(week: str | None, holidays: tuple[date, ...], workdays: tuple[date, ...], hourly: bool) -> Openings:
    if not (week or holidays or workdays):
        return centre_openings(hourly)
    try:
        return week_openings(parse_week(week or OFFICE_WEEK), holidays, workdays)
    except InvalidInput as error:
        raise click.UsageError("\n".join(map(say, error.problems))) from error


def _spans(texts: tuple[str, ...], read: Callable[[str], T]) -> list[tuple[T, T]]:
    spans = []
    for text in texts:
        first, dots, last = text.partition("..")
        span = _read(first, read, words.PAUSE_FORM), _read(last if dots else "", read, words.PAUSE_FORM)
        if span[1] < span[0]:  # type: ignore[operator]  # both are dates or both are moments
            raise click.UsageError(words.PAUSE_FORM)
        spans.append(span)
    return spans


def _read(text: str, read: Callable[[str], T], form: str) -> T:
    """What a text says; anything else is wrong usage (exit 2)."""
    try:
        return read(text)
    except ValueError as error:
        raise click.UsageError(form) from error


def _moment(text: str) -> datetime:
    """A local time to the minute or second. Raises ValueError."""
    for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # clocks reckon in local time without a zone
        except ValueError:
            continue
    raise ValueError(text)


def _counted(line: Line, hourly: bool) -> str:
    if hourly and line.counted:
        return words.MINUTES.format(minutes=line.counted)
    return words.COUNTED if line.counted else words.NOT_COUNTED
