"""待我审批: what waits for somebody's signature, and signing it: hand-over, decision, slip, cover, cancellation, absence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import leave, leave_lists, leave_return
from actions.leave import Slip
from actions.leave_lists import Line, Waiting
from actions.leave_rights import Right
from rules.errors import InvalidInput, Problem
from rules.people import Permission
from views.access import go_to, requires
from views.forms.leave_acts import AbsenceForm, BatchForm, CancelDecisionForm, CoverForm, DecideForm, HandoverForm, SlipForm
from views.leave_conflict import tell_conflicts
from views.leave_show import paper_for, show_sheet
from views.page import render
from views.wording.leave_pages import OUTCOMES

bp = Blueprint("leave_sign", __name__, url_prefix="/leave")
tell_conflicts(bp)


@dataclass(frozen=True)
class Outcome:
    """What became of one line of a batch: refusal is "" when it was signed, else the sentence; last: the act that was first."""

    line: Line
    refusal: str
    last: leave_lists.ActLine | None


@bp.route("/approvals", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK, Permission.LEAVE_DECIDE, Permission.LEAVE_SLIP)
def approvals() -> Response:
    """Everything that waits for this person. POST signs the lines picked, each by itself, and says of each what became of it."""
    form, outcomes = BatchForm(), list[Outcome]()
    if form.validate_on_submit():
        picked = _picked()
        needs_words = form.verdict.data != "approve" and not (form.opinion.data or "").strip()
        problems = [Problem("opinion", "required")] if needs_words else []
        problems += [] if picked else [Problem("", "nothing_picked")]
        if problems:
            form.show(problems)
        else:
            outcomes = _sign_all(picked, form)
            form = BatchForm(formdata=None)
    return render("leave/approvals.html", status=422 if form.errors else 200, form=form, outcomes=outcomes,
                  lists=_lines(leave_lists.waiting_for(g.actor, g.now.date())))


@bp.get("/overdue")
@requires(Permission.LEAVE_SLIP, Permission.LEAVE_ALL)
def overdue() -> Response:
    """应销未销: leave that ended without a report."""
    return render("leave/overdue.html", lines=leave_lists.overdue_for(g.actor, g.now.date()), most=leave_lists.MOST_ROWS)


@bp.post("/<uuid:request_id>/decide")
@requires(Permission.LEAVE_DECIDE)
def decide(request_id: UUID) -> Response | BaseResponse:
    """Approve, refuse or send back at the step it waits at. 409 when somebody was first."""
    form = DecideForm()
    if form.validate():
        try:
            leave.decide(g.actor, str(request_id), form.verdict.data, form.opinion.data or "", form.seen(), g.now)
            return go_to("leave_sign.approvals")
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/handover")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_DECIDE)
def handover(request_id: UUID) -> Response | BaseResponse:
    """Take the hand-over or not; the head may confirm for a B partner who cannot be reached."""
    form = HandoverForm()
    if form.validate():
        accepts = form.accept.data == "yes"
        leave.answer_handover(g.actor, str(request_id), accepts, form.opinion.data or "", form.seen(), g.now)
        return go_to("leave_sign.approvals")
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/slip")
@requires(Permission.LEAVE_SLIP)
def slip(request_id: UUID) -> Response | BaseResponse:
    """Enter the signed slip of somebody without an account, with its scan. 422 with the sentences."""
    form = SlipForm()
    if form.validate():
        try:
            scan = paper_for(request_id, form.attachment.data, Right.SLIP)
            signed = Slip(form.signer.data or "", form.agreed.data == "yes", form.opinion.data or "", scan)
            leave.enter_slip(g.actor, str(request_id), signed, form.seen(), g.now)
            return go_to("leave.show", request_id=request_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/cover")
@requires(Permission.LEAVE_DECIDE)
def cover(request_id: UUID) -> Response | BaseResponse:
    """Let the window stand empty for this draft, with the reason."""
    form = CoverForm()
    if form.validate():
        try:
            leave.waive_cover(g.actor, str(request_id), form.cover_reason.data or "", form.seen(), g.now)
            return go_to("leave.show", request_id=request_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/cancel-decision")
@requires(Permission.LEAVE_DECIDE)
def cancel_decision(request_id: UUID) -> Response | BaseResponse:
    """Agree that approved leave is cancelled, or not."""
    form = CancelDecisionForm()
    if form.validate():
        leave.decide_cancel(g.actor, str(request_id), form.agree.data == "yes", form.opinion.data or "", form.seen(), g.now)
        return go_to("leave_sign.approvals")
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/absence")
@requires(Permission.LEAVE_DECIDE, Permission.LEAVE_ABSENCE)
def absence(request_id: UUID) -> Response | BaseResponse:
    """Confirm or dismiss a proposed absence, with words."""
    form = AbsenceForm()
    if form.validate():
        try:
            leave_return.decide_absence(g.actor, str(request_id), form.confirm.data == "yes", form.opinion.data or "", form.seen(), g.now)
            return go_to("leave_sign.approvals")
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


def _picked() -> list[tuple[str, int]]:
    """(id, version) of the lines ticked; what is not of that form is left out."""
    pairs = [text.partition(":") for text in request.form.getlist("pick")]
    return [(request_id, int(version)) for request_id, _, version in pairs if version.isdecimal() and len(version) <= 9]


def _sign_all(picked: list[tuple[str, int]], form: BatchForm) -> list[Outcome]:
    results = leave.decide_many(g.actor, picked, form.verdict.data, form.opinion.data or "", g.now)
    late = {request_id for request_id, result in results.items() if result in ("AlreadyDecided", "OutOfDate")}
    firsts = leave_lists.last_acts(late)
    known = [request_id for request_id, result in results.items() if result not in ("NotFound", "NotAllowed")]
    return [Outcome(line, OUTCOMES.get(results[line.request.id], ""), firsts.get(line.request.id))
            for line in leave_lists.requests_with(known)]


def _lines(waiting: Waiting) -> dict[str, list[Line]]:
    """The lists with their people, loaded together."""
    known = {line.request.id: line for line in leave_lists.lines_of(waiting.all())}
    return {name: [known[row.id] for row in getattr(waiting, name)]
            for name in ("signatures", "handovers", "slips", "cancels", "absences")}
