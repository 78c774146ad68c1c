"""热线统计: the figures of a month or any days with charts and tables, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, current_app, g, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import sheet_forms
from actions.complaint import categories
from actions.complaint_sums import Compared, compared, note_taken
from actions.staff_units import units as every_unit
from rules.complaint_sums import Figures, Period, month_of
from rules.people import Permission
from views import month_grid
from views.access import requires
from views.leave_team import XLSX
from views.page import render
from views.search import day_asked, month_asked
from views.wording import complaint_sums as words

bp = Blueprint("complaint_sums", __name__, url_prefix="/complaint/figures")
WIDTHS = (20, 10, 10, 10, 60)


@dataclass(frozen=True)
class GroupText:
    """The figures by one word: rows of its table (name, number, share), and bars of its chart (name, number)."""

    name: str
    title: str
    rows: list[list[str]]
    bars: list[tuple[str, int]]
    desc: str


@dataclass(frozen=True)
class SumsText:
    """The figures in words: rows of the tables, headings first."""

    title: str
    span: str
    rows: list[list[str]]
    groups: list[GroupText]
    handlers: list[list[str]]
    columns: list[tuple[str, list[int]]]


@bp.get("")
@requires(Permission.COMPLAINT_ALL)
def show() -> Response:
    """The figures of ?month= or of ?since= to ?until=, of this month otherwise."""
    found = compared(g.actor, period_asked(), g.now.date())
    period = found.period
    days = {"since": period.first.isoformat(), "until": period.last.isoformat()}
    asked = {"month": f"{period.first:%Y-%m}"} if period.whole_month else days
    return render("complaint/sums.html", found=found, period=period, text=in_words(found), sum_words=words, asked=asked,
                  around=month_grid.around(period.first.replace(day=1)))


@bp.get("/figures.xlsx")
@requires(Permission.COMPLAINT_ALL)
def xlsx() -> BaseResponse:
    """The same as a spreadsheet."""
    found = compared(g.actor, period_asked(), g.now.date())
    text = in_words(found)
    blank = [""] * len(text.rows[0])
    rows = [*text.rows[1:]]
    for group in text.groups:
        rows += [blank, [group.title, *words.GROUP_HEADS[1:]], *group.rows]
    rows += [blank, [words.HANDLER_TITLE], *text.handlers]
    width = max(len(row) for row in rows)
    form = sheet_forms.SheetForm(text.title, [], _padded(text.rows[0], width), [_padded(row, width) for row in rows],
                                 [*WIDTHS, *[12] * (width - len(WIDTHS))])
    note_taken(g.actor, found.period, "sums.xlsx", g.now)
    return send_file(BytesIO(sheet_forms.write_form(form, words.SHEET_NAMES[0])), XLSX, as_attachment=True,
                     download_name=f"{words.FILE_NAME.format(span=text.span)}.xlsx")


def period_asked() -> Period:
    """The days the address names, else the month, else this month."""
    since, until = day_asked("since"), day_asked("until")
    if since and until and since <= until:
        return Period(since, until)
    return month_of(month_asked(g.now.date()))


def in_words(found: Compared) -> SumsText:
    """Everything the figures say."""
    period = found.period
    span = words.MONTH_SPAN.format(year=period.first.year, month=period.first.month) if period.whole_month else words.SPAN.format(
        first=period.first.isoformat(), last=period.last.isoformat())
    heads = words.MONTH_HEADS if period.whole_month else words.PERIOD_HEADS
    rows = [list(heads), *([word, *(figure_text(sums, name) for sums in found.sums), how] for name, word, how in words.ROWS)]
    units = {unit.id: unit.name for unit in every_unit(closed=True)}
    names: Mapping[str, Mapping[str, str]] = {**words.NAMES, "unit": units, "category": {row.code: row.name for row in categories()}}
    groups = [_group(name, title, found.by(name), names[name]) for name, title in words.GROUPS]
    handlers = [_handler(units.get(unit_id, words.WITHOUT["handler"]), sums) for unit_id, sums in found.by("handler").items()
                if sums.accepted or sums.closed or sums.overdue]
    columns = [(word, [int(getattr(sums, name)) for sums in found.sums]) for name, word in words.COMPARED]
    title = words.TITLE.format(centre=current_app.config["SETTINGS"].centre_name, span=span)
    return SumsText(title, span, rows, groups, [list(words.HANDLER_HEADS), *handlers], columns)


def figure_text(sums: Figures, name: str) -> str:
    """A figure as it is read: a rate with one place, a number, a dash where nothing can be divided."""
    value = getattr(sums, name)
    if value is None:
        return words.NONE
    if name in words.RATES:
        return f"{value * 100:.1f}%"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _group(name: str, title: str, groups: Mapping[str, Figures], names: Mapping[str, str]) -> GroupText:
    bars = [(names.get(word) or words.WITHOUT[name], sums.received) for word, sums in groups.items() if sums.received]
    whole = sum(count for _, count in bars)
    rows = [[label, str(count), f"{count / whole * 100:.1f}%"] for label, count in bars]
    desc = words.CHART_DESC.format(first=bars[0][0], count=bars[0][1], groups=len(bars)) if bars else words.NOTHING
    return GroupText(name, title, rows, bars, desc)


def _handler(name: str, sums: Figures) -> list[str]:
    return [name, *(figure_text(sums, column) for column in (
        "accepted", "closed", "on_time", "late", "on_time_rate", "overdue", "dissatisfied", "dissatisfied_rate"))]


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]
