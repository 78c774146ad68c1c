"""The form that issues a document of a complaint."""

from __future__ import annotations

from wtforms import StringField

from views.forms.stamped import NEEDED, StampedForm, at_most


class IssueForm(StampedForm):
    """What is issued: kind, and the id of what it is about ("" for the register). Both come from the list of the page."""

    kind = StringField(validators=[NEEDED, at_most(20)])
    about = StringField(validators=[at_most(36)])


class PrintAgainForm(StampedForm):
    """One more print of a document."""
