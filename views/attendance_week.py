"""每周核对: the week's exceptions of a unit, one confirmation, and the weeks nobody has checked."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import attendance_week as actions
from actions.attendance_sheet import sheet_units
from rules.attendance_close import WEEK, monday_of
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from views.access import go_to, requires
from views.forms.attendance_week import WeekCheckForm
from views.page import render
from views.search import day_asked, text_asked
from views.wording import attendance as verdict_words
from views.wording import attendance_week as words

bp = Blueprint("attendance_week", __name__, url_prefix="/attendance")
FIRST_YEAR, LAST_YEAR = 1970, 9999


@bp.get("/week")
@requires(Permission.ATTENDANCE_SHEET)
def show() -> Response:
    """The week before this one unless another is asked for. 403 for a unit one may not look at."""
    monday = day_asked("monday") or g.now.date() - WEEK
    return _page(text_asked("unit"), monday, None)


@bp.post("/week")
@requires(Permission.ATTENDANCE_DECIDE)
def check() -> Response | BaseResponse:
    """已核对; 409 when somebody was first, 422 for a week that is not over or has no verdicts."""
    form = WeekCheckForm()
    if not form.validate():
        if not form.unit.data or form.monday.data is None:
            raise NotFound("week")
        return _page(form.unit.data, form.monday.data, form)
    _known(form.day())
    try:
        actions.check_week(g.actor, str(form.unit.data), form.day(), form.note.data or "", g.now, form.stamp())
    except InvalidInput as error:
        form.show(error.problems)
        return _page(str(form.unit.data), form.day(), form)
    return go_to("attendance_week.show", unit=form.unit.data, monday=monday_of(form.day()).isoformat())


def _known(day: date) -> date:
    """The day again. Raises NotFound for one so far away that the weeks beside it have no dates."""
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise NotFound(f"week of {day}")
    return day


def _page(unit_id: str, day: date, form: WeekCheckForm | None) -> Response:
    week = actions.week_of(g.actor, unit_id, _known(day), g.now)
    shown = form or WeekCheckForm(formdata=None, unit=week.unit.id, monday=week.monday)
    return render(
        "attendance_week/show.html", status=422 if form else 200, week=week, form=shown, units=sheet_units(g.actor), words=words,
        sunday=week.monday + WEEK - timedelta(days=1), earlier=week.monday - WEEK, later=week.monday + WEEK, levels=verdict_words.LEVELS,
        codes=verdict_words.CODES, sentence=verdict_words.sentence, unchecked=actions.unchecked_weeks(g.actor, g.now))
