"""我的考勤: the month and the day, for oneself, for the head, for who sees everybody; plain and by htmx."""

from __future__ import annotations

from datetime import date

import pytest

from actions.attendance_day import day_sheet
from actions.attendance_month import people_seen
from models import Verdict
from rules.people import Role
from tests.attendance.attendance_made import FULL_DAY, enrol, judged, make_device, punch
from tests.people_made import actor_for, make_staff, make_unit
from views.attendance_drawing import drawing_of

MARCH_2 = date(2026, 3, 2)


@pytest.fixture
def window(db):
    return make_unit(name="质监窗口")


@pytest.fixture
def clerk(window):
    return make_staff(unit=window, name="陈雨", initials="cy")


@pytest.fixture
def late(clerk, clock, app):
    """A Monday on which the clerk came at 8:31:08, and its device; the clock stands on the Friday."""
    clock.now = clock.now.replace(day=6)
    device = make_device(clerk)
    punch(device, clerk, MARCH_2, "08:31:08", "12:03", "12:03:30", "13:22", "17:35")
    judged(MARCH_2, now=clock.now)
    return device


def test_the_month_shows_each_half_day_in_words(late, clerk, sign_in):
    page = sign_in(clerk).get("/attendance").get_data(as_text=True)
    assert "迟到 1 分" in page
    assert page.count("个半天") == 2  # normal and late
    assert 'href="/attendance/day/2026-03-02"' in page


def test_a_day_tells_its_sentence_its_drawing_and_every_punch(late, clerk, sign_in):
    page = sign_in(clerk).get("/attendance/day/2026-03-02").get_data(as_text=True)
    assert "上午迟到：08:31:08上班打卡，应为08:30，迟到1分8秒。" in page
    assert "<title id=\"drawn-title\">陈雨 2026-03-02 的考勤图</title>" in page
    assert "08:31:08 算作上午上班打卡" in page
    assert "东门考勤机，记录第 1 行" in page
    assert "与前一次打卡间隔过短，并作一次" in page


def test_a_punch_that_fits_no_hour_is_named_where_nothing_was_punched(clerk, clock, app, sign_in):
    punch(make_device(clerk), clerk, MARCH_2, "06:10", "13:20", "17:35")
    judged(MARCH_2, now=clock.now.replace(day=6))
    page = sign_in(clerk).get("/attendance/day/2026-03-02").get_data(as_text=True)
    assert "上午未打卡（待说明）：应打卡上班08:30、下班12:00，06:10的打卡不能算作上下班，没有其他打卡记录，也没有请假，待本人说明。" in page


def test_a_punch_out_of_its_time_is_named_where_a_punch_is_missing(clerk, clock, app, sign_in):
    punch(make_device(clerk), clerk, MARCH_2, "10:20", "12:01", "13:20", "17:35", "17:35:20")
    judged(MARCH_2, now=clock.now.replace(day=6))
    page = sign_in(clerk).get("/attendance/day/2026-03-02").get_data(as_text=True)
    assert "上午上班缺卡：应08:30前上班打卡，没有记录（10:20的打卡不在这个时段）；12:01下班打卡。" in page


def test_htmx_gets_the_day_alone(late, clerk, sign_in):
    piece = sign_in(clerk).piece("/attendance/day/2026-03-02").get_data(as_text=True)
    assert piece.lstrip().startswith('<div id="day">')


def test_the_line_has_a_mark_for_each_punch_and_a_bar_for_each_session_and_the_late_part(late, clerk):
    drawing = drawing_of(day_sheet(actor_for(clerk), clerk, MARCH_2))
    assert [mark.kind for mark in drawing.marks] == ["bad", "unused", "ok", "ok", "ok"]
    assert [bar.kind for bar in drawing.bars] == ["session", "session", "late"]
    assert [mark.x for mark in drawing.marks] == sorted(mark.x for mark in drawing.marks)


def test_a_day_without_anything_due_has_no_drawing(late, clerk):
    assert drawing_of(day_sheet(actor_for(clerk), clerk, date(2026, 3, 1))) is None


def test_the_head_opens_people_of_the_unit_and_nobody_else(late, clerk, window, sign_in):
    head, stranger = make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=window), make_staff(unit=make_unit())
    client = sign_in(head)
    assert "迟到 1 分" in client.get("/attendance?person=cy").get_data(as_text=True)
    assert client.get(f"/attendance?person={stranger.number}").status_code == 403
    assert client.get(f"/attendance/day/2026-03-02?person={stranger.number}").status_code == 403
    assert {one.number for one in people_seen(actor_for(head), MARCH_2)} == {clerk.number, head.number}


def test_a_colleague_opens_nobody_elses(late, clerk, window, sign_in):
    client = sign_in(make_staff(unit=window))
    assert client.get(f"/attendance?person={clerk.number}").status_code == 403
    assert "人员（工号" not in client.get("/attendance").get_data(as_text=True)


def test_a_monitor_does_not_open_other_peoples_attendance(late, clerk, sign_in):
    assert sign_in(make_staff(Role.MONITOR)).get(f"/attendance?person={clerk.number}").status_code == 403


def test_the_section_and_personnel_open_everybodys(late, clerk, sign_in):
    for role in (Role.SECTION_HEAD, Role.PERSONNEL, Role.ATTENDANCE_CLERK, Role.MAIN_LEADER):
        assert sign_in(make_staff(role)).get(f"/attendance?person={clerk.number}").status_code == 200


def test_a_name_nobody_has_is_said_at_the_field(late, sign_in):
    answer = sign_in(make_staff(Role.PERSONNEL)).get("/attendance?person=没有这人")
    assert answer.status_code == 422
    assert "没有找到“没有这人”" in answer.get_data(as_text=True)


def test_without_a_device_the_page_says_so(clerk, sign_in):
    assert "还没有登记考勤机" in sign_in(clerk).get("/attendance").get_data(as_text=True)


def test_who_has_no_number_is_told_to_be_enrolled(clerk, sign_in):
    make_device()
    assert "考勤机上没有您的编号" in sign_in(clerk).get("/attendance").get_data(as_text=True)


def test_a_device_not_collected_is_named_with_the_moment_it_is_collected_to(clerk, clock, sign_in):
    clock.now = clock.now.replace(day=6)
    enrol(make_device(until=date(2026, 3, 3)), clerk)
    assert "东门考勤机的记录收齐到 2026-03-04 00:00" in sign_in(clerk).get("/attendance").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/attendance?month=2026-13", "/attendance?month=0001-01", "/attendance/day/garbage",
                                     "/attendance/day/9999-12-31"])
def test_days_nobody_lives_in_are_not_found(clerk, sign_in, address):
    assert sign_in(clerk).get(address).status_code == 404


def test_a_month_without_faults_owes_nothing(clerk, clock, app, sign_in):
    clock.now = clock.now.replace(day=6)
    punch(make_device(clerk), clerk, MARCH_2, *FULL_DAY)
    judged(MARCH_2, now=clock.now)
    assert {row.code for row in Verdict.select().where(Verdict.staff_id == clerk.id)} == {"normal"}
    assert "需要我说明的" not in sign_in(clerk).get("/attendance").get_data(as_text=True)
