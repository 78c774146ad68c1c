"""情况说明 and 处理结果告知: the supervision's page of a complaint's people, and each person's own page without the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_statements as actions
from actions.complaint_lists import complaint_seen
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words
from views.forms.complaint_statements import AnswerForm, AskStatementForm, FindingForm, ObjectionForm
from views.forms.stamped import PlainForm
from views.page import render
from views.wording import complaint_statements as words

bp = Blueprint("complaint_statements", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)
OWN = {"answer": AnswerForm, "objection": ObjectionForm}
OTHERS = {"ask": AskStatementForm, "finding": FindingForm}


@bp.context_processor
def statement_words() -> dict[str, object]:
    """What the templates of this feature use beside the hotline's."""
    return {"statement_words": words}


@bp.get("/<uuid:complaint_id>/statements")
@requires(Permission.COMPLAINT_ALL)
def people(complaint_id: UUID) -> Response:
    """Whom a complaint names, what they were asked, said and told. 404 for whoever may not know of it."""
    return _people(str(complaint_id))


@bp.post("/<uuid:complaint_id>/statements")
@requires(Permission.COMPLAINT_ALL)
def ask(complaint_id: UUID) -> Response | BaseResponse:
    """Ask whoever is named to explain. 403, 404, 422."""
    form = AskStatementForm()
    if form.validate():
        try:
            actions.ask_statement(g.actor, str(complaint_id), form.person.data, form.subject.data or "", g.now, form.stamp())
            return go_to("complaint_statements.people", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _people(str(complaint_id), form)


@bp.post("/<uuid:complaint_id>/statements/<uuid:statement_id>/finding")
@requires(Permission.COMPLAINT_DECIDE)
def finding(complaint_id: UUID, statement_id: UUID) -> Response | BaseResponse:
    """Tell whoever is named what was found. 403, 404, 409, 422."""
    form = FindingForm()
    if form.validate():
        try:
            actions.tell_finding(g.actor, str(statement_id), form.found(), g.now, form.seen(), form.stamp())
            return go_to("complaint_statements.people", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _people(str(complaint_id), form, str(statement_id))


def _people(complaint_id: str, sent: PlainForm | None = None, about: str = "") -> Response:
    seen = complaint_seen(g.actor, complaint_id, g.now.date())
    lines = actions.statements_of(complaint_id)
    asked = {line.row.staff_id for line in lines}
    form: Any = sent if type(sent) is OTHERS["ask"] else OTHERS["ask"](formdata=None)
    form.offer((one.id, one.name) for one in seen.named if one.id not in asked)
    appeal = words.APPEAL.format(section=current_app.config["SETTINGS"].section_name)
    findings = {line.row.id: sent if line.row.id == about and sent else OTHERS["finding"](
        formdata=None, version=str(line.row.version), appeal=appeal) for line in lines if not line.row.told_at}
    return render("complaint_statements/people.html", status=422 if sent is not None else 200, seen=seen, row=seen.line.row, lines=lines,
                  form=form, findings=findings, left=len(seen.named) > len(asked))


@bp.get("/statements/<uuid:statement_id>")
@requires(Permission.COMPLAINT_HANDLE)
def own(statement_id: UUID) -> Response:
    """What one was asked and told: the subject only. 404 for everybody else."""
    return _own(str(statement_id))


@bp.post("/statements/<uuid:statement_id>/answer")
@requires(Permission.COMPLAINT_HANDLE)
def answer(statement_id: UUID) -> Response | BaseResponse:
    """What one says to it, once. 404, 409, 422."""
    form = AnswerForm()
    if form.validate():
        try:
            actions.answer_statement(g.actor, str(statement_id), form.answer.data or "", g.now, form.stamp())
            return go_to("complaint_statements.own", statement_id=statement_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _own(str(statement_id), form)


@bp.post("/statements/<uuid:statement_id>/objection")
@requires(Permission.COMPLAINT_HANDLE)
def objection(statement_id: UUID) -> Response | BaseResponse:
    """What one holds against the finding, once. 404, 409, 422."""
    form = ObjectionForm()
    if form.validate():
        try:
            actions.object_to(g.actor, str(statement_id), form.objection.data or "", g.now, form.stamp())
            return go_to("complaint_statements.own", statement_id=statement_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _own(str(statement_id), form)


def _own(statement_id: str, sent: PlainForm | None = None) -> Response:
    row = actions.own_statement(g.actor, statement_id)
    forms = {name: sent if type(sent) is form else form(formdata=None) for name, form in OWN.items()}
    return render("complaint_statements/own.html", status=422 if sent is not None else 200, row=row, forms=forms)
