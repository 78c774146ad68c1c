"""Forms of an outage: the event, and the times of its sign-in sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, SubmitField, TextAreaField

from actions.outages import OutageDraft
from rules.schedule import minute_of
from views.forms.leave import PAPER_KINDS
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.outages import HELP, LABELS, NO_DEVICE, WHOLE_CENTRE


class OutageForm(StampedForm):
    """Power or a machine failed. unit: an id, empty for the whole centre; device: an id or empty."""

    day = DateField(LABELS["day"], [NEEDED])
    time = StringField(LABELS["time"], [NEEDED, at_most(5)], render_kw={"type": "time"})
    until = StringField(LABELS["until"], [NEEDED, at_most(5)], description=HELP["until"], render_kw={"type": "time"})
    unit = SelectField(LABELS["unit"], validate_choice=False)
    device = SelectField(LABELS["device"], validate_choice=False)
    reason = TextAreaField(LABELS["reason"], [NEEDED, at_most(200)], render_kw={"rows": 2})
    attachment = FileField(LABELS["attachment"], description=HELP["attachment"], render_kw={"accept": PAPER_KINDS})
    save = SubmitField(LABELS["save"])

    def offer(self, units: Iterable[Any], devices: Iterable[Any], whole: bool) -> None:
        """Fill the choices."""
        self.unit.choices = choices([*([("", WHOLE_CENTRE)] if whole else []), *((unit.id, unit.name) for unit in units)])
        self.device.choices = choices([("", NO_DEVICE), *((device.id, device.name) for device in devices)])

    def draft(self, attachment_id: str) -> OutageDraft:
        """What the form asks for, once it is valid. Raises InvalidInput (time, until)."""
        day: date = self.day.data or date.min
        return OutageDraft(day, minute_of(self.time.data or "", "time"), minute_of(self.until.data or "", "until"), self.unit.data or "",
                           self.device.data or "", self.reason.data or "", attachment_id)


class SheetForm(StampedForm):
    """The times of the signed sheet. Lines are sent as person (id), am_in, am_out, pm_in, pm_out (HH:MM or empty), as often as needed.
    attachment: the scan of the sheet.
    """

    attachment = FileField(LABELS["attachment"], description=HELP["scan"], render_kw={"accept": PAPER_KINDS})
    save = SubmitField(LABELS["enter"])
