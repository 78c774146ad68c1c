"""Lists of leave: one's own, what waits for somebody, what is overdue. A fixed number of queries however long the lists are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import fn

from actions.changes import rows_by_id
from actions.leave import cancel_step
from actions.leave_course import confirmations
from actions.leave_return import AWAY
from actions.leave_rights import may_enter_slip
from actions.leave_signers import SIGNING_ROLES, SigningDay, current_step, principals_of
from actions.people import actor_of
from actions.prepared import Prepared
from models import LeaveDecision, LeaveRequest, Staff, Unit
from rules.approval import OUTSIDE, State, StepKind, may_decide
from rules.people import HEADS, Actor, Permission, Role

PAGE_ROWS = 20
MOST_ROWS = 300
WAITING_FOR_SIGNATURE = (State.PENDING.value, State.CANCEL_REQUESTED.value)


@dataclass(frozen=True)
class Line:
    """One request in a list, with the person and what their unit is called."""

    request: LeaveRequest
    staff: Staff
    unit_name: str = ""

    @property
    def step(self) -> StepKind | None:
        """The step it waits at."""
        return current_step(self.request) if self.request.state == State.PENDING else None


@dataclass(frozen=True)
class ActLine:
    """One act on a request with who did it and in whose place; names are "" for the system and for nobody."""

    row: LeaveDecision
    name: str
    principal: str


@dataclass(frozen=True)
class Page:
    """A page of a list: its rows, how many there are in all, and how many pages they fill."""

    rows: list[LeaveRequest]
    total: int
    pages: int


@dataclass
class Waiting:
    """What waits for somebody: signatures, hand-overs to take, slips to enter, cancellations to decide, absences to judge."""

    signatures: list[LeaveRequest] = field(default_factory=list)
    handovers: list[LeaveRequest] = field(default_factory=list)
    slips: list[LeaveRequest] = field(default_factory=list)
    cancels: list[LeaveRequest] = field(default_factory=list)
    absences: list[LeaveRequest] = field(default_factory=list)

    def all(self) -> list[LeaveRequest]:
        """Every request of every list."""
        return [*self.signatures, *self.handovers, *self.slips, *self.cancels, *self.absences]


def my_requests(actor: Actor, page: int) -> Page:
    """One page (from 1) of one's own requests, those not sent first, then by start, the latest first."""
    [(total,)] = _OWN_COUNT.columns(actor.staff_id)
    rows = _OWN.rows(actor.staff_id, (max(page, 1) - 1) * PAGE_ROWS)
    return Page(rows, total, max(1, -(-total // PAGE_ROWS)))


def _unsent_first(query: Any) -> Any:
    unsent = LeaveRequest.state.in_((State.DRAFT.value, State.RETURNED.value))
    return query.order_by(unsent.desc(), LeaveRequest.start.desc(), LeaveRequest.id.desc())


# the ids are sorted first: whole rows of many years would have to be carried through the sorting
_OWN = Prepared(LeaveRequest, lambda staff_id, offset: _unsent_first(LeaveRequest.select().where(LeaveRequest.id.in_(_unsent_first(
    LeaveRequest.select(LeaveRequest.id).where(LeaveRequest.staff_id == staff_id)).limit(PAGE_ROWS).offset(offset)))))
_OWN_COUNT = Prepared(LeaveRequest, lambda staff_id: LeaveRequest.select(fn.COUNT(LeaveRequest.staff_id)).where(
    LeaveRequest.staff_id == staff_id))


def my_open_leave(actor: Actor) -> list[LeaveRequest]:
    """One's own leave that runs or is to be reported back from, by start."""
    return _OPEN.rows(actor.staff_id)


_OPEN = Prepared(LeaveRequest, lambda staff_id: LeaveRequest.select().where(
    (LeaveRequest.staff_id == staff_id) & LeaveRequest.state.in_([state.value for state in AWAY])).order_by(LeaveRequest.start))


def waiting_for(actor: Actor, now: datetime) -> Waiting:
    """What waits for this person, oldest first, by their own right or that of somebody who delegated it to them."""
    ids = _waiting_ids(actor, now)
    rows = rows_by_id(LeaveRequest, [request_id for found in ids.values() for request_id in found])
    return Waiting(**{name: [rows[request_id] for request_id in found] for name, found in ids.items()})


def waiting_count(actor: Actor, now: datetime) -> int:
    """How much waits for this person, for the menu."""
    return sum(len(found) for found in _waiting_ids(actor, now).values())


def _waiting_ids(actor: Actor, now: datetime) -> dict[str, list[str]]:
    """The lists of Waiting, as ids."""
    day = now.date()
    handovers = [request_id for request_id, in _HANDOVERS.columns(actor.staff_id)]
    principals = [actor_of(row, day) for row in rows_by_id(Staff, principals_of(actor, day)).values()]
    signs = any(person.roles & SIGNING_ROLES for person in [actor, *principals])
    if not signs and not actor.holds(Role.PERSONNEL):
        return {"handovers": handovers}
    cases = _read(_CASES)
    absences = _read(_PROPOSED) if signs else []
    desk = _Desk(actor, principals, [*cases, *absences], day)
    found: dict[str, list[str]] = {"handovers": handovers, "signatures": [], "slips": [], "cancels": [],
                                   "absences": _not_confirmed(actor, [case.id for case in absences if desk.may_judge_absence(case)])}
    for case in cases:
        name = desk.list_of(case)
        if name:
            found[name].append(case.id)
    return found


class _Case(NamedTuple):
    """What decides for whom a request waits. own_unit: where the person stands today."""

    id: str
    staff_id: str
    unit_id: str
    entered_by: str
    state: str
    steps: list[dict[str, Any]]
    place: int
    round: int
    own_unit: str | None

    @property
    def step(self) -> StepKind | None:
        """The step a pending request waits at."""
        return StepKind(self.steps[self.place]["kind"]) if self.state == State.PENDING and self.place < len(self.steps) else None


def _read(query: Prepared[LeaveRequest]) -> list[_Case]:
    return [_Case._make((*row[:5], json.loads(row[5]), *row[6:])) for row in query.columns()]


def _cases(condition: Any) -> Any:
    return LeaveRequest.select(
        LeaveRequest.id, LeaveRequest.staff_id, LeaveRequest.unit_id, LeaveRequest.entered_by, LeaveRequest.state, LeaveRequest.steps,
        LeaveRequest.step, LeaveRequest.round, Staff.unit_id).join(Staff, on=(Staff.id == LeaveRequest.staff_id)).where(
        condition).order_by(LeaveRequest.id).limit(MOST_ROWS)


_HANDOVERS = Prepared(LeaveRequest, lambda staff_id: LeaveRequest.select(LeaveRequest.id).where(
    (LeaveRequest.state == State.HANDOVER.value) & (LeaveRequest.partner_id == staff_id)).order_by(LeaveRequest.id).limit(MOST_ROWS))
_CASES = Prepared(LeaveRequest, lambda: _cases(LeaveRequest.state.in_(WAITING_FOR_SIGNATURE)))
_PROPOSED = Prepared(LeaveRequest, lambda: _cases((LeaveRequest.overstay_state == "proposed") & LeaveRequest.state.in_(
    (State.CLOSED.value, State.OVERDUE.value))))


class _Desk:
    """Who of an actor and their principals may sign which of some requests, judged in memory.

    It says of each request what leave_signers.authority says of one (a test holds them together).
    """

    def __init__(self, actor: Actor, principals: list[Actor], cases: list[_Case], day: date) -> None:
        self.actor, self.principals, self.signing = actor, principals, SigningDay(day)
        entered = [case.id for case in cases if case.entered_by == actor.staff_id != case.staff_id]
        approvals = LeaveDecision.select(LeaveDecision.request_id, LeaveDecision.round).where(
            LeaveDecision.request_id.in_(entered) & (LeaveDecision.act == "approve") & (LeaveDecision.staff_id != actor.staff_id))
        self.signed_by_others = set(approvals.tuples()) if entered else set()

    def list_of(self, case: _Case) -> str:
        """The list of Waiting in which a request that is signed or cancelled waits for the actor; "" for none."""
        step = case.step
        if step is None:
            return "cancels" if case.state == State.CANCEL_REQUESTED and self.may_decide_cancel(case) else ""
        if step in OUTSIDE:
            enters = self.actor.holds(Role.PERSONNEL) or self.actor.holds(*HEADS, unit_id=case.unit_id)
            return "slips" if enters and may_enter_slip(self.actor, case.staff_id, case.unit_id) else ""
        return "signatures" if self.may_sign(step, case) else ""

    def may_sign(self, kind: StepKind, case: _Case) -> bool:
        """May the actor sign this step, by their own right or a principal's?"""
        if self._holds(self.actor, kind, case):
            return self._independent(case, ())
        return any(self._holds(person, kind, case) and self._independent(case, (person.staff_id,)) for person in self.principals)

    def may_decide_cancel(self, case: _Case) -> bool:
        """May the actor decide the cancellation that is asked for?"""
        kind = cancel_step(case.steps, case.staff_id, case.own_unit, self.signing)
        return kind is not None and self.may_sign(kind, case)

    def may_judge_absence(self, case: _Case) -> bool:
        """May the actor judge a proposed absence?"""
        return any(self.may_sign(kind, case) for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION))

    def _holds(self, person: Actor, kind: StepKind, case: _Case) -> bool:
        roles = self.signing.roles_for(kind, case.staff_id)
        return person.staff_id != case.staff_id and person.holds(*roles, unit_id=case.own_unit or "-")

    def _independent(self, case: _Case, principal_ids: tuple[str, ...]) -> bool:
        entered_by = case.entered_by if case.entered_by != case.staff_id else ""
        return may_decide(self.actor.staff_id, case.staff_id, principal_ids, entered_by,
                          others_decide=(case.id, case.round) in self.signed_by_others)


def _not_confirmed(actor: Actor, request_ids: list[str]) -> list[str]:
    """Those of the absences the actor may judge that they have not confirmed."""
    confirmed = confirmations(request_ids) if request_ids else {}
    return [request_id for request_id in request_ids if actor.staff_id not in confirmed.get(request_id, {}).values()]


def overdue_for(actor: Actor, now: datetime) -> list[Line]:
    """应销未销: leave that ended without a report, the oldest first, of the units this person answers for (no more than MOST_ROWS)."""
    states = (State.DUE_BACK.value, State.OVERDUE.value)
    return lines_of(_in_states(states, visible_to(actor) & (LeaveRequest.end <= now.date()), LeaveRequest.end))


def visible_to(actor: Actor) -> Any:
    """Condition: requests this person sees in lists of everybody's leave: all, or those of the units they head."""
    if actor.may(Permission.LEAVE_ALL):
        return LeaveRequest.id.is_null(False)
    units = [grant.unit_id for grant in actor.grants if grant.role in HEADS]
    return LeaveRequest.id.is_null(False) if "" in units else LeaveRequest.unit_id.in_(units)


def lines_of(rows: Iterable[LeaveRequest]) -> list[Line]:
    """The requests with their people and units, in three queries at most."""
    requests = list(rows)
    staff = rows_by_id(Staff, [row.staff_id for row in requests])
    units = rows_by_id(Unit, [person.unit_id for person in staff.values() if person.unit_id])
    return [Line(row, person, units[person.unit_id].name if person.unit_id in units else "")
            for row in requests for person in [staff[row.staff_id]]]


def requests_with(ids: Iterable[str]) -> list[Line]:
    """The requests with these ids, in the order of their numbers."""
    return lines_of(sorted(rows_by_id(LeaveRequest, ids).values(), key=lambda row: row.number or ""))


def last_acts(request_ids: Iterable[str]) -> dict[str, ActLine]:
    """Request id -> the latest act on it and who did it."""
    rows = LeaveDecision.select().where(LeaveDecision.request_id.in_(list(request_ids))).order_by(LeaveDecision.at, LeaveDecision.id)
    latest = {row.request_id: row for row in rows}
    return {line.row.request_id: line for line in act_lines(latest.values())}


def act_lines(rows: Iterable[LeaveDecision]) -> list[ActLine]:
    """The acts with who did them, in their order."""
    acts = list(rows)
    people = rows_by_id(Staff, [staff_id for row in acts for staff_id in (row.staff_id, row.principal_id) if staff_id])
    return [ActLine(row, *(people[one].name if one in people else "" for one in (row.staff_id, row.principal_id))) for row in acts]


def _in_states(states: Iterable[str], condition: Any = True, order: Any = LeaveRequest.id) -> list[LeaveRequest]:
    return list(LeaveRequest.select().where(LeaveRequest.state.in_(list(states)) & condition).order_by(order).limit(MOST_ROWS))
