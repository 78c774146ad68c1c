"""Which cells a written row touches: one table. What is in it is re-judged in the transaction that wrote it, whoever wrote it.

Source: docs/rules/attendance.md section 7; docs/decisions/0004-verdicts-follow-their-facts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from actions.attendance_days import days_between
from actions.attendance_inputs import PERSON
from actions.attendance_judge import ONE_DAY, judge_days, opened_days, owed_days, rejudge, spans_of
from actions.prepared import Prepared
from models import (
    AttendanceCase,
    AttendanceRules,
    CalendarDay,
    ClockCorrection,
    Coverage,
    DutyHours,
    Exemption,
    LeaveCell,
    LeaveInterval,
    LeaveRequest,
    NoonDuty,
    NursingArrangement,
    PatrolFinding,
    PinMap,
    Posting,
    PunchCorrection,
    RawPunch,
    RoleGrant,
    Row,
    Schedule,
    ScheduleDay,
    Staff,
)
from rules.attendance import DAY_SECONDS
from rules.punches import day_near

Span = tuple[str, date, date]
EVERYBODY = ""
MOST_PEOPLE = 40  # more than so many at once: everybody is loaded together


def _one_day(row: Any) -> Iterator[Span]:
    yield row.staff_id, row.day, row.day


def _whole_day(row: Any) -> Iterator[Span]:
    yield EVERYBODY, row.day, row.day


def _scoped(row: Any) -> Iterator[Span]:
    whose = row.scope_id if row.scope == "staff" else EVERYBODY
    if isinstance(row, ScheduleDay):
        yield whose, row.day, row.day
    else:
        yield whose, row.valid_from, row.valid_to or date.max


def _dated(row: Any) -> Iterator[Span]:
    yield row.staff_id, row.valid_from, row.valid_to or date.max


def _since(row: Any) -> Iterator[Span]:
    yield getattr(row, "staff_id", EVERYBODY), row.valid_from, date.max


def _person(row: Any) -> Iterator[Span]:
    yield row.id, date.min, date.max


def _request(row: Any) -> Iterator[Span]:
    if row.start and row.end:
        yield row.staff_id, row.start, row.end


def _seconds(row: Any) -> Iterator[Span]:
    slack = timedelta(days=1 + abs(getattr(row, "seconds", 0)) // DAY_SECONDS)
    yield EVERYBODY, day_near(row.since) - slack, day_near(row.until) + slack


def _punch(row: Any) -> Iterator[Span]:
    day = day_near(row.second)
    for (staff_id,) in _OWNERS.columns(row.device_id, row.pin):
        yield staff_id, day - ONE_DAY, day + ONE_DAY


_OWNERS = Prepared(PinMap, lambda device_id, pin: PinMap.select(PinMap.staff_id).where(
    (PinMap.device_id == device_id) & (PinMap.pin == pin)).distinct())


TOUCHES: Mapping[type[Row], Callable[[Any], Iterator[Span]]] = {
    LeaveCell: _one_day, LeaveInterval: _one_day, LeaveRequest: _request, NursingArrangement: _dated, DutyHours: _one_day,
    CalendarDay: _whole_day, Schedule: _scoped, ScheduleDay: _scoped, NoonDuty: _one_day, Staff: _person, Posting: _since,
    RoleGrant: _dated, Exemption: _scoped, AttendanceRules: _since, PinMap: _dated, Coverage: _seconds, ClockCorrection: _seconds,
    RawPunch: _punch, AttendanceCase: _one_day, PunchCorrection: _one_day, PatrolFinding: _one_day,
}


def follow_rows(rows: Sequence[Row]) -> None:
    """Re-judge what these rows touch, on the days that are judged already; days of a calendar that has just come, and that were collected
    before, are judged for the first time. Raises CalendarMissing, InvalidInput.
    """
    same = _same_to_the_judge(rows)
    spans = [span for row in rows if type(row) in TOUCHES and row.id not in same for span in TOUCHES[type(row)](row)]
    if not spans:
        return
    opened = opened_days(min(first for _, first, _ in spans), max(last for *_, last in spans))
    arrived = {row.day for row in rows if isinstance(row, CalendarDay)}
    shut = (owed_days(min(arrived), max(arrived)) & arrived).difference(opened) if arrived else set()
    now = max(row.updated_at for row in rows)
    cause = next(f"{row._meta.table_name}:{row.id}" for row in rows if type(row) in TOUCHES)
    if opened:
        rejudge(_cells(spans, set(opened)), now, cause)
    for first, last in spans_of(shut):
        judge_days(first, last, now, cause)


def _same_to_the_judge(rows: Sequence[Row]) -> set[str]:
    """Ids of people of whom something was changed that no verdict asks for: a telephone number, a name."""
    said: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        if isinstance(row, Staff):
            said.setdefault(row.id, []).append(tuple(getattr(row, field.name) for field in PERSON))
    return {staff_id for staff_id, versions in said.items() if len(versions) > 1 and len(set(versions)) == 1}


def touch_punches(punched: Iterable[tuple[str, date]]) -> dict[str, set[date]]:
    """Person -> days that new punches touch: their own, and the neighbours for hours over midnight."""
    cells: dict[str, set[date]] = {}
    for staff_id, day in punched:
        cells.setdefault(staff_id, set()).update(days_between(day - ONE_DAY, day + ONE_DAY))
    return cells


def _cells(spans: Iterable[Span], opened: set[date]) -> dict[str, set[date]]:
    cells: dict[str, set[date]] = {}
    for staff_id, first, last in spans:
        days = {day for day in opened if first <= day <= last}
        if days:
            cells.setdefault(staff_id, set()).update(days)
    if len(cells) > MOST_PEOPLE:
        return {EVERYBODY: set().union(*cells.values())}
    return cells
