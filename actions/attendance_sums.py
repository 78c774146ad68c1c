"""Months of attendance as everything that shows them needs them: one line a person, counted live or as it was frozen.

Live figures are read as tuples in a handful of queries however many people there are; frozen ones from MonthFigure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from actions.attendance_inputs import HALVES
from actions.changes import rows_by_id
from actions.leave_team import SETTLED, active_units, held_between
from actions.people import administers_only
from actions.prepared import Prepared
from models import AttendanceRules, MonthAdjustment, MonthClose, MonthFigure, Posting, Staff, Unit, Verdict
from rules.approval import State
from rules.attendance import Code, RuleSet, read_rule_set
from rules.attendance_close import CloseState, month_last
from rules.attendance_month import Adjustment, MonthCell, MonthSums, net_adjustments, read_month, sums_of
from rules.calendar import Half

CODES = {code.value: code for code in Code}
ON_LEAVE = frozenset({Code.LEAVE.value, Code.OFFICIAL.value})


class Person(NamedTuple):
    """Somebody of the centre in a month. unit_id: where they stood at its end."""

    id: str
    number: str
    name: str
    unit_id: str
    home_unit: str
    employment: str
    active_from: date | None
    active_to: date | None


@dataclass(frozen=True)
class PersonMonth:
    """One person's month: half-days (in no order), their sums, and what of closed months is counted here."""

    person: Person
    cells: Sequence[MonthCell]
    sums: MonthSums
    adjusted: Sequence[Adjustment]


@dataclass(frozen=True)
class Month:
    """A month of everybody, by unit and number. close: how far its closing is, None when nobody has begun."""

    first: date
    lines: Sequence[PersonMonth]
    close: MonthClose | None
    units: Mapping[str, Unit]

    @property
    def frozen(self) -> bool:
        """Are these the figures that were closed?"""
        return self.close is not None and self.close.state == CloseState.CLOSED


def month_of(first: date) -> Month:
    """The month that begins on `first`: frozen where it is closed, else counted now."""
    close, units = close_of(first), {unit.id: unit for unit in active_units()}
    lines = frozen_lines(first) if close is not None and close.state == CloseState.CLOSED else live_lines(first)

    def place(line: PersonMonth) -> tuple[str, str]:
        unit = units.get(line.person.unit_id)
        return (unit.code if unit else "", line.person.number)

    return Month(first, sorted(lines, key=place), close, units)


def close_of(first: date) -> MonthClose | None:
    """The closing of a month, None when nobody has begun it."""
    return _CLOSE.first(f"{first:%Y-%m}")


def live_lines(first: date) -> list[PersonMonth]:
    """Everybody's month as the verdicts have it now."""
    last = month_last(first)
    cells = _cells(first, last)
    rules, held, adjusted = rule_sets(), held_between(first, last, ""), adjustments(first)
    lines = []
    for person in people_of(first, last):
        mine = cells.get(person.id, [])
        counted, outing = _counted(held.get(person.id, ()))
        lines.append(PersonMonth(person, mine, sums_of(mine, rules, counted, outing), adjusted.get(person.id, [])))
    return lines


def frozen_lines(first: date) -> list[PersonMonth]:
    """Everybody's month as it was closed."""
    rows = _FIGURES.rows(f"{first:%Y-%m}")
    people = rows_by_id(Staff, [row.staff_id for row in rows])
    lines = []
    for row in rows:
        staff = people[row.staff_id]
        person = Person(staff.id, staff.number, staff.name, row.unit_id, staff.home_unit, staff.employment, staff.active_from,
                        staff.active_to)
        sums, cells, adjusted = read_month(row.figures)
        lines.append(PersonMonth(person, cells, sums, adjusted))
    return lines


def people_of(first: date, last: date) -> list[Person]:
    """Who is at the centre at any day of a span, by number, in the unit of its last day; administrators and nothing else are not."""
    units: dict[str, str] = dict(_POSTINGS.columns(last))
    return [Person(one, number, name, units.get(one, unit_id or ""), home, employment, _day(since), _day(until))
            for one, number, name, unit_id, home, employment, since, until in _PEOPLE.columns(first, last)]


def rule_sets() -> dict[str, RuleSet]:
    """Version -> rule set, for every one there is."""
    return {version: read_rule_set(version, source, figures) for version, source, figures in _RULES.columns()}


def adjustments(first: date) -> dict[str, list[Adjustment]]:
    """Staff id -> what of closed months came out differently and is counted in this month."""
    found: dict[str, list[Adjustment]] = {}
    for staff_id, month, day, half, before, after in _ADJUSTED.columns(f"{first:%Y-%m}"):
        found.setdefault(staff_id, []).append(Adjustment(month, date.fromisoformat(day), Half(half), before, after))
    return {staff_id: net for staff_id, some in found.items() if (net := net_adjustments(some))}


def _cells(first: date, last: date) -> dict[str, list[MonthCell]]:
    """Staff id -> half-days, in no order. Most half-days of a day are the same for everybody, so each different one is made once."""
    leave = _leave_types(first, last)
    made: dict[tuple[Any, ...], MonthCell] = {}
    found: dict[str, list[MonthCell]] = {}
    for row in _CELLS.columns(first, last):
        key = row[1:]
        if row[3] in ON_LEAVE:
            key = (*key, leave.get(row[:3], ""))
        cell = made.get(key)
        if cell is None:
            day, half, code, *rest = key
            made[key] = cell = MonthCell(date.fromisoformat(day), HALVES[half], CODES[code], *rest)
        mine = found.get(row[0])
        if mine is None:
            mine = found[row[0]] = []
        mine.append(cell)
    return found


def _leave_types(first: date, last: date) -> dict[tuple[str, str, str], str]:
    """(staff id, day, half) -> type of leave, for verdicts that rest on leave: the only ones whose facts are read."""
    return {(staff_id, day, half): str(json.loads(facts).get("about", "")).partition(" ")[0]
            for staff_id, day, half, facts in _ON_LEAVE.columns(first, last)}


def _counted(held: Iterable[tuple[Any, ...]]) -> tuple[dict[str, int], int]:
    """Half-days by type as the leave regime counts them, and minutes of leave by the hour; what is settled only. held: pieces as
    actions.leave_team.held_between gives them.
    """
    counted: dict[str, int] = {}
    outing = 0
    for *_, code, state, counts, minutes in held:
        if State(state) in SETTLED:
            outing += minutes
            if counts:
                counted[code] = counted.get(code, 0) + counts
    return counted, outing


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_CLOSE = Prepared(MonthClose, lambda month: MonthClose.select().where(MonthClose.month == month))
_FIGURES = Prepared(MonthFigure, lambda month: MonthFigure.select().where(MonthFigure.month == month))
_RULES = Prepared(AttendanceRules, lambda: AttendanceRules.select(
    AttendanceRules.valid_from, AttendanceRules.source, AttendanceRules.figures))
_ADJUSTED = Prepared(MonthAdjustment, lambda month: MonthAdjustment.select(
    MonthAdjustment.staff_id, MonthAdjustment.closed_month, MonthAdjustment.day, MonthAdjustment.half, MonthAdjustment.code_before,
    MonthAdjustment.code_after).where(MonthAdjustment.month == month).order_by(MonthAdjustment.created_at, MonthAdjustment.id))
_CELLS = Prepared(Verdict, lambda first, last: Verdict.select(
    Verdict.staff_id, Verdict.day, Verdict.half, Verdict.code, Verdict.late, Verdict.early, Verdict.rule_version).where(
    Verdict.day.between(first, last)))
_ON_LEAVE = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.staff_id, Verdict.day, Verdict.half, Verdict.facts).where(
    Verdict.day.between(first, last) & Verdict.code.in_(sorted(ON_LEAVE))))
_POSTINGS = Prepared(Posting, lambda last: Posting.select(Posting.staff_id, Posting.unit_id).where(
    Posting.valid_from <= last).order_by(Posting.valid_from))
_PEOPLE = Prepared(Staff, lambda first, last: Staff.select(
    Staff.id, Staff.number, Staff.name, Staff.unit_id, Staff.home_unit, Staff.employment, Staff.active_from, Staff.active_to).where(
    (Staff.active_from.is_null() | (Staff.active_from <= last)) & (Staff.active_to.is_null() | (Staff.active_to >= first))
    & ~administers_only()).order_by(Staff.number))
