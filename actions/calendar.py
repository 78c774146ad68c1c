"""The holiday calendar as kept: reading a span of it, seeding it, importing and editing it."""

from __future__ import annotations

from datetime import date

from models import CalendarDay
from rules.calendar import Calendar, Day, DayKind


def day_or_none(day: date) -> Day | None:
    """The calendar's day, or None when nobody has entered that year."""
    row = CalendarDay.get_or_none(CalendarDay.day == day)
    return _day(row) if row else None


def calendar_between(start: date, end: date) -> Calendar:
    """The calendar of a span of days (inclusive). Days nobody entered are missing and raise when asked for."""
    rows = CalendarDay.select().where(CalendarDay.day.between(start, end))
    return Calendar(_day(row) for row in rows)


def _day(row: CalendarDay) -> Day:
    return Day(date=row.day, kind=DayKind(row.kind), name=row.name, source=row.source, version=row.version)
