"""Forms of machines, of the map of numbers and of rows held back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, SubmitField
from wtforms.validators import Optional

from actions.devices import DeviceDraft
from actions.pins import PinDraft
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.punches import DEVICE_HELP, DEVICE_LABELS, KINDS, NOT_HELD, PIN_HELP, PIN_LABELS


class MachineFields:
    """What is said of a machine."""

    code = StringField(DEVICE_LABELS["code"], [NEEDED, at_most(40)], description=DEVICE_HELP["code"])
    name = StringField(DEVICE_LABELS["name"], [NEEDED, at_most(40)])
    kind = SelectField(DEVICE_LABELS["kind"], choices=choices(KINDS.items()))
    installed = DateField(DEVICE_LABELS["installed"], [NEEDED], description=DEVICE_HELP["installed"])
    serial = StringField(DEVICE_LABELS["serial"], [at_most(40)], description=DEVICE_HELP["serial"])
    addresses = StringField(DEVICE_LABELS["addresses"], [at_most(200)], description=DEVICE_HELP["addresses"])
    host = StringField(DEVICE_LABELS["host"], [at_most(80)], description=DEVICE_HELP["host"])
    port = IntegerField(DEVICE_LABELS["port"], [Optional()], default=4370)

    def draft(self: Any) -> DeviceDraft:
        """What the form asks for, once it is valid."""
        return DeviceDraft(self.code.data, self.name.data, self.kind.data, self.installed.data, self.serial.data or "",
                           self.addresses.data or "", self.host.data or "", self.port.data or 4370,
                           self.active.data if "active" in self else True)


class NewMachineForm(MachineFields, StampedForm):
    """A machine that is registered."""

    save = SubmitField(DEVICE_LABELS["add"])


class EditMachineForm(MachineFields, VersionForm):
    """A machine that is known."""

    active = BooleanField(DEVICE_LABELS["active"])
    save = SubmitField(DEVICE_LABELS["save"])


class NumberFields:
    """Whose number it is, from when to when."""

    number = StringField(PIN_LABELS["number"], [NEEDED, at_most(40)])
    valid_from = DateField(PIN_LABELS["valid_from"], [NEEDED], description=PIN_HELP)
    valid_to = DateField(PIN_LABELS["valid_to"], [Optional()])


class NewNumberForm(NumberFields, StampedForm):
    """A number that is given to somebody."""

    device = SelectField(PIN_LABELS["device"], validate_choice=False)
    pin = StringField(PIN_LABELS["pin"], [NEEDED, at_most(64)])
    save = SubmitField(PIN_LABELS["add"])

    def offer(self, devices: Iterable[Any]) -> None:
        """Fill the choice of machines."""
        self.device.choices = choices((device.id, device.name) for device in devices)

    def draft(self) -> PinDraft:
        """What the form asks for, once it is valid."""
        return PinDraft(self.pin.data or "", self.number.data or "", self.valid_from.data, self.valid_to.data)  # type: ignore[arg-type]  # needed


class EditNumberForm(NumberFields, VersionForm):
    """A row of the map that is corrected or ended."""

    save = SubmitField(PIN_LABELS["save"])

    def draft(self, pin: str) -> PinDraft:
        """What the form asks for, once it is valid."""
        return PinDraft(pin, self.number.data or "", self.valid_from.data, self.valid_to.data)  # type: ignore[arg-type]  # needed


class HeldForm(VersionForm):
    """What becomes of a row held back. verdict: release or dismiss."""

    reason = StringField(NOT_HELD["reason"], [at_most(200)])
    verdict = StringField(validators=[NEEDED])


class AllHeldForm(PlainForm):
    """Everything that waits of a machine for one reason is set aside."""

    device = StringField(validators=[NEEDED])
    problem = StringField(validators=[NEEDED])
    reason = StringField(NOT_HELD["reason"], [at_most(200)])
