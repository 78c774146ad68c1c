"""What one person may do with one request now: what the page offers. The acts themselves ask again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from actions.changes import find
from actions.leave import EDITABLE, cancel_step
from actions.leave_course import begins_at, confirmations, ends_at, extension_of
from actions.leave_return import AWAY
from actions.leave_signers import authority, current_step, signers, signing_day
from actions.leave_visible import may_enter_for, may_open_papers
from models import LeaveRequest, Staff
from rules.approval import LADDER, OUTSIDE, State, StepKind
from rules.people import Actor, Role

GONE = (State.DRAFT, State.WITHDRAWN, State.REJECTED, State.CANCELLED)
EXTENDABLE = (State.APPROVED, *AWAY)


class Right(StrEnum):
    """An act on a request that the page offers."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    CANCEL_DECISION = "cancel_decision"
    HANDOVER = "handover"
    DECIDE = "decide"
    SLIP = "slip"
    COVER = "cover"
    BACK = "back"
    EXTEND = "extend"
    ABSENCE = "absence"
    PAPERS = "papers"
    OPEN_PAPERS = "open_papers"


def rights_on(actor: Actor, request: LeaveRequest, now: datetime) -> frozenset[Right]:
    """Everything this person may do with this request, which they may see."""
    state, staff = standing(request, now), find(Staff, request.staff_id)
    found = _own_rights(actor, request, state)
    if state is State.HANDOVER and (actor.staff_id == request.partner_id or _is_lowest(actor, request, staff, now)):
        found.add(Right.HANDOVER)
    if state in EDITABLE and _is_lowest(actor, request, staff, now):
        found.add(Right.COVER)
    if state is State.PENDING:
        found |= _signing_rights(actor, request, now)
    cancels = state is State.CANCEL_REQUESTED
    kind = cancel_step(request.steps, staff.id, staff.unit_id, signing_day(now.date())) if cancels else None
    if kind and authority(actor, request, kind, now.date()):
        found.add(Right.CANCEL_DECISION)
    if state in AWAY and (actor.staff_id == request.staff_id or may_enter_for(actor, staff)):
        found.add(Right.BACK)
    if _may_judge_absence(actor, request, staff, now):
        found.add(Right.ABSENCE)
    return frozenset(found | _paper_rights(actor, request, state, now))


def standing(request: LeaveRequest, now: datetime) -> State:
    """The state the request will have as soon as somebody touches it: what time did since the job last ran is counted in."""
    state = State(request.state)
    if state is State.APPROVED and now >= begins_at(request):
        state = State.RUNNING
    if state is State.RUNNING and now >= ends_at(request):
        state = State.CLOSED if request.minutes else State.DUE_BACK
    if state in (State.DUE_BACK, State.OVERDUE) and extension_of(request) is not None:
        return State.CLOSED
    return state


def _own_rights(actor: Actor, request: LeaveRequest, state: State) -> set[Right]:
    found = set()
    owns, brought = actor.staff_id == request.staff_id, actor.staff_id in (request.staff_id, request.entered_by)
    if owns and state in EDITABLE:
        found.add(Right.EDIT)
    if brought and state in (*EDITABLE, State.HANDOVER, State.PENDING):
        found.add(Right.WITHDRAW)
    if brought and state is State.APPROVED:
        found.add(Right.CANCEL)
    if owns and state in EXTENDABLE and not request.minutes:
        found.add(Right.EXTEND)
    return found


def _is_lowest(actor: Actor, request: LeaveRequest, staff: Staff, now: datetime) -> bool:
    """The head, or whoever stands in the lowest step that anybody holds, may confirm a hand-over and let a window stand empty."""
    kind = next((kind for kind in LADDER if signers(kind, staff, now.date())), None)
    return kind is not None and authority(actor, request, kind, now.date()) is not None


def _signing_rights(actor: Actor, request: LeaveRequest, now: datetime) -> set[Right]:
    kind = current_step(request)
    if kind is None:
        return set()
    if kind in OUTSIDE:
        return {Right.SLIP} if may_enter_slip(actor, request.staff_id, request.unit_id) else set()
    return {Right.DECIDE} if authority(actor, request, kind, now.date()) else set()


def may_enter_slip(actor: Actor, staff_id: str, unit_id: str) -> bool:
    """Personnel, the head of the unit, or the section's head enter signed slips of somebody of a unit; never one's own."""
    return actor.staff_id != staff_id and (actor.holds(Role.PERSONNEL) or actor.holds(
        Role.WINDOW_HEAD, Role.CHIEF_REP, Role.SECTION_HEAD, unit_id=unit_id))


def _may_judge_absence(actor: Actor, request: LeaveRequest, staff: Staff, now: datetime) -> bool:
    if request.overstay_state != "proposed" or State(request.state) not in (State.CLOSED, State.OVERDUE):
        return False
    if not any(authority(actor, request, kind, now.date()) for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION)
               if signers(kind, staff, now.date())):
        return False
    return actor.staff_id not in confirmations([request.id]).get(request.id, {}).values()


def _paper_rights(actor: Actor, request: LeaveRequest, state: State, now: datetime) -> set[Right]:
    if not may_open_papers(actor, request, now):
        return set()
    return {Right.OPEN_PAPERS} if state in GONE else {Right.OPEN_PAPERS, Right.PAPERS}
