"""Reading verdicts: the stored cells of people and days, with what each rests on. Writing them: actions/attendance_judge.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from actions.attendance_signers import Deciders
from actions.prepared import Prepared
from models import RawPunch, Staff, Verdict
from rules.attendance_facts import Cell, cell_of
from rules.calendar import Half
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor, Permission


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


def may_see(actor: Actor, staff: Staff, today: date | None = None) -> bool:
    """One's own attendance; the head of the unit; who sees everybody's (supervision section, personnel, clerk, leaders).

    today: given, also who decides about the person that day in the place of a head or the section.
    """
    if actor.staff_id == staff.id or actor.may(Permission.ATTENDANCE_ALL) or actor.holds(*HEADS, unit_id=staff.unit_id or "-"):
        return True
    if today is None or not actor.may(Permission.ATTENDANCE_DECIDE):
        return False
    deciders = Deciders(actor, today)
    return bool(deciders.over(staff) or deciders.section(staff))


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
