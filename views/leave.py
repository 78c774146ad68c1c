"""我的请销假 and the page of one request: what its person does with it. Signing is in views/leave_sign.py."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import calendar, leave, leave_choices, leave_ledger, leave_lists, leave_private, leave_return
from actions.leave_rights import Right
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.leave_acts import BackForm, CancelForm, PapersForm, WithdrawForm
from views.leave_conflict import tell_conflicts
from views.leave_show import paper_for, show_sheet
from views.page import render
from views.search import page_asked

bp = Blueprint("leave", __name__, url_prefix="/leave")
tell_conflicts(bp)


@bp.get("")
@requires(Permission.LEAVE_ASK)
def mine() -> Response:
    """我的请销假: balances, what is to be reported back, one's own requests."""
    staff, today = leave_choices.person_here(g.actor.staff_id), g.now.date()
    leave_ledger.ensure_annual(staff, [year for year in (today.year, today.year + 1) if calendar.is_known(year)], g.now)
    number = page_asked()
    return render("leave/mine.html", balances=leave_ledger.balances_of(staff.id, today), open_leave=leave_lists.my_open_leave(g.actor),
                  list=leave_lists.my_requests(g.actor, number), number=number, has_dates=bool(staff.first_work and staff.joined))


@bp.get("/<uuid:request_id>")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ALL)
def show(request_id: UUID) -> Response:
    """One request: facts, days, signatures, what was done, what this person may do now. 404 for who may not know of it."""
    return show_sheet(request_id)


@bp.post("/<uuid:request_id>/withdraw")
@requires(Permission.LEAVE_ASK)
def withdraw(request_id: UUID) -> Response | BaseResponse:
    """Take back what is not approved yet. 409 when it was decided meanwhile."""
    leave.withdraw(g.actor, str(request_id), WithdrawForm().seen(), g.now)
    return go_to("leave.show", request_id=request_id)


@bp.post("/<uuid:request_id>/cancel")
@requires(Permission.LEAVE_ASK)
def cancel(request_id: UUID) -> Response | BaseResponse:
    """Ask to cancel approved leave that has not begun. 422 without a reason, 409 once it has begun or changed."""
    form = CancelForm()
    if form.validate():
        try:
            leave.ask_cancel(g.actor, str(request_id), form.opinion.data or "", form.seen(), g.now)
            return go_to("leave.show", request_id=request_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/back")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ENTER)
def back(request_id: UUID) -> Response | BaseResponse:
    """销假, by the person or who may enter leave for them. 422 with the sentences, 409 when it is not to be reported back."""
    form = BackForm()
    if form.validate():
        try:
            leave_return.report_back(g.actor, str(request_id), *form.back(), form.seen(), g.now)
            return go_to("leave.show", request_id=request_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/papers")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_SLIP)
def papers(request_id: UUID) -> Response | BaseResponse:
    """Bring papers that are owed or better ones. 422 with the sentences."""
    form = PapersForm()
    if form.validate():
        try:
            paper = paper_for(request_id, form.attachment.data, Right.PAPERS)
            leave_return.bring_papers(g.actor, str(request_id), paper, form.seen(), g.now)
            return go_to("leave.show", request_id=request_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_sheet(request_id, sent=form)


@bp.post("/<uuid:request_id>/phone")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ALL)
def phone(request_id: UUID) -> Response:
    """The telephone number in full; the audit notes who looked."""
    number = leave_private.reveal_phone(g.actor, str(request_id), g.now)
    return show_sheet(request_id, piece="leave/_phone.html", phone=number)


@bp.get("/attachments/<uuid:attachment_id>")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_SLIP)
def attachment(attachment_id: UUID) -> BaseResponse:
    """A paper of the request named by ?request=: pictures to look at, pdf to save; the audit notes who opened it. 403, 404."""
    settings = current_app.config["SETTINGS"]
    paper = leave_private.open_paper(g.actor, request.args.get("request", ""), str(attachment_id), settings, g.now)
    answer = send_file(paper.path, mimetype=paper.media_type, as_attachment=not paper.is_picture, download_name=paper.file_name or None)
    answer.headers["Cache-Control"] = "no-store"
    return answer
