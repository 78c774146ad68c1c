"""Reading people: who may be seen, finding them, the list, one person's page, and the table that is exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from actions.changes import rows_by_id
from actions.people import active_on, grants_on
from actions.staff_handover import items_of
from actions.staff_words import HEADINGS, first_word
from models import HandoverItem, Staff, Unit
from rules.errors import NotAllowed, NotFound
from rules.people import Actor, Grant, Permission
from rules.staff import FIELDS, masked_phone, may_tick, visible_units

PAGE_ROWS = 50


@dataclass(frozen=True)
class Search:
    """What the list is asked for. state: active, left or all; unit_id "" for every unit; page from 1."""

    text: str = ""
    unit_id: str = ""
    state: str = "active"
    page: int = 1


@dataclass(frozen=True)
class PersonLine:
    """One line of the list. open_items: lines of checklists not ticked."""

    staff: Staff
    unit: Unit | None
    here: bool
    open_items: int


@dataclass(frozen=True)
class PeoplePage:
    """A page of the list: its lines, how many people the search found, and how many pages they fill."""

    lines: list[PersonLine]
    total: int
    pages: int


@dataclass(frozen=True)
class HeldRole:
    """A role held now and the unit it is held for, None for the whole centre."""

    grant: Grant
    unit: Unit | None


@dataclass(frozen=True)
class PersonSheet:
    """Everything the page of one person shows. stand_ins: those whose B partner this person is; checklists: the newest first."""

    staff: Staff
    unit: Unit | None
    here: bool
    partner: Staff | None
    stand_ins: list[Staff]
    roles: list[HeldRole]
    checklists: list[list[HandoverItem]]
    ticked_by: dict[str, Staff]
    may_tick: frozenset[str]


def visible_to(actor: Actor) -> Any:
    """Condition: people the actor may see. Heads see their unit's and those whose checklist waits there, the others everybody.

    Raises NotAllowed without the permission to see people.
    """
    if not actor.may(Permission.STAFF_SEE):
        raise NotAllowed("staff")
    units = visible_units(actor)
    if units is None:
        return Staff.id.is_null(False)
    waiting = HandoverItem.select(HandoverItem.staff_id).where(HandoverItem.unit_id.in_(units) & HandoverItem.done_at.is_null())
    return Staff.unit_id.in_(units) | Staff.id.in_(waiting)


def search_staff(actor: Actor, text: str, day: date, limit: int = 20) -> list[Staff]:
    """People here on a day whose number, name, initials (in any reading) or pinyin begin so (or whose name holds it)."""
    return list(Staff.select().where(visible_to(actor) & active_on(day) & _found_by(text)).order_by(Staff.name_key, Staff.number)
                .limit(limit))


def people(actor: Actor, search: Search, day: date) -> PeoplePage:
    """One page of the people an actor may see, by pinyin. Raises NotAllowed."""
    chosen = _chosen(actor, search, day)
    total = chosen.count()
    rows = list(chosen.paginate(max(search.page, 1), PAGE_ROWS))
    units = rows_by_id(Unit, [row.unit_id for row in rows if row.unit_id])
    open_items = Counter(item.staff_id for item in HandoverItem.select(HandoverItem.staff_id).where(
        HandoverItem.staff_id.in_([row.id for row in rows]) & HandoverItem.done_at.is_null()))
    lines = [PersonLine(row, units.get(row.unit_id), is_here(row, day), open_items[row.id]) for row in rows]
    return PeoplePage(lines, total, max(1, -(-total // PAGE_ROWS)))


def person(actor: Actor, staff_id: str) -> Staff:
    """One person the actor may see. Raises NotFound, NotAllowed."""
    staff: Staff | None = Staff.get_or_none((Staff.id == staff_id) & visible_to(actor))
    if staff is None:
        raise NotFound(f"staff {staff_id}")
    return staff


def person_sheet(actor: Actor, staff_id: str, day: date) -> PersonSheet:
    """The page of one person the actor may see. Raises NotFound, NotAllowed."""
    staff = person(actor, staff_id)
    grants, items = sorted(grants_on(staff.id, day), key=lambda grant: grant.role), items_of(staff.id)
    units = rows_by_id(Unit, [staff.unit_id or "", *(grant.unit_id for grant in grants)])
    others = rows_by_id(Staff, [staff.b_partner_id or "", *(item.done_by for item in items)])
    checklists = [list(lines) for _, lines in groupby(items, key=lambda item: (item.created_at, item.occasion))]
    stand_ins = list(Staff.select().where((Staff.b_partner_id == staff.id) & active_on(day)).order_by(Staff.name_key))
    return PersonSheet(staff=staff, unit=units.get(staff.unit_id or ""), here=is_here(staff, day),
                       partner=others.get(staff.b_partner_id or ""), stand_ins=stand_ins,
                       roles=[HeldRole(grant, units.get(grant.unit_id)) for grant in grants], checklists=checklists, ticked_by=others,
                       may_tick=frozenset(item.id for item in items if may_tick(actor, item.unit_id)))


def colleagues(actor: Actor, day: date) -> list[tuple[str, str]]:
    """(number, number and name) of everybody the actor sees who is here on a day, by pinyin: to choose a partner from."""
    rows = Staff.select(Staff.number, Staff.name).where(visible_to(actor) & active_on(day)).order_by(Staff.name_key, Staff.number)
    return [(row.number, f"{row.name} {row.number}") for row in rows]


def particulars(staff: Staff) -> dict[str, Any]:
    """What the form of a person starts with: field -> text, the version; the telephone stays out."""
    partner = Staff.get_or_none(Staff.id == staff.b_partner_id) if staff.b_partner_id else None
    texts = {field: str(staff.__data__.get(field) or "") for field in FIELDS}
    return {**texts, "b_partner": partner.number if partner else "", "phone": "", "version": staff.version}


def is_here(staff: Staff, day: date) -> bool:
    """True when the person is at the centre on a day."""
    return (staff.active_from is None or staff.active_from <= day) and (staff.active_to is None or staff.active_to >= day)


def export_rows(actor: Actor, search: Search, day: date) -> list[Sequence[Any]]:
    """The people of a search as rows of a table whose headings the import understands; telephones are masked. No paging."""
    rows = list(_chosen(actor, search, day))
    units = rows_by_id(Unit, [row.unit_id for row in rows if row.unit_id])
    partners = rows_by_id(Staff, [row.b_partner_id for row in rows if row.b_partner_id])
    return [headings(), *(_exported(row, units.get(row.unit_id), partners.get(row.b_partner_id)) for row in rows)]


def headings() -> list[str]:
    """The first heading of each field, in the order of the form: what the template and the export begin with."""
    return [HEADINGS[field][0] for field in FIELDS]


def _exported(staff: Staff, unit: Unit | None, partner: Staff | None) -> list[Any]:
    shown = {**staff.__data__, "gender": first_word("gender", staff.gender), "employment": first_word("employment", staff.employment),
             "unit": unit.name if unit else "", "b_partner": partner.number if partner else "", "phone": masked_phone(staff.phone)}
    return [shown[field] for field in FIELDS]


def _chosen(actor: Actor, search: Search, day: date) -> Any:
    condition = visible_to(actor) & _found_by(search.text)
    if search.unit_id:
        condition &= Staff.unit_id == search.unit_id
    if search.state != "all":
        here: Any = active_on(day)
        condition &= here if search.state == "active" else ~here
    return Staff.select().where(condition).order_by(Staff.name_key, Staff.number)


def _found_by(text: str) -> Any:
    wanted = text.strip().lower()
    return (Staff.number.startswith(wanted) | Staff.name.contains(wanted) | Staff.initials.startswith(wanted)
            | Staff.initials.contains(f" {wanted}") | Staff.name_key.startswith(wanted))
