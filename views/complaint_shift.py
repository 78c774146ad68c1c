"""未接来电 and 交接班: calls nobody took, and what one shift leaves to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_missed as missed
from actions import complaint_shift as shifts
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words, new_from
from views.forms.complaint_shift import CallBackForm, MissedForm, ShiftForm
from views.forms.roles import VersionForm
from views.page import render
from views.wording import complaint_shift as words

bp = Blueprint("complaint_shift", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)


@bp.context_processor
def shift_words() -> dict[str, object]:
    """What these templates use."""
    return {"shift_words": words}


@bp.route("/missed", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_LOG)
def calls() -> Response | BaseResponse:
    """Calls nobody took, and a new one. 422 with the sentences; the same key again gives the same."""
    form = MissedForm()
    if form.validate_on_submit():
        try:
            missed.log_missed(g.actor, form.phone.data or "", form.rang(), form.note.data or "", g.now, form.stamp())
            return go_to("complaint_shift.calls")
        except InvalidInput as error:
            form.show(error.problems)
    return render("complaint/missed.html", status=422 if form.is_submitted() else 200, form=form, lines=missed.missed_calls(g.actor))


@bp.post("/missed/<uuid:missed_id>/number")
@requires(Permission.COMPLAINT_LOG)
def number(missed_id: UUID) -> Response:
    """The number in full, to call it, with what may come of it. The audit notes who looked. 404."""
    return _call_back(str(missed_id))


@bp.post("/missed/<uuid:missed_id>/called")
@requires(Permission.COMPLAINT_LOG)
def called(missed_id: UUID) -> Response | BaseResponse:
    """What came of calling back. 404; 409 when it is settled or was changed; 422 with the sentences."""
    form = CallBackForm()
    if form.validate():
        try:
            missed.called_back(g.actor, str(missed_id), bool(form.reached.data), form.outcome.data or "", form.seen(), g.now)
            return go_to("complaint_shift.calls")
        except InvalidInput as error:
            form.show(error.problems)
    return _call_back(str(missed_id), form)


@bp.post("/missed/<uuid:missed_id>/log")
@requires(Permission.COMPLAINT_LOG)
def log(missed_id: UUID) -> Response:
    """登记来电 with the number of a missed call, which becomes this call once it is kept. The audit notes it. 404; 409 when settled."""
    row, phone = missed.number_of(g.actor, missed.open_missed(str(missed_id)).id, g.now)
    return new_from(phone, row.id)


def _call_back(missed_id: str, form: CallBackForm | None = None) -> Response:
    row, phone = missed.number_of(g.actor, missed.open_missed(missed_id).id, g.now)
    shown: Any = form or CallBackForm(formdata=None, version=row.version)
    return render("complaint/call_back.html", status=422 if shown.errors else 200, form=shown, row=row, phone=phone)


@bp.route("/shift", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_LOG)
def shift() -> Response | BaseResponse:
    """What the desk leaves, and handing it over. 422 without a taker."""
    form = ShiftForm()
    form.offer((one.id, one.name) for one in shifts.takers(g.actor, g.now.date()))
    if form.validate_on_submit():
        try:
            shifts.hand_over(g.actor, form.taker.data or "", form.note.data or "", form.count(), g.now, form.stamp())
            return go_to("complaint_shift.shift")
        except InvalidInput as error:
            form.show(error.problems)
    return render("complaint/shift.html", status=422 if form.is_submitted() else 200, form=form,
                  left=shifts.left_open(g.actor, g.now.date()), handovers=shifts.handovers(g.actor))


@bp.post("/shift/<uuid:handover_id>/take")
@requires(Permission.COMPLAINT_LOG)
def take(handover_id: UUID) -> Response | BaseResponse:
    """Sign that the desk is taken. 403 for anybody it was not given to; 409 when it is signed already."""
    shifts.take_over(g.actor, str(handover_id), VersionForm().seen(), g.now)
    return go_to("complaint_shift.shift")
