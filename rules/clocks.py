"""When something is due: budgets of working days, working minutes or calendar days, less pauses, with why each day counted or not.

Pure. Source: docs/rules/clocks.md. Extensions are added to the budget by the caller, so their order and that of pauses does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from rules.calendar import ONE_DAY, Calendar, DayKind
from rules.errors import InvalidInput, Problem
from rules.leave import DAY_MINUTES

MOST_DAYS = 40_000  # a century: a clock that runs longer never ends
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE_WEEK = "mon-fri 09:00-12:00,13:30-17:00"
SEGMENT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)

Segment = tuple[int, int]
"""Minutes from midnight, from inclusive, to exclusive; 1440 is midnight at the end of the day."""


class ClockKind(StrEnum):
    """What a budget is counted in: working days, working minutes, calendar days."""

    DAY = "day"
    MINUTE = "minute"
    CALENDAR = "calendar"


class Why(StrEnum):
    """Why a day counted or not. START: the first day of a clock of days; CLOSED: worked, but over before the clock began; ROLLED: the
    budget ran out on a day off, so this day is the due day.
    """

    START = "start"
    WORKDAY = "workday"
    MAKEUP = "makeup"
    HALF_DAY = "half_day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CALENDAR_DAY = "calendar_day"
    PAUSED = "paused"
    CLOSED = "closed"
    ROLLED = "rolled"


class Opening(NamedTuple):
    """What a day is: is it worked, why, the festival's name or "", and its hours in order (asked for by clocks of minutes only)."""

    works: bool
    why: Why
    name: str = ""
    segments: tuple[Segment, ...] = ()


class DayPause(NamedTuple):
    """A pause of a clock of days: both days are in it."""

    first: date
    last: date


class Pause(NamedTuple):
    """A pause of a clock of minutes: since inclusive, until exclusive, local and without a zone."""

    since: datetime
    until: datetime


class Line(NamedTuple):
    """One day of the explanation. counted: days (0 or 1), or minutes."""

    date: date
    counted: float
    why: Why
    name: str


@dataclass(frozen=True)
class DueDay:
    """The last day, and every day from the first to it."""

    due: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class DueMinute:
    """The last minute (local, seconds cut), and every day from the first to its own."""

    due: datetime
    lines: tuple[Line, ...]


Openings = Callable[[date], Opening]


def day_due(start: date, budget: int, openings: Openings, pauses: Sequence[DayPause] = ()) -> DueDay:
    """The budget-th working day after start that is in no pause. Raises InvalidInput (budget_too_small, clock_endless) and what openings
    raises.

    >>> day_due(date(2026, 3, 6), 1, week_openings(parse_week(OFFICE_WEEK))).due
    datetime.date(2026, 3, 9)
    """
    _check_budget(budget)
    lines, on = [Line(start, 0, Why.START, "")], start
    for on in _days_after(start):
        opening = openings(on)
        paused = opening.works and _is_paused(on, pauses)
        lines.append(Line(on, int(opening.works and not paused), Why.PAUSED if paused else opening.why, opening.name))
        budget -= int(lines[-1].counted)
        if not budget:
            break
    return DueDay(on, tuple(lines))


def calendar_due(start: date, budget: int, openings: Openings, pauses: Sequence[DayPause] = ()) -> DueDay:
    """The budget-th day after start that is in no pause, and when that is a day off, the next working day. Raises as day_due does.

    Source: Civil Code art. 201, 203 (docs/rules/clocks.md 3).
    """
    _check_budget(budget)
    lines, on = [Line(start, 0, Why.START, "")], start
    for on in _days_after(start):
        if not budget:
            opening = openings(on)
            lines.append(Line(on, 0, Why.ROLLED if opening.works else opening.why, opening.name))
        else:
            paused = _is_paused(on, pauses)
            lines.append(Line(on, int(not paused), Why.PAUSED if paused else Why.CALENDAR_DAY, ""))
            budget -= int(lines[-1].counted)
        if not budget and openings(on).works:
            break
    return DueDay(on, tuple(lines))


def minute_due(start: datetime, budget: int, openings: Openings, pauses: Sequence[Pause] = ()) -> DueMinute:
    """When so many minutes of the hours have passed since start, outside pauses: at closing time when they end with it.

    start: local, without a zone. Raises as day_due does.
    """
    _check_budget(budget)
    lines: list[Line] = []
    left = timedelta(minutes=budget)
    for on in _days_from(start.date()):
        opening = openings(on)
        pieces = [(max(since, start), until) for since, until in _hours(on, opening) if until > start]
        running = list(_less(pieces, pauses))
        counted = min(left, sum((until - since for since, until in running), timedelta()))
        why = opening.why if counted or not opening.works else Why.PAUSED if pieces else Why.CLOSED
        lines.append(Line(on, _minutes(counted), why, opening.name))
        if counted == left:
            return DueMinute(_reached(running, left).replace(second=0, microsecond=0), tuple(lines))
        left -= counted
    raise InvalidInput(Problem("budget", "clock_endless"))


def _reached(pieces: Iterable[tuple[datetime, datetime]], left: timedelta) -> datetime:
    """The moment at which so much of the pieces has passed, which they hold."""
    for since, until in pieces:
        if left <= until - since:
            return since + left
        left -= until - since
    raise ValueError(left)


def _hours(on: date, opening: Opening) -> list[tuple[datetime, datetime]]:
    midnight = datetime.combine(on, time())
    return [(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last)) for first, last in opening.segments]


def _less(pieces: Iterable[tuple[datetime, datetime]], pauses: Sequence[Pause]) -> Iterator[tuple[datetime, datetime]]:
    """The pieces without what lies in a pause, in order."""
    ordered = sorted(pauses)
    for since, until in pieces:
        for pause in ordered:
            if pause.since >= until:
                break
            if pause.since > since:
                yield since, pause.since
            since = max(since, min(pause.until, until))
        if since < until:
            yield since, until


def _minutes(span: timedelta) -> float:
    minutes = span / timedelta(minutes=1)
    return int(minutes) if minutes.is_integer() else round(minutes, 2)


def _is_paused(on: date, pauses: Iterable[DayPause]) -> bool:
    return any(pause.first <= on <= pause.last for pause in pauses)


def _check_budget(budget: int) -> None:
    if budget < 1:
        raise InvalidInput(Problem("budget", "budget_too_small"))


def _days_from(first: date) -> Iterator[date]:
    """The days from a day on; as many as a clock may run, then clock_endless."""
    for number in range(MOST_DAYS):
        if date.max - first < timedelta(days=number):
            break
        yield first + timedelta(days=number)
    raise InvalidInput(Problem("budget", "clock_endless"))


def _days_after(start: date) -> Iterator[date]:
    if start == date.max:
        raise InvalidInput(Problem("budget", "clock_endless"))
    return _days_from(start + ONE_DAY)


def opening_of(calendar: Calendar, on: date, segments: tuple[Segment, ...] = ()) -> Opening:
    """What a day of the calendar is. Raises CalendarMissing."""
    day = calendar.day(on)
    plain = {DayKind.WORKDAY: Why.WORKDAY, DayKind.MAKEUP: Why.MAKEUP, DayKind.HALF_AM: Why.HALF_DAY, DayKind.HALF_PM: Why.HALF_DAY}
    why = plain.get(day.kind) or (Why.WEEKEND if day.is_weekend else Why.HOLIDAY)
    return Opening(day.is_worked(), why, day.name, segments)


@dataclass(frozen=True)
class Week:
    """The hours of a week. segments: weekday (0 Monday) -> its hours; named: the weekdays in the order in which they were named."""

    segments: Mapping[int, tuple[Segment, ...]]
    named: tuple[int, ...]

    @property
    def of_makeup_days(self) -> tuple[Segment, ...]:
        """The hours of a day that is worked in exchange: Monday's, else those of the first day named."""
        return self.segments.get(0) or self.segments[self.named[0]]


def parse_week(text: str) -> Week:
    """The week that a text says: "mon 10:30-19:00;tue-fri 09:00-12:00,13:30-17:00". Raises InvalidInput (field "week", week_unreadable,
    with the part that cannot be read).

    >>> parse_week("sat-mon 22:00-24:00").segments[6]
    ((1320, 1440),)
    """
    found: dict[int, list[Segment]] = {}
    for part in filter(None, (piece.strip() for piece in text.lower().split(";"))):
        days, _, hours = part.partition(" ")
        try:
            for weekday in _weekdays(days):
                found.setdefault(weekday, []).extend(map(_segment, hours.split(",")))
        except ValueError:
            raise InvalidInput(Problem("week", "week_unreadable", {"part": part})) from None
    if not found:
        raise InvalidInput(Problem("week", "week_unreadable", {"part": text}))
    return Week({weekday: _merged(segments) for weekday, segments in found.items()}, tuple(found))


def _weekdays(text: str) -> list[int]:
    found = []
    for piece in text.split(","):
        first, _, last = piece.partition("-")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found += [number % 7 for number in range(begin, (end if end >= begin else end + 7) + 1)]
    return found


def _segment(text: str) -> Segment:
    found = SEGMENT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute, last_hour, last_minute = found.groups()
    segment = int(hour) * 60 + int(minute), int(last_hour) * 60 + int(last_minute) if last_hour else DAY_MINUTES
    if segment[0] >= segment[1]:
        raise ValueError(text)
    return segment


def _merged(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The hours in order; those that overlap or touch are one."""
    merged: list[Segment] = []
    for first, last in sorted(segments):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def week_openings(week: Week, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> Openings:
    """Days by a week, some of them off, some worked in exchange (which win where a day is named as both)."""
    def opening(on: date) -> Opening:
        if on in workdays:
            return Opening(True, Why.MAKEUP, "", week.of_makeup_days)
        if on in holidays:
            return Opening(False, Why.HOLIDAY)
        hours = week.segments.get(on.weekday(), ())
        return Opening(bool(hours), Why.WORKDAY if hours else Why.WEEKEND, "", hours)

    return opening
