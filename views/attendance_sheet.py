"""考勤表 of a month: on screen and printed, as xlsx, csv and docx; the signs on it."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, g, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import attendance_sheet as actions
from actions import documents, sheet_forms, sheets
from actions.attendance_sheet import MonthSheet
from actions.documents_table import Ruled
from rules.errors import InvalidInput
from rules.people import Permission
from views import attendance_grid as grid
from views import month_grid
from views.access import go_to, requires
from views.forms.attendance_sheet import SignsForm
from views.leave_slip import DOCX, FONTS
from views.leave_team import XLSX
from views.page import render
from views.search import month_asked, text_asked
from views.wording import attendance_sheet as words

bp = Blueprint("attendance_sheet", __name__, url_prefix="/attendance")
TEXT, DAY, TOTAL, LEAVE = 11.0, 3.4, 6.0, 13.0  # widths of columns in characters
A4_MM, A3_MM = (13.0, 11.0, 8.0, 5.4, 7.5, 14.0), (20.0, 16.0, 12.0, 8.2, 11.5, 22.0)


@bp.context_processor
def sheet_words() -> dict[str, object]:
    """What the templates of this feature use."""
    return {"words": words}


@bp.get("/sheet")
@requires(Permission.ATTENDANCE_SHEET)
def show() -> Response:
    """考勤表: two rows a person, days across. 403 for a unit one may not look at, 422 when the year's calendar is missing."""
    sheet = _sheet()
    return render("attendance_sheet/show.html", sheet=sheet, body=grid.body(sheet), head=month_grid.head(sheet.days, g.now.date()),
                  columns=month_grid.columns(sheet.days),
                  around=month_grid.around(sheet.first), named=month_grid.named_days(sheet.days), due=month_grid.due_days(sheet.days),
                  legend=grid.legend(sheet), title=title_of(sheet), seal=seal_of(sheet), adjusted=grid.adjusted_lines(sheet.lines),
                  from_lates=grid.from_lates_line(sheet.lines), paper=paper_asked(), can_write=documents.can_write_documents(),
                  asked={"month": f"{sheet.first:%Y-%m}", "unit": sheet.unit.id if sheet.unit else None, "home": sheet.home_unit or None})


@bp.get("/sheet.xlsx")
@requires(Permission.ATTENDANCE_SHEET)
def xlsx() -> BaseResponse:
    """The sheet as a spreadsheet in the form that is signed."""
    sheet = _sheet()
    rows, days = grid.file_rows(sheet), len(sheet.days)
    last = len(rows[0])
    form = sheet_forms.SheetForm(
        title_of(sheet), [_note(sheet)], rows[0], rows[1:], [TEXT, 8, 6, *[DAY] * days, *[TOTAL] * (len(words.TOTALS) - 1), LEAVE],
        {0, 1, *range(3 + days, last)}, _below(sheet), wide=paper_asked() == "a3")
    name = words.SHEET_NAME.format(year=sheet.first.year, month=sheet.first.month)
    return file_of(sheet, sheet_forms.write_form(form, name), XLSX, "xlsx")


@bp.get("/sheet.csv")
@requires(Permission.ATTENDANCE_SHEET)
def csv() -> BaseResponse:
    """The sheet as csv."""
    sheet = _sheet()
    return file_of(sheet, sheets.write_csv(grid.file_rows(sheet)), "text/csv", "csv")


@bp.get("/sheet.docx")
@requires(Permission.ATTENDANCE_SHEET)
def docx() -> BaseResponse:
    """The sheet as a document. 422 with the sentence where documents cannot be written."""
    sheet = _sheet()
    wide = paper_asked() == "a3"
    name, number, half, day, total, leave = A3_MM if wide else A4_MM
    widths = [name, number, half, *[day] * len(sheet.days), *[total] * (len(words.TOTALS) - 1), leave]
    table = Ruled(grid.file_rows(sheet), widths, 9 if wide else 7, {0, 1, *range(3 + len(sheet.days), len(widths))})
    above, *below = (documents.Line(line, plain=True, small=True) for line in (_note(sheet), *_below(sheet)))
    parts: list[documents.Line | documents.Grid | Ruled] = [above, table, *below]
    content = documents.write_document(title_of(sheet), parts, FONTS, documents.LYING_WIDE if wide else documents.LYING)
    return file_of(sheet, content, DOCX, "docx")


@bp.route("/signs", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_RULES)
def signs() -> Response | BaseResponse:
    """The signs of verdicts on the sheet; 422 with a sentence at each that is too long."""
    form = SignsForm(data={**words.SIGNS, **actions.own_signs()})
    if form.validate_on_submit():
        try:
            actions.set_signs(g.actor, form.signs(), words.SIGNS, g.now)
            return go_to("attendance_sheet.show")
        except InvalidInput as error:
            form.show(error.problems)
    return render("attendance_sheet/signs.html", status=422 if form.is_submitted() else 200, form=form)


def _sheet() -> MonthSheet:
    return actions.month_sheet(g.actor, month_asked(g.now.date()), text_asked("unit"), text_asked("home"))


def paper_asked() -> str:
    """The paper to print on: a4 or a3."""
    return "a3" if request.args.get("paper") == "a3" else "a4"


def scope_of(sheet: MonthSheet) -> str:
    """Whose sheet it is, in words."""
    if sheet.unit is not None:
        return str(sheet.unit.name)
    return words.WHOLE if g.actor.may(Permission.ATTENDANCE_ALL) else words.OWN_UNITS


def title_of(sheet: MonthSheet) -> str:
    """The title on paper."""
    unit = scope_of(sheet) if sheet.unit is not None else ""
    title = words.TITLE.format(centre=current_app.config["SETTINGS"].centre_name, unit=unit, year=sheet.first.year, month=sheet.first.month)
    return title + (words.HOME_UNIT.format(home=sheet.home_unit) if sheet.home_unit else "")


def seal_of(sheet: MonthSheet) -> str:
    """Whether the figures are closed, with the check value."""
    close = sheet.month.close
    return words.SEALED.format(digest=close.digest[:16]) if close is not None and sheet.month.frozen else words.RUNNING


def _note(sheet: MonthSheet) -> str:
    named = [words.NAMED.format(named=one) for one in month_grid.named_days(sheet.days)]
    return "".join([words.DUE.format(due=month_grid.due_days(sheet.days)), *named, seal_of(sheet)])


def _below(sheet: MonthSheet) -> list[str]:
    section = current_app.config["SETTINGS"].section_name
    signed = words.SIGNS_APART.join(text.format(section=section) for text in words.SIGNATURES)
    more = [line for line in (grid.from_lates_line(sheet.lines), *grid.adjusted_lines(sheet.lines)) if line]
    return [words.TOTALS_NOTE, grid.legend_text(sheet), *more, signed]


def file_of(sheet: MonthSheet, content: bytes, media_type: str, ending: str, name: str = words.FILE_NAME, form: str = "sheet",
            ) -> BaseResponse:
    """A file about the month to be kept; that it was taken is noted in the audit."""
    actions.note_taken(g.actor, sheet, f"{form}.{ending}", g.now)
    called = name.format(unit=scope_of(sheet), home=sheet.home_unit, year=sheet.first.year, month=sheet.first.month)
    return send_file(BytesIO(content), media_type, as_attachment=True, download_name=f"{called}.{ending}")
