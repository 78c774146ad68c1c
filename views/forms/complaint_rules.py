"""The form of a new version of a track's rule: every figure of rules.complaint.TrackRule is a field."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from wtforms import DateField, IntegerField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired

from rules.complaint import CLOCKS as CLOCK_FIGURES
from rules.complaint import COUNTS, TrackRule
from views.forms.leave_rules import ChecksField
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.complaint_course import PAUSING
from views.wording.complaint_rules import CLOCKS, FIGURES, HELP, LABELS
from views.wording.errors import PROBLEMS

NUMBER = InputRequired(PROBLEMS["not_a_number"])


def _number(name: str) -> IntegerField:
    return IntegerField(FIGURES[name][0], [NUMBER], description=FIGURES[name][1])


def _clock(name: str) -> SelectField:
    return SelectField(FIGURES[name][0], choices=choices(CLOCKS), description=FIGURES[name][1], validators=[NEEDED])


class TrackRuleForm(StampedForm):
    """A new version of a track."""

    valid_from = DateField(LABELS["valid_from"], [InputRequired(PROBLEMS["not_a_date"])], description=HELP["valid_from"])
    source = StringField(LABELS["source"], [NEEDED, at_most(300)], description=HELP["source"])
    clock, accept_clock = _clock("clock"), _clock("accept_clock")
    finish, accept, return_hours, extension = _number("finish"), _number("accept"), _number("return_hours"), _number("extension")
    pauses = ChecksField(FIGURES["pauses"][0], choices=choices(PAUSING), description=FIGURES["pauses"][1])
    sign, call_back, attempts, rounds = _number("sign"), _number("call_back"), _number("attempts"), _number("rounds")
    remind, supervise, bulletin = _number("remind"), _number("supervise"), _number("bulletin")
    answer, order, archive, keep = _number("answer"), _number("order"), _number("archive"), _number("keep")
    save = SubmitField(LABELS["save"])

    @classmethod
    def of(cls, rule: TrackRule | None) -> TrackRuleForm:
        """A form filled with a version's figures."""
        if rule is None:
            return cls()
        return cls(**{name: getattr(rule, name) for name in COUNTS}, **{name: getattr(rule, name).value for name in CLOCK_FIGURES},
                   pauses=list(rule.pauses))

    def first_day(self) -> date:
        """From which day it holds, once the form is valid."""
        return cast(date, self.valid_from.data)

    def figures(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return {name: self[name].data for name in (*CLOCK_FIGURES, *COUNTS)} | {"pauses": list(self.pauses.data or [])}
