"""编号对应: numbers nobody has yet, and whose number each PIN is on each machine, by day."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import devices, pins
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.devices import EditNumberForm, NewNumberForm
from views.forms.roles import VersionForm
from views.page import render
from views.search import day_asked, text_asked
from views.wording import punches as words

bp = Blueprint("pins", __name__, url_prefix="/attendance/numbers")
bp.context_processor(lambda: {"words": words})


@bp.get("")
@requires(Permission.ATTENDANCE_DEVICES)
def numbers() -> Response:
    """The unknown numbers first, then the map of ?device=, or of all machines."""
    chosen = text_asked("device")
    return render("pins/numbers.html", unknown=pins.unknown_pins(g.actor, g.now), lines=pins.pin_lines(g.actor, chosen),
                  machines=devices.devices(), chosen=chosen)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DEVICES)
def new() -> Response | BaseResponse:
    """Say whose number a PIN is, filled in with ?device=, ?pin=, ?number= and ?day=; 422 with the sentences."""
    form = NewNumberForm(device=text_asked("device"), pin=request.args.get("pin", "")[:64], number=text_asked("number"),
                         valid_from=day_asked("day") or g.now.date())
    form.offer(devices.devices())
    if form.validate_on_submit():
        try:
            pins.assign_pin(g.actor, form.device.data or "", form.draft(), g.now, form.stamp())
            return go_to("pins.numbers")
        except InvalidInput as error:
            form.show(error.problems)
    return render("pins/new.html", status=422 if form.is_submitted() else 200, form=form)


@bp.route("/<uuid:pin_id>", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DEVICES)
def edit(pin_id: UUID) -> Response | BaseResponse:
    """Correct or end a row of the map; 409 when it was changed meanwhile."""
    line = pins.find_pin(g.actor, str(pin_id))
    form = EditNumberForm(number=line.staff.number, valid_from=line.row.valid_from, valid_to=line.row.valid_to, version=line.row.version)
    if form.validate_on_submit():
        try:
            pins.change_pin(g.actor, line.row.id, form.draft(line.row.pin), form.seen(), g.now)
            return go_to("pins.numbers")
        except InvalidInput as error:
            form.show(error.problems)
    return render("pins/edit.html", status=422 if form.is_submitted() else 200, form=form, line=line)


@bp.post("/<uuid:pin_id>/remove")
@requires(Permission.ATTENDANCE_DEVICES)
def remove(pin_id: UUID) -> Response | BaseResponse:
    """Take back a row that was wrong from the beginning."""
    pins.remove_pin(g.actor, str(pin_id), VersionForm().seen(), g.now)
    return go_to("pins.numbers")
