"""Forms of the rules of leave: a new version of a type, of the tiers, of annual leave. Days typed become half-days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, DateField, Field, Form, FormField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.fields import FieldList
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from actions.leave_rules import Tiers
from rules.approval import LADDER, MinuteTier, StepKind, Tier
from rules.entitlement import AnnualRule, Employment
from rules.errors import InvalidInput, Problem
from rules.leave import Counting, TypeRule, days_text
from rules.leave_presets import LONGEST_SYMBOL, figures_of
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.errors import PROBLEMS
from views.wording.leave import TYPES
from views.wording.leave_rules import COUNTING, GENDER, GENERAL, HELP, LABELS
from views.wording.leave_rules import PROBLEMS as RULE_PROBLEMS
from views.wording.staff import EMPLOYMENT

DAY_NEEDED = InputRequired(PROBLEMS["not_a_date"])
MOST_AMOUNT = 100_000
DAY_ROWS, MINUTE_ROWS, BRACKET_ROWS = 12, 6, 6


class AmountField(Field):
    """A number typed as text, or nothing. data: a whole number of 1/steps, None when left empty."""

    widget = TextInput()
    steps = 1
    fault = RULE_PROBLEMS["not_whole"]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)

    def shown(self, value: int) -> str:
        """The number as it is typed."""
        return str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed. Raises ValueError with the sentence."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            amount = Decimal(text) * self.steps
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT or amount % 1:
            raise ValueError(self.fault)
        self.data = int(amount)


class DaysField(AmountField):
    """Days typed, half-days kept."""

    steps = 2
    fault = RULE_PROBLEMS["half_steps"]

    def shown(self, value: int) -> str:
        """Days with one decimal."""
        return days_text(value)


class ChecksField(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class VersionForm(StampedForm):
    """What every new version says of itself. Faults of rows are told once for their table; the rows show their own."""

    valid_from = DateField(LABELS["valid_from"], [DAY_NEEDED], description=HELP["valid_from"])
    source = StringField(LABELS["source"], [NEEDED, at_most(300)])
    save = SubmitField(LABELS["save"])

    def validate(self, extra_validators: Any = None) -> bool:
        """True when every field is as it must be."""
        good: bool = super().validate(extra_validators)
        for field in self:
            if isinstance(field, FieldList):
                texts = (text for row in field for row_texts in row.form.errors.values() for text in row_texts)
                field.errors = list(dict.fromkeys(texts))
        return good


class TypeForm(VersionForm):
    """A new version of a type counted in days; comp also has what a half-day costs and how long it lives."""

    counting = SelectField(LABELS["counting"], choices=choices((kind, COUNTING[kind]) for kind in ("working", "calendar")))
    entitlement_halves = DaysField(LABELS["entitlement_halves"], description=HELP["entitlement_halves"])
    max_halves_request = DaysField(LABELS["max_halves_request"], description=HELP["days"])
    max_halves_month = DaysField(LABELS["max_halves_month"], description=HELP["days"])
    max_halves_year = DaysField(LABELS["max_halves_year"], description=HELP["days"])
    evidence_halves = DaysField(LABELS["evidence_halves"], description=HELP["evidence_halves"])
    home_unit_halves = DaysField(LABELS["home_unit_halves"], description=HELP["home_unit_halves"])
    minutes_per_half = AmountField(LABELS["minutes_per_half"])
    expiry_months = AmountField(LABELS["expiry_months"])
    minutes_per_day = AmountField(LABELS["minutes_per_day"])
    gender = SelectField(LABELS["gender"], choices=choices(GENDER.items()))
    record_only = BooleanField(LABELS["record_only"])
    symbol = StringField(LABELS["symbol"], [at_most(LONGEST_SYMBOL)], description=HELP["symbol"])
    as_of = DateField(LABELS["as_of"], [Optional()], description=HELP["as_of"])
    note = StringField(LABELS["note"], [at_most(300)])

    @classmethod
    def of(cls, rule: TypeRule) -> TypeForm:
        """The form filled with a version, without the fields its type has no use for."""
        kept = {**figures_of(rule), "as_of": rule.as_of}
        form = cls(data={name: value for name, value in kept.items() if name in cls.__dict__})
        for name in _useless(rule):
            del form[name]
        return form

    def figures(self, rule: TypeRule) -> dict[str, Any]:
        """The figures of the version this form was filled from, changed as typed."""
        typed = {name: field.data for name, field in self._fields.items() if name in figures_of(rule)}
        if "minutes_per_half" in typed and not typed["minutes_per_half"]:
            raise InvalidInput(Problem("minutes_per_half", "required"))
        as_of: date | None = typed.pop("as_of", None)
        return {**figures_of(rule), **typed, "as_of": as_of.isoformat() if as_of else None}


def _useless(rule: TypeRule) -> list[str]:
    """The fields that mean nothing for this type."""
    amounts = ["entitlement_halves", "max_halves_request", "max_halves_month", "max_halves_year", "evidence_halves", "home_unit_halves"]
    useless = ["counting", *amounts] if rule.counting is Counting.HOURS else []
    useless += [] if rule.code == "comp" else ["minutes_per_half", "expiry_months"]
    useless += [] if rule.standing else ["minutes_per_day"]
    return [*useless, *(["entitlement_halves"] if rule.balanced else [])]


class RowForm(Form):
    """One row of a table that is filled in; messages in Chinese as those of whole forms."""

    class Meta(DefaultMeta):
        locales = PlainForm.Meta.locales


class TierRow(RowForm):
    """One tier by days. code: one type, "" for all others."""

    code = SelectField(LABELS["code"], choices=choices([("", GENERAL), *TYPES.items()]), default="")
    up_to = DaysField(LABELS["up_to"])
    steps = ChecksField(LABELS["steps"], choices=choices((kind.value, kind.value) for kind in StepKind))


class MinuteTierRow(RowForm):
    """One tier by minutes."""

    code = SelectField(LABELS["code"], choices=choices([("", GENERAL), *TYPES.items()]), default="")
    up_to = AmountField(LABELS["up_to_minutes"])
    steps = ChecksField(LABELS["steps"], choices=choices((kind.value, kind.value) for kind in StepKind))


class TiersForm(VersionForm):
    """The table of who signs up to how much. Rows without anybody who signs are left out."""

    days = FieldList(FormField(TierRow), LABELS["days_table"], min_entries=DAY_ROWS, max_entries=DAY_ROWS)
    minutes = FieldList(FormField(MinuteTierRow), LABELS["minutes_table"], min_entries=MINUTE_ROWS, max_entries=MINUTE_ROWS)

    @classmethod
    def of(cls, tiers: Tiers) -> TiersForm:
        """The form as it was sent (rows that were not sent are empty), else filled with a version."""
        sent = cls()
        if sent.is_submitted():
            return sent
        days: list[Any] = [_row(tier, tier.max_halves) for tier in tiers.halves]
        minutes: list[Any] = [_row(tier, tier.max_minutes) for tier in tiers.minutes]
        return cls(data={"days": _padded(days, DAY_ROWS), "minutes": _padded(minutes, MINUTE_ROWS)})

    def figures(self) -> dict[str, Any]:
        """The table in its stored form. Raises InvalidInput (tiers_need_end, tier_needs_signer)."""
        return {"tiers": _tiers(self.days.data, "days", "max_halves"), "minute_tiers": _tiers(self.minutes.data, "minutes", "max_minutes")}


def _row(tier: Tier | MinuteTier, bound: int | None) -> dict[str, Any]:
    return {"code": tier.code, "up_to": bound, "steps": [kind.value for kind in tier.steps]}


def _padded(rows: list[Any], length: int) -> list[Any]:
    return [*rows, *({} for _ in range(length - len(rows)))][:length]


def _tiers(rows: list[dict[str, Any]], field: str, bound: str) -> list[dict[str, Any]]:
    filled = [row for row in rows if row["steps"] or row["up_to"] is not None]
    if any(not set(row["steps"] or ()) & {kind.value for kind in LADDER} for row in filled):
        raise InvalidInput(Problem(field, "tier_needs_signer"))
    for code in {row["code"] for row in filled} | {""}:
        if not any(row["code"] == code and row["up_to"] is None for row in filled):
            raise InvalidInput(Problem(field, "tiers_need_end"))
    order = [kind.value for kind in StepKind]
    return [{bound: row["up_to"], "steps": sorted(row["steps"], key=order.index), **({"code": row["code"]} if row["code"] else {})}
            for row in filled]


class BracketRow(RowForm):
    """From so many years on, so many days, lost by so many days sick."""

    min_years = AmountField(LABELS["min_years"])
    days = DaysField(LABELS["days"])
    sick_days = AmountField(LABELS["sick_days"])


class AnnualForm(VersionForm):
    """The figures of annual leave."""

    brackets = FieldList(FormField(BracketRow), LABELS["brackets"], min_entries=BRACKET_ROWS, max_entries=BRACKET_ROWS)
    continuous_months = AmountField(LABELS["continuous_months"], [InputRequired(PROBLEMS["not_a_number"])])
    paid_personal_halves = DaysField(LABELS["paid_personal_days"], [InputRequired(PROBLEMS["not_a_number"])])
    year_days = AmountField(LABELS["year_days"], [InputRequired(PROBLEMS["not_a_number"])])
    carry_over_years = AmountField(LABELS["carry_over_years"], [InputRequired(PROBLEMS["not_a_number"])])
    next_month = ChecksField(LABELS["next_month"], choices=choices(EMPLOYMENT.items()))
    pro_rata = ChecksField(LABELS["pro_rata"], choices=choices(EMPLOYMENT.items()))

    @classmethod
    def of(cls, rule: AnnualRule) -> AnnualForm:
        """The form as it was sent (rows that were not sent are empty), else filled with a version."""
        sent = cls()
        if sent.is_submitted():
            return sent
        brackets: list[Any] = [{"min_years": entry.min_years, "days": entry.halves, "sick_days": entry.sick_days}
                               for entry in rule.brackets]
        return cls(data={"brackets": _padded(brackets, BRACKET_ROWS), "continuous_months": rule.continuous_months,
                         "paid_personal_halves": rule.paid_personal_halves, "year_days": rule.year_days,
                         "carry_over_years": rule.carry_over_years, "next_month": [kind.value for kind in rule.next_month],
                         "pro_rata": [kind.value for kind in rule.pro_rata]})

    def figures(self) -> dict[str, Any]:
        """The rule in its stored form. Raises InvalidInput (brackets_needed, required at year_days)."""
        rows = [row for row in self.brackets.data if row["days"] is not None]
        if not rows or any(None in (row["min_years"], row["sick_days"]) for row in rows):
            raise InvalidInput(Problem("brackets", "brackets_needed"))
        if not self.year_days.data:
            raise InvalidInput(Problem("year_days", "required"))
        names = ("continuous_months", "paid_personal_halves", "year_days", "carry_over_years", "source")
        brackets = [{"min_years": row["min_years"], "halves": row["days"], "sick_days": row["sick_days"]} for row in rows]
        day = self.data["valid_from"].isoformat()
        return {"brackets": brackets, "valid_from": day, "next_month": _known(self.next_month.data), "pro_rata": _known(self.pro_rata.data),
                **{name: self.data[name] for name in names}}


def _known(kinds: list[str] | None) -> list[str]:
    return [kind for kind in kinds or () if kind in set(Employment)]
