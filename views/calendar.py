"""日历: a year, a month, a day that may be edited, and taking in a year's document."""

from __future__ import annotations

from calendar import Calendar
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import calendar as actions
from actions import uploads
from rules.calendar import ONE_DAY, DayKind
from rules.calendar_document import FIRST_YEAR, LAST_YEAR
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from views.access import go_to, requires
from views.forms.calendar import ConfirmForm, DayForm, DocumentForm
from views.page import render
from views.search import number_asked
from views.wording.calendar import MARKS, SOURCES
from views.wording.dates import WEEKDAYS
from views.wording.leave import TYPES

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
bp.context_processor(lambda: {"marks": MARKS, "sources": SOURCES, "weekdays": WEEKDAYS, "type_names": TYPES,
                              "may_edit": g.actor is not None and g.actor.may(Permission.CALENDAR_EDIT)})
Weeks = list[list[date | None]]


@bp.get("")
@requires(Permission.CALENDAR_SEE)
def this_year() -> Response:
    """The year that runs, or ?year=."""
    return year(number_asked("year", g.now.year))


@bp.get("/<int:year>")
@requires(Permission.CALENDAR_SEE)
def year(year: int) -> Response:
    """Twelve months on a page, the festivals by name, where the year comes from; a missing year says what to do."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(f"year {year}")
    rows = actions.year_days(year)
    return render("calendar/year.html", year=year, rows={row.day: row for row in rows}, months=[weeks_of(year, n) for n in range(1, 13)],
                  known=actions.known_years(), missing=actions.missing_years(g.now),
                  runs=runs_of([row for row in rows if row.name or row.reason or row.kind not in ("workday", "day_off")]),
                  counted_before=actions.counted_before(date(year, 1, 1), date(year, 12, 31)))


@bp.get("/<int:year>/<int:month>")
@requires(Permission.CALENDAR_SEE)
def month(year: int, month: int) -> Response:
    """One month in large cells; each day opens its own page."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise NotFound(f"month {year}-{month}")
    rows = {row.day: row for row in actions.year_days(year) if row.day.month == month}
    return render("calendar/month.html", year=year, month=month, rows=rows, weeks=weeks_of(year, month))


@bp.route("/day/<day>", methods=["GET", "POST"])
@requires(Permission.CALENDAR_SEE)
def day(day: str) -> Response | BaseResponse:
    """One day, what it says and why; with the permission it may be changed with a reason. 409 when it was changed meanwhile."""
    row = actions.calendar_day(_date(day))
    form = DayForm(kind=row.kind, name=row.name, version=row.version)
    if form.validate_on_submit():
        try:
            actions.edit_day(g.actor, row.day, DayKind(form.kind.data), form.name.data or "", form.reason.data or "",
                             form.seen(), g.now)
            return go_to("calendar.day", day=day)
        except InvalidInput as error:
            form.show(error.problems)
    return render("calendar/day.html", partial="calendar/_day_form.html", status=422 if form.is_submitted() else 200, row=row,
                  form=form, counted_before=actions.counted_before(row.day, row.day))


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def upload() -> Response | BaseResponse:
    """Choose a file; a readable one goes on to its preview, another is answered 422 with every fault."""
    form = DocumentForm()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or ""
        try:
            actions.import_calendar(g.actor, content, name, dry_run=True, now=g.now)
            digest = uploads.keep_upload(current_app.config["SETTINGS"].data, g.actor, content)
            return go_to("calendar.preview", digest=digest, name=name)
        except InvalidInput as error:
            form.show(error.problems)
    return render("calendar/import.html", status=422 if form.is_submitted() else 200, form=form, missing=actions.missing_years(g.now))


@bp.route("/import/<digest>", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def preview(digest: str) -> Response | BaseResponse:
    """What the uploaded file would change, day by day, and taking it in. 422 when a later upload took its place."""
    content = uploads.kept_upload(current_app.config["SETTINGS"].data, g.actor, digest)
    form = ConfirmForm(file_name=request.args.get("name", ""))
    if form.validate_on_submit():
        document, _ = actions.import_calendar(g.actor, content, form.file_name.data or "", dry_run=False, now=g.now, stamp=form.stamp())
        return go_to("calendar.year", year=document.year)
    document, found = actions.import_calendar(g.actor, content, form.file_name.data or "", dry_run=True, now=g.now)
    return render("calendar/preview.html", status=422 if form.is_submitted() else 200, document=document, found=found, form=form,
                  digest=digest, held=actions.requests_on(difference.after.date for difference in found.differences))


def runs_of(rows: list[Any]) -> list[list[Any]]:
    """Days in a row that say the same, as lists by date."""
    runs: list[list[Any]] = []
    for row in rows:
        if runs and row.day - runs[-1][-1].day == ONE_DAY and _said(row) == _said(runs[-1][-1]):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _said(row: Any) -> tuple[Any, ...]:
    return row.kind, row.name, row.source, row.reason, row.version


def weeks_of(year: int, month: int) -> Weeks:
    """The weeks of a month from Monday to Sunday; None for days of the months beside it."""
    return [[on if on.month == month else None for on in week] for week in Calendar().monthdatescalendar(year, month)]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound(f"day {text}") from None
