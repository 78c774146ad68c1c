"""Correcting who called; looking at it stands in views/complaint.py."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions.complaint_caller import correct_caller
from actions.complaint_lists import complaint_seen
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words
from views.complaint_show import show_complaint
from views.forms.complaint import CallerForm

bp = Blueprint("complaint_caller", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)


@bp.post("/<uuid:complaint_id>/caller/correct")
@requires(Permission.COMPLAINT_LOG)
def correct(complaint_id: UUID) -> Response | BaseResponse:
    """Who called, as it should have been written. 404; 422 without a reason; 409 when somebody else corrected it meanwhile."""
    form = CallerForm()
    complaint_seen(g.actor, str(complaint_id), g.now.date())
    if form.validate():
        try:
            correct_caller(g.actor, str(complaint_id), form.draft(), form.why(), g.now, form.stamp())
            return go_to("complaint.show", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)
