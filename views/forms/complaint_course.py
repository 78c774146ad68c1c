"""Forms of handling a complaint: one for every step, which shows the fields the step needs, and the decision about what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, SubmitField, TextAreaField

from actions.complaint_step import Said
from rules.complaint_course import Event
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.complaint_course import AGREED, CHOOSE, FIELDS, GROUNDS, HELP, JUST_NOTE, LABELS, LONG, PAUSING, STEPS


class StepForm(StampedForm, VersionForm):
    """What is said with a step. The ids of its fields begin with the event, for many stand on one page."""

    unit = SelectField(LABELS["unit"], validate_choice=False, default="")
    handler = StringField(LABELS["handler"], [at_most(60)], description=HELP["handler"],
                          render_kw={"autocomplete": "off", "list": "colleagues"})
    ground = SelectField(LABELS["ground"], validate_choice=False, default="")
    sent_to = StringField(LABELS["sent_to"], [at_most(100)])
    note = TextAreaField(validators=[at_most(4000)])
    at_fault = BooleanField(LABELS["at_fault"], description=HELP["at_fault"])
    submit = SubmitField(LABELS["submit"])

    def __init__(self, event: Event, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.event = event
        self.shown = [self[name] for name in FIELDS.get(event.value, JUST_NOTE)]
        title, words, _ = STEPS[event.value]
        self.note.label.text, self.submit.label.text = words, title
        self.note.render_kw = {"rows": 6 if event.value in LONG else 2}
        _name_ids(self, event.value)

    def offer(self, units: Iterable[tuple[str, str]], pauses: Iterable[str]) -> None:
        """Fill the choices of windows (id, name), and of grounds."""
        self.unit.choices = choices([("", CHOOSE), *units])
        allowed = set(pauses)
        grounds = GROUNDS if self.event is Event.REFUSE else [pair for pair in PAUSING if pair[0] in allowed]
        self.ground.choices = choices([("", CHOOSE), *grounds])

    def said(self, handler: str) -> Said:
        """What the form says, once it is valid. handler: the id of the person meant."""
        return Said(self.note.data or "", self.unit.data or "", handler, self.ground.data or "", self.sent_to.data or "",
                    bool(self.at_fault.data))


class DecideForm(StampedForm, VersionForm):
    """Agree to what was asked, or not. The ids of its fields begin with the id of what was asked."""

    agreed = RadioField(LABELS["agreed"], choices=choices(AGREED), validators=[NEEDED])
    opinion = StringField(LABELS["opinion"], [at_most(300)])
    submit = SubmitField(LABELS["submit"])

    def __init__(self, ask_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _name_ids(self, ask_id)


def _name_ids(form: StampedForm, begin: str) -> None:
    for field in form:
        field.id = field.label.field_id = f"{begin}-{field.name}"
