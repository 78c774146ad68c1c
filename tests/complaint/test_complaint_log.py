"""登记来电: kept once with number, due day and the caller apart; whoever is named learns nothing of it. Both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions.calendar import import_calendar
from actions.changes import FormStamp, find
from actions.complaint import CallDraft, log_call
from actions.complaint_book import complaints_of
from actions.complaint_clock import reckon, set_missing_dues
from actions.complaint_lists import complaint_seen, earlier_of, reveal_caller
from clock import STATION_ZONE
from models import AuditRow, ChangeLog, Complaint, ComplaintAct, ComplaintCaller, ComplaintNamed
from rules.complaint import Kind, Light, Track
from rules.errors import InvalidInput, KeyReused, NotAllowed, NotFound
from rules.people import SYSTEM, Role
from tests.at_once import at_once
from tests.calendar.test_calendar_actions import paper
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("node_settings")
TODAY = MONDAY.date()
DRAFT = CallDraft(Kind.COMPLAINT, "工作人员回答不清楚，没有告知窗口。", called="赵女士", phone="138 0000 5678", address="北街 5 号")


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def logged(actor, draft=DRAFT, now=MONDAY, stamp=None):
    return find(Complaint, log_call(actor, draft, now, stamp))


def test_a_call_is_kept_with_number_due_day_and_reason(monitor):
    row = logged(monitor, replace(DRAFT, unit_id=make_unit().id))
    assert (row.number, row.state, row.track, row.due, row.rule_version) == (
        "TS-2026-0001", "registered", "service", date(2026, 3, 9), "service:2004-01-01")
    assert row.explain[0] == ["2026-03-02", 0, "start", ""]
    assert sum(line[1] for line in row.explain) == 5
    assert [act.act for act in ComplaintAct.select()] == ["log"]
    assert [logged(monitor).number, logged(monitor, replace(DRAFT, kind=Kind.REPORT)).number] == ["TS-2026-0002", "TS-2026-0003"]


def test_an_enquiry_is_finished_in_one_save(monitor):
    row = logged(monitor, CallDraft(Kind.ENQUIRY, "怎样办特种设备登记", wants_reply=False, settled=True, outcome="到 2 号窗口。"))
    assert (row.number, row.state, row.due, row.closed_at, row.outcome) == ("LD-2026-0001", "closed", None, MONDAY, "到 2 号窗口。")
    assert [act.act for act in ComplaintAct.select()] == ["settle"]


@pytest.mark.parametrize(("changes", "problems"), [
    ({"content": "  "}, [("content", "required")]), ({"settled": True, "outcome": "x"}, [("kind", "not_at_once")]),
    ({"kind": Kind.HELP, "settled": True}, [("outcome", "required")]), ({"category": "none"}, [("category", "category_unknown")]),
    ({"unit_id": "none"}, [("unit", "unit_unknown")]), ({"named": ("none",)}, [("named", "person_unknown")]),
    ({"phone": "不详"}, [("phone", "phone_needed")]), ({"track": Track.CONSUMER, "called": ""}, [("called", "identity_needed")]),
    ({"track": Track.CONSUMER, "anonymous": True}, [("called", "identity_needed")]),
    ({"content": "", "phone": "", "category": "none"},
     [("content", "required"), ("category", "category_unknown"), ("phone", "phone_needed")]),
])
def test_every_fault_is_told_at_its_field_and_nothing_is_kept(monitor, changes, problems):
    with pytest.raises(InvalidInput) as error:
        log_call(monitor, replace(DRAFT, **changes), MONDAY)
    assert [(problem.field, problem.code) for problem in error.value.problems] == problems
    assert [Complaint.select().count(), ComplaintCaller.select().count()] == [0, 0]


@pytest.mark.parametrize("changes", [{"anonymous": True, "phone": "", "called": ""}, {"wants_reply": False, "phone": ""}])
def test_who_wants_no_answer_need_not_say_who_they_are(monitor, changes):
    assert logged(monitor, replace(DRAFT, **changes)).state == "registered"


def test_only_monitors_and_the_section_log_calls(node_settings):
    for role in (Role.STAFF, Role.WINDOW_HEAD, Role.MAIN_LEADER, Role.PERSONNEL, Role.SYSTEM_ADMIN):
        with pytest.raises(NotAllowed):
            log_call(actor_for(make_staff(role)), DRAFT, MONDAY)
    assert logged(actor_for(make_staff(Role.SECTION_HEAD))).number == "TS-2026-0001"


def test_the_same_form_again_gives_the_same_complaint_and_another_body_is_refused(monitor):
    first = log_call(monitor, DRAFT, MONDAY, FormStamp("key", "hash"))
    assert log_call(monitor, DRAFT, MONDAY + timedelta(minutes=5), FormStamp("key", "hash")) == first
    with pytest.raises(KeyReused):
        log_call(monitor, DRAFT, MONDAY, FormStamp("key", "other"))
    assert Complaint.select().count() == 1


def test_calls_at_the_same_moment_have_numbers_of_their_own_and_one_form_is_kept_once(monitor):
    stamp = FormStamp("key", "hash")
    calls = [lambda: log_call(monitor, DRAFT, MONDAY, stamp)] * 2 + [lambda: log_call(monitor, DRAFT, MONDAY)] * 2
    made = at_once(*calls)
    assert made[0] == made[1]
    assert sorted(row.number for row in Complaint.select()) == ["TS-2026-0001", "TS-2026-0002", "TS-2026-0003"]


def test_a_missing_calendar_keeps_no_call_out_and_the_due_day_comes_with_it(monitor):
    december = datetime(2026, 12, 30, 9, 0, tzinfo=STATION_ZONE)
    row = logged(monitor, now=december)
    assert (row.due, row.explain, reckon(Track.SERVICE, december.date()).missing_year) == (None, None, 2027)
    assert set_missing_dues(december) == 0
    import_calendar(SYSTEM, paper(("2027-01-01", True)), "2027.json", False, december)
    assert [set_missing_dues(december), set_missing_dues(december)] == [1, 0]
    assert find(Complaint, row.id).due == date(2027, 1, 7)


def test_whoever_is_named_sees_nothing_of_it(monitor):
    section = make_staff(Role.SECTION_HEAD)
    row = logged(monitor, replace(DRAFT, named=(section.id,)))
    others = logged(monitor)
    accused = actor_for(section)
    assert [line.row.id for line in complaints_of(accused, TODAY).lines] == [others.id]
    assert [line.row.id for line in earlier_of(accused, "13800005678", TODAY)] == [others.id]
    for ask in (lambda: complaint_seen(accused, row.id, TODAY), lambda: reveal_caller(accused, row.id, "核实", MONDAY)):
        with pytest.raises(NotFound):
            ask()
    assert [person.id for person in complaint_seen(monitor, row.id, TODAY).named] == [section.id]


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD, Role.CHIEF_REP, Role.PERSONNEL, Role.ATTENDANCE_CLERK, Role.AUDIT_ADMIN])
def test_who_has_no_business_with_it_sees_nothing(monitor, role):
    row, actor = logged(monitor), actor_for(make_staff(role))
    assert complaints_of(actor, TODAY).lines == []
    assert earlier_of(actor, "13800005678", TODAY) == []
    with pytest.raises(NotFound):
        complaint_seen(actor, row.id, TODAY)


def test_the_caller_stands_apart_is_masked_and_opened_with_a_reason_the_audit_keeps(monitor):
    row = logged(monitor)
    seen = complaint_seen(monitor, row.id, TODAY)
    assert (seen.called, seen.phone) == ("赵女士", "138****5678")
    with pytest.raises(InvalidInput):
        reveal_caller(monitor, row.id, "  ", MONDAY)
    assert reveal_caller(monitor, row.id, "回访核实", MONDAY).phone == "138 0000 5678"
    noted = AuditRow.select().where(AuditRow.what == "complaint.caller.reveal").get()
    assert (noted.staff_id, noted.row_id, noted.note) == (monitor.staff_id, row.id, "回访核实")
    kept = " ".join([*(str(log.body) for log in ChangeLog.select()), *(f"{one.before} {one.after}" for one in AuditRow.select())])
    assert not any(secret in kept for secret in ("赵女士", "138 0000 5678", "13800005678", "北街"))


def test_confidential_callers_have_no_name_on_the_page(monitor):
    assert complaint_seen(monitor, logged(monitor, replace(DRAFT, confidential=True)).id, TODAY).called == ""


def test_the_earlier_calls_of_a_number_are_found_however_it_is_typed(monitor):
    row = logged(monitor)
    assert [line.row.id for line in earlier_of(monitor, "+86 13800005678", TODAY)] == [row.id]
    assert earlier_of(monitor, "13800005679", TODAY) == earlier_of(monitor, "", TODAY) == []


def test_the_list_goes_on_after_a_page_and_shows_lights(monitor):
    made = [logged(monitor).id for _ in range(35)]
    first = complaints_of(monitor, TODAY)
    second = complaints_of(monitor, TODAY, after=first.after)
    assert [line.row.id for line in [*first.lines, *second.lines]] == made[::-1]
    assert (len(first.lines), second.after) == (30, "")
    assert {line.light for line in first.lines} == {Light.GREEN}
    assert {line.light for line in complaints_of(monitor, date(2026, 3, 10)).lines} == {Light.RED}
    assert ComplaintNamed.select().count() == 0
