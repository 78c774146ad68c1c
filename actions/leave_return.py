"""Coming back: 销假 on time, early, late; the proposed absence that two people confirm; papers brought later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from actions.calendar import calendar_between
from actions.changes import change, check_version, find, transaction
from actions.leave_cells import as_cells, cells_held, let_go
from actions.leave_course import advance, confirmations, decided, move, tell_about
from actions.leave_ledger import takes_as_json, takes_of, write_entries
from actions.leave_rules import type_rule_on
from actions.leave_signers import authority, signers
from actions.leave_visible import may_enter_for, may_open_papers
from models import LeaveRequest, Staff
from rules.approval import Event, State, StepKind
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.leave import CellKey, ReturnKind, ReturnOutcome, evidence_needed, return_outcome
from rules.ledger import Take, give_back
from rules.people import Actor

AWAY = (State.RUNNING, State.DUE_BACK, State.OVERDUE)


def report_back(actor: Actor, request_id: str, back_day: date, back_half: Half, version: int, now: datetime) -> str:
    """销假: say from which half-day on the person is at work again. Returns the new state.

    Early: unused half-days and their balance go back. Late: counted halves missed are proposed as absence, never pronounced.
    Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate, InvalidInput (back_after_report, back_before_start), CalendarMissing.
    """
    with transaction():
        request = find(LeaveRequest, request_id)
        if actor.staff_id != request.staff_id and not may_enter_for(actor, find(Staff, request.staff_id)):
            raise NotFound(f"leave {request_id}")
        check_version(request, version)
        advance(request, now)
        if State(request.state) not in AWAY:
            raise AlreadyDecided(f"leave {request_id}", request.state)
        outcome = _outcome(request, (back_day, back_half), now)
        request.back_day, request.back_half, request.back_reported_at = back_day, back_half.value, now
        _settle(request, outcome, (back_day, back_half), actor, now)
        decided(request, actor, "report_back", now, opinion=outcome.kind.value)
        staff = find(Staff, request.staff_id)
        tell_about(request, "leave_back", [p.id for p in signers(StepKind.WINDOW_HEAD, staff, now.date())], now)
        return str(request.state)


def _outcome(request: LeaveRequest, back: CellKey, now: datetime) -> ReturnOutcome:
    if back < (request.start, Half(request.start_half)):
        raise InvalidInput(Problem("back_day", "back_before_start", {"day": request.start}))
    if request.minutes:
        return ReturnOutcome(ReturnKind.ON_TIME)
    calendar = calendar_between(request.start, max(now.date(), request.end) + timedelta(days=30))
    return return_outcome(calendar, as_cells(cells_held(request)), back, now.date())


def _settle(request: LeaveRequest, outcome: ReturnOutcome, back: CellKey, actor: Actor, now: datetime) -> None:
    early = outcome.kind is ReturnKind.EARLY
    released: set[CellKey] = set()
    if early:
        released = {(cell.day, Half(cell.half)) for cell in cells_held(request) if (cell.day, Half(cell.half)) >= back}
        refunded = give_back(takes_of(request), released)
        write_entries(request, "refund", refunded, actor, now, 1)
        request.takes = takes_as_json(_remaining(takes_of(request), released))
        request.halves -= len(outcome.credited)
        if request.entry_kind != "emergency" and not request.extends_id:
            rule = type_rule_on(request.type_code, request.start)
            request.papers_owed = request.papers_owed and evidence_needed(rule, request.halves)
    missed = len(outcome.overstayed)
    judged = request.overstay_state in ("confirmed", "dismissed") and missed <= request.overstay_halves
    if not judged:  # what people decided is not undone by the person's own report, unless it tells of more
        request.overstay_state, request.overstay_halves = "proposed" if missed else "", missed
    move(request, Event.RETURN_EARLY if early else Event.CLOSE)
    change(request, actor, "leave.report_back", now)
    if early:
        let_go(request, actor, now, only=released)
    if missed and not judged:
        staff = find(Staff, request.staff_id)
        people = [p.id for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION) for p in signers(kind, staff, now.date())]
        tell_about(request, "leave_absence_proposed", [request.staff_id, *people], now)


def _remaining(takes: list[Take], released: set[CellKey]) -> list[Take]:
    kept = [(take, tuple(cell for cell in take.cells if cell not in released)) for take in takes]
    return [Take(take.pot_id, take.amount // len(take.cells) * len(cells), cells) for take, cells in kept if cells]


def decide_absence(actor: Actor, request_id: str, confirm: bool, opinion: str, version: int, now: datetime) -> str:
    """The window head and the supervision section each confirm a proposed absence; either may dismiss it with a reason.

    Only when both (of those that are held) confirmed does it stand. Returns the overstay state. Source: PRACTICE; FACTS 11 row 37.
    """
    with transaction():
        request = find(LeaveRequest, request_id)
        staff = find(Staff, request.staff_id)
        held = [kind for kind in (StepKind.WINDOW_HEAD, StepKind.SECTION) if signers(kind, staff, now.date())]
        mine = [kind for kind in held if authority(actor, request, kind, now.date())]
        if not mine:
            raise NotAllowed(f"absence of {request_id}")
        if request.overstay_state != "proposed" or State(request.state) not in (State.CLOSED, State.OVERDUE):
            raise AlreadyDecided(f"absence {request_id}", request.overstay_state or request.state)
        check_version(request, version)
        if not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        before = confirmations([request.id]).get(request.id, {})
        if confirm and actor.staff_id in before.values():
            raise AlreadyDecided(f"absence {request_id}", request.overstay_state)
        kind = next((kind for kind in mine if kind.value not in before), mine[0])
        decided(request, actor, "confirm_absence" if confirm else "dismiss_absence", now, kind=kind, opinion=opinion.strip())
        if not confirm:
            request.overstay_state = "dismissed"
        elif {kind.value, *before} >= {kind.value for kind in held}:
            request.overstay_state = "confirmed"
        change(request, actor, "leave.absence", now)
        if request.overstay_state != "proposed":
            tell_about(request, f"leave_absence_{request.overstay_state}", [request.staff_id], now)
        return str(request.overstay_state)


def bring_papers(actor: Actor, request_id: str, attachment_id: str, version: int, now: datetime) -> None:
    """Hand in papers owed (a certificate, the slip of leave asked by telephone). Raises NotFound, NotAllowed, OutOfDate, InvalidInput."""
    with transaction():
        request = find(LeaveRequest, request_id)
        if actor.staff_id != request.staff_id and not may_open_papers(actor, request, now):
            raise NotAllowed(f"papers of {request_id}")
        if request.state in (State.DRAFT, State.WITHDRAWN, State.REJECTED, State.CANCELLED):
            raise AlreadyDecided(f"leave {request_id}", request.state)
        check_version(request, version)
        if not attachment_id:
            raise InvalidInput(Problem("attachment", "required"))
        request.attachment_id, request.papers_owed = attachment_id, False
        change(request, actor, "leave.papers", now)
        decided(request, actor, "papers", now, attachment_id=attachment_id)
