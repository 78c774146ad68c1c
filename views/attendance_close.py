"""月度结账: the months, and of one month what is unsettled, the steps, and the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import attendance_close as actions
from actions.attendance_close import CloseSheet
from actions.attendance_sheet import month_sheet
from rules.attendance_month import UNSETTLED
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from views import attendance_grid as grid
from views.access import go_to, requires
from views.display import moment_text
from views.forms.attendance_close import CloseForm, ConfirmForm, ReopenForm
from views.forms.roles import VersionForm
from views.page import render
from views.search import FIRST_YEAR, LAST_YEAR
from views.wording import attendance_close as words
from views.wording import attendance_sheet as sheet_words

bp = Blueprint("attendance_close", __name__, url_prefix="/attendance/close")


@bp.get("")
@requires(Permission.ATTENDANCE_SHEET)
def months() -> Response:
    """The months of a year back that have verdicts, and how far each is."""
    return render("attendance_close/months.html", stands=actions.month_stands(g.now), words=words)


@bp.get("/<month>")
@requires(Permission.ATTENDANCE_SHEET)
def show(month: str) -> Response:
    """One month (YYYY-MM): what is unsettled, what to do next, the figures of those one may see."""
    return _page(_first(month))


@bp.post("/<month>/confirm")
@requires(Permission.ATTENDANCE_CLOSE)
def confirm(month: str) -> Response | BaseResponse:
    """确认; 409 when somebody was first, 422 without the reason that is needed."""
    return _do(_first(month), ConfirmForm(), actions.confirm_month)


@bp.post("/<month>/close")
@requires(Permission.ATTENDANCE_CLOSE)
def close(month: str) -> Response | BaseResponse:
    """结账; 409 when somebody was first, 422 for who confirmed, or without the reason that is needed."""
    return _do(_first(month), CloseForm(), actions.close_month)


@bp.post("/<month>/reopen")
@requires(Permission.ATTENDANCE_REOPEN)
def reopen(month: str) -> Response | BaseResponse:
    """重开; 403 for who closed, 422 without a reason."""
    return _do(_first(month), ReopenForm(), actions.reopen_month)


def _do(first: date, form: VersionForm, act: Callable[..., object]) -> Response | BaseResponse:
    if form.validate():
        try:
            act(g.actor, first, form.seen(), form.reason.data or "", g.now)
            return go_to("attendance_close.show", month=f"{first:%Y-%m}")
        except InvalidInput as error:
            form.show(error.problems)
    return _page(first, form)


def _page(first: date, sent: VersionForm | None = None) -> Response:
    found = actions.close_sheet(g.actor, first, g.now)
    sheet = month_sheet(g.actor, first)
    row = found.stand.row
    steps = (("confirm", ConfirmForm, found.may_confirm), ("close", CloseForm, found.may_close), ("reopen", ReopenForm, found.may_reopen))
    version = row.version if row else 0
    forms = [(name, sent if isinstance(sent, kind) else kind(formdata=None, version=version))
             for name, kind, may in steps if may or isinstance(sent, kind)]
    return render(
        "attendance_close/show.html", status=422 if sent else 200, found=found, sheet=sheet, forms=forms, words=words, next=_next(found),
        totals=[(line, grid.totals(line.sums, sheet.symbols)) for line in sheet.lines], heads=sheet_words.TOTALS, unit_of=grid.unit_name,
        unsettled=[(word, getattr(found.unsettled, name), unit) for name, word, unit in words.UNSETTLED],
        undecided=[line for line in sheet.lines if line.sums.of(*UNSETTLED)], adjusted=grid.adjusted_lines(sheet.lines))


def _next(found: CloseSheet) -> str:
    row = found.stand.row
    if row is None:
        return words.NEXT["open"]
    return words.NEXT[row.state].format(confirmed=found.names.get(row.confirmed_by, ""), closed=found.names.get(row.closed_by, ""),
                                        at=moment_text(row.closed_at), digest=row.digest[:16])


def _first(month: str) -> date:
    first = actions.month_named(month)
    if first is None or not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise NotFound(f"month {month}")
    return first
