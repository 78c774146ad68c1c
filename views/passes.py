"""临时外出: asking in one short form, going out and coming back with the real times, and who is out."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import passes as actions
from rules.errors import InvalidInput
from rules.people import Permission
from rules.schedule import clock_text
from views.access import go_to, requires
from views.forms.passes import PassForm
from views.forms.roles import VersionForm
from views.page import render
from views.wording import passes as words

bp = Blueprint("passes", __name__, url_prefix="/attendance/passes")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK)
def own() -> Response | BaseResponse:
    """One's own passes and the form for a new one (422 with the sentences); for heads and the hall who is out today."""
    minute = g.now.hour * 60 + g.now.minute
    rules = actions.pass_rules(g.now.date())
    form = PassForm(data={"from_time": clock_text(minute), "to_time": clock_text(min(minute + rules.pass_short, 24 * 60 - 1))})
    if form.validate_on_submit():
        try:
            actions.ask_pass(g.actor, form.asked(), g.now, form.stamp())
            return go_to("passes.own")
        except InvalidInput as error:
            form.show(error.problems)
    return render("attendance/passes.html", status=422 if form.is_submitted() else 200, form=form, rules=rules, words=words,
                  own=actions.own_passes(g.actor, g.now), watched=actions.passes_watched(g.actor, g.now))


@bp.post("/<uuid:request_id>/out")
@requires(Permission.LEAVE_ASK)
def out(request_id: UUID) -> Response | BaseResponse:
    """出门 now. 404 for anybody else's, 409 when it is not approved or was noted before, 422 on another day."""
    actions.go_out(g.actor, str(request_id), VersionForm().seen(), g.now)
    return go_to("passes.own")


@bp.post("/<uuid:request_id>/back")
@requires(Permission.LEAVE_ASK)
def back(request_id: UUID) -> Response | BaseResponse:
    """回来 now. Answers as out."""
    actions.come_back(g.actor, str(request_id), VersionForm().seen(), g.now)
    return go_to("passes.own")
