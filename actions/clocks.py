"""The centre's own days and hours for the clocks of rules/clocks.py: the stored calendar and the hours of the centre."""

from __future__ import annotations

from datetime import date
from functools import cache

from actions.calendar import calendar_between
from actions.schedule import timetable
from rules.attendance_close import month_last
from rules.calendar import Calendar
from rules.clocks import Opening, Openings, Segment, opening_of
from rules.leave import DAY_MINUTES
from rules.schedule import Person, Timetable

CENTRE = Person("")


def centre_openings(hourly: bool) -> Openings:
    """What each day is by this centre's calendar, read a month at a time. hourly: with the centre's hours, for clocks of minutes.

    The openings raise CalendarMissing for a year nobody entered, and InvalidInput (no_schedule) for a day without hours.
    """
    @cache
    def month(first: date) -> tuple[Calendar, Timetable | None]:
        last = month_last(first)
        return calendar_between(first, last), timetable(first, last) if hourly else None

    def opening(on: date) -> Opening:
        calendar, hours = month(on.replace(day=1))
        found = opening_of(calendar, on)
        return found._replace(segments=_segments(calendar, hours, on)) if hours and found.works else found

    return opening


def _segments(calendar: Calendar, hours: Timetable, on: date) -> tuple[Segment, ...]:
    """The hours of the centre on the halves that are worked. Hours past midnight end with the day."""
    day = calendar.day(on)
    return tuple((session.start_minute, min(session.end_minute, DAY_MINUTES)) for session in hours.sessions(CENTRE, on)
                 if day.works(session.half))

