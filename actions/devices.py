"""Attendance machines as they are registered: finding, adding and changing them. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from ipaddress import ip_network
from typing import Any
from unicodedata import normalize

from peewee import SQL, fn

from actions.changes import FormStamp, add, change, find, node, once, transaction
from models import Coverage, Device, DeviceState, PinMap, RawPunch
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission

LOOKED_AT = SQL("state <> 'kept'")
"""Beside every question for rows that are not simply kept: there is an index over those alone (tables/devices.py)."""
KINDS = ("file", "push", "pull")


@dataclass(frozen=True)
class DeviceDraft:
    """What is said of a machine. addresses: networks it may push from, comma apart; host, port: where it is asked."""

    code: str
    name: str
    kind: str
    installed: date
    serial: str = ""
    addresses: str = ""
    host: str = ""
    port: int = 4370
    active: bool = True


@dataclass(frozen=True)
class DeviceLine:
    """A machine on the page, with what waits on it. until: the local second it is collected to, None while nobody said."""

    device: Device
    until: int | None
    last_contact: datetime | None
    quarantined: int


def device_named(code: str) -> Device:
    """The machine people call so. Raises InvalidInput (field "device", code "device_unknown")."""
    found: Device | None = Device.get_or_none((Device.centre == node().centre) & (Device.code == code.strip()))
    if found is None:
        raise InvalidInput(Problem("device", "device_unknown", {"code": code}))
    return found


def devices() -> list[Device]:
    """All machines in use first, each kind by code."""
    return list(Device.select().where(Device.centre == node().centre).order_by(Device.active.desc(), Device.code))


def device_of(device_id: str) -> Device:
    """One machine. Raises NotFound."""
    return find(Device, device_id)


def device_lines(actor: Actor) -> list[DeviceLine]:
    """Every machine with how far it is collected and how many rows of it are held back. Raises NotAllowed."""
    check_keeper(actor)
    reached: Any = Coverage.select(Coverage.device_id, fn.MAX(Coverage.until)).group_by(Coverage.device_id).tuples()
    until = dict(reached)
    contact = {state.device_id: state.last_contact for state in DeviceState.select()}
    counted: Any = RawPunch.select(RawPunch.device_id, fn.COUNT(RawPunch.id)).where(LOOKED_AT & (RawPunch.state == "quarantined")).group_by(
        RawPunch.device_id).tuples()
    held = dict(counted)
    return [DeviceLine(row, until.get(row.id), contact.get(row.id), held.get(row.id, 0)) for row in devices()]


def add_device(actor: Actor, draft: DeviceDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """Register a machine; returns its id. Raises NotAllowed, KeyReused; InvalidInput (see check_draft; device_exists)."""
    check_keeper(actor)

    def make() -> str:
        row = Device(mapping={})
        _fill(row, draft)
        return str(add(row, actor, "device.add", now).id)

    return once(actor, stamp, now, make)


def change_device(actor: Actor, device_id: str, draft: DeviceDraft, version: int, now: datetime) -> Device:
    """Change what is said of a machine; rows that are kept stay as they were judged by its earlier day of installation. When it is taken
    out of use its numbers end today: nobody's later days wait for it.

    Raises NotAllowed, NotFound, OutOfDate; InvalidInput as add_device.
    """
    check_keeper(actor)
    with transaction():
        row = find(Device, device_id)
        row.version, was_active = version, row.active
        _fill(row, draft)
        if was_active and not row.active:
            _end_numbers(row, actor, now)
        return change(row, actor, "device.change", now)


def _end_numbers(device: Device, actor: Actor, now: datetime) -> None:
    today = now.date()
    for number in PinMap.select().where((PinMap.device_id == device.id) & (PinMap.valid_to.is_null() | (PinMap.valid_to > today))):
        number.valid_to = max(number.valid_from, today)
        change(number, actor, "pin.change", now)


def remember_mapping(actor: Actor, device_id: str, mapping: Mapping[str, str], now: datetime) -> Device:
    """Keep the columns of a machine's files for the next time. Raises NotAllowed, NotFound."""
    check_keeper(actor)
    with transaction():
        row = find(Device, device_id)
        row.mapping = dict(mapping)
        return change(row, actor, "device.mapping", now)


def check_draft(draft: DeviceDraft) -> DeviceDraft:
    """The draft in tidy form. Raises InvalidInput with every fault: required, choice, address_unreadable, serial_needed (who pushes
    is known by serial and address), address_needed, host_needed, port_range.
    """
    tidy = replace(draft, code=draft.code.strip(), name=draft.name.strip(), serial=draft.serial.strip(), host=draft.host.strip(),
                   addresses=", ".join(part.strip() for part in normalize("NFKC", draft.addresses).split(",") if part.strip()))
    problems = [Problem(field, "required") for field in ("code", "name") if not getattr(tidy, field)]
    if tidy.kind not in KINDS:
        problems.append(Problem("kind", "choice"))
    problems += [Problem("addresses", "address_unreadable", {"text": part}) for part in tidy.addresses.split(", ")
                 if part and not _is_network(part)]
    if tidy.kind == "push":
        problems += [Problem("serial", "serial_needed")] if not tidy.serial else []
        problems += [Problem("addresses", "address_needed")] if not tidy.addresses else []
    if tidy.kind == "pull" and not tidy.host:
        problems.append(Problem("host", "host_needed"))
    if not 1 <= tidy.port <= 65535:
        problems.append(Problem("port", "port_range"))
    if problems:
        raise InvalidInput(*problems)
    return tidy


def check_keeper(actor: Actor) -> None:
    """Raises NotAllowed for whoever does not look after the machines."""
    if not actor.may(Permission.ATTENDANCE_DEVICES):
        raise NotAllowed("devices")


def _fill(row: Device, draft: DeviceDraft) -> None:
    tidy = check_draft(draft)
    others = Device.select().where((Device.centre == node().centre) & (Device.id != row.id))
    for other in others:
        if other.code == tidy.code:
            raise InvalidInput(Problem("code", "device_exists", {"code": tidy.code}))
        if tidy.serial and other.serial == tidy.serial:
            raise InvalidInput(Problem("serial", "serial_exists", {"name": other.name}))
    for name in ("code", "name", "kind", "serial", "addresses", "host", "port", "installed", "active"):
        setattr(row, name, getattr(tidy, name))


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
