"""哺乳时间: asking for the standing arrangement, deciding it, ending it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import nursing
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.nursing import NursingDecisionForm, NursingEndForm, NursingForm
from views.forms.stamped import PlainForm
from views.page import render
from views.wording import nursing as words

bp = Blueprint("nursing", __name__, url_prefix="/leave/nursing")
FORMS: Mapping[str, type[PlainForm]] = {"ask": NursingForm}
"""What stands fresh beside a form that was refused."""


@bp.route("", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK)
def own() -> Response | BaseResponse:
    """One's own arrangements, the form for one (422 with the sentences), and what waits for one's decision."""
    form = NursingForm()
    if form.validate_on_submit():
        try:
            nursing.ask_nursing(g.actor, form.draft(), g.now, form.stamp())
            return go_to("nursing.own")
        except InvalidInput as error:
            form.show(error.problems)
    return _page(form, 422 if form.is_submitted() else 200)


@bp.post("/<uuid:arrangement_id>/decide")
@requires(Permission.LEAVE_ASK)
def decide(arrangement_id: UUID) -> Response | BaseResponse:
    """verdict approve or reject; 403 for one's own, 409 when decided, 422 when a refusal has no reason."""
    form = NursingDecisionForm()
    if form.validate():
        try:
            sent = form.data
            nursing.decide_nursing(g.actor, str(arrangement_id), sent["verdict"] == "approve", sent["opinion"] or "", sent["version"],
                                   g.now)
            return go_to("nursing.own")
        except InvalidInput as error:
            form.show(error.problems)
    return _page(FORMS["ask"](formdata=None), 422, form, str(arrangement_id))


@bp.post("/<uuid:arrangement_id>/end")
@requires(Permission.LEAVE_ASK)
def end(arrangement_id: UUID) -> Response | BaseResponse:
    """End or withdraw one's own; 404 for anybody else's, 409 when it is over, 422 for an unusable day."""
    form = NursingEndForm()
    if form.validate():
        try:
            nursing.end_nursing(g.actor, str(arrangement_id), form.data["last_day"], form.data["version"], g.now)
            return go_to("nursing.own")
        except InvalidInput as error:
            form.show(error.problems)
    return _page(FORMS["ask"](formdata=None), 422, form, str(arrangement_id))


def _page(form: PlainForm, status: int, refused: PlainForm | None = None, refused_id: str = "") -> Response:
    faults = [text for texts in refused.errors.values() for text in texts] if refused else []
    return render("nursing/own.html", status=status, form=form, rows=nursing.own_arrangements(g.actor), open_states=nursing.OPEN,
                  waiting=nursing.nursing_to_decide(g.actor, g.now.date()), faults=faults, refused_id=refused_id, words=words)
