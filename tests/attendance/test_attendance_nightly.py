"""What the scheduler does to attendance: new days, the nightly check as an alarm, and warnings before dismissal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from actions import attendance_dismissal, attendance_nightly
from actions.attendance_judge import opened_days
from actions.changes import add, change, find, transaction
from actions.jobs import last_run
from actions.operations import operations_status
from clock import STATION_ZONE
from jobs import JOBS, run_job
from models import Device, LeaveRequest, Notice, Staff, database
from rules.attendance_dismissal import Level
from rules.calendar import Half
from rules.people import SYSTEM
from tests.attendance.month_made import MARCH, make_hall, open_case, work
from tests.leave.leave_made import act

NOW = datetime(2026, 4, 3, 9, 0, tzinfo=STATION_ZONE)


@pytest.fixture
def hall(db):
    return make_hall(days=60)


def line(settings, now=NOW):
    return next(item for item in operations_status(settings, now, JOBS) if item.code == "attendance")


def checked(settings, now=NOW):
    run_job(settings, next(job for job in JOBS if job.name == "attendance_check"), now)
    return last_run("attendance_check").result


def test_a_new_day_is_opened_while_a_device_is_in_use_and_slept_through_days_with_it(hall):
    friday = datetime(2026, 3, 6, 0, 5, tzinfo=STATION_ZONE)
    assert attendance_nightly.open_days(friday) == 2 * len(hall.everybody)
    assert attendance_nightly.open_days(friday + timedelta(days=3)) == 6 * len(hall.everybody)
    assert opened_days(MARCH, NOW.date()) == [date(2026, 3, 6 + number) for number in range(4)]
    with transaction():
        device = find(Device, hall.device.id)
        device.active = False
        change(device, SYSTEM, "device.end", friday)
    assert attendance_nightly.open_days(friday + timedelta(days=4)) == 0


def test_the_nightly_check_finds_nothing_where_nothing_was_changed_by_hand(hall, settings):
    work(hall, MARCH, date(2026, 3, 31), {}, NOW)
    assert line(settings).state == "unchecked"
    assert checked(settings) == f"cells {62 * len(hall.everybody)}, differences 0, closed 0, broken 0"
    assert (line(settings).state, line(settings).level) == ("ok", "ok")
    assert line(settings, NOW + timedelta(days=4)).state == "old"


def test_a_verdict_changed_by_hand_is_an_alarm(hall, settings):
    work(hall, MARCH, date(2026, 3, 31), {}, NOW)
    database.execute_sql("UPDATE verdict SET code = 'late' WHERE day = '2026-03-03' AND half = 'am'")
    assert f"differences {len(hall.everybody)}" in checked(settings)
    assert (line(settings).state, line(settings).level) == ("differences", "bad")


def absent(hall, staff, first, days, state="lapsed"):
    """Somebody who did not come on the working days of a span, with cases that far."""
    gone = {(staff.id, first + timedelta(days=number)): () for number in range(days)}
    work(hall, first, first + timedelta(days=days), gone, NOW)
    for _, day in gone:
        if day.weekday() < 5:
            for half in Half:
                open_case(staff, day, half, state)


def test_absence_in_a_row_is_listed_for_personnel_and_the_section_head_and_told_once(hall):
    absent(hall, hall.clerk, date(2026, 3, 2), 12)
    for who in (hall.personnel, hall.section):
        [one] = attendance_dismissal.warnings_for(act(who), NOW.date())
        assert (one.staff.id, one.warned.kind, one.warned.level, one.warned.halves) == (hall.clerk.id, "run", Level.WARN, 20)
    assert attendance_dismissal.warnings_for(act(hall.head), NOW.date()) == []
    assert attendance_dismissal.remind_dismissal(NOW) == 2
    assert attendance_dismissal.remind_dismissal(NOW + timedelta(days=1)) == 0
    assert {row.staff_id for row in Notice.select()} == {hall.personnel.id, hall.section.id}


def test_what_nobody_proposed_yet_and_what_was_excused_is_not_counted(hall):
    absent(hall, hall.clerk, date(2026, 3, 2), 12, "open")
    absent(hall, hall.other, date(2026, 3, 16), 12, "excused")
    assert attendance_dismissal.all_warnings(NOW.date()) == []


def test_civil_servants_count_the_days_between_and_institution_staff_the_working_days(db):
    hall = make_hall(days=60, employment="civil_servant")
    absent(hall, hall.clerk, date(2026, 3, 2), 12)
    [one] = attendance_dismissal.all_warnings(NOW.date())
    assert (one.warned.halves, one.warned.bound) == (24, 15)


def test_leave_that_nobody_came_back_from_counts_from_its_end_unless_they_were_there(hall):
    with transaction():
        add(LeaveRequest(staff_id=hall.clerk.id, entered_by=hall.clerk.id, type_code="personal", start=date(2026, 3, 2),
                         end=date(2026, 3, 3), state="overdue", number="A1"), SYSTEM, "leave.made", NOW)
    assert [one.warned.kind for one in attendance_dismissal.all_warnings(date(2026, 3, 17))] == ["run"]
    work(hall, date(2026, 3, 9), date(2026, 3, 31), {}, NOW)
    assert attendance_dismissal.all_warnings(NOW.date()) == []


def test_the_warnings_stand_on_the_first_page(hall, sign_in, clock):
    clock.now = NOW
    absent(hall, hall.clerk, date(2026, 3, 2), 12)
    assert "旷工、逾期未归预警" in sign_in(find(Staff, hall.section.id)).get("/today").get_data(as_text=True)
    assert "旷工、逾期未归预警" not in sign_in(hall.head).get("/today").get_data(as_text=True)
