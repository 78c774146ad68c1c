"""值班登记: duty outside hours is claimed here, and approved or refused by the head, the section or personnel."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import leave_duty
from rules.errors import InvalidInput, Problem
from rules.ledger import read_amount
from rules.people import Permission
from views.access import go_to, requires
from views.forms.leave_balances import DutyDecisionForm, DutyForm
from views.forms.stamped import PlainForm
from views.page import render
from views.wording import leave as leave_words
from views.wording import leave_balances as words
from views.wording.attendance import moment

bp = Blueprint("leave_duty", __name__, url_prefix="/leave/duty-hours")
FORMS: Mapping[str, type[PlainForm]] = {"claim": DutyForm}
"""What stands fresh beside a form that was refused."""


@bp.route("", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK)
def hours() -> Response | BaseResponse:
    """One's own claims, the form for a new one (422 with the sentences), and the claims one may decide."""
    form = DutyForm()
    if form.validate_on_submit():
        try:
            sent = form.data
            leave_duty.claim_duty(g.actor, sent["day"], _minutes(sent["hours"]), sent["reason"], g.now, form.stamp(),
                                  sent["kind"])
            return go_to("leave_duty.hours")
        except InvalidInput as error:
            form.show(error.problems)
    return _page(form)


@bp.post("/<uuid:duty_id>/decide")
@requires(Permission.LEAVE_DECIDE, Permission.LEAVE_LEDGER)
def decide(duty_id: UUID) -> Response | BaseResponse:
    """verdict approve or reject; 403 for one's own, 409 when it is decided, 422 when a refusal has no reason."""
    form = DutyDecisionForm()
    if form.validate():
        try:
            sent = form.data
            leave_duty.decide_duty(g.actor, str(duty_id), sent["verdict"] == "approve", sent["opinion"] or "", sent["version"],
                                   g.now)
            return go_to("leave_duty.hours")
        except InvalidInput as error:
            form.show(error.problems)
    return _page(FORMS["claim"](formdata=None), refused=form, refused_id=str(duty_id))


@bp.post("/propose")
@requires(Permission.LEAVE_DECIDE, Permission.LEAVE_LEDGER)
def propose() -> Response | BaseResponse:
    """Claim the noon duties of the last month that were kept, for the people one decides about; pressed again it adds what is new."""
    leave_duty.propose_noon(g.actor, g.now)
    return go_to("leave_duty.hours")


def _minutes(text: str) -> int:
    """Minutes of the hours typed. Raises InvalidInput at the field hours."""
    try:
        return read_amount("comp", text)
    except InvalidInput as error:
        raise InvalidInput(*(Problem("hours", problem.code, problem.values) for problem in error.problems)) from error


def _page(form: PlainForm, refused: PlainForm | None = None, refused_id: str = "") -> Response:
    status = 422 if refused or (form.is_submitted() and form.errors) else 200
    return render("leave_duty/hours.html", status=status, form=form, own=leave_duty.own_duty(g.actor), moment=moment,
                  may_propose=g.actor.may(Permission.LEAVE_DECIDE) or g.actor.may(Permission.LEAVE_LEDGER),
                  waiting=leave_duty.duty_to_decide(g.actor), refused=refused, refused_id=refused_id, words=words,
                  amount_text=leave_words.amount_text)
