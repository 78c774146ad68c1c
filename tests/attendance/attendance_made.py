"""Attendance for tests: a device that has collected everything, punches of people, and days judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from actions.attendance import cells_of
from actions.attendance_judge import judge_days
from actions.changes import add, transaction
from clock import STATION_ZONE
from models import Coverage, Device, PinMap, RawPunch, Staff, Unit
from rules.calendar import Half
from rules.people import SYSTEM, Role
from rules.punches import midnight
from tests.people_made import make_staff, make_unit

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=STATION_ZONE)
FULL_DAY = ("08:20", "12:05", "13:20", "17:40")
"""Punches of a day without fault under the seeded hours."""


def make_device(*people: Staff, until: date = date(2026, 3, 31), name: str = "东门考勤机") -> Device:
    """A device on which these people have numbers, collected from the year's beginning to the end of `until`."""
    with transaction():
        device = add(Device(code=f"D{name}", name=name, kind="file", installed=date(2020, 1, 1)), SYSTEM, "device.add", NOW)
        add(Coverage(device_id=device.id, since=midnight(date(2026, 1, 1)), until=midnight(until) + 86400, source="said"), SYSTEM,
            "coverage", NOW)
    for staff in people:
        enrol(device, staff)
    return device


def enrol(device: Device, staff: Staff) -> None:
    """Give somebody a number on a device."""
    with transaction():
        add(PinMap(device_id=device.id, pin=staff.number, staff_id=staff.id, valid_from=date(2020, 1, 1)), SYSTEM, "pin.map", NOW)


def punch(device: Device, staff: Staff, day: date, *times: str) -> None:
    """Let somebody punch at these times (HH:MM or HH:MM:SS) of a day."""
    with transaction():
        for line, text in enumerate(times, 1):
            clock = time.fromisoformat(text)
            second = midnight(day) + clock.hour * 3600 + clock.minute * 60 + clock.second
            add(RawPunch(device_id=device.id, pin=staff.number, second=second, raw_hex="", batch_id="b", line=line), SYSTEM, "punch", NOW)


def judged(first: date, last: date | None = None, now: datetime = NOW) -> None:
    """Open and judge days."""
    with transaction():
        judge_days(first, last or first, now, "test")


def at(text: str) -> datetime:
    """03-10 09:00 as a moment of 2026 at the station."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=STATION_ZONE)


def day(text: str) -> date:
    """03-10 as a day of 2026."""
    return date.fromisoformat(f"2026-{text}")


def code_of(staff: Staff, on: date, half: str = "am") -> str:
    """The verdict of a half-day as it stands."""
    return cells_of(staff.id, on, on)[on, Half(half)].code.value


@dataclass
class Hall:
    """A window with its head, the section above it, the leaders and a monitor; nobody punched yet."""

    window: Unit
    clerk: Staff
    other: Staff
    head: Staff
    section: Staff
    deputy: Staff
    leader: Staff
    personnel: Staff
    monitor: Staff
    device: Device


def make_hall() -> Hall:
    """Everybody is enrolled on one device that has collected until the end of March."""
    window, office = make_unit(name="质监窗口"), make_unit("section", name="督查科")
    people = {"clerk": make_staff(unit=window, name="陈雨"), "other": make_staff(unit=window, name="王芳"),
              "head": make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=window, name="李敏"),
              "section": make_staff(Role.SECTION_HEAD, unit=office), "deputy": make_staff(Role.DEPUTY_LEADER),
              "leader": make_staff(Role.MAIN_LEADER), "personnel": make_staff(Role.PERSONNEL, unit=office),
              "monitor": make_staff(Role.MONITOR, unit=office)}
    return Hall(window=window, device=make_device(*people.values()), **people)
