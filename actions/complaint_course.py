"""A complaint goes its way: every step by the one table of rules/complaint_course.py, with who may do it asked here again.

Source: docs/rules/complaint_course.md 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from actions.changes import FormStamp, add, change, check_version, find, once
from actions.complaint import note_done
from actions.complaint_clock import call_back_end, reckon_row, rule_of, set_due, sign_end
from actions.complaint_lists import standing_of
from actions.complaint_rights import deciders_of, heads_free, known_complaint, monitors_of, sides_of
from actions.complaint_secrecy import kept_ids
from actions.complaint_step import Said, Taking, attempts_of, check, need, reply_of
from actions.notices import tell
from models import Complaint, ComplaintAsk, ComplaintPause
from rules.complaint import State, is_late
from rules.complaint_course import BY_EVENT, ELSEWHERE, Event, Side, Step, Way
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.people import SYSTEM, Actor

ONE_DAY = timedelta(days=1)


def take(actor: Actor, complaint_id: str, event: Event, said: Said, now: datetime, seen: int, stamp: FormStamp | None = None) -> str:
    """Take a step; returns the complaint's id. seen: the version that was shown.

    Raises NotFound, NotAllowed, AlreadyDecided (the state does not allow it), OutOfDate; InvalidInput with what the step needs.
    """
    def make() -> str:
        row = _visible(actor, complaint_id)
        step = _step(row, event)
        if step.asked_by or event in ELSEWHERE or not step.sides & sides_of(actor, row):
            raise NotAllowed(f"complaint {event}")
        check_version(row, seen, state=step.target.value)
        _go(Taking(row, step, rule_of(row), actor, said, now))
        return row.id

    return once(actor, stamp, now, make)


def note(actor: Actor, complaint_id: str, said: Said, now: datetime, stamp: FormStamp | None = None) -> str:
    """Write down something about a complaint that moves nothing. Raises NotFound; InvalidInput (required at note)."""
    def make() -> str:
        row = _visible(actor, complaint_id)
        need(Event.NOTE, said)
        note_done(row, actor, Event.NOTE.value, now, said.note.strip())
        return row.id

    return once(actor, stamp, now, make)


def ask(actor: Actor, complaint_id: str, event: Event, said: Said, now: datetime, seen: int, stamp: FormStamp | None = None) -> str:
    """Ask another to decide a step; returns the complaint's id. Raises as `take`; InvalidInput also asked_already, extended_already,
    not_extendable, too_late, no_pause.
    """
    def make() -> str:
        row = _visible(actor, complaint_id)
        step = _step(row, event)
        if step.asked_by not in sides_of(actor, row):
            raise NotAllowed(f"ask {event}")
        check_version(row, seen, state=step.target.value)
        check(Taking(row, step, rule_of(row), actor, said, now))
        if waiting_asks(row, event):
            raise InvalidInput(Problem("", "asked_already"))
        add(ComplaintAsk(complaint_id=row.id, event=event.value, asked_by=actor.staff_id, asked_at=now, ground=said.ground,
                         sent_to=said.sent_to.strip(), note=said.note.strip()), actor, "complaint.ask", now)
        act = note_done(row, actor, f"ask_{event}", now, said.note.strip())
        deciders = deciders_of(row, now.date()) if Side.DECIDER in step.sides else monitors_of(row, now.date())
        _tell(row, [one for one in deciders if one != actor.staff_id], f"ask_{event}", act.id, now)
        return row.id

    return once(actor, stamp, now, make)


def decide(actor: Actor, ask_id: str, agreed: bool, opinion: str, now: datetime, seen: int, stamp: FormStamp | None = None) -> str:
    """Agree to what was asked, or not; never by who asked. Returns the complaint's id.

    Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate; InvalidInput (required at opinion, too_late).
    """
    def make() -> str:
        asked = find(ComplaintAsk, ask_id)
        row = _visible(actor, asked.complaint_id)
        if asked.state != "waiting":
            raise AlreadyDecided(f"ask {ask_id}", row.state)
        step = _step(row, Event(asked.event))
        if not step.sides & sides_of(actor, row) or actor.staff_id == asked.asked_by:
            raise NotAllowed(f"decide {asked.event}")
        check_version(asked, seen, state="agreed" if agreed else "declined")
        if not agreed and not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        asked.state, asked.decided_by, asked.decided_at = "agreed" if agreed else "declined", actor.staff_id, now
        asked.opinion = opinion.strip()
        change(asked, actor, "complaint.decide", now)
        if agreed:
            _go(Taking(row, step, rule_of(row), actor, Said(asked.note, ground=asked.ground, sent_to=asked.sent_to), now))
        else:
            note_done(row, actor, f"decline_{asked.event}", now, opinion.strip())
        _tell(row, [asked.asked_by], "agreed" if agreed else "declined", asked.id, now)
        return row.id

    return once(actor, stamp, now, make)


def waiting_asks(row: Complaint, event: Event | None = None) -> list[ComplaintAsk]:
    """What waits to be decided about a complaint."""
    waits = (ComplaintAsk.complaint_id == row.id) & (ComplaintAsk.state == "waiting")
    return list(ComplaintAsk.select().where(waits & (ComplaintAsk.event == event.value) if event else waits))


def _visible(actor: Actor, complaint_id: str) -> Complaint:
    row = known_complaint(actor, complaint_id)
    if not row.track:
        raise NotFound(f"complaint {complaint_id}")
    return row


def _step(row: Complaint, event: Event) -> Step:
    step = BY_EVENT[event]
    if State(row.state) not in step.sources:
        raise AlreadyDecided(f"{event} of {row.id}", row.state)
    return step


def _go(taking: Taking) -> None:
    """Check, do and write one step, and tell whom it concerns."""
    row, step, actor, now = taking.row, taking.step, taking.actor, taking.now
    check(taking)
    round_before = row.round
    row.late = row.late or is_late(standing_of(row), taking.today)
    row.duty_due = None
    row.state = (_effect(taking) or step.target).value
    if State(row.state) in (State.CLOSED, State.REFUSED, State.TRANSFERRED, State.WITHDRAWN):
        row.closed_at = now
    row.late = row.late or is_late(standing_of(row), taking.today)
    change(row, actor, f"complaint.{step.event.value}", now)
    unit_id = taking.said.unit if step.event in (Event.ASSIGN, Event.HAND_OVER, Event.RETURN, Event.REFLECT) else ""
    act = note_done(row, actor, step.event.value, now, taking.said.note.strip(), unit_id, round_before)
    for asked in waiting_asks(row):
        asked.state = "lapsed"
        change(asked, SYSTEM, "complaint.ask.lapse", now)
    _tell(row, _concerned(taking), step.event.value, act.id, now)


def _effect(taking: Taking) -> State | None:
    effect = _EFFECTS.get(taking.step.event)
    return effect(taking) if effect else None


def _concerned(taking: Taking) -> list[str]:
    """Who is told of a step: the window it goes to, or who follows it."""
    row, event = taking.row, taking.step.event
    if event in (Event.ASSIGN, Event.HAND_OVER, Event.REFLECT):
        heads = [staff.id for staff in heads_free(row, taking.said.unit, taking.today, taking.said.handler)]
        return [taking.said.handler] if taking.said.handler else heads
    if event in (Event.SEND_BACK, Event.RESUME, Event.DISSATISFIED):
        return [row.handler_id] if row.handler_id else [staff.id for staff in heads_free(row, row.handler_unit, taking.today)]
    if event in (Event.RETURN, Event.REPLY):
        return monitors_of(row, taking.today)
    return []


def _tell(row: Complaint, people: list[str], event: str, key: str, now: datetime) -> None:
    kept = kept_ids(row, now.date())
    tell([one for one in people if one not in kept], f"complaint_{event}", {"number": row.number}, f"/complaint/{row.id}",
         f"complaint:{event}:{key}", now)


def _accept(taking: Taking) -> None:
    taking.row.accepted_at = taking.now


def _send_on(taking: Taking) -> None:
    taking.row.sent_to, taking.row.outcome = taking.said.sent_to.strip(), taking.said.note.strip()


def _coordinate(taking: Taking) -> State | None:
    _answer(taking)
    return _after_answer(taking)


def _answer(taking: Taking) -> None:
    """Answered by who followed it, without a window."""
    row = taking.row
    row.way, row.outcome = Way(taking.step.event.value).value, taking.said.note.strip()
    row.accepted_at, row.answered_at = row.accepted_at or taking.now, taking.now


def _reflect(taking: Taking) -> None:
    """The window that is told may read it."""
    _answer(taking)
    taking.row.handler_unit = taking.said.unit


def _assign(taking: Taking) -> None:
    row = taking.row
    row.way, row.accepted_at, row.answered_at = Way.DISPATCH.value, row.accepted_at or taking.now, None
    _give(taking)


def _give(taking: Taking) -> None:
    row = taking.row
    row.handler_unit, row.handler_id = taking.said.unit, taking.said.handler
    row.duty_due = sign_end(taking.rule, taking.now)


def _sign(taking: Taking) -> None:
    taking.row.handler_id = taking.row.handler_id or taking.actor.staff_id


def _return(taking: Taking) -> None:
    taking.row.handler_unit = taking.row.handler_id = ""


def _pause(taking: Taking) -> None:
    add(ComplaintPause(complaint_id=taking.row.id, ground=taking.said.ground, first=taking.today), taking.actor, "complaint.pause.begin",
        taking.now)


def _resume(taking: Taking) -> None:
    """The day on which it goes on counts again."""
    pause = ComplaintPause.get((ComplaintPause.complaint_id == taking.row.id) & ComplaintPause.last.is_null())
    pause.last = taking.today - ONE_DAY
    change(pause, taking.actor, "complaint.pause.end", taking.now)
    set_due(taking.row, reckon_row(taking.row))


def _extend(taking: Taking) -> None:
    taking.row.extended = taking.rule.extension
    set_due(taking.row, reckon_row(taking.row))


def _reply(taking: Taking) -> None:
    taking.row.answered_at = taking.now


def _send_back(taking: Taking) -> None:
    taking.row.answered_at = None


def _approve(taking: Taking) -> State | None:
    taking.row.outcome = reply_of(taking.row)
    return _after_answer(taking)


def _after_answer(taking: Taking) -> State | None:
    """The call back that is owed, or the end where none is: nobody wants it, nobody can be called, or the track has none."""
    row = taking.row
    if not (taking.rule.call_back and row.wants_reply and not row.anonymous):
        return State.CLOSED
    row.duty_due = call_back_end(taking.rule.call_back, taking.now)
    return None


def _unreached(taking: Taking) -> State | None:
    """Tried again on another day, until the rule's number of attempts."""
    if len(attempts_of(taking.row)) + 1 >= taking.rule.attempts:
        return State.CLOSED
    taking.row.duty_due = call_back_end(1, taking.now)
    return None


def _dissatisfied(taking: Taking) -> State | None:
    """A new round with a clock of its own, where the window is at fault and the rule still allows one."""
    row = taking.row
    if not taking.said.at_fault or row.round > taking.rule.rounds:
        return State.CLOSED
    row.round, row.round_from, row.extended, row.answered_at = row.round + 1, taking.today, 0, None
    set_due(row, reckon_row(row))
    return None


_EFFECTS: Mapping[Event, Callable[[Taking], State | None]] = {
    Event.ACCEPT: _accept, Event.REFUSE: _send_on, Event.TRANSFER: _send_on, Event.DISCIPLINE: _send_on, Event.COORDINATE: _coordinate,
    Event.REFLECT: _reflect, Event.ASSIGN: _assign, Event.SIGN: _sign, Event.RETURN: _return, Event.HAND_OVER: _give, Event.PAUSE: _pause,
    Event.RESUME: _resume, Event.EXTEND: _extend, Event.REPLY: _reply, Event.SEND_BACK: _send_back, Event.APPROVE: _approve,
    Event.UNREACHED: _unreached, Event.DISSATISFIED: _dissatisfied,
}
"""Event -> what it does to the complaint; it gives the state where that is not the table's target."""
