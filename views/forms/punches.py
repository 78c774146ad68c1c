"""Forms of importing punches: the file, its columns when nobody knows it, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, HiddenField, SelectField, SubmitField
from wtforms.validators import Optional

from views.forms.stamped import PlainForm, StampedForm, at_most, choices
from views.wording.errors import PROBLEMS
from views.wording.punches import COLUMN_LABELS, COMPLETE_HELP, IMPORT_LABELS, NO_COLUMN, NO_FORMAT

COLUMNS = ("pin", "datetime", "date", "time", "status", "verify", "work_code", "name")


class PunchFileForm(PlainForm):
    """A file and the machine it comes from."""

    device = SelectField(IMPORT_LABELS["device"], validate_choice=False)
    file = FileField(IMPORT_LABELS["file"], validators=[FileRequired(PROBLEMS["required"])])
    save = SubmitField(IMPORT_LABELS["look"])

    def offer(self, devices: Iterable[Any]) -> None:
        """Fill the choice of machines."""
        self.device.choices = choices((device.id, device.name) for device in devices)


class TakeInForm(StampedForm):
    """The file that was looked at is taken in. total: how many rows it has, for the bar."""

    name = HiddenField(validators=[at_most(200)])
    total = HiddenField(validators=[at_most(12)])
    complete_until = DateTimeLocalField(IMPORT_LABELS["complete_until"], [Optional()], description=COMPLETE_HELP,
                                        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"])
    save = SubmitField(IMPORT_LABELS["take_in"])

    def rows(self) -> int:
        """How many rows the file was said to have; 0 when that is no number."""
        text = self.total.data or ""
        return int(text) if text.isascii() and text.isdecimal() else 0


def column_field(code: str) -> SelectField:
    """The choice of the column that holds something."""
    return SelectField(COLUMN_LABELS[code], validate_choice=False)


class ColumnsForm(PlainForm):
    """Which column of a table holds what."""

    pin = column_field("pin")
    datetime = column_field("datetime")
    date = column_field("date")
    time = column_field("time")
    status = column_field("status")
    verify = column_field("verify")
    work_code = column_field("work_code")
    name = column_field("name")
    format = SelectField(COLUMN_LABELS["format"], validate_choice=False)
    save = SubmitField(IMPORT_LABELS["bind"])

    def offer(self, headings: Sequence[str], formats: Iterable[str]) -> None:
        """Fill the choices."""
        for code in COLUMNS:
            self[code].choices = choices([("", NO_COLUMN), *((heading, heading) for heading in headings)])
        self.format.choices = choices([("", NO_FORMAT), *((form, form) for form in formats)])

    def mapping(self) -> dict[str, str]:
        """Code -> heading of what was chosen."""
        return {code: self[code].data for code in (*COLUMNS, "format") if self[code].data}
