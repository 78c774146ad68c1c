"""导入外部工单: a platform's table is read, looked at line by line, and confirmed by its hash."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_orders as orders
from actions import sheets, uploads
from rules.complaint_orders import Source, Words
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from rules.staff_import import Table
from views.access import go_to, requires
from views.forms.complaint_orders import OrderColumnsForm, OrdersForm, TakeOrdersForm
from views.page import render
from views.wording import complaint_orders as words

bp = Blueprint("complaint_orders", __name__, url_prefix="/complaint/orders")
bp.context_processor(lambda: {"words": words})
READING = orders.Reading(words.HEADINGS, Words(words.KINDS, words.YES, {}))
ASK_FOR_COLUMNS = {"column_missing", "column_twice"}
SHOWN_LINES = 300


@bp.route("", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_LOG)
def upload() -> Response | BaseResponse:
    """Choose a platform and a file; a readable one goes on to its preview, a table nobody knows to its columns, others are 422."""
    form = OrdersForm()
    if form.validate_on_submit():
        content, source = form.file.data.read(), Source(form.source.data)
        try:
            endpoint = _reads(source, sheets.read_sheet(content))
            digest = uploads.keep_upload(current_app.config["SETTINGS"].data, g.actor, content)
            return go_to(endpoint, source=source.value, digest=digest)
        except InvalidInput as error:
            form.show(error.problems)
    held = {name: orders.held_lines(g.actor, Source(code)) for code, name in words.SOURCES}
    counts = {name: request.args.get(name, type=int) for name in ("created", "updated", "unchanged", "bad")}
    done = words.TAKEN_IN.format(**counts) if None not in counts.values() else ""
    return render("complaint/orders.html", status=422 if form.is_submitted() else 200, form=form, held=held, done=done)


@bp.route("/<source>/<digest>/columns", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_LOG)
def columns(source: str, digest: str) -> Response | BaseResponse:
    """Say which column holds what; it is remembered for the platform. 422 when it cannot be read so."""
    platform, table = _source(source), _table(digest)
    headings = list(table[0][1])
    form = OrderColumnsForm(**{code: heading for heading, code in orders.remembered(platform).items() if heading in headings})
    form.offer(headings)
    if form.validate_on_submit():
        try:
            orders.remember_columns(g.actor, platform, form.headings(headings), g.now)
            return go_to("complaint_orders.preview", source=source, digest=digest)
        except InvalidInput as error:
            form.show(error.problems)
    return render("complaint/orders_columns.html", status=422 if form.is_submitted() else 200, form=form, source=source, digest=digest,
                  headings=headings, sample=[list(cells.values()) for _, cells in table[:3]])


@bp.get("/<source>/<digest>")
@requires(Permission.COMPLAINT_LOG)
def preview(source: str, digest: str) -> Response:
    """What the file would do, line by line. 422 when a later upload took its place."""
    return _preview(_source(source), digest, TakeOrdersForm())


@bp.post("/<source>/<digest>")
@requires(Permission.COMPLAINT_LOG)
def confirm(source: str, digest: str) -> Response | BaseResponse:
    """Take the file in. 422 with the preview when lines are bad and are not to be held back; 409 for a reused key."""
    form, platform = TakeOrdersForm(), _source(source)
    table = _table(digest)
    if form.validate():
        try:
            counts = orders.take_in(g.actor, platform, table, READING, g.now, skip_bad=bool(form.skip_bad.data), stamp=form.stamp())
            return go_to("complaint_orders.upload", **counts)
        except InvalidInput as error:
            form.show(error.problems)
    return _preview(platform, digest, form)


def _source(text: str) -> Source:
    if text not in words.SOURCE_NAMES:
        raise NotFound(f"platform {text}")
    return Source(text)


def _table(digest: str) -> Table:
    return sheets.read_sheet(uploads.kept_upload(current_app.config["SETTINGS"].data, g.actor, digest))


def _reads(source: Source, table: Table) -> str:
    """The page to go on with: the preview, or the columns when nobody knows them."""
    try:
        orders.read_file(g.actor, source, table, READING, g.now)
    except InvalidInput as error:
        if not {problem.code for problem in error.problems} <= ASK_FOR_COLUMNS:
            raise
        return "complaint_orders.columns"
    return "complaint_orders.preview"


def _preview(source: Source, digest: str, form: TakeOrdersForm) -> Response:
    """The bad lines first, then the others, SHOWN_LINES at most."""
    found = orders.read_file(g.actor, source, _table(digest), READING, g.now)
    lines = sorted(found.lines, key=lambda line: (line.outcome != "bad", line.outcome == "unchanged", line.line))
    return render("complaint/orders_preview.html", status=422 if form.is_submitted() else 200, found=found, lines=lines[:SHOWN_LINES],
                  form=form, source=source.value, digest=digest)
