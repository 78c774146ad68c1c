"""Attendance on the first pages: one's last day, the window's exceptions, absences nobody explained, counts in the menu."""

from __future__ import annotations

import pytest

from actions import corrections
from actions.attendance_cases import publish
from rules.calendar import Half
from tests.attendance.attendance_made import FULL_DAY, at, day, judged, make_hall, punch
from tests.leave.test_leave_lists import queries
from tests.people_made import actor_for

MONDAY, NOW = day("03-02"), at("03-03 09:00")


@pytest.fixture
def hall(app, clock):
    """A Monday: the clerk late, a colleague absent, the others there."""
    clock.now = NOW
    made = make_hall()
    punch(made.device, made.clerk, MONDAY, "08:31:08", "12:03", "13:22", "17:35")
    for who in (made.head, made.section, made.personnel, made.leader, made.deputy, made.monitor):
        punch(made.device, who, MONDAY, *FULL_DAY)
    judged(MONDAY, now=NOW)
    publish(NOW)
    return made


def test_a_clerk_sees_the_last_day_with_its_sentence_its_line_and_what_to_do(hall, sign_in):
    page = sign_in(hall.clerk).get("/today").get_data(as_text=True)
    assert "上一个工作日的考勤 · 2026年3月2日 星期一" in page
    assert "08:31:08上班打卡，应为08:30，迟到1分8秒" in page
    assert "说明或补签" in page


def test_what_must_be_explained_stands_with_what_waits_and_in_the_menu(hall, sign_in):
    page = sign_in(hall.other).get("/today").get_data(as_text=True)
    assert "您有 2 项考勤情况需要说明或答复" in page


def test_a_head_sees_the_windows_exceptions_and_what_waits(hall, sign_in):
    corrections.ask(actor_for(hall.clerk), corrections.Asked(MONDAY, Half.AM, "in", 508, "电动车没电"), NOW)
    page = sign_in(hall.head).get("/today").get_data(as_text=True)
    assert "本窗口近几天的考勤异常" in page
    assert "陈雨" in page
    assert "有 1 件补签、认定或巡查等您办理" in page


def test_the_hall_and_the_desk_see_absences_nobody_explained_and_a_clerk_does_not(hall, sign_in):
    for who in (hall.section, hall.personnel, hall.leader):
        assert "没有说明的缺勤" in sign_in(who).get("/today").get_data(as_text=True)
    for who in (hall.clerk, hall.monitor):
        assert "没有说明的缺勤" not in sign_in(who).get("/today").get_data(as_text=True)


def test_the_pages_ask_no_more_for_many_people_and_days_than_for_few(hall, sign_in):
    clients = {name: sign_in(getattr(hall, name)) for name in ("clerk", "head", "section")}
    pages = [(name, page) for name in clients for page in ("/today", "/attendance", "/attendance/day/2026-03-02")]
    pages += [(name, page) for name in ("head", "section") for page in ("/attendance/approvals",)]

    def counted():
        for name, page in pages:
            assert clients[name].get(page).status_code == 200
        return [queries(lambda name=name, page=page: clients[name].get(page)) for name, page in pages]

    few = counted()
    for number in (24, 25, 26, 27):
        judged(day(f"02-{number}"), now=NOW)
    publish(NOW)
    for half in Half:
        corrections.ask(actor_for(hall.other), corrections.Asked(MONDAY, half, "", None, "下乡"), NOW)
        corrections.ask(actor_for(hall.clerk), corrections.Asked(day("02-26"), half, "", None, "下乡"), NOW)
    many = counted()
    # what was empty before is asked for now; nothing is asked once a row
    assert [more - less for less, more in zip(few, many, strict=True) if more - less > 6] == []
