"""The course of a leave request: states, legal moves, who signs in what order, and who may decide.

Source: docs/rules/leave.md section 4. Tiers are data; their bounds are inclusive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from rules.errors import AlreadyDecided
from rules.leave import TypeRule
from rules.people import Role


class State(StrEnum):
    """Where a request stands; the names on screen are in PRACTICE "Names on screen"."""

    DRAFT = "draft"
    HANDOVER = "handover"
    PENDING = "pending"
    APPROVED = "approved"
    RUNNING = "running"
    DUE_BACK = "due_back"
    OVERDUE = "overdue"
    CLOSED = "closed"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    ENDED_EARLY = "ended_early"


class Event(StrEnum):
    """What may happen to a request."""

    ASK_HANDOVER = "ask_handover"
    SUBMIT = "submit"
    FILE = "file"
    ACCEPT_HANDOVER = "accept_handover"
    DECLINE_HANDOVER = "decline_handover"
    AGREE = "agree"
    APPROVE = "approve"
    REFUSE = "refuse"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    ASK_CANCEL = "ask_cancel"
    AGREE_CANCEL = "agree_cancel"
    REFUSE_CANCEL = "refuse_cancel"
    BEGIN = "begin"
    END = "end"
    LAPSE = "lapse"
    CLOSE = "close"
    RETURN_EARLY = "return_early"


ACTIVE = frozenset({State.HANDOVER, State.PENDING, State.APPROVED, State.RUNNING, State.DUE_BACK, State.OVERDUE, State.CLOSED,
                    State.CANCEL_REQUESTED, State.ENDED_EARLY})
"""The states that hold cells: two requests in these states never share a half-day of one person."""

_EDITABLE = (State.DRAFT, State.RETURNED)
_AWAY = (State.RUNNING, State.DUE_BACK, State.OVERDUE)

_MOVES: Sequence[tuple[Event, Sequence[State], State]] = (
    (Event.ASK_HANDOVER, _EDITABLE, State.HANDOVER),
    (Event.SUBMIT, _EDITABLE, State.PENDING),
    (Event.FILE, (*_EDITABLE, State.HANDOVER), State.APPROVED),
    (Event.ACCEPT_HANDOVER, (State.HANDOVER,), State.PENDING),
    (Event.DECLINE_HANDOVER, (State.HANDOVER,), State.RETURNED),
    (Event.AGREE, (State.PENDING,), State.PENDING),
    (Event.APPROVE, (State.PENDING,), State.APPROVED),
    (Event.REFUSE, (State.PENDING,), State.REJECTED),
    (Event.SEND_BACK, (State.PENDING,), State.RETURNED),
    (Event.WITHDRAW, (*_EDITABLE, State.HANDOVER, State.PENDING), State.WITHDRAWN),
    (Event.ASK_CANCEL, (State.APPROVED,), State.CANCEL_REQUESTED),
    (Event.AGREE_CANCEL, (State.CANCEL_REQUESTED,), State.CANCELLED),
    (Event.REFUSE_CANCEL, (State.CANCEL_REQUESTED,), State.APPROVED),
    (Event.BEGIN, (State.APPROVED,), State.RUNNING),
    (Event.END, (State.RUNNING,), State.DUE_BACK),
    (Event.LAPSE, (State.DUE_BACK,), State.OVERDUE),
    (Event.CLOSE, _AWAY, State.CLOSED),
    (Event.RETURN_EARLY, _AWAY, State.ENDED_EARLY),
)

TRANSITIONS: Mapping[tuple[State, Event], State] = {(state, event): target for event, states, target in _MOVES for state in states}


def next_state(state: State, event: Event) -> State:
    """Where the event leads. Raises AlreadyDecided with the state that stands when the event is not legal there.

    >>> next_state(State.PENDING, Event.APPROVE).value
    'approved'
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise AlreadyDecided(event, state) from None


class StepKind(StrEnum):
    """Who signs at a step."""

    HOME_UNIT = "home_unit"
    WINDOW_HEAD = "window_head"
    SECTION = "section"
    CENTRE_LEADER = "centre_leader"
    BUREAU_LEADER = "bureau_leader"


LADDER = (StepKind.WINDOW_HEAD, StepKind.SECTION, StepKind.CENTRE_LEADER, StepKind.BUREAU_LEADER)
OUTSIDE = frozenset({StepKind.HOME_UNIT, StepKind.BUREAU_LEADER})
"""Steps of people without an account: their signed slip is entered with its scan."""

RUNG_OF: Mapping[Role, int] = {
    Role.CHIEF_REP: 0, Role.WINDOW_HEAD: 0, Role.SECTION_HEAD: 1, Role.DEPUTY_LEADER: 1, Role.MAIN_LEADER: 2,
}
"""The highest rung of LADDER a role may not have its own leave decided at. A deputy's leave is decided by the main leader."""


@dataclass(frozen=True)
class Step:
    """One signature. outside: given on paper by somebody without an account."""

    kind: StepKind
    outside: bool


@dataclass(frozen=True)
class Tier:
    """Who signs, in order, up to max_halves (inclusive; None = above every bound). code: one leave type, "" = all others."""

    max_halves: int | None
    steps: tuple[StepKind, ...]
    code: str = ""


@dataclass(frozen=True)
class MinuteTier:
    """The same for leave by the hour, up to max_minutes (inclusive; None = above every bound)."""

    max_minutes: int | None
    steps: tuple[StepKind, ...]
    code: str = ""


AnyTier = TypeVar("AnyTier", Tier, MinuteTier)


def chain(halves: int, tiers: Iterable[Tier], rule: TypeRule, requester_roles: Collection[Role], home_unit: bool,
          vacant: Collection[StepKind] = ()) -> tuple[Step, ...]:
    """Who signs a request of this many counted halves, in order.

    The tier with the smallest bound that holds decides; tiers of the type itself come before the general ones. A step the
    requester holds, or that is vacant (nobody but the requester could sign), moves up the ladder to the first free rung.
    home_unit: the requester is sent by a unit outside the centre; it signs first when rule.home_unit_halves is reached or the
    tier names it.
    Empty when the type is only for the record. Raises ValueError when no tier holds the amount.
    Source: docs/rules/leave.md 4.2-4.4.
    """
    if rule.record_only:
        return ()
    kinds = _smallest(halves, [(tier.max_halves, tier.steps) for tier in _tiers_of(rule.code, tiers)])
    both = StepKind.HOME_UNIT in kinds or (rule.home_unit_halves is not None and halves >= rule.home_unit_halves)
    return _steps(kinds, requester_roles, vacant, home_unit and both)


def chain_minutes(minutes: int, tiers: Iterable[MinuteTier], rule: TypeRule, requester_roles: Collection[Role],
                  vacant: Collection[StepKind] = ()) -> tuple[Step, ...]:
    """Who signs leave by the hour; as chain, without the home unit. Source: docs/rules/leave.md 4.2."""
    if rule.record_only:
        return ()
    kinds = _smallest(minutes, [(tier.max_minutes, tier.steps) for tier in _tiers_of(rule.code, tiers)])
    return _steps(kinds, requester_roles, vacant, home_unit_first=False)


def _tiers_of(code: str, tiers: Iterable[AnyTier]) -> list[AnyTier]:
    every = list(tiers)
    return [tier for tier in every if tier.code == code] or [tier for tier in every if not tier.code]


def _smallest(amount: int, bounds: Iterable[tuple[int | None, tuple[StepKind, ...]]]) -> tuple[StepKind, ...]:
    holding = [(bound is None, bound or 0, steps) for bound, steps in bounds if bound is None or amount <= bound]
    if not holding:
        raise ValueError(f"no tier for {amount}")
    return min(holding, key=lambda tier: tier[:2])[2]


def _steps(kinds: Iterable[StepKind], roles: Collection[Role], vacant: Collection[StepKind], home_unit_first: bool) -> tuple[Step, ...]:
    own = max((RUNG_OF[role] for role in roles if role in RUNG_OF), default=-1)
    free = [rung for number, rung in enumerate(LADDER) if number > own and (rung in OUTSIDE or rung not in vacant)]
    lifted = [next(rung for rung in free if LADDER.index(rung) >= LADDER.index(kind)) for kind in kinds if kind in LADDER]
    ordered = dict.fromkeys([StepKind.HOME_UNIT, *lifted] if home_unit_first else lifted)
    return tuple(Step(kind, kind in OUTSIDE) for kind in ordered)


def may_decide(actor_id: str, requester_id: str, principal_ids: Collection[str] = (), entered_by: str = "",
               others_decide: bool = False) -> bool:
    """May this person decide this request, whatever step they hold?

    principal_ids: the people whose authority would be used, when the actor decides as a delegate. Never one's own request,
    never with the requester's authority. Who entered it for somebody else may not be the only one to decide it:
    others_decide says that another person decides a step of the same request. Source: docs/rules/leave.md 4.5.
    """
    if requester_id == actor_id or requester_id in principal_ids:
        return False
    return actor_id != entered_by or others_decide
