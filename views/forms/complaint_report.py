"""Forms of the hotline's monthly report: filling it in; checking and issuing what was shown."""

from __future__ import annotations

from wtforms import HiddenField, StringField, SubmitField, TextAreaField

from views.forms.stamped import PlainForm, StampedForm, at_most
from views.wording.complaint_report import LABELS


class ReportForm(StampedForm):
    """What is said besides the figures; they are taken when it is kept."""

    month = HiddenField(validators=[at_most(10)])
    version = HiddenField(default="0", validators=[at_most(9)])
    narrative = TextAreaField(LABELS["narrative"], [at_most(4000)], render_kw={"rows": 6})
    correction = TextAreaField(LABELS["correction"], [at_most(1000)], render_kw={"rows": 3})
    save = SubmitField(LABELS["save"])


class SignForm(PlainForm):
    """The version that was shown to who signs."""

    version = StringField(validators=[at_most(9)])
