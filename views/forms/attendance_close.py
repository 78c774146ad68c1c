"""Forms of closing a month: a reason and the version that was shown, with the button of each step."""

from __future__ import annotations

from wtforms import SubmitField, TextAreaField
from wtforms.validators import Optional

from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, at_most
from views.wording.attendance_close import HELP, LABELS


class ConfirmForm(VersionForm):
    """The month may be closed."""

    reason = TextAreaField(LABELS["reason"], [Optional(), at_most(400)], description=HELP["confirm"])
    submit = SubmitField(LABELS["confirm"])


class CloseForm(VersionForm):
    """Freeze the month."""

    reason = TextAreaField(LABELS["reason"], [Optional(), at_most(400)], description=HELP["close"])
    submit = SubmitField(LABELS["close"])


class ReopenForm(VersionForm):
    """Open a closed month again."""

    reason = TextAreaField(LABELS["reason"], [NEEDED, at_most(400)], description=HELP["reopen"])
    submit = SubmitField(LABELS["reopen"])
