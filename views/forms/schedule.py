"""Forms of work schedules: a version, a single-day difference, and asking what holds."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from wtforms import DateField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from actions.schedule import ScheduleDraft, Target
from rules.schedule import HOUR_FIELDS, WEEK, Scope
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.dates import WEEKDAYS
from views.wording.schedule import LABELS, NO_UNIT, SCOPES

CLOCK = {"maxlength": "5", "inputmode": "numeric", "autocomplete": "off"}


class HoursFields:
    """The four times of a day, sent as HH:MM; over midnight they go on to 47:59. A session without times is none."""

    am_start = StringField(LABELS["am_start"], [at_most(5)], render_kw={**CLOCK, "placeholder": "08:30"})
    am_end = StringField(LABELS["am_end"], [at_most(5)], render_kw={**CLOCK, "placeholder": "12:00"})
    pm_start = StringField(LABELS["pm_start"], [at_most(5)], render_kw={**CLOCK, "placeholder": "13:30"})
    pm_end = StringField(LABELS["pm_end"], [at_most(5)], render_kw={**CLOCK, "placeholder": "17:30"})

    def hours(self: Any) -> dict[str, str]:
        """Field name -> HH:MM."""
        return {name: (self[name].data or "").strip() for name in HOUR_FIELDS}


class TargetFields:
    """For whom: the scope, and the unit's id, the post or the staff number that goes with it."""

    scope = SelectField(LABELS["scope"], choices=choices(SCOPES.items()))
    unit = SelectField(LABELS["unit"], validate_choice=False)
    post = StringField(LABELS["post"], [at_most(40)])
    number = StringField(LABELS["number"], [at_most(40)])

    def offer(self: Any, units: list[Any]) -> None:
        """Fill the choice of units."""
        self.unit.choices = choices([("", NO_UNIT), *((unit.id, unit.name) for unit in units)])

    def target(self: Any) -> Target:
        """What was chosen."""
        scope = Scope(self.scope.data)
        keys = {Scope.UNIT: self.unit.data, Scope.POST: self.post.data, Scope.STAFF: self.number.data}
        return Target(scope, (keys.get(scope) or "").strip())


class VersionFields(HoursFields):
    """Name, weekdays and dates of a version."""

    name = StringField(LABELS["name"], [NEEDED, at_most(40)])
    weekdays = SelectMultipleField(LABELS["weekdays"], choices=choices(zip(WEEK, WEEKDAYS, strict=True)), option_widget=CheckboxInput(),
                                   widget=ListWidget(prefix_label=False))
    valid_from = DateField(LABELS["valid_from"], [NEEDED])
    valid_to = DateField(LABELS["valid_to"], [Optional()])

    def draft(self: Any) -> ScheduleDraft:
        """What the form asks for, once it is valid."""
        return ScheduleDraft(self.name.data, "".join(self.weekdays.data), self.valid_from.data, self.valid_to.data, self.hours())


class NewVersionForm(TargetFields, VersionFields, StampedForm):
    """A new version for somebody."""

    save = SubmitField(LABELS["add"])


class EditVersionForm(VersionFields, VersionForm):
    """A known version; for whom it is cannot be changed."""

    save = SubmitField(LABELS["save"])


class DifferenceForm(TargetFields, HoursFields, StampedForm):
    """Other hours on one day."""

    day = DateField(LABELS["day"], [NEEDED])
    reason = StringField(LABELS["reason"], [NEEDED, at_most(200)])
    save = SubmitField(LABELS["add_day"])

    def on(self) -> date:
        """The day, once the form is valid."""
        return cast(date, self.day.data)
