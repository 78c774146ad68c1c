"""导入打卡记录: a file is read, looked at, confirmed, and taken in beside the request, watched on a page of its own."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import devices as machines
from actions import punches_batches, uploads
from actions.punches import second_of, second_text
from actions.punches_held import readable
from devices import FORMATS, headings_of, read_file, runs, sample_of
from devices.intake import Device, check_complete, confirm_file
from devices.preview import preview_file
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires, unattended
from views.forms.punches import ColumnsForm, PunchFileForm, TakeInForm
from views.page import render
from views.search import text_asked
from views.wording import punches as words
from views.wording import say

bp = Blueprint("punches_import", __name__, url_prefix="/attendance/import")
bp.context_processor(lambda: {"words": words, "local": second_text, "readable": readable})
ASK_FOR_COLUMNS = {"attendance_unknown_file", "attendance_columns_missing", "attendance_day_first"}
"""What is refused because nobody knows the columns: the person says which they are."""


@bp.route("", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DEVICES)
def upload() -> Response | BaseResponse:
    """Choose a machine and a file; a readable one goes on to its preview, a table nobody knows to its columns, others are 422."""
    known = sorted((device for device in machines.devices() if device.active), key=lambda device: device.kind != "file")
    form = PunchFileForm(device=text_asked("device"))
    form.offer(known)
    if form.validate_on_submit():
        content, name = form.file.data.read(), (form.file.data.filename or "")[:200]
        try:
            device = machines.device_of(form.device.data)
            endpoint = _reads(content, device)
            digest = uploads.keep_upload(current_app.config["SETTINGS"].data, g.actor, content)
            return go_to(endpoint, device_id=device.id, digest=digest, name=name)
        except InvalidInput as error:
            form.show(error.problems)
    return render("punches_import/upload.html", status=422 if form.is_submitted() else 200, form=form, known=known)


@bp.route("/<uuid:device_id>/<digest>/columns", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_DEVICES)
def columns(device_id: UUID, digest: str) -> Response | BaseResponse:
    """Say which column holds what; it is remembered for the machine. 422 when it cannot be read so."""
    device, content = machines.device_of(str(device_id)), _kept(digest)
    form = ColumnsForm(**device.mapping)
    headings = headings_of(content)
    form.offer(headings, FORMATS)
    if form.validate_on_submit():
        try:
            read_file(content, form.mapping())
            machines.remember_mapping(g.actor, device.id, form.mapping(), g.now)
            return go_to("punches_import.preview", device_id=device_id, digest=digest, name=text_asked("name"))
        except InvalidInput as error:
            form.show(error.problems)
    return render("punches_import/columns.html", status=422 if form.is_submitted() else 200, form=form, device=device, digest=digest,
                  headings=headings, sample=sample_of(content), name=text_asked("name"))


@bp.get("/<uuid:device_id>/<digest>")
@requires(Permission.ATTENDANCE_DEVICES)
def preview(device_id: UUID, digest: str) -> Response:
    """What the file would do. 422 when a later upload took its place."""
    return _preview(device_id, digest, TakeInForm(name=text_asked("name")))


@bp.post("/<uuid:device_id>/<digest>")
@requires(Permission.ATTENDANCE_DEVICES)
def take_in(device_id: UUID, digest: str) -> Response | BaseResponse:
    """Begin to take the file in, once under the form's key, and go to watch it. 422 with the preview while another import runs."""
    form = TakeInForm()
    content, device = _kept(digest), machines.device_of(str(device_id))
    if form.validate():
        try:
            until = second_of(form.complete_until.data.isoformat()) if form.complete_until.data else None
            check_complete(until, g.now)
            actor, now, stamp, name = g.actor, g.now, form.stamp(), form.name.data or ""
            runs.begin(actor.staff_id, stamp.key, form.rows(),
                       lambda progress: confirm_file(actor, device, content, name, until, now, stamp, progress))
            return go_to("punches_import.run", key=stamp.key, device=device_id, digest=digest, name=name)
        except InvalidInput as error:
            form.show(error.problems)
    return _preview(device_id, digest, form)


@bp.get("/runs/<key>")
@requires(Permission.ATTENDANCE_DEVICES)
@unattended
def run(key: str) -> Response:
    """How far an import is, what it came to, or that it was cut off and wrote nothing. Raises what stopped it."""
    found = runs.run_of(g.actor.staff_id, key)
    answer = found.answer if found and found.answer else punches_batches.answer_under(g.actor, key)
    if found and found.error and not isinstance(found.error, InvalidInput):
        raise found.error
    problems = [say(problem) for problem in found.error.problems] if found and isinstance(found.error, InvalidInput) else []
    state = "done" if answer else "refused" if problems else "running" if found else "cut_off"
    return render("punches_import/run.html", partial="punches_import/_run.html", key=key, state=state, found=found, problems=problems,
                  counts=json.loads(answer) if answer else {}, device=text_asked("device"), digest=text_asked("digest"),
                  name=text_asked("name"))


def _reads(content: bytes, device: Device) -> str:
    """The page to go on with: the preview, or the columns when nobody knows them. Raises InvalidInput for what is no such file."""
    try:
        read_file(content, device.mapping or None)
    except InvalidInput as error:
        if not {problem.code for problem in error.problems} <= ASK_FOR_COLUMNS:
            raise
        headings_of(content)
        return "punches_import.columns"
    return "punches_import.preview"


def _kept(digest: str) -> bytes:
    return uploads.kept_upload(current_app.config["SETTINGS"].data, g.actor, digest)


def _preview(device_id: UUID, digest: str, form: TakeInForm) -> Response:
    device = machines.device_of(str(device_id))
    found = preview_file(g.actor, device, _kept(digest), g.now)
    return render("punches_import/preview.html", status=422 if form.is_submitted() else 200, found=found, form=form, device=device,
                  digest=digest, name=form.name.data or "")
