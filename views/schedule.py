"""作息: versions by scope, single-day differences, and what holds for a person on a day and why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import schedule as actions
from actions import staff_units
from rules.errors import InvalidInput, Problem
from rules.people import Permission
from rules.schedule import HOUR_FIELDS, WEEK
from views.access import go_to, requires
from views.forms.roles import VersionForm
from views.forms.schedule import DifferenceForm, EditVersionForm, NewVersionForm
from views.page import render
from views.wording.dates import WEEKDAYS
from views.wording.schedule import SCOPES, STATES, WHY

bp = Blueprint("schedule", __name__, url_prefix="/schedule")
bp.context_processor(lambda: {"scopes": SCOPES, "states": STATES, "why": WHY, "weekdays": dict(zip(WEEK, WEEKDAYS, strict=True)),
                              "week": WEEK, "may_edit": g.actor is not None and g.actor.may(Permission.SCHEDULE_EDIT)})
DAYS_BACK = timedelta(days=31)


@bp.get("")
@requires(Permission.CALENDAR_SEE)
def versions() -> Response:
    """All versions, the differences of the last month and to come, and what holds for ?number= on ?day=."""
    number = request.args.get("number", g.actor.number)
    day = request.args.get("day", g.now.date(), type=date.fromisoformat)
    holding, problems = None, tuple[Problem, ...]()
    try:
        holding = actions.holding_for(g.actor, number, day)
    except InvalidInput as error:
        problems = error.problems
    return render("schedule/versions.html", partial="schedule/_holding.html", lines=actions.schedule_lines(g.now.date()),
                  days=actions.day_lines(g.now.date() - DAYS_BACK), number=number, day=day, holding=holding, problems=problems,
                  form=VersionForm())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SCHEDULE_EDIT)
def new() -> Response | BaseResponse:
    """A new version; 422 with the sentences."""
    form = NewVersionForm(weekdays=list(WEEK), valid_from=g.now.date())
    form.offer(staff_units.units())
    if form.validate_on_submit():
        try:
            actions.add_schedule(g.actor, form.target(), form.draft(), g.now, form.stamp())
            return go_to("schedule.versions")
        except InvalidInput as error:
            form.show(error.problems)
    return render("schedule/new.html", partial="schedule/_new_form.html", status=422 if form.is_submitted() else 200, form=form)


@bp.route("/<uuid:schedule_id>", methods=["GET", "POST"])
@requires(Permission.SCHEDULE_EDIT)
def edit(schedule_id: UUID) -> Response | BaseResponse:
    """Correct a version or give it an end; 409 when it was changed meanwhile."""
    line = actions.find_version(str(schedule_id))
    form = EditVersionForm(**{name: getattr(line.row, name) for name in ("name", "valid_from", "valid_to", "version", *HOUR_FIELDS)},
                           weekdays=list(line.row.weekdays))
    if form.validate_on_submit():
        try:
            actions.change_schedule(g.actor, line.row.id, form.draft(), form.seen(), g.now)
            return go_to("schedule.versions")
        except InvalidInput as error:
            form.show(error.problems)
    return render("schedule/edit.html", partial="schedule/_edit_form.html", status=422 if form.is_submitted() else 200, form=form,
                  line=line, may_remove=line.row.valid_from > g.now.date())


@bp.post("/<uuid:schedule_id>/remove")
@requires(Permission.SCHEDULE_EDIT)
def remove(schedule_id: UUID) -> Response | BaseResponse:
    """Take back a version that has not begun."""
    actions.remove_schedule(g.actor, str(schedule_id), VersionForm().seen(), g.now)
    return go_to("schedule.versions")


@bp.route("/days/new", methods=["GET", "POST"])
@requires(Permission.SCHEDULE_EDIT)
def new_day() -> Response | BaseResponse:
    """Other hours on one day; 422 with the sentences."""
    form = DifferenceForm(day=g.now.date())
    form.offer(staff_units.units())
    if form.validate_on_submit():
        try:
            actions.add_difference(g.actor, form.target(), form.on(), form.hours(), form.reason.data or "", g.now, form.stamp())
            return go_to("schedule.versions")
        except InvalidInput as error:
            form.show(error.problems)
    return render("schedule/new_day.html", partial="schedule/_day_form.html", status=422 if form.is_submitted() else 200, form=form)


@bp.post("/days/<uuid:difference_id>/remove")
@requires(Permission.SCHEDULE_EDIT)
def remove_day(difference_id: UUID) -> Response | BaseResponse:
    """Take back a single-day difference."""
    actions.remove_difference(g.actor, str(difference_id), VersionForm().seen(), g.now)
    return go_to("schedule.versions")
