"""What a machine brings by itself: punches, its own log, names. Everything of one delivery is kept in one transaction, or nothing.

The machine is answered only after that; whatever goes wrong, it sends again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from actions.changes import add_many, keep, transaction
from actions.device_contact import Came, machine, note_cleared, note_contact
from actions.device_tell import tell_keepers
from actions.punches import BatchDraft, Counts, local_second, take_in
from models import Device, DeviceEvent, PinHint, RawPunch
from rules.punches import ReadRow

DECODER = "push"
CLEARED = frozenset({"13", "23"})
CLOCK_SET = "21"
RECENT = timedelta(days=2)
HINTS = 5000


def take_punches(device: Device, rows: Sequence[ReadRow], refused: int, address: str, now: datetime) -> Counts:
    """Keep the rows of a delivery, note the contact, and what the newest row says of the machine's clock."""
    received = local_second(now)
    seconds = [row.second for row in rows if row.second is not None and abs(row.second - received) < 400 * 86400]
    with transaction():
        counts = take_in(machine(device, address), device, rows, BatchDraft("push", decoder=DECODER), now)
        came = Came(max(seconds), len(rows)) if seconds else Came()
        note_contact(device, address, now, came=came, received=received, refused=refused)
    return counts


def take_own_log(device: Device, events: Sequence[tuple[str, int, str]], people: Mapping[str, str], refused: int, address: str,
                 now: datetime) -> int:
    """Keep what a machine logged of itself (code, second, raw) and the names it has; returns how many events are new."""
    with transaction():
        fresh = _fresh(device, events)
        add_many([DeviceEvent(device_id=device.id, code=code, second=second, raw_hex=raw.encode().hex())
                  for (code, second), raw in fresh.items()], machine(device, address), "device.events", now)
        for pin, name in _new_hints(device, people).items():
            keep(PinHint(device_id=device.id, pin=pin, name=name))
        since = local_second(now - RECENT)
        for code, second in sorted(fresh):
            if second > since:
                _heed(device, code, second, now)
        note_contact(device, address, now, refused=refused)
    return len(fresh)


def has_sent(device: Device) -> bool:
    """Has this machine ever delivered a punch?"""
    return RawPunch.select(RawPunch.id).where(RawPunch.device_id == device.id).limit(1).exists()


def names_of(device: Device) -> dict[str, str]:
    """PIN -> the name the machine has for it."""
    return {row.pin: row.name for row in PinHint.select().where(PinHint.device_id == device.id)}


def _fresh(device: Device, events: Sequence[tuple[str, int, str]]) -> dict[tuple[str, int], str]:
    told: dict[tuple[str, int], str] = {}
    for code, second, raw in events:
        told.setdefault((code, second), raw)
    if not told:
        return told
    span = DeviceEvent.second.between(min(second for _, second in told), max(second for _, second in told))
    for known in DeviceEvent.select(DeviceEvent.code, DeviceEvent.second).where((DeviceEvent.device_id == device.id) & span):
        told.pop((known.code, known.second), None)
    return told


def _new_hints(device: Device, people: Mapping[str, str]) -> dict[str, str]:
    if not people:
        return {}
    known = names_of(device)
    room = max(0, HINTS - len(known))
    changed = {pin: name for pin, name in people.items() if name and known.get(pin) != name}
    return dict([(pin, name) for pin, name in changed.items() if pin in known] + [
        (pin, name) for pin, name in changed.items() if pin not in known][:room])


def _heed(device: Device, code: str, second: int, now: datetime) -> None:
    """What a machine's own log says against its clock or its completeness is told to those who look after it."""
    if code == CLOCK_SET:
        tell_keepers("device_clock_set", {"name": device.name}, device, f"set:{second}", now)
    elif code in CLEARED:
        note_cleared(device, second, now)
        tell_keepers("device_cleared", {"name": device.name}, device, f"cleared:{second}", now)
