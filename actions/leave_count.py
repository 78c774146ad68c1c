"""What a span of leave counts, for nobody in particular: the centre's own hours, no balances, no people. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from actions.calendar import calendar_between
from actions.leave_plan import LeaveDraft
from actions.leave_rules import type_rule_on
from actions.schedule import timetable
from rules.calendar import Calendar
from rules.errors import InvalidInput, Problem
from rules.leave import Cell, Counting, Interval, TypeRule, count_cells, count_minutes
from rules.schedule import Person

NOBODY = Person("")


@dataclass(frozen=True)
class Count:
    """Half-days of a type counted in days, or pieces of sessions of a type counted in hours; the other one is empty."""

    rule: TypeRule
    cells: tuple[Cell, ...] = ()
    intervals: tuple[Interval, ...] = ()


def count_leave(wanted: LeaveDraft, start: date, end: date) -> Count:
    """Count what is wanted from start to end; times are minutes from midnight, both ends inclusive by day.

    A type counted in hours needs both times and does not look at the halves; another type takes no times.
    Raises InvalidInput (from_after_to, no_rule, required or times_not_for_days at the times), CalendarMissing.
    Source: docs/rules/leave.md section 2.
    """
    if start > end:
        raise InvalidInput(Problem("end", "from_after_to"))
    calendar = calendar_between(start, end)
    calendar.day(start)
    rule = type_rule_on(wanted.type_code, start)
    counted = _count_hours if rule.counting is Counting.HOURS else _count_days
    return counted(rule, wanted, calendar, start, end)


def _count_hours(rule: TypeRule, wanted: LeaveDraft, calendar: Calendar, start: date, end: date) -> Count:
    first, last = wanted.from_minute, wanted.to_minute
    if first is None or last is None:
        raise InvalidInput(*(Problem(name, "required") for name, minute in _times(wanted) if minute is None))
    hours = timetable(start, end)
    pieces = count_minutes(calendar, lambda day: hours.sessions(NOBODY, day), start, end, first, last, daily=rule.standing)
    return Count(rule, intervals=tuple(pieces))


def _count_days(rule: TypeRule, wanted: LeaveDraft, calendar: Calendar, start: date, end: date) -> Count:
    given = [Problem(name, "times_not_for_days") for name, minute in _times(wanted) if minute is not None]
    if given:
        raise InvalidInput(*given)
    return Count(rule, cells=tuple(count_cells(rule, calendar, start, wanted.start_half, end, wanted.end_half)))


def _times(wanted: LeaveDraft) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
    return ("from_time", wanted.from_minute), ("to_time", wanted.to_minute)
