"""Forms of people, units, moves and the import. What people's fields must be is judged by rules/staff.py, not here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from rules.staff import FIELDS, UnitDraft, masked_phone
from views.forms.stamped import NEEDED, PlainForm, StampedForm, choices
from views.wording.errors import PROBLEMS
from views.wording.staff import (
    ANY_UNIT,
    BUTTONS,
    CHOOSE,
    EMPLOYMENT,
    FILE,
    GENDER,
    HELP,
    LABELS,
    MOVE_LABELS,
    NOBODY,
    SEARCH,
    SKIP_BAD,
    STATE,
    STATES,
    UNIT,
    UNIT_KINDS,
    UNIT_LABELS,
)

DAY = {"type": "date"}


def version_field() -> IntegerField:
    """The hidden version of the record that the form was opened on."""
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(PROBLEMS["required"])])


class PersonFields:
    """The particulars of a person. Dates are sent as text, so that rules.staff reads them as it reads a file's."""

    number = StringField(LABELS["number"], [NEEDED])
    name = StringField(LABELS["name"], [NEEDED])
    gender = SelectField(LABELS["gender"], choices=choices(GENDER.items()), validate_choice=False)
    employment = SelectField(LABELS["employment"], [NEEDED], choices=choices([("", CHOOSE), *EMPLOYMENT.items()]), validate_choice=False)
    post = StringField(LABELS["post"])
    home_unit = StringField(LABELS["home_unit"], description=HELP["home_unit"])
    first_work = StringField(LABELS["first_work"], description=HELP["first_work"], render_kw=DAY)
    joined = StringField(LABELS["joined"], render_kw=DAY)
    active_from = StringField(LABELS["active_from"], description=HELP["active_from"], render_kw=DAY)
    b_partner = SelectField(LABELS["b_partner"], description=HELP["b_partner"], validate_choice=False)
    phone = StringField(LABELS["phone"], render_kw={"inputmode": "tel", "autocomplete": "off"})
    save = SubmitField(BUTTONS["save"])

    def offer_partners(self, people: Iterable[tuple[str, str]]) -> None:
        """Fill the choice of B partners: (number, what is shown). One who has left stays chosen."""
        offered = [("", NOBODY), *people]
        chosen = self.b_partner.data or ""
        self.b_partner.choices = choices(offered if chosen in dict(offered) else [*offered, (chosen, chosen)])

    def texts(self: Any) -> dict[str, str]:
        """Field of rules.staff.FIELDS -> text, for the fields the form has."""
        return {field: self[field].data or "" for field in FIELDS if field in self}


class NewPersonForm(PersonFields, StampedForm):
    """Somebody new, with the unit."""

    unit = SelectField(LABELS["unit"], validate_choice=False)

    def offer_units(self, units: Iterable[Any]) -> None:
        """Fill the choice of units, sent by code."""
        self.unit.choices = choices([("", NOBODY), *((unit.code, unit.name) for unit in units)])


class EditPersonForm(PersonFields, PlainForm):
    """A known person; the unit and the last day are changed by their own forms, the telephone is not shown."""

    version = version_field()

    def hide_phone(self, phone: str) -> None:
        """Say the masked number beside the empty field."""
        self.phone.description = HELP["phone_kept"].format(phone=masked_phone(phone)) if phone else ""


class TransferForm(PlainForm):
    """To another unit from a day on."""

    version = version_field()
    unit = SelectField(MOVE_LABELS["unit"], [NEEDED], validate_choice=False)
    day = DateField(MOVE_LABELS["transfer_day"], [NEEDED], description=HELP["transfer_day"])
    save = SubmitField(BUTTONS["transfer"])

    def offer_units(self, units: Iterable[Any]) -> None:
        """Fill the choice of units, sent by id."""
        self.unit.choices = choices([("", CHOOSE), *((unit.id, unit.name) for unit in units)])

    def values(self: Any) -> dict[str, Any]:
        """What transfer_staff takes."""
        return {"unit_id": self.unit.data, "day": self.day.data, "version": self.version.data}


class LeavingForm(PlainForm):
    """The last day here; empty takes a leaving back."""

    version = version_field()
    last_day = DateField(MOVE_LABELS["last_day"], [Optional()], description=HELP["last_day"])
    save = SubmitField(BUTTONS["leave"])

    def values(self: Any) -> dict[str, Any]:
        """What end_staff takes."""
        return {"last_day": self.last_day.data, "version": self.version.data}


class UnitFields:
    """A window, a section or the leadership."""

    code = StringField(UNIT_LABELS["code"], [NEEDED], description=HELP["unit_code"])
    name = StringField(UNIT_LABELS["name"], [NEEDED])
    kind = SelectField(UNIT_LABELS["kind"], choices=choices(UNIT_KINDS.items()), validate_choice=False)
    min_present = IntegerField(UNIT_LABELS["min_present"], [InputRequired(PROBLEMS["not_a_number"])], default=0,
                               description=HELP["min_present"])
    save = SubmitField(BUTTONS["save"])

    def draft(self: Any) -> UnitDraft:
        """The unit as typed."""
        active = self.active.data if "active" in self else True
        return UnitDraft(self.code.data.strip(), self.name.data.strip(), self.kind.data or "", self.min_present.data, active)


class NewUnitForm(UnitFields, StampedForm):
    """A new unit."""


class EditUnitForm(UnitFields, PlainForm):
    """A known unit, which may be closed."""

    active = BooleanField(UNIT_LABELS["active"])
    version = version_field()


class UploadForm(PlainForm):
    """A file of people to be looked at before it is imported."""

    file = FileField(FILE, [FileRequired(PROBLEMS["required"])], description=HELP["file"], render_kw={"accept": ".xlsx,.csv,.txt"})
    save = SubmitField(BUTTONS["preview"])


class ConfirmForm(StampedForm):
    """Import the file that was looked at."""

    skip_bad = BooleanField(SKIP_BAD, description=HELP["skip_bad"])
    save = SubmitField(BUTTONS["confirm"])


class SearchForm(PlainForm):
    """What the list shows; sent by GET, so without a token."""

    class Meta(PlainForm.Meta):
        csrf = False

    q = StringField(SEARCH, render_kw={"type": "search", "autocomplete": "off"})
    unit = SelectField(UNIT, validate_choice=False)
    state = SelectField(STATE, choices=choices(STATES.items()), default="active", validate_choice=False)

    def offer_units(self, units: Iterable[Any]) -> None:
        """Fill the choice of units, sent by id."""
        self.unit.choices = choices([("", ANY_UNIT), *((unit.id, unit.name) for unit in units)])
