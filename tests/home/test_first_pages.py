"""The first page in the morning, by role: what waits, the window, the hall, the desk, the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from actions import leave, leave_duty, leave_jobs, leave_ledger, today, today_hall
from actions.changes import add, change, find, transaction
from models import LeaveRequest, NoonDuty
from rules.calendar import Half
from rules.people import SYSTEM, Role
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre
from tests.people_made import make_staff

NOW = at("03-02 09:00")


@pytest.fixture
def centre(app):
    made = make_centre(min_present=3)
    leave_ledger.ensure_annual(made.clerk, [2026], NOW)
    return made


def kinds(person, now=NOW):
    return [todo.kind for todo in today.todos(act(person), now.date())]


def test_what_waits_for_a_clerk_stands_with_the_late_first(centre):
    leave.save_draft(act(centre.clerk), draft("04-20"), NOW)
    approved(centre, draft("02-26", type_code="sick", partner=centre.partner), at("02-25 09:00"))
    leave.submit(act(centre.partner), draft("03-20", type_code="personal", partner=centre.clerk), NOW)
    leave_jobs.begin_and_end(NOW)
    assert kinds(centre.clerk) == ["overdue", "draft", "handover"]


def test_papers_owed_wait_until_they_are_brought(centre):
    request = approved(centre, draft("03-10", "03-12", type_code="sick", partner=centre.partner), NOW)
    assert request.papers_owed
    assert "papers" in kinds(centre.clerk)


def test_approvals_wait_for_whoever_signs_and_claims_of_duty_for_the_head(centre):
    asked(centre, draft("03-10 am", "03-10 am", type_code="sick", partner=centre.partner), NOW)
    leave_duty.claim_duty(act(centre.clerk), day("02-28"), 480, "值班", NOW)
    assert kinds(centre.head) == ["sign", "duty"]
    assert kinds(centre.leader) == []


def test_an_empty_window_is_warned_of_for_the_days_ahead(centre):
    with transaction():
        centre.window.min_present = 4
        change(centre.window, SYSTEM, "unit.change", NOW)
    window, = today_hall.windows_of(act(centre.head), NOW.date())
    assert window.short == []
    leave.enter_for(act(centre.head), centre.clerk.id, draft("03-10 pm", "03-11 am", type_code="personal", partner=centre.partner),
                    NOW, cover_reason="家中急事")
    window, = today_hall.windows_of(act(centre.head), NOW.date())
    assert window.short == [(day("03-10"), Half.PM, 3), (day("03-11"), Half.AM, 3)]


def test_the_window_shows_who_is_away_by_half_day_and_who_did_not_report_back(centre):
    approved(centre, draft("03-02 pm", "03-02 pm", type_code="sick", partner=centre.partner), at("02-27 09:00"))
    approved(centre, draft("02-26", type_code="sick", partner=centre.clerk), at("02-25 09:00"), staff=centre.third)
    leave_jobs.begin_and_end(NOW)
    window, = today_hall.windows_of(act(centre.head), NOW.date())
    posts = {post.staff.id: post for post in window.posts}
    assert posts[centre.clerk.id].halves[Half.AM] is None
    assert posts[centre.clerk.id].halves[Half.PM].code == "sick"
    assert posts[centre.third.id].unreported
    assert not posts[centre.clerk.id].unreported


def test_the_hall_counts_who_is_there_in_this_half_day(centre):
    approved(centre, draft("03-02 pm", "03-02 pm", type_code="sick", partner=centre.partner), at("02-27 09:00"))
    for moment, present in ((NOW, 4), (at("03-02 14:00"), 3)):
        line = next(line for line in today_hall.hall(act(centre.leader), moment).lines if line.unit.id == centre.window.id)
        assert (line.people, line.present) == (4, present)


def test_leave_by_the_hour_is_away_only_while_it_lasts(centre):
    approved(centre, draft("03-02", type_code="outing", from_minute=600, to_minute=660), NOW)
    halls = [today_hall.hall(act(centre.leader), at(f"03-02 {hour}")) for hour in ("09:30", "10:30", "11:30")]
    away = [len(line.away) for hall in halls for line in hall.lines if line.unit.id == centre.window.id]
    assert away == [0, 1, 0]


def test_the_desk_lists_overdue_leave_ending_balances_and_papers(centre):
    approved(centre, draft("02-24", "02-26", type_code="sick", partner=centre.partner), at("02-23 09:00"))
    leave_jobs.begin_and_end(NOW)
    leave_ledger.grant_by_hand(act(centre.personnel), centre.clerk.id, "comp", 240, day("03-01"), day("03-20"), "值班", NOW)
    desk = today_hall.desk(act(centre.personnel), NOW.date())
    assert [line.staff.id for line in desk.overdue] == [centre.clerk.id]
    assert [item.pot.balance for item in desk.ending] == [240]
    assert [line.staff.id for line in desk.papers] == [centre.clerk.id]
    assert desk.missing_years == []
    assert today_hall.desk(act(centre.personnel), date(2026, 11, 2)).missing_years == [2027]


def test_the_attendance_clerk_sees_no_balances_of_others(centre):
    leave_ledger.grant_by_hand(act(centre.personnel), centre.clerk.id, "comp", 240, day("03-01"), day("03-20"), "值班", NOW)
    assert today_hall.desk(act(make_staff(Role.ATTENDANCE_CLERK)), NOW.date()).ending == []


def test_ones_own_day_has_hours_noon_duty_and_balances(centre):
    with transaction():
        add(NoonDuty(day=NOW.date(), unit_id=centre.window.id, staff_id=centre.third.id, partner_id=centre.clerk.id, start="12:00",
                     end="13:30"), SYSTEM, "duty.add", NOW)
    mine = today.my_day(act(centre.clerk), NOW)
    assert [(session.start_minute, session.end_minute) for session in mine.sessions] == [(510, 720), (810, 1050)]
    assert [(noon.staff.id, noon.partner.id) for noon in mine.noon] == [(centre.third.id, centre.clerk.id)]
    assert [held.type_code for held in mine.balances] == ["annual"]
    assert today.my_day(act(centre.clerk), NOW + timedelta(days=5)).sessions == []


def test_a_day_of_a_missing_year_has_no_hours(centre):
    assert today.my_day(act(centre.clerk), NOW.replace(year=2027)).sessions is None


@pytest.mark.parametrize(("role", "heading"), [
    ("clerk", "我的今天"), ("head", "本窗口"), ("leader", "今日大厅"), ("section", "今日大厅"), ("personnel", "考勤台")])
def test_each_role_has_its_first_page(centre, sign_in, role, heading):
    page = sign_in(getattr(centre, role)).get("/today").get_data(as_text=True)
    assert f"<h1>{heading}</h1>" in page
    assert "我要请假" in page


@pytest.mark.parametrize(("role", "link"), [(Role.SYSTEM_ADMIN, "运行状态"), (Role.SECURITY_ADMIN, "账号"), (Role.AUDIT_ADMIN, "审计记录")])
def test_administrators_have_links_and_nothing_of_leave(app, sign_in, role, link):
    page = sign_in(make_staff(role)).get("/today").get_data(as_text=True)
    assert f">{link}</a></dt>" in page
    assert "我要请假" not in page


def test_the_page_says_what_waits_and_leads_there(centre, sign_in):
    request = asked(centre, draft("03-02 pm", "03-02 pm", type_code="sick", partner=centre.partner), NOW)
    page = sign_in(centre.head).get("/today").get_data(as_text=True)
    assert f"审批：{centre.clerk.name} 病假" in page
    assert "今天开始" in page
    assert f'href="/leave/{request.id}"' in page
    assert find(LeaveRequest, request.id).start == date(2026, 3, 2)
