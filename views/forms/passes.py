"""The short form of a pass, and the buttons of going out and coming back."""

from __future__ import annotations

from wtforms import BooleanField, StringField, SubmitField

from actions.passes import PassAsked
from rules.schedule import minute_of
from views.forms.stamped import NEEDED, StampedForm, at_most
from views.wording.passes import LABELS


class PassForm(StampedForm):
    """Go out today from a time to a time."""

    from_time = StringField(LABELS["from_time"], [NEEDED, at_most(5)], render_kw={"type": "time"})
    to_time = StringField(LABELS["to_time"], [NEEDED, at_most(5)], render_kw={"type": "time"})
    reason = StringField(LABELS["reason"], [NEEDED, at_most(200)])
    destination = StringField(LABELS["destination"], [NEEDED, at_most(100)])
    beyond = BooleanField(LABELS["beyond"])
    save = SubmitField(LABELS["ask"])

    def asked(self) -> PassAsked:
        """What the form asks for, once it is valid. Raises InvalidInput (from_time, to_time)."""
        return PassAsked(minute_of(self.from_time.data or "", "from_time"), minute_of(self.to_time.data or "", "to_time"),
                         self.reason.data or "", self.destination.data or "", bool(self.beyond.data))
