"""Importing people: a file is uploaded, looked at line by line, and confirmed by its hash."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import sheets, staff_import, staff_lists, staff_units, uploads
from actions.staff_import import ImportResult
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.staff import ConfirmForm, UploadForm
from views.page import render
from views.staff import send_xlsx, staff_words
from views.wording import staff as words

bp = Blueprint("staff_import", __name__, url_prefix="/staff/import")
bp.context_processor(staff_words)
SHOWN_LINES = 300


@bp.route("", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def upload() -> Response | BaseResponse:
    """Choose a file; a readable one goes on to its preview, another is answered 422."""
    form = UploadForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        try:
            _judge(content)
            digest = uploads.keep_upload(current_app.config["SETTINGS"].data, g.actor, content)
            return go_to("staff_import.preview", digest=digest)
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/import.html", status=422 if form.is_submitted() else 200, form=form)


@bp.get("/template.xlsx")
@requires(Permission.STAFF_EDIT)
def template() -> BaseResponse:
    """An empty file with the headings."""
    return send_xlsx([staff_lists.headings()], words.TEMPLATE_NAME)


@bp.get("/<digest>")
@requires(Permission.STAFF_EDIT)
def preview(digest: str) -> Response:
    """What the uploaded file would do, line by line. 422 when a later upload took its place."""
    return _preview(_judge(_kept(digest)), ConfirmForm(), digest)


@bp.post("/<digest>")
@requires(Permission.STAFF_EDIT)
def confirm(digest: str) -> Response | BaseResponse:
    """Import the file. 422 with the preview when lines are bad and are not to be left out; 409 for a reused key."""
    form = ConfirmForm()
    content = _kept(digest)
    if form.validate():
        try:
            counts = staff_import.confirm_import(g.actor, sheets.read_sheet(content), g.now, skip_bad=form.skip_bad.data,
                                                 stamp=form.stamp())
            return go_to("staff.people", **counts)
        except InvalidInput as error:
            form.show(error.problems)
    return _preview(_judge(content), form, digest)


def _kept(digest: str) -> bytes:
    return uploads.kept_upload(current_app.config["SETTINGS"].data, g.actor, digest)


def _judge(content: bytes) -> ImportResult:
    return staff_import.import_staff(g.actor, sheets.read_sheet(content), g.now, dry_run=True)


def _preview(result: ImportResult, form: ConfirmForm, digest: str) -> Response:
    """The bad lines first, then the others, SHOWN_LINES at most."""
    lines = sorted(result.lines, key=lambda line: (line.outcome != "bad", line.outcome == "unchanged", line.line))
    unit_names = {unit.id: unit.name for unit in staff_units.units(closed=True)}
    return render("staff/preview.html", status=422 if form.is_submitted() else 200, result=result, lines=lines[:SHOWN_LINES],
                  form=form, digest=digest, unit_names=unit_names)
