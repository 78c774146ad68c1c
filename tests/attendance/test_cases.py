"""Cases: published once, explained in time or lapsed, and 旷工 only when head and section both say so."""

from __future__ import annotations

from datetime import date

import pytest

from actions import attendance_cases as cases
from actions import corrections, patrol
from actions.attendance_owed import owed_by, owed_count
from actions.changes import add, find, transaction
from actions.delegation import DelegationAsked, delegate
from models import AttendanceCase, MonthClose, Notice, PunchCorrection
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, OutOfDate
from rules.people import SYSTEM
from tests.at_once import at_once
from tests.attendance.attendance_made import FULL_DAY, at, code_of, day, judged, make_hall, punch
from tests.people_made import actor_for

MONDAY, NOW = day("03-02"), at("03-03 07:30")
LATER = at("03-05 09:00")


@pytest.fixture
def hall(db):
    """A Monday on which only the clerk did not come in the morning."""
    made = make_hall()
    punch(made.device, made.clerk, MONDAY, "13:22", "17:40")
    for who in (made.other, made.head, made.section, made.deputy, made.leader, made.personnel, made.monitor):
        punch(made.device, who, MONDAY, *FULL_DAY)
    judged(MONDAY, now=NOW)
    return made


def lapsed(hall, now=LATER):
    """The clerk's morning, published and not explained in time."""
    cases.publish(NOW)
    cases.lapse(now)
    return AttendanceCase.get(AttendanceCase.staff_id == hall.clerk.id)


def decide(who, case, confirm=True, opinion="已核实", now=LATER):
    return cases.decide_case(actor_for(who), case.id, confirm, opinion, find(AttendanceCase, case.id).version, now)


def test_a_result_is_published_once_and_its_person_told_once(hall):
    assert [cases.publish(NOW), cases.publish(NOW), cases.publish(LATER)] == [1, 0, 0]
    [case] = AttendanceCase.select()
    assert (case.staff_id, case.day, case.half, case.code, case.due, case.state) == (
        hall.clerk.id, MONDAY, "am", "absent_pending", day("03-04"), "open")
    [notice] = Notice.select()
    assert (notice.staff_id, notice.kind, notice.link) == (hall.clerk.id, "attendance_published", "attendance/day/2026-03-02")


def test_records_that_come_days_later_give_the_same_time_to_explain(hall):
    assert cases.publish(at("03-20 07:30")) == 1
    assert AttendanceCase.get().due == day("03-23")


def test_a_history_taken_in_at_set_up_and_closed_months_are_not_published(hall):
    assert cases.publish(at("05-04 07:30")) == 0
    with transaction():
        add(MonthClose(month="2026-03", state="closed"), SYSTEM, "close", NOW)
    assert cases.publish(NOW) == 0


def test_today_is_not_published(hall):
    judged(day("03-03"), now=at("03-03 23:00"))
    assert cases.publish(at("03-03 23:00")) == 1


def test_the_person_owes_an_explanation_until_one_is_under_way(hall):
    cases.publish(NOW)
    assert [(one.day, one.half, one.code.value, one.due) for one in owed_by(hall.clerk.id)] == [
        (MONDAY, Half.AM, "absent_pending", day("03-04"))]
    assert owed_count(hall.clerk.id) == 1
    corrections.ask(actor_for(hall.clerk), corrections.Asked(MONDAY, Half.AM, "", None, "下乡检查"), NOW)
    assert owed_by(hall.clerk.id) == []
    assert owed_count(hall.clerk.id) == 0


def test_who_is_late_may_explain_but_is_not_reminded_and_nothing_lapses_into_absence(hall):
    punch(hall.device, hall.other, day("03-03"), "08:40", "12:03", "13:22", "17:35")
    judged(day("03-03"), now=at("03-04 07:30"))
    cases.publish(at("03-04 07:30"))
    assert [one.code.value for one in owed_by(hall.other.id)] == ["late"]
    assert owed_count(hall.other.id) == 0
    cases.lapse(LATER)
    assert code_of(hall.other, day("03-03")) == "late"
    assert owed_by(hall.other.id) == []


def test_what_turns_out_worse_than_it_was_published_is_published_again_with_time_to_explain(hall):
    """Late in the morning, not explained; then a patrol's finding of the same morning comes to absence."""
    tuesday = day("03-03")
    punch(hall.device, hall.other, tuesday, "08:40", "12:03", "13:22", "17:35")
    judged(tuesday, now=at("03-04 07:30"))
    cases.publish(at("03-04 07:30"))
    cases.lapse(at("03-06 00:25"))
    found = patrol.Found(hall.other.id, tuesday, "left_post", 9 * 60, 10 * 60 + 30, "窗口无人")
    patrol.note_finding(actor_for(hall.monitor), found, at("03-06 09:00"))
    assert code_of(hall.other, tuesday) == "absent_pending"
    assert [cases.publish(at("03-07 07:30")), cases.publish(at("03-07 07:30"))] == [1, 0]
    case = AttendanceCase.get(AttendanceCase.staff_id == hall.other.id)
    assert (case.code, case.state, case.due) == ("absent_pending", "open", day("03-10"))
    assert Notice.select().where((Notice.staff_id == hall.other.id) & (Notice.kind == "attendance_published")).count() == 2
    cases.lapse(at("03-11 00:25"))
    assert code_of(hall.other, tuesday) == "absent_proposed"


def test_of_two_half_days_of_a_day_the_earlier_deadline_is_told(hall):
    tuesday = day("03-03")
    punch(hall.device, hall.other, tuesday, "08:20", "13:40", "17:35")
    judged(tuesday, now=at("03-04 07:30"))
    assert (code_of(hall.other, tuesday), code_of(hall.other, tuesday, "pm")) == ("missing_out", "late")
    cases.publish(at("03-04 07:30"))
    assert Notice.get(Notice.staff_id == hall.other.id).values["due"] == "2026-03-04"


def test_what_nobody_explained_in_time_is_proposed_and_person_and_head_are_told(hall):
    cases.publish(NOW)
    assert cases.lapse(at("03-04 23:59")) == 0
    assert code_of(hall.clerk, MONDAY) == "absent_pending"
    assert [cases.lapse(at("03-05 00:25")), cases.lapse(at("03-05 00:25"))] == [1, 0]
    assert code_of(hall.clerk, MONDAY) == "absent_proposed"
    told = {(notice.staff_id, notice.link) for notice in Notice.select().where(Notice.kind.startswith("attendance_proposed"))}
    assert told == {(hall.clerk.id, "attendance/day/2026-03-02"), (hall.head.id, "attendance/approvals")}


def test_an_explanation_under_way_keeps_it_from_lapsing_and_a_refused_one_does_not(hall):
    cases.publish(NOW)
    row_id = corrections.ask(actor_for(hall.clerk), corrections.Asked(MONDAY, Half.AM, "", None, "下乡检查"), NOW)
    assert cases.lapse(LATER) == 0
    corrections.decide(actor_for(hall.head), row_id, False, "没有派工单", find(PunchCorrection, row_id).version, LATER)
    assert cases.lapse(LATER) == 1


def test_only_head_and_section_together_make_it_absence(hall):
    case = lapsed(hall)
    assert decide(hall.head, case) == "head_confirmed"
    assert code_of(hall.clerk, MONDAY) == "absent_proposed"
    assert decide(hall.section, case) == "confirmed"
    assert code_of(hall.clerk, MONDAY) == "absent"


def test_the_section_does_not_confirm_before_the_head_nor_the_head_twice(hall):
    case = lapsed(hall)
    with pytest.raises(NotAllowed):
        decide(hall.section, case)
    decide(hall.head, case)
    with pytest.raises(NotAllowed):
        decide(hall.head, case)


@pytest.mark.parametrize("who", ["clerk", "other", "leader", "personnel", "monitor"])
def test_nobody_else_confirms_or_excuses(hall, who):
    case = lapsed(hall)
    for confirm in (True, False):
        with pytest.raises(NotAllowed):
            decide(getattr(hall, who), case, confirm)


@pytest.mark.parametrize("who", ["head", "section"])
def test_either_may_excuse_with_words(hall, who):
    case = lapsed(hall)
    with pytest.raises(InvalidInput):
        decide(getattr(hall, who), case, confirm=False, opinion=" ")
    assert decide(getattr(hall, who), case, confirm=False) == "excused"
    assert code_of(hall.clerk, MONDAY) == "corrected"


def test_the_section_may_undo_what_was_confirmed_and_nobody_else(hall):
    case = lapsed(hall)
    decide(hall.head, case)
    decide(hall.section, case)
    with pytest.raises(AlreadyDecided):
        decide(hall.head, case, confirm=False)
    assert decide(hall.section, case, confirm=False) == "excused"
    assert code_of(hall.clerk, MONDAY) == "corrected"


def test_a_heads_own_absence_is_confirmed_by_the_section_and_then_by_a_leader(hall):
    judged(day("03-03"), now=LATER)
    cases.publish(at("03-04 07:30"))
    cases.lapse(at("03-06 09:00"))
    case = AttendanceCase.get((AttendanceCase.staff_id == hall.head.id) & (AttendanceCase.half == "am"))
    with pytest.raises(NotAllowed):
        decide(hall.head, case)
    assert decide(hall.section, case) == "head_confirmed"
    with pytest.raises(NotAllowed):
        decide(hall.section, case)
    assert decide(hall.leader, case) == "confirmed"


def test_one_person_never_confirms_both_stages_not_even_as_a_delegate(hall):
    case = lapsed(hall)
    delegate(actor_for(hall.section), DelegationAsked(hall.head.number, date(2026, 3, 5), date(2026, 3, 5), "出差"), LATER)
    decide(hall.head, case)
    with pytest.raises(NotAllowed):
        decide(hall.head, case)


def test_a_delegate_confirms_for_the_head_and_both_names_are_kept(hall):
    case = lapsed(hall)
    delegate(actor_for(hall.head), DelegationAsked(hall.deputy.number, date(2026, 3, 5), date(2026, 3, 5), "出差"), LATER)
    decide(hall.deputy, case)
    kept = find(AttendanceCase, case.id)
    assert (kept.head_by, kept.head_for) == (hall.deputy.id, hall.head.id)


def test_the_second_of_two_at_once_is_told(hall):
    case = lapsed(hall)
    seen = case.version
    decide(hall.head, case, confirm=False)
    with pytest.raises(OutOfDate):
        cases.decide_case(actor_for(hall.section), case.id, True, "已核实", seen, LATER)


def test_of_head_and_section_at_the_same_moment_one_wins_and_the_other_is_told(hall):
    case, seen = lapsed(hall), lapsed(hall).version
    calls = [lambda who=who, confirm=confirm: cases.decide_case(actor_for(who), case.id, confirm, "已核实", seen, LATER)
             for who, confirm in ((hall.head, True), (hall.section, False))]
    outcomes = at_once(*calls)
    assert sum(isinstance(outcome, OutOfDate | AlreadyDecided | NotAllowed) for outcome in outcomes) == 1
    assert find(AttendanceCase, case.id).state in outcomes
    assert find(AttendanceCase, case.id).version == seen + 1


def test_one_click_that_comes_twice_at_once_confirms_once(hall):
    case, seen = lapsed(hall), lapsed(hall).version
    head = actor_for(hall.head)
    outcomes = at_once(*[lambda: cases.decide_case(head, case.id, True, "已核实", seen, LATER)] * 2)
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["head_confirmed"]
    assert find(AttendanceCase, case.id).version == seen + 1


def test_an_explanation_and_a_confirmation_at_the_same_moment_leave_one_truth(hall):
    case, seen = lapsed(hall), lapsed(hall).version
    clerk, head = actor_for(hall.clerk), actor_for(hall.head)
    asked, confirmed = at_once(
        lambda: corrections.ask(clerk, corrections.Asked(MONDAY, Half.AM, "", None, "下乡检查"), LATER),
        lambda: cases.decide_case(head, case.id, True, "已核实", seen, LATER))
    assert confirmed == "head_confirmed" or PunchCorrection.select().where(PunchCorrection.id == asked).exists()
    assert code_of(hall.clerk, MONDAY) == "absent_proposed"


def test_punches_that_turn_up_late_end_the_proposal(hall):
    case = lapsed(hall)
    punch(hall.device, hall.clerk, MONDAY, "08:20", "12:05")
    assert code_of(hall.clerk, MONDAY) == "normal"
    with pytest.raises(AlreadyDecided):
        decide(hall.head, case)


def test_what_is_confirmed_is_explained_to_the_section_not_to_the_head(hall):
    case = lapsed(hall)
    decide(hall.head, case)
    decide(hall.section, case)
    with pytest.raises(InvalidInput) as error:
        corrections.ask(actor_for(hall.clerk), corrections.Asked(MONDAY, Half.AM, "in", 500, "忘记"), LATER)
    assert error.value.problems[0].code == "absence_confirmed"


def test_the_list_decides_in_a_batch_and_needs_words(hall, app, clock, sign_in):
    clock.now = LATER
    case = lapsed(hall)
    client = sign_in(hall.head)
    assert "拟认定旷工，待认定（1）" in client.get("/attendance/approvals").get_data(as_text=True)
    line = {"pick": f"{case.id}:{case.version}", "case_verdict": "confirm"}
    assert client.post("/attendance/absences", line).status_code == 422
    assert "已确认，转督查部门确认" in client.post("/attendance/absences", {**line, "case_opinion": "电话不通"}).get_data(as_text=True)
    assert "拟认定旷工，待认定" not in client.get("/attendance/approvals").get_data(as_text=True)
    assert "电话不通" in sign_in(hall.section).get("/attendance/approvals").get_data(as_text=True)


def test_a_case_is_decided_on_the_day_page_plain_and_by_htmx(hall, app, clock, sign_in):
    clock.now = LATER
    case = lapsed(hall)
    client = sign_in(hall.head)
    page = client.get(f"/attendance/day/2026-03-02?person={hall.clerk.number}").get_data(as_text=True)
    assert f'action="/attendance/cases/{case.id}/decide"' in page
    sent = {"verdict": "confirm", "version": str(case.version)}
    assert client.post(f"/attendance/cases/{case.id}/decide", sent).status_code == 422
    assert client.post(f"/attendance/cases/{case.id}/decide", {**sent, "opinion": "核实"}, htmx=True).status_code == 204
    assert client.post(f"/attendance/cases/{case.id}/decide", {**sent, "opinion": "核实"}).status_code == 409
