"""The desk's acts on a complaint: what it is beside another, and splitting it again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_join as joining
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words
from views.complaint_show import show_complaint
from views.forms.complaint_desk import AlikeForm
from views.forms.roles import VersionForm

bp = Blueprint("complaint_desk", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)


@bp.post("/<uuid:complaint_id>/alike")
@requires(Permission.COMPLAINT_LOG)
def alike(complaint_id: UUID) -> Response | BaseResponse:
    """Say that it is linked, joined, a repeat or one of its own. 404; 409 when it changed; 422 with the sentences."""
    form = AlikeForm()
    if form.validate():
        try:
            joining.say_what(g.actor, str(complaint_id), form.picked(), form.seen(), g.now)
            return go_to("complaint.show", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)


@bp.post("/<uuid:complaint_id>/split")
@requires(Permission.COMPLAINT_LOG)
def split(complaint_id: UUID) -> Response | BaseResponse:
    """Take it out of the complaint it was joined to. 404; 409 when it changed or is joined to none."""
    joining.split(g.actor, str(complaint_id), VersionForm().seen(), g.now)
    return go_to("complaint.show", complaint_id=complaint_id)
