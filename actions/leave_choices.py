"""What the page of asking offers and understands: types of leave, colleagues to hand over to, and the person a text means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from actions.changes import find
from actions.leave_course import extension_of
from actions.leave_plan import LeaveDraft
from actions.leave_rules import rules_in_force
from actions.people import active_on
from actions.prepared import Prepared
from models import LeaveRequest, Staff, Unit
from rules.calendar import Half
from rules.errors import InvalidInput, NotFound, Problem
from rules.leave import TYPE_CODES, TypeRule
from rules.people import Actor
from rules.schedule import minute_of

MOST_COLLEAGUES = 300
LONGEST_PERSON = 80


@dataclass(frozen=True)
class Colleague:
    """Somebody a hand-over can be given to. initials: the first reading."""

    number: str
    name: str
    initials: str
    unit_name: str


def types_to_ask(on: date, gender: str = "") -> list[TypeRule]:
    """The types that can be asked for on a day, in the order of the rules; standing ones and those of the other sex are left out."""
    known = rules_in_force(on)
    order = {code: number for number, code in enumerate(TYPE_CODES)}
    fitting = [rule for rule in known.values() if not rule.standing and (not gender or rule.gender in ("", gender))]
    return sorted(fitting, key=lambda rule: (order.get(rule.code, len(order)), rule.code))


def colleagues_of(staff: Staff, day: date) -> list[Colleague]:
    """Who is here on a day, the person's own unit first, then by pinyin; no more than MOST_COLLEAGUES."""
    own_first = (Staff.unit_id == staff.unit_id).desc() if staff.unit_id else Staff.name_key
    rows = list(Staff.select().where(active_on(day) & (Staff.id != staff.id)).order_by(own_first, Staff.name_key, Staff.number)
                .limit(MOST_COLLEAGUES))
    units = {unit.id: unit.name for unit in Unit.select(Unit.id, Unit.name)}
    return [Colleague(row.number, row.name, row.initials.split(" ")[0], units.get(row.unit_id or "", "")) for row in rows]


def person_meant(text: str, day: date, field: str) -> Staff | None:
    """The person a text means: a staff number, "name（number）", a name, initials, or an id; None for an empty text.

    Raises InvalidInput at the field (person_unknown; person_ambiguous with the numbers when several fit).
    """
    wanted = text.strip()
    if not wanted:
        return None
    if len(wanted) > LONGEST_PERSON:
        raise InvalidInput(Problem(field, "person_unknown", {"text": wanted[:40]}))
    words = re.findall(r"[\w-]+", wanted) or [wanted]
    here = _BY_NUMBER.rows(day, wanted, words[-1])
    if not here:
        here = list(Staff.select().where(active_on(day) & (Staff.name == words[0])))
    if not here:
        initials = words[0].lower()
        here = [row for row in Staff.select().where(active_on(day) & Staff.initials.contains(initials))
                if initials in row.initials.split(" ")]
    if len(here) == 1:
        return here[0]
    if not here:
        raise InvalidInput(Problem(field, "person_unknown", {"text": wanted[:40]}))
    raise InvalidInput(Problem(field, "person_ambiguous", {"text": wanted[:40], "numbers": ", ".join(row.number for row in here[:9])}))


_BY_NUMBER = Prepared(Staff, lambda day, wanted, number: Staff.select().where(
    active_on(day) & (Staff.number.in_((wanted, number)) | (Staff.id == wanted))))


def person_here(staff_id: str) -> Staff:
    """The person with this id. Raises NotFound."""
    return find(Staff, staff_id)


def own_draft(actor: Actor, request_id: str) -> LeaveRequest:
    """One's own request, to go on with. Raises NotFound."""
    request = find(LeaveRequest, request_id)
    if request.staff_id != actor.staff_id:
        raise NotFound(f"leave {request_id}")
    return request


def draft_of(request: LeaveRequest) -> LeaveDraft:
    """What a request asks for, as its form would send it."""
    return LeaveDraft(
        type_code=request.type_code, start=request.start, start_half=Half(request.start_half), end=request.end,
        end_half=Half(request.end_half), from_minute=_minute(request.from_time), to_minute=_minute(request.to_time),
        reason=request.reason, destination=request.destination, phone=request.phone, leaves_area=bool(request.leaves_area),
        partner_id=request.partner_id or "", attachment_id=request.attachment_id or "", extends_id=request.extends_id or "")


def first_draft(staff: Staff) -> LeaveDraft:
    """What a fresh form begins with: one's own telephone and B partner."""
    return LeaveDraft(phone=staff.phone, partner_id=staff.b_partner_id or "")


def extending_draft(actor: Actor, request_id: str) -> LeaveDraft:
    """What an extension of one's own leave begins with: the same type and particulars, from the half-day after it. Raises NotFound.

    When it was extended before, the extension goes on from the last one.
    """
    parent = own_draft(actor, request_id)
    while (later := extension_of(parent)) is not None:
        parent = later
    at_noon = parent.end_half == Half.AM
    return LeaveDraft(type_code=parent.type_code, start=parent.end if at_noon else parent.end + timedelta(days=1),
                      start_half=Half.PM if at_noon else Half.AM, reason=parent.reason, destination=parent.destination,
                      phone=parent.phone, leaves_area=bool(parent.leaves_area), partner_id=parent.partner_id or "",
                      extends_id=parent.id)


def _minute(text: str) -> int | None:
    return minute_of(text, "time") if text else None
