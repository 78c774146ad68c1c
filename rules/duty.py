"""Noon duty: who may plan it for a window, what a duty must say, and carrying a week's plan on to the next.

Source: FACTS 2.3; docs/rules/schedule.md section 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.calendar import Calendar
from rules.errors import InvalidInput, Problem
from rules.people import HEADS, Actor, Permission
from rules.schedule import minute_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Duty:
    """One person keeping a window over noon on a day; partner_id "" when nobody stands in. Times HH:MM."""

    day: date
    staff_id: str
    partner_id: str
    start: str
    end: str


def may_plan(actor: Actor, unit_id: str) -> bool:
    """Who edits schedules plans every window; a window head or chief representative plans their own."""
    return actor.may(Permission.SCHEDULE_EDIT) or (actor.may(Permission.DUTY_EDIT) and actor.holds(*HEADS, unit_id=unit_id))


def check_duty(duty: Duty, calendar: Calendar, members: Collection[str]) -> None:
    """Refuse a duty that cannot be kept. members: ids of the window's people on that day.

    Raises InvalidInput: "duty_day_off" (day), "not_of_window" (staff, partner), "partner_self" (partner), "not_a_time" (start,
    end), "from_after_to" (end); CalendarMissing.
    """
    problems = [Problem(field, "not_of_window") for field, person in (("staff", duty.staff_id), ("partner", duty.partner_id))
                if person not in members and (person or field == "staff")]
    if duty.staff_id == duty.partner_id:
        problems.append(Problem("partner", "partner_self"))
    if not calendar.is_workday(duty.day):
        problems.append(Problem("day", "duty_day_off"))
    if minute_of(duty.start, "start") >= minute_of(duty.end, "end"):
        problems.append(Problem("end", "from_after_to"))
    if problems:
        raise InvalidInput(*problems)


def week_on(duties: Iterable[Duty], calendar: Calendar, taken: Collection[tuple[date, str]]) -> list[Duty]:
    """The same duties a week later, in order: only on working days, and nobody twice on a day (taken: day and staff id).

    Raises CalendarMissing.
    """
    later = [replace(duty, day=duty.day + WEEK) for duty in duties]
    return [duty for duty in sorted(later, key=lambda one: (one.day, one.start, one.staff_id))
            if calendar.is_workday(duty.day) and (duty.day, duty.staff_id) not in taken]
