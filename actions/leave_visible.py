"""Who may see a request, its papers, and for whom somebody may enter leave. Source: docs/rules/leave.md 4.6; CLAUSES C2.4.3."""

from __future__ import annotations

from datetime import datetime

from actions.leave_signers import authority, current_step, principals_of, signers
from models import LeaveDecision, LeaveRequest, Staff
from rules.approval import LADDER, StepKind
from rules.people import HEADS, Actor, Permission, Role


def may_see(actor: Actor, request: LeaveRequest, now: datetime) -> bool:
    """The person, who entered it, the B 岗, the head of the unit, whoever signed or may sign it, and who sees all leave."""
    if actor.system or actor.staff_id in (request.staff_id, request.entered_by, request.partner_id):
        return True
    if actor.may(Permission.LEAVE_ALL) or actor.holds(*HEADS, unit_id=request.unit_id or "-"):
        return True
    if LeaveDecision.select().where((LeaveDecision.request_id == request.id) & (LeaveDecision.staff_id == actor.staff_id)).exists():
        return True
    return _may_sign_some_step(actor, request, now)


def _may_sign_some_step(actor: Actor, request: LeaveRequest, now: datetime) -> bool:
    staff = Staff.get_by_id(request.staff_id)
    kinds = {StepKind(step["kind"]) for step in request.steps} or set(LADDER)
    people = {person.id for kind in kinds for person in signers(kind, staff, now.date())}
    return actor.staff_id in people or bool(people.intersection(principals_of(actor, now.date())))


def may_open_papers(actor: Actor, request: LeaveRequest, now: datetime) -> bool:
    """Sick notes and other papers: the person, personnel, and whoever signed or now signs the request. Nobody else, also not
    who entered the leave or somebody else's signed slip (signer).
    """
    if actor.staff_id == request.staff_id or actor.holds(Role.PERSONNEL):
        return True
    signed = LeaveDecision.select().where(
        (LeaveDecision.request_id == request.id) & (LeaveDecision.staff_id == actor.staff_id)
        & LeaveDecision.act.in_(("approve", "refuse", "return")) & (LeaveDecision.signer == "")).exists()
    kind = current_step(request)
    return signed or (kind is not None and authority(actor, request, kind, now.date()) is not None)


def may_enter_for(actor: Actor, staff: Staff) -> bool:
    """The head of the unit, the section's head, the duty officer, personnel, or the person's B 岗; never for oneself."""
    return actor.staff_id != staff.id and (actor.holds(*HEADS, unit_id=staff.unit_id or "-") or actor.holds(
        Role.SECTION_HEAD, Role.DUTY_OFFICER, Role.PERSONNEL) or staff.b_partner_id == actor.staff_id)
