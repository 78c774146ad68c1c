"""The course of a request: moving between states, what time does to it, and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from peewee import fn

from actions.calendar import calendar_between
from actions.changes import add, change
from actions.leave_signers import current_step, delegates_of, signers
from actions.notices import tell
from actions.people import holders
from clock import STATION_ZONE
from models import LeaveDecision, LeaveRequest, Staff
from rules.approval import OUTSIDE, Event, State, StepKind, next_state
from rules.calendar import Half
from rules.errors import CalendarMissing
from rules.leave import Cell, overstayed_halves, return_due
from rules.people import SYSTEM, Actor, Role

NOON = time(12, 0)
SETTLING = ("submit", "enter", "handover", "approve")
"""Acts of which the last one made the leave approved."""


def move(request: LeaveRequest, event: Event) -> None:
    """Set the state the event leads to. Raises AlreadyDecided with the state that stands when the event is not legal."""
    request.state = next_state(State(request.state), event).value


def decided(request: LeaveRequest, actor: Actor, act: str, now: datetime, *, kind: StepKind | str = "", opinion: str = "",
            principal_id: str = "", signer: str = "", attachment_id: str = "") -> None:
    """Append one act to the request's record."""
    add(LeaveDecision(request_id=request.id, round=request.round, step=request.step, step_kind=str(kind), act=act,
                      staff_id=actor.staff_id, principal_id=principal_id, signer=signer, opinion=opinion,
                      attachment_id=attachment_id or None, at=now), actor, f"leave.{act}", now)


def tell_about(request: LeaveRequest, kind: str, staff_ids: Iterable[str | None], now: datetime, *, once: bool = False) -> None:
    """Tell people something about a request: once a version of it, or (a reminder) only once at all."""
    staff = Staff.get_by_id(request.staff_id)
    values = {"name": staff.name, "type": request.type_code, "number": request.number or "", "start": str(request.start or ""),
              "end": str(request.end or "")}
    tell([staff_id for staff_id in staff_ids if staff_id], kind, values, f"leave/{request.id}",
         f"{kind}:{request.id}:{0 if once else request.version}", now)


def tell_signers(request: LeaveRequest, now: datetime) -> None:
    """Tell whoever may sign the step the request waits at, and the head that somebody of the window will be away."""
    staff = Staff.get_by_id(request.staff_id)
    kind = current_step(request)
    if kind is None:
        return
    if kind in OUTSIDE:
        tell_about(request, "leave_slip_due", [p.id for p in holders(Role.PERSONNEL, now.date())] + [request.staff_id], now)
        return
    people = [person.id for person in signers(kind, staff, now.date())]
    tell_about(request, "leave_to_sign", [*people, *delegates_of(people, now.date())], now)
    if kind is not StepKind.WINDOW_HEAD and request.step == 0:
        tell_about(request, "leave_head_told", [p.id for p in signers(StepKind.WINDOW_HEAD, staff, now.date())], now)


def begins_at(request: LeaveRequest) -> datetime:
    """The moment the leave begins: the start of its first half-day, or its first minute."""
    if request.from_time:
        return datetime.combine(request.start, time.fromisoformat(request.from_time), STATION_ZONE)
    return datetime.combine(request.start, time(0) if request.start_half == Half.AM else NOON, STATION_ZONE)


def ends_at(request: LeaveRequest) -> datetime:
    """The moment the leave is over: noon or midnight after its last half-day, or its last minute."""
    if request.to_time and request.to_time != "24:00":
        return datetime.combine(request.end, time.fromisoformat(request.to_time), STATION_ZONE)
    if request.end_half == Half.AM and not request.to_time:
        return datetime.combine(request.end, NOON, STATION_ZONE)
    return datetime.combine(request.end + timedelta(days=1), time(0), STATION_ZONE)


def advance(request: LeaveRequest, now: datetime) -> None:
    """Let the request stand where the time says: begun, over, overdue, or gone on into its extension.

    Runs inside the caller's transaction, before every act on leave that has begun and in the job; repeating it does nothing.
    Leave by the hour closes by itself. A missing calendar year leaves the request where it is.
    """
    state = State(request.state)
    if state is State.APPROVED and now >= begins_at(request):
        _step_on(request, Event.BEGIN, now)
    elif state is State.RUNNING and now >= ends_at(request):
        _step_on(request, Event.END, now)
        if request.minutes:
            _step_on(request, Event.CLOSE, now)
    elif state in (State.DUE_BACK, State.OVERDUE) and extension_of(request) is not None:
        decided(request, SYSTEM, "supersede", now)
        _step_on(request, Event.CLOSE, now)
    elif state is State.DUE_BACK and _return_is_late(request, now):
        _step_on(request, Event.LAPSE, now)
        _tell_overdue(request, now)
    if State(request.state) is not state:
        advance(request, now)
    elif state is State.OVERDUE:
        _propose_absence(request, now)


def extension_of(request: LeaveRequest) -> LeaveRequest | None:
    """The approved leave that goes on from this one, if there is one."""
    gone_on = [state.value for state in (State.APPROVED, State.RUNNING, State.DUE_BACK, State.OVERDUE, State.CLOSED, State.ENDED_EARLY)]
    found: LeaveRequest | None = LeaveRequest.get_or_none((LeaveRequest.extends_id == request.id) & LeaveRequest.state.in_(gone_on))
    return found


def _step_on(request: LeaveRequest, event: Event, now: datetime) -> None:
    move(request, event)
    change(request, SYSTEM, f"leave.{event}", now)


def _return_is_late(request: LeaveRequest, now: datetime) -> bool:
    """Leave approved only after its end (补办) is due a working day after the approval: nobody could report it before."""
    settled: datetime | None = LeaveDecision.select(fn.MAX(LeaveDecision.at)).where(
        (LeaveDecision.request_id == request.id) & LeaveDecision.act.in_(SETTLING)).scalar()
    last = max(request.end, settled.date()) if settled else request.end
    try:
        return now.date() > return_due(calendar_between(last, last + timedelta(days=30)), last)
    except CalendarMissing:
        return False


def _propose_absence(request: LeaveRequest, now: datetime) -> None:
    """拟认定旷工: the worked half-days missed so far, for the head and the section to confirm; never pronounced here.

    Once one of the two has confirmed, the number stands until the other has looked: both speak of the same half-days.
    """
    if request.overstay_state not in ("", "proposed"):
        return
    last = Cell(request.end, Half(request.end_half), True, "", "")
    try:
        missed = len(overstayed_halves(calendar_between(request.end, now.date()), last, (now.date(), Half.AM)))
    except CalendarMissing:
        return
    if missed and missed != request.overstay_halves and not confirmations([request.id]):
        request.overstay_state, request.overstay_halves = "proposed", missed
        change(request, SYSTEM, "leave.propose_absence", now)


def confirmations(request_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Request id -> step kind -> who confirmed its proposed absence. A return reported since makes everybody look anew."""
    rows = LeaveDecision.select().where(LeaveDecision.request_id.in_(list(request_ids)) & LeaveDecision.act.in_(
        ("confirm_absence", "report_back"))).order_by(LeaveDecision.at, LeaveDecision.id)
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.act == "report_back":
            found.pop(row.request_id, None)
        else:
            found.setdefault(row.request_id, {})[row.step_kind] = row.staff_id
    return found


def _tell_overdue(request: LeaveRequest, now: datetime) -> None:
    staff = Staff.get_by_id(request.staff_id)
    heads = [p.id for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION) for p in signers(kind, staff, now.date())]
    tell_about(request, "leave_overdue", [request.staff_id, *heads], now)
