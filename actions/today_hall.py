"""The morning of who answers for others: one's window with the days on which it would stand empty, the hall, the personnel desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from actions.calendar import calendar_between, day_or_none, missing_years
from actions.kept import kept
from actions.leave_balances import EndingPot, ending_soon
from actions.leave_lists import Line, lines_of, listed, overdue_for
from actions.leave_team import AwayLine, active_units, away_on
from actions.people import active_on
from actions.prepared import Prepared
from models import LeaveCell, LeaveRequest, Staff, Unit
from rules.approval import ACTIVE, State
from rules.calendar import Half
from rules.leave import CellKey
from rules.people import HEADS, Actor, Permission, Role

WARNED_DAYS = 14
NOON_HOUR = 12
SHOWN = 10
UNREPORTED = (State.DUE_BACK.value, State.OVERDUE.value)
HOLDING = tuple(state.value for state in ACTIVE)


@dataclass(frozen=True)
class Post:
    """One person of a window today: half -> the AwayLine that holds it, None when they are due at work. unreported: earlier leave is
    over and they did not report back.
    """

    staff: Staff
    halves: dict[Half, AwayLine | None]
    unreported: bool


@dataclass(frozen=True)
class Window:
    """One's window today. works: halves worked today; short: (day, half, people left) where fewer than min_present would be left."""

    unit: Unit
    posts: Sequence[Post]
    works: frozenset[Half]
    short: Sequence[tuple[date, Half, int]]


@dataclass(frozen=True)
class HallLine:
    """A unit in this half-day: people there, those away by settled leave, and the least it must keep."""

    unit: Unit
    people: int
    away: Sequence[AwayLine]

    @property
    def present(self) -> int:
        """How many are due at work."""
        return self.people - len(self.away)


@dataclass(frozen=True)
class Hall:
    """The units in the half-day that holds this moment; overdue: leave that ended without a report."""

    half: Half
    works: bool
    lines: Sequence[HallLine]
    overdue: Sequence[Line]


@dataclass(frozen=True)
class Desk:
    """What personnel and the attendance clerk look after. missing_years: as actions.calendar has them."""

    overdue: Sequence[Line]
    ending: Sequence[EndingPot]
    papers: Sequence[Line]
    missing_years: Sequence[int]


@kept(64)
def windows_of(actor: Actor, today: date) -> list[Window]:
    """The units this person heads, by code."""
    headed = {grant.unit_id for grant in actor.grants if grant.role in HEADS} - {""}
    if not headed:
        return []
    away = away_on(actor, today)
    return [_window(unit, today, away) for unit in active_units() if unit.id in headed]


def _window(unit: Unit, today: date, away: Sequence[AwayLine]) -> Window:
    people = _PEOPLE.rows(unit.id, today)
    days = {day.date: day for day in calendar_between(today, today + timedelta(days=WARNED_DAYS)).days()}
    works = frozenset(half for half in Half if today in days and days[today].works(half))
    over = {staff_id for staff_id, in _UNREPORTED.columns(unit.id, today)}
    posts = [Post(person, {half: next((line for line in away if line.staff.id == person.id and half in line.halves), None)
                           for half in Half}, person.id in over) for person in people]
    ahead = [(on, half) for on, day in days.items() for half in Half if day.works(half)]
    return Window(unit, posts, works, _short(unit, people, ahead))


def _short(unit: Unit, people: Sequence[Staff], ahead: Sequence[CellKey]) -> list[tuple[date, Half, int]]:
    """The half-days ahead on which fewer than the least would be left, counting what is asked for as well."""
    if not unit.min_present or not ahead:
        return []
    here = {person.id for person in people}
    away = Counter((day, half) for staff_id, day, half in _HELD.columns(unit.id, ahead[0][0], ahead[-1][0]) if staff_id in here)
    left = [(on, half, len(people) - away[on.isoformat(), half.value]) for on, half in ahead]
    return [(on, half, present) for on, half, present in left if present < unit.min_present]


def _of_unit(column: Any, unit_id: str) -> Any:
    return column.in_(Staff.select(Staff.id).where(Staff.unit_id == unit_id))


_PEOPLE = Prepared(Staff, lambda unit_id, day: Staff.select(Staff.id, Staff.name).where(
    (Staff.unit_id == unit_id) & active_on(day)).order_by(Staff.number))
_UNREPORTED = Prepared(LeaveRequest, lambda unit_id, day: LeaveRequest.select(LeaveRequest.staff_id).where(
    _of_unit(LeaveRequest.staff_id, unit_id) & LeaveRequest.state.in_(UNREPORTED) & (LeaveRequest.end < day)))
_HELD = Prepared(LeaveCell, lambda unit_id, first, last: LeaveCell.select(LeaveCell.staff_id, LeaveCell.day, LeaveCell.half).join(
    LeaveRequest, on=(LeaveCell.request_id == LeaveRequest.id)).where(
    _of_unit(LeaveCell.staff_id, unit_id) & LeaveCell.day.between(first, last) & LeaveRequest.state.in_(HOLDING)))


def hall(actor: Actor, now: datetime) -> Hall:
    """Every unit in this half-day, by code, with who is away, and the leave that is overdue."""
    today, half = now.date(), Half.AM if now.hour < NOON_HOUR else Half.PM
    day, numbers = day_or_none(today), _people_of(today)
    gone: dict[str, list[AwayLine]] = {}
    minute = now.hour * 60 + now.minute
    for line in away_on(actor, today):
        if half in line.halves or any(first <= minute < last for first, last in line.hours):
            gone.setdefault(line.staff.unit_id or "", []).append(line)
    lines = [HallLine(unit, numbers.get(unit.id, 0), gone.get(unit.id, [])) for unit in active_units()]
    return Hall(half, bool(day and day.works(half)), lines, overdue_for(actor, today, SHOWN))


@kept(1)
def _people_of(day: date) -> dict[str | None, int]:
    """Unit id -> how many people it has."""
    return dict(_BY_UNIT.columns(day))


_BY_UNIT = Prepared(Staff, lambda day: Staff.select(Staff.unit_id, fn.COUNT(Staff.id)).where(active_on(day)).group_by(Staff.unit_id))


@kept(16)
def desk(actor: Actor, today: date) -> Desk:
    """The desk of personnel and the attendance clerk; balances only for who keeps them."""
    ending = ending_soon(today, most=SHOWN) if actor.may(Permission.LEAVE_LEDGER) else []
    return Desk(overdue_for(actor, today, SHOWN), ending, lines_of(_OWED.rows()), missing_years(today))


_OWED = Prepared(LeaveRequest, lambda: listed().where(
    (LeaveRequest.papers_owed == 1) & LeaveRequest.state.in_(HOLDING)).order_by(LeaveRequest.start).limit(SHOWN))


def has_desk(actor: Actor) -> bool:
    """Personnel and attendance clerks have a desk."""
    return actor.holds(Role.PERSONNEL, Role.ATTENDANCE_CLERK)
