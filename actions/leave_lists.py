"""Lists of leave: one's own, what waits for somebody, what is overdue. A fixed number of queries however long the lists are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from actions.changes import rows_by_id
from actions.leave import cancel_step
from actions.leave_rights import may_enter_slip
from actions.leave_signers import ROLES_OF, authority, current_step, principals_of
from actions.people import actor_of, holders
from models import LeaveDecision, LeaveRequest, Staff, Unit
from rules.approval import OUTSIDE, State, StepKind, may_decide
from rules.people import HEADS, Actor, Permission, Role

PAGE_ROWS = 20
MOST_ROWS = 300
WAITING_FOR_SIGNATURE = (State.PENDING.value, State.CANCEL_REQUESTED.value)
SIGNING_ROLES = frozenset(role for roles in ROLES_OF.values() for role in roles)


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
    own = LeaveRequest.select().where(LeaveRequest.staff_id == actor.staff_id)
    total = own.count()
    unsent = LeaveRequest.state.in_((State.DRAFT.value, State.RETURNED.value))
    rows = own.order_by(unsent.desc(), LeaveRequest.start.desc(), LeaveRequest.id.desc()).paginate(max(page, 1), PAGE_ROWS)
    return Page(list(rows), total, max(1, -(-total // PAGE_ROWS)))


def my_open_leave(actor: Actor) -> list[LeaveRequest]:
    """One's own leave that runs or is to be reported back from, by start."""
    away = (State.RUNNING.value, State.DUE_BACK.value, State.OVERDUE.value)
    return list(LeaveRequest.select().where((LeaveRequest.staff_id == actor.staff_id) & LeaveRequest.state.in_(away))
                .order_by(LeaveRequest.start))


def waiting_for(actor: Actor, now: datetime) -> Waiting:
    """What waits for this person, oldest first, by their own right or that of somebody who delegated it to them."""
    day = now.date()
    principals = [actor_of(row, day) for row in rows_by_id(Staff, principals_of(actor, day)).values()]
    found = Waiting(handovers=_in_states((State.HANDOVER.value,), LeaveRequest.partner_id == actor.staff_id))
    signs = any(person.roles & SIGNING_ROLES for person in [actor, *principals])
    if not signs and not actor.holds(Role.PERSONNEL):
        return found
    desk = _Desk(actor, principals, _in_states(WAITING_FOR_SIGNATURE), day)
    found.signatures = [row for row in desk.rows if (kind := _inside_step(row)) and desk.may_sign(kind, row)]
    found.slips = [row for row in desk.rows if row.state == State.PENDING and current_step(row) in OUTSIDE
                   and (actor.holds(Role.PERSONNEL) or actor.holds(*HEADS, unit_id=row.unit_id)) and may_enter_slip(actor, row)]
    found.cancels = [row for row in desk.rows if row.state == State.CANCEL_REQUESTED and desk.may_decide_cancel(row, now)]
    found.absences = _absences(actor, principals, day) if signs else []
    return found


def waiting_count(actor: Actor, now: datetime) -> int:
    """How much waits for this person, for the menu."""
    return len(waiting_for(actor, now).all())


class _Desk:
    """Who of an actor and their principals may sign which of some requests, judged in memory.

    It says of each request what leave_signers.authority says of one (a test holds them together).
    """

    def __init__(self, actor: Actor, principals: list[Actor], rows: list[LeaveRequest], day: date) -> None:
        self.actor, self.principals, self.rows = actor, principals, rows
        self.staff = rows_by_id(Staff, [row.staff_id for row in rows])
        self.deputies = {person.id for person in holders(Role.DEPUTY_LEADER, day)} if rows else set()
        entered = [row.id for row in rows if row.entered_by == actor.staff_id != row.staff_id]
        approvals = LeaveDecision.select(LeaveDecision.request_id, LeaveDecision.round).where(
            LeaveDecision.request_id.in_(entered) & (LeaveDecision.act == "approve") & (LeaveDecision.staff_id != actor.staff_id))
        self.signed_by_others = {(row.request_id, row.round) for row in approvals} if entered else set()

    def may_sign(self, kind: StepKind, row: LeaveRequest) -> bool:
        """May the actor sign this step, by their own right or a principal's?"""
        if self._holds(self.actor, kind, row):
            return self._independent(row, ())
        return any(self._holds(person, kind, row) and self._independent(row, (person.staff_id,)) for person in self.principals)

    def may_decide_cancel(self, row: LeaveRequest, now: datetime) -> bool:
        """May the actor decide this cancellation? (Few wait at a time: asked one by one.)"""
        kind = cancel_step(row, self.staff[row.staff_id], now)
        return kind is not None and authority(self.actor, row, kind, now.date()) is not None

    def _holds(self, person: Actor, kind: StepKind, row: LeaveRequest) -> bool:
        requester = self.staff[row.staff_id]
        roles = ROLES_OF[kind]
        if kind is StepKind.CENTRE_LEADER and requester.id in self.deputies:
            roles = (Role.MAIN_LEADER,)
        return person.staff_id != requester.id and person.holds(*roles, unit_id=requester.unit_id or "-")

    def _independent(self, row: LeaveRequest, principal_ids: tuple[str, ...]) -> bool:
        entered_by = row.entered_by if row.entered_by != row.staff_id else ""
        return may_decide(self.actor.staff_id, row.staff_id, principal_ids, entered_by,
                          others_decide=(row.id, row.round) in self.signed_by_others)


def _inside_step(row: LeaveRequest) -> StepKind | None:
    kind = current_step(row) if row.state == State.PENDING else None
    return None if kind in OUTSIDE else kind


def _absences(actor: Actor, principals: list[Actor], day: date) -> list[LeaveRequest]:
    """Proposed absences this person may judge and has not yet confirmed."""
    rows = list(LeaveRequest.select().where((LeaveRequest.overstay_state == "proposed") & LeaveRequest.state.in_(
        (State.CLOSED.value, State.OVERDUE.value))).order_by(LeaveRequest.id))
    desk = _Desk(actor, principals, rows, day)
    mine = [row for row in rows if any(desk.may_sign(kind, row) for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION))]
    confirmed = {row.request_id for row in LeaveDecision.select(LeaveDecision.request_id).where(
        LeaveDecision.request_id.in_([row.id for row in mine]) & (LeaveDecision.act == "confirm_absence")
        & (LeaveDecision.staff_id == actor.staff_id))} if mine else set()
    return [row for row in mine if row.id not in confirmed]


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
