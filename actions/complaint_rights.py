"""On which side of a complaint somebody stands, and who may be given one to work on. Source: docs/rules/complaint.md 3 and 5."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.people import active_on, holders
from models import Complaint, ComplaintNamed, Staff
from rules.complaint_course import Side
from rules.people import HEADS, Actor, Permission, Role


def visible_to(actor: Actor) -> Any:
    """Condition: the complaints this person may know of: all, or those their window or they themselves were given to work on. Nobody knows
    of one that names them.
    """
    unnamed = Complaint.id.not_in(ComplaintNamed.select(ComplaintNamed.complaint_id).where(ComplaintNamed.staff_id == actor.staff_id))
    if actor.may(Permission.COMPLAINT_ALL):
        return unnamed
    given = Complaint.handler_id == actor.staff_id
    units = units_led(actor)
    return unnamed & (given | Complaint.handler_unit.in_(units) if units else given)


def units_led(actor: Actor) -> list[str]:
    """The windows and sections whose work this person answers for."""
    led = {grant.unit_id for grant in actor.grants if grant.role in HEADS and grant.unit_id}
    return sorted(led | ({actor.unit_id} if actor.unit_id and actor.holds(Role.SECTION_HEAD) else set()))


def sides_of(actor: Actor, row: Complaint) -> frozenset[Side]:
    """The sides somebody stands on. Whoever is named in it stands on none."""
    if actor.system:
        return frozenset({Side.SYSTEM})
    if is_named(row, actor.staff_id):
        return frozenset()
    handles = actor.staff_id == row.handler_id or (row.handler_unit != "" and row.handler_unit in units_led(actor))
    held = {Side.MONITOR: actor.may(Permission.COMPLAINT_LOG), Side.DECIDER: actor.may(Permission.COMPLAINT_DECIDE), Side.HANDLER: handles}
    return frozenset(side for side, holds in held.items() if holds)


def is_named(row: Complaint, staff_id: str) -> bool:
    """Does the complaint name this person?"""
    return staff_id in named_in(row)


def named_in(row: Complaint) -> set[str]:
    """The ids of the people a complaint names."""
    return {one.staff_id for one in ComplaintNamed.select().where(ComplaintNamed.complaint_id == row.id)}


def heads_free(row: Complaint, unit_id: str, day: date) -> list[Staff]:
    """Who answers for a window and is not named in the complaint."""
    led = {staff.id: staff for role in sorted(HEADS) for staff in holders(role, day, unit_id)}
    led |= {staff.id: staff for staff in holders(Role.SECTION_HEAD, day, unit_id) if staff.unit_id == unit_id}
    named = named_in(row)
    return [staff for staff in led.values() if staff.id not in named]


def handlers_in(row: Complaint, unit_id: str, day: date) -> list[Staff]:
    """The people of a window who may be given the complaint."""
    in_it = (Staff.unit_id == unit_id) & active_on(day)
    return list(Staff.select().where(in_it & Staff.id.not_in(list(named_in(row)))).order_by(Staff.number))


def monitors_of(row: Complaint, day: date) -> list[str]:
    """The ids of who follows a complaint: who logged it, the section's head; never who is named."""
    people = [row.logged_by, *(staff.id for staff in holders(Role.SECTION_HEAD, day))]
    named = named_in(row)
    return [staff_id for staff_id in dict.fromkeys(people) if staff_id and staff_id not in named]


def deciders_of(row: Complaint, day: date) -> list[str]:
    """The ids of who decides what is asked about a complaint; never who is named."""
    people = [staff.id for role in (Role.SECTION_HEAD, Role.DEPUTY_LEADER) for staff in holders(role, day)]
    named = named_in(row)
    return [staff_id for staff_id in dict.fromkeys(people) if staff_id not in named]
