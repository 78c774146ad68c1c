"""Attendance devices and what came out of them: every row kept as it stood, whose number is whose, how far each device is collected."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, CompositeKey, IntegerField, TextField

from rules.device_orders import OrderKind
from tables.fields import DayField, FlagField, JsonField, MomentField, Row, Table, one_of

DEVICE_KINDS = ("file", "push", "pull")
PUNCH_STATES = ("kept", "quarantined", "released", "dismissed")
COVER_SOURCES = ("file", "said", "contact", "sum")
BATCH_SOURCES = ("file", "push", "pull")


class Device(Row):
    """One attendance device. code: what people call it (`--device`). installed: no punch before this day is its own.

    serial, addresses (networks, comma apart): who may push; host, port: where to pull. mapping: columns of its csv or xlsx files.
    """

    code = TextField()
    name = TextField()
    kind = TextField(constraints=[one_of("kind", DEVICE_KINDS)])
    serial = TextField(default="", index=True)
    addresses = TextField(default="")
    host = TextField(default="")
    port = IntegerField(default=4370)
    installed = DayField()
    mapping = JsonField(default=dict)
    active = FlagField(default=True)

    class Meta:
        indexes = ((("centre", "code"), True),)


class DeviceState(Table):
    """What a device last said of itself. Local: it changes with every contact. drift: receipt minus device time, whole seconds.

    contact_since: when the contact that lasts until last_contact began. backlog_at: when it last sent many old rows at once.
    about: what it says of itself, and what was found out of it (actions/device_contact.py).
    """

    device_id = TextField(primary_key=True)
    last_contact = MomentField(null=True)
    contact_since = MomentField(null=True)
    backlog_at = MomentField(null=True)
    address = TextField(default="")
    drift = IntegerField(null=True)
    firmware = TextField(default="")
    records = IntegerField(null=True)
    about = JsonField(default=dict)


class StrangeDevice(Table):
    """A machine that asked to be let in and is not registered, or not at this address. Local, few (actions/device_contact.py)."""

    serial = TextField()
    address = TextField()
    seen_at = MomentField()

    class Meta:
        primary_key = CompositeKey("serial", "address")


class PinHint(Table):
    """The name a machine has for a PIN: only a hint for whoever says whose number it is. Local."""

    device_id = TextField()
    pin = TextField()
    name = TextField()

    class Meta:
        primary_key = CompositeKey("device_id", "pin")


class DeviceCommand(Table):
    """One order of the closed list that waits for a device or was answered. Local. number: what the device answers to.

    since, until: the period of orders that have one, local seconds, both inclusive. code: what the device returned, 0 for done.
    theirs, ours: records in the period, as the device and as we count them.
    """

    number = IntegerField(primary_key=True)
    device_id = TextField(index=True)
    kind = TextField(constraints=[one_of("kind", [kind.value for kind in OrderKind])])
    since = BigIntegerField(null=True)
    until = BigIntegerField(null=True)
    reason = TextField(default="")
    asked_by = TextField()
    asked_at = MomentField()
    sent_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    code = IntegerField(null=True)
    theirs = IntegerField(null=True)
    ours = IntegerField(null=True)


class DeviceEvent(Row):
    """What a device logged of itself: clock set, power on, records cleared, stick used. second: its own local wall time."""

    device_id = TextField()
    code = TextField()
    second = BigIntegerField()
    raw_hex = TextField()

    class Meta:
        indexes = ((("device_id", "code", "second"), True),)


class ImportBatch(Row):
    """One file or delivery of punches with its counts. first, last: local `YYYY-MM-DD HH:MM:SS` of the readable rows, "" for none.

    out_of_order: rows whose time lies before the row above (a warning, nothing more).
    """

    device_id = TextField(index=True)
    source = TextField(constraints=[one_of("source", BATCH_SOURCES)])
    file_name = TextField(default="")
    file_hash = TextField(default="", index=True)
    decoder = TextField()
    read = IntegerField(default=0)
    stored = IntegerField(default=0)
    duplicate = IntegerField(default=0)
    quarantined = IntegerField(default=0)
    unknown_pin = IntegerField(default=0)
    out_of_order = IntegerField(default=0)
    first = TextField(default="")
    last = TextField(default="")
    staff_id = TextField(default="")


class RawPunch(Row):
    """One row as the device wrote it; never changed but for `state` when somebody looked at a quarantined one.

    second: local wall time in seconds since 1970-01-01 00:00:00. Where no time can be read it is the negative of a digest of the raw
    bytes, so that one key finds every row again. problem: why it was quarantined, "" for good rows.
    """

    device_id = TextField()
    pin = TextField()
    second = BigIntegerField()
    status = TextField(default="")
    verify = TextField(default="")
    work_code = TextField(default="")
    raw_hex = TextField()
    batch_id = TextField(index=True)
    line = IntegerField()
    state = TextField(default="kept", constraints=[one_of("state", PUNCH_STATES)])
    problem = TextField(default="")

    class Meta:
        indexes = ((("device_id", "pin", "second"), True), (("second", "device_id", "pin"), False))


RawPunch.add_index(RawPunch.device_id, RawPunch.state, RawPunch.problem, name="raw_punch_looked_at", where=SQL("state <> 'kept'"))
"""Few rows are not simply kept, and pages ask for those."""


class PinMap(Row):
    """Whose number a PIN is on a device, from a day to a day (inclusive, null = open). The same PIN is another's on another device."""

    device_id = TextField()
    pin = TextField()
    staff_id = TextField(index=True)
    valid_from = DayField()
    valid_to = DayField(null=True)

    class Meta:
        indexes = ((("device_id", "pin", "valid_from"), True),)


class Coverage(Row):
    """A span for which a device is known to be collected completely: local seconds, since inclusive, until exclusive.

    source: the file's own period, what the importer said, the last contact, or a count the device confirmed. Never the latest punch.
    """

    device_id = TextField()
    since = BigIntegerField()
    until = BigIntegerField()
    source = TextField(constraints=[one_of("source", COVER_SOURCES)])
    batch_id = TextField(default="")

    class Meta:
        indexes = ((("device_id", "since"), False),)


class ClockCorrection(Row):
    """A device's clock ran wrong: seconds are added to its punches of a span (local device seconds, since inclusive, until exclusive).

    It holds once two people other than who asked have approved it: asked, once (decided_by), approved (second_by) or rejected.
    """

    device_id = TextField()
    since = BigIntegerField()
    until = BigIntegerField()
    seconds = IntegerField()
    reason = TextField()
    asked_by = TextField()
    decided_by = TextField(default="")
    second_by = TextField(default="")
    state = TextField(constraints=[one_of("state", ("asked", "once", "approved", "rejected"))])
    opinion = TextField(default="")

    class Meta:
        indexes = ((("device_id", "since"), False),)
