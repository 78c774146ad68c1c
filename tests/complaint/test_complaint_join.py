"""Calls that are alike: shown, linked, joined and split again, told again after a decision. Both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.changes import FormStamp, change, find, transaction
from actions.complaint import CallDraft, log_call
from actions.complaint_alike import alike_to, related_of
from actions.complaint_desk import Taken, take_call
from actions.complaint_join import Picked, say_what, split
from models import AuditRow, Complaint, ComplaintAct, ComplaintLink
from rules.complaint import Kind, Track
from rules.complaint_desk import Pick
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from rules.people import SYSTEM, Role
from tests.at_once import at_once
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("node_settings")
TODAY, DAY = MONDAY.date(), timedelta(days=1)
DRAFT = CallDraft(Kind.COMPLAINT, "工作人员回答不清楚，没有告知应到哪个窗口。", phone="13800005678")


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def logged(actor, draft=DRAFT, now=MONDAY):
    return find(Complaint, log_call(actor, draft, now))


def said(actor, row, pick, other=None, reason="", now=MONDAY):
    say_what(actor, row.id, Picked(pick, other.number if other else "", reason), row.version, now)
    return find(Complaint, row.id)


def codes(ask):
    with pytest.raises(InvalidInput) as error:
        ask()
    return [(problem.field, problem.code) for problem in error.value.problems]


def over(row):
    with transaction():
        row.state, row.closed_at = "closed", MONDAY
        return change(row, SYSTEM, "complaint.act.settle", MONDAY)


def ids(found):
    return [one.line.row.id for one in found]


def test_the_same_number_is_alike_and_so_is_the_same_window_in_similar_words(monitor):
    unit, other = make_unit().id, make_unit().id
    numbered = logged(monitor)
    worded = logged(monitor, replace(DRAFT, phone="13900000000", unit_id=unit, content="二号台工作人员回答“不清楚”，态度冷淡"))
    logged(monitor, replace(DRAFT, phone="13900000001", unit_id=unit, content="电梯检验证书等了一个月还没有拿到"))
    logged(monitor, replace(DRAFT, phone="13900000002", unit_id=other))
    found = alike_to(monitor, TODAY, "138-0000-5678", unit, "工作人员回答不清楚")
    assert ids(found) == [numbered.id, worded.id]
    assert [(one.same_number, one.likeness >= 50, one.over) for one in found] == [(True, True, False), (False, True, False)]
    assert alike_to(monitor, TODAY, "", "", "工作人员回答不清楚") == []


def test_what_is_too_long_ago_or_was_finished_on_the_line_is_not_alike(monitor):
    logged(monitor, now=MONDAY - 31 * DAY)
    logged(monitor, replace(DRAFT, kind=Kind.ENQUIRY, settled=True, outcome="到 2 号窗口"))
    assert alike_to(monitor, TODAY, DRAFT.phone, "", DRAFT.content) == []
    inside = logged(monitor, now=MONDAY - 30 * DAY)
    assert ids(alike_to(monitor, TODAY, DRAFT.phone, "", DRAFT.content)) == [inside.id]


def test_whoever_is_named_learns_nothing_of_likeness_links_or_parents(monitor):
    section = make_staff(Role.SECTION_HEAD)
    accused, unit = actor_for(section), make_unit().id
    hidden = logged(monitor, replace(DRAFT, named=(section.id,), unit_id=unit))
    open_row = logged(monitor, replace(DRAFT, unit_id=unit))
    said(monitor, open_row, Pick.LINK, hidden)
    assert alike_to(accused, TODAY, DRAFT.phone, unit, DRAFT.content, [open_row.id]) == []
    related = related_of(accused, find(Complaint, open_row.id), TODAY)
    assert (list(related.linked), list(related.joined), related.repeats) == ([], [], 0)
    assert codes(lambda: said(accused, find(Complaint, open_row.id), Pick.LINK, hidden)) == [("alike", "no_such_complaint")]
    with pytest.raises(NotFound):
        said(accused, hidden, Pick.NEW, reason="x")


def test_a_call_is_joined_at_the_desk_in_one_save_and_the_earliest_due_day_holds(monitor):
    parent = logged(monitor, replace(DRAFT, track=Track.PETITION))
    stamp = FormStamp("key", "hash")
    made = [take_call(monitor, Taken(DRAFT, Picked(Pick.JOIN, parent.id)), MONDAY + DAY, stamp) for _ in range(2)]
    child, stands = find(Complaint, made[0]), find(Complaint, parent.id)
    assert (made[0], Complaint.select().count()) == (made[1], 2)
    assert (child.state, child.parent_id, child.due, child.number) == ("merged", parent.id, date(2026, 3, 10), "TS-2026-0002")
    assert (stands.due, stands.own_due, stands.state) == (date(2026, 3, 10), parent.due, "registered")
    assert [line.row.id for line in related_of(monitor, stands, TODAY).joined] == [child.id]
    assert related_of(monitor, child, TODAY).parent.row.id == parent.id


def test_what_is_refused_beside_another_call_keeps_nothing(monitor):
    parent = over(logged(monitor))
    assert codes(lambda: take_call(monitor, Taken(DRAFT, Picked(Pick.JOIN, parent.id)), MONDAY)) == [("alike", "join_over")]
    assert Complaint.select().count() == 1


def test_splitting_gives_back_state_and_due_day_and_loses_nothing(monitor):
    parent = logged(monitor, replace(DRAFT, track=Track.PETITION))
    earlier, later = logged(monitor), logged(monitor, now=MONDAY + DAY)
    said(monitor, earlier, Pick.JOIN, parent)
    with transaction():
        later.state, later.accepted_at = "to_assign", MONDAY
        change(later, SYSTEM, "complaint.act.accept", MONDAY)
    joined = said(monitor, later, Pick.JOIN, find(Complaint, parent.id))
    assert find(Complaint, parent.id).due == earlier.due
    split(monitor, earlier.id, find(Complaint, earlier.id).version, MONDAY)
    assert (find(Complaint, parent.id).due, find(Complaint, parent.id).own_due) == (later.due, parent.due)
    split(monitor, later.id, joined.version, MONDAY)
    stands = [find(Complaint, row.id) for row in (parent, earlier, later)]
    assert [row.state for row in stands] == ["registered", "registered", "to_assign"]
    assert [(row.due, row.own_due, row.explain, row.parent_id) for row in stands] == [
        (row.due, None, row.explain, "") for row in (parent, earlier, later)]
    assert [act.act for act in ComplaintAct.select().where(ComplaintAct.complaint_id == earlier.id).order_by(ComplaintAct.id)] == [
        "log", "join", "split"]
    assert AuditRow.select().where(AuditRow.what == "complaint.split").count() == 2


def test_a_parent_without_a_due_day_has_none_again_after_the_split(monitor):
    december = MONDAY.replace(month=12, day=1)
    parent, child = logged(monitor, replace(DRAFT, track=Track.PETITION), december), logged(monitor, now=december)
    assert parent.due is None
    said(monitor, child, Pick.JOIN, parent, now=december)
    assert find(Complaint, parent.id).due == child.due
    split(monitor, child.id, find(Complaint, child.id).version, december)
    assert find(Complaint, parent.id).due is None


def test_what_cannot_be_joined_is_refused_with_its_sentence(monitor):
    clerk = make_staff(Role.STAFF)
    parent, child, grandchild = logged(monitor), logged(monitor), logged(monitor)
    named = logged(monitor, replace(DRAFT, named=(clerk.id,)))
    closed = over(logged(monitor))
    assert codes(lambda: said(monitor, child, Pick.JOIN, child)) == [("alike", "join_self")]
    assert codes(lambda: said(monitor, child, Pick.JOIN, closed)) == [("alike", "join_over")]
    assert codes(lambda: said(monitor, closed, Pick.JOIN, parent)) == [("alike", "join_state")]
    assert codes(lambda: said(monitor, named, Pick.JOIN, parent)) == [("alike", "join_wall")]
    assert codes(lambda: said(monitor, child, Pick.JOIN)) == [("alike", "no_such_complaint")]
    said(monitor, child, Pick.JOIN, parent)
    assert codes(lambda: said(monitor, grandchild, Pick.JOIN, child)) == [("alike", "join_chain")]
    assert codes(lambda: said(monitor, find(Complaint, parent.id), Pick.JOIN, grandchild)) == [("alike", "join_chain")]
    with pytest.raises(AlreadyDecided):
        split(monitor, grandchild.id, grandchild.version, MONDAY)
    with pytest.raises(OutOfDate):
        split(monitor, child.id, child.version, MONDAY)
    with pytest.raises(NotAllowed):
        split(actor_for(make_staff(Role.MAIN_LEADER)), child.id, child.version + 1, MONDAY)


def test_two_who_join_the_same_call_at_once_join_it_once(monitor):
    first, second, child = logged(monitor), logged(monitor), logged(monitor)

    def join_to(parent):
        def join():
            try:
                said(monitor, child, Pick.JOIN, parent)
            except (OutOfDate, InvalidInput) as error:
                return type(error).__name__
            return "joined"
        return join

    assert sorted(at_once(join_to(first), join_to(second))) == ["OutOfDate", "joined"]


def test_the_same_facts_after_a_decision_are_linked_counted_and_have_no_clock(monitor):
    decided, still_open = over(logged(monitor)), logged(monitor)
    assert codes(lambda: take_call(monitor, Taken(DRAFT, Picked(Pick.REPEAT, decided.id)), MONDAY)) == [("alike_reason", "required")]
    assert codes(lambda: take_call(monitor, Taken(DRAFT, Picked(Pick.REPEAT, still_open.id, "x")), MONDAY)) == [("alike", "repeat_open")]
    for _ in range(2):
        again = find(Complaint, take_call(monitor, Taken(DRAFT, Picked(Pick.REPEAT, decided.id, "已告知处理结果")), MONDAY))
        assert (again.state, again.due, again.track, again.outcome) == ("closed", None, "", "已告知处理结果")
    related = related_of(monitor, decided, TODAY)
    assert (related.repeats, len(related.linked)) == (2, 2)
    assert ids(alike_to(monitor, TODAY, DRAFT.phone, "", "")) == [still_open.id, decided.id]


def test_once_somebody_has_said_what_a_call_is_nothing_is_asked_any_more(monitor):
    first, second, third = logged(monitor), logged(monitor), logged(monitor)
    assert ids(related_of(monitor, second, TODAY).alike) == [third.id, first.id]
    assert codes(lambda: said(monitor, second, Pick.NEW)) == [("alike_reason", "required")]
    said(monitor, second, Pick.NEW, reason="不是同一件事")
    assert related_of(monitor, second, TODAY).alike == []
    said(monitor, third, Pick.LINK, first)
    assert related_of(monitor, third, TODAY).alike == []
    assert codes(lambda: said(monitor, first, Pick.LINK, third)) == [("alike", "linked_already")]
    assert ComplaintLink.select().count() == 1
