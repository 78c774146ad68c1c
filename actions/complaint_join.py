"""What a complaint is beside another: linked to it, joined to it and split again, the same facts after a decision, or one of its own.

Nothing of a complaint that is joined is lost: it keeps its row, its acts and its due day. Source: docs/rules/complaint_desk.md 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import add, change, check_version, find, transaction
from actions.complaint import note_done
from actions.complaint_clock import hold_due
from actions.complaint_rights import known_complaint, sides_of, visible_to
from models import Complaint, ComplaintLink, ComplaintNamed
from rules.complaint import OVER, State
from rules.complaint_course import BY_EVENT, Event, Side
from rules.complaint_desk import Pick
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import Actor


@dataclass(frozen=True)
class Picked:
    """What somebody said a complaint is. other: number or id of the earlier one, "" for NEW; reason: needed for NEW and REPEAT."""

    pick: Pick
    other: str = ""
    reason: str = ""


def say_what(actor: Actor, complaint_id: str, picked: Picked, seen: int, now: datetime) -> None:
    """Say of an open complaint that it belongs to another, is joined to it, or is one of its own.

    Raises NotFound, NotAllowed, OutOfDate; InvalidInput: what apply_pick raises.
    """
    with transaction():
        row = own_complaint(actor, complaint_id)
        check_version(row, seen)
        apply_pick(actor, row, picked, now)


def apply_pick(actor: Actor, row: Complaint, picked: Picked, now: datetime) -> None:
    """Inside a transaction. Raises InvalidInput: required (alike_reason), no_such_complaint, join_self, linked_already, and what joining
    and repeating raise (alike).
    """
    if picked.pick in (Pick.NEW, Pick.REPEAT) and not picked.reason.strip():
        raise InvalidInput(Problem("alike_reason", "required"))
    if picked.pick is Pick.NEW:
        note_done(row, actor, "apart", now, picked.reason.strip())
        return
    other = _meant(actor, picked.other)
    if other.id == row.id:
        raise InvalidInput(Problem("alike", "join_self"))
    if picked.pick is Pick.JOIN:
        _join(actor, row, other, now)
    else:
        _link(actor, row, other, picked, now)


def own_complaint(actor: Actor, complaint_id: str) -> Complaint:
    """A complaint this person may work on at the desk. Raises NotFound, NotAllowed."""
    row = known_complaint(actor, complaint_id)
    if not at_desk(actor, row):
        raise NotAllowed(f"desk of {complaint_id}")
    return row


def at_desk(actor: Actor, row: Complaint) -> bool:
    """May this person do what the desk does with a complaint: who logs calls, or a leader where the whole section is kept from it."""
    return Side.MONITOR in sides_of(actor, row)


def _meant(actor: Actor, other: str) -> Complaint:
    """The complaint with this number or id, as far as this person may know of it."""
    text = other.strip()
    found: Complaint | None = Complaint.get_or_none(visible_to(actor) & ((Complaint.id == text) | (Complaint.number == text.upper())))
    if found is None:
        raise InvalidInput(Problem("alike", "no_such_complaint"))
    return found


def _link(actor: Actor, row: Complaint, other: Complaint, picked: Picked, now: datetime) -> None:
    pair = [row.id, other.id]
    if ComplaintLink.select().where(ComplaintLink.complaint_id.in_(pair) & ComplaintLink.other_id.in_(pair)).exists():
        raise InvalidInput(Problem("alike", "linked_already"))
    if picked.pick is Pick.REPEAT:
        _close_as_repeat(actor, row, other, picked.reason.strip(), now)
    add(ComplaintLink(complaint_id=row.id, other_id=other.id, kind=picked.pick.value), actor, f"complaint.{picked.pick.value}", now)
    note_done(row, actor, picked.pick.value, now, picked.reason.strip())


def _close_as_repeat(actor: Actor, row: Complaint, other: Complaint, told: str, now: datetime) -> None:
    """The same facts after a decision: the caller was told so, no clock runs (FACTS 11 row 54)."""
    if State(other.state) not in OVER or other.state == State.MERGED:
        raise InvalidInput(Problem("alike", "repeat_open", {"number": other.number}))
    if row.state != State.REGISTERED:
        raise InvalidInput(Problem("alike", "repeat_late"))
    row.state, row.closed_at, row.outcome = State.CLOSED.value, now, told
    row.track, row.due, row.explain, row.rule_version, row.duty_due = "", None, None, "", None
    change(row, actor, "complaint.repeat", now)


def _join(actor: Actor, child: Complaint, parent: Complaint, now: datetime) -> None:
    """Join to the parent: it is worked on there, and the earliest due day of both holds."""
    fault = _fault_of(child, parent)
    if fault:
        raise InvalidInput(Problem("alike", fault, {"number": parent.number}))
    own = _own_due(parent)
    child.parent_id, child.state = parent.id, BY_EVENT[Event.JOIN].target.value
    change(child, actor, "complaint.join", now)
    note_done(child, actor, "join", now, parent.number)
    _tell_parent(actor, parent, own, Event.JOIN, child, now)


def _fault_of(child: Complaint, parent: Complaint) -> str:
    """Why these two cannot be joined, "" when they can."""
    if parent.parent_id or Complaint.select().where(Complaint.parent_id == child.id).exists():
        return "join_chain"
    if State(parent.state) in OVER:
        return "join_over"
    if State(child.state) not in BY_EVENT[Event.JOIN].sources:
        return "join_state"
    return "" if _named_in(child) == _named_in(parent) else "join_wall"


def _named_in(row: Complaint) -> set[str]:
    return {one.staff_id for one in ComplaintNamed.select(ComplaintNamed.staff_id).where(ComplaintNamed.complaint_id == row.id)}


def split(actor: Actor, complaint_id: str, seen: int, now: datetime) -> None:
    """Take a complaint out of the one it was joined to: it has the state and the due day it had.

    Raises NotFound, NotAllowed, OutOfDate; AlreadyDecided when it is joined to none.
    """
    with transaction():
        child = own_complaint(actor, complaint_id)
        check_version(child, seen)
        if child.state != State.MERGED:
            raise AlreadyDecided(f"complaint {child.id}", child.state)
        step, parent = BY_EVENT[Event.SPLIT], find(Complaint, child.parent_id)
        own = _own_due(parent)
        child.parent_id = ""
        child.state = (step.otherwise if child.accepted_at and step.otherwise else step.target).value
        change(child, actor, "complaint.split", now)
        note_done(child, actor, "split", now, parent.number)
        _tell_parent(actor, parent, own, Event.SPLIT, child, now)


def _own_due(parent: Complaint) -> date | None:
    """The last day by its own clock, whatever is joined to it."""
    joined = Complaint.select().where(Complaint.parent_id == parent.id).exists()
    own: date | None = parent.own_due if joined else parent.due
    return own


def _tell_parent(actor: Actor, parent: Complaint, own: date | None, event: Event, child: Complaint, now: datetime) -> None:
    hold_due(parent, own)
    change(parent, actor, "complaint.due", now)
    note_done(parent, actor, event.value, now, child.number)
