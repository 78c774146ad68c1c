"""The page of one machine: contact, completeness, clock, counts, unknown numbers, what it logged, what it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from actions.changes import find, rows_by_id
from actions.clock_corrections import corrections_of
from actions.device_contact import state_of
from actions.device_coverage import complete_until
from actions.device_orders import orders_of
from actions.device_push import names_of
from actions.device_watch import watched
from actions.prepared import Prepared
from actions.punches import local_second
from models import ClockCorrection, Device, DeviceCommand, DeviceEvent, DeviceState, ImportBatch, PinMap, RawPunch, Staff
from rules.clock_correction import Span
from rules.errors import NotAllowed
from rules.people import Actor, Permission
from settings import Settings

EVENTS, BATCHES, UNKNOWN = 15, 10, 30


@dataclass(frozen=True)
class UnknownPin:
    """A number nobody is entered for: how many punches it has, the last of them, and the name the machine has for it."""

    pin: str
    count: int
    last: int
    name: str


@dataclass(frozen=True)
class DeviceSheet:
    """Everything the page of a machine shows. complete: local second up to which it is collected. people: by id."""

    device: Device
    state: DeviceState
    complete: int | None
    silent: int
    stored: int
    quarantined: int
    unknown: tuple[UnknownPin, ...]
    events: tuple[DeviceEvent, ...]
    batches: tuple[ImportBatch, ...]
    orders: tuple[DeviceCommand, ...]
    clocks: tuple[ClockCorrection, ...]
    people: dict[str, Staff]


def find_device(device_id: str) -> Device:
    """One machine. Raises NotFound."""
    return find(Device, device_id)


def wrong_span(device: Device, now: datetime) -> Span | None:
    """The span of its own seconds in which its clock was seen to be wrong, up to now where it still is; None where it was not."""
    about = state_of(device).about
    if "off_since" not in about:
        return None
    return Span(about["off_since"], about.get("off_until", local_second(now)), about["off_seconds"])


def device_sheet(actor: Actor, device_id: str, settings: Settings, now: datetime) -> DeviceSheet:
    """Raises NotFound, NotAllowed."""
    if not actor.may(Permission.ATTENDANCE_DEVICES):
        raise NotAllowed("devices")
    device = find(Device, device_id)
    orders, clocks = orders_of(device), corrections_of(device)
    silent = next((one.silent for one in watched(settings, now) if one.device.id == device.id), 0)
    counts: dict[str, int] = dict(_COUNTS.columns(device.id))
    people = rows_by_id(Staff, [one for row in orders for one in (row.asked_by,) if one] + [row.asked_by for row in clocks if row.asked_by])
    return DeviceSheet(device, state_of(device), complete_until(device), silent, counts.get("kept", 0) + counts.get("released", 0),
                       counts.get("quarantined", 0), tuple(_unknown(device)), tuple(_events(device)), tuple(_batches(device)),
                       tuple(orders), tuple(clocks), people)


_COUNTS = Prepared(RawPunch, lambda device_id: RawPunch.select(RawPunch.state, fn.COUNT(RawPunch.id)).where(
    RawPunch.device_id == device_id).group_by(RawPunch.state))
_UNKNOWN = Prepared(RawPunch, lambda device_id: RawPunch.select(RawPunch.pin, fn.COUNT(RawPunch.id), fn.MAX(RawPunch.second)).where(
    (RawPunch.device_id == device_id) & RawPunch.state.in_(["kept", "released"])
    & RawPunch.pin.not_in(PinMap.select(PinMap.pin).where(PinMap.device_id == device_id))).group_by(RawPunch.pin).order_by(
    fn.COUNT(RawPunch.id).desc(), RawPunch.pin).limit(UNKNOWN))


def _unknown(device: Device) -> list[UnknownPin]:
    names = names_of(device)
    return [UnknownPin(pin, count, last, names.get(pin, "")) for pin, count, last in _UNKNOWN.columns(device.id)]


def _events(device: Device) -> list[DeviceEvent]:
    return list(DeviceEvent.select().where(DeviceEvent.device_id == device.id).order_by(DeviceEvent.second.desc()).limit(EVENTS))


def _batches(device: Device) -> list[ImportBatch]:
    return list(ImportBatch.select().where(ImportBatch.device_id == device.id).order_by(ImportBatch.id.desc()).limit(BATCHES))
