"""The ladder of late complaints, and supervision orders with a day and a report of their own; both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.complaint_watch import put_away, watch_complaints
from actions.supervision import Ordered, act_on, find_order, may_do, order, orders_of
from models import CalendarDay, Complaint, ComplaintAct, Notice, Staff, SupervisionOrder
from rules.clocks import ClockKind, parse_week, week_openings
from rules.complaint import Track, TrackRule
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from rules.people import Role
from rules.supervision import OrderEvent, Rung, rungs_reached
from tests.complaint.centre_made import CALL, days, make_centre
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff

WEEK = week_openings(parse_week("mon-fri 09:00-17:00"))
RULE = TrackRule(Track.SERVICE, date(2026, 1, 1), ClockKind.DAY, 5)
DUE = date(2026, 3, 9)


@pytest.fixture
def centre(node_settings):
    made = make_centre()
    made.log(replace(CALL, named=(made.clerk.id,), unit_id=made.window.id))
    make_staff(Role.CHIEF_REP, unit=made.window, number="chief")  # so that the file is not under one person's control
    return made


def told_of(kind):
    return {Staff.get_by_id(notice.staff_id).number for notice in Notice.select().where(Notice.kind == kind)}


@pytest.mark.parametrize(("today", "reached"), [
    (date(2026, 3, 5), []), (date(2026, 3, 6), [Rung.REMIND]), (date(2026, 3, 8), [Rung.REMIND]), (DUE, [Rung.REMIND]),
    (date(2026, 3, 10), [Rung.SUPERVISE]), (date(2026, 3, 16), [Rung.SUPERVISE]),
    (date(2026, 3, 17), [Rung.SUPERVISE, Rung.BULLETIN]), (date(2026, 3, 22), [Rung.SUPERVISE, Rung.BULLETIN]),
])
def test_the_day_before_it_is_reminded_the_day_after_supervised_five_working_days_later_in_the_bulletin(today, reached):
    assert rungs_reached(RULE, DUE, today, WEEK) == reached


def test_a_rung_without_days_is_left_out():
    assert rungs_reached(replace(RULE, remind=0), DUE, DUE, WEEK) == []
    assert rungs_reached(replace(RULE, supervise=0), DUE, date(2026, 3, 17), WEEK) == [Rung.BULLETIN]


def acts():
    return [act.act for act in ComplaintAct.select().order_by(ComplaintAct.id)]


def test_each_rung_is_climbed_once_and_tells_nobody_who_is_named(centre):
    centre.to_working()
    assert [watch_complaints(days(number)) for number in (3, 4, 4, 7)] == [0, 1, 0, 0]
    assert acts()[-1] == "remind"
    assert told_of("complaint_remind") == {centre.head.number, centre.monitor.number, centre.section.number}
    assert [watch_complaints(days(number)) for number in (8, 9)] == [1, 0]
    assert [(row.state, row.unit_id) for row in SupervisionOrder.select()] == [("drafted", centre.window.id)]
    assert centre.row.late
    assert watch_complaints(days(15)) == 1
    assert acts()[-1] == "bulletin"
    assert centre.leader.number in told_of("complaint_bulletin")
    assert not Notice.select().where(Notice.staff_id == centre.clerk.id).exists()


def test_late_and_with_no_window_the_deciders_are_told(centre):
    watch_complaints(days(8))
    assert told_of("complaint_overdue") == {centre.section.number, centre.leader.number}
    assert SupervisionOrder.select().count() == 0


def test_what_is_answered_or_paused_or_over_climbs_nothing(centre):
    centre.to_working()
    centre.take(centre.head, "reply", note="已办")
    assert watch_complaints(days(15)) == 0
    assert not centre.row.late


def test_a_year_that_is_missing_is_not_guessed(centre):
    centre.to_working()
    Complaint.update(due=date(2026, 12, 31)).execute()
    CalendarDay.delete().where(CalendarDay.day >= date(2027, 1, 1)).execute()
    assert watch_complaints(MONDAY.replace(year=2027, month=1, day=20)) == 0
    assert centre.row.late


def test_an_order_is_issued_signed_answered_and_closed_or_asked_again(centre):
    section, head = actor_for(centre.section), actor_for(centre.head)
    made = order(section, centre.id, Ordered("三日内查清并书面报告", centre.window.id), MONDAY)
    row = find_order(head, made)
    assert ((row.year, row.serial), row.state, row.due, row.issued_by) == ((2026, 1), "issued", date(2026, 3, 5), centre.section.id)
    assert told_of("supervision_issued") == {centre.head.number, "chief"}
    assert acts() == ["log", "supervise"]
    assert may_do(head, row) == [OrderEvent.SIGN]
    act_on(head, made, OrderEvent.SIGN, Ordered(), days(1), row.version)
    row = find_order(head, made)
    with pytest.raises(InvalidInput) as error:
        act_on(head, made, OrderEvent.ANSWER, Ordered(" "), days(1), row.version)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("text", "required")]
    act_on(head, made, OrderEvent.ANSWER, Ordered("已查清"), days(1), row.version)
    assert may_do(section, find_order(section, made)) == [OrderEvent.CLOSE, OrderEvent.AGAIN]
    act_on(section, made, OrderEvent.AGAIN, Ordered("没有说明责任", due=date(2026, 3, 6)), days(2), find_order(section, made).version)
    row = find_order(head, made)
    assert (row.state, row.round, row.due, row.demand, row.feedback) == ("issued", 2, date(2026, 3, 6), "没有说明责任", "已查清")
    assert [line.late for line in orders_of(head, date(2026, 3, 7))] == [True]
    act_on(head, made, OrderEvent.SIGN, Ordered(), days(2), row.version)
    act_on(head, made, OrderEvent.ANSWER, Ordered("责任已落实"), days(3), find_order(head, made).version)
    act_on(section, made, OrderEvent.CLOSE, Ordered("销号"), days(3), find_order(head, made).version)
    assert orders_of(head, days(4).date()) == []
    assert [line.row.state for line in orders_of(head, days(4).date(), open_only=False)] == ["closed"]


def test_who_may_order_answer_and_know_of_it(centre):
    made = order(actor_for(centre.section), centre.id, Ordered("查清", centre.window.id), MONDAY)
    with pytest.raises(NotAllowed):
        order(actor_for(centre.monitor), centre.id, Ordered("查清", centre.window.id), MONDAY)
    for stranger in (centre.clerk, centre.other_head):
        with pytest.raises(NotFound):
            find_order(actor_for(stranger), made)
        assert orders_of(actor_for(stranger), MONDAY.date()) == []
    with pytest.raises(NotAllowed):
        act_on(actor_for(centre.section), made, OrderEvent.SIGN, Ordered(), MONDAY, 2)


@pytest.mark.parametrize(("said", "found"), [
    ({"text": " "}, ("text", "required")), ({"unit": "none"}, ("unit", "unit_unknown")), ({"due": date(2026, 3, 1)}, ("due", "day_past")),
])
def test_what_an_order_needs(centre, said, found):
    with pytest.raises(InvalidInput) as error:
        order(actor_for(centre.section), centre.id, replace(Ordered("查清", centre.window.id), **said), MONDAY)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [found]


def test_one_order_stands_for_a_complaint_and_a_draft_becomes_one(centre):
    centre.to_working()
    watch_complaints(days(8))
    [row] = SupervisionOrder.select()
    with pytest.raises(NotFound):
        find_order(actor_for(centre.head), row.id)  # a draft is the supervision's own
    with pytest.raises(InvalidInput) as error:
        order(actor_for(centre.section), centre.id, Ordered("查清", centre.window.id), days(8))
    assert [problem.code for problem in error.value.problems] == ["ordered_already"]
    act_on(actor_for(centre.leader), row.id, OrderEvent.ISSUE, Ordered("查清"), days(8), row.version)
    assert find_order(actor_for(centre.head), row.id).due == date(2026, 3, 13)
    with pytest.raises(AlreadyDecided):
        act_on(actor_for(centre.section), row.id, OrderEvent.DROP, Ordered("不必"), days(8), 1)
    with pytest.raises(OutOfDate):
        act_on(actor_for(centre.head), row.id, OrderEvent.SIGN, Ordered(), days(8), 1)


def test_what_is_long_over_is_archived(centre):
    centre.to_callback()
    centre.take(centre.monitor, "satisfied", days(1))
    assert [put_away(days(number)) for number in (30, 32, 33)] == [0, 1, 0]
    assert (centre.row.state, centre.row.closed_at) == ("archived", days(1))
