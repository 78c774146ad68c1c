"""Forms of hearing and telling whoever a complaint names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from wtforms import DecimalField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import NumberRange

from actions.complaint_statements import Finding
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.complaint_course import CHOOSE
from views.wording.complaint_statements import HELP, LABELS, PROBLEMS


class AskStatementForm(StampedForm):
    """Ask whoever is named to explain."""

    person = SelectField(LABELS["person"], validate_choice=False, validators=[NEEDED])
    subject = TextAreaField(LABELS["subject"], [NEEDED, at_most(500)], description=HELP["subject"], render_kw={"rows": 3})
    ask = SubmitField(LABELS["ask"])

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Fill the choices: (id, name) of whom it names and who was not asked yet."""
        self.person.choices = choices([("", CHOOSE), *people])


class AnswerForm(StampedForm):
    """What the person says to it."""

    answer = TextAreaField(LABELS["answer"], [NEEDED, at_most(4000)], description=HELP["answer"], render_kw={"rows": 6})
    send = SubmitField(LABELS["send"])


class FindingForm(StampedForm, VersionForm):
    """What was found, told to whoever it is about. points: what is taken off, 0 or more."""

    finding = TextAreaField(LABELS["finding"], [NEEDED, at_most(2000)], description=HELP["finding"], render_kw={"rows": 4})
    points = DecimalField(LABELS["points"], [NEEDED, NumberRange(0, 100, PROBLEMS["points_positive"])], default=Decimal(0), places=1,
                          description=HELP["points"])
    appeal = StringField(LABELS["appeal"], [NEEDED, at_most(300)])
    tell = SubmitField(LABELS["tell"])

    def found(self) -> Finding:
        """What the form says, once it is valid."""
        return Finding(self.finding.data or "", -round((self.points.data or 0) * 10), self.appeal.data or "")


class ObjectionForm(StampedForm):
    """What the person holds against the finding."""

    objection = TextAreaField(LABELS["objection"], [NEEDED, at_most(2000)], description=HELP["objection"], render_kw={"rows": 4})
    object = SubmitField(LABELS["object"])
