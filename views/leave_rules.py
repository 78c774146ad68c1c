"""假别规则: every type with its versions, who approves up to how much, annual leave; a new version of each from a day on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as BaseResponse

from actions import leave_rules
from rules.entitlement import annual_rule_of
from rules.errors import InvalidInput, NotFound
from rules.leave import TYPE_CODES, TypeRule
from rules.people import Permission
from views.access import go_to, requires
from views.forms.leave_rules import AnnualForm, TiersForm, TypeForm, VersionForm
from views.page import render
from views.wording import leave_rules as words
from views.wording.leave import TYPES
from views.wording.staff import EMPLOYMENT

bp = Blueprint("leave_rules", __name__, url_prefix="/leave/rules")


@bp.context_processor
def rule_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "types": TYPES, "employment": EMPLOYMENT}


@bp.get("")
@requires(Permission.LEAVE_RULES)
def types() -> Response:
    """Every type with the version in force today."""
    rules = leave_rules.rules_in_force(g.now.date())
    return render("leave_rules/types.html", rules=[rules[code] for code in TYPE_CODES if code in rules])


@bp.get("/<code>")
@requires(Permission.LEAVE_RULES)
def versions(code: str) -> Response:
    """One type's versions, the newest first; 404 for an unknown type."""
    rows = _versions(code)
    return render("leave_rules/versions.html", code=code, rows=_standing(rows), counting=words.COUNTING)


@bp.route("/<code>/new", methods=["GET", "POST"])
@requires(Permission.LEAVE_RULES)
def new_version(code: str) -> Response | BaseResponse:
    """A new version of a type, filled with the newest; 422 with the sentences."""
    newest = _versions(code)[0]
    form = TypeForm.of(newest)
    if form.validate_on_submit():
        try:
            leave_rules.add_type_version(g.actor, code, form.data["valid_from"], form.figures(newest), form.data["source"].strip(), g.now,
                                         form.stamp())
            return go_to("leave_rules.versions", code=code)
        except InvalidInput as error:
            form.show(error.problems)
    return render("leave_rules/new_version.html", status=422 if form.is_submitted() else 200, form=form, code=code)


@bp.get("/tiers")
@requires(Permission.LEAVE_RULES)
def tiers() -> Response:
    """审批层级: every version, the newest first."""
    rows = leave_rules.policy_versions("tiers")
    return render("leave_rules/tiers.html", rows=[(row, tag, leave_rules.tiers_of(row.figures)) for row, tag in _standing(rows)])


@bp.route("/tiers/new", methods=["GET", "POST"])
@requires(Permission.LEAVE_RULES)
def new_tiers() -> Response | BaseResponse:
    """A new table of who signs up to how much; 422 with the sentences."""
    form = TiersForm.of(leave_rules.tiers_of(leave_rules.policy_versions("tiers")[0].figures))
    return _new_policy("tiers", form, form.figures, "leave_rules/new_tiers.html")


@bp.get("/annual")
@requires(Permission.LEAVE_RULES)
def annual() -> Response:
    """年休假规则: every version, the newest first."""
    rows = leave_rules.policy_versions("annual")
    return render("leave_rules/annual.html", rows=[(row, tag, annual_rule_of(row.figures)) for row, tag in _standing(rows)])


@bp.route("/annual/new", methods=["GET", "POST"])
@requires(Permission.LEAVE_RULES)
def new_annual() -> Response | BaseResponse:
    """New figures of annual leave; 422 with the sentences."""
    form = AnnualForm.of(annual_rule_of(leave_rules.policy_versions("annual")[0].figures))
    return _new_policy("annual", form, form.figures, "leave_rules/new_annual.html")


def _new_policy(kind: str, form: VersionForm, figures: Callable[[], dict[str, Any]], page: str) -> Response | BaseResponse:
    if form.validate_on_submit():
        try:
            leave_rules.add_policy_version(g.actor, kind, form.data["valid_from"], figures(), form.data["source"].strip(), g.now,
                                           form.stamp())
            return go_to(f"leave_rules.{kind}")
        except InvalidInput as error:
            form.show(error.problems)
    return render(page, status=422 if form.is_submitted() else 200, form=form)


def _versions(code: str) -> list[TypeRule]:
    rows = leave_rules.versions_of(code)
    if not rows:
        raise NotFound(f"leave type {code}")
    return rows


def _standing(rows: list[Any]) -> list[tuple[Any, tuple[str, str]]]:
    """Versions (newest first) with a tag: to come, in force, or past."""
    today = g.now.date()
    in_force = next((row for row in rows if row.valid_from <= today), None)
    return [(row, words.IN_FORCE if row is in_force else words.TO_COME if row.valid_from > today else words.PAST) for row in rows]
