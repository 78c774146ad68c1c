"""时钟校正: every correction, and one with what it changes, decided by two."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import clock_corrections as actions
from actions.punches import second_text
from rules.clock_correction import ASKERS, DECIDERS
from rules.errors import InvalidInput
from views.access import go_to, requires
from views.forms.device import ClockDecisionForm
from views.page import render
from views.wording import attendance
from views.wording import device as words

bp = Blueprint("clock", __name__, url_prefix="/attendance/clock")


@bp.context_processor
def clock_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "local": second_text, "codes": attendance.CODES}


@bp.get("")
@requires(*ASKERS)
def corrections() -> Response:
    """Every correction, those that wait first."""
    return render("clock/list.html", rows=actions.corrections())


@bp.get("/<uuid:correction_id>")
@requires(*ASKERS)
def show(correction_id: UUID) -> Response:
    """One correction, and while it waits what it would change."""
    return _page(correction_id, ClockDecisionForm(formdata=None))


@bp.post("/<uuid:correction_id>")
@requires(*DECIDERS)
def decide(correction_id: UUID) -> Response | BaseResponse:
    """Approve or reject; 403 for who asked or has approved, 409 when it was decided meanwhile, 422 without an opinion."""
    form = ClockDecisionForm()
    if form.validate():
        try:
            actions.decide(g.actor, str(correction_id), form.verdict.data == "approve", form.opinion.data or "", form.seen(), g.now)
            return go_to("clock.show", correction_id=correction_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _page(correction_id, form, 422)


def _page(correction_id: UUID, form: ClockDecisionForm, status: int = 200) -> Response:
    return render("clock/show.html", status=status, sheet=actions.sheet(g.actor, str(correction_id)), form=form)
