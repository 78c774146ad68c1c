"""Whose number a PIN is on a machine: unknown numbers, giving them to people from a day on, changing and ending.

What was waiting is judged in the same transaction. Source: docs/rules/attendance.md section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import SQL, Value, fn

from actions.attendance_inputs import GOOD
from actions.changes import FormStamp, add, change, check_version, find, node, once, remove, rows_by_id, transaction
from actions.devices import LOOKED_AT, check_keeper, devices
from actions.prepared import Prepared
from actions.punches import local_second
from actions.punches_judge import judge_numbered
from models import Device, PinHint, PinMap, RawPunch, Staff
from rules.attendance import DAY_SECONDS
from rules.errors import InvalidInput, Problem
from rules.people import Actor
from rules.pins import Numbered, check_numbered
from rules.punches import day_of, midnight

MOST_UNKNOWN = 500


@dataclass(frozen=True)
class PinDraft:
    """Whose number it is to be: staff number, first and last day (inclusive, None = open)."""

    pin: str
    number: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class UnknownPin:
    """A number with punches that are nobody's: how many, and the days of the first and last of them.

    hint: the name the machine has for it; number: of the one person here who is called so, "" for none or several.
    """

    device: Device
    pin: str
    count: int
    first: date
    last: date
    hint: str = ""
    number: str = ""


@dataclass(frozen=True)
class PinLine:
    """A row of the map with the person."""

    row: PinMap
    device: Device
    staff: Staff


def unknown_pins(actor: Actor, now: datetime) -> list[UnknownPin]:
    """Numbers with punches that are nobody's on the day, the latest seen first, MOST_UNKNOWN at most. Raises NotAllowed."""
    check_keeper(actor)
    by_id = {device.id: device for device in devices()}
    numbered: dict[tuple[str, str], list[Numbered]] = {}
    for row in PinMap.select().where(PinMap.device_id.in_(list(by_id))):
        numbered.setdefault((row.device_id, row.pin), []).append(numbered_of(row))
    found = []
    asked: Any = RawPunch.select(RawPunch.device_id, RawPunch.pin).where(LOOKED_AT).distinct().tuples()
    looked_at = set(asked)
    for device in by_id.values():
        for pin, count, first, last in _SEEN.columns(device.id, midnight(device.installed), local_second(now)):
            spans = numbered.get((device.id, pin), [])
            if not spans and (device.id, pin) not in looked_at:
                found.append(UnknownPin(device, pin, count, day_of(first), day_of(last)))
            elif not (len(spans) == 1 and spans[0].holds_on(day_of(first)) and spans[0].holds_on(day_of(last))):
                found += _outside(device, pin, spans)
    return _with_hints(sorted(found, key=lambda one: (one.last, one.count), reverse=True)[:MOST_UNKNOWN])


def _number(slot: Any) -> Any:
    """A value compared with a column of whole numbers."""
    return Value(slot, converter=False)


_SEEN = Prepared(RawPunch, lambda device_id, since, until: RawPunch.select(
    RawPunch.pin, fn.COUNT(RawPunch.second), fn.MIN(RawPunch.second), fn.MAX(RawPunch.second)).where(
    (RawPunch.device_id == device_id) & (RawPunch.second + 0).between(_number(since), _number(until))).group_by(RawPunch.pin))
"""The sum keeps SQLite on the index that has all three columns, in their order."""


def _with_hints(found: list[UnknownPin]) -> list[UnknownPin]:
    """The same with the names that machines have for them."""
    names = {(row.device_id, row.pin): row.name for row in PinHint.select()}
    called: dict[str, list[str]] = {}
    for staff in Staff.select(Staff.name, Staff.number).where(Staff.name.in_(sorted(set(names.values())))) if names else ():
        called.setdefault(staff.name, []).append(staff.number)
    hinted = ((one, names.get((one.device.id, one.pin), "")) for one in found)
    return [replace(one, hint=hint, number=numbers[0] if len(numbers := called.get(hint, [])) == 1 else "") for one, hint in hinted]


def _outside(device: Device, pin: str, spans: Sequence[Numbered]) -> list[UnknownPin]:
    """The punches of a number on days on which it was nobody's."""
    mine = RawPunch.select(fn.COUNT(RawPunch.id), fn.MIN(RawPunch.second), fn.MAX(RawPunch.second)).where(
        (RawPunch.device_id == device.id) & (RawPunch.pin == pin) & RawPunch.state.in_(GOOD))
    for span in spans:
        after = RawPunch.second >= midnight(span.last) + DAY_SECONDS if span.last else SQL("1 = 0")
        mine = mine.where((RawPunch.second < midnight(span.first)) | after)
    counted: Any = mine.tuples()
    [(count, first, last)] = list(counted)
    return [UnknownPin(device, pin, count, day_of(first), day_of(last))] if count else []


def pin_lines(actor: Actor, device_id: str = "") -> list[PinLine]:
    """The map of a machine, or of all, by machine and number, each the latest first. Raises NotAllowed."""
    check_keeper(actor)
    by_id = {device.id: device for device in devices()}
    wanted = [device_id] if device_id in by_id else list(by_id)
    rows = list(PinMap.select().where(PinMap.device_id.in_(wanted)).order_by(PinMap.device_id, PinMap.pin, PinMap.valid_from.desc()))
    people = rows_by_id(Staff, [row.staff_id for row in rows])
    lines = [PinLine(row, by_id[row.device_id], people[row.staff_id]) for row in rows]
    return sorted(lines, key=lambda line: (line.device.code, len(line.row.pin), line.row.pin))


def find_pin(actor: Actor, pin_id: str) -> PinLine:
    """One row of the map. Raises NotAllowed, NotFound."""
    check_keeper(actor)
    row = find(PinMap, pin_id)
    return PinLine(row, find(Device, row.device_id), find(Staff, row.staff_id))


def assign_pin(actor: Actor, device_id: str, draft: PinDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """Say whose number a PIN is; what was waiting is judged. Returns the row's id.

    Raises NotAllowed, NotFound, KeyReused; InvalidInput (nobody_has_number, rules.pins.check_numbered).
    """
    check_keeper(actor)

    def make() -> str:
        row = PinMap(device_id=find(Device, device_id).id)
        _fill(row, draft)
        add(row, actor, "pin.add", now)
        judge_numbered(row.device_id, row.valid_from, now, f"pin_map:{row.id}")
        return str(row.id)

    return once(actor, stamp, now, make)


def change_pin(actor: Actor, pin_id: str, draft: PinDraft, version: int, now: datetime) -> PinMap:
    """Correct or end a row of the map. Raises NotAllowed, NotFound, OutOfDate; InvalidInput as assign_pin."""
    check_keeper(actor)
    with transaction():
        row = find(PinMap, pin_id)
        row.version = version
        _fill(row, draft)
        change(row, actor, "pin.change", now)
        judge_numbered(row.device_id, row.valid_from, now, f"pin_map:{row.id}")
        return row


def remove_pin(actor: Actor, pin_id: str, version: int, now: datetime) -> None:
    """Take back a row that was wrong from the beginning. Raises NotAllowed, NotFound, OutOfDate."""
    check_keeper(actor)
    with transaction():
        row = find(PinMap, pin_id)
        check_version(row, version)
        remove(row, actor, "pin.remove", now)


def numbers_of(device: Device) -> frozenset[str]:
    """The PINs of a machine that were somebody's on any day."""
    return frozenset(row.pin for row in PinMap.select(PinMap.pin).where(PinMap.device_id == device.id))


def numbered_of(row: PinMap) -> Numbered:
    """What the rules ask about a row."""
    return Numbered(row.id, row.staff_id, row.valid_from, row.valid_to)


def _fill(row: PinMap, draft: PinDraft) -> None:
    staff: Staff | None = Staff.get_or_none((Staff.number == draft.number.strip()) & (Staff.centre == node().centre))
    if staff is None:
        raise InvalidInput(Problem("number", "nobody_has_number", {"number": draft.number}))
    row.pin, row.staff_id, row.valid_from, row.valid_to = draft.pin.strip(), staff.id, draft.valid_from, draft.valid_to
    others = PinMap.select().where((PinMap.device_id == row.device_id) & (PinMap.pin == row.pin))
    check_numbered(row.pin, numbered_of(row), map(numbered_of, others))
