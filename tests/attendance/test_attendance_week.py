"""The weekly check: what the head looks through, one confirmation, and who is reminded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from actions import attendance_week
from clock import STATION_ZONE
from models import Notice, WeekCheck
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed
from tests.attendance.month_made import make_hall, work
from tests.leave.leave_made import act

MONDAY, WEEK = date(2026, 3, 2), timedelta(days=7)
NOW = datetime(2026, 3, 9, 8, 30, tzinfo=STATION_ZONE)
LATE_DAY, GONE_DAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def hall(db):
    made = make_hall()
    work(made, MONDAY, date(2026, 3, 8), {(made.clerk.id, LATE_DAY): ("08:31", "12:01", "13:25", "17:31"),
                                          (made.clerk.id, GONE_DAY): (), (made.other.id, LATE_DAY): ()}, NOW)
    return made


def test_the_head_sees_the_exceptions_of_the_unit_and_nobody_elses(hall):
    week = attendance_week.week_of(act(hall.head), "", MONDAY, NOW)
    [line] = week.lines
    assert (line.person.id, [cell.code.value for cell in line.cells]) == (hall.clerk.id, ["late", "absent_pending", "absent_pending"])
    assert week.may_check
    with pytest.raises(NotAllowed):
        attendance_week.week_of(act(hall.head), hall.second.id, MONDAY, NOW)


def test_a_week_is_checked_once_by_its_head_when_it_is_over(hall):
    with pytest.raises(InvalidInput):
        attendance_week.check_week(act(hall.head), hall.first.id, MONDAY, "", NOW - timedelta(days=1))
    attendance_week.check_week(act(hall.head), hall.first.id, MONDAY + timedelta(days=2), "已当面核实", NOW)
    with pytest.raises(AlreadyDecided):
        attendance_week.check_week(act(hall.head), hall.first.id, MONDAY, "", NOW)
    week = attendance_week.week_of(act(hall.personnel), hall.first.id, MONDAY, NOW)
    assert (week.check.note, week.check.monday, week.checked_by.id, week.may_check) == ("已当面核实", MONDAY, hall.head.id, False)


@pytest.mark.parametrize("who", ["second_head", "personnel", "clerk", "section"])
def test_nobody_checks_a_week_for_the_head(hall, who):
    with pytest.raises(NotAllowed):
        attendance_week.check_week(act(getattr(hall, who)), hall.first.id, MONDAY, "", NOW)


def test_the_section_head_checks_a_unit_without_a_head(hall):
    unit = hall.section.unit_id
    attendance_week.check_week(act(hall.section), unit, MONDAY, "", NOW)
    assert WeekCheck.get().unit_id == unit


def test_a_week_without_verdicts_is_not_asked_for(hall):
    with pytest.raises(InvalidInput):
        attendance_week.check_week(act(hall.head), hall.first.id, MONDAY - WEEK, "", NOW)
    assert {one.monday for one in attendance_week.unchecked_weeks(act(hall.section), NOW)} == {MONDAY}


def test_from_the_monday_after_the_heads_are_told_once_and_the_section_has_the_list(hall):
    assert attendance_week.remind_weeks(NOW - timedelta(days=1)) == 0
    attendance_week.check_week(act(hall.head), hall.first.id, MONDAY, "", NOW)
    assert attendance_week.remind_weeks(NOW) == 2  # the second window, and the section for its own unit
    assert attendance_week.remind_weeks(NOW + timedelta(days=1)) == 0
    assert {row.staff_id for row in Notice.select().where(Notice.kind == "week_unchecked")} == {hall.second_head.id, hall.section.id}
    assert [one.unit.id for one in attendance_week.unchecked_weeks(act(hall.section), NOW)] == [hall.second.id, hall.section.unit_id]
    assert [one.unit.id for one in attendance_week.unchecked_weeks(act(hall.head), NOW)] == []


def test_the_page_says_why_and_takes_the_confirmation(hall, sign_in, clock):
    clock.now = NOW
    client = sign_in(hall.head)
    page = client.get("/attendance/week").get_data(as_text=True)
    assert "08:31上班打卡，应为08:30，迟到1分钟" in page
    sent = {"unit": hall.first.id, "monday": "2026-03-02", "note": "属实"}
    assert client.post("/attendance/week", sent).status_code == 303
    assert client.post("/attendance/week", sent).status_code == 409
    assert "已核对" in client.get("/attendance/week").get_data(as_text=True)
    assert client.post("/attendance/week", {"unit": hall.first.id, "monday": "2026-03-10"}).status_code == 422
    assert client.post("/attendance/week", {"unit": hall.second.id, "monday": "2026-03-02"}).status_code == 403


@pytest.mark.parametrize("monday", ["9999-12-31", "0001-01-01"])
def test_a_week_at_the_end_of_time_is_not_found(hall, sign_in, monday):
    client = sign_in(hall.head)
    assert client.get(f"/attendance/week?unit={hall.first.id}&monday={monday}").status_code in (200, 404)
    assert client.post("/attendance/week", {"unit": hall.first.id, "monday": monday}).status_code == 404
