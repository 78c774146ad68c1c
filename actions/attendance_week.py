"""Weekly check: the head looks through a week's exceptions and confirms once; weeks nobody checked are told and listed.

Source: docs/rules/attendance_month.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.attendance_sheet import sheet_units
from actions.attendance_sums import Person, people_of
from actions.changes import FormStamp, add, find, once, rows_by_id
from actions.notices import tell
from actions.people import holders
from actions.prepared import Prepared
from models import Staff, Unit, Verdict, WeekCheck
from rules.attendance import EXCEPTIONS, Code
from rules.attendance_close import WEEK, monday_of, weeks_to_check
from rules.attendance_facts import Cell, cell_of
from rules.attendance_month import OFF
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor, Permission, Role

SHOWN = sorted(code.value for code in {*EXCEPTIONS, Code.PENDING})


@dataclass(frozen=True)
class WeekLine:
    """Somebody's half-days of the week that are held against them or not known yet, in order."""

    person: Person
    cells: Sequence[Cell]


@dataclass(frozen=True)
class UnitWeek:
    """A unit's week. judged: are there verdicts at all; check, checked_by: who has looked through it; may_check: may this person."""

    unit: Unit
    monday: date
    people: int
    lines: Sequence[WeekLine]
    judged: bool
    check: WeekCheck | None
    checked_by: Staff | None
    may_check: bool


@dataclass(frozen=True)
class Unchecked:
    """A week of a unit that is over and nobody has checked; heads: whose it is to check."""

    unit: Unit
    monday: date
    heads: Sequence[Staff]


def week_of(actor: Actor, unit_id: str, monday: date, now: datetime) -> UnitWeek:
    """The week that begins on `monday` of a unit ("": the first one may look at). Raises NotAllowed."""
    unit = _unit_for(actor, unit_id)
    monday = monday_of(monday)
    sunday = monday + WEEK - timedelta(days=1)
    members = {person.id: person for person in people_of(monday, sunday) if person.unit_id == unit.id}
    cells: dict[str, list[Cell]] = {}
    for cell in map(cell_of, _EXCEPTIONS.columns(monday, sunday)):
        if cell.staff_id in members:
            cells.setdefault(cell.staff_id, []).append(cell)
    check = _CHECK.first(unit.id, monday)
    checked_by = rows_by_id(Staff, [check.checked_by]).get(check.checked_by) if check else None
    judged = bool(_JUDGED.columns(monday, sunday))
    lines = [WeekLine(members[staff_id], sorted(found, key=lambda cell: (cell.day, cell.half))) for staff_id, found in cells.items()]
    return UnitWeek(unit, monday, len(members), sorted(lines, key=lambda line: line.person.number), judged, check, checked_by,
                    judged and check is None and _may_check(actor, unit, now.date()) and _is_over(monday, now.date()))


def check_week(actor: Actor, unit_id: str, monday: date, note: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """The head confirms to have looked through a week that is over. Returns the id.

    Raises NotFound, NotAllowed, KeyReused, AlreadyDecided; InvalidInput (week_not_over, week_not_judged).
    """
    unit = find(Unit, unit_id)
    if not _may_check(actor, unit, now.date()):
        raise NotAllowed(f"week of {unit_id}")
    monday = monday_of(monday)

    def make() -> str:
        if not _is_over(monday, now.date()):
            raise InvalidInput(Problem("", "week_not_over"))
        if not _JUDGED.columns(monday, monday + WEEK - timedelta(days=1)):
            raise InvalidInput(Problem("", "week_not_judged"))
        if _CHECK.first(unit.id, monday) is not None:
            raise AlreadyDecided(f"week {monday} of {unit_id}", "checked")
        row = WeekCheck(unit_id=unit.id, monday=monday, checked_by=actor.staff_id, note=note.strip())
        return str(add(row, actor, "attendance.week", now).id)

    return once(actor, stamp, now, make)


def unchecked_weeks(actor: Actor, now: datetime) -> list[Unchecked]:
    """Weeks that are over and not checked, of the units one may look at, the newest first. A handful of queries."""
    units = sheet_units(actor) if actor.may(Permission.ATTENDANCE_SHEET) else []
    return _unchecked(units, now)


def remind_weeks(now: datetime) -> int:
    """Tell the heads which of their weeks were not checked, each week once; for the scheduler. Returns how many were told."""
    told = 0
    for one in _unchecked(list(Unit.select().where(Unit.active == 1).order_by(Unit.code)), now):
        values = {"unit": one.unit.name, "monday": one.monday.isoformat()}
        page = f"/attendance/week?unit={one.unit.id}&monday={one.monday}"
        told += tell([staff.id for staff in one.heads], "week_unchecked", values, page, f"week:{one.unit.id}:{one.monday}", now)
    return told


def _unchecked(units: Iterable[Unit], now: datetime) -> list[Unchecked]:
    mondays = weeks_to_check(now.date())
    checked = {(unit_id, monday) for unit_id, monday in _CHECKED.columns(mondays[-1])}
    judged = {monday_of(date.fromisoformat(day)) for (day,) in _JUDGED.columns(mondays[-1], mondays[0] + WEEK)}
    inhabited = {person.unit_id for person in people_of(mondays[-1], now.date())}
    open_weeks = [(unit, monday) for monday in mondays for unit in units
                  if monday in judged and unit.id in inhabited and (unit.id, monday.isoformat()) not in checked]
    heads = {unit.id: heads_of(unit, now.date()) for unit in {unit.id: unit for unit, _ in open_weeks}.values()}
    return [Unchecked(unit, monday, heads[unit.id]) for unit, monday in open_weeks]


def heads_of(unit: Unit, day: date) -> list[Staff]:
    """Who checks a unit's weeks: its heads; where it has none, who confirms absence."""
    found = {staff.id: staff for role in sorted(HEADS) for staff in holders(role, day, unit.id)}
    return list(found.values()) or holders(Role.SECTION_HEAD, day)


def _may_check(actor: Actor, unit: Unit, day: date) -> bool:
    return actor.may(Permission.ATTENDANCE_DECIDE) and actor.staff_id in {staff.id for staff in heads_of(unit, day)}


def _is_over(monday: date, today: date) -> bool:
    return today >= monday + WEEK


def _unit_for(actor: Actor, unit_id: str) -> Unit:
    units = sheet_units(actor)
    own = [unit for unit in units if unit_id in ("", unit.id)]
    first = next((unit for unit in own if actor.holds(*HEADS, unit_id=unit.id)), own[0] if own else None)
    if first is None:
        raise NotAllowed(f"week of unit {unit_id}")
    return first


_EXCEPTIONS = Prepared(Verdict, lambda first, last: Verdict.select(
    Verdict.staff_id, Verdict.day, Verdict.half, Verdict.code, Verdict.late, Verdict.early, Verdict.rule, Verdict.rule_version,
    Verdict.facts).where(Verdict.day.between(first, last) & Verdict.code.in_(SHOWN)))
_JUDGED = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.day).where(
    Verdict.day.between(first, last) & Verdict.code.not_in(sorted(code.value for code in OFF))).distinct())
_CHECK = Prepared(WeekCheck, lambda unit_id, monday: WeekCheck.select().where(
    (WeekCheck.unit_id == unit_id) & (WeekCheck.monday == monday)))
_CHECKED = Prepared(WeekCheck, lambda since: WeekCheck.select(WeekCheck.unit_id, WeekCheck.monday).where(WeekCheck.monday >= since))
