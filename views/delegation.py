"""委托: one's own delegations of deciding leave, given and received."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import delegation
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.roles import DelegationForm, VersionForm
from views.page import render

bp = Blueprint("delegation", __name__, url_prefix="/delegations")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.LEAVE_DECIDE)
def own() -> Response | BaseResponse:
    """The list with the form for a new one; 422 with the sentences."""
    form = DelegationForm(valid_from=g.now.date())
    if form.validate_on_submit():
        try:
            delegation.delegate(g.actor, form.asked(), g.now, form.stamp())
            return go_to("delegation.own")
        except InvalidInput as error:
            form.show(error.problems)
    lines = delegation.delegations_of(g.actor, g.now.date())
    return render("delegation/own.html", status=422 if form.is_submitted() else 200, form=form, lines=lines)


@bp.post("/<uuid:delegation_id>/revoke")
@requires(Permission.LEAVE_DECIDE)
def revoke(delegation_id: UUID) -> Response | BaseResponse:
    """Take one back; 404 for anybody else's, 409 when it was revoked before."""
    delegation.revoke(g.actor, str(delegation_id), VersionForm().seen(), g.now)
    return go_to("delegation.own")
