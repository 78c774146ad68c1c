"""Forms of balances and of duty hours. Amounts are judged by rules/ledger.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.errors import PROBLEMS
from views.wording.leave import TYPES
from views.wording.leave_balances import DUTY_KINDS, HELP, LABELS

DAY_NEEDED = InputRequired(PROBLEMS["not_a_date"])


class GrantForm(StampedForm):
    """An amount of a type, from a day to a day, with what it rests on."""

    type_code = SelectField(LABELS["type_code"], validate_choice=False)
    amount = StringField(LABELS["amount"], [NEEDED], description=HELP["amount"], render_kw={"inputmode": "decimal"})
    valid_from = DateField(LABELS["valid_from"], [DAY_NEEDED])
    valid_to = DateField(LABELS["valid_to"], [Optional()], description=HELP["valid_to"])
    note = TextAreaField(LABELS["note"], [NEEDED, at_most(200)], render_kw={"rows": 2})
    save = SubmitField(LABELS["grant"])

    def offer(self, codes: Iterable[str], today: date) -> None:
        """Fill the choice of types and, on a fresh form, this year as the time it may be used."""
        self.type_code.choices = choices((code, TYPES.get(code, code)) for code in codes)
        if self.valid_from.raw_data is None:
            self.valid_from.data, self.valid_to.data = today, date(today.year, 12, 31)


class TakenForm(StampedForm):
    """What somebody took before this program was used."""

    type_code = SelectField(LABELS["type_code"], validate_choice=False)
    amount = StringField(LABELS["amount"], [NEEDED], description=HELP["amount"], render_kw={"inputmode": "decimal"})
    note = TextAreaField(LABELS["note"], [NEEDED, at_most(200)], render_kw={"rows": 2})
    save = SubmitField(LABELS["taken"])


class CarryForm(PlainForm):
    """The year whose rest is carried over."""

    year = IntegerField(LABELS["year"], [InputRequired(PROBLEMS["not_a_number"])], description=HELP["year"])
    save = SubmitField(LABELS["carry"])


class DutyForm(StampedForm):
    """Duty done outside hours."""

    day = DateField(LABELS["day"], [DAY_NEEDED])
    kind = SelectField(LABELS["kind"], choices=choices(DUTY_KINDS.items()), default="weekend")
    hours = StringField(LABELS["hours"], [NEEDED], description=HELP["hours"], render_kw={"inputmode": "decimal"})
    reason = TextAreaField(LABELS["reason"], [NEEDED, at_most(200)], render_kw={"rows": 2})
    save = SubmitField(LABELS["claim"])


class DutyDecisionForm(PlainForm):
    """Yes or no to one claim."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(PROBLEMS["required"])])
    verdict = RadioField(LABELS["verdict"], choices=choices([("approve", LABELS["approve"]), ("reject", LABELS["reject"])]),
                         validators=[NEEDED])
    opinion = StringField(LABELS["opinion"], [at_most(200)])
