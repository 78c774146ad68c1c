"""How far machines that are in contact by themselves are collected: written on in steps, a row for each day or break.

Source: docs/rules/attendance-devices.md section 3. Never the time of the latest punch.
"""

from __future__ import annotations

from datetime import datetime

from actions.changes import add, change, transaction
from actions.device_contact import contact_of, machine, state_of
from actions.punches import local_second
from actions.punches_judge import judge_new
from models import Coverage, Device, DeviceState
from rules.attendance import DAY_SECONDS
from rules.device_contact import STEP, collected_until


def extend_coverage(now: datetime) -> dict[str, int]:
    """The job: write on how far each machine that pushes is collected. Returns {"devices", "extended"}."""
    devices = list(Device.select().where((Device.kind == "push") & (Device.active == 1)))
    extended = 0
    for device in devices:
        state = state_of(device)
        if state.last_contact is None:
            continue
        until = collected_until(local_second(state.last_contact), state.drift, contact_of(state, state.last_contact, device))
        if until is not None:
            extended += cover_until(device, state, until, now)
    return {"devices": len(devices), "extended": extended}


def cover_until(device: Device, state: DeviceState, until: int, now: datetime, step: int = STEP) -> bool:
    """Write on that a machine is collected up to a device second. It goes on where it ended, for a machine keeps what it could not
    deliver; a new one begins with the day contact began, and one whose records were cleared unseen with the day after that.
    """
    last = Coverage.select().where((Coverage.device_id == device.id) & (Coverage.source == "contact")).order_by(
        Coverage.until.desc()).first()
    cleared = int(state.about.get("cleared", 0))
    if last is None:
        since = start_of_day(local_second(state.contact_since or now))
    elif cleared >= last.until:
        since = start_of_day(cleared) + DAY_SECONDS
    else:
        since = last.until
    if until - since < (step if last is not None else 1):
        return False
    with transaction():
        if last is not None and since == last.until and start_of_day(last.since) == start_of_day(until):
            last.until = until
            change(last, machine(device, state.address), "device.cover", now)
        else:
            add(Coverage(device_id=device.id, since=since, until=until, source="contact"), machine(device, state.address), "device.cover",
                now)
        judge_new(device, (), [(since, until)], now, f"device:{device.id}")
    return True


def start_of_day(second: int) -> int:
    """The local second at which the day of a local second begins."""
    return second - second % DAY_SECONDS


def complete_until(device: Device) -> int | None:
    """The local second up to which a machine is collected without a gap from the latest span on; None when it never was."""
    last = Coverage.select(Coverage.until).where(Coverage.device_id == device.id).order_by(Coverage.until.desc()).first()
    return None if last is None else int(last.until)
