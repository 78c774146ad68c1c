"""投诉期限变动: what a changed calendar moves, confirmed by the section, decided by a leader where it would be earlier."""

from __future__ import annotations

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_moves as actions
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.complaint_moves import ConfirmMovesForm, DecideMovesForm
from views.page import render
from views.wording import complaint_moves as words

bp = Blueprint("complaint_moves", __name__, url_prefix="/complaint/dues")
bp.context_processor(lambda: {"words": words})


@bp.get("")
@requires(Permission.COMPLAINT_DECIDE)
def show() -> Response:
    """What would move, and what waits for a leader."""
    return _show()


@bp.post("/confirm")
@requires(Permission.COMPLAINT_DECIDE)
def confirm() -> Response | BaseResponse:
    """Confirm the list that was read. 409 with the new list when it is another one by now."""
    form = ConfirmMovesForm()
    if form.validate():
        try:
            actions.confirm(g.actor, form.mark.data or "", form.reason.data or "", g.now, form.stamp())
            return go_to("complaint_moves.show")
        except InvalidInput as error:
            form.show(error.problems)
            return _show(confirming=form, status=_status(error))
    return _show(confirming=form, status=422)


@bp.post("/decide")
@requires(Permission.COMPLAINT_DECIDE)
def decide() -> Response | BaseResponse:
    """Let the earlier days hold, or not. 409 with the new list when it is another one by now."""
    form = DecideMovesForm()
    if form.validate():
        try:
            actions.decide(g.actor, form.mark.data or "", bool(form.approve.data), form.opinion.data or "", g.now, form.stamp())
            return go_to("complaint_moves.show")
        except InvalidInput as error:
            form.show(error.problems)
            return _show(deciding=form, status=_status(error))
    return _show(deciding=form, status=422)


def _status(error: InvalidInput) -> int:
    return 409 if error.problems[0].code == "moves_changed" else 422


def _show(confirming: ConfirmMovesForm | None = None, deciding: DecideMovesForm | None = None, status: int = 200) -> Response:
    moves, waiting = actions.moves_of(g.actor), actions.waiting_of(g.actor)
    confirming = confirming or ConfirmMovesForm(formdata=None)
    deciding = deciding or DecideMovesForm(formdata=None)
    confirming.mark.data, deciding.mark.data = actions.mark_of(moves), actions.waiting_mark(waiting)
    return render("complaint/moves.html", status=status, moves=moves, waiting=waiting, confirming=confirming, deciding=deciding,
                  may_decide=actions.may_decide(g.actor, waiting))
