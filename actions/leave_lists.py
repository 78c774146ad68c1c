"""Lists of leave: one's own, what waits for somebody, what is overdue. A fixed number of queries however long the lists are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from peewee import fn

from actions.changes import rows_by_id
from actions.kept import kept
from actions.leave import cancel_step
from actions.leave_course import confirmations
from actions.leave_return import AWAY
from actions.leave_rights import may_enter_slip
from actions.leave_signers import SIGNING_ROLES, principals_of, signing_day
from actions.people import actor_of, people_named
from actions.prepared import Prepared
from models import LeaveDecision, LeaveRequest, Staff, Unit
from rules.approval import OUTSIDE, State, StepKind, may_decide
from rules.people import HEADS, Actor, Permission, Role

PAGE_ROWS = 20
MOST_ROWS = 300
LISTED = ("id", "version", "number", "staff_id", "unit_id", "type_code", "start", "start_half", "end", "end_half", "from_time", "to_time",
          "halves", "minutes", "reason", "cover_reason", "papers_owed", "entry_kind", "state", "overstay_state", "overstay_halves")
"""What lists show of a request."""
WAITING_FOR_SIGNATURE = (State.PENDING.value, State.CANCEL_REQUESTED.value)


@dataclass(frozen=True)
class Line:
    """One request in a list (LISTED at least), with the person and what their unit is called."""

    request: LeaveRequest
    staff: Staff
    unit_name: str = ""


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


@kept(256)
def waiting_for(actor: Actor, day: date) -> Waiting:
    """What waits for this person, oldest first, by their own right or that of somebody who delegated it to them."""
    ids = _waiting_ids(actor, day)
    rows = rows_by_id(LeaveRequest, [request_id for found in ids.values() for request_id in found], LISTED)
    return Waiting(**{name: [rows[request_id] for request_id in found] for name, found in ids.items()})


def _waiting_ids(actor: Actor, day: date) -> dict[str, list[str]]:
    """The lists of Waiting, as ids."""
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
    steps: str
    place: int
    round: int
    own_unit: str | None

    @property
    def step(self) -> StepKind | None:
        """The step a pending request waits at."""
        kinds = _kinds(self.steps) if self.state == State.PENDING else ()
        return kinds[self.place] if self.place < len(kinds) else None


@lru_cache(maxsize=1000)
def _kinds(steps: str) -> tuple[StepKind, ...]:
    """The kinds of a request's steps from their JSON; a few dozen texts serve a whole centre."""
    return tuple(StepKind(step["kind"]) for step in json.loads(steps))


def _read(query: Prepared[LeaveRequest]) -> list[_Case]:
    return [_Case._make(row) for row in query.columns()]


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
        self.actor, self.principals, self.signing = actor, principals, signing_day(day)
        self.units: dict[tuple[str, tuple[Role, ...]], set[str]] = {}
        entered = any(case.entered_by == actor.staff_id != case.staff_id for case in cases)
        self.signed_by_others = set(_SIGNED_BY_OTHERS.columns(actor.staff_id)) if entered else set()

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
        kind = cancel_step(json.loads(case.steps), case.staff_id, case.own_unit, self.signing)
        return kind is not None and self.may_sign(kind, case)

    def may_judge_absence(self, case: _Case) -> bool:
        """May the actor judge a proposed absence?"""
        return any(self.may_sign(kind, case) for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION))

    def _holds(self, person: Actor, kind: StepKind, case: _Case) -> bool:
        roles = self.signing.roles_for(kind, case.staff_id)
        units = self.units.get((person.staff_id, roles))
        if units is None:
            units = self.units[person.staff_id, roles] = {grant.unit_id for grant in person.grants if grant.role in roles}
        return person.staff_id != case.staff_id and ("" in units or (case.own_unit or "-") in units)

    def _independent(self, case: _Case, principal_ids: tuple[str, ...]) -> bool:
        entered_by = case.entered_by if case.entered_by != case.staff_id else ""
        return may_decide(self.actor.staff_id, case.staff_id, principal_ids, entered_by,
                          others_decide=(case.id, case.round) in self.signed_by_others)


def _not_confirmed(actor: Actor, request_ids: list[str]) -> list[str]:
    """Those of the absences the actor may judge that they have not confirmed."""
    confirmed = confirmations(request_ids) if request_ids else {}
    return [request_id for request_id in request_ids if actor.staff_id not in confirmed.get(request_id, {}).values()]


def _decided(act: str, condition: Any) -> Any:
    """Request and round of acts of a kind on leave that waits for a signature or for a judgement."""
    waits = LeaveRequest.state.in_(WAITING_FOR_SIGNATURE) | (LeaveRequest.overstay_state == "proposed")
    return LeaveDecision.select(LeaveDecision.request_id, LeaveDecision.round).join(
        LeaveRequest, on=(LeaveRequest.id == LeaveDecision.request_id)).where(waits & (LeaveDecision.act == act) & condition)


_SIGNED_BY_OTHERS = Prepared(LeaveDecision, lambda staff_id: _decided(
    "approve", (LeaveRequest.entered_by == staff_id) & (LeaveDecision.staff_id != staff_id)))


@kept(64)
def overdue_for(actor: Actor, day: date, most: int = MOST_ROWS) -> list[Line]:
    """应销未销: leave that ended without a report, the oldest first, no more than `most`: all for those who see all leave, else of
    the units this person heads.
    """
    headed = [grant.unit_id for grant in actor.grants if grant.role in HEADS]
    if actor.may(Permission.LEAVE_ALL) or "" in headed:
        return lines_of(_overdue(0).rows(day, most))
    return lines_of(_overdue(len(headed)).rows(day, most, *headed)) if headed else []


@cache
def _overdue(units: int) -> Prepared[LeaveRequest]:
    """The leave of so many units (0: of all) that ended by a day without a report."""
    def build(day: str, most: str, *unit_ids: str) -> Any:
        found = listed().where(LeaveRequest.state.in_((State.DUE_BACK.value, State.OVERDUE.value)) & (LeaveRequest.end <= day))
        found = found.where(LeaveRequest.unit_id.in_(unit_ids)) if unit_ids else found
        return found.order_by(LeaveRequest.end, LeaveRequest.id).limit(most)

    return Prepared(LeaveRequest, build, 2 + units)


def listed() -> Any:
    """The beginning of a query for a list of requests."""
    return LeaveRequest.select(*(getattr(LeaveRequest, name) for name in LISTED))


def lines_of(rows: Iterable[LeaveRequest]) -> list[Line]:
    """The requests with their people and what their units are called, in two queries at most."""
    requests = list(rows)
    if not requests:
        return []
    staff, units = people_named(row.staff_id for row in requests), dict(_UNIT_NAMES.columns())
    return [Line(row, person, units.get(person.unit_id, "")) for row in requests for person in [staff[row.staff_id]]]


_UNIT_NAMES = Prepared(Unit, lambda: Unit.select(Unit.id, Unit.name))


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
