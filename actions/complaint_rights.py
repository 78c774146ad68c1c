"""On which side of a complaint somebody stands, and who may be given one to work on.

Source: docs/rules/complaint.md 3, docs/rules/complaint_course.md 1.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.complaint_secrecy import kept_ids, kept_if_given, open_to, stands_in, watch_on
from actions.people import active_on, holders
from models import Complaint, Staff
from rules.complaint_course import Side
from rules.complaint_secrecy import Watch
from rules.errors import NotFound
from rules.people import HEADS, Actor, Permission, Role


def visible_to(actor: Actor) -> Any:
    """Condition: the complaints this person may know of: all, or those their window or they themselves were given to work on. Nobody knows
    of one that they are kept from.
    """
    if actor.may(Permission.COMPLAINT_ALL):
        return open_to(actor)
    given = Complaint.handler_id == actor.staff_id
    units = units_led(actor)
    return open_to(actor) & (given | Complaint.handler_unit.in_(units) if units else given)


def known_complaint(actor: Actor, complaint_id: str) -> Complaint:
    """A complaint this person may know of. Raises NotFound for every other, as if there were none."""
    row: Complaint | None = Complaint.get_or_none((Complaint.id == complaint_id) & visible_to(actor))
    if row is None:
        raise NotFound(f"complaint {complaint_id}")
    return row


def units_led(actor: Actor) -> list[str]:
    """The windows and sections whose work this person answers for."""
    led = {grant.unit_id for grant in actor.grants if grant.role in HEADS and grant.unit_id}
    return sorted(led | ({actor.unit_id} if actor.unit_id and actor.holds(Role.SECTION_HEAD) else set()))


def sides_of(actor: Actor, row: Complaint) -> frozenset[Side]:
    """The sides somebody stands on. Whoever is kept from it stands on none; where the whole section is, a leader stands on its side."""
    if actor.system:
        return frozenset({Side.SYSTEM})
    if actor.staff_id in kept_ids(row, actor.day):
        return frozenset()
    handles = actor.staff_id == row.handler_id or (row.handler_unit != "" and row.handler_unit in units_led(actor))
    monitors = actor.may(Permission.COMPLAINT_LOG) or stands_in(actor, row.id, actor.day)
    held = {Side.MONITOR: monitors, Side.DECIDER: actor.may(Permission.COMPLAINT_DECIDE), Side.HANDLER: handles}
    return frozenset(side for side, holds in held.items() if holds)


def heads_free(row: Complaint, unit_id: str, day: date, given: str = "") -> list[Staff]:
    """Who answers for a window and would not be kept from the complaint if it worked on it. given: the id of whom it is given to."""
    led = {staff.id: staff for role in sorted(HEADS) for staff in holders(role, day, unit_id)}
    led |= {staff.id: staff for staff in holders(Role.SECTION_HEAD, day, unit_id) if staff.unit_id == unit_id}
    kept = kept_if_given(row, unit_id, given, day)
    return [staff for staff in led.values() if staff.id not in kept]


def handlers_in(row: Complaint, unit_id: str, day: date) -> list[Staff]:
    """The people of a window who may be given the complaint: beside its heads, whoever is not named."""
    in_it = (Staff.unit_id == unit_id) & active_on(day)
    return list(Staff.select().where(in_it & Staff.id.not_in(list(kept_ids(row, day)))).order_by(Staff.number))


def monitors_of(row: Complaint, day: date) -> list[str]:
    """The ids of who follows a complaint: who logged it, the section's head; never who is kept from it."""
    people = [row.logged_by, *(staff.id for staff in holders(Role.SECTION_HEAD, day))]
    kept, (watch, followers) = kept_ids(row, day), watch_on(row.id, day)
    people += sorted(followers) if watch is Watch.LEADERS else []
    return [staff_id for staff_id in dict.fromkeys(people) if staff_id and staff_id not in kept]


def deciders_of(row: Complaint, day: date) -> list[str]:
    """The ids of who decides what is asked about a complaint; never who is kept from it."""
    people = [staff.id for role in (Role.SECTION_HEAD, Role.DEPUTY_LEADER) for staff in holders(role, day)]
    kept = kept_ids(row, day)
    return [staff_id for staff_id in dict.fromkeys(people) if staff_id not in kept]
