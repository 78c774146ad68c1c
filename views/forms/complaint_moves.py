"""Forms of moved due days: confirming the list, and a leader's decision about earlier ones."""

from __future__ import annotations

from wtforms import HiddenField, StringField, SubmitField

from views.forms.stamped import NEEDED, StampedForm, at_most
from views.wording.complaint_moves import HELP, LABELS


class ConfirmMovesForm(StampedForm):
    """The list that was read is right. mark: which list."""

    mark = HiddenField(validators=[NEEDED, at_most(64)])
    reason = StringField(LABELS["reason"], [at_most(300)], description=HELP["reason"])
    save = SubmitField(LABELS["confirm"])


class DecideMovesForm(StampedForm):
    """Earlier days may hold, or not."""

    mark = HiddenField(validators=[NEEDED, at_most(64)])
    opinion = StringField(LABELS["opinion"], [at_most(300)], description=HELP["opinion"])
    approve, decline = SubmitField(LABELS["approve"]), SubmitField(LABELS["decline"])
