"""One attendance machine: how it is, what it brought, what it may be asked; who calls and is not registered."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import clock_corrections, device_orders
from actions.device_contact import strangers
from actions.device_pulled import has_library
from actions.device_sheet import DeviceSheet, device_sheet, find_device, wrong_span
from actions.punches import second_text
from devices import pull as pulling
from rules.clock_correction import ASKERS
from rules.device_contact import DRIFT_LIMIT
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.device import ClockForm, OrderForm
from views.forms.stamped import PlainForm
from views.page import render
from views.wording import device as words
from views.wording import say

blank_order = partial(OrderForm, formdata=None)
bp = Blueprint("device", __name__, url_prefix="/attendance/machines")


@bp.context_processor
def device_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "local": second_text}


@bp.get("/<uuid:device_id>")
@requires(Permission.ATTENDANCE_DEVICES)
def show(device_id: UUID) -> Response:
    """The page of one machine."""
    return _page(device_id, blank_order())


@bp.post("/<uuid:device_id>/order")
@requires(Permission.ATTENDANCE_DEVICES)
def order(device_id: UUID) -> Response | BaseResponse:
    """Ask the machine for something of the closed list; 422 with the sentences."""
    form = OrderForm()
    if form.validate():
        try:
            device_orders.ask(g.actor, str(device_id), form.order(), g.now, form.stamp())
            return go_to("device.show", device_id=device_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _page(device_id, form, 422)


@bp.post("/<uuid:device_id>/pull")
@requires(Permission.ATTENDANCE_DEVICES)
def pull(device_id: UUID) -> Response | BaseResponse:
    """Fetch now what the machine has; 422 with the reason when it cannot be had."""
    try:
        pulling.pull_by_hand(g.actor, str(device_id), g.now)
    except InvalidInput as error:
        return _page(device_id, blank_order(), 422, [say(problem) for problem in error.problems])
    return go_to("device.show", device_id=device_id)


@bp.route("/<uuid:device_id>/clock", methods=["GET", "POST"])
@requires(*ASKERS)
def clock(device_id: UUID) -> Response | BaseResponse:
    """Ask for a clock correction, filled with what was found out; 422 with the sentences."""
    device = find_device(str(device_id))
    form = ClockForm.of(wrong_span(device, g.now))
    if form.validate_on_submit():
        try:
            made = clock_corrections.ask(g.actor, device.id, form.span(), form.reason.data or "", g.now, form.stamp())
            return go_to("clock.show", correction_id=made)
        except InvalidInput as error:
            form.show(error.problems)
    return render("clock/new.html", status=422 if form.is_submitted() else 200, form=form, device=device)


def _page(device_id: UUID, form: PlainForm, status: int = 200, troubles: list[str] | None = None) -> Response:
    settings = current_app.config["SETTINGS"]
    sheet = device_sheet(g.actor, str(device_id), settings, g.now)
    return render("device/show.html", status=status, sheet=sheet, form=form, troubles=troubles or [], standing=_standing(sheet),
                  strangers=strangers() if sheet.device.kind == "push" else [], has_library=has_library(),
                  port=settings.device_port or settings.port,
                  wrong=sheet.state.drift is not None and abs(sheet.state.drift) > DRIFT_LIMIT)


def _standing(sheet: DeviceSheet) -> tuple[str, str]:
    """Kind of tag and word of how the machine is, the worst first."""
    if not sheet.device.active:
        return words.STANDINGS["off"]
    if sheet.device.kind == "file":
        return words.STANDINGS["file"]
    if sheet.silent:
        return words.STANDINGS["silent"]
    if sheet.state.last_contact is None:
        return words.STANDINGS["never"]
    wrong = sheet.state.drift is not None and abs(sheet.state.drift) > DRIFT_LIMIT
    return words.STANDINGS["clock" if wrong else "ok"]
