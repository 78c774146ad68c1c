"""Who is kept from a complaint, as a condition of every query and as a list of people. Source: docs/rules/complaint.md section 3."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from peewee import SQL, fn

from actions.kept import kept
from actions.notices import tell
from actions.people import active_on, in_force
from models import Complaint, ComplaintNamed, RoleGrant, Staff
from rules.complaint_retention import pseudonym
from rules.complaint_secrecy import Person, Posts, Watch, kept_from, watch_of
from rules.people import HEADS, LEADERS, Actor, Role

KEEPERS = frozenset({Role.MONITOR, Role.SECTION_HEAD})
HEADING = HEADS | {Role.SECTION_HEAD}


@kept(4)
def people_with(roles: frozenset[Role], day: date | None) -> Sequence[Person]:
    """Who holds one of the roles on a day, with the units they lead; day None: at any time."""
    wanted = RoleGrant.role.in_(sorted(roles | HEADING))
    grants = list(RoleGrant.select().where(wanted & in_force(day) if day else wanted))
    holding = {grant.staff_id for grant in grants if grant.role in roles}
    here = Staff.id.in_(sorted(holding))
    staff = Staff.select(Staff.id, Staff.unit_id).where(here & active_on(day) if day else here).order_by(Staff.number)
    own = {one.id: one.unit_id or "" for one in staff}
    leads: dict[str, set[str]] = {}
    for grant in grants:
        if grant.role in HEADING:
            unit = grant.unit_id or (own.get(grant.staff_id) if grant.role == Role.SECTION_HEAD else "")
            leads.setdefault(grant.staff_id, set()).add(unit or "")
    return [Person(one, unit, frozenset(leads.get(one, ())) - {""}) for one, unit in own.items()]


def open_to(actor: Actor) -> Any:
    """Condition: the complaint neither names this person, nor is one that they would alone control while bound to somebody it names.

    It holds for what the person's role lets them see; that is asked beside it (visible_to).
    """
    if actor.system:
        return SQL("1 = 1")
    condition = ~_names([actor.staff_id])
    if actor.roles & LEADERS:
        return condition
    groups = [(people_with(KEEPERS, actor.day), SQL("1 = 1"))] if actor.roles & KEEPERS else _handling(actor)
    for group, within in groups:
        me = next((person for person in group if person.staff_id == actor.staff_id), None)
        if me is not None:
            condition &= ~(within & _all_named(person.staff_id for person in group if person is not me) & _bound(me, actor.day))
    return condition


def kept_ids(row: Complaint, day: date | None) -> frozenset[str]:
    """The ids of all who may not know of this complaint: nobody tells them, nobody gives it to them."""
    return kept_if_given(row, row.handler_unit, row.handler_id, day)


def kept_if_given(row: Complaint, unit_id: str, staff_id: str, day: date | None) -> frozenset[str]:
    """The same, if this unit, or this person of it, worked on the complaint."""
    return kept_from(_named(row.id, day), posts_on(day), handlers_of(unit_id, staff_id, day))


def watch_on(complaint_id: str, day: date | None) -> tuple[Watch, frozenset[str]]:
    """Who follows this complaint, and their ids."""
    return watch_of(_named(complaint_id, day), posts_on(day))


def tell_who_follows(row: Complaint, now: datetime) -> None:
    """Tell the leaders of a new complaint that the whole section is kept from; where no leader is left either, tell personnel that the
    bureau must be told, without a word about it.
    """
    watch, ids = watch_on(row.id, now.date())
    if watch is Watch.LEADERS:
        tell(sorted(ids), "complaint_leaders", {"number": row.number}, f"/complaint/{row.id}", f"complaint:leaders:{row.id}", now)
    elif watch is Watch.NOBODY:
        free = {one.staff_id for one in people_with(frozenset({Role.PERSONNEL}), now.date())} - kept_ids(row, now.date())
        tell(sorted(free), "complaint_nobody", {}, "", f"complaint:nobody:{row.id}", now)


def stands_in(actor: Actor, complaint_id: str, day: date | None) -> bool:
    """Does this leader do what else the section would, because all of the section is kept from the complaint?"""
    watch, ids = watch_on(complaint_id, day)
    return watch is Watch.LEADERS and actor.staff_id in ids


def posts_on(day: date | None) -> Posts:
    """Who keeps the hotline and who leads the centre on a day."""
    return Posts(people_with(KEEPERS, day), people_with(LEADERS, day))


def handlers_of(unit_id: str, staff_id: str, day: date | None) -> list[Person]:
    """Who would hold a complaint that a unit works on: its heads, and whom it was given to."""
    heads = [one for one in people_with(HEADING, day) if unit_id and unit_id in one.leads]
    given = Staff.select(Staff.id, Staff.unit_id).where((Staff.id == staff_id) & Staff.id.not_in([one.staff_id for one in heads]))
    return heads + [Person(one.id, one.unit_id or "") for one in given]


def _named(complaint_id: str, day: date | None) -> list[Person]:
    """The people a complaint names, with the units they lead."""
    ids = [one.staff_id for one in ComplaintNamed.select().where(ComplaintNamed.complaint_id == complaint_id)]
    if not ids:
        return []
    if any(one.startswith("x") for one in ids):  # an anonymised complaint: who it named is known by comparing only
        ids += [one.id for one in Staff.select(Staff.id) if pseudonym(one.id) in ids]
    leads = {one.staff_id: one.leads for one in people_with(HEADING, day)}
    return [Person(one.id, one.unit_id or "", leads.get(one.id, frozenset())) for one in Staff.select().where(Staff.id.in_(ids))]


def _handling(actor: Actor) -> list[tuple[Sequence[Person], Any]]:
    """The groups in which somebody holds complaints as a window's head or the one they were given to, with the condition of each."""
    heads = people_with(HEADING, actor.day)
    me = next((one for one in heads if one.staff_id == actor.staff_id), Person(actor.staff_id, actor.unit_id))
    named = ComplaintNamed.alias()
    by_named = fn.EXISTS(named.select(SQL("1")).where(
        (named.complaint_id == Complaint.id) & (named.staff_id == Complaint.handler_id)))
    groups: list[tuple[Sequence[Person], Any]] = []
    for unit in sorted(me.units):
        group = [me, *(one for one in heads if unit in one.leads and one.staff_id != me.staff_id)]
        by_them = Complaint.handler_id.in_([one.staff_id for one in group] + ([""] if unit in me.leads else []))
        groups.append((group, (Complaint.handler_unit == unit) & (by_them | by_named)))
    return groups


def _names(staff_ids: Collection[str]) -> Any:
    named, called = ComplaintNamed.alias(), [*staff_ids, *map(pseudonym, staff_ids)]
    return fn.EXISTS(named.select(SQL("1")).where((named.complaint_id == Complaint.id) & named.staff_id.in_(called)))


def _all_named(staff_ids: Iterable[str]) -> Any:
    condition: Any = SQL("1 = 1")
    for staff_id in staff_ids:
        condition &= _names([staff_id])
    return condition


def _bound(me: Person, day: date | None) -> Any:
    """Condition: the complaint names somebody of a unit this person stands in or leads, or a head of the unit they stand in."""
    named, staff = ComplaintNamed.alias(), Staff.alias()
    over_me = [one.staff_id for one in people_with(HEADING, day) if me.unit_id and me.unit_id in one.leads]
    near = staff.unit_id.in_(sorted(me.units)) if me.units else SQL("1 = 0")
    return fn.EXISTS(named.select(SQL("1")).join(staff, on=(staff.id == named.staff_id)).where(
        (named.complaint_id == Complaint.id) & (near | named.staff_id.in_(over_me) if over_me else near)))
