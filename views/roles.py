"""角色与权限: what each role may do, who holds which, granting and ending."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import roles, staff_units
from rules.errors import InvalidInput
from rules.people import ROLE_PERMISSIONS, Permission, Role
from views.access import go_to, requires
from views.forms.roles import EndForm, GrantForm
from views.forms.stamped import choices
from views.page import render
from views.wording.people import ROLES
from views.wording.roles import LABELS, PERMISSIONS

bp = Blueprint("roles", __name__, url_prefix="/roles")


@bp.get("")
@requires(Permission.ROLES_SEE)
def matrix() -> Response:
    """The matrix: permissions down, roles across."""
    lines = [(PERMISSIONS[permission.value], [permission in ROLE_PERMISSIONS[role] for role in Role]) for permission in Permission]
    return render("roles/matrix.html", roles=[ROLES[role.value] for role in Role], lines=lines)


@bp.get("/holders")
@requires(Permission.ROLES_SEE)
def holders() -> Response:
    """Who holds what, of one role or all; ?past=1 shows what has ended."""
    role = Role(request.args["role"]) if request.args.get("role") in set(Role) else None
    past = bool(request.args.get("past"))
    return render("roles/holders.html", lines=roles.grant_lines(role, g.now.date(), past), role=role, past=past, role_names=ROLES,
                  may_grant=g.actor.may(Permission.ROLES_GRANT))


@bp.route("/grant", methods=["GET", "POST"])
@requires(Permission.ROLES_GRANT)
def grant() -> Response | BaseResponse:
    """Grant a role; 422 with the sentences, 403 for oneself."""
    form = GrantForm(number=request.args.get("number", ""), valid_from=g.now.date())
    form.unit.choices = choices([("", LABELS["whole_centre"]), *((unit.id, unit.name) for unit in staff_units.units())])
    if form.validate_on_submit():
        try:
            roles.grant_role(g.actor, form.asked(), g.now, form.stamp())
            return go_to("roles.holders")
        except InvalidInput as error:
            form.show(error.problems)
    return render("roles/grant.html", status=422 if form.is_submitted() else 200, form=form)


@bp.route("/<uuid:grant_id>/end", methods=["GET", "POST"])
@requires(Permission.ROLES_GRANT)
def end(grant_id: UUID) -> Response | BaseResponse:
    """End a role, at once or after a day; 409 when it was changed meanwhile."""
    line = roles.grant_line(str(grant_id))
    form = EndForm(version=line.grant.version)
    if form.validate_on_submit():
        try:
            roles.end_grant(g.actor, str(grant_id), form.seen(), form.last_day.data, g.now)
            return go_to("roles.holders")
        except InvalidInput as error:
            form.show(error.problems)
    return render("roles/end.html", status=422 if form.is_submitted() else 200, form=form, line=line, role_names=ROLES)

