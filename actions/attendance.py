"""Reading verdicts: the stored cells of people and days, with what each rests on. Writing them: actions/attendance_judge.py."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.prepared import Prepared
from models import RawPunch, Staff, Verdict
from rules.attendance import Code, Edge, Unused, Used
from rules.calendar import Half
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor, Permission


@dataclass(frozen=True)
class Cell:
    """One half-day as it was judged. late, early: whole minutes; *_seconds the same in seconds; moments in seconds from midnight."""

    staff_id: str
    day: date
    half: Half
    code: Code
    late: int
    early: int
    rule: str
    rule_version: str
    due: tuple[tuple[Edge, int], ...]
    used: tuple[Used, ...]
    unused: tuple[Unused, ...]
    late_seconds: int
    early_seconds: int
    about: str


def cells_of(staff_id: str, first: date, last: date) -> dict[tuple[date, Half], Cell]:
    """The cells of one person on a span of days (inclusive), in order; days not yet judged have none."""
    return {(cell.day, cell.half): cell for cell in map(cell_of, _OF_PERSON.columns(staff_id, first, last))}


def cells_between(first: date, last: date) -> dict[tuple[str, date, Half], Cell]:
    """The cells of everybody on a span of days (inclusive)."""
    return {(cell.staff_id, cell.day, cell.half): cell for cell in map(cell_of, _OF_ALL.columns(first, last))}


_COLUMNS = (Verdict.staff_id, Verdict.day, Verdict.half, Verdict.code, Verdict.late, Verdict.early, Verdict.rule, Verdict.rule_version,
            Verdict.facts)
_OF_PERSON = Prepared(Verdict, lambda staff_id, first, last: Verdict.select(*_COLUMNS).where(
    (Verdict.staff_id == staff_id) & Verdict.day.between(first, last)).order_by(Verdict.day, Verdict.half))
_OF_ALL = Prepared(Verdict, lambda first, last: Verdict.select(*_COLUMNS).where(Verdict.day.between(first, last)))


def cell_of(columns: Sequence[Any]) -> Cell:
    """A cell of its columns, in the order of _COLUMNS."""
    staff_id, day, half, code, late, early, rule, version, text = columns
    facts: Mapping[str, Any] = json.loads(text)
    return Cell(staff_id, date.fromisoformat(day), Half(half), Code(code), late, early, rule, version,
                tuple((Edge(edge), at) for edge, at in facts["due"]),
                tuple(Used(Edge(edge), _due(facts, edge), at, row_id, by) for edge, at, row_id, by in facts["used"]),
                tuple(Unused(*one) for one in facts["unused"]), facts.get("late", 0), facts.get("early", 0), facts.get("about", ""))


def _due(facts: Mapping[str, Any], edge: str) -> int:
    return next(at for named, at in facts["due"] if named == edge)


def may_see(actor: Actor, staff: Staff) -> bool:
    """One's own attendance; the head of the unit; who sees everybody's (supervision section, personnel, clerk, leaders)."""
    return actor.staff_id == staff.id or actor.may(Permission.ATTENDANCE_ALL) or actor.holds(*HEADS, unit_id=staff.unit_id or "-")


def person_named(actor: Actor, number: str) -> Staff:
    """The person with a staff number whose attendance this person may see. Raises NotAllowed; InvalidInput (nobody_has_number)."""
    staff: Staff | None = Staff.get_or_none(Staff.number == number.strip())
    if staff is None:
        raise InvalidInput(Problem("number", "nobody_has_number", {"number": number}))
    if not may_see(actor, staff):
        raise NotAllowed(f"attendance of {staff.id}")
    return staff


def punches_named(ids: Iterable[str]) -> dict[str, RawPunch]:
    """Id -> raw row of the punches that verdicts cite."""
    wanted = list(ids)
    return {row.id: row for row in RawPunch.select().where(RawPunch.id.in_(wanted))} if wanted else {}
