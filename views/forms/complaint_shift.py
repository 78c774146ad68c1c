"""Forms of missed calls and of shifts that are handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wtforms import DateTimeLocalField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import Optional

from clock import STATION_ZONE
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.complaint_shift import HELP, LABELS, NOBODY


class MissedForm(StampedForm):
    """A call nobody took."""

    phone = StringField(LABELS["phone"], [NEEDED, at_most(40)], render_kw={"autofocus": True, "inputmode": "tel", "autocomplete": "off"})
    rang_at = DateTimeLocalField(LABELS["rang_at"], [Optional()], format="%Y-%m-%dT%H:%M", description=HELP["rang_at"])
    note = StringField(LABELS["note"], [at_most(200)], render_kw={"autocomplete": "off"})
    save = SubmitField(LABELS["save"])

    def rang(self) -> datetime | None:
        """When it rang; None where nothing is said."""
        return self.rang_at.data.replace(tzinfo=STATION_ZONE) if self.rang_at.data else None


class CallBackForm(VersionForm):
    """What came of calling back."""

    outcome = TextAreaField(LABELS["outcome"], [at_most(500)], description=HELP["outcome"], render_kw={"rows": 3})
    reached, unreached = SubmitField(LABELS["reached"]), SubmitField(LABELS["unreached"])


class ShiftForm(StampedForm):
    """The desk is handed over. unsent: what this browser has not handed over, which it counts itself."""

    taker = SelectField(LABELS["taker"], validate_choice=False)
    note = TextAreaField(LABELS["shift_note"], [at_most(500)], description=HELP["shift_note"], render_kw={"rows": 3})
    unsent = HiddenField(default="0")
    give = SubmitField(LABELS["give"])

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Fill in who may take it (id, name)."""
        self.taker.choices = choices([("", NOBODY), *people])

    def count(self) -> int:
        """How many the browser has not handed over."""
        text = self.unsent.data or ""
        return int(text) if text.isdecimal() and len(text) < 6 else 0
