"""巡查登记: entering who was found away, the person's answer, the decision, and 离岗情况登记表 on paper."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import patrol as actions
from actions.attendance_month import whose
from actions.leave_choices import colleagues_of, person_here, person_meant
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.attendance import show_day
from views.forms.leave import shown_person
from views.forms.patrol import AnswerForm, FindingDecisionForm, FindingForm
from views.page import render
from views.wording import corrections as words

bp = Blueprint("patrol", __name__, url_prefix="/attendance/patrol")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_PATROL)
def findings() -> Response | BaseResponse:
    """What this person found (all for who sees all attendance), and a new finding. 422 with the sentences, 403 for oneself."""
    form = FindingForm(data={"day": g.now.date()})
    if form.validate_on_submit():
        try:
            staff = person_meant(form.person.data or "", g.now.date(), "person")
            actions.note_finding(g.actor, form.found(staff.id if staff else ""), g.now, form.stamp())
            return go_to("patrol.findings")
        except InvalidInput as error:
            form.show(error.problems)
    me = person_here(g.actor.staff_id)
    return render("attendance/patrol.html", status=422 if form.is_submitted() else 200, form=form, lines=actions.findings_seen(g.actor),
                  colleagues=[(shown_person(one), one) for one in colleagues_of(me, g.now.date())])


@bp.post("/<uuid:finding_id>/answer")
@requires(Permission.ATTENDANCE_OWN)
def answer(finding_id: UUID) -> Response | BaseResponse:
    """The person's own word. 404 for anybody else, 409 when it is decided, 422 without words."""
    line, form = actions.finding_line(g.actor, str(finding_id), g.now.date()), AnswerForm()
    if form.validate():
        try:
            actions.answer_finding(g.actor, line.row.id, form.answer.data or "", form.seen(), g.now)
            return go_to("attendance.day", day=line.row.day)
        except InvalidInput as error:
            form.show(error.problems)
    return show_day(whose(g.actor, "", g.now.date()), line.row.day, status=422, refused=form, refused_id=line.row.id)


@bp.post("/<uuid:finding_id>/decide")
@requires(Permission.ATTENDANCE_DECIDE)
def decide(finding_id: UUID) -> Response | BaseResponse:
    """Uphold or dismiss. 403 for who found it, 409 when somebody was first, 422 without words or when the person was not heard."""
    line, form = actions.finding_line(g.actor, str(finding_id), g.now.date()), FindingDecisionForm()
    if form.validate():
        try:
            uphold = form.verdict.data == "uphold"
            actions.decide_finding(g.actor, line.row.id, uphold, form.opinion.data or "", form.seen(), g.now)
            return go_to("corrections.approvals")
        except InvalidInput as error:
            form.show(error.problems)
    return show_day(line.staff, line.row.day, status=422, refused=form, refused_id=line.row.id)


@bp.get("/<uuid:finding_id>/print")
@requires(Permission.ATTENDANCE_OWN, Permission.ATTENDANCE_PATROL)
def print_finding(finding_id: UUID) -> Response:
    """离岗情况登记表. 404 for who may not know of it."""
    line = actions.finding_line(g.actor, str(finding_id), g.now.date())
    title = words.FINDING_TITLE.format(centre=current_app.config["SETTINGS"].centre_name)
    return render("attendance/print_finding.html", line=line, row=line.row, title=title)
