"""A centre with a month of attendance for tests: verdicts as the judge makes them of punches, fully collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from actions.attendance_judge import judge_days
from actions.changes import add, add_many, transaction
from clock import STATION_ZONE
from models import AttendanceCase, Coverage, Device, PinMap, RawPunch, Schedule, Staff
from rules.calendar import Half
from rules.people import SYSTEM, Role
from tests.people_made import LONG_AGO, make_staff, make_unit

EPOCH = date(1970, 1, 1)
USUAL = ("08:20", "12:01", "13:25", "17:31")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
NOW = datetime(2026, 4, 3, 9, 0, tzinfo=STATION_ZONE)


@dataclass
class Hall:
    """Two windows with their heads, who closes months and who reopens them; one device on which everybody has a number."""

    first: Any
    second: Any
    clerk: Staff
    other: Staff
    head: Staff
    second_head: Staff
    section: Staff
    personnel: Staff
    keeper: Staff
    leader: Staff
    device: Any
    everybody: list[Staff] = field(default_factory=list)


def make_hall(day: date = MARCH, days: int = 31, **clerk: Any) -> Hall:
    """People, a device collected for good, and hours 08:30-12:00, 13:30-17:30 from Monday to Friday."""
    first, second, section = make_unit(), make_unit(), make_unit("section")
    hall = Hall(first, second, clerk=make_staff(unit=first, **{"home_unit": "云岭县市场监督管理局", **clerk}),
                other=make_staff(unit=second, home_unit="云岭县税务局"), head=make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=first),
                second_head=make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=second), section=make_staff(Role.SECTION_HEAD, unit=section),
                personnel=make_staff(Role.PERSONNEL, unit=section), keeper=make_staff(Role.ATTENDANCE_CLERK, unit=section),
                leader=make_staff(Role.MAIN_LEADER), device=None)
    hall.everybody = [hall.clerk, hall.other, hall.head, hall.second_head, hall.section, hall.personnel, hall.keeper, hall.leader]
    with transaction():
        hall.device = add(Device(code="K1", name="一号考勤机", kind="file", installed=date(2015, 1, 1)), SYSTEM, "device.add", LONG_AGO)
        add_many([PinMap(device_id=hall.device.id, pin=staff.number, staff_id=staff.id, valid_from=date(2015, 1, 1))
                  for staff in hall.everybody], SYSTEM, "pin.add", LONG_AGO)
        add(Schedule(name="全年", scope="centre", scope_id="", weekdays="12345", valid_from=date(2015, 1, 1), am_start="08:30",
                     am_end="12:00", pm_start="13:30", pm_end="17:30"), SYSTEM, "schedule.add", LONG_AGO)
        cover(hall, day, days)
    return hall


def cover(hall: Hall, first: date, days: int) -> None:
    """The device is collected on these days."""
    since = midnight(first)
    add(Coverage(device_id=hall.device.id, since=since, until=since + (days + 1) * 86400, source="said"), SYSTEM, "cover.add", LONG_AGO)


def midnight(day: date) -> int:
    """A day's midnight in local seconds."""
    return (day - EPOCH).days * 86400


def punch(hall: Hall, staff: Staff, day: date, *times: str) -> None:
    """Punches of a person on a day, as HH:MM or HH:MM:SS."""
    seconds = [midnight(day) + sum(int(part) * unit for part, unit in zip(time.split(":"), (3600, 60, 1), strict=False)) for time in times]
    add_many([RawPunch(device_id=hall.device.id, pin=staff.number, second=second, raw_hex="", batch_id="b", line=1) for second in seconds],
             SYSTEM, "punch.add", LONG_AGO)


def work(hall: Hall, first: date, last: date, unusual: Mapping[tuple[str, date], tuple[str, ...]], now: datetime = NOW) -> None:
    """Everybody punches as usual from Monday to Friday, but for the unusual days of people (staff id, day); then all is judged."""
    with transaction():
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() < 5:
                for staff in hall.everybody:
                    punch(hall, staff, day, *unusual.get((staff.id, day), USUAL))
        judge_days(first, last, now, "test")


def open_case(staff: Staff, day: date, half: Half, state: str = "open", now: datetime = NOW) -> AttendanceCase:
    """A half-day that asks for an explanation."""
    with transaction():
        return add(AttendanceCase(staff_id=staff.id, day=day, half=half.value, code="absent_pending", published_at=now, due=day,
                                  state=state), SYSTEM, "case.add", now)
