"""Forms of the calendar: editing a day, and taking in a year's document."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField, SubmitField

from rules.calendar import DayKind
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.calendar import HELP, LABELS
from views.wording.dates import DAY_KINDS
from views.wording.errors import PROBLEMS


class DayForm(VersionForm):
    """What a day is, and why it is changed by hand."""

    kind = SelectField(LABELS["kind"], choices=choices((kind.value, DAY_KINDS[kind.value]) for kind in DayKind))
    name = StringField(LABELS["name"], [at_most(40)])
    reason = StringField(LABELS["reason"], [NEEDED, at_most(200)], description=HELP["reason"])
    save = SubmitField(LABELS["save"])


class DocumentForm(PlainForm):
    """A file to be looked at."""

    file = FileField(LABELS["file"], [FileRequired(PROBLEMS["required"])], description=HELP["file"],
                     render_kw={"accept": ".json,.csv,.xlsx"})
    save = SubmitField(LABELS["preview"])


class ConfirmForm(StampedForm):
    """Take in the file that was looked at; file_name stands as the source of days that name none."""

    file_name = HiddenField(validators=[at_most(200)])
    save = SubmitField(LABELS["confirm"])
