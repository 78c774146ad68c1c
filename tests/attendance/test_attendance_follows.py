"""Verdicts follow their facts: whatever is written, the cells it touches are re-judged in the same transaction, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from actions.attendance import cells_of
from actions.attendance_judge import judge_and_count, judge_days
from actions.changes import add, change, remove, transaction
from models import (
    AttendanceCase,
    AttendanceRules,
    AuditRow,
    CalendarDay,
    ClockCorrection,
    DutyHours,
    Exemption,
    LeaveCell,
    LeaveRequest,
    MonthAdjustment,
    MonthClose,
    NoonDuty,
    PinMap,
    Posting,
    PunchCorrection,
    RawPunch,
    Schedule,
    ScheduleDay,
    Staff,
    Verdict,
    VerdictHistory,
    database,
)
from rules.attendance import RuleSet, figures_of
from rules.calendar import Half
from rules.errors import InvalidInput
from rules.people import SYSTEM
from rules.punches import midnight
from tests.attendance.days_made import LATER, collect, make_device, map_pin, punch
from tests.people_made import make_staff, make_unit

TUESDAY = date(2026, 3, 3)
WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def late(db: Any) -> Staff:
    """Somebody who came at 8:45 on Tuesday and left at 17:40, and was there on Wednesday; both days are judged."""
    staff, device = make_staff(unit=make_unit()), make_device()
    pin = map_pin(device, staff)
    collect(device, TUESDAY, WEDNESDAY)
    punch(device, pin, TUESDAY, "08:45", "12:01", "13:20", "17:40")
    punch(device, pin, WEDNESDAY, "08:20", "12:01", "13:20", "17:40")
    judge_days(TUESDAY, WEDNESDAY, LATER, "test")
    return staff


def codes(staff: Staff, day: date = TUESDAY) -> list[str]:
    """Both codes of a day, morning first."""
    return [cell.code.value for cell in cells_of(staff.id, day, day).values()]


def put(row: Any) -> Any:
    """Write a row by the write path, as any action does."""
    with transaction():
        return add(row, SYSTEM, "test", LATER)


def leave_of(staff: Staff, half: str = "am", state: str = "approved") -> LeaveRequest:
    """Leave of one half of Tuesday."""
    request = put(LeaveRequest(number="QJ-1", staff_id=staff.id, entered_by=staff.id, type_code="annual", start=TUESDAY, end=TUESDAY,
                               start_half=half, end_half=half, halves=1, state=state))
    put(LeaveCell(staff_id=staff.id, day=TUESDAY, half=half, request_id=request.id, counts=True))
    return request


CHANGES: dict[str, tuple[Callable[[Staff], Any], list[str]]] = {
    "leave": (leave_of, ["leave", "normal"]),
    "a holiday": (lambda _: _holiday(), ["holiday", "holiday"]),
    "hours of the person": (lambda staff: put(_hours(Schedule, scope="staff", scope_id=staff.id, name="x", valid_from=TUESDAY)),
                            ["normal", "normal"]),
    "hours of the centre": (lambda _: put(_hours(Schedule, scope="centre", name="x", valid_from=TUESDAY)), ["normal", "normal"]),
    "hours of one day": (lambda _: put(_hours(ScheduleDay, scope="centre", day=TUESDAY, reason="x")), ["normal", "normal"]),
    "an exemption": (lambda staff: put(Exemption(scope="staff", scope_id=staff.id, valid_from=TUESDAY, valid_to=TUESDAY, reason="x")),
                     ["not_due", "not_due"]),
    "rules": (lambda _: put(AttendanceRules(valid_from=TUESDAY, source="x", figures=figures_of(
        RuleSet(valid_from=TUESDAY, late_grace=20)))), ["normal", "normal"]),
    "a correction": (lambda staff: put(PunchCorrection(staff_id=staff.id, day=TUESDAY, half="am", edge="in", minute=510, reason="x",
                                                       entered_by=staff.id, state="approved")), ["corrected", "normal"]),
    "a case": (lambda staff: put(AttendanceCase(staff_id=staff.id, day=TUESDAY, half="am", code="late", published_at=LATER, due=TUESDAY,
                                                state="excused")), ["corrected", "normal"]),
    "a clock": (lambda staff: put(ClockCorrection(device_id=PinMap.get(PinMap.staff_id == staff.id).device_id, since=midnight(TUESDAY),
                                                  until=midnight(TUESDAY) + 40000, seconds=-1200, reason="x", asked_by="x",
                                                  state="approved")), ["normal", "normal"]),
    "the end of a number": (lambda staff: _end_number(staff), ["pending", "pending"]),
}


def _hours(model: Any, **values: Any) -> Any:
    return model(am_start="08:45", am_end="12:00", pm_start="13:30", pm_end="17:30", **values)


def _holiday() -> None:
    row = CalendarDay.get(CalendarDay.day == TUESDAY)
    row.kind, row.name = "day_off", "x"
    with transaction():
        change(row, SYSTEM, "test", LATER)


def _end_number(staff: Staff) -> None:
    row = PinMap.get(PinMap.staff_id == staff.id)
    row.valid_to = TUESDAY - timedelta(days=1)
    with transaction():
        change(row, SYSTEM, "test", LATER)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_re_judges_the_cells_it_touches(late, name):
    assert codes(late) == ["late", "normal"]
    do, expected = CHANGES[name]
    do(late)
    assert codes(late) == expected
    assert judge_and_count(TUESDAY, WEDNESDAY, LATER, "check", check=True)["differences"] == 0


@pytest.mark.parametrize(("column", "value", "judged"), [("phone", "13800000000", False), ("name", "另名", False), ("post", "另岗", True),
                                                         ("active_to", WEDNESDAY, True)])
def test_of_a_person_only_what_verdicts_ask_for_is_followed(late, column, value, judged):
    asked: list[str] = []
    setattr(late, column, value)
    database.obj.connection().set_trace_callback(asked.append)
    with transaction():
        change(late, SYSTEM, "test", LATER)
    database.obj.connection().set_trace_callback(None)
    assert any('"raw_punch"' in statement for statement in asked) is judged


def test_what_is_taken_back_gives_the_old_verdict_and_the_history_says_both(late):
    request = leave_of(late)
    with transaction():
        remove(LeaveCell.get(LeaveCell.request_id == request.id), SYSTEM, "test", LATER)
    assert codes(late) == ["late", "normal"]
    kept = [(row.code_before, row.code_after) for row in VerdictHistory.select().where(VerdictHistory.half == "am").order_by(
        VerdictHistory.id)]
    assert kept[-2:] == [("late", "leave"), ("leave", "late")]


def test_leave_that_is_only_asked_for_does_not_shield(late):
    request = leave_of(late, state="pending")
    assert codes(late) == ["late", "normal"]
    request.state = "approved"
    with transaction():
        change(request, SYSTEM, "test", LATER)
    assert codes(late) == ["leave", "normal"]


def test_no_other_cell_is_written(late):
    other = make_staff(unit=make_unit())
    judge_days(TUESDAY, WEDNESDAY, LATER, "test")
    before = {row.id: row.version for row in Verdict.select()}
    leave_of(late)
    changed = [row for row in Verdict.select() if before[row.id] != row.version]
    assert {(row.staff_id, row.day) for row in changed} == {(late.id, TUESDAY)}
    assert codes(other) == ["pending", "pending"]


def test_a_day_nobody_judged_yet_is_left_alone(late):
    put(Exemption(scope="centre", valid_from=date(2026, 1, 1), valid_to=None, reason="x"))
    assert not Verdict.select().where(Verdict.day.not_in([TUESDAY, WEDNESDAY])).exists()


def test_judging_again_writes_nothing(late):
    rows = (Verdict.select().count(), VerdictHistory.select().count(), AuditRow.select().count())
    assert judge_and_count(TUESDAY, WEDNESDAY, LATER, "again")["changed"] == 0
    assert (Verdict.select().count(), VerdictHistory.select().count(), AuditRow.select().count()) == rows


def test_the_check_finds_a_cell_somebody_changed_by_hand(late, db):
    db.execute_sql("UPDATE verdict SET code = 'normal' WHERE code = 'late'")
    assert judge_and_count(TUESDAY, WEDNESDAY, LATER, "check", check=True) == {
        "cells": 2 * 2 * Staff.select().count(), "changed": 0, "differences": 1}
    assert judge_and_count(TUESDAY, WEDNESDAY, LATER, "mend")["changed"] == 1
    assert codes(late) == ["late", "normal"]


def test_when_the_facts_cannot_be_judged_nothing_at_all_is_written(late):
    with pytest.raises(InvalidInput):
        _remove_all_rules()
    assert AttendanceRules.select().count() == 1


def _remove_all_rules() -> None:
    with transaction():
        for row in AttendanceRules.select():
            remove(row, SYSTEM, "test", LATER)


def test_two_rule_sets_in_one_month_keep_each_to_its_days(late):
    put(AttendanceRules(valid_from=WEDNESDAY, source="x", figures=figures_of(RuleSet(valid_from=WEDNESDAY, late_grace=60))))
    versions = {row.day: row.rule_version for row in Verdict.select().where(Verdict.staff_id == late.id)}
    assert (codes(late), versions) == (["late", "normal"], {TUESDAY: "2004-01-01", WEDNESDAY: WEDNESDAY.isoformat()})


def test_a_closed_month_gets_an_adjustment_in_the_month_of_the_change(late):
    put(MonthClose(month="2026-03", state="closed", digest="x"))
    leave_of(late)
    [one] = MonthAdjustment.select()
    assert (one.closed_month, one.month, one.code_before, one.code_after) == ("2026-03", "2026-12", "late", "leave")


def test_somebody_who_left_has_no_cells_after_their_last_day(late):
    late.active_to = TUESDAY
    with transaction():
        change(late, SYSTEM, "test", LATER)
    assert (len(codes(late)), codes(late, WEDNESDAY)) == (2, [])


def test_where_somebody_stood_on_the_day_decides_the_hours(late):
    unit = make_unit()
    put(_hours(Schedule, scope="unit", scope_id=unit.id, name="x", valid_from=date(2026, 1, 1)))
    put(Posting(staff_id=late.id, valid_from=date(2026, 1, 1), unit_id=unit.id))
    assert codes(late) == ["normal", "normal"]
    put(Posting(staff_id=late.id, valid_from=TUESDAY, unit_id=late.unit_id))
    assert codes(late) == ["late", "normal"]


def test_duty_on_a_sunday_and_noon_duty(late):
    sunday = date(2026, 3, 1)
    judge_days(sunday, sunday, LATER, "test")
    put(DutyHours(staff_id=late.id, day=sunday, minutes=240, reason="x", state="approved"))
    assert codes(late, sunday) == ["duty", "duty"]
    put(NoonDuty(day=TUESDAY, unit_id=late.unit_id, staff_id=late.id, start="12:00", end="13:30"))
    assert len(cells_of(late.id, TUESDAY, TUESDAY)[TUESDAY, Half.PM].due) == 1


def test_a_released_punch_is_judged(late):
    device = PinMap.get(PinMap.staff_id == late.id)
    row = put(RawPunch(device_id=device.device_id, pin=device.pin, second=midnight(TUESDAY) + 8 * 3600, raw_hex="00", batch_id="x", line=1,
                       state="quarantined", problem="in_future"))
    assert codes(late) == ["late", "normal"]
    row.state = "released"
    with transaction():
        change(row, SYSTEM, "test", LATER)
    assert codes(late) == ["normal", "normal"]


def test_one_number_on_two_devices_is_two_people(late):
    other, second = make_staff(unit=make_unit()), make_device()
    pin = PinMap.get(PinMap.staff_id == late.id).pin
    map_pin(second, other, pin)
    collect(second, TUESDAY, WEDNESDAY)
    punch(second, pin, TUESDAY, "08:20", "12:01", "13:20", "17:40")
    assert (codes(late), codes(other)) == (["late", "normal"], ["normal", "normal"])


def test_the_check_asks_nothing_of_days_that_nobody_judged_or_collected(late):
    checked = judge_and_count(TUESDAY - timedelta(days=9), WEDNESDAY, LATER, "check", check=True)
    assert checked == {"cells": 2 * 2 * Staff.select().count(), "changed": 0, "differences": 0}


def test_the_check_finds_a_collected_day_whose_verdicts_are_all_gone(late, db):
    db.execute_sql("DELETE FROM verdict WHERE day = ?", (TUESDAY.isoformat(),))
    assert judge_and_count(TUESDAY, TUESDAY, LATER, "check", check=True)["differences"] == 2 * Staff.select().count()
