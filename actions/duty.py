"""The noon duty roster of a window: its month, putting people on it, carrying a week on, and who of them is on leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from actions.calendar import calendar_between
from actions.changes import FormStamp, add, add_many, change, check_version, find, once, remove, rows_by_id, transaction
from actions.people import active_on
from models import LeaveCell, NoonDuty, Staff, Unit
from rules.calendar import Day
from rules.duty import WEEK, Duty, check_duty, may_plan, week_on
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor


@dataclass(frozen=True)
class DutyLine:
    """One duty on the page. away, partner_away: halves of that day each of them is on leave."""

    row: NoonDuty
    staff: Staff
    partner: Staff | None
    away: tuple[str, ...]
    partner_away: tuple[str, ...]


@dataclass(frozen=True)
class DutyDay:
    """A day of the plan: a working day, or another that has duties. info: None where the calendar is missing."""

    day: date
    info: Day | None
    lines: tuple[DutyLine, ...]


def duty_windows() -> list[Unit]:
    """Windows in use, by code."""
    return list(Unit.select().where((Unit.kind == "window") & Unit.active).order_by(Unit.code))


def members_of(unit_id: str, day: date) -> list[Staff]:
    """People of a window on a day, by number."""
    return list(Staff.select().where((Staff.unit_id == unit_id) & active_on(day)).order_by(Staff.number))


def month_plan(unit_id: str, start: date, end: date) -> list[DutyDay]:
    """The plan of a window for a span of days (inclusive), by date; where the calendar is missing only days with duties."""
    rows = list(NoonDuty.select().where((NoonDuty.unit_id == unit_id) & NoonDuty.day.between(start, end))
                .order_by(NoonDuty.day, NoonDuty.start))
    people = rows_by_id(Staff, [person for row in rows for person in (row.staff_id, row.partner_id) if person])
    away = _away(people, start, end)
    lines: dict[date, list[DutyLine]] = {}
    for row in rows:
        lines.setdefault(row.day, []).append(DutyLine(
            row, people[row.staff_id], people.get(row.partner_id or ""), tuple(away.get((row.staff_id, row.day), ())),
            tuple(away.get((row.partner_id or "", row.day), ()))))
    known = {day.date: day for day in calendar_between(start, end).days()}
    days = sorted({*lines, *(on for on in known if known[on].is_worked())})
    return [DutyDay(on, known.get(on), tuple(lines.get(on, ()))) for on in days]


def find_duty(duty_id: str) -> NoonDuty:
    """One duty. Raises NotFound."""
    return find(NoonDuty, duty_id)


def add_duty(actor: Actor, unit_id: str, duty: Duty, now: datetime, stamp: FormStamp | None = None) -> str:
    """Put somebody on noon duty; returns the id. Raises NotAllowed, KeyReused, CalendarMissing; InvalidInput (rules.duty.check_duty,
    duty_twice).
    """
    _check_planner(actor, unit_id)

    def make() -> str:
        _check(unit_id, duty, "")
        return str(add(NoonDuty(unit_id=unit_id, **_columns(duty)), actor, "duty.add", now).id)

    return once(actor, stamp, now, make)


def change_duty(actor: Actor, duty_id: str, duty: Duty, version: int, now: datetime) -> NoonDuty:
    """Change a duty. Raises NotFound, NotAllowed, OutOfDate; InvalidInput as add_duty."""
    with transaction():
        row = find(NoonDuty, duty_id)
        _check_planner(actor, row.unit_id)
        _check(row.unit_id, duty, row.id)
        for name, value in _columns(duty).items():
            setattr(row, name, value)
        row.version = version
        return change(row, actor, "duty.change", now)


def remove_duty(actor: Actor, duty_id: str, version: int, now: datetime) -> NoonDuty:
    """Take somebody off. Raises NotFound, NotAllowed, OutOfDate. Returns the row that stood."""
    with transaction():
        row = find(NoonDuty, duty_id)
        _check_planner(actor, row.unit_id)
        check_version(row, version)
        remove(row, actor, "duty.remove", now)
        return row


def copy_week(actor: Actor, unit_id: str, day: date, now: datetime) -> int:
    """Carry the plan of the week before into the week of `day`; who already has duty on a day stays. Returns how many were added.

    Raises NotAllowed, CalendarMissing; InvalidInput (nothing_to_copy).
    """
    _check_planner(actor, unit_id)
    calendar_between(day, day).day(day)  # an absurd day is refused before weeks are reckoned from it
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    with transaction():
        before = [_duty(row) for row in _between(unit_id, monday - WEEK, sunday - WEEK)]
        taken = {(row.day, row.staff_id) for row in NoonDuty.select().where(NoonDuty.day.between(monday, sunday))}
        made = week_on(before, calendar_between(monday, sunday), taken)
        members = {staff.id for staff in members_of(unit_id, monday)}
        rows = [NoonDuty(unit_id=unit_id, **_columns(duty if duty.partner_id in members else replace(duty, partner_id="")))
                for duty in made if duty.staff_id in members]
        if not rows:
            raise InvalidInput(Problem("", "nothing_to_copy"))
        add_many(rows, actor, "duty.copy_week", now)
        return len(rows)


def _check(unit_id: str, duty: Duty, own_id: str) -> None:
    check_duty(duty, calendar_between(duty.day, duty.day), {staff.id for staff in members_of(unit_id, duty.day)})
    same = (NoonDuty.day == duty.day) & (NoonDuty.staff_id == duty.staff_id) & (NoonDuty.id != own_id)
    if NoonDuty.select().where(same).exists():
        raise InvalidInput(Problem("staff", "duty_twice"))


def _columns(duty: Duty) -> dict[str, object]:
    return {"day": duty.day, "staff_id": duty.staff_id, "partner_id": duty.partner_id or None, "start": duty.start, "end": duty.end}


def _duty(row: NoonDuty) -> Duty:
    return Duty(row.day, row.staff_id, row.partner_id or "", row.start, row.end)


def _between(unit_id: str, start: date, end: date) -> Iterable[NoonDuty]:
    found: Iterable[NoonDuty] = NoonDuty.select().where((NoonDuty.unit_id == unit_id) & NoonDuty.day.between(start, end))
    return found


def _away(staff_ids: Iterable[str], start: date, end: date) -> dict[tuple[str, date], list[str]]:
    """(staff id, day) -> halves held by active leave."""
    cells = LeaveCell.select().where(LeaveCell.staff_id.in_(list(staff_ids)) & LeaveCell.day.between(start, end)).order_by(LeaveCell.half)
    away: dict[tuple[str, date], list[str]] = {}
    for cell in cells:
        away.setdefault((cell.staff_id, cell.day), []).append(cell.half)
    return away


def _check_planner(actor: Actor, unit_id: str) -> None:
    find(Unit, unit_id)
    if not may_plan(actor, unit_id):
        raise NotAllowed(f"duty of {unit_id}")
