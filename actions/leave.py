"""Leave from draft to approval: ask, hand over, sign, send back, withdraw, cancel. Source: C2.4.3; docs/rules/leave.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from actions.changes import FormStamp, add, change, check_version, find, node, once, transaction
from actions.leave_cells import hold, let_go, lock_person
from actions.leave_course import advance, decided, move, tell_about, tell_signers
from actions.leave_ledger import ensure_annual, takes_as_json, takes_of, write_entries
from actions.leave_plan import LeaveDraft, Plan, plan_leave
from actions.leave_signers import SigningDay, authority, current_step, signers, signing_day
from actions.leave_visible import may_enter_for, may_see
from models import LeaveRequest, Staff
from rules.approval import ACTIVE, LADDER, OUTSIDE, Event, State, StepKind
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate, Problem
from rules.people import Actor, Permission, Role
from rules.schedule import clock_text

EDITABLE = (State.DRAFT, State.RETURNED)
MOST_YEARS = 3  # that a leave can touch: a longer one is refused


@dataclass(frozen=True)
class Slip:
    """A signature given on paper by somebody without an account: who signed, agreed or not, and the scan."""

    signer: str
    agreed: bool
    opinion: str
    attachment_id: str


def save_draft(actor: Actor, draft: LeaveDraft, now: datetime, *, request_id: str = "", version: int = 0,
               stamp: FormStamp | None = None) -> str:
    """Keep what was typed so far, unchecked. Returns the request's id. Raises NotAllowed, NotFound, OutOfDate, AlreadyDecided."""
    if not actor.may(Permission.LEAVE_ASK):
        raise NotAllowed("leave draft")

    def make() -> str:
        request = _editable(actor, actor.staff_id, request_id, version)
        _fill(request, draft)
        write = change if request_id else add
        write(request, actor, "leave.draft", now)
        return request.id

    return once(actor, stamp, now, make)


def submit(actor: Actor, draft: LeaveDraft, now: datetime, *, request_id: str = "", version: int = 0,
           stamp: FormStamp | None = None) -> str:
    """Ask for leave for oneself. Returns the request's id.

    Raises InvalidInput with every problem of the plan, CalendarMissing, NotAllowed, OutOfDate, AlreadyDecided, KeyReused.
    """
    if not actor.may(Permission.LEAVE_ASK):
        raise NotAllowed("leave submit")
    return once(actor, stamp, now, lambda: _place(actor, find(Staff, actor.staff_id), draft, now, request_id, version))


def enter_for(actor: Actor, staff_id: str, draft: LeaveDraft, now: datetime, *, cover_reason: str = "",
              stamp: FormStamp | None = None) -> str:
    """Enter leave for somebody who telephoned: by the head, the duty officer, personnel or the B 岗; papers are owed on return.

    cover_reason: the head's reason for letting the window stand empty. Raises as submit.
    """
    staff = find(Staff, staff_id)
    if not may_enter_for(actor, staff):
        raise NotAllowed(f"enter leave for {staff.number}")
    return once(actor, stamp, now, lambda: _place(actor, staff, draft, now, "", 0, cover_reason))


def _place(actor: Actor, staff: Staff, draft: LeaveDraft, now: datetime, request_id: str, version: int, cover_reason: str = "") -> str:
    lock_person(staff.id)
    request = _editable(actor, staff.id, request_id, version)
    plan = _judged(actor, staff, draft, request, now, cover_reason)
    _fill(request, draft)
    request.unit_id, request.number, request.entered_by = staff.unit_id or "", request.number or _next_number(now), actor.staff_id
    request.halves, request.minutes, request.takes = plan.halves, plan.minutes, takes_as_json(plan.takes)
    request.steps = [{"kind": step.kind.value, "outside": step.outside} for step in plan.steps]
    request.step, request.round, request.submitted_at = 0, request.round + 1, now
    request.rule_version, request.entry_kind = f"{plan.rule.code}@{plan.rule.valid_from}", plan.entry_kind
    request.papers_owed = plan.papers
    if actor.staff_id != staff.id:
        request.entry_kind, request.papers_owed = "emergency", True
    handed_over = not plan.needs_handover or _confirms_handover(actor, staff, draft, now)
    request.partner_confirmed_by = actor.staff_id if plan.needs_handover and handed_over else ""
    event = Event.ASK_HANDOVER if not handed_over else Event.SUBMIT if plan.steps else Event.FILE
    move(request, event)
    write = change if request_id else add
    write(request, actor, "leave.submit", now)
    hold(request, plan, actor, now)
    write_entries(request, "reserve", plan.takes, actor, now, -1)
    decided(request, actor, "submit" if actor.staff_id == staff.id else "enter", now, opinion=cover_reason)
    _after_placing(request, actor, now)
    return request.id


def _judged(actor: Actor, staff: Staff, draft: LeaveDraft, request: LeaveRequest, now: datetime, cover_reason: str) -> Plan:
    """The plan of the draft, refused when it has problems; the head's waiver of an empty window is honoured and kept."""
    if draft.start and draft.end:
        ensure_annual(staff, range(draft.start.year, draft.end.year + 1)[:MOST_YEARS], now)
    waives = bool(cover_reason.strip()) and actor.staff_id in {p.id for p in signers(StepKind.WINDOW_HEAD, staff, now.date())}
    same_time = (request.start, request.start_half, request.end, request.end_half, request.from_time, request.to_time) == (
        draft.start, draft.start_half, draft.end, draft.end_half, _time_text(draft.from_minute), _time_text(draft.to_minute))
    if waives:
        request.cover_reason = cover_reason.strip()
    elif not same_time:
        request.cover_reason = ""
    plan = plan_leave(staff, draft, now, own_id=request.id, cover_waived=bool(request.cover_reason),
                      entered_by=actor.staff_id if actor.staff_id != staff.id else "")
    problems = [*plan.problems, *_missing_text(draft)]
    if problems:
        raise InvalidInput(*problems)
    return plan


def _missing_text(draft: LeaveDraft) -> list[Problem]:
    return [Problem("reason", "required")] if not draft.reason.strip() else []


def _confirms_handover(actor: Actor, staff: Staff, draft: LeaveDraft, now: datetime) -> bool:
    """Who enters leave for another confirms the hand-over by it, as B 岗 or as head."""
    return actor.staff_id != staff.id and (actor.staff_id == draft.partner_id or actor.staff_id in {
        person.id for person in signers(StepKind.WINDOW_HEAD, staff, now.date())})


def _editable(actor: Actor, staff_id: str, request_id: str, version: int) -> LeaveRequest:
    """The draft to go on with, or a fresh one. Only one's own drafts and requests sent back can be changed."""
    if not request_id:
        return LeaveRequest(centre="", staff_id=staff_id, entered_by=actor.staff_id, type_code="", state=State.DRAFT,
                            created_at=None, round=0)
    request = find(LeaveRequest, request_id)
    if request.staff_id != staff_id or actor.staff_id not in (request.staff_id, request.entered_by):
        raise NotFound(f"leave {request_id}")
    if State(request.state) not in EDITABLE:
        raise AlreadyDecided(f"leave {request_id}", request.state)
    check_version(request, version)
    return request


def _fill(request: LeaveRequest, draft: LeaveDraft) -> None:
    request.type_code, request.start, request.end = draft.type_code, draft.start, draft.end
    request.start_half, request.end_half = draft.start_half.value, draft.end_half.value
    request.from_time, request.to_time = _time_text(draft.from_minute), _time_text(draft.to_minute)
    request.reason, request.destination, request.phone = draft.reason.strip(), draft.destination.strip(), draft.phone.strip()
    request.leaves_area, request.partner_id = draft.leaves_area, draft.partner_id or None
    request.attachment_id, request.extends_id = draft.attachment_id or request.attachment_id, draft.extends_id or None


def _time_text(minute: int | None) -> str:
    return "" if minute is None else clock_text(minute)


def _next_number(now: datetime) -> str:
    """The next gapless number of the year, QJ-2026-0001, inside the writing transaction."""
    head = f"QJ-{now.year}-"
    last = (LeaveRequest.select(LeaveRequest.number).where((LeaveRequest.centre == node().centre) & LeaveRequest.number.startswith(head))
            .order_by(fn.LENGTH(LeaveRequest.number).desc(), LeaveRequest.number.desc()).limit(1).scalar())
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:04d}"


def _after_placing(request: LeaveRequest, actor: Actor, now: datetime) -> None:
    if request.state == State.HANDOVER:
        tell_about(request, "leave_handover", [request.partner_id], now)
    elif request.state == State.PENDING:
        tell_signers(request, now)
    else:
        _use_reserved(request, actor, now)
        advance(request, now)


def _use_reserved(request: LeaveRequest, actor: Actor, now: datetime) -> None:
    write_entries(request, "release", takes_of(request), actor, now, 1)
    write_entries(request, "use", takes_of(request), actor, now, -1)


def ask_cover(actor: Actor, request_id: str, now: datetime) -> None:
    """Ask the head to let a window stand empty for one's own draft. Raises NotFound, NotAllowed."""
    with transaction():
        request = find(LeaveRequest, request_id)
        if request.staff_id != actor.staff_id or State(request.state) not in EDITABLE:
            raise NotAllowed(f"leave {request_id}")
        staff = find(Staff, request.staff_id)
        kind = next(kind for kind in LADDER if kind in OUTSIDE or signers(kind, staff, now.date()))
        tell_about(request, "leave_cover_asked", [person.id for person in signers(kind, staff, now.date())], now)


def waive_cover(actor: Actor, request_id: str, reason: str, version: int, now: datetime) -> None:
    """The head lets the window stand empty for a draft, with a reason. Raises NotAllowed, InvalidInput, OutOfDate, AlreadyDecided."""
    with transaction():
        request = find(LeaveRequest, request_id)
        staff = find(Staff, request.staff_id)
        lowest = next((kind for kind in LADDER if signers(kind, staff, now.date())), None)
        if lowest is None or authority(actor, request, lowest, now.date()) is None:
            raise NotAllowed(f"waive cover of {request_id}")
        if State(request.state) not in EDITABLE:
            raise AlreadyDecided(f"leave {request_id}", request.state)
        check_version(request, version)
        if not reason.strip():
            raise InvalidInput(Problem("cover_reason", "required"))
        request.cover_reason = reason.strip()
        change(request, actor, "leave.cover", now)
        decided(request, actor, "override", now, opinion=reason.strip())
        tell_about(request, "leave_cover_given", [request.staff_id], now)


def answer_handover(actor: Actor, request_id: str, accept: bool, opinion: str, version: int, now: datetime) -> None:
    """The B 岗 accepts or declines; the head may confirm for a B 岗 who cannot be reached. Raises NotAllowed, AlreadyDecided."""
    with transaction():
        request = find(LeaveRequest, request_id)
        if not may_see(actor, request, now):
            raise NotFound(f"leave {request_id}")
        is_partner = actor.staff_id == request.partner_id
        staff = find(Staff, request.staff_id)
        kind = next((kind for kind in LADDER if signers(kind, staff, now.date())), None)
        if not is_partner and (kind is None or authority(actor, request, kind, now.date()) is None):
            raise NotAllowed(f"handover of {request_id}")
        if request.state != State.HANDOVER:
            raise AlreadyDecided(f"leave {request_id}", request.state)
        check_version(request, version)
        event = Event.DECLINE_HANDOVER if not accept else Event.ACCEPT_HANDOVER if request.steps else Event.FILE
        move(request, event)
        request.partner_confirmed_by = actor.staff_id if accept else ""
        change(request, actor, "leave.handover", now)
        decided(request, actor, "handover" if accept else "return", now, opinion=opinion)
        if accept:
            _after_placing(request, actor, now)
        else:
            _release(request, actor, now)
            tell_about(request, "leave_handover_declined", [request.staff_id], now)


def decide(actor: Actor, request_id: str, verdict: str, opinion: str, version: int, now: datetime) -> str:
    """Sign the step a request waits at. verdict: approve, refuse or return. Returns the new state.

    Two at once: one wins, the other gets AlreadyDecided (or OutOfDate when the request moved on but still waits).
    Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate, InvalidInput (an opinion is needed to refuse or send back).
    """
    with transaction():
        request = find(LeaveRequest, request_id)
        if not may_see(actor, request, now):
            raise NotFound(f"leave {request_id}")
        if request.state != State.PENDING:
            raise AlreadyDecided(f"leave {request_id}", request.state)
        kind = current_step(request)
        right = authority(actor, request, kind, now.date()) if kind else None
        if right is None or kind is None:
            raise NotAllowed(f"decide {request_id}")
        check_version(request, version)
        if verdict not in ("approve", "refuse", "return"):
            raise InvalidInput(Problem("verdict", "choice"))
        if verdict != "approve" and not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        _sign(request, actor, verdict, now, kind=kind, opinion=opinion.strip(), principal_id=right.principal_id)
        return str(request.state)


def decide_many(actor: Actor, choices: Sequence[tuple[str, int]], verdict: str, opinion: str, now: datetime) -> dict[str, str]:
    """Sign several requests (id, version seen), each in its own transaction. Returns id -> new state, or the refusal's class name."""
    results: dict[str, str] = {}
    for request_id, version in choices:
        try:
            results[request_id] = decide(actor, request_id, verdict, opinion, version, now)
        except (NotAllowed, NotFound, AlreadyDecided, OutOfDate, InvalidInput) as error:
            results[request_id] = type(error).__name__
    return results


def enter_slip(actor: Actor, request_id: str, slip: Slip, version: int, now: datetime) -> str:
    """Enter the signed slip of an approver outside the centre, with its scan. Returns the new state. Raises as decide."""
    with transaction():
        request = find(LeaveRequest, request_id)
        if actor.staff_id == request.staff_id or not (actor.holds(Role.PERSONNEL) or actor.holds(
                Role.WINDOW_HEAD, Role.CHIEF_REP, Role.SECTION_HEAD, unit_id=request.unit_id)):
            raise NotAllowed(f"slip of {request_id}")
        kind = current_step(request)
        if request.state != State.PENDING or kind not in OUTSIDE:
            raise AlreadyDecided(f"leave {request_id}", request.state)
        check_version(request, version)
        missing = [Problem(name, "required") for name, value in (("signer", slip.signer.strip()), ("attachment", slip.attachment_id))
                   if not value]
        if not slip.agreed and not slip.opinion.strip():
            missing.append(Problem("opinion", "required"))
        if missing:
            raise InvalidInput(*missing)
        _sign(request, actor, "approve" if slip.agreed else "refuse", now, kind=kind, opinion=slip.opinion.strip(),
              signer=slip.signer.strip(), attachment_id=slip.attachment_id)
        return str(request.state)


def _sign(request: LeaveRequest, actor: Actor, verdict: str, now: datetime, **signature: str) -> None:
    last = request.step + 1 == len(request.steps)
    event = {"refuse": Event.REFUSE, "return": Event.SEND_BACK}.get(verdict, Event.APPROVE if last else Event.AGREE)
    decided(request, actor, verdict, now, **signature)
    move(request, event)
    request.step += verdict == "approve"
    change(request, actor, f"leave.{verdict}", now)
    if event is Event.AGREE:
        tell_signers(request, now)
        return
    if event is Event.APPROVE:
        _use_reserved(request, actor, now)
        advance(request, now)
    else:
        _release(request, actor, now)
    tell_about(request, f"leave_{verdict}", [request.staff_id, request.entered_by], now)


def _release(request: LeaveRequest, actor: Actor, now: datetime) -> None:
    """Let go of days and of what was reserved."""
    write_entries(request, "release", takes_of(request), actor, now, 1)
    let_go(request, actor, now)


def withdraw(actor: Actor, request_id: str, version: int, now: datetime) -> None:
    """Take back a request that is not approved yet. Raises NotFound, AlreadyDecided, OutOfDate."""
    with transaction():
        request = find(LeaveRequest, request_id)
        if actor.staff_id not in (request.staff_id, request.entered_by):
            raise NotFound(f"leave {request_id}")
        held = State(request.state) in ACTIVE
        move(request, Event.WITHDRAW)
        check_version(request, version)
        change(request, actor, "leave.withdraw", now)
        decided(request, actor, "withdraw", now)
        if held:
            _release(request, actor, now)


def ask_cancel(actor: Actor, request_id: str, reason: str, version: int, now: datetime) -> None:
    """Ask to cancel approved leave that has not begun. Raises NotFound, AlreadyDecided, OutOfDate, InvalidInput."""
    with transaction():
        request = find(LeaveRequest, request_id)
        if actor.staff_id not in (request.staff_id, request.entered_by):
            raise NotFound(f"leave {request_id}")
        advance(request, now)
        move(request, Event.ASK_CANCEL)
        check_version(request, version)
        if not reason.strip():
            raise InvalidInput(Problem("opinion", "required"))
        change(request, actor, "leave.ask_cancel", now)
        decided(request, actor, "ask_cancel", now, opinion=reason.strip())
        staff, signing = find(Staff, request.staff_id), signing_day(now.date())
        kind = cancel_step(request.steps, staff.id, staff.unit_id, signing)
        people = signing.of(kind, staff.id, staff.unit_id) if kind else []
        tell_about(request, "leave_cancel_asked", [person.id for person in people], now)


def cancel_step(steps: Sequence[Mapping[str, Any]], staff_id: str, unit_id: str | None, signing: SigningDay) -> StepKind | None:
    """Who decides the cancellation of somebody's request with these steps: the last inside step, else the lowest that is held."""
    inside = [StepKind(step["kind"]) for step in steps if not step["outside"]]
    held = [kind for kind in [*reversed(inside), *LADDER] if signing.of(kind, staff_id, unit_id)]
    return held[0] if held else None


def decide_cancel(actor: Actor, request_id: str, agree: bool, opinion: str, version: int, now: datetime) -> None:
    """Agree to a cancellation (days and balance go back) or keep the leave. Raises NotAllowed, AlreadyDecided, OutOfDate."""
    with transaction():
        request = find(LeaveRequest, request_id)
        staff = find(Staff, request.staff_id)
        kind = cancel_step(request.steps, staff.id, staff.unit_id, signing_day(now.date()))
        if kind is None or authority(actor, request, kind, now.date()) is None:
            raise NotAllowed(f"cancel {request_id}")
        move(request, Event.AGREE_CANCEL if agree else Event.REFUSE_CANCEL)
        check_version(request, version)
        change(request, actor, "leave.cancel" if agree else "leave.keep", now)
        decided(request, actor, "cancel" if agree else "keep", now, kind=kind, opinion=opinion.strip())
        if agree:
            write_entries(request, "refund", takes_of(request), actor, now, 1)
            let_go(request, actor, now)
        else:
            advance(request, now)
        tell_about(request, "leave_cancelled" if agree else "leave_kept", [request.staff_id], now)
