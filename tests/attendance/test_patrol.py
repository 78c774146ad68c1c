"""巡查: found by a monitor, answered by the person, decided by head or section; nobody sees other people's."""

from __future__ import annotations

import pytest

from actions import corrections, patrol
from actions.attendance_approvals import waiting_for
from actions.attendance_cases import publish
from actions.changes import FormStamp, find
from models import AttendanceCase, Notice, PatrolFinding, PunchCorrection
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from tests.at_once import at_once
from tests.attendance.attendance_made import FULL_DAY, at, code_of, day, judged, make_hall, punch
from tests.people_made import actor_for

MONDAY, NOW = day("03-02"), at("03-02 18:00")
TOMORROW = at("03-03 09:00")


@pytest.fixture
def hall(db):
    """A Monday on which the clerk punched four times without fault."""
    made = make_hall()
    punch(made.device, made.clerk, MONDAY, *FULL_DAY)
    judged(MONDAY, now=NOW)
    return made


def note(hall, *, who=None, finder=None, start=600, end=630, kind="left_post", on=MONDAY, stamp=None, now=NOW):
    found = patrol.Found((who or hall.clerk).id, on, kind, start, end, "窗口无人，群众等候")
    return find(PatrolFinding, patrol.note_finding(actor_for(finder or hall.monitor), found, now, stamp))


def decide(who, row, uphold=True, opinion="已核实", now=TOMORROW):
    return patrol.decide_finding(actor_for(who), row.id, uphold, opinion, find(PatrolFinding, row.id).version, now)


def test_a_finding_counts_until_it_is_dismissed_and_the_person_is_told(hall):
    row = note(hall)
    assert code_of(hall.clerk, MONDAY) == "left_post"
    assert [(notice.staff_id, notice.kind) for notice in Notice.select()] == [(hall.clerk.id, "patrol_found")]
    decide(hall.head, row, uphold=False)
    assert code_of(hall.clerk, MONDAY) == "normal"


def test_what_was_excused_before_does_not_cover_a_finding_that_is_upheld(hall):
    late = day("03-03")
    punch(hall.device, hall.clerk, late, "08:40", *FULL_DAY[1:])
    judged(late, now=at("03-04 07:30"))
    publish(at("03-04 07:30"))
    explained = corrections.Asked(late, Half.AM, "", None, "班车晚点")
    row = find(PunchCorrection, corrections.ask(actor_for(hall.clerk), explained, at("03-04 08:00")))
    corrections.decide(actor_for(hall.head), row.id, True, "属实", row.version, at("03-04 09:00"))
    assert code_of(hall.clerk, late) == "corrected"
    finding = note(hall, on=late, now=at("03-04 10:00"))
    decide(hall.head, finding, now=at("03-05 09:00"))
    assert code_of(hall.clerk, late) == "left_post"
    case = AttendanceCase.get(AttendanceCase.staff_id == hall.clerk.id)
    assert (case.state, case.due) == ("open", day("03-06"))


def test_leaving_without_leave_is_its_own_verdict(hall):
    note(hall, kind="left_without_leave", end=None)
    assert code_of(hall.clerk, MONDAY) == "left_without_leave"


def test_nobody_is_judged_unheard(hall):
    row = note(hall)
    with pytest.raises(InvalidInput) as error:
        decide(hall.head, row, now=NOW)
    assert error.value.problems[0].code == "not_heard"
    patrol.answer_finding(actor_for(hall.clerk), row.id, "去档案室取件", row.version, NOW)
    assert decide(hall.head, row, now=NOW) == "upheld"


def test_who_does_not_answer_is_decided_the_next_day(hall):
    assert decide(hall.section, note(hall)) == "upheld"


@pytest.mark.parametrize("who", ["clerk", "other", "leader", "personnel", "monitor"])
def test_nobody_but_head_and_section_decides(hall, who):
    with pytest.raises(NotAllowed):
        decide(getattr(hall, who), note(hall))


def test_who_found_it_does_not_decide_it(hall):
    row = note(hall, finder=hall.section)
    with pytest.raises(NotAllowed):
        decide(hall.section, row)
    assert waiting_for(actor_for(hall.section), TOMORROW.date()).findings == []
    assert decide(hall.head, row) == "upheld"


def test_a_heads_finding_goes_to_the_section(hall):
    row = note(hall, who=hall.head)
    with pytest.raises(NotAllowed):
        decide(hall.head, row)
    assert decide(hall.section, row) == "upheld"


def test_the_second_who_decides_is_told(hall):
    row = note(hall)
    decide(hall.head, row)
    with pytest.raises(AlreadyDecided):
        decide(hall.section, row, uphold=False)


def test_of_head_and_section_at_the_same_moment_one_decides_and_the_other_is_told(hall):
    row = note(hall)
    calls = [lambda who=who, uphold=uphold: patrol.decide_finding(actor_for(who), row.id, uphold, "已核实", row.version, TOMORROW)
             for who, uphold in ((hall.head, True), (hall.section, False))]
    outcomes = at_once(*calls)
    assert sum(isinstance(outcome, AlreadyDecided | OutOfDate) for outcome in outcomes) == 1
    assert find(PatrolFinding, row.id).state in outcomes
    assert code_of(hall.clerk, MONDAY) == ("left_post" if "upheld" in outcomes else "normal")


def test_an_answer_and_a_decision_at_the_same_moment_do_not_undo_each_other(hall):
    row = note(hall)
    clerk, head = actor_for(hall.clerk), actor_for(hall.head)
    answered, decided = at_once(lambda: patrol.answer_finding(clerk, row.id, "去档案室取件", row.version, TOMORROW),
                                lambda: patrol.decide_finding(head, row.id, True, "已核实", row.version, TOMORROW))
    kept = find(PatrolFinding, row.id)
    if decided == "upheld":
        assert (kept.state, kept.answer, isinstance(answered, AlreadyDecided | OutOfDate)) == ("upheld", "", True)
    else:
        assert (kept.state, kept.answer, isinstance(decided, OutOfDate)) == ("answered", "去档案室取件", True)


def test_two_who_find_the_same_person_in_the_same_minute_enter_one_finding(hall):
    found = patrol.Found(hall.clerk.id, MONDAY, "left_post", 600, 630, "窗口无人")
    monitor, section = actor_for(hall.monitor), actor_for(hall.section)
    outcomes = at_once(lambda: patrol.note_finding(monitor, found, NOW), lambda: patrol.note_finding(section, found, NOW))
    assert sum(isinstance(outcome, InvalidInput) for outcome in outcomes) == 1
    assert PatrolFinding.select().count() == 1


@pytest.mark.parametrize("who", ["clerk", "head", "personnel"])
def test_only_monitors_and_the_section_enter_findings(hall, who):
    with pytest.raises(NotAllowed):
        note(hall, who=hall.other, finder=getattr(hall, who))


def test_nobody_enters_a_finding_about_themselves(hall):
    with pytest.raises(NotAllowed):
        note(hall, who=hall.monitor)


@pytest.mark.parametrize(("values", "problem"), [
    ({"start": 780, "end": 790}, ("time", "not_in_session")), ({"on": day("03-01")}, ("time", "not_in_session")),
    ({"start": 620, "end": 610}, ("until", "from_after_to")), ({"on": day("03-03")}, ("day", "in_the_future")),
    ({"start": 1050, "end": 1100}, ("time", "time_ahead"))])
def test_a_finding_is_within_the_hours_and_in_the_past(hall, values, problem):
    with pytest.raises(InvalidInput) as error:
        note(hall, **values)
    assert [(one.field, one.code) for one in error.value.problems] == [problem]


def test_one_form_sent_twice_enters_once_and_the_same_minute_is_entered_once(hall):
    stamp = FormStamp("key", "hash")
    assert note(hall, stamp=stamp).id == note(hall, stamp=stamp).id
    with pytest.raises(InvalidInput):
        note(hall)


def test_nobody_answers_or_opens_other_peoples(hall):
    row = note(hall)
    with pytest.raises(NotFound):
        patrol.answer_finding(actor_for(hall.other), row.id, "我也在场", row.version, NOW)
    with pytest.raises(NotFound):
        patrol.finding_line(actor_for(hall.other), row.id)
    assert patrol.finding_line(actor_for(hall.clerk), row.id).staff.id == hall.clerk.id
    other = note(hall, who=hall.other, finder=hall.section, start=660, end=670)
    assert [line.row.id for line in patrol.findings_seen(actor_for(hall.monitor))] == [row.id]
    assert {line.row.id for line in patrol.findings_seen(actor_for(hall.section))} == {row.id, other.id}


def test_the_page_enters_answers_decides_and_prints(hall, app, clock, sign_in):
    clock.now = NOW
    monitor, clerk, head = sign_in(hall.monitor), sign_in(hall.clerk), sign_in(hall.head)
    sent = {"person": hall.clerk.name, "day": "2026-03-02", "kind": "left_post", "time": "10:00", "until": "10:30", "note": "无人"}
    assert monitor.post("/attendance/patrol", {**sent, "person": "没有这人"}).status_code == 422
    assert monitor.post("/attendance/patrol", sent).status_code == 303
    assert hall.clerk.name in monitor.get("/attendance/patrol").get_data(as_text=True)
    row = PatrolFinding.get()
    assert "巡查：脱岗" in clerk.get("/attendance").get_data(as_text=True)
    assert clerk.post(f"/attendance/patrol/{row.id}/answer", {"answer": "", "version": "1"}).status_code == 422
    assert clerk.post(f"/attendance/patrol/{row.id}/answer", {"answer": "取件", "version": "1"}, htmx=True).status_code == 204
    assert "取件" in head.get("/attendance/approvals").get_data(as_text=True)
    decided = {"verdict": "uphold", "opinion": "属实", "version": "2"}
    assert head.post(f"/attendance/patrol/{row.id}/decide", decided).status_code == 303
    assert head.post(f"/attendance/patrol/{row.id}/decide", decided).status_code == 409
    printed = monitor.get(f"/attendance/patrol/{row.id}/print").get_data(as_text=True)
    assert "离岗情况登记表" in printed
    assert sign_in(hall.other).get(f"/attendance/patrol/{row.id}/print").status_code == 404
