"""Who is away: the month of a unit or the centre (page, print, csv, xlsx), today, and the year of one person."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, g, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import leave_team, leave_year, sheet_forms, sheets
from rules.leave import days_text, hours_text
from rules.people import Permission
from rules.schedule import clock_text
from views import leave_grid, month_grid
from views.access import requires
from views.page import render
from views.search import day_asked, month_asked, number_asked, text_asked
from views.wording import leave_team as words
from views.wording.leave import amount_text

bp = Blueprint("leave_team", __name__, url_prefix="/leave")
FIRST_YEAR, LAST_YEAR = 2004, 2100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.context_processor
def team_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "days_text": days_text, "hours_text": hours_text, "clock_text": clock_text, "amount_text": amount_text}


@bp.get("/team")
@requires(Permission.LEAVE_CALENDAR)
def month() -> Response:
    """请假日历: people x days of a month. 403 for a unit one may not open, 422 when the year's calendar is missing."""
    sheet = _sheet()
    first, today = sheet.first, g.now.date()
    return render("leave_team/month.html", sheet=sheet, body=leave_grid.grid_body(sheet, today), head=month_grid.head(sheet.days, today),
                  columns=month_grid.columns(sheet.days), around=month_grid.around(first), named=month_grid.named_days(sheet.days),
                  due=month_grid.due_days(sheet.days), legend=leave_grid.legend(sheet),
                  paper="a3" if request.args.get("paper") == "a3" else "a4")


@bp.get("/team.xlsx")
@requires(Permission.LEAVE_CALENDAR)
def month_xlsx() -> BaseResponse:
    """The month as a spreadsheet."""
    sheet = _sheet()
    name = words.SHEET_NAME.format(year=sheet.first.year, month=sheet.first.month)
    whose = sheet.unit.name if sheet.unit else current_app.config["SETTINGS"].centre_name
    rows, days = leave_grid.sheet_rows(sheet, g.now.date()), len(sheet.days)
    below = "  ".join(f"{symbol} {word}" for _, symbol, word in leave_grid.legend(sheet))
    form = sheet_forms.SheetForm(words.SHEET_TITLE.format(whose=whose, month=name), [], [str(head) for head in rows[0]], rows[1:],
                                 [14, 9, 8, 6, *[4.5] * days, 24], {0, 1, 2, 4 + days}, [below],
                                 wide=request.args.get("paper") == "a3")
    return _file(sheet, sheet_forms.write_form(form, name), XLSX, "xlsx")


@bp.get("/team.csv")
@requires(Permission.LEAVE_CALENDAR)
def month_csv() -> BaseResponse:
    """The month as csv."""
    sheet = _sheet()
    return _file(sheet, sheets.write_csv(leave_grid.sheet_rows(sheet, g.now.date())), "text/csv", "csv")


@bp.get("/away")
@requires(Permission.LEAVE_CALENDAR)
def away() -> Response:
    """今日不在岗: who is away on a day, of the units one may open; never a telephone number."""
    day = day_asked("day") or g.now.date()
    return render("leave_team/away.html", day=day, lines=leave_team.away_on(g.actor, day))


@bp.get("/year")
@requires(Permission.LEAVE_CALENDAR, Permission.LEAVE_ALL)
def year() -> Response:
    """年度请假统计 of one person, oneself without `staff`; 404 for whom one may not look at."""
    wanted = number_asked("year", g.now.year)
    chosen = wanted if FIRST_YEAR <= wanted <= LAST_YEAR else g.now.year
    table = leave_year.year_table(g.actor, text_asked("staff"), chosen, g.now.date())
    return render("leave_team/year.html", table=table)


def _sheet() -> leave_team.TeamMonth:
    return leave_team.team_month(g.actor, month_asked(g.now.date()), text_asked("unit"))


def _file(sheet: leave_team.TeamMonth, content: bytes, media_type: str, ending: str) -> BaseResponse:
    unit = sheet.unit.name if sheet.unit else words.WHOLE_CENTRE
    name = words.FILE_NAME.format(unit=unit, year=sheet.first.year, month=sheet.first.month)
    return send_file(BytesIO(content), media_type, as_attachment=True, download_name=f"{name}.{ending}")
