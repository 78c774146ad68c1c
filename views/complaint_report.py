"""热线月报: on screen and printed, filled in, checked and issued, and as a document that leaders rewrite."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, current_app, g, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_report as actions
from actions import documents
from actions.complaint_sums import note_taken
from actions.documents_table import Ruled
from rules.complaint_sums import figures_of
from rules.errors import InvalidInput
from rules.people import Permission
from views import month_grid
from views.access import go_to, requires
from views.complaint_sums import SumsText, figure_text, in_words
from views.forms.complaint_report import ReportForm, SignForm
from views.leave_slip import DOCX, FONTS
from views.page import render
from views.search import month_asked, month_named, number_asked
from views.wording import complaint_report as words
from views.wording import complaint_sums as sum_words
from views.wording.dates import TODAY_TEXT

bp = Blueprint("complaint_report", __name__, url_prefix="/complaint/report")
TEXT_MM, NUMBER_MM, POINTS = 156.0, 22.0, 12.0


@bp.get("")
@requires(Permission.COMPLAINT_ALL)
def show() -> Response:
    """The report of ?month= in ?edition=, the latest otherwise."""
    return _show(month_asked(g.now.date()))


@bp.post("/fill")
@requires(Permission.COMPLAINT_LOG)
def fill() -> Response | BaseResponse:
    """Fill it in with the figures of this moment. 303 to the report; 422 with the sentences; 409 when it was changed meanwhile."""
    form = ReportForm()
    month = month_named(form.month.data or "", g.now.date())
    if form.validate():
        try:
            actions.fill_in(g.actor, month, form.narrative.data or "", form.correction.data or "", g.now, _version(form.version.data),
                            form.stamp())
            return go_to("complaint_report.show", month=f"{month:%Y-%m}")
        except InvalidInput as error:
            form.show(error.problems)
    return _show(month, form)


@bp.post("/<uuid:report_id>/check")
@requires(Permission.COMPLAINT_DECIDE)
def check(report_id: UUID) -> Response | BaseResponse:
    """审核; 403 for who filled it in, 409 when it was changed meanwhile or checked already."""
    row = actions.check(g.actor, str(report_id), g.now, _version(SignForm().version.data))
    return go_to("complaint_report.show", month=f"{row.month:%Y-%m}")


@bp.post("/<uuid:report_id>/issue")
@requires(Permission.COMPLAINT_DECIDE)
def issue(report_id: UUID) -> Response | BaseResponse:
    """签发, by a leader; 403, 409 as above."""
    row = actions.issue(g.actor, str(report_id), g.now, _version(SignForm().version.data))
    return go_to("complaint_report.show", month=f"{row.month:%Y-%m}")


@bp.get("/report.docx")
@requires(Permission.COMPLAINT_ALL)
def docx() -> BaseResponse:
    """The report in the layout of official papers. 422 with the sentence where documents cannot be written."""
    report = actions.report_of(g.actor, month_asked(g.now.date()), g.now.date(), number_asked("edition", 0))
    text = in_words(report.found)
    first, second, third, fourth = words.SECTIONS
    parts: list[documents.Line | documents.Grid | Ruled] = [documents.Line(first)]
    parts += [documents.Line(line) for line in (report.row.narrative.splitlines() if report.row else [words.NOT_FILLED])]
    parts += [documents.Line(second), _table([row[:4] for row in text.rows]), documents.Line("", plain=True)]
    for group in text.groups:
        parts += [_table([[group.title, *sum_words.GROUP_HEADS[1:]], *group.rows]), documents.Line("", plain=True)]
    parts += [documents.Line(third), _table(text.handlers, POINTS - 3), documents.Line("", plain=True)]
    if report.row and report.row.correction:
        parts += [documents.Line(fourth), documents.Line(report.row.correction), *(documents.Line(line) for line in changes_of(report))]
    parts += [documents.Line(_signed(report), plain=True), documents.Line(TODAY_TEXT.format(day=g.now), right=True)]
    note_taken(g.actor, report.found.period, "report.docx", g.now)
    return send_file(BytesIO(documents.write_document(_title(text), parts, FONTS)), DOCX, as_attachment=True,
                     download_name=f"{words.FILE_NAME.format(span=text.span)}.docx")


def changes_of(report: actions.Report) -> list[str]:
    """What differs from the edition before, figure by figure."""
    if report.former is None:
        return []
    old, new = figures_of(report.former.facts), figures_of(report.found.facts)
    pairs = [(word, figure_text(old, name), figure_text(new, name)) for name, word, _ in sum_words.ROWS]
    return [words.CHANGED.format(word=word, old=before, new=after) for word, before, after in pairs if before != after]


def _show(month: date, form: ReportForm | None = None) -> Response:
    report = actions.report_of(g.actor, month, g.now.date(), number_asked("edition", 0))
    text = in_words(report.found)
    row = report.row
    open_row = row if row and not row.issued_at else None
    form = form or ReportForm(formdata=None, month=f"{month:%Y-%m}", version=str(open_row.version if open_row else 0),
                              narrative=row.narrative if row else "", correction=open_row.correction if open_row else "")
    return render("complaint/report.html", status=422 if form.errors else 200, report=report, row=row, text=text, title=_title(text),
                  form=form, month=f"{month:%Y-%m}", around=month_grid.around(month), signed=_signed(report), changes=changes_of(report),
                  sum_words=sum_words, report_words=words, can_write=documents.can_write_documents())


def _title(text: SumsText) -> str:
    return words.TITLE.format(centre=current_app.config["SETTINGS"].centre_name, span=text.span)


def _signed(report: actions.Report) -> str:
    row = report.row
    by = [report.names.get(getattr(row, f"{act}_by"), "") if row else "" for act in ("filled", "checked", "issued")]
    return words.SIGNED.format(filled=by[0], checked=by[1], issued=by[2])


def _table(rows: list[list[str]], points: float = POINTS) -> Ruled:
    width = min(NUMBER_MM, (TEXT_MM - 30) / max(1, len(rows[0]) - 1))
    return Ruled(rows, [TEXT_MM - width * (len(rows[0]) - 1), *[width] * (len(rows[0]) - 1)], points)


def _version(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else -1
