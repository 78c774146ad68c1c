"""Handling a complaint: its steps, what is asked for and decided, a note; and the two conflicts with what stands and what was sent."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_course as actions
from actions.complaint_lists import complaint_seen, given_to, may_know
from actions.complaint_offered import asks_to_decide
from actions.complaint_statements import own_statements
from actions.complaint_step import Said
from actions.leave_choices import person_meant
from rules.complaint_course import BY_EVENT, Event
from rules.errors import AlreadyDecided, InvalidInput, NotFound, OutOfDate
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words
from views.complaint_show import show_complaint
from views.errors import answer
from views.forms.complaint_course import DecideForm, StepForm
from views.htmx import show_as_message, wants_piece
from views.page import render
from views.wording import complaint_course as words
from views.wording import complaint_statements as statement_words

bp = Blueprint("complaint_course", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)


@bp.get("/given")
@requires(Permission.COMPLAINT_HANDLE)
def given() -> Response:
    """交办事项: what was given to this person or the windows they lead and is not over, the first due first."""
    return render("complaint/given.html", lines=given_to(g.actor, g.now.date()), statements=own_statements(g.actor),
                  asks=asks_to_decide(g.actor), statement_words=statement_words)


@bp.post("/<uuid:complaint_id>/steps/<event>")
@requires(Permission.COMPLAINT_HANDLE)
def step(complaint_id: UUID, event: str) -> Response | BaseResponse:
    """Take a step, ask for one that another decides, or write a note. 403, 404, 409, 422."""
    if event not in words.STEPS:
        abort(404)
    form = StepForm(Event(event))
    complaint_seen(g.actor, str(complaint_id), g.now.date())
    if form.validate():
        try:
            _take(str(complaint_id), form)
            known = may_know(g.actor, str(complaint_id))  # a window that handed it over does not
            return go_to("complaint.show", complaint_id=complaint_id) if known else go_to("complaint_course.given")
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)


def _take(complaint_id: str, form: StepForm) -> None:
    person = person_meant(form.handler.data or "", g.now.date(), "handler") if form.handler.data else None
    said: Said = form.said(person.id if person else "")
    if form.event is Event.NOTE:
        actions.note(g.actor, complaint_id, said, g.now, form.stamp())
        return
    take = actions.ask if BY_EVENT[form.event].asked_by else actions.take
    take(g.actor, complaint_id, form.event, said, g.now, form.seen(), form.stamp())


@bp.post("/<uuid:complaint_id>/asks/<uuid:ask_id>")
@requires(Permission.COMPLAINT_HANDLE)
def decide(complaint_id: UUID, ask_id: UUID) -> Response | BaseResponse:
    """Agree to what was asked, or not. 403 for who asked it, 404, 409, 422."""
    form = DecideForm(str(ask_id))
    complaint_seen(g.actor, str(complaint_id), g.now.date())
    if form.validate():
        try:
            actions.decide(g.actor, str(ask_id), form.agreed.data == "yes", form.opinion.data or "", g.now, form.seen(), form.stamp())
            return go_to("complaint.show", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form, ask_id=str(ask_id))


@bp.errorhandler(AlreadyDecided)
@bp.errorhandler(OutOfDate)
def conflict(_error: AlreadyDecided | OutOfDate) -> Response:
    """409: who did what meanwhile, what stands, and what was sent, so that nothing typed is lost."""
    view_args = request.view_args or {}
    try:
        seen = complaint_seen(g.actor, str(view_args["complaint_id"]), g.now.date())
    except NotFound:
        return answer(409)
    event = str(view_args.get("event", ""))
    sent = [(words.STEPS[event][1] if name == "note" and event else words.LABELS.get(name, ""), request.form[name])
            for name in ("note", "sent_to", "handler", "opinion") if request.form.get(name, "").strip()]
    response = render("complaint/conflict.html", partial="complaint/_conflict.html", status=409, seen=seen, row=seen.line.row, sent=sent,
                      step=words.STEPS[event][0] if event else words.LABELS["agreed"], last=seen.acts[-1] if seen.acts else None)
    return show_as_message(response) if wants_piece() else response  # type: ignore[return-value]  # same object
