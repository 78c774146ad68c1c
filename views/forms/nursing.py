"""Forms of nursing hours."""

from __future__ import annotations

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from actions.nursing import NursingDraft
from rules.nursing import Placed
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.errors import PROBLEMS
from views.wording.nursing import HELP, LABELS, PLACED

DAY_NEEDED = InputRequired(PROBLEMS["not_a_date"])


class NursingForm(StampedForm):
    """One standing arrangement; the minutes follow from the rule."""

    child_born = DateField(LABELS["child_born"], [DAY_NEEDED])
    children = IntegerField(LABELS["children"], [InputRequired(PROBLEMS["not_a_number"])], default=1, description=HELP["children"])
    valid_from = DateField(LABELS["valid_from"], [DAY_NEEDED])
    valid_to = DateField(LABELS["valid_to"], [DAY_NEEDED], description=HELP["valid_to"])
    placed = SelectField(LABELS["placed"], [NEEDED], choices=choices(PLACED.items()))
    save = SubmitField(LABELS["ask"])

    def draft(self) -> NursingDraft:
        """What was asked for."""
        sent = self.data
        return NursingDraft(sent["child_born"], sent["children"], sent["valid_from"], sent["valid_to"], Placed(sent["placed"]))


class NursingDecisionForm(PlainForm):
    """Yes or no to one arrangement."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(PROBLEMS["required"])])
    verdict = RadioField(LABELS["verdict"], [NEEDED], choices=choices([("approve", LABELS["approve"]), ("reject", LABELS["reject"])]))
    opinion = StringField(LABELS["opinion"], [at_most(200)])


class NursingEndForm(PlainForm):
    """The last day of one's own arrangement."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(PROBLEMS["required"])])
    last_day = DateField(LABELS["last_day"], [DAY_NEEDED])
