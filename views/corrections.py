"""补签与认定: asking for a correction on the day's page, and everything that waits for a decision about attendance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from actions import attendance_approvals, attendance_cases, attendance_month, corrections
from actions.attachments import keep_paper
from rules.errors import InvalidInput, Problem
from rules.people import Permission
from views.access import go_to, requires
from views.attendance import day_named, show_day
from views.forms.corrections import BatchForm, CaseBatchForm, CaseForm, CorrectionForm, DecideForm, FilingForm
from views.forms.roles import VersionForm
from views.forms.stamped import PlainForm
from views.page import render
from views.wording import corrections as words

bp = Blueprint("corrections", __name__, url_prefix="/attendance")


FRESH: Mapping[str, type[PlainForm]] = {"batch": BatchForm, "cases": CaseBatchForm, "filing": FilingForm}
"""What stands fresh beside a form that was refused."""


@dataclass(frozen=True)
class Outcome:
    """What became of one line of a batch."""

    name: str
    day: str
    text: str


@bp.app_context_processor
def correction_words() -> dict[str, object]:
    """What the pieces of corrections use, also on the day's page."""
    return {"correction_words": words}


@bp.post("/day/<day>/correction")
@requires(Permission.ATTENDANCE_OWN)
def ask(day: str) -> Response | BaseResponse:
    """Ask for a correction of one's own day. 422 with the sentences."""
    on, staff = day_named(day), attendance_month.whose(g.actor, "", g.now.date())
    form = CorrectionForm()
    form.offer([])
    if form.validate():
        try:
            corrections.ask(g.actor, form.asked(on, _paper(form.attachment.data)), g.now, form.stamp())
            return go_to("attendance.day", day=on)
        except InvalidInput as error:
            form.show(error.problems)
    return show_day(staff, on, status=422, correction_form=form)


def _paper(file: object) -> str:
    """The id of the file that was sent, kept; "" for none."""
    if not isinstance(file, FileStorage) or not file.filename:
        return ""
    content = file.read()
    file.stream.seek(0)
    return keep_paper(g.actor, content, file.filename, current_app.config["SETTINGS"], g.now)


@bp.post("/corrections/<uuid:correction_id>/withdraw")
@requires(Permission.ATTENDANCE_OWN)
def withdraw(correction_id: UUID) -> Response | BaseResponse:
    """Take back one's own correction. 404 for anybody else's, 409 when it was decided."""
    row = corrections.withdraw(g.actor, str(correction_id), VersionForm().seen(), g.now)
    return go_to("attendance.day", day=row.day)


@bp.post("/corrections/<uuid:correction_id>/decide")
@requires(Permission.ATTENDANCE_DECIDE)
def decide(correction_id: UUID) -> Response | BaseResponse:
    """Approve or refuse one correction. 403 for one's own, 409 when somebody was first, 422 when a refusal has no words."""
    line = attendance_approvals.correction_line(g.actor, str(correction_id), g.now.date())
    form = DecideForm()
    if form.validate():
        try:
            approve = form.verdict.data == "approve"
            corrections.decide(g.actor, str(correction_id), approve, form.opinion.data or "", form.seen(), g.now)
            return go_to("corrections.approvals")
        except InvalidInput as error:
            form.show(error.problems)
    return show_day(line.staff, line.row.day, status=422, refused=form, refused_id=line.row.id)


@bp.post("/cases/<uuid:case_id>/decide")
@requires(Permission.ATTENDANCE_DECIDE)
def decide_case(case_id: UUID) -> Response | BaseResponse:
    """Confirm or excuse one proposed absence. 403 for who does not speak now, 409 when somebody was first, 422 without words."""
    case, staff = attendance_cases.case_seen(g.actor, str(case_id), g.now.date())
    form = CaseForm()
    if form.validate():
        try:
            confirm = form.verdict.data == "confirm"
            attendance_cases.decide_case(g.actor, case.id, confirm, form.opinion.data or "", form.seen(), g.now)
            return go_to("corrections.approvals")
        except InvalidInput as error:
            form.show(error.problems)
    return show_day(staff, case.day, status=422, refused=form, refused_id=case.id)


@bp.route("/approvals", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DECIDE)
def approvals() -> Response:
    """补签与认定: what waits for this person. POST decides the corrections picked, each by itself, and says what became of it."""
    form = BatchForm()
    if not form.is_submitted():
        return _page()
    names = {line.row.id: (line.staff.name, str(line.row.day)) for line in _waiting().corrections}
    outcomes = _batch(form, "opinion", lambda picked: corrections.decide_many(
        g.actor, picked, form.verdict.data == "approve", form.opinion.data or "", g.now), names, needs_words=form.verdict.data != "approve")
    return _page(outcomes, batch=form)


@bp.post("/absences")
@requires(Permission.ATTENDANCE_DECIDE)
def absences() -> Response:
    """Decide the proposed absences picked, each by itself."""
    form = CaseBatchForm()
    names = {line.row.id: (line.staff.name, str(line.row.day)) for line in _waiting().cases}
    outcomes = _batch(form, "case_opinion", lambda picked: attendance_cases.decide_cases(
        g.actor, picked, form.case_verdict.data == "confirm", form.case_opinion.data or "", g.now), names, needs_words=True)
    return _page(outcomes, cases=form)


@bp.post("/filing")
@requires(Permission.ATTENDANCE_CONFIRM)
def filing() -> Response | BaseResponse:
    """备案: note that the corrections picked (pick = id) are on file."""
    form = FilingForm()
    picked = request.form.getlist("pick")
    if not form.validate() or not picked:
        form.show([Problem("", "nothing_to_decide")])
        return _page(filing=form)
    corrections.file_many(g.actor, picked, g.now)
    return go_to("corrections.approvals")


@bp.get("/corrections/<uuid:correction_id>/print")
@requires(Permission.ATTENDANCE_OWN, Permission.ATTENDANCE_ALL)
def print_correction(correction_id: UUID) -> Response:
    """考勤补签单 and its stub for one A4 sheet; noted in the audit. 404 for who may not see the person's attendance."""
    line = attendance_approvals.print_correction(g.actor, str(correction_id), g.now)
    title = words.SHEET_TITLE.format(centre=current_app.config["SETTINGS"].centre_name)
    return render("attendance/print_correction.html", line=line, row=line.row, title=title)


@bp.get("/corrections/<uuid:correction_id>/paper")
@requires(Permission.ATTENDANCE_OWN, Permission.ATTENDANCE_ALL)
def paper(correction_id: UUID) -> BaseResponse:
    """The evidence of a correction; the audit notes who opened it. 403, 404."""
    found = attendance_approvals.open_paper(g.actor, str(correction_id), current_app.config["SETTINGS"], g.now)
    answer = send_file(found.path, mimetype=found.media_type, as_attachment=not found.is_picture, download_name=found.file_name or None)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _waiting() -> attendance_approvals.Waiting:
    return attendance_approvals.waiting_for(g.actor, g.now.date())


def _batch(form: PlainForm, opinion: str, act: Callable[[list[tuple[str, int]]], dict[str, str]], names: Mapping[str, tuple[str, str]],
           *, needs_words: bool) -> list[Outcome]:
    """Do the act with the lines picked; the problems are shown at the form instead when there are some."""
    pairs = [text.partition(":") for text in request.form.getlist("pick")]
    picked = [(row_id, int(version)) for row_id, _, version in pairs if version.isdecimal() and len(version) <= 9]
    if not form.validate():
        return []
    problems = [Problem(opinion, "required")] if needs_words and not (form[opinion].data or "").strip() else []
    problems += [] if picked else [Problem("", "nothing_to_decide")]
    if problems:
        form.show(problems)
        return []
    results = act(picked)
    return [Outcome(*names.get(row_id, ("", "")), words.OUTCOMES[result]) for row_id, result in results.items()]


def _page(outcomes: list[Outcome] | None = None, **sent: Any) -> Response:
    """The page with fresh forms beside the one that was sent."""
    faulty = any(form.errors for form in sent.values())
    forms = {name: sent[name] if name in sent and sent[name].errors else form(formdata=None) for name, form in FRESH.items()}
    return render("attendance/approvals.html", status=422 if faulty else 200, waiting=_waiting(), outcomes=outcomes or [], forms=forms)
