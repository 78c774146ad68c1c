"""考勤通报 of a month: on screen and printed, as xlsx, and as a document that leaders rewrite."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, current_app, g, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import documents, sheet_forms
from actions.attendance_bulletin import Bulletin, UnitSums, bulletin_of
from actions.attendance_sheet import note_taken
from actions.attendance_sums import PersonMonth
from actions.documents_table import Ruled
from rules.attendance import Code
from rules.attendance_month import UNSETTLED
from rules.leave import days_text, hours_text
from rules.people import Permission
from views import attendance_grid as grid
from views import month_grid
from views.access import requires
from views.attendance_sheet import scope_of
from views.leave_slip import DOCX, FONTS
from views.leave_team import XLSX
from views.page import render
from views.search import month_asked, text_asked
from views.wording import attendance_bulletin as words
from views.wording import attendance_sheet as sheet_words
from views.wording import leave_team as team_words
from views.wording.dates import TODAY_TEXT

bp = Blueprint("attendance_bulletin", __name__, url_prefix="/attendance")
FIRST_MM, TEXT_MM, POINTS = 34.0, 156.0, 12.0


@dataclass(frozen=True)
class BulletinText:
    """The bulletin in words: rows of the table of units (headings first, all together last), named people, sentences."""

    title: str
    summary: str
    leave: str
    rows: list[list[str]]
    leave_rows: list[list[str]]
    named: list[str]
    adjusted: list[str]
    note: str


@bp.get("/bulletin")
@requires(Permission.ATTENDANCE_SHEET)
def show() -> Response:
    """考勤通报; 403 for a unit one may not look at."""
    found = _asked()
    sheet = found.sheet
    return render("attendance_bulletin/show.html", found=found, sheet=sheet, text=in_words(found), words=words,
                  around=month_grid.around(sheet.first), scope=scope_of(sheet), can_write=documents.can_write_documents(),
                  asked={"month": f"{sheet.first:%Y-%m}", "unit": sheet.unit.id if sheet.unit else None})


@bp.get("/bulletin.xlsx")
@requires(Permission.ATTENDANCE_SHEET)
def xlsx() -> BaseResponse:
    """The bulletin as a spreadsheet: units with leave by type, the named people below."""
    found = _asked()
    text = in_words(found)
    rows = [[*row, *leave[1:]] for row, leave in zip(text.rows, text.leave_rows, strict=True)]
    form = sheet_forms.SheetForm(text.title, [text.summary, text.note] if text.note else [text.summary], rows[0], rows[1:],
                                 [18, *[10] * (len(rows[0]) - 1)], below=[*(text.named or [words.NOBODY]), *text.adjusted])
    name = sheet_words.SHEET_NAME.format(year=found.sheet.first.year, month=found.sheet.first.month)
    return _file(found, sheet_forms.write_form(form, name), XLSX, "xlsx")


@bp.get("/bulletin.docx")
@requires(Permission.ATTENDANCE_SHEET)
def docx() -> BaseResponse:
    """The bulletin in the layout of official papers. 422 with the sentence where documents cannot be written."""
    found = _asked()
    text = in_words(found)
    first, second, third, fourth = words.SECTIONS
    parts: list[documents.Line | documents.Grid | Ruled] = [
        documents.Line(first), documents.Line(text.summary), documents.Line(text.leave), documents.Line(second), _table(text.rows),
        documents.Line("", plain=True)]
    if found.types:
        parts += [_table(text.leave_rows), documents.Line("", plain=True)]
    parts += [documents.Line(third), *(documents.Line(line) for line in text.named or [words.NOBODY])]
    if text.adjusted:
        parts += [documents.Line(fourth), *(documents.Line(line) for line in text.adjusted)]
    parts += [documents.Line(text.note)] if text.note else []
    parts += [documents.Line(words.SIGNED.format(section=current_app.config["SETTINGS"].section_name), right=True),
              documents.Line(TODAY_TEXT.format(day=g.now), right=True)]
    return _file(found, documents.write_document(text.title, parts, FONTS), DOCX, "docx")


def in_words(found: Bulletin) -> BulletinText:
    """Everything the bulletin says."""
    first, sheet = found.sheet.first, found.sheet
    heads = {"year": first.year, "month": first.month}
    title = words.TITLE.format(centre=current_app.config["SETTINGS"].centre_name + (sheet.unit.name if sheet.unit else ""), **heads)
    lines = [*found.units, found.whole]
    rows = [list(words.HEADS), *(_row(line, line is found.whole) for line in lines)]
    types = [words.LEAVE_HEAD.format(type=team_words.type_name(code)) for code in found.types]
    leave_rows = [[words.HEADS[0], *types], *([_name(line, line is found.whole), *(
        days_text(line.sums.counted[code]) if line.sums.counted.get(code) else "" for code in found.types)] for line in lines)]
    return BulletinText(title, _summary(found), _leave(found), rows, leave_rows, [_named(line, found) for line in found.named],
                        grid.adjusted_lines(sheet.lines), "" if sheet.month.frozen else words.STATE_OPEN)


def _summary(found: Bulletin) -> str:
    sums, first = found.whole.sums, found.sheet.first
    text = words.SUMMARY.format(year=first.year, month=first.month, due=month_grid.due_days(found.sheet.days), people=found.whole.people,
                                lates=sums.lates, earlies=sums.earlies, missing=sums.missing, away=sums.away,
                                absent=days_text(sums.of(Code.ABSENT)))
    text += words.LATES.format(days=days_text(sums.from_lates)) if sums.from_lates else ""
    undecided = sums.of(*UNSETTLED)
    return text + (words.OPEN.format(count=undecided) if undecided else "")


def _leave(found: Bulletin) -> str:
    sums = found.whole.sums
    parts = [words.LEAVE_ONE.format(type=team_words.type_name(code), days=days_text(sums.counted[code])) for code in found.types]
    parts += [words.OUTING_ONE.format(hours=hours_text(sums.outing))] if sums.outing else []
    return words.LEAVE.format(types=words.AND.join(parts)) if parts else words.NO_LEAVE


def _name(line: UnitSums, whole: bool) -> str:
    if whole:
        return words.WHOLE
    return str(line.unit.name) if line.unit else team_words.NO_UNIT


def _row(line: UnitSums, whole: bool) -> list[str]:
    sums = line.sums
    absent, undecided = sums.of(Code.ABSENT), sums.of(*UNSETTLED)
    numbers = [line.people, sums.lates, sums.earlies, sums.missing, sums.away]
    return [_name(line, whole), *(str(number) if number else "" for number in numbers), days_text(absent) if absent else "",
            str(undecided) if undecided else ""]


def _named(line: PersonMonth, found: Bulletin) -> str:
    sums = line.sums
    counts = {
        "lates": (sums.lates, sums.late_minutes), "earlies": (sums.earlies, sums.early_minutes), "missing": (sums.missing, 0),
        "left_post": (sums.of(Code.LEFT_POST), 0), "left_without_leave": (sums.of(Code.LEFT_WITHOUT_LEAVE), 0),
        "absent": (sums.of(Code.ABSENT), 0), "from_lates": (sums.from_lates, 0),
    }
    what = [words.WHAT[name].format(n=number, minutes=minutes, days=days_text(number))
            for name, (number, minutes) in counts.items() if number]
    unit = grid.unit_name(found.sheet, line) if found.sheet.unit is None else ""
    return words.NAMED.format(unit=unit, name=line.person.name, what=words.AND.join(what))


def _table(rows: list[list[str]]) -> Ruled:
    width = (TEXT_MM - FIRST_MM) / max(1, len(rows[0]) - 1)
    return Ruled(rows, [FIRST_MM, *[width] * (len(rows[0]) - 1)], POINTS if len(rows[0]) <= len(words.HEADS) else 9)


def _asked() -> Bulletin:
    return bulletin_of(g.actor, month_asked(g.now.date()), text_asked("unit"))


def _file(found: Bulletin, content: bytes, media_type: str, ending: str) -> BaseResponse:
    note_taken(g.actor, found.sheet, f"bulletin.{ending}", g.now)
    sheet = found.sheet
    name = words.FILE_NAME.format(year=sheet.first.year, month=sheet.first.month, unit=sheet.unit.name if sheet.unit else "")
    return send_file(BytesIO(content), media_type, as_attachment=True, download_name=f"{name}.{ending}")
