"""考勤规则: what holds, every version with what changed, and a new version from a day on."""

from __future__ import annotations

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import attendance_rules as actions
from rules.attendance import RuleSet
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.attendance_rules import RuleSetForm
from views.page import render
from views.wording import attendance_rules as words

bp = Blueprint("attendance_rules", __name__, url_prefix="/attendance/rules")


@bp.context_processor
def rule_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words}


@bp.get("")
@requires(Permission.ATTENDANCE_RULES)
def versions() -> Response:
    """Every rule set, the newest first; of the one in force every figure, of the others what differs from the one before."""
    found, today = actions.versions(), g.now.date()
    in_force = next((one for one in found if one.valid_from <= today), None)
    rows = [(one, words.IN_FORCE if one is in_force else words.TO_COME if one.valid_from > today else words.PAST,
             _changes(one, found[number + 1] if number + 1 < len(found) else None)) for number, one in enumerate(found)]
    return render("attendance/rules.html", rows=rows, in_force=in_force)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_RULES)
def new() -> Response | BaseResponse:
    """A new rule set, filled with the newest; 422 with the sentences."""
    form = RuleSetForm.of(actions.versions()[0])
    if form.validate_on_submit():
        try:
            actions.add_rule_set(g.actor, form.first_day(), form.figures(), form.source.data or "", g.now, form.stamp())
            return go_to("attendance_rules.versions")
        except InvalidInput as error:
            form.show(error.problems)
    return render("attendance/new_rules.html", status=422 if form.is_submitted() else 200, form=form)


def _changes(one: RuleSet, before: RuleSet | None) -> list[tuple[str, str, str]]:
    """(label, before, now) of the figures a version changed."""
    if before is None:
        return []
    return [(label, words.figure_text(before, name), words.figure_text(one, name)) for name, (label, _) in words.FIGURES.items()
            if getattr(one, name) != getattr(before, name)]
