"""Warnings before absence ends employment: who has come near the bounds, for personnel and the section head, each told once.

Source: docs/rules/attendance_month.md section 2. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions.attendance_inputs import HALVES
from actions.attendance_sums import CODES, rule_sets
from actions.calendar import calendar_between
from actions.changes import rows_by_id
from actions.kept import kept
from actions.notices import tell
from actions.people import holders
from actions.prepared import Prepared
from models import AttendanceCase, LeaveRequest, Staff, Unit, Verdict
from rules.approval import State
from rules.attendance import Code, rules_on
from rules.attendance_dismissal import YEAR, HalfDay, Warned, bounds_for, runs_of, warnings_of
from rules.attendance_month import NOT_THERE, OFF
from rules.calendar import Calendar, Half
from rules.people import Actor, Permission, Role

LOOKED_BACK = YEAR + timedelta(days=60)  # a row that ended within the year may have begun before it
COUNTED = frozenset({Code.ABSENT, Code.ABSENT_PROPOSED})
TOLD = (Role.PERSONNEL, Role.SECTION_HEAD)


@dataclass(frozen=True)
class WarnedPerson:
    """Somebody near or over a bound."""

    staff: Staff
    unit: Unit | None
    warned: Warned


def warnings_for(actor: Actor, today: date) -> list[WarnedPerson]:
    """The warnings, for personnel and who confirms absence; nobody else sees any."""
    if actor.holds(Role.PERSONNEL) or actor.may(Permission.ATTENDANCE_CONFIRM):
        return all_warnings(today)
    return []


@kept(2)
def all_warnings(today: date) -> list[WarnedPerson]:
    """Every warning that holds on a day, by unit and number. Two queries while nobody is absent."""
    since = today - LOOKED_BACK
    requests = [row for row in _OVERSTAYS.rows(since) if row.staff_id]
    wanted = {staff_id for (staff_id,) in _ABSENT_SOME.columns(since)} | {row.staff_id for row in requests}
    if not wanted:
        return []
    people = rows_by_id(Staff, wanted)
    units = rows_by_id(Unit, [staff.unit_id for staff in people.values() if staff.unit_id])
    codes = _codes(sorted(wanted), since, today)
    calendar = calendar_between(since, today)
    bounds = rules_on(rule_sets().values(), today).dismissal
    found = []
    for staff_id, staff in people.items():
        limits = bounds_for(staff.employment, bounds)
        if limits is not None:
            mine = codes.get(staff_id, {})
            absent = {cell for cell, code in mine.items() if code in COUNTED} | _overstayed(
                [row for row in requests if row.staff_id == staff_id], mine, calendar, today)
            otherwise = {cell for cell, code in mine.items() if code not in COUNTED and code not in OFF}
            found += [WarnedPerson(staff, units.get(staff.unit_id or ""), one)
                      for one in warnings_of(runs_of(absent, otherwise), limits, today)]
    return sorted(found, key=lambda one: (one.unit.code if one.unit else "", one.staff.number, one.warned.kind))


def remind_dismissal(now: datetime) -> int:
    """Tell personnel and the section head of each warning once, and again when the bound is passed. Returns how many were told."""
    people = [staff.id for role in TOLD for staff in holders(role, now.date())]
    told = 0
    for one in all_warnings(now.date()):
        warned = one.warned
        values = {"name": one.staff.name, "days": _days(warned.halves), "bound": warned.bound}
        key = f"dismissal:{one.staff.id}:{warned.kind}:{warned.level}:{warned.since if warned.kind == 'run' else now.year}"
        told += tell(people, f"dismissal_{warned.kind}_{warned.level}", values, "/today", key, now)
    return told


def _days(halves: int) -> str:
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def _codes(staff_ids: Sequence[str], since: date, today: date) -> dict[str, dict[HalfDay, Code]]:
    rows: Any = Verdict.select(Verdict.staff_id, Verdict.day, Verdict.half, Verdict.code).where(
        Verdict.staff_id.in_(staff_ids) & Verdict.day.between(since, today)).tuples()
    found: dict[str, dict[HalfDay, Code]] = {}
    for staff_id, day, half, code in rows:
        found.setdefault(staff_id, {})[day, HALVES[half]] = CODES[code]
    return found


def _overstayed(requests: Sequence[LeaveRequest], codes: Mapping[HalfDay, Code], calendar: Calendar, today: date) -> set[HalfDay]:
    """Half-days of work between the end of leave and the return, unless a verdict says that the person was there or excused."""
    found: set[HalfDay] = set()
    for row in requests:
        after = (row.end, Half(row.end_half))
        until = (row.back_day, Half(str(row.back_half))) if row.back_day else (today + timedelta(days=1), Half.AM)
        found |= {(day.date, half) for day in calendar.days() for half in Half
                  if after < (day.date, half) < until and day.works(half) and codes.get((day.date, half), Code.ABSENT) in NOT_THERE}
    return found


_ABSENT_SOME = Prepared(AttendanceCase, lambda since: AttendanceCase.select(AttendanceCase.staff_id).join(Verdict, on=(
    (Verdict.staff_id == AttendanceCase.staff_id) & (Verdict.day == AttendanceCase.day) & (Verdict.half == AttendanceCase.half))).where(
    AttendanceCase.state.in_(["lapsed", "head_confirmed", "confirmed"]) & (AttendanceCase.day >= since)
    & Verdict.code.in_(sorted(code.value for code in COUNTED))).distinct())
_OVERSTAYS = Prepared(LeaveRequest, lambda since: LeaveRequest.select(
    LeaveRequest.id, LeaveRequest.staff_id, LeaveRequest.end, LeaveRequest.end_half, LeaveRequest.back_day, LeaveRequest.back_half).where(
    (LeaveRequest.overstay_state.in_(["proposed", "confirmed"]) | (LeaveRequest.state == State.OVERDUE.value))
    & (LeaveRequest.minutes == 0) & (LeaveRequest.end >= since)))
