"""Machines that are silent while people work: told to those who look after them, and a line of 运行状态."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from actions.calendar import calendar_between
from actions.device_contact import STRANGER_STAYS, strangers
from actions.device_tell import tell_keepers
from actions.schedule import timetable
from models import Device, DeviceState
from rules.device_contact import DRIFT_LIMIT, silent_minutes
from rules.errors import CalendarMissing, InvalidInput
from rules.schedule import Person
from settings import Settings

LOOKED_BACK = timedelta(days=1)
PULLED_MINUTES = 90
"""A machine that is fetched from every 30 minutes may miss two times."""


@dataclass(frozen=True)
class Watched:
    """One machine that is in contact by itself. silent: minutes of working time since the last contact, when over the limit."""

    device: Device
    state: DeviceState | None
    silent: int

    @property
    def wrong(self) -> bool:
        """Does its clock go wrong?"""
        return self.state is not None and self.state.drift is not None and abs(self.state.drift) > DRIFT_LIMIT


def watched(settings: Settings, now: datetime) -> list[Watched]:
    """Every machine in use that pushes or is fetched from, by code."""
    devices = list(Device.select().where(Device.kind.in_(["push", "pull"]) & (Device.active == 1)).order_by(Device.code))
    states = {row.device_id: row for row in DeviceState.select().where(DeviceState.device_id.in_([device.id for device in devices]))}
    worked = list(_worked(now)) if devices else []
    found = []
    for device in devices:
        state = states.get(device.id)
        limit = settings.device_silent_minutes if device.kind == "push" else max(settings.device_silent_minutes, PULLED_MINUTES)
        minutes = silent_minutes((state.last_contact if state else None) or device.created_at, now, worked)
        found.append(Watched(device, state, minutes if minutes > limit else 0))
    return found


def tell_silent(settings: Settings, now: datetime) -> dict[str, int]:
    """The job: tell the keepers of each silent machine once a day. Returns {"silent", "told"}."""
    silent = [one for one in watched(settings, now) if one.silent]
    told = sum(tell_keepers("device_silent", {"name": one.device.name, "minutes": one.silent}, one.device, f"{now:%Y-%m-%d}", now)
               for one in silent)
    return {"silent": len(silent), "told": told}


def at_the_door(now: datetime) -> int:
    """How many machines asked to be let in a moment ago and are not registered."""
    return sum(now - row.seen_at < STRANGER_STAYS for row, _ in strangers())


def _worked(now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans of the centre's working hours of yesterday and today, in order; none where calendar or schedule is missing."""
    first = (now - LOOKED_BACK).date()
    for day in (first, now.date()):
        yield from _worked_on(day, now)


def _worked_on(day: date, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    try:
        info = calendar_between(day, day).day(day)
        sessions = timetable(day, day).sessions(Person(""), day)
    except (CalendarMissing, InvalidInput):
        return
    midnight = datetime.combine(day, time(), now.tzinfo)
    for session in sessions:
        if info.works(session.half):
            yield midnight + timedelta(minutes=session.start_minute), midnight + timedelta(minutes=session.end_minute)
