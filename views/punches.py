"""导入批次 and 隔离记录: what was taken in, and rows held back until somebody has looked at them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import devices, punches_batches, punches_held
from actions.punches import second_text
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.devices import AllHeldForm, HeldForm
from views.forms.stamped import PlainForm
from views.page import render
from views.search import page_asked, text_asked
from views.wording import punches as words

bp = Blueprint("punches", __name__, url_prefix="/attendance")
bp.context_processor(lambda: {"words": words, "local": second_text})


@bp.get("/batches")
@requires(Permission.ATTENDANCE_DEVICES)
def batches() -> Response:
    """The imports of ?device=, or of all machines, the newest first."""
    chosen, page = text_asked("device"), page_asked()
    lines, pages = punches_batches.batch_lines(g.actor, chosen, page)
    return render("punches/batches.html", lines=lines, number=page, pages=pages, machines=devices.devices(), chosen=chosen)


@bp.get("/held")
@requires(Permission.ATTENDANCE_DEVICES)
def held() -> Response:
    """The rows that wait, of ?device= and ?problem=, or all."""
    return _held(None)


@bp.post("/held/<uuid:punch_id>")
@requires(Permission.ATTENDANCE_DEVICES)
def decide(punch_id: UUID) -> Response | BaseResponse:
    """Release a row or set it aside, with the reason; 422 with the sentence, 409 when somebody was first."""
    form = HeldForm()
    try:
        act = punches_held.release if form.verdict.data == "release" else punches_held.dismiss
        act(g.actor, str(punch_id), form.reason.data or "", form.seen(), g.now)
        return go_to("punches.held", device=text_asked("device") or None, problem=text_asked("problem") or None)
    except InvalidInput as error:
        form.show(error.problems)
    return _held(form, str(punch_id))


@bp.post("/held")
@requires(Permission.ATTENDANCE_DEVICES)
def dismiss_all() -> Response | BaseResponse:
    """Set aside everything that waits of a machine for one reason; 422 without a reason."""
    form = AllHeldForm()
    try:
        punches_held.dismiss_all(g.actor, form.device.data or "", form.problem.data or "", form.reason.data or "", g.now)
        return go_to("punches.held")
    except InvalidInput as error:
        form.show(error.problems)
    return _held(form)


def _held(refused: PlainForm | None, refused_id: str = "") -> Response:
    """The page of rows held back, with what was refused at its row."""
    chosen, problem, page = text_asked("device"), text_asked("problem"), page_asked()
    lines, pages = punches_held.held_lines(g.actor, chosen, problem, page)
    return render("punches/held.html", status=422 if refused else 200, groups=punches_held.held_groups(g.actor), lines=lines, number=page,
                  pages=pages, chosen=chosen, problem=problem, refused=refused, refused_id=refused_id)
