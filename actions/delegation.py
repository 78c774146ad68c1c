"""委托: somebody who decides leave lets somebody else decide in their place for some days. A delegate does not pass it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import FormStamp, add, change, check_version, find, once, rows_by_id, transaction
from actions.people import active_on, grants_on
from models import Delegation, Staff
from rules.delegation import delegation_problems
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.people import Actor, Permission


@dataclass(frozen=True)
class DelegationAsked:
    """What is asked in the form: to whom (staff number), from a day to a day (both included), and why."""

    number: str
    first: date
    last: date
    reason: str


def delegate(actor: Actor, asked: DelegationAsked, now: datetime, stamp: FormStamp | None = None) -> str:
    """Delegate one's deciding; returns the id. Raises NotAllowed, InvalidInput."""
    if not actor.may(Permission.LEAVE_DECIDE):
        raise NotAllowed("delegation")

    def make() -> str:
        person = Staff.get_or_none((Staff.number == asked.number.strip()) & active_on(now.date()))
        if person is None:
            raise InvalidInput(Problem("number", "nobody_has_number"))
        roles = {grant.role for grant in grants_on(person.id, asked.first)}
        standing = [(row.valid_from, row.valid_to) for row in Delegation.select().where(
            (Delegation.principal_id == actor.staff_id) & (Delegation.delegate_id == person.id) & Delegation.revoked_at.is_null())]
        problems = delegation_problems(actor.staff_id, person.id, roles, asked.first, asked.last, now.date(), standing)
        if problems:
            raise InvalidInput(*problems)
        return add(Delegation(principal_id=actor.staff_id, delegate_id=person.id, valid_from=asked.first, valid_to=asked.last,
                              reason=asked.reason), actor, "delegation.give", now).id

    return once(actor, stamp, now, make)


def revoke(actor: Actor, delegation_id: str, version: int, now: datetime) -> Delegation:
    """Take one's own delegation back at once. Raises NotFound (also for anybody else's), OutOfDate, AlreadyDecided."""
    with transaction():
        row = find(Delegation, delegation_id)
        if row.principal_id != actor.staff_id:
            raise NotFound(f"delegation {delegation_id}")
        if row.revoked_at is not None:
            raise AlreadyDecided(delegation_id, "revoked")
        check_version(row, version)
        row.revoked_at = now
        return change(row, actor, "delegation.revoke", now)


@dataclass(frozen=True)
class DelegationLine:
    """A delegation with both people. state: coming, standing, over or revoked."""

    row: Delegation
    principal: Staff
    delegate: Staff
    state: str


def delegations_of(actor: Actor, day: date, limit: int = 100) -> list[DelegationLine]:
    """What somebody delegated and was delegated, the newest first, no more than `limit`."""
    mine = (Delegation.principal_id == actor.staff_id) | (Delegation.delegate_id == actor.staff_id)
    rows = list(Delegation.select().where(mine).order_by(Delegation.id.desc()).limit(limit))
    people = rows_by_id(Staff, [staff_id for row in rows for staff_id in (row.principal_id, row.delegate_id)])
    return [DelegationLine(row, people[row.principal_id], people[row.delegate_id], _state(row, day)) for row in rows]


def _state(row: Delegation, day: date) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.valid_to < day:
        return "over"
    return "coming" if row.valid_from > day else "standing"
