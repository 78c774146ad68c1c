"""The form of the signs on the attendance sheet: one field a verdict."""

from __future__ import annotations

from wtforms import StringField, SubmitField
from wtforms.validators import Optional

from views.forms.stamped import PlainForm, at_most
from views.wording.attendance_sheet import SIGN_LABELS


class SignsForm(PlainForm):
    """The sign of each verdict; empty for the usual one."""

    normal = StringField(SIGN_LABELS["normal"], [Optional(), at_most(2)])
    corrected = StringField(SIGN_LABELS["corrected"], [Optional(), at_most(2)])
    late = StringField(SIGN_LABELS["late"], [Optional(), at_most(2)])
    early = StringField(SIGN_LABELS["early"], [Optional(), at_most(2)])
    late_early = StringField(SIGN_LABELS["late_early"], [Optional(), at_most(2)])
    missing_in = StringField(SIGN_LABELS["missing_in"], [Optional(), at_most(2)])
    missing_out = StringField(SIGN_LABELS["missing_out"], [Optional(), at_most(2)])
    absent_pending = StringField(SIGN_LABELS["absent_pending"], [Optional(), at_most(2)])
    absent_proposed = StringField(SIGN_LABELS["absent_proposed"], [Optional(), at_most(2)])
    absent = StringField(SIGN_LABELS["absent"], [Optional(), at_most(2)])
    left_post = StringField(SIGN_LABELS["left_post"], [Optional(), at_most(2)])
    left_without_leave = StringField(SIGN_LABELS["left_without_leave"], [Optional(), at_most(2)])
    pending = StringField(SIGN_LABELS["pending"], [Optional(), at_most(2)])
    duty = StringField(SIGN_LABELS["duty"], [Optional(), at_most(2)])
    submit = SubmitField(SIGN_LABELS["save"])

    def signs(self) -> dict[str, str]:
        """Verdict -> sign, as typed."""
        return {field.name: field.data or "" for field in self if field.name in SIGN_LABELS and field.name != "save"}
