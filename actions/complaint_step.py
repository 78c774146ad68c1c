"""What a step of a complaint needs beyond its state and its side. Source: docs/rules/complaint_course.md 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.complaint_lists import standing_of
from actions.complaint_rights import handlers_in, heads_free
from models import Complaint, ComplaintAct, Unit
from rules.complaint import Kind, TrackRule, is_late
from rules.complaint_course import BY_ANOTHER, CALL_BACKS, Event, Ground, Step
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor

NEEDED: Mapping[Event, tuple[str, ...]] = {
    Event.REFUSE: ("ground", "sent_to"), Event.TRANSFER: ("sent_to",), Event.DISCIPLINE: ("sent_to",), Event.COORDINATE: ("note",),
    Event.REFLECT: ("unit", "note"), Event.ASSIGN: ("unit",), Event.RETURN: ("note",), Event.HAND_OVER: ("unit", "note"),
    Event.PAUSE: ("ground", "note"), Event.EXTEND: ("note",), Event.REPLY: ("note",), Event.SEND_BACK: ("note",),
    Event.DISSATISFIED: ("note",), Event.WITHDRAW: ("note",), Event.NOTE: ("note",),
}


@dataclass(frozen=True)
class Said:
    """What is said with a step. unit: the window it goes to (or is proposed); handler: the person in it; ground: a code; sent_to: a body
    outside; at_fault: the window did not really do it, so the caller's dissatisfaction opens a new round.
    """

    note: str = ""
    unit: str = ""
    handler: str = ""
    ground: str = ""
    sent_to: str = ""
    at_fault: bool = True


@dataclass(frozen=True)
class Taking:
    """One step being taken."""

    row: Complaint
    step: Step
    rule: TrackRule
    actor: Actor
    said: Said
    now: datetime

    @property
    def today(self) -> date:
        """The day it is taken on."""
        return self.now.date()


def need(event: Event, said: Said) -> None:
    """Raises InvalidInput (required) at each field the event needs and that is empty."""
    missing = [Problem(name, "required") for name in NEEDED.get(event, ()) if not getattr(said, name).strip()]
    if missing:
        raise InvalidInput(*missing)


def check(taking: Taking) -> None:
    """What a step needs beyond its state and its side. Raises InvalidInput, NotAllowed."""
    event = taking.step.event
    need(event, taking.said)
    if event in BY_ANOTHER and replier_of(taking.row) == taking.actor.staff_id:
        raise NotAllowed(f"{event} of one's own reply")
    problems = _CHECKS[event](taking) if event in _CHECKS else []
    if event in (Event.ASSIGN, Event.HAND_OVER, Event.REFLECT):
        problems = [*_unit_problems(taking), *problems]
    if problems:
        raise InvalidInput(*problems)


def _unit_problems(taking: Taking) -> list[Problem]:
    """Accusations never go to whom they accuse (FACTS 4.4): not a report to its own window, nothing where all heads are named."""
    row, said = taking.row, taking.said
    unit = Unit.get_or_none((Unit.id == said.unit) & (Unit.active == 1))
    if unit is None:
        return [Problem("unit", "unit_unknown")]
    if row.kind == Kind.REPORT.value and said.unit == row.unit_id:
        return [Problem("unit", "accused_unit")]
    if taking.step.event is Event.HAND_OVER and said.unit == row.handler_unit:
        return [Problem("unit", "same_unit")]
    if not heads_free(row, said.unit, taking.today, said.handler):
        return [Problem("unit", "no_head_free")]
    if said.handler and said.handler not in {staff.id for staff in handlers_in(row, said.unit, taking.today)}:
        return [Problem("handler", "handler_unknown")]
    return []


def _check_return(taking: Taking) -> list[Problem]:
    row = taking.row
    if taking.said.unit and not Unit.select().where((Unit.id == taking.said.unit) & (Unit.active == 1)).exists():
        return [Problem("unit", "unit_unknown")]
    given_back = ComplaintAct.select().where((ComplaintAct.complaint_id == row.id) & (ComplaintAct.act == Event.RETURN.value)).exists()
    if given_back:
        return [Problem("", "returned_already")]
    return [Problem("", "sign_over")] if row.duty_due and taking.now > row.duty_due else []


def _check_extend(taking: Taking) -> list[Problem]:
    if not taking.rule.extension:
        return [Problem("", "not_extendable")]
    if taking.row.extended:
        return [Problem("", "extended_already")]
    if taking.row.due is None:
        return [Problem("", "no_due_yet")]
    return [Problem("", "too_late")] if is_late(standing_of(taking.row), taking.today) else []


def _check_pause(taking: Taking) -> list[Problem]:
    if taking.said.ground not in taking.rule.pauses:
        return [Problem("ground", "no_pause")]
    return [Problem("", "too_late")] if is_late(standing_of(taking.row), taking.today) else []


def is_blocked(taking: Taking) -> bool:
    """May this step not be taken now, whatever is said with it?"""
    return taking.step.event in (Event.RETURN, Event.EXTEND, Event.PAUSE) and bool(_CHECKS[taking.step.event](taking))


def _check_refuse(taking: Taking) -> list[Problem]:
    if taking.said.ground not in set(Ground):
        return [Problem("ground", "ground_unknown")]
    return [Problem("note", "required")] if taking.said.ground == Ground.OTHER.value and not taking.said.note.strip() else []


def _check_unreached(taking: Taking) -> list[Problem]:
    tried = attempts_of(taking.row)
    return [Problem("", "called_today")] if tried and tried[-1].at.date() == taking.today else []


_CHECKS: Mapping[Event, Callable[[Taking], list[Problem]]] = {
    Event.RETURN: _check_return, Event.EXTEND: _check_extend, Event.PAUSE: _check_pause, Event.REFUSE: _check_refuse,
    Event.UNREACHED: _check_unreached,
}


def attempts_of(row: Complaint) -> list[ComplaintAct]:
    """The calls back of this round, in order."""
    return list(ComplaintAct.select().where(
        (ComplaintAct.complaint_id == row.id) & (ComplaintAct.round == row.round)
        & ComplaintAct.act.in_([event.value for event in CALL_BACKS])).order_by(ComplaintAct.id))


def replier_of(row: Complaint) -> str:
    """The id of who gave the answer of this round; "" when nobody did."""
    return str(_replies(row, ComplaintAct.staff_id) or "")


def reply_of(row: Complaint) -> str:
    """The last answer of this round; "" when there is none."""
    return str(_replies(row, ComplaintAct.note) or "")


def _replies(row: Complaint, column: Any) -> Any:
    given = ComplaintAct.select(column).where(
        (ComplaintAct.complaint_id == row.id) & (ComplaintAct.round == row.round) & (ComplaintAct.act == Event.REPLY.value))
    return given.order_by(ComplaintAct.id.desc()).limit(1).scalar()
