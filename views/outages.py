"""停电和故障: the event, its sign-in sheet on paper, and the times of many people entered in one form."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from actions import outages as actions
from actions.attachments import keep_paper
from rules.errors import InvalidInput
from rules.people import Permission
from rules.schedule import minute_of
from views.access import go_to, requires
from views.forms.outages import OutageForm, SheetForm
from views.page import render
from views.search import number_asked
from views.wording import outages as words

bp = Blueprint("outages", __name__, url_prefix="/attendance/outages")


@bp.context_processor
def outage_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words}


@bp.route("", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_OUTAGES)
def events() -> Response | BaseResponse:
    """The events one may work on, and a new one. 403 for a unit that is not one's own, 422 with the sentences."""
    form = OutageForm(data={"day": g.now.date(), "unit": g.actor.unit_id})
    form.offer(actions.units_to_run(g.actor), actions.devices_kept(), actions.may_run(g.actor, ""))
    if form.validate_on_submit():
        try:
            made = actions.add_outage(g.actor, form.draft(_paper(form.attachment.data)), g.now, form.stamp())
            return go_to("outages.sheet", outage_id=made)
        except InvalidInput as error:
            form.show(error.problems)
    return render("attendance/outages.html", status=422 if form.is_submitted() else 200, form=form, lines=actions.outages_seen(g.actor),
                  may_enter=bool(form.unit.choices))


def _paper(file: object) -> str:
    if not isinstance(file, FileStorage) or not file.filename:
        return ""
    content = file.read()
    file.stream.seek(0)
    return keep_paper(g.actor, content, file.filename, current_app.config["SETTINGS"], g.now)


@bp.route("/<uuid:outage_id>", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_OUTAGES)
def sheet(outage_id: UUID) -> Response | BaseResponse:
    """The people of an event with the times entered so far, and entering more. 404 for who may not work on it, 422 with the sentences."""
    form = SheetForm()
    typed: dict[tuple[str, str], str] = {}
    if form.is_submitted():
        typed = _typed()
    if form.validate_on_submit():
        try:
            times = {key: minute_of(text, "") for key, text in typed.items() if text}
            count = actions.enter_times(g.actor, str(outage_id), times, g.now, form.stamp(), _paper(form.attachment.data))
            return go_to("outages.sheet", outage_id=outage_id, entered=count)
        except InvalidInput as error:
            form.show(error.problems)
    return render("attendance/outage.html", status=422 if form.is_submitted() else 200, form=form, typed=typed,
                  line=actions.outage_line(g.actor, str(outage_id)), people=actions.sheet_of(g.actor, str(outage_id)),
                  entered=number_asked("entered", 0) if "entered" in request.args else None)


def _typed() -> dict[tuple[str, str], str]:
    """(person, slot) -> the text that was typed; lines that do not fit together are left out."""
    people = request.form.getlist("person")
    columns = {"am-in": request.form.getlist("am_in"), "am-out": request.form.getlist("am_out"), "pm-in": request.form.getlist("pm_in"),
               "pm-out": request.form.getlist("pm_out")}
    return {(staff_id, slot): text.strip()[:5] for slot, texts in columns.items() for staff_id, text in zip(people, texts, strict=False)}


@bp.get("/<uuid:outage_id>/print")
@requires(Permission.ATTENDANCE_OUTAGES)
def print_sheet(outage_id: UUID) -> Response:
    """临时签到表: everybody of the event with room for four times and signatures; noted in the audit. 404 for who may not work on it."""
    line, people = actions.print_sheet(g.actor, str(outage_id), g.now)
    title = words.SHEET_TITLE.format(centre=current_app.config["SETTINGS"].centre_name)
    return render("attendance/print_outage.html", line=line, people=people, title=title)


@bp.get("/<uuid:outage_id>/scan")
@requires(Permission.ATTENDANCE_OUTAGES)
def scan(outage_id: UUID) -> BaseResponse:
    """The scan of the signed sheet; the audit notes who opened it. 404."""
    found = actions.open_scan(g.actor, str(outage_id), current_app.config["SETTINGS"], g.now)
    answer = send_file(found.path, mimetype=found.media_type, as_attachment=not found.is_picture, download_name=found.file_name or None)
    answer.headers["Cache-Control"] = "no-store"
    return answer
