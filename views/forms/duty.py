"""Forms of noon duty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from wtforms import DateField, SelectField, StringField, SubmitField

from rules.duty import Duty
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, PlainForm, StampedForm, choices
from views.wording.duty import LABELS, NOBODY


class DutyFields:
    """Who keeps the window on a day, and who stands in. Persons are sent by id, times as HH:MM."""

    day = DateField(LABELS["day"], [NEEDED])
    staff = SelectField(LABELS["staff"], [NEEDED], validate_choice=False)
    partner = SelectField(LABELS["partner"], validate_choice=False)
    start = StringField(LABELS["start"], [NEEDED], render_kw={"type": "time"})
    end = StringField(LABELS["end"], [NEEDED], render_kw={"type": "time"})

    def offer(self: Any, people: Iterable[Any]) -> None:
        """Fill the choices with the window's people."""
        offered = [(staff.id, staff.name) for staff in people]
        self.staff.choices, self.partner.choices = choices(offered), choices([("", NOBODY), *offered])

    def duty(self: Any) -> Duty:
        """What the form asks for, once it is valid."""
        return Duty(self.day.data, self.staff.data, self.partner.data or "", self.start.data.strip(), self.end.data.strip())


class NewDutyForm(DutyFields, StampedForm):
    """Somebody more on the plan."""

    save = SubmitField(LABELS["add"])


class DutyForm(DutyFields, VersionForm):
    """A duty that stands."""

    save = SubmitField(LABELS["save"])


class WeekForm(PlainForm):
    """Carry the plan of the week before into the week of this day."""

    week = DateField(validators=[NEEDED])

    def on(self) -> date:
        """The day, once the form is valid."""
        return cast(date, self.week.data)
