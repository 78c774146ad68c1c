"""People as the other actions need them: who somebody is now, and who holds a role for a unit."""

from __future__ import annotations

from datetime import date

from models import RoleGrant, Staff, Unit
from rules.people import Actor, Grant, Role


def actor_of(staff: Staff, day: date, address: str = "") -> Actor:
    """The person as they act on this day, with the grants then in force."""
    return Actor(staff_id=staff.id, number=staff.number, name=staff.name, unit_id=staff.unit_id or "",
                 grants=frozenset(grants_on(staff.id, day)), address=address)


def grants_on(staff_id: str, day: date) -> list[Grant]:
    """The roles somebody holds on a day."""
    rows = RoleGrant.select().where((RoleGrant.staff_id == staff_id) & _in_force(day))
    return [Grant(Role(row.role), row.unit_id) for row in rows]


def holders(role: Role, day: date, unit_id: str = "") -> list[Staff]:
    """Active people who hold a role on a day for the unit or for the whole centre, by number."""
    grants = RoleGrant.select(RoleGrant.staff_id).where(
        (RoleGrant.role == role) & (RoleGrant.unit_id.in_(["", unit_id])) & _in_force(day))
    return list(Staff.select().where(Staff.id.in_(grants) & active_on(day)).order_by(Staff.number))


def unit_name(actor: Actor) -> str:
    """What the window or section of the person is called; "" when they stand in none."""
    unit = Unit.get_or_none(Unit.id == actor.unit_id) if actor.unit_id else None
    return unit.name if unit else ""


def active_on(day: date) -> object:
    """Condition: the person is at the centre on this day."""
    return (Staff.active_from.is_null() | (Staff.active_from <= day)) & (Staff.active_to.is_null() | (Staff.active_to >= day))


def _in_force(day: date) -> object:
    return (RoleGrant.valid_from <= day) & (RoleGrant.valid_to.is_null() | (RoleGrant.valid_to >= day))
