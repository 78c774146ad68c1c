"""Punches, numbers and collected days for tests: make_device(), map_pin(), punch(), collect()."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

from actions.attendance_judge import rejudge
from actions.changes import add, transaction
from actions.changes_bulk import Bulk
from clock import STATION_ZONE
from models import Coverage, Device, PinMap, RawPunch, Staff
from rules.people import SYSTEM
from rules.punches import midnight

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=STATION_ZONE)
"""A moment after every day the tests judge."""
_numbers = itertools.count(1)
COLUMNS = ("device_id", "pin", "second", "status", "verify", "work_code", "raw_hex", "batch_id", "line", "state", "problem")


def make_device(**values: object) -> Device:
    """A device that was there long ago."""
    n = next(_numbers)
    with transaction():
        return add(Device(**{"code": f"K{n}", "name": f"{n}号考勤机", "kind": "file", "installed": date(2010, 1, 1), **values}), SYSTEM,
                   "device.add", LATER)


def map_pin(device: Device, staff: Staff, pin: str = "", first: date = date(2015, 7, 1), last: date | None = None) -> str:
    """Give somebody a number on a device; returns it."""
    pin = pin or str(next(_numbers))
    with transaction():
        add(PinMap(device_id=device.id, pin=pin, staff_id=staff.id, valid_from=first, valid_to=last), SYSTEM, "pin.add", LATER)
    return pin


def collect(device: Device, first: date, last: date) -> None:
    """Say that a device is collected from a day to a day (both whole)."""
    with transaction():
        add(Coverage(device_id=device.id, since=midnight(first), until=midnight(last + timedelta(days=2)), source="said"), SYSTEM,
            "coverage.add", LATER)


def punch(device: Device, pin: str, day: date, *times: str, status: str = "0") -> None:
    """Punches of one number on a day at HH:MM[:SS], re-judged as an import does."""
    rows = []
    for time in times:
        hours, minutes, *rest = map(int, time.split(":"))
        second = midnight(day) + hours * 3600 + minutes * 60 + sum(rest)
        rows.append((device.id, pin, second, status, "1", "", time.encode().hex(), "test", len(rows) + 1, "kept", ""))
    with transaction():
        bulk = Bulk(RawPunch, COLUMNS, LATER)
        bulk.add(rows)
        bulk.close(SYSTEM, "punch.test", LATER)
        for owner in PinMap.select().where((PinMap.device_id == device.id) & (PinMap.pin == pin)):
            rejudge({owner.staff_id: {day}}, LATER, "test")
