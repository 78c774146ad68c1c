"""Days and hours: the holiday calendar, work schedules, single-day differences, noon duty."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, Row, one_of

DAY_KINDS = ("workday", "day_off", "makeup", "half_am", "half_pm")
SCOPES = ("centre", "unit", "post", "staff")


class CalendarDay(Row):
    """One day of the calendar. A day without a row is a day nobody knows: the year is missing.

    document_year: the year of the paper that lists the day, 0 when none does. reason: why somebody set it by hand, else "".
    """

    day = DayField()
    kind = TextField(constraints=[one_of("kind", DAY_KINDS)])
    name = TextField(default="")
    source = TextField()
    document_year = IntegerField(default=0)
    reason = TextField(default="")

    class Meta:
        indexes = ((("centre", "day"), True),)


class Schedule(Row):
    """Working hours of a scope from a day to a day: two sessions as HH:MM. weekdays: digits 1 (Monday) to 7.

    The narrowest scope wins (staff, post, unit, centre), then the latest valid_from.
    """

    name = TextField()
    scope = TextField(constraints=[one_of("scope", SCOPES)])
    scope_id = TextField(default="")
    weekdays = TextField(default="1234567")
    valid_from = DayField()
    valid_to = DayField(null=True)
    am_start = TextField()
    am_end = TextField()
    pm_start = TextField()
    pm_end = TextField()

    class Meta:
        indexes = ((("centre", "scope", "scope_id", "weekdays", "valid_from"), True),)


class ScheduleDay(Row):
    """Different hours on one single day, with the reason."""

    day = DayField()
    scope = TextField(constraints=[one_of("scope", SCOPES)])
    scope_id = TextField(default="")
    am_start = TextField()
    am_end = TextField()
    pm_start = TextField()
    pm_end = TextField()
    reason = TextField()

    class Meta:
        indexes = ((("centre", "day", "scope", "scope_id"), True),)


class NoonDuty(Row):
    """Who keeps a window over noon on a day, and who stands in."""

    day = DayField()
    unit_id = TextField()
    staff_id = TextField()
    partner_id = TextField(null=True)
    start = TextField()
    end = TextField()

    class Meta:
        indexes = ((("centre", "day", "staff_id"), True),)
