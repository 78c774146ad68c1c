"""免打卡人员: who need not punch, adding and ending."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import attendance_rules as actions
from actions.leave_choices import colleagues_of, person_here, person_meant
from actions.leave_team import active_units
from rules.errors import InvalidInput, Problem
from rules.people import Permission
from views.access import go_to, requires
from views.forms.attendance_rules import EndExemptionForm, ExemptionForm
from views.forms.leave import shown_person
from views.forms.stamped import PlainForm
from views.page import render
from views.wording import attendance_rules as words

bp = Blueprint("exemptions", __name__, url_prefix="/attendance/exemptions")
SHOWN_AT = {"staff": "person", "unit": "unit", "post": "post", "gender": "gender"}


@bp.route("", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_RULES)
def lines() -> Response | BaseResponse:
    """Every exemption and a new one; 422 with the sentences."""
    form = ExemptionForm(data={"valid_from": g.now.date()})
    form.offer(active_units())
    if form.validate_on_submit():
        try:
            named = form.scope.data == "staff"
            staff = person_meant(form.person.data or "", g.now.date(), "person") if named else None
            actions.add_exemption(g.actor, form.draft(staff.id if staff else ""), g.now, form.stamp())
            return go_to("exemptions.lines")
        except InvalidInput as error:
            form.show([Problem(SHOWN_AT.get(form.scope.data, ""), one.code, one.values) if one.field == "scope_id" else one
                       for one in error.problems])
    return _page(form, refused=bool(form.is_submitted()))


@bp.post("/<uuid:exemption_id>/end")
@requires(Permission.ATTENDANCE_RULES)
def end(exemption_id: UUID) -> Response | BaseResponse:
    """End one after a day, or yesterday. 404, 409 when it changed, 422 with the sentences."""
    form = EndExemptionForm()
    if form.validate():
        actions.end_exemption(g.actor, str(exemption_id), form.last_day.data, form.seen(), g.now)
        return go_to("exemptions.lines")
    fresh = FRESH["new"](formdata=None, data={"valid_from": g.now.date()})
    fresh.offer(active_units())
    return _page(fresh, refused=True)


FRESH = {"new": ExemptionForm}
"""What stands fresh beside a form that was refused."""


def _page(form: PlainForm, *, refused: bool) -> Response:
    me = person_here(g.actor.staff_id)
    return render("attendance/exemptions.html", status=422 if refused else 200, form=form, words=words,
                  lines=actions.exemptions(g.now.date()), colleagues=[(shown_person(one), one) for one in colleagues_of(me, g.now.date())])
