"""我的考勤: a person's month, and one day with its drawing and every punch. Corrections: views/corrections.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, g, request

from actions import attendance_month
from actions.attendance_day import DaySheet, day_sheet
from actions.attendance_month import PersonMonth
from actions.attendance_rights import day_rights
from rules.attendance import EXCEPTIONS, Code
from rules.errors import InvalidInput, NotFound
from rules.people import Permission
from views.access import requires
from views.attendance_drawing import drawing_of
from views.calendar import weeks_of
from views.forms.corrections import CorrectionForm
from views.page import render
from views.search import FIRST_YEAR, LAST_YEAR, text_asked
from views.wording import attendance as words
from views.wording import attendance_pages as pages
from views.wording import say

bp = Blueprint("attendance", __name__, url_prefix="/attendance")
ORDER = (Code.NORMAL, Code.CORRECTED, Code.DUTY, Code.OFFICIAL, Code.LEAVE, Code.LATE, Code.EARLY, Code.LATE_EARLY, Code.MISSING_IN,
         Code.MISSING_OUT, Code.LEFT_POST, Code.LEFT_WITHOUT_LEAVE, Code.ABSENT_PENDING, Code.ABSENT_PROPOSED, Code.ABSENT, Code.PENDING)
"""The order of the month's sums; days off are not summed."""
FRESH: Mapping[str, type[CorrectionForm]] = {"correction": CorrectionForm}
"""What stands fresh beside a form that was refused."""


@bp.get("")
@requires(Permission.ATTENDANCE_OWN, Permission.ATTENDANCE_ALL)
def mine() -> Response:
    """The month (?month=2026-03) of oneself, or of ?person= (number, name or initials) for who may see them. 403, 422 else."""
    today = g.now.date()
    first = month_asked(today)
    try:
        staff = attendance_month.whose(g.actor, text_asked("person"), today)
    except InvalidInput as error:
        return _month(attendance_month.whose(g.actor, "", today), first, [say(problem) for problem in error.problems])
    return _month(staff, first)


@bp.get("/day/<day>")
@requires(Permission.ATTENDANCE_OWN, Permission.ATTENDANCE_ALL)
def day(day: str) -> Response:
    """One day of oneself or of ?person=: sentences, drawing, punches. htmx: the day alone. 403 for whom one may not see."""
    staff = attendance_month.whose(g.actor, text_asked("person"), g.now.date())
    return show_day(staff, day_named(day))


def show_day(staff: Any, on: date, *, status: int = 200, **forms: Any) -> Response:
    """Answer with the page of a day. forms: those that came back with faults, by name."""
    sheet = day_sheet(g.actor, staff, on, g.now.date())
    rights = day_rights(g.actor, sheet, g.now)
    form = forms.pop("correction_form", None) or FRESH["correction"](formdata=None)
    form.offer(rights.slots)
    return render("attendance/day.html", partial="attendance/_day.html", status=status, **day_values(sheet), rights=rights,
                  correction_form=form, **forms)


def day_values(sheet: DaySheet) -> dict[str, Any]:
    """What the piece of a day needs."""
    return {"sheet": sheet, "drawing": drawing_of(sheet), "own": sheet.staff.id == g.actor.staff_id,
            "day_before": sheet.day - timedelta(days=1), "day_after": sheet.day + timedelta(days=1),
            "sentences": [(cell, words.sentence(cell)) for cell in sheet.cells]}


def last_day_values(sheet: DaySheet) -> dict[str, Any]:
    """What the first page shows of one's last judged day."""
    return {**day_values(sheet), "explainable": any(cell.code in EXCEPTIONS for cell in sheet.cells)}


def _month(staff: Any, first: date, faults: list[str] | None = None) -> Response:
    found = attendance_month.person_month(g.actor, staff, first, g.now.date())
    own = staff.id == g.actor.staff_id
    return render(
        "attendance/month.html", status=422 if faults else 200, found=found, own=own, faults=faults or [],
        weeks=weeks_of(first.year, first.month),
        earlier=first - timedelta(days=1), later=first + timedelta(days=31), person=None if own else staff.number, notes=_notes(found, own),
        totals=[(code, found.totals[code]) for code in ORDER if found.totals.get(code)],
        people=attendance_month.people_seen(g.actor, g.now.date()))


def _notes(found: PersonMonth, own: bool) -> list[str]:
    """Why there may be nothing to see: no device, no number, not collected since."""
    if not found.has_devices:
        return [pages.NO_DEVICES]
    if not found.devices:
        return [pages.NOT_ENROLLED.format(who=pages.ME if own else found.staff.name)]
    never = [pages.NEVER_COLLECTED.format(device=one.name) for one in found.devices if one.until is None]
    today = g.now.date()
    return never + [pages.COLLECTED_UNTIL.format(device=one.name, until=one.until) for one in found.devices
                    if one.until is not None and one.until.date() < today]


def month_asked(today: date) -> date:
    """The first day of ?month=2026-03, of this month when it names none. Raises NotFound for a month of no year people live in."""
    text = request.args.get("month", "")
    if not text:
        return today.replace(day=1)
    return day_named(f"{text}-01")


def day_named(text: str) -> date:
    """The day an address names. Raises NotFound."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotFound(f"day {text}") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotFound(f"day {text}")
    return found


@bp.app_context_processor
def attendance_words() -> dict[str, object]:
    """What the pieces of attendance use, also on the first page."""
    return {"codes": words.CODES, "short_codes": pages.SHORT, "levels": {code: pages.TAGS[level] for code, level in words.LEVELS.items()},
            "moment": words.moment, "pages": pages, "unused_words": words.UNUSED}
