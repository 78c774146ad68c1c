"""People as the other actions need them: who somebody is now, and who holds a role for a unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from actions.changes import rows_by_id
from actions.prepared import Prepared
from models import RoleGrant, Staff, Unit
from rules.people import ADMINISTRATORS, Actor, Grant, Role


def actor_of(staff: Staff, day: date, address: str = "") -> Actor:
    """The person as they act on this day, with the grants then in force."""
    return Actor(staff_id=staff.id, number=staff.number, name=staff.name, unit_id=staff.unit_id or "",
                 grants=frozenset(grants_on(staff.id, day)), address=address, day=day)


def grants_on(staff_id: str, day: date) -> list[Grant]:
    """The roles somebody holds on a day."""
    return [Grant(Role(role), unit_id) for role, unit_id in _GRANTS.columns(staff_id, day)]


def holders(role: Role, day: date, unit_id: str = "") -> list[Staff]:
    """Active people who hold a role on a day for the unit or for the whole centre, by number."""
    grants = RoleGrant.select(RoleGrant.staff_id).where(
        (RoleGrant.role == role) & (RoleGrant.unit_id.in_(["", unit_id])) & in_force(day))
    return list(Staff.select().where(Staff.id.in_(grants) & active_on(day)).order_by(Staff.number))


def people_named(staff_ids: Iterable[str]) -> dict[str, Staff]:
    """id -> who it is: id, number, name and unit, for lists."""
    return rows_by_id(Staff, staff_ids, ("id", "number", "name", "unit_id"))


def unit_name(actor: Actor) -> str:
    """What the window or section of the person is called; "" when they stand in none."""
    unit = _UNIT.first(actor.unit_id) if actor.unit_id else None
    return unit.name if unit else ""


def active_on(day: date | str) -> object:
    """Condition: the person is at the centre on this day."""
    return (Staff.active_from.is_null() | (Staff.active_from <= day)) & (Staff.active_to.is_null() | (Staff.active_to >= day))


def in_force(day: date | str) -> object:
    """Condition: the grant holds on this day."""
    return (RoleGrant.valid_from <= day) & (RoleGrant.valid_to.is_null() | (RoleGrant.valid_to >= day))


def administers_only() -> Any:
    """Condition: the person is an administrator and nothing else, and so on no sheet."""
    administers = RoleGrant.role.in_(sorted(ADMINISTRATORS))
    return Staff.id.in_(RoleGrant.select(RoleGrant.staff_id).where(administers)) & Staff.id.not_in(
        RoleGrant.select(RoleGrant.staff_id).where(~administers))


_GRANTS = Prepared(RoleGrant, lambda staff_id, day: RoleGrant.select(RoleGrant.role, RoleGrant.unit_id).where(
    (RoleGrant.staff_id == staff_id) & in_force(day)))
_UNIT = Prepared(Unit, lambda unit_id: Unit.select(Unit.name).where(Unit.id == unit_id))
