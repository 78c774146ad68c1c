"""What somebody may do with a complaint now: the steps to take, what may be asked for, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.complaint_clock import rule_of
from actions.complaint_course import waiting_asks
from actions.complaint_rights import heads_free, sides_of, visible_to
from actions.complaint_step import Said, Taking, is_blocked, replier_of
from actions.people import people_named
from models import Complaint, ComplaintAsk, Staff, Unit
from rules.complaint import State
from rules.complaint_course import BY_ANOTHER, BY_EVENT, ELSEWHERE, STEPS, Event, Side, Step, askable_in, steps_in
from rules.people import Actor, Permission


@dataclass(frozen=True)
class Waiting:
    """Something that was asked; name: by whom; decides: this person may."""

    row: ComplaintAsk
    name: str
    decides: bool


@dataclass(frozen=True)
class Offered:
    """What somebody may do: events to take, events to ask for, what waits; pauses: the grounds a clock may stand still for."""

    steps: Sequence[Event]
    asks: Sequence[Event]
    waiting: Sequence[Waiting]
    pauses: Sequence[str]


def offered(actor: Actor, row: Complaint, now: datetime) -> Offered:
    """What this person may do with a complaint in its state; nothing with what was settled on the line."""
    if not row.track:
        return Offered((), (), (), ())
    rule, sides, state = rule_of(row), sides_of(actor, row), State(row.state)
    own_reply = replier_of(row) == actor.staff_id

    def stands(step: Step) -> bool:
        taking = Taking(row, step, rule, actor, Said(note="-", ground=next(iter(rule.pauses), "")), now)
        return step.event not in ELSEWHERE and not (step.event in BY_ANOTHER and own_reply) and not is_blocked(taking)

    asked = waiting_asks(row)
    asks = [step.event for step in askable_in(state, sides) if stands(step) and step.event.value not in {one.event for one in asked}]
    people = people_named(one.asked_by for one in asked)
    waiting = [Waiting(one, people[one.asked_by].name if one.asked_by in people else "",
                       bool(BY_EVENT[Event(one.event)].sides & sides) and one.asked_by != actor.staff_id) for one in asked]
    return Offered([step.event for step in steps_in(state, sides) if stands(step)], asks, waiting, rule.pauses)


def units_for(row: Complaint, units: Sequence[Unit], now: datetime) -> list[tuple[Unit, list[Staff]]]:
    """The windows a complaint may be given to, each with who answers for it."""
    found = [(unit, heads_free(row, unit.id, now.date())) for unit in units]
    return [(unit, heads) for unit, heads in found if heads]


@dataclass(frozen=True)
class AskLine:
    """Something this person may decide: about which complaint (number), asked by whom (name)."""

    row: ComplaintAsk
    number: str
    name: str


def asks_to_decide(actor: Actor) -> list[AskLine]:
    """What waits for this person's decision, the oldest first; never what they asked themselves."""
    held = {Side.MONITOR: actor.may(Permission.COMPLAINT_LOG), Side.DECIDER: actor.may(Permission.COMPLAINT_DECIDE)}
    sides = {side for side, holds in held.items() if holds}
    events = [step.event.value for step in STEPS if step.asked_by and step.sides & sides]
    if not events:
        return []
    waits = (ComplaintAsk.state == "waiting") & ComplaintAsk.event.in_(events) & (ComplaintAsk.asked_by != actor.staff_id)
    rows = list(ComplaintAsk.select().where(waits).order_by(ComplaintAsk.id))
    if not rows:
        return []
    known = Complaint.select(Complaint.id, Complaint.number).where(Complaint.id.in_([row.complaint_id for row in rows]) & visible_to(actor))
    numbers = {row.id: row.number for row in known}
    people = people_named(row.asked_by for row in rows)
    return [AskLine(row, numbers[row.complaint_id], people[row.asked_by].name) for row in rows if row.complaint_id in numbers]
