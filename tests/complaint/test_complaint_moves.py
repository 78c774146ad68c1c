"""A changed calendar moves due days only through a list that was read and confirmed; what was late stays late. Both engines."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from actions.calendar import calendar_day, edit_day
from actions.changes import FormStamp, find
from actions.complaint import CallDraft, log_call
from actions.complaint_lists import complaint_seen
from actions.complaint_moves import confirm, decide, mark_of, moves_of, tell_of_moves, waiting_mark, waiting_of
from models import AuditRow, Complaint, ComplaintAct, ComplaintMove, Notice
from rules.calendar import DayKind
from rules.complaint import Kind, Light
from rules.complaint_moves import other_days
from rules.errors import InvalidInput, NotAllowed
from rules.people import SYSTEM, Role
from tests.at_once import at_once
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("node_settings")
DRAFT = CallDraft(Kind.COMPLAINT, "态度不好。", phone="13800005678")


@pytest.fixture
def head(node_settings):
    section = make_unit("section")
    make_staff(Role.MONITOR, unit=section)
    return actor_for(make_staff(Role.SECTION_HEAD, unit=section))


@pytest.fixture
def leader(head):
    return actor_for(make_staff(Role.MAIN_LEADER))


def set_day(day, kind):
    edit_day(SYSTEM, day, kind, "临时放假" if kind is DayKind.DAY_OFF else "", "通知", calendar_day(day).version, MONDAY)


def due(complaint_id):
    return find(Complaint, complaint_id).due


def test_nothing_moves_by_itself_and_a_later_day_holds_on_confirmation(head):
    made = log_call(head, DRAFT, MONDAY)
    set_day(date(2026, 3, 4), DayKind.DAY_OFF)
    [move] = moves_of(head)
    assert (move.row.id, move.old, move.new, move.earlier, [one.day for one in move.days]) == (
        made, date(2026, 3, 9), date(2026, 3, 10), False, ["2026-03-04"])
    assert due(made) == date(2026, 3, 9)
    assert confirm(head, mark_of([move]), "放假通知", MONDAY) == "1 0"
    assert (due(made), moves_of(head)) == (date(2026, 3, 10), [])
    assert ComplaintAct.select().where((ComplaintAct.act == "move") & (ComplaintAct.note == "2026-03-09 → 2026-03-10")).count() == 1
    assert AuditRow.select().where(AuditRow.what == "complaint.move.confirm").count() == 1


@pytest.mark.parametrize(("approves", "day"), [(True, date(2026, 3, 8)), (False, date(2026, 3, 9))])
def test_an_earlier_day_waits_for_a_leader_who_did_not_confirm_it(head, leader, approves, day):
    made = log_call(head, DRAFT, MONDAY)
    set_day(date(2026, 3, 8), DayKind.WORKDAY)
    confirm(head, mark_of(moves_of(head)), "调休通知", MONDAY)
    assert (due(made), moves_of(head), ComplaintMove.get().state) == (date(2026, 3, 9), [], "waiting")
    assert [notice.kind for notice in Notice.select().where(Notice.staff_id == leader.staff_id)] == ["complaint_moves_earlier"]
    mark = waiting_mark(waiting_of(leader))
    with pytest.raises(NotAllowed):
        decide(head, mark, True, "", MONDAY)
    with pytest.raises(InvalidInput):
        decide(leader, mark, False, " ", MONDAY)
    assert decide(leader, mark, approves, "意见", MONDAY) == "1"
    assert (due(made), waiting_of(leader), moves_of(head)) == (day, [], [])


def test_who_confirmed_does_not_decide(leader):
    log_call(SYSTEM, DRAFT, MONDAY)
    set_day(date(2026, 3, 8), DayKind.WORKDAY)
    confirm(leader, mark_of(moves_of(leader)), "通知", MONDAY)
    with pytest.raises(NotAllowed):
        decide(leader, waiting_mark(waiting_of(leader)), True, "", MONDAY)


def test_red_is_never_erased(head):
    made = log_call(head, DRAFT, MONDAY)
    late = MONDAY + timedelta(days=8)
    set_day(date(2026, 3, 4), DayKind.DAY_OFF)
    confirm(head, mark_of(moves_of(head)), "通知", late)
    assert due(made) == date(2026, 3, 10)
    assert complaint_seen(head, made, date(2026, 3, 10)).line.light is Light.RED


def test_only_the_list_that_was_read_is_confirmed(head):
    log_call(head, DRAFT, MONDAY)
    set_day(date(2026, 3, 4), DayKind.DAY_OFF)
    read = mark_of(moves_of(head))
    log_call(head, DRAFT, MONDAY - timedelta(days=4))
    set_day(date(2026, 3, 5), DayKind.DAY_OFF)
    with pytest.raises(InvalidInput) as error:
        confirm(head, read, "通知", MONDAY)
    assert [problem.code for problem in error.value.problems] == ["moves_changed"]
    with pytest.raises(InvalidInput):
        confirm(head, mark_of(moves_of(head)), " ", MONDAY)
    assert ComplaintMove.select().count() == 0


def test_the_same_click_twice_confirms_once(head):
    log_call(head, DRAFT, MONDAY)
    set_day(date(2026, 3, 4), DayKind.DAY_OFF)
    mark, stamp = mark_of(moves_of(head)), FormStamp("key", "hash")
    assert at_once(lambda: confirm(head, mark, "通知", MONDAY, stamp), lambda: confirm(head, mark, "通知", MONDAY, stamp)) == ["1 0", "1 0"]
    assert ComplaintMove.select().count() == 1


def test_what_is_over_answered_or_due_by_a_platform_does_not_move(head):
    log_call(head, CallDraft(Kind.ENQUIRY, "问", settled=True, outcome="答"), MONDAY)
    log_call(head, CallDraft(Kind.COMPLAINT, "x", due_at=MONDAY + timedelta(days=3), outside=True), MONDAY)
    set_day(date(2026, 3, 4), DayKind.DAY_OFF)
    assert moves_of(head) == []


def test_the_head_is_told_once_of_what_they_may_know(head):
    named = make_staff(Role.SECTION_HEAD, unit=make_unit("section"))
    log_call(head, CallDraft(Kind.COMPLAINT, "x", phone="13800005678", named=(named.id,)), MONDAY)
    set_day(date(2026, 3, 4), DayKind.DAY_OFF)
    assert [tell_of_moves(MONDAY), tell_of_moves(MONDAY)] == [1, 0]
    assert [(notice.staff_id, notice.values) for notice in Notice.select()] == [(head.staff_id, {"count": 1})]
    assert (moves_of(actor_for(named)), len(moves_of(head))) == ([], 1)


def test_only_who_decides_looks_at_it(head):
    for role in (Role.MONITOR, Role.STAFF, Role.PERSONNEL):
        with pytest.raises(NotAllowed):
            moves_of(actor_for(make_staff(role)))


def test_the_days_that_count_otherwise_are_named():
    before = [["2026-03-03", 1, "workday", ""], ["2026-03-04", 1, "workday", ""]]
    after = [["2026-03-03", 1, "workday", ""], ["2026-03-04", 0, "holiday", "放假"], ["2026-03-05", 1, "workday", ""]]
    [one] = other_days(before, after)
    assert (one.day, one.was, one.now) == ("2026-03-04", (True, "workday", ""), (False, "holiday", "放假"))


def test_the_page_shows_the_list_and_only_that_list_is_confirmed(app, sign_in):
    section, boss = make_staff(Role.SECTION_HEAD, unit=make_unit("section")), make_staff(Role.MAIN_LEADER)
    log_call(SYSTEM, DRAFT, MONDAY)
    client, leader = sign_in(section), sign_in(boss)
    assert "没有要变的期限" in client.get("/complaint/dues").get_data(as_text=True)
    set_day(date(2026, 3, 8), DayKind.WORKDAY)
    page = client.get("/complaint/dues").get_data(as_text=True)
    for text in ("TS-2026-0001", "3月9日", "3月8日", "提前", "3月8日由“周末”改为"):
        assert text in page
    mark = re.search(r'name="mark" value="([0-9a-f]{64})"', page).group(1)
    assert client.post("/complaint/dues/confirm", {"mark": "0" * 64, "reason": "x"}).status_code == 409
    assert client.post("/complaint/dues/confirm", {"mark": mark, "reason": ""}).status_code == 422
    assert client.post("/complaint/dues/confirm", {"mark": mark, "reason": "放假通知"}).status_code == 303
    assert "同意提前" not in client.get("/complaint/dues").get_data(as_text=True)
    page = leader.get("/complaint/dues").get_data(as_text=True)
    mark = re.findall(r'name="mark" value="([0-9a-f]{64})"', page)[-1]
    assert leader.post("/complaint/dues/decide", {"mark": mark, "approve": "1"}).status_code == 303
    assert Complaint.get().due == date(2026, 3, 8)
