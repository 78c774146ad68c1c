"""Work schedules as kept: what holds for whom, and adding, changing and ending versions and single-day differences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from actions.changes import node
from models import Schedule, ScheduleDay, Staff
from rules.leave import Session
from rules.schedule import HOUR_FIELDS, Difference, Hours, Person, Scope, Timetable, Version, minute_of


def timetable(start: date, end: date) -> Timetable:
    """Every version and single-day difference of this centre that touches a span of days (inclusive), in two queries."""
    centre = node().centre
    versions = Schedule.select().where((Schedule.centre == centre) & (Schedule.valid_from <= end)
                                       & (Schedule.valid_to.is_null() | (Schedule.valid_to >= start)))
    days = ScheduleDay.select().where((ScheduleDay.centre == centre) & ScheduleDay.day.between(start, end))
    return Timetable(map(version_of, versions), map(_difference_of, days))


def sessions_of(staff: Staff, day: date) -> list[Session]:
    """Morning and afternoon of a person on a day, whether or not the calendar has them worked. Raises InvalidInput (no_schedule)."""
    return list(timetable(day, day).sessions(person_of(staff), day))


def sessions_between(staff: Staff, start: date, end: date) -> dict[date, list[Session]]:
    """sessions_of for every day of a span (inclusive)."""
    return {day: sessions for (_, day), sessions in sessions_for([staff], start, end).items()}


def sessions_for(people: Iterable[Staff], start: date, end: date) -> dict[tuple[str, date], list[Session]]:
    """(staff id, day) -> sessions for many people and every day of a span (inclusive): loaded once, judged in memory."""
    table, everybody = timetable(start, end), [person_of(staff) for staff in people]
    days = [date.fromordinal(number) for number in range(start.toordinal(), end.toordinal() + 1)]
    return {(person.staff_id, day): list(table.sessions(person, day)) for person in everybody for day in days}


def person_of(staff: Staff) -> Person:
    """What a schedule asks about somebody."""
    return Person(staff.id, staff.post, staff.unit_id or "")


def version_of(row: Schedule) -> Version:
    """The version a row holds."""
    return Version(row.id, Scope(row.scope), row.scope_id, row.weekdays, row.valid_from, row.valid_to, hours_of(row))


def hours_of(row: Schedule | ScheduleDay) -> Hours:
    """The hours a row holds."""
    return Hours(*(minute_of(getattr(row, name), name) for name in HOUR_FIELDS))


def _difference_of(row: ScheduleDay) -> Difference:
    return Difference(row.id, Scope(row.scope), row.scope_id, row.day, hours_of(row))
