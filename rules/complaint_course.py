"""How a complaint goes its way: one table of who may do what in which state, and where it leads.

Pure. Source: casework F.2 of the domain notes, FACTS 4.1, 4.4 and 11 rows 42-56; docs/rules/complaint_course.md 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.complaint import OVER, State


class Event(StrEnum):
    """What is done with a complaint after it was logged."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    DISCIPLINE = "discipline"
    COORDINATE = "coordinate"
    REFLECT = "reflect"
    ASSIGN = "assign"
    SIGN = "sign"
    RETURN = "return"
    HAND_OVER = "hand_over"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    REPLY = "reply"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    SATISFIED = "satisfied"
    UNREACHED = "unreached"
    DISSATISFIED = "dissatisfied"
    WITHDRAW = "withdraw"
    JOIN = "join"
    SPLIT = "split"
    NOTE = "note"
    ARCHIVE = "archive"


class Side(StrEnum):
    """On which side of a complaint somebody stands. DECIDER: the supervision section's head and leaders; HANDLER: the head of the window
    that works on it, and the person it was given to; SYSTEM: a job.
    """

    MONITOR = "monitor"
    DECIDER = "decider"
    HANDLER = "handler"
    SYSTEM = "system"


class Document(StrEnum):
    """A printed form of the hotline, numbered within its kind and year."""

    REGISTER = "register"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    TRANSFER = "transfer"
    REFUSAL = "refusal"
    RETURN = "return"
    PAUSE = "pause"
    EXTENSION = "extension"
    REPLY = "reply"
    CALL_BACK = "call_back"
    STATEMENT = "statement"
    FINDING = "finding"
    ORDER = "order"


@dataclass(frozen=True)
class Step:
    """One row of the table. target: where it leads; otherwise: where instead when nothing more is owed (no call-back, the last attempt, the
    last round), or for a split when it was accepted before. document: what may be printed for it. asked_by: who asks for it first, so that
    another decides.
    """

    event: Event
    sources: frozenset[State]
    target: State
    sides: frozenset[Side]
    otherwise: State | None = None
    document: Document | None = None
    asked_by: Side | None = None


_S, _M, _D, _H = State, frozenset({Side.MONITOR}), frozenset({Side.DECIDER}), frozenset({Side.HANDLER})
_NEW = frozenset({_S.REGISTERED, _S.TO_ASSIGN})
OPEN = frozenset(State) - OVER
ASSIGNED = frozenset({_S.TO_SIGN, _S.WORKING, _S.PAUSED, _S.TO_REVIEW})
"""A window works on it."""

STEPS: tuple[Step, ...] = (
    Step(Event.ACCEPT, frozenset({_S.REGISTERED}), _S.TO_ASSIGN, _M),
    Step(Event.REFUSE, frozenset({_S.REGISTERED}), _S.REFUSED, _D, document=Document.REFUSAL, asked_by=Side.MONITOR),
    Step(Event.TRANSFER, _NEW, _S.TRANSFERRED, _M, document=Document.TRANSFER),
    Step(Event.DISCIPLINE, _NEW, _S.TRANSFERRED, _M, document=Document.TRANSFER),
    Step(Event.COORDINATE, _NEW, _S.TO_CALLBACK, _M, otherwise=_S.CLOSED),
    Step(Event.REFLECT, _NEW, _S.CLOSED, _M),
    Step(Event.ASSIGN, _NEW | {_S.TO_SIGN, _S.RETURNED, _S.REDO}, _S.TO_SIGN, _M, document=Document.ASSIGN),
    Step(Event.SIGN, frozenset({_S.TO_SIGN}), _S.WORKING, _H),
    Step(Event.RETURN, frozenset({_S.TO_SIGN}), _S.RETURNED, _H, document=Document.RETURN),
    Step(Event.HAND_OVER, frozenset({_S.WORKING}), _S.TO_SIGN, _H, document=Document.HAND_OVER),
    Step(Event.PAUSE, frozenset({_S.WORKING}), _S.PAUSED, _M, document=Document.PAUSE, asked_by=Side.HANDLER),
    Step(Event.RESUME, frozenset({_S.PAUSED}), _S.WORKING, _M | _H),
    Step(Event.EXTEND, frozenset({_S.WORKING}), _S.WORKING, _D, document=Document.EXTENSION, asked_by=Side.HANDLER),
    Step(Event.REPLY, frozenset({_S.WORKING}), _S.TO_REVIEW, _H),
    Step(Event.SEND_BACK, frozenset({_S.TO_REVIEW}), _S.WORKING, _M),
    Step(Event.APPROVE, frozenset({_S.TO_REVIEW}), _S.TO_CALLBACK, _M, otherwise=_S.CLOSED, document=Document.REPLY),
    Step(Event.SATISFIED, frozenset({_S.TO_CALLBACK}), _S.CLOSED, _M, document=Document.CALL_BACK),
    Step(Event.UNREACHED, frozenset({_S.TO_CALLBACK}), _S.TO_CALLBACK, _M, otherwise=_S.CLOSED, document=Document.CALL_BACK),
    Step(Event.DISSATISFIED, frozenset({_S.TO_CALLBACK}), _S.REDO, _M, otherwise=_S.CLOSED, document=Document.CALL_BACK),
    Step(Event.WITHDRAW, OPEN, _S.WITHDRAWN, _M),
    Step(Event.JOIN, _NEW, _S.MERGED, _M),
    Step(Event.SPLIT, frozenset({_S.MERGED}), _S.REGISTERED, _M, otherwise=_S.TO_ASSIGN),
    Step(Event.ARCHIVE, frozenset({_S.CLOSED, _S.REFUSED, _S.WITHDRAWN, _S.TRANSFERRED}), _S.ARCHIVED, frozenset({Side.SYSTEM})),
)
BY_EVENT = {step.event: step for step in STEPS}
"""Event.NOTE has no row: a note moves nothing, and everybody who sees a complaint may write one."""

BY_ANOTHER = frozenset({Event.SEND_BACK, Event.APPROVE, Event.SATISFIED, Event.UNREACHED, Event.DISSATISFIED})
"""Done by somebody else than who replied."""
ELSEWHERE = frozenset({Event.JOIN, Event.SPLIT})
"""Done with actions of their own, because they name another complaint."""
CALL_BACKS = (Event.SATISFIED, Event.UNREACHED, Event.DISSATISFIED)


def steps_in(state: State, sides: frozenset[Side]) -> list[Step]:
    """The steps somebody on these sides may take in a state, in the order of the table, without those that are asked for first."""
    return [step for step in STEPS if state in step.sources and step.sides & sides and not step.asked_by]


def askable_in(state: State, sides: frozenset[Side]) -> list[Step]:
    """The steps somebody on these sides may ask for in a state."""
    return [step for step in STEPS if state in step.sources and step.asked_by in sides]


class Way(StrEnum):
    """The three ways of handling (PRACTICE): on the spot, by a window, passed on as an opinion."""

    COORDINATE = "coordinate"
    DISPATCH = "dispatch"
    REFLECT = "reflect"


class Pausing(StrEnum):
    """Why a clock may stand still. Source: Administrative Licensing Law art. 45 as the model; FACTS 4.1 (testing time is left out)."""

    TESTING = "testing"
    EXPERTS = "experts"
    HEARING = "hearing"
    CALLER = "caller"
    COURT = "court"


class Ground(StrEnum):
    """Why a complaint is not taken up. Source: FACTS 4.4."""

    OUTSIDE = "outside"
    COURT = "court"
    PETITION = "petition"
    NO_TARGET = "no_target"
    HANDLED = "handled"
    OTHER = "other"
