"""A thousand people and the punches of 250 days, as real machines leave them: late, early, missing, double, in the order of weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from actions.database import migrate, open_database
from benchmarks.apparatus.bulk import put_in
from clock import STATION_ZONE
from models import CalendarDay, Coverage, Device, LeaveCell, LeaveRequest, PinMap, Staff, Table, database
from rules.punches import midnight
from settings import Settings, load_settings

PEOPLE, DAYS, SEED = 1000, 250, 20260105
FIRST = date(2025, 1, 1)
LAST = FIRST + timedelta(days=DAYS - 1)
NOW = datetime(2025, 12, 31, 12, tzinfo=STATION_ZONE)
HOLIDAYS = {FIRST + timedelta(days=number) for number in (0, 100, 200)}
SLOTS = ((510 * 60, -1), (720 * 60, 1), (810 * 60, -1), (1050 * 60, 1))  # second of the day, and on which side of it people punch
MISSING, BURST, OFF, LEAVE = 0.015, 0.03, 0.02, 0.016
STAMPS = {"centre": "local", "created_at": NOW, "updated_at": NOW}


@dataclass(frozen=True)
class Made:
    """A data folder with everything but the punches, and their file as the device would give it (attlog.dat)."""

    settings: Settings
    file: Path


def make_attendance(folder: Path) -> Made:
    """People, one device, numbers, a calendar of DAYS worked days but three, leave; the punches stand in the file only."""
    settings = load_settings({"LIANGCHUANG_DATA": str(folder), "LIANGCHUANG_CENTRE_CODE": "local"})
    open_database(settings)
    migrate(settings, NOW)
    random = Random(SEED)  # noqa: S311  # the same data every time
    device = Device(code="D1", name="D1", kind="file", installed=date(2020, 1, 1), **STAMPS)
    people = [Staff(number=str(10000 + number), name=f"P{number}", employment="institution", active_from=FIRST, active_to=LAST, **STAMPS)
              for number in range(PEOPLE)]
    with database.atomic():
        _work_every_day()
        put_in([device, *people, *_numbers(device, people), *_leave(people, random),
                Coverage(device_id=device.id, since=midnight(FIRST), until=midnight(LAST + timedelta(days=2)), source="said", **STAMPS)])
    file = folder / "1_attlog.dat"
    file.write_bytes(b"".join(_lines(random)))
    return Made(settings, file)


def _work_every_day() -> None:
    CalendarDay.update(kind="workday", name="").where(CalendarDay.day.between(FIRST, LAST)).execute()
    CalendarDay.update(kind="day_off", name="festival").where(CalendarDay.day.in_(sorted(HOLIDAYS))).execute()


def _numbers(device: Device, people: list[Staff]) -> Iterator[Table]:
    for number, staff in enumerate(people, 1):
        yield PinMap(device_id=device.id, pin=str(number), staff_id=staff.id, valid_from=FIRST, **STAMPS)


def _leave(people: list[Staff], random: Random) -> Iterator[Table]:
    """Single half-days of approved leave."""
    for staff in people:
        for number in range(DAYS):
            if random.random() >= LEAVE / 2:
                continue
            day, half = FIRST + timedelta(days=number), random.choice(("am", "pm"))
            request = LeaveRequest(staff_id=staff.id, entered_by=staff.id, type_code="annual", start=day, end=day, start_half=half,
                                   end_half=half, halves=1, state="closed", **STAMPS)
            yield request
            yield LeaveCell(staff_id=staff.id, day=day, half=half, request_id=request.id, counts=True, **STAMPS)


def _lines(random: Random) -> Iterator[bytes]:
    """The file's lines, shuffled inside each week as machines that were collected late leave them."""
    for week in range(0, DAYS, 7):
        lines = [line for number in range(week, min(week + 7, DAYS)) for line in _day_lines(FIRST + timedelta(days=number), random)]
        random.shuffle(lines)
        yield from lines


def _day_lines(day: date, random: Random) -> Iterator[bytes]:
    if day in HOLIDAYS:
        return
    for pin in range(1, PEOPLE + 1):
        for due, side in SLOTS:
            if random.random() < MISSING:
                continue
            at = due + side * random.randrange(0, 1500) if random.random() > OFF else due - side * random.randrange(60, 1500)
            yield _line(pin, day, at)
            if random.random() < BURST:
                yield _line(pin, day, at + random.randrange(2, 50))


def _line(pin: int, day: date, at: int) -> bytes:
    return f"{pin:9}\t{day} {at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}\t1\t0\t1\t0\n".encode()
