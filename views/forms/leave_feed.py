"""The form that makes a feed."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, SubmitField

from views.forms.stamped import NEEDED, StampedForm, choices
from views.wording.leave_feed import LABELS, SCOPES


class FeedForm(StampedForm):
    """What the feed shows."""

    scope = SelectField(LABELS["scope"], [NEEDED], validate_choice=False)
    save = SubmitField(LABELS["make"])

    def offer(self, scopes: Iterable[str]) -> None:
        """Fill the choice of scopes."""
        self.scope.choices = choices((scope, SCOPES[scope]) for scope in scopes)
