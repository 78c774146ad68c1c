"""Attendance of the demo centre in January and February 2026: one device, everybody's punches, and what went wrong on which day.

Told beside the leave of demo/story.py and through the same actions the pages use; only the device itself is put there by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Protocol

from actions import attendance_close, attendance_nightly, attendance_week, corrections, outages, patrol
from actions.attendance_cases import lapse, publish
from actions.attendance_judge import judge_days
from actions.calendar import calendar_between
from actions.changes import add, add_many, transaction
from actions.changes_bulk import Bulk
from models import Coverage, Device, LeaveCell, MonthClose, PatrolFinding, PinMap, PunchCorrection, RawPunch, Staff, Unit
from rules.calendar import Half
from rules.people import SYSTEM, Actor
from rules.punches import midnight

FIRST, LAST = date(2026, 1, 4), date(2026, 2, 23)
CLOSED = date(2026, 1, 1)
OUTAGE_DAY = date(2026, 1, 20)
CHECKS = (("2001", "ZJ1"), ("2101", "ZJ2"), ("2201", "ZJ3"), ("1003", "DC"), ("1003", "BG"), ("1003", "LD"))  # who checks whose weeks
UNCHECKED = ("ZJ3", date(2026, 2, 2))
BEFORE = {"am": {"in": 8 * 60 + 30, "out": 12 * 60}, "pm": {"in": 13 * 60 + 30, "out": 17 * 60 + 30}}
COLUMNS = ("device_id", "pin", "second", "status", "verify", "work_code", "raw_hex", "batch_id", "line", "state", "problem")

# (number, day, half, edge) -> HH:MM:SS, "" for a punch that is missing
ODD = {
    ("2006", "2026-01-12", "am", "in"): "08:31:00",
    ("2203", "2026-01-15", "pm", "out"): "",
    ("2106", "2026-01-30", "pm", "out"): "",
    ("2104", "2026-02-13", "pm", "in"): "", ("2104", "2026-02-13", "pm", "out"): "",
}
GONE = {"2005": (date(2026, 2, 12), LAST)}
"""Who did not come back: number -> first and last day without a punch."""

Event = tuple[datetime, Callable[[datetime], object]]


class Told(Protocol):
    """The people of the demo as demo/story.py knows them."""

    staff: dict[str, Staff]

    def actor(self, number: str, now: datetime) -> Actor:
        """The person as they acted at that moment."""


def events(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """Everything that happened, each with its moment. at: '2026-01-12 08:31' as a moment."""
    clock = _Clock(told)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    daily = [(at(f"{day} 19:00"), clock.collect) for day in days]
    nightly = [(at(f"{day} {time}"), act) for day in [*days, LAST + timedelta(days=1)] for time, act in _NIGHTLY]
    return [(at("2026-01-04 08:05"), clock.install), *daily, *nightly, *_corrections(told, at), *_outage(told, at), *_patrol(told, at),
            *_weeks(told, at), *_close(told, at)]


_NIGHTLY: tuple[tuple[str, Callable[[datetime], object]], ...] = (
    ("00:05", attendance_nightly.open_days), ("00:25", lapse), ("07:30", publish), ("08:30", attendance_nightly.remind))


class _Clock:
    """The machine in the hall."""

    def __init__(self, told: Told) -> None:
        self._told, self._device = told, ""

    def install(self, now: datetime) -> None:
        """Put it there and give everybody a number on it: their own."""
        with transaction():
            device = add(Device(code="HALL", name="一楼大厅指纹机", kind="file", installed=date(2024, 6, 3)), SYSTEM, "device.add", now)
            people = [staff for number, staff in sorted(self._told.staff.items()) if number.isdigit()]
            add_many([PinMap(device_id=device.id, pin=staff.number, staff_id=staff.id, valid_from=FIRST) for staff in people],
                     SYSTEM, "device.map", now)
        self._device = device.id

    def collect(self, now: datetime) -> None:
        """Take in the punches of a day in the evening, and judge it."""
        day = now.date()
        with transaction():
            taken = Bulk(RawPunch, COLUMNS, now)
            punches = enumerate(sorted(self._punches(day)), 1)
            taken.add((self._device, number, second, "255", "1", "0", _line(number, second), f"{day}", line, "kept", "")
                      for line, (second, number) in punches)
            taken.close(SYSTEM, "punches.import", now)
            add(Coverage(device_id=self._device, since=midnight(day), until=midnight(day + timedelta(days=1)), source="said"), SYSTEM,
                "punches.covered", now)
            judge_days(day - timedelta(days=1), day, now, "demo")

    def _punches(self, day: date) -> Iterator[tuple[int, str]]:
        info = calendar_between(day, day).day(day)
        away = {(cell.staff_id, cell.half) for cell in LeaveCell.select().where(LeaveCell.day == day)}
        for number, staff in self._told.staff.items():
            since, until = GONE.get(number, (date.max, date.min))
            if not number.isdigit() or since <= day <= until:
                continue
            for half in Half:
                if info.works(half) and (staff.id, half.value) not in away:
                    yield from ((midnight(day) + second, number) for second in self._seconds(number, day, half.value))

    def _seconds(self, number: str, day: date, half: str) -> Iterator[int]:
        """Somewhat before the hour and somewhat after it, the same whenever the demo is made."""
        for edge, minute in BEFORE[half].items():
            spread = (int(number) * 7 + day.toordinal() * 13 + minute) % 11 + 1
            usual = minute * 60 + (-spread * 53 if edge == "in" else spread * 47)
            odd = ODD.get((number, day.isoformat(), half, edge))
            cut = day == OUTAGE_DAY and half == "am" and edge == "in" and number.startswith("21")
            if odd is None and not cut:
                yield usual
            elif odd:
                hours, minutes, seconds = map(int, odd.split(":"))
                yield hours * 3600 + minutes * 60 + seconds


def _line(number: str, second: int) -> str:
    """The row as the machine's file has it, in hex."""
    when = datetime.fromisoformat("1970-01-01") + timedelta(seconds=second)
    return f"{number:>9}\t{when}\t1\t255\t1\t0".encode().hex()


def _corrections(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """A missed punch explained and approved the next day; another approved only after January was closed."""

    def ask(number: str, day: date) -> Callable[[datetime], None]:
        def asked(now: datetime) -> None:
            wanted = corrections.Asked(day, Half.PM, "out", 17 * 60 + 34, "送群众到电梯口，忘记打卡", witness="同窗口同事")
            corrections.ask(told.actor(number, now), wanted, now)
        return asked

    def approve(number: str, head: str) -> Callable[[datetime], None]:
        def approved(now: datetime) -> None:
            row = PunchCorrection.get((PunchCorrection.staff_id == told.staff[number].id) & (PunchCorrection.state == "pending"))
            corrections.decide(told.actor(head, now), row.id, True, "属实", row.version, now)
        return approved

    return [(at("2026-01-16 08:50"), ask("2203", date(2026, 1, 15))), (at("2026-01-16 09:30"), approve("2203", "2201")),
            (at("2026-02-02 09:10"), ask("2106", date(2026, 1, 30))), (at("2026-02-06 10:20"), approve("2106", "2101"))]


def _outage(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """A power cut at one window: the section enters the times of the signed sheet for everybody at once."""

    def entered(now: datetime) -> None:
        actor, unit = told.actor("1003", now), Unit.get(Unit.code == "ZJ2")
        event = outages.add_outage(actor, outages.OutageDraft(OUTAGE_DAY, 8 * 60, 9 * 60, unit.id, "", "供电检修停电，考勤机断电"), now)
        people = [line.staff for line in outages.sheet_of(actor, event)]
        outages.enter_times(actor, event, {(staff.id, "am-in"): 8 * 60 + 18 + number for number, staff in enumerate(people)}, now)

    return [(at("2026-01-20 10:10"), entered)]


def _patrol(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """Somebody was not at the post; they answered, and it was upheld."""

    def noted(now: datetime) -> None:
        found = patrol.Found(told.staff["2205"].id, now.date(), "left_post", 15 * 60 + 10, 15 * 60 + 32, "窗口无人，群众等候")
        patrol.note_finding(told.actor("1004", now), found, now)

    def answered(now: datetime) -> None:
        row = PatrolFinding.get()
        patrol.answer_finding(told.actor("2205", now), row.id, "到一楼取快递，没有登记外出", row.version, now)

    def upheld(now: datetime) -> None:
        row = PatrolFinding.get()
        patrol.decide_finding(told.actor("2201", now), row.id, True, "属实，已当面提醒", row.version, now)

    return [(at("2026-02-06 15:40"), noted), (at("2026-02-09 09:20"), answered), (at("2026-02-09 11:00"), upheld)]


def _weeks(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """The heads check their weeks on the Monday after; one has forgotten one. The week before the festival is still to be checked."""

    def checked(number: str, unit: str, monday: date) -> Callable[[datetime], None]:
        def check(now: datetime) -> None:
            attendance_week.check_week(told.actor(number, now), Unit.get(Unit.code == unit).id, monday, "已核对", now)
        return check

    mondays = [date(2025, 12, 29) + timedelta(weeks=number) for number in range(6)]
    return [(at(f"{monday + timedelta(days=7)} 09:{15 + place}"), checked(number, unit, monday))
            for monday in mondays for place, (number, unit) in enumerate(CHECKS) if (unit, monday) != UNCHECKED]


def _close(told: Told, at: Callable[[str], datetime]) -> list[Event]:
    """January is confirmed by the attendance clerk and closed by the section while one correction waits."""

    def confirm(now: datetime) -> None:
        attendance_close.confirm_month(told.actor("1007", now), CLOSED, 0, "一件补签待窗口负责人审批，批准后列入二月更正", now)

    def close(now: datetime) -> None:
        row = MonthClose.get(MonthClose.month == f"{CLOSED:%Y-%m}")
        attendance_close.close_month(told.actor("1003", now), CLOSED, row.version, "", now)

    return [(at("2026-02-03 10:00"), confirm), (at("2026-02-04 15:00"), close)]
