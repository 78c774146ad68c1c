"""Who holds which role: granted and ended by the security administrator, dated, in force from the next request on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.changes import FormStamp, add, change, check_version, find, once, rows_by_id, transaction
from models import RoleGrant, Staff, Unit
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission, Role
from rules.roles import GrantSpan, grant_problems, unit_problems


@dataclass(frozen=True)
class GrantAsked:
    """What is asked in the form: a role for a person, in a unit or "" for the whole centre, from a day to a day or on."""

    number: str
    role: Role
    unit_id: str
    first: date
    last: date | None


def grant_role(actor: Actor, asked: GrantAsked, now: datetime, stamp: FormStamp | None = None) -> str:
    """Grant a role; returns the id of the grant. Raises NotAllowed (also for oneself), InvalidInput."""
    if not actor.may(Permission.ROLES_GRANT):
        raise NotAllowed("roles")

    def make() -> str:
        staff = _person(asked.number)
        if staff.id == actor.staff_id:
            raise NotAllowed("a role for oneself")
        return add_grant(actor, staff, asked, now, unit_problems(asked.role, asked.unit_id)).id

    return once(actor, stamp, now, make)


def add_grant(actor: Actor, staff: Staff, asked: GrantAsked, now: datetime, found: Iterable[Problem] = ()) -> RoleGrant:
    """Write the grant inside the caller's transaction. Raises InvalidInput with what was found before and what the rules find."""
    if asked.unit_id and Unit.get_or_none(Unit.id == asked.unit_id) is None:
        raise InvalidInput(Problem("unit", "choice"))
    span = GrantSpan(asked.role, asked.unit_id, asked.first, asked.last)
    held = [GrantSpan(Role(row.role), row.unit_id, row.valid_from, row.valid_to)
            for row in RoleGrant.select().where(RoleGrant.staff_id == staff.id)]
    problems = [*found, *grant_problems(span, held, now.date())]
    if problems:
        raise InvalidInput(*problems)
    return add(RoleGrant(staff_id=staff.id, role=asked.role, unit_id=asked.unit_id, valid_from=asked.first, valid_to=asked.last),
               actor, "role.grant", now)


def end_grant(actor: Actor, grant_id: str, version: int, last: date | None, now: datetime) -> RoleGrant:
    """End a grant after a day, or at once when `last` is None.

    Raises NotFound, NotAllowed (also for one's own), OutOfDate, InvalidInput when the last day is past or the grant ends before.
    """
    with transaction():
        grant = find(RoleGrant, grant_id)
        if not actor.may(Permission.ROLES_GRANT) or grant.staff_id == actor.staff_id:
            raise NotAllowed(f"grant {grant_id}")
        ends = last or now.date() - timedelta(days=1)
        check_version(grant, version, valid_to=ends)
        if last is not None and last < now.date():
            raise InvalidInput(Problem("last_day", "day_past"))
        if grant.valid_to is not None and grant.valid_to <= ends:
            raise InvalidInput(Problem("last_day", "grant_ends_before", {"day": grant.valid_to}))
        grant.valid_to = ends
        return change(grant, actor, "role.end", now)


def _person(number: str) -> Staff:
    staff: Staff | None = Staff.get_or_none(Staff.number == number.strip())
    if staff is None:
        raise InvalidInput(Problem("number", "nobody_has_number"))
    return staff


@dataclass(frozen=True)
class GrantLine:
    """A grant with the person and the unit it is for (None = the whole centre)."""

    grant: RoleGrant
    staff: Staff
    unit: Unit | None


def grant_lines(role: Role | None, day: date, past: bool = False) -> list[GrantLine]:
    """Grants in force on the day or later, of one role or all, by role and staff number. past: those that have ended instead."""
    ended = RoleGrant.valid_to.is_null(False) & (RoleGrant.valid_to < day)
    wanted = ended if past else ~ended
    rows = list(RoleGrant.select().where(wanted & (RoleGrant.role == role) if role else wanted))
    staff = rows_by_id(Staff, (row.staff_id for row in rows))
    units = rows_by_id(Unit, (row.unit_id for row in rows if row.unit_id))
    lines = [GrantLine(row, staff[row.staff_id], units.get(row.unit_id)) for row in rows if row.staff_id in staff]
    order = list(Role)
    return sorted(lines, key=lambda line: (order.index(Role(line.grant.role)), line.staff.number, line.grant.valid_from))


def grant_line(grant_id: str) -> GrantLine:
    """One grant. Raises NotFound."""
    grant = find(RoleGrant, grant_id)
    return GrantLine(grant, find(Staff, grant.staff_id), Unit.get_or_none(Unit.id == grant.unit_id) if grant.unit_id else None)
