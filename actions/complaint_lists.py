"""Complaints as lists and one by one, for who may see them; whoever is named sees none of it. The caller is opened with a reason only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from actions.calendar import calendar_between
from actions.changes import find, note_act, rows_by_id, transaction
from actions.complaint_rights import known_complaint, units_led, visible_to
from actions.people import people_named
from models import Complaint, ComplaintAct, ComplaintCaller, ComplaintNamed, Staff, Unit
from rules.complaint import Light, Standing, State, light_of, phone_key
from rules.complaint_course import ASSIGNED
from rules.complaint_search import Snippet
from rules.errors import CalendarMissing, InvalidInput, NotAllowed, NotFound, Problem
from rules.people import Actor, Permission
from rules.staff import masked_phone

PAGE_ROWS = 30
EARLIER_SHOWN = 5
LOOKED_AHEAD = 15


@dataclass(frozen=True)
class Line:
    """A complaint in a list. unit_name: "" for none; snippets: where the words of a search stand in it."""

    row: Complaint
    unit_name: str
    light: Light
    snippets: Sequence[Snippet] = ()


@dataclass(frozen=True)
class ActLine:
    """Something done with a complaint; name: by whom, unit_name: the window it goes to, "" for none."""

    row: ComplaintAct
    name: str
    unit_name: str


@dataclass(frozen=True)
class Seen:
    """One complaint. called: how the caller is addressed; phone: masked, both "" where not shows_caller; named: the
    people it is about; acts: in order; handler: who works on it, handler_unit: their window, "" for none.
    """

    line: Line
    named: Sequence[Staff]
    logger: str
    shows_caller: bool
    called: str
    phone: str
    acts: Sequence[ActLine]
    handler: str
    handler_unit: str


def earlier_of(actor: Actor, phone: str, today: date) -> list[Line]:
    """What this number called about before, the latest first."""
    key = phone_key(phone)
    if not key:
        return []
    calls = ComplaintCaller.select(ComplaintCaller.complaint_id).where(ComplaintCaller.phone_key == key)
    rows = Complaint.select().where(visible_to(actor) & Complaint.id.in_(calls)).order_by(Complaint.id.desc()).limit(EARLIER_SHOWN)
    return lines_of(list(rows), today)


def given_to(actor: Actor, today: date) -> list[Line]:
    """What this person, or a window they lead, works on now, the first due first."""
    return lines_of(sorted(Complaint.select().where(_given(actor)), key=lambda row: (row.due or date.max, row.id)), today)


def given_count(actor: Actor) -> Any:
    """How many of them there are, as a query of one number."""
    return Complaint.select(fn.COUNT(Complaint.id)).where(_given(actor))


def _given(actor: Actor) -> Any:
    units = units_led(actor)
    mine = (Complaint.handler_id == actor.staff_id) | Complaint.handler_unit.in_(units) if units else Complaint.handler_id == actor.staff_id
    return mine & Complaint.state.in_([state.value for state in ASSIGNED]) & visible_to(actor)


def lines_of(rows: Sequence[Complaint], today: date) -> list[Line]:
    """The complaints with what their windows are called and their lights."""
    units, tomorrow = rows_by_id(Unit, [row.unit_id for row in rows if row.unit_id], ("id", "name")), next_workday(today)
    return [Line(row, units[row.unit_id].name if row.unit_id in units else "",
                 light_of(standing_of(row), today, tomorrow)) for row in rows]


def standing_of(row: Complaint) -> Standing:
    """Where a complaint's clock stands."""
    ended = row.answered_at or row.closed_at
    late = bool(row.late or (row.due_at and ended and ended > row.due_at))
    return Standing(row.due, ended.date() if ended else None, late, row.state == State.PAUSED.value)


def next_workday(today: date) -> date:
    """The next working day; tomorrow where the calendar does not reach so far, so that nothing that is due looks green."""
    ahead = date.fromordinal(today.toordinal() + LOOKED_AHEAD)
    try:
        return calendar_between(today, ahead).next_workday(today)
    except CalendarMissing:
        return date.fromordinal(today.toordinal() + 1)


def may_know(actor: Actor, complaint_id: str) -> bool:
    """May this person know of the complaint?"""
    return Complaint.select(Complaint.id).where((Complaint.id == complaint_id) & visible_to(actor)).exists()


def complaint_seen(actor: Actor, complaint_id: str, today: date) -> Seen:
    """One complaint. Raises NotFound for whoever may not know of it."""
    row = known_complaint(actor, complaint_id)
    acts = list(ComplaintAct.select().where(ComplaintAct.complaint_id == row.id).order_by(ComplaintAct.id))
    named = [one.staff_id for one in ComplaintNamed.select().where(ComplaintNamed.complaint_id == row.id)]
    people = people_named({row.logged_by, row.handler_id, *named, *(act.staff_id for act in acts)} - {""})
    units = rows_by_id(Unit, {row.handler_unit, *(act.unit_id for act in acts)} - {""}, ("id", "name"))
    shows = actor.may(Permission.COMPLAINT_ALL)
    caller = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == row.id) if shows else None
    return Seen(lines_of([row], today)[0], [people[staff_id] for staff_id in named if staff_id in people], _name(people, row.logged_by),
                shows, caller.called if caller and not row.confidential else "", masked_phone(caller.phone) if caller else "",
                [ActLine(act, _name(people, act.staff_id), _name(units, act.unit_id)) for act in acts],
                _name(people, row.handler_id), _name(units, row.handler_unit))


def _name(rows: Mapping[str, Staff | Unit], row_id: str) -> str:
    return str(rows[row_id].name) if row_id in rows else ""


def reveal_caller(actor: Actor, complaint_id: str, reason: str, now: datetime) -> ComplaintCaller:
    """Who called, in full; the audit keeps who asked and why. Raises NotAllowed for who sees it only to work on it, NotFound;
    InvalidInput (required at reason).
    """
    if not actor.may(Permission.COMPLAINT_ALL):
        raise NotAllowed("complaint caller")
    row = find(Complaint, complaint_seen(actor, complaint_id, now.date()).line.row.id)
    if not reason.strip():
        raise InvalidInput(Problem("reason", "required"))
    with transaction():
        note_act(actor, "complaint.caller.reveal", now, "complaint", row.id, reason.strip())
        caller: ComplaintCaller | None = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == row.id)
    if caller is None:
        raise NotFound(f"caller of {complaint_id}")
    return caller
