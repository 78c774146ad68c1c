"""督办: the orders one may know of, one order with its steps, and a new one about a complaint."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import supervision as actions
from actions.complaint_lists import complaint_seen
from actions.complaint_offered import units_for
from actions.leave_team import active_units
from rules.errors import InvalidInput
from rules.people import Permission
from rules.supervision import OrderEvent
from views.access import go_to, requires
from views.forms.stamped import PlainForm
from views.forms.supervision import OrderForm, OrderStepForm
from views.page import render
from views.wording import supervision as words

bp = Blueprint("supervision", __name__)
STEP_FORMS = {"step": OrderStepForm}


@bp.context_processor
def order_words() -> dict[str, object]:
    """What the templates of this feature use."""
    return {"order_words": words}


@bp.get("/supervision")
@requires(Permission.COMPLAINT_HANDLE)
def orders() -> Response:
    """The orders one may know of; what is open, or with ?all=1 everything."""
    everything = request.args.get("all") == "1"
    return render("supervision/list.html", lines=actions.orders_of(g.actor, g.now.date(), open_only=not everything), everything=everything)


@bp.route("/complaint/<uuid:complaint_id>/orders/new", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_DECIDE)
def new(complaint_id: UUID) -> Response | BaseResponse:
    """Issue an order about a complaint. 403, 404, 409, 422."""
    seen = complaint_seen(g.actor, str(complaint_id), g.now.date())
    form = OrderForm()
    form.offer((unit.id, unit.name) for unit, _ in units_for(seen.line.row, active_units(), g.now))
    if form.validate_on_submit():
        try:
            made = actions.order(g.actor, str(complaint_id), form.ordered(), g.now, form.stamp())
            return go_to("supervision.show", order_id=made)
        except InvalidInput as error:
            form.show(error.problems)
    elif not form.is_submitted():
        form.unit.data = seen.line.row.handler_unit
    return render("supervision/new.html", status=422 if form.is_submitted() else 200, form=form, row=seen.line.row)


@bp.get("/supervision/<uuid:order_id>")
@requires(Permission.COMPLAINT_HANDLE)
def show(order_id: UUID) -> Response:
    """One order with the steps one may take. 404 for whoever may not know of it."""
    return _show(str(order_id))


@bp.post("/supervision/<uuid:order_id>/<event>")
@requires(Permission.COMPLAINT_HANDLE)
def step(order_id: UUID, event: str) -> Response | BaseResponse:
    """Take a step of an order. 403, 404, 409, 422."""
    if event not in words.STEPS:
        abort(404)
    form = OrderStepForm(OrderEvent(event))
    if form.validate():
        try:
            actions.act_on(g.actor, str(order_id), form.event, form.ordered(), g.now, form.seen(), form.stamp())
            return go_to("supervision.show", order_id=order_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _show(str(order_id), form)


def _show(order_id: str, sent: PlainForm | None = None) -> Response:
    row = actions.find_order(g.actor, order_id)
    forms = [sent if sent is not None and getattr(sent, "event", None) is event else STEP_FORMS["step"](
        event, formdata=None, version=str(row.version)) for event in actions.may_do(g.actor, row)]
    [line] = actions.order_lines([row], g.now.date())
    return render("supervision/show.html", status=422 if sent is not None else 200, line=line, row=row, forms=forms)
