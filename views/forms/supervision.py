"""Forms of supervision orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, SelectField, SubmitField, TextAreaField
from wtforms.validators import Optional

from actions.supervision import Ordered
from rules.supervision import OrderEvent
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.complaint_course import CHOOSE
from views.wording.supervision import FIELDS, HELP, LABELS, STEPS


class OrderForm(StampedForm):
    """A new order about a complaint."""

    unit = SelectField(LABELS["unit"], [NEEDED], validate_choice=False)
    text = TextAreaField(LABELS["text"], [NEEDED, at_most(2000)], render_kw={"rows": 4})
    due = DateField(LABELS["due"], [Optional()], description=HELP["due"])
    submit = SubmitField(LABELS["submit"])

    def offer(self, units: Iterable[tuple[str, str]]) -> None:
        """Fill the windows: (id, name)."""
        self.unit.choices = choices([("", CHOOSE), *units])

    def ordered(self) -> Ordered:
        """What the form says, once it is valid."""
        return Ordered(self.text.data or "", self.unit.data or "", self.due.data)


class OrderStepForm(StampedForm, VersionForm):
    """A step of an order, with the fields the step needs."""

    text = TextAreaField(LABELS["text"], [at_most(4000)], render_kw={"rows": 4})
    due = DateField(LABELS["due"], [Optional()], description=HELP["due"])
    submit = SubmitField(LABELS["submit"])

    def __init__(self, event: OrderEvent, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event = event
        self.shown = [self[name] for name in FIELDS[event.value]]
        self.submit.label.text, self.text.label.text = STEPS[event.value]
        for field in self:
            field.id = field.label.field_id = f"{event.value}-{field.name}"

    def ordered(self) -> Ordered:
        """What the form says, once it is valid."""
        return Ordered(self.text.data or "", due=self.due.data)
