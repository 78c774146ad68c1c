"""Contact with machines that push: who may, what each last said of itself, how wrong its clock is, and strangers at the door.

Contact is noted at most every NOTED_EVERY seconds, strangers once a minute: a poll is no reason to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.changes import forget, keep, transaction
from actions.device_tell import tell_keepers
from actions.prepared import Prepared
from models import Device, DeviceCommand, DeviceState, StrangeDevice
from rules.device_contact import DRIFT_LIMIT, Contact, brings_backlog, in_networks, is_jump, measured_drift, run_begin
from rules.device_orders import OrderKind
from rules.people import Actor

NOTED_EVERY = timedelta(seconds=20)
STRANGERS = 50
STRANGER_EVERY = timedelta(minutes=1)
STRANGER_STAYS = timedelta(minutes=10)
LONGEST_SERIAL = 40
ASKED_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Came:
    """What arrived: the newest readable second of the rows (None for none) and how many there were."""

    newest: int | None = None
    rows: int = 0


NOTHING = Came()


def machine(device: Device, address: str) -> Actor:
    """A machine as the audit names it; what it brings needs nobody's permission."""
    return Actor(staff_id="", number=device.code, name=device.name, address=address, system=True)


def machine_at(serial: str, address: str, now: datetime) -> Device | None:
    """The registered machine with this serial number that calls from one of its addresses; else it is noted as a stranger: None."""
    serial = _shown(serial)
    device = _BY_SERIAL.first(serial) if serial else None
    if device is not None and in_networks(address, device.addresses):
        return device
    _note_stranger(serial, address[:LONGEST_SERIAL], now)
    return None


_BY_SERIAL = Prepared(Device, lambda serial: Device.select().where(
    (Device.serial == serial) & (Device.kind == "push") & (Device.active == 1)))
_STATE = Prepared(DeviceState, lambda device_id: DeviceState.select().where(DeviceState.device_id == device_id))
_ASKED = Prepared(DeviceCommand, lambda device_id, kind, since: DeviceCommand.select(DeviceCommand.number).where(
    (DeviceCommand.device_id == device_id) & (DeviceCommand.kind == kind) & (DeviceCommand.sent_at > since)).limit(1))


def state_of(device: Device) -> DeviceState:
    """What is known of a machine; a fresh row, not kept yet, of one that was never heard."""
    return _STATE.first(device.id) or DeviceState(device_id=device.id, about={})


def strangers() -> list[tuple[StrangeDevice, Device | None]]:
    """Machines that were not let in, the latest first; with the registered one of that number that calls from another address."""
    rows = list(StrangeDevice.select().order_by(StrangeDevice.seen_at.desc()))
    known = {device.serial: device for device in Device.select().where(Device.serial.in_([row.serial for row in rows] or [""]))}
    return [(row, known.get(row.serial)) for row in rows]


def note_contact(device: Device, address: str, now: datetime, said: Mapping[str, str] | None = None, came: Came = NOTHING,
                 received: int = 0, refused: int = 0) -> DeviceState:
    """Note that a machine was heard, and what it said of itself or brought; writes nothing when the last note is young and says the
    same. Tells the keepers of a clock that is wrong or has jumped. received: the local second of `now`, wanted when rows came.
    """
    state = state_of(device)
    contact = contact_of(state, now, device)
    stood = dict(state.__data__, about=dict(state.about))
    last = state.last_contact
    state.contact_since = run_begin(state.contact_since, last, now)
    state.address = address
    _note_said(state, said or {}, refused)
    if came.newest is not None:
        if brings_backlog(came.newest, came.rows, received):
            state.backlog_at = now
        drift = measured_drift(came.newest, came.rows, received, contact)
        if drift is not None:
            note_measured(device, state, drift, came.newest, now)
    if state.__data__ != stood or last is None or not timedelta(0) <= now - last < NOTED_EVERY:
        state.last_contact = now
        keep(state)
    return state


def contact_of(state: DeviceState, now: datetime, device: Device) -> Contact:
    """How contact stands at this moment."""
    begin = run_begin(state.contact_since, state.last_contact, now)
    backlog = int((now - state.backlog_at).total_seconds()) if state.backlog_at else None
    asked = bool(_ASKED.columns(device.id, OrderKind.AGAIN.value, now - ASKED_AGAIN))
    return Contact(int((now - begin).total_seconds()), backlog, asked)


def note_cleared(device: Device, second: int, now: datetime) -> None:
    """A machine's records were cleared: unless it was in contact just before, what it still had is lost, and it is not collected."""
    state = state_of(device)
    if state.last_contact is None or state.contact_since is None or now - state.last_contact > timedelta(minutes=2):
        state.about = {**state.about, "cleared": max(second, state.about.get("cleared", 0))}
        keep(state)


def note_measured(device: Device, state: DeviceState, drift: int, newest: int, now: datetime) -> None:
    """Keep what was measured; remember from which device second to which a clock was wrong, as a clock correction will ask."""
    about, wrong = dict(state.about), abs(drift) > DRIFT_LIMIT
    jumped = is_jump(state.drift, drift)
    if wrong and (jumped or "off_since" not in about):
        about.update(off_since=newest, off_seconds=drift)
        about.pop("off_until", None)
    elif not wrong and "off_since" in about:
        about.setdefault("off_until", newest)
    state.drift, state.about = drift, about
    values = {"name": device.name, "seconds": drift}
    if jumped:
        tell_keepers("device_jump", values, device, f"jump:{newest}", now)
    elif wrong:
        tell_keepers("device_drift", values, device, f"drift:{now:%Y-%m-%d}", now)


def _note_said(state: DeviceState, said: Mapping[str, str], refused: int) -> None:
    about: dict[str, Any] = dict(state.about)
    state.firmware = said.get("firmware", state.firmware)
    if "records" in said:
        state.records = int(said["records"])
    about.update({name: said[name] for name in ("model", "people", "push") if name in said})
    if refused:
        about["refused"] = about.get("refused", 0) + refused
    state.about = about


def _note_stranger(serial: str, address: str, now: datetime) -> None:
    """Remember a stranger; when there are many, the one not seen longest makes room, but nobody who was here a moment ago."""
    row = StrangeDevice.get_or_none((StrangeDevice.serial == serial) & (StrangeDevice.address == address))
    if row is not None and timedelta(0) <= now - row.seen_at < STRANGER_EVERY:
        return
    with transaction():
        if row is None and StrangeDevice.select().count() >= STRANGERS:
            oldest = StrangeDevice.select().order_by(StrangeDevice.seen_at).first()
            if oldest is not None and timedelta(0) <= now - oldest.seen_at < STRANGER_STAYS:
                return
            forget(StrangeDevice, (StrangeDevice.serial == oldest.serial) & (StrangeDevice.address == oldest.address))
        keep(StrangeDevice(serial=serial, address=address, seen_at=now))


def _shown(serial: str) -> str:
    """A serial number as it may be kept and shown: printable ASCII, not longer than any there is."""
    return "".join(sign for sign in serial.strip() if "!" <= sign <= "~")[:LONGEST_SERIAL]
