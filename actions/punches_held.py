"""Rows held back: looking at them, releasing what was right after all, and setting the rest aside. Nothing is ever deleted.

Source: docs/rules/attendance.md section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from actions.changes import change, find, rows_by_id, transaction
from actions.changes_bulk import Bulk
from actions.devices import LOOKED_AT, check_keeper, device_of
from models import Device, ImportBatch, RawPunch
from rules.errors import AlreadyDecided, InvalidInput, Problem
from rules.people import Actor

PAGE_ROWS = 50
HELD = "quarantined"


@dataclass(frozen=True)
class HeldLine:
    """One row held back. text: its bytes as far as they can be read; second: None where no moment can be."""

    row: RawPunch
    device: Device
    file_name: str
    text: str
    second: int | None


@dataclass(frozen=True)
class HeldGroup:
    """How many rows of a machine wait for one reason."""

    device: Device
    problem: str
    count: int


def held_groups(actor: Actor) -> list[HeldGroup]:
    """What waits, by machine and reason, the most first. Raises NotAllowed."""
    check_keeper(actor)
    number = fn.COUNT(RawPunch.id)
    counted: Any = RawPunch.select(RawPunch.device_id, RawPunch.problem, number).where(_waiting("", "")).group_by(
        RawPunch.device_id, RawPunch.problem).order_by(number.desc()).tuples()
    found = list(counted)
    machines = rows_by_id(Device, [device_id for device_id, *_ in found])
    return [HeldGroup(machines[device_id], problem, count) for device_id, problem, count in found]


def held_lines(actor: Actor, device_id: str, problem: str, page: int) -> tuple[list[HeldLine], int]:
    """A page of the rows that wait, of a machine and a reason ("" for all), in the order they came; and how many pages. Raises
    NotAllowed.
    """
    check_keeper(actor)
    asked = RawPunch.select().where(_waiting(device_id, problem))
    pages = max(1, -(-asked.count() // PAGE_ROWS))
    rows = list(asked.order_by(RawPunch.batch_id, RawPunch.line).paginate(page, PAGE_ROWS))
    machines = rows_by_id(Device, [row.device_id for row in rows])
    batches = rows_by_id(ImportBatch, [row.batch_id for row in rows])
    return [HeldLine(row, machines[row.device_id], batches[row.batch_id].file_name if row.batch_id in batches else "",
                     readable(bytes.fromhex(row.raw_hex)), row.second if row.second >= 0 else None) for row in rows], pages


def readable(raw: bytes) -> str:
    """A line as people read it: UTF-8, else GB18030; what is of neither is shown as a mark."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def release(actor: Actor, punch_id: str, reason: str, version: int, now: datetime) -> RawPunch:
    """Let a row count after all, with the reason; it is judged at once.

    Raises NotAllowed, NotFound, OutOfDate, AlreadyDecided; InvalidInput: required (reason), punch_unreadable.
    """
    return _decide(actor, punch_id, "released", reason, version, now)


def dismiss(actor: Actor, punch_id: str, reason: str, version: int, now: datetime) -> RawPunch:
    """Set a row aside. Raises NotAllowed, NotFound, OutOfDate, AlreadyDecided; InvalidInput: required (reason)."""
    return _decide(actor, punch_id, "dismissed", reason, version, now)


def dismiss_all(actor: Actor, device_id: str, problem: str, reason: str, now: datetime) -> int:
    """Set aside everything that waits of a machine for one reason; returns how many. Raises NotAllowed, NotFound; InvalidInput."""
    check_keeper(actor)
    _ask_for_reason(reason)
    with transaction():
        device = device_of(device_id)
        bulk = Bulk(RawPunch, ("state",), now)
        waiting: Any = RawPunch.select(RawPunch.id).where(_waiting(device.id, problem)).tuples()
        bulk.change([(punch_id, ("dismissed",)) for (punch_id,) in list(waiting)])
        bulk.close(actor, "punch.dismiss_all", now, f"{device.code} {problem}: {reason.strip()}")
    return bulk.changed


def _decide(actor: Actor, punch_id: str, state: str, reason: str, version: int, now: datetime) -> RawPunch:
    check_keeper(actor)
    _ask_for_reason(reason)
    with transaction():
        row = find(RawPunch, punch_id)
        if row.state != HELD:
            raise AlreadyDecided(f"raw_punch {row.id}", row.state)
        if state == "released" and (row.second < 0 or not row.pin):
            raise InvalidInput(Problem("reason", "punch_unreadable"))
        row.version, row.state = version, state
        return change(row, actor, f"punch.{state}", now, reason.strip())


def _ask_for_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(Problem("reason", "required"))


def _waiting(device_id: str, problem: str) -> Any:
    waiting: Any = LOOKED_AT & (RawPunch.state == HELD)
    if device_id:
        waiting &= RawPunch.device_id == device_id
    if problem:
        waiting &= RawPunch.problem == problem
    return waiting
