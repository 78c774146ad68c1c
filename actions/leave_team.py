"""Who is away: the month of a unit or of the centre, and today. Colleagues see that somebody is away, not by what leave.

Read-only, a handful of queries however many people. Source: docs/rules/leave.md 1.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import JOIN, SQL

from actions.calendar import calendar_between
from actions.changes import rows_by_id
from actions.kept import kept
from actions.leave_rules import rules_in_force
from actions.people import administers_only, people_named
from actions.prepared import Prepared
from models import LeaveCell, LeaveInterval, LeaveRequest, Staff, Unit, Verdict
from rules.approval import State
from rules.attendance_due import ELSEWHERE
from rules.attendance_month import NOT_THERE, THERE
from rules.calendar import Day, Half
from rules.errors import NotAllowed
from rules.people import HEADS, SYSTEM, Actor, Permission

AWAY, ELSEWHERE_CODE = "away", "elsewhere"
SETTLED = frozenset({State.APPROVED, State.RUNNING, State.DUE_BACK, State.OVERDUE, State.CLOSED, State.ENDED_EARLY,
                     State.CANCEL_REQUESTED})
WAITING = frozenset({State.HANDOVER, State.PENDING})


class Mark(NamedTuple):
    """What stands in a half-day: a type's code, or AWAY / ELSEWHERE_CODE where the type may not be seen."""

    code: str
    waiting: bool = False


class Member(NamedTuple):
    """A person as the sheet needs them; 200 whole rows would take longer than the sheet."""

    id: str
    number: str
    name: str
    unit_id: str | None
    active_from: date | None
    active_to: date | None


class TeamLine(NamedTuple):
    """One person's month. marks: position (2 x day of month - 2, + 1 for the afternoon) -> mark; outside: positions before the
    person came or after they left; gone: positions where somebody was due and not there (by the verdict of attendance, or after leave
    that ended without a return); halves: code -> counted half-days that are settled; minutes: settled hours of outing.
    """

    staff: Member
    unit: Unit | None
    marks: Mapping[int, Mark]
    outside: frozenset[int]
    gone: frozenset[int]
    halves: Mapping[str, int]
    minutes: int


@dataclass(frozen=True, eq=False)
class TeamMonth:
    """The sheet of a month, one object for as long as nothing was written. open: types are shown; symbols: code -> symbol of the types
    in force; units: what may be chosen.
    """

    first: date
    days: Sequence[Day]
    lines: Sequence[TeamLine]
    open: bool
    symbols: Mapping[str, str]
    units: Sequence[Unit]
    unit: Unit | None


@dataclass(frozen=True)
class AwayLine:
    """Somebody away on a day. code as in Mark; halves: those away; hours: (from, to) minutes of leave by the hour."""

    staff: Staff
    unit: Unit | None
    code: str
    halves: frozenset[Half]
    hours: tuple[tuple[int, int], ...]
    until: date
    partner: Staff | None


def sees_types(actor: Actor, unit_id: str | None) -> bool:
    """True for those who see all leave and for the heads of the unit."""
    return actor.may(Permission.LEAVE_ALL) or actor.holds(*HEADS, unit_id=unit_id or "-")


def visible_units(actor: Actor) -> list[Unit]:
    """The units whose month may be opened: all for those who see all leave, else one's own and those one heads."""
    units = active_units()
    if actor.may(Permission.LEAVE_ALL):
        return units
    return [unit for unit in units if unit.id == actor.unit_id or actor.holds(*HEADS, unit_id=unit.id)]


@kept(1)
def active_units() -> list[Unit]:
    """Every unit that is kept, by code: id, code, name and the least that must be there."""
    return _UNITS.rows()


_UNITS = Prepared(Unit, lambda: Unit.select(Unit.id, Unit.code, Unit.name, Unit.min_present).where(Unit.active == 1).order_by(Unit.code))


def team_month(actor: Actor, first: date, unit_id: str) -> TeamMonth:
    """The month that begins on `first` of a unit; "" is the whole centre for those who see all leave, else one's own unit.

    Raises NotAllowed for a unit one may not open, CalendarMissing for a year nobody entered.
    """
    return _open_month(first, unit_id) if actor.may(Permission.LEAVE_ALL) else _month(actor, first, unit_id)


@kept(4)
def _open_month(first: date, unit_id: str) -> TeamMonth:
    """The sheet of who sees all leave, which is the same for all of them."""
    return _month(SYSTEM, first, unit_id)


def _month(actor: Actor, first: date, unit_id: str) -> TeamMonth:
    units = visible_units(actor)
    by_id = {unit.id: unit for unit in units}
    if not unit_id and not actor.may(Permission.LEAVE_ALL):
        unit_id = actor.unit_id if actor.unit_id in by_id else next(iter(by_id), "-")
    if unit_id and unit_id not in by_id:
        raise NotAllowed(f"month of unit {unit_id}")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    calendar = calendar_between(first, last)
    days = [calendar.day(first + timedelta(days=offset)) for offset in range(last.day)]
    people = _people(first, last, unit_id)
    held = held_between(first, last, unit_id)
    gone = gone_between(first, last)
    worked = {2 * number + half for number, day in enumerate(days) for half, name in enumerate(Half) if day.works(name)}
    lines = [_line(actor, person, by_id.get(person.unit_id or ""), held.get(person.id, []), worked & gone.get(person.id, set()),
                   first, last) for person in people]
    symbols = {code: rule.symbol for code, rule in rules_in_force(last).items()}
    return TeamMonth(first, days, lines, not unit_id or sees_types(actor, unit_id), symbols, units, by_id.get(unit_id))


def _people(first: date, last: date, unit_id: str) -> list[Member]:
    """Who is at the centre at any day of the span, by unit and number; people who are administrators and nothing else are not."""
    rows = _OF_UNIT.columns(first, last, unit_id) if unit_id else _OF_CENTRE.columns(first, last)
    return [Member(staff_id, number, name, of_unit, came and date.fromisoformat(came), goes and date.fromisoformat(goes))
            for staff_id, number, name, of_unit, came, goes in rows]


def _members(first: str, last: str, condition: Any) -> Any:
    here = ((Staff.active_from.is_null() | (Staff.active_from <= last)) & (Staff.active_to.is_null() | (Staff.active_to >= first)))
    return (Staff.select(*(getattr(Staff, name) for name in Member._fields)).join(Unit, JOIN.LEFT_OUTER, on=(Staff.unit_id == Unit.id))
            .where(here & condition).order_by(Unit.code, Staff.number))


_OF_UNIT = Prepared(Staff, lambda first, last, unit_id: _members(first, last, Staff.unit_id == unit_id))
_OF_CENTRE = Prepared(Staff, lambda first, last: _members(first, last, ~administers_only()))


def held_between(first: date, last: date, unit_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """Staff id -> what their requests hold from first to last, of a unit ("": of everybody), half-days first: (staff id, day, half,
    type, state, counted half-days, minutes). Two queries.
    """
    found: dict[str, list[tuple[Any, ...]]] = {}
    for of_unit, of_centre in ((_CELLS_OF_UNIT, _CELLS), (_INTERVALS_OF_UNIT, _INTERVALS)):
        for piece in of_unit.columns(first, last, unit_id) if unit_id else of_centre.columns(first, last):
            found.setdefault(piece[0], []).append(piece)
    return found


def _pieces(table: Any, extra: Sequence[Any], first: str, last: str, condition: Any = True) -> Any:
    return (table.select(table.staff_id, table.day, table.half, LeaveRequest.type_code, LeaveRequest.state, *extra)
            .join(LeaveRequest, on=(table.request_id == LeaveRequest.id)).where(table.day.between(first, last) & condition))


def _in_unit(table: Any, unit_id: str) -> Any:
    return table.staff_id.in_(Staff.select(Staff.id).where(Staff.unit_id == unit_id))


_COUNTS = (LeaveCell.counts, SQL("0"))
_MINUTES = (SQL("0"), LeaveInterval.to_minute - LeaveInterval.from_minute)
_CELLS = Prepared(LeaveCell, lambda first, last: _pieces(LeaveCell, _COUNTS, first, last, LeaveCell.counts == 1))
_CELLS_OF_UNIT = Prepared(LeaveCell, lambda first, last, unit_id: _pieces(
    LeaveCell, _COUNTS, first, last, (LeaveCell.counts == 1) & _in_unit(LeaveCell, unit_id)))
_INTERVALS = Prepared(LeaveInterval, lambda first, last: _pieces(LeaveInterval, _MINUTES, first, last))
_INTERVALS_OF_UNIT = Prepared(LeaveInterval, lambda first, last, unit_id: _pieces(
    LeaveInterval, _MINUTES, first, last, _in_unit(LeaveInterval, unit_id)))


def _line(actor: Actor, staff: Member, unit: Unit | None, held: Sequence[tuple[Any, ...]], gone: set[int],
          first: date, last: date) -> TeamLine:
    if not held:
        return TeamLine(staff, unit, {}, _outside(staff, first, last), frozenset(gone), {}, 0)
    marks: dict[int, Mark] = {}
    halves: dict[str, int] = {}
    knows, minutes = knows_type(actor, staff), 0
    for _, day, half, code, state, counts, length in held:
        waiting = state in WAITING
        if waiting and not knows:
            continue
        told = code if knows else _veiled(code)
        marks.setdefault(2 * int(day[-2:]) - 2 + (half == Half.PM), Mark(told, waiting))
        if not waiting:
            halves[told] = halves.get(told, 0) + counts
            minutes += length
    return TeamLine(staff, unit, marks, _outside(staff, first, last), frozenset(gone), halves, minutes)


def _outside(staff: Member, first: date, last: date) -> frozenset[int]:
    begins, ends = staff.active_from or first, staff.active_to or last
    if begins <= first and ends >= last:
        return frozenset()
    days = [day for day in range(1, last.day + 1) if not begins <= first.replace(day=day) <= ends]
    return frozenset(position for day in days for position in (2 * day - 2, 2 * day - 1))


def gone_between(first: date, last: date) -> dict[str, set[int]]:
    """Staff id -> positions of the month on which somebody due was not there: by their verdict, or, where attendance does not say that
    they were, between the end of their leave and their return.
    """
    found: dict[str, set[int]] = {}
    for staff_id, day, half in _ABSENT.columns(first, last):
        found.setdefault(staff_id, set()).add(_position(day, half))
    for staff_id, end, end_half, back, back_half in _UNRETURNED.columns(last, first):
        there = {(day, half) for day, half in _PRESENT.columns(staff_id, first, last)}
        after, until = (end, end_half), (back or "9999", back_half or Half.AM.value)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        found.setdefault(staff_id, set()).update(
            _position(day.isoformat(), half) for day in days for half in Half
            if after < (day.isoformat(), half) < until and (day.isoformat(), half.value) not in there)
    return found


def _position(day: str, half: str) -> int:
    return 2 * int(day[8:]) - 2 + (half == Half.PM)


_ABSENT = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.staff_id, Verdict.day, Verdict.half).where(
    Verdict.day.between(first, last) & Verdict.code.in_(sorted(code.value for code in NOT_THERE))))
_PRESENT = Prepared(Verdict, lambda staff_id, first, last: Verdict.select(Verdict.day, Verdict.half).where(
    (Verdict.staff_id == staff_id) & Verdict.day.between(first, last) & Verdict.code.in_(sorted(code.value for code in THERE))))
_UNRETURNED = Prepared(LeaveRequest, lambda last, first: LeaveRequest.select(
    LeaveRequest.staff_id, LeaveRequest.end, LeaveRequest.end_half, LeaveRequest.back_day, LeaveRequest.back_half).where(
    (LeaveRequest.state.in_([State.DUE_BACK.value, State.OVERDUE.value]) | LeaveRequest.overstay_state.in_(["proposed", "confirmed"]))
    & (LeaveRequest.end <= last) & (LeaveRequest.back_day.is_null() | (LeaveRequest.back_day >= first))))


@kept(256)
def away_on(actor: Actor, day: date) -> list[AwayLine]:
    """Who is away on a day by settled leave, by unit and number, of the units one may open. A handful of queries."""
    units = {unit.id: unit for unit in visible_units(actor)}
    everybody = actor.may(Permission.LEAVE_ALL)
    halves, hours = dict[str, set[Half]](), dict[str, list[tuple[int, int]]]()
    for request_id, half, of_unit in _CELLS_ON.columns(day):
        if everybody or of_unit in units:
            halves.setdefault(request_id, set()).add(Half(half))
    for request_id, first, last, of_unit in _INTERVALS_ON.columns(day):
        if everybody or of_unit in units:
            hours.setdefault(request_id, []).append((first, last))
    settled = [request for request in rows_by_id(LeaveRequest, {*halves, *hours}, _AWAY).values() if request.state in SETTLED]
    people = people_named([person for request in settled for person in (request.staff_id, request.partner_id) if person])
    lines = []
    for request in settled:
        staff = people[request.staff_id]
        lines.append(AwayLine(staff, units.get(staff.unit_id or ""),
                              request.type_code if knows_type(actor, staff) else _veiled(request.type_code),
                              frozenset(halves.get(request.id, ())), tuple(hours.get(request.id, ())), request.end,
                              people.get(request.partner_id or "")))
    return sorted(lines, key=lambda line: (line.unit.code if line.unit else "", line.staff.number))


_AWAY = ("id", "staff_id", "partner_id", "type_code", "state", "end")
_CELLS_ON = Prepared(LeaveCell, lambda day: LeaveCell.select(LeaveCell.request_id, LeaveCell.half, Staff.unit_id).join(
    Staff, on=(Staff.id == LeaveCell.staff_id)).where(LeaveCell.day == day))
_INTERVALS_ON = Prepared(LeaveInterval, lambda day: LeaveInterval.select(
    LeaveInterval.request_id, LeaveInterval.from_minute, LeaveInterval.to_minute, Staff.unit_id).join(
    Staff, on=(Staff.id == LeaveInterval.staff_id)).where(LeaveInterval.day == day))


def knows_type(actor: Actor, staff: Staff | Member) -> bool:
    """May this person know by what leave somebody is away?"""
    return staff.id == actor.staff_id or sees_types(actor, staff.unit_id)


def _veiled(code: str) -> str:
    return ELSEWHERE_CODE if code in ELSEWHERE else AWAY
