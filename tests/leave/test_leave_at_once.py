"""Two people at the same moment, through the real pages in threads: one wins, the other is told who."""

from __future__ import annotations

import re

import pytest

from actions.changes import find
from models import LeaveDecision, LeaveRequest
from tests.at_once import at_once
from tests.leave.leave_made import act, approved, asked, at, draft, make_centre
from tests.leave.test_leave_pages import wanted

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")


def test_of_two_approvers_one_wins_and_the_other_is_told_who_did_what_and_when(sign_in):
    centre = make_centre()
    row = asked(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    yes, no = sign_in(centre.leader), sign_in(centre.deputy)
    body = {"version": row.version, "opinion": "人手不够"}
    answers = at_once(lambda: yes.post(f"/leave/{row.id}/decide", {**body, "verdict": "approve"}),
                      lambda: no.post(f"/leave/{row.id}/decide", {**body, "verdict": "refuse"}))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(answer for answer in answers if answer.status_code == 409).get_data(as_text=True)
    first = centre.leader if answers[0].status_code == 303 else centre.deputy
    assert f"最近一次：{first.name} 于 2026-03-02 09:00" in told
    assert ("已批准" if first is centre.leader else "不予批准") in told
    signed = LeaveDecision.select().where((LeaveDecision.request_id == row.id) & LeaveDecision.act.in_(("approve", "refuse")))
    assert signed.count() == 1


def test_a_double_click_asks_once(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    body = {**wanted(centre), "request_key": "one-form"}
    answers = at_once(*[lambda: client.http.post("/leave/new", data={**body, "csrf_token": client.token})] * 3)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert LeaveRequest.select().count() == 1


def test_approving_and_withdrawing_at_once_leaves_one_of_them(sign_in):
    centre = make_centre()
    row = asked(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    leader, clerk = sign_in(centre.leader), sign_in(centre.clerk)
    answers = at_once(lambda: leader.post(f"/leave/{row.id}/decide", {"version": row.version, "verdict": "approve"}),
                      lambda: clerk.post(f"/leave/{row.id}/withdraw", {"version": row.version}))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert find(LeaveRequest, row.id).state == ("approved" if answers[0].status_code == 303 else "withdrawn")


def test_a_batch_says_of_each_line_what_became_of_it(sign_in):
    centre = make_centre()
    first = asked(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    second = asked(centre, draft("03-12", "03-13", partner=centre.partner), NOW)
    gone = approved(centre, draft("03-16", "03-17", partner=centre.partner), NOW)
    mine = asked(centre, draft("03-18", "03-19", partner=centre.partner), NOW, staff=centre.third)
    client = sign_in(centre.deputy)
    page = client.get("/leave/approvals").get_data(as_text=True)
    assert len(re.findall(r'name="pick"', page)) == 3
    picks = [f"{first.id}:{first.version}", f"{second.id}:{second.version + 7}", f"{gone.id}:{gone.version}", "junk", "x:1"]
    empty = client.post("/leave/approvals", {"verdict": "approve"})
    assert "请先勾选" in empty.get_data(as_text=True)
    assert client.post("/leave/approvals", {"verdict": "refuse", "pick": picks}).status_code == 422
    told = client.post("/leave/approvals", {"verdict": "approve", "pick": picks}).get_data(as_text=True)
    assert [find(LeaveRequest, row.id).state for row in (first, second, gone, mine)] == ["approved", "pending", "approved", "pending"]
    assert f"已被处理：{centre.leader.name} 2026-03-02 09:00 同意" in told
    assert "内容已变化，请打开后再审" in told
    assert act(centre.deputy).staff_id
