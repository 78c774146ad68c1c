"""午间值班: the month of a window, putting people on it, carrying a week on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import duty as actions
from actions.staff_units import find_unit
from rules.duty import may_plan
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from views.access import go_to, requires
from views.forms.duty import DutyForm, NewDutyForm, WeekForm
from views.forms.roles import VersionForm
from views.page import render
from views.wording.duty import LABELS, NOON

bp = Blueprint("duty", __name__, url_prefix="/duty")
MONTH = timedelta(days=31)


@bp.get("")
@requires(Permission.CALENDAR_SEE)
def windows() -> Response | BaseResponse:
    """To one's own window's plan of this month, else to the first window's; without windows a sentence."""
    found = actions.duty_windows()
    own = next((unit for unit in found if unit.id == g.actor.unit_id), found[0] if found else None)
    return go_to("duty.month", unit_id=own.id, month=f"{g.now:%Y-%m}") if own else render("duty/no_windows.html")


@bp.get("/<uuid:unit_id>/<month>")
@requires(Permission.CALENDAR_SEE)
def month(unit_id: UUID, month: str) -> Response:
    """The plan of a window for a month (YYYY-MM)."""
    return _plan(str(unit_id), _first(month), NewDutyForm(start=NOON[0], end=NOON[1]))


@bp.post("/<uuid:unit_id>/<month>")
@requires(Permission.DUTY_EDIT)
def add(unit_id: UUID, month: str) -> Response | BaseResponse:
    """Put somebody on the plan; 422 with the sentences, 403 for another's window."""
    form = NewDutyForm()
    form.offer(actions.members_of(str(unit_id), _first(month)))
    if form.validate():
        try:
            actions.add_duty(g.actor, str(unit_id), form.duty(), g.now, form.stamp())
            return go_to("duty.month", unit_id=unit_id, month=f"{form.day.data:%Y-%m}")
        except InvalidInput as error:
            form.show(error.problems)
    return _plan(str(unit_id), _first(month), form)


@bp.post("/<uuid:unit_id>/copy-week")
@requires(Permission.DUTY_EDIT)
def copy_week(unit_id: UUID) -> Response | BaseResponse:
    """Carry the week before into the week of a day; 422 when there is nothing to carry."""
    form = WeekForm()
    if not form.validate():
        raise NotFound("week")
    actions.copy_week(g.actor, str(unit_id), form.on(), g.now)
    return go_to("duty.month", unit_id=unit_id, month=f"{form.on():%Y-%m}")


@bp.route("/<uuid:duty_id>", methods=["GET", "POST"])
@requires(Permission.DUTY_EDIT)
def edit(duty_id: UUID) -> Response | BaseResponse:
    """Change a duty; 409 when it was changed meanwhile."""
    row = actions.find_duty(str(duty_id))
    form = DutyForm(day=row.day, staff=row.staff_id, partner=row.partner_id or "", start=row.start, end=row.end, version=row.version)
    form.offer(actions.members_of(row.unit_id, row.day))
    if form.validate_on_submit():
        try:
            changed = actions.change_duty(g.actor, row.id, form.duty(), form.seen(), g.now)
            return go_to("duty.month", unit_id=changed.unit_id, month=f"{changed.day:%Y-%m}")
        except InvalidInput as error:
            form.show(error.problems)
    return render("duty/edit.html", partial="duty/_edit_form.html", status=422 if form.is_submitted() else 200, form=form, row=row,
                  remove=LABELS["remove"])


@bp.post("/<uuid:duty_id>/remove")
@requires(Permission.DUTY_EDIT)
def remove(duty_id: UUID) -> Response | BaseResponse:
    """Take somebody off the plan."""
    row = actions.remove_duty(g.actor, str(duty_id), VersionForm().seen(), g.now)
    return go_to("duty.month", unit_id=row.unit_id, month=f"{row.day:%Y-%m}")


def _plan(unit_id: str, first: date, form: NewDutyForm) -> Response:
    last = first.replace(day=monthrange(first.year, first.month)[1])
    form.offer(actions.members_of(unit_id, first))
    days = actions.month_plan(unit_id, first, last)
    return render("duty/month.html", partial="duty/_plan.html", status=422 if form.is_submitted() else 200, unit=find_unit(unit_id),
                  windows=actions.duty_windows(), first=first, before=first - timedelta(days=1), after=first + MONTH, days=days,
                  missing=not any(day.info for day in days), form=form, next_week=_next_week(first, g.now.date()),
                  may_edit=g.actor.may(Permission.DUTY_EDIT) and may_plan(g.actor, unit_id))


def _next_week(first: date, today: date) -> date:
    """The Monday that is usually planned next: after today, or the first of a month to come."""
    return max(first, today + timedelta(days=7 - today.weekday()))


def _first(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise NotFound(f"month {month}") from None
