"""The form of the weekly check."""

from __future__ import annotations

from datetime import date
from typing import cast

from wtforms import DateField, HiddenField, SubmitField, TextAreaField
from wtforms.validators import Optional

from views.forms.stamped import NEEDED, StampedForm, at_most
from views.wording.attendance_week import LABELS


class WeekCheckForm(StampedForm):
    """One week of one unit has been looked through. monday: any day of the week."""

    unit = HiddenField(validators=[NEEDED, at_most(36)])
    monday = DateField(validators=[NEEDED], render_kw={"type": "hidden"})
    note = TextAreaField(LABELS["note"], [Optional(), at_most(400)])
    submit = SubmitField(LABELS["submit"])

    def day(self) -> date:
        """The day, once the form is valid."""
        return cast(date, self.monday.data)
