"""Forms of the rules of attendance: a new rule set with every figure, exemptions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from wtforms import BooleanField, DateField, FormField, IntegerField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Optional

from actions.attendance_rules import ExemptionDraft
from rules.attendance import RuleSet, figures_of
from views.forms.leave import PERSON
from views.forms.leave_rules import AmountField, RowForm
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.attendance_rules import (
    DISMISSAL,
    EXEMPT_LABELS,
    EXEMPT_SCOPES,
    FIGURES,
    GENDERS,
    HALF_CHOICES,
    HELP,
    LABELS,
    MISSING,
    PUNCHES,
)
from views.wording.errors import PROBLEMS

NUMBER = InputRequired(PROBLEMS["not_a_number"])


def _number(name: str) -> IntegerField:
    return IntegerField(FIGURES[name][0], [NUMBER], description=FIGURES[name][1])


def _flag(name: str) -> BooleanField:
    return BooleanField(FIGURES[name][0], description=FIGURES[name][1])


class DismissalRow(RowForm):
    """The bounds of one kind of employment; all empty: none."""

    run, year = AmountField(DISMISSAL["run"]), AmountField(DISMISSAL["year"])
    warn_run, warn_year = AmountField(DISMISSAL["warn_run"]), AmountField(DISMISSAL["warn_year"])
    working = BooleanField(DISMISSAL["working"])


class RuleSetForm(StampedForm):
    """A new rule set; every figure of rules.attendance.RuleSet is a field."""

    valid_from = DateField(LABELS["valid_from"], [InputRequired(PROBLEMS["not_a_date"])], description=HELP["valid_from"])
    source = StringField(LABELS["source"], [NEEDED, at_most(300)])
    punches = SelectField(FIGURES["punches"][0], choices=choices(PUNCHES), coerce=int, description=FIGURES["punches"][1])
    before, after, burst = _number("before"), _number("after"), _number("burst")
    late_grace, early_grace = _number("late_grace"), _number("early_grace")
    late_absent, late_absent_inclusive = _number("late_absent"), _flag("late_absent_inclusive")
    early_absent, early_absent_inclusive = _number("early_absent"), _flag("early_absent_inclusive")
    missing_becomes = SelectField(FIGURES["missing_becomes"][0], choices=choices(MISSING), description=FIGURES["missing_becomes"][1])
    lates_absence, lates_halves = _number("lates_absence"), _number("lates_halves")
    away_record, away_absent, away_absent_inclusive = _number("away_record"), _number("away_absent"), _flag("away_absent_inclusive")
    explain_in, explain_out, corrections = _number("explain_in"), _number("explain_out"), _number("corrections")
    noon_duty_moves, pass_replaces_out = _flag("noon_duty_moves"), _flag("pass_replaces_out")
    pending_leave_shields = _flag("pending_leave_shields")
    pass_short, pass_most, close_day = _number("pass_short"), _number("pass_most"), _number("close_day")
    civil_servant, institution = FormField(DismissalRow, DISMISSAL["civil_servant"]), FormField(DismissalRow, DISMISSAL["institution"])
    contract = FormField(DismissalRow, DISMISSAL["contract"])
    save = SubmitField(LABELS["save"])

    @classmethod
    def of(cls, rules: RuleSet) -> RuleSetForm:
        """The form as it was sent, else filled with a rule set."""
        sent = cls()
        if sent.is_submitted():
            return sent
        figures = figures_of(rules)
        return cls(data={**figures, **{kind: bounds for kind, bounds in figures["dismissal"].items() if kind in KINDS}})

    def first_day(self) -> date:
        """From when it holds, once the form is valid."""
        return cast(date, self.valid_from.data)

    def figures(self) -> dict[str, Any]:
        """Every figure as typed."""
        made = {name: self[name].data for name in FIGURES}
        bounds = {kind: self[kind].data for kind in KINDS}
        made["dismissal"] = {kind: {name: row[name] or 0 for name in ("run", "year", "warn_run", "warn_year")} | {"working": row["working"]}
                             for kind, row in bounds.items() if any(row[name] for name in ("run", "year", "warn_run", "warn_year"))}
        return made


KINDS = ("civil_servant", "institution", "contract")


class ExemptionForm(StampedForm):
    """Who need not punch. unit: an id; person: number, name or initials; post and gender as they stand."""

    scope = SelectField(EXEMPT_LABELS["scope"], choices=choices(EXEMPT_SCOPES))
    person = StringField(EXEMPT_LABELS["person"], [at_most(80)], render_kw=PERSON)
    unit = SelectField(EXEMPT_LABELS["unit"], validate_choice=False)
    post = StringField(EXEMPT_LABELS["post"], [at_most(60)])
    gender = SelectField(EXEMPT_LABELS["gender"], choices=choices(GENDERS))
    valid_from = DateField(EXEMPT_LABELS["valid_from"], [InputRequired(PROBLEMS["not_a_date"])])
    valid_to = DateField(EXEMPT_LABELS["valid_to"], [Optional()])
    half = SelectField(EXEMPT_LABELS["half"], choices=choices(HALF_CHOICES))
    reason = StringField(EXEMPT_LABELS["reason"], [NEEDED, at_most(200)])
    save = SubmitField(EXEMPT_LABELS["save"])

    def offer(self, units: Iterable[Any]) -> None:
        """Fill the choice of units."""
        self.unit.choices = choices([("", ""), *((unit.id, unit.name) for unit in units)])

    def draft(self, staff_id: str) -> ExemptionDraft:
        """What the form asks for, once it is valid. staff_id: of the person meant, "" for none."""
        named = {"centre": "", "unit": self.unit.data or "", "post": (self.post.data or "").strip(), "staff": staff_id,
                 "gender": self.gender.data or ""}
        first: date = self.valid_from.data or date.min
        return ExemptionDraft(self.scope.data, named[self.scope.data], first, self.valid_to.data, self.half.data or "",
                              self.reason.data or "")


class EndExemptionForm(VersionForm):
    """The last day of an exemption; empty: it ends at once."""

    last_day = DateField(EXEMPT_LABELS["last_day"], [Optional()])
