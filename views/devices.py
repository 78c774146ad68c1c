"""考勤机: the list of machines, registering and changing one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import devices as actions
from actions.device_contact import strangers
from actions.punches import second_text
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.devices import EditMachineForm, NewMachineForm
from views.page import render
from views.wording import punches as words

bp = Blueprint("devices", __name__, url_prefix="/attendance/machines")
bp.context_processor(lambda: {"words": words, "local": second_text})
SAID = ("code", "name", "kind", "installed", "serial", "addresses", "host", "port", "active", "version")


@bp.get("")
@requires(Permission.ATTENDANCE_DEVICES)
def machines() -> Response:
    """Every machine, how far it is collected and what waits on it."""
    return render("devices/machines.html", lines=actions.device_lines(g.actor), strangers=strangers())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DEVICES)
def new() -> Response | BaseResponse:
    """Register a machine; 422 with the sentences."""
    form = NewMachineForm(installed=g.now.date())
    if form.validate_on_submit():
        try:
            actions.add_device(g.actor, form.draft(), g.now, form.stamp())
            return go_to("devices.machines")
        except InvalidInput as error:
            form.show(error.problems)
    return render("devices/new.html", status=422 if form.is_submitted() else 200, form=form)


@bp.route("/<uuid:device_id>/edit", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DEVICES)
def edit(device_id: UUID) -> Response | BaseResponse:
    """Change a machine; 409 when it was changed meanwhile."""
    device = actions.device_of(str(device_id))
    form = EditMachineForm(**{name: getattr(device, name) for name in SAID})
    if form.validate_on_submit():
        try:
            actions.change_device(g.actor, device.id, form.draft(), form.seen(), g.now)
            return go_to("devices.machines")
        except InvalidInput as error:
            form.show(error.problems)
    return render("devices/edit.html", status=422 if form.is_submitted() else 200, form=form, device=device)
