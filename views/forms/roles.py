"""Forms of granting and ending roles, and of delegating."""

from __future__ import annotations

from datetime import date

from flask import abort
from wtforms import DateField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import Optional

from actions.delegation import DelegationAsked
from actions.roles import GrantAsked
from rules.people import Role
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.people import ROLES
from views.wording.roles import LABELS


class GrantForm(StampedForm):
    """A role for a person. unit: the id of a unit for heads, empty for the others."""

    number = StringField(LABELS["number"], [NEEDED, at_most(40)])
    role = SelectField(LABELS["role"], choices=choices((role.value, ROLES[role.value]) for role in Role))
    unit = SelectField(LABELS["unit"], default="")
    valid_from = DateField(LABELS["valid_from"], [NEEDED])
    valid_to = DateField(LABELS["valid_to"], [Optional()])
    submit = SubmitField(LABELS["grant"])

    def asked(self) -> GrantAsked:
        """What the form asks for, once it is valid."""
        return GrantAsked(self.number.data or "", Role(self.role.data), self.unit.data or "", _day(self.valid_from), self.valid_to.data)


class VersionForm(PlainForm):
    """A button that changes one record: version is that of the record shown."""

    version = HiddenField(validators=[NEEDED])

    def seen(self) -> int:
        """The version that was shown. Answered 400 when it is not a whole number."""
        text = self.version.data or ""
        if not text.isdecimal() or len(text) > 9:
            abort(400)
        return int(text)


class EndForm(VersionForm):
    """The last day of a role; empty: it ends at once."""

    last_day = DateField(LABELS["last_day"], [Optional()])
    submit = SubmitField(LABELS["end"])


class DelegationForm(StampedForm):
    """Who decides in one's place, and when."""

    number = StringField(LABELS["delegate"], [NEEDED, at_most(40)])
    valid_from = DateField(LABELS["valid_from"], [NEEDED])
    valid_to = DateField(LABELS["until"], [NEEDED])
    reason = TextAreaField(LABELS["reason"], [NEEDED, at_most(200)])
    submit = SubmitField(LABELS["delegate_now"])

    def asked(self) -> DelegationAsked:
        """What the form asks for, once it is valid."""
        return DelegationAsked(self.number.data or "", _day(self.valid_from), _day(self.valid_to), self.reason.data or "")


def _day(field: DateField) -> date:
    if field.data is None:
        raise ValueError(f"{field.name} is not valid yet")
    return field.data
