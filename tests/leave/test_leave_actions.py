"""Leave on the real database: asking, handing over, signing, sending back, withdrawing, cancelling."""

from __future__ import annotations

import pytest

from actions import leave, leave_ledger
from actions.changes import change, find, transaction
from models import LeaveCell, LeaveEntry, LeaveRequest, Notice
from rules.errors import AlreadyDecided, CalendarMissing, InvalidInput, NotAllowed, NotFound, OutOfDate
from rules.people import SYSTEM
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")


def left(staff, code="annual"):
    return sum(pot.balance for pot in leave_ledger.pots_of(staff.id, code))


def codes(error):
    return {problem.code for problem in error.value.problems}


def test_four_days_over_the_spring_festival_as_drawn():
    centre = make_centre()
    request = asked(centre, draft("02-12", "02-24", partner=centre.partner), at("02-10 09:00"))
    assert request.halves == 8
    assert [step["kind"] for step in request.steps] == ["centre_leader", "bureau_leader"]
    assert request.number == "QJ-2026-0001"


def test_half_a_day_is_signed_by_the_head_alone_and_begins_by_itself():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-10 am", partner=centre.partner), NOW)
    assert request.state == "approved"
    assert request.halves == 1
    assert left(centre.clerk) == 19


def test_a_pending_request_reserves_and_a_refusal_gives_back():
    centre = make_centre()
    request = asked(centre, draft("03-10", partner=centre.partner), NOW)
    assert left(centre.clerk) == 18
    leave.decide(act(centre.section), request.id, "refuse", "当天有检查", request.version, NOW)
    assert left(centre.clerk) == 20
    assert not LeaveCell.select().where(LeaveCell.request_id == request.id).exists()


def test_two_requests_of_fifteen_at_balance_twenty_one_is_refused():
    centre = make_centre(first_work=day("1990-01-01"), joined=day("1995-01-01"))
    assert asked(centre, draft("03-09", "03-19", partner=centre.partner), NOW).halves == 18
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), draft("04-09", "04-30", partner=centre.partner), NOW)
    assert codes(refused) == {"balance_short"}


@pytest.mark.parametrize(("first", "second"), [
    (("03-10", "03-12"), ("03-12", "03-13")), (("03-12", "03-13"), ("03-10", "03-12")), (("03-10", "03-13"), ("03-11", "03-11 am")),
    (("03-11", "03-11 am"), ("03-10", "03-13")),
    (("03-13", "03-16"), ("03-14", "03-15")), (("03-10 pm", "03-10"), ("03-10", "03-10")),
])
def test_overlap_is_refused_in_any_order(first, second):
    centre = make_centre()
    asked(centre, draft(*first, partner=centre.partner), NOW)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), draft(*second, type_code="sick", partner=centre.partner), NOW)
    assert "overlap" in codes(refused)


@pytest.mark.parametrize(("first", "second"), [
    (("03-10", "03-10 am"), ("03-10 pm", "03-10")), (("03-10 pm", "03-10"), ("03-10", "03-10 am")),
    (("03-10", "03-11"), ("03-12", "03-13")),
])
def test_abutting_leave_is_two_requests(first, second):
    centre = make_centre()
    asked(centre, draft(*first, partner=centre.partner), NOW)
    asked(centre, draft(*second, partner=centre.partner), NOW)
    assert LeaveRequest.select().where(LeaveRequest.state == "pending").count() == 2


def test_the_second_of_two_approvers_is_told():
    centre = make_centre()
    request = asked(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    leave.decide(act(centre.leader), request.id, "approve", "", request.version, NOW)
    with pytest.raises(AlreadyDecided) as told:
        leave.decide(act(centre.deputy), request.id, "refuse", "不行", request.version, NOW)
    assert told.value.state == "approved"


def test_a_withdrawn_request_cannot_be_approved():
    centre = make_centre()
    request = asked(centre, draft("03-10", partner=centre.partner), NOW)
    leave.withdraw(act(centre.clerk), request.id, request.version, NOW)
    with pytest.raises(AlreadyDecided):
        leave.decide(act(centre.section), request.id, "approve", "", request.version, NOW)
    assert left(centre.clerk) == 20


def test_nobody_signs_their_own_and_the_heads_goes_one_level_up():
    centre = make_centre()
    request = asked(centre, draft("03-10", "03-10 am", partner=centre.partner), NOW, staff=centre.head)
    assert [step["kind"] for step in request.steps] == ["section"]
    with pytest.raises(NotAllowed):
        leave.decide(act(centre.head), request.id, "approve", "", request.version, NOW)


def test_private_leave_of_a_day_needs_the_home_unit_first():
    centre = make_centre(home_unit="县市场监管局")
    request = asked(centre, draft("03-10", type_code="personal", partner=centre.partner), NOW)
    assert [step["kind"] for step in request.steps] == ["home_unit", "section"]
    with pytest.raises(NotAllowed):
        leave.decide(act(centre.section), request.id, "approve", "", request.version, NOW)
    with pytest.raises(InvalidInput):
        leave.enter_slip(act(centre.personnel), request.id, leave.Slip("", True, "", ""), request.version, NOW)
    leave.enter_slip(act(centre.personnel), request.id, leave.Slip("李局长", True, "", "scan"), request.version, NOW)
    assert find(LeaveRequest, request.id).step == 1


def test_a_window_that_would_stand_empty_is_refused_until_the_head_gives_a_reason():
    centre = make_centre(min_present=3)
    asked(centre, draft("03-10", partner=centre.partner), NOW, staff=centre.third)
    wanted = draft("03-10", partner=centre.partner)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), wanted, NOW)
    assert codes(refused) == {"window_empty"}
    kept = leave.save_draft(act(centre.clerk), wanted, NOW)
    leave.ask_cover(act(centre.clerk), kept, NOW)
    assert Notice.select().where((Notice.staff_id == centre.head.id) & (Notice.kind == "leave_cover_asked")).exists()
    leave.waive_cover(act(centre.head), kept, "隔壁窗口代办", 1, NOW)
    leave.submit(act(centre.clerk), wanted, NOW, request_id=kept, version=2)
    assert find(LeaveRequest, kept).state == "handover"


def outing(on, first, last):
    return draft(on, type_code="outing", from_minute=first * 60, to_minute=last * 60)


def test_an_outing_that_would_empty_the_window_is_refused_until_the_head_gives_a_reason():
    centre = make_centre(min_present=3)
    asked(centre, draft("03-10", "03-10 am", partner=centre.partner), NOW, staff=centre.third)
    wanted = outing("03-10", 9, 10)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), wanted, NOW)
    assert [(problem.code, problem.values["half"]) for problem in refused.value.problems] == [("window_empty", "am")]
    leave.submit(act(centre.clerk), outing("03-10", 14, 15), NOW)
    kept = leave.save_draft(act(centre.clerk), wanted, NOW)
    leave.waive_cover(act(centre.head), kept, "隔壁窗口代办", 1, NOW)
    with pytest.raises(InvalidInput):
        leave.submit(act(centre.clerk), outing("03-10", 9, 12), NOW, request_id=kept, version=2)
    leave.submit(act(centre.clerk), wanted, NOW, request_id=kept, version=2)
    assert find(LeaveRequest, kept).state == "pending"


def test_outings_of_colleagues_empty_the_window_only_in_their_own_minutes():
    centre = make_centre(min_present=3)
    asked(centre, outing("03-10", 9, 10), NOW, staff=centre.partner)
    asked(centre, outing("03-10", 10, 11), NOW, staff=centre.third)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), outing("03-10", 9, 11), NOW)
    assert codes(refused) == {"window_empty"}
    leave.submit(act(centre.clerk), outing("03-10", 11, 12), NOW)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.head), draft("03-10", "03-10 am", partner=centre.clerk), NOW)
    assert codes(refused) == {"window_empty"}
    asked(centre, draft("03-10 pm", "03-10", partner=centre.clerk), NOW, staff=centre.head)


def test_colleagues_out_one_after_the_other_are_missed_one_at_a_time():
    centre = make_centre(min_present=2)
    asked(centre, outing("03-10", 9, 10), NOW, staff=centre.partner)
    asked(centre, outing("03-10", 10, 11), NOW, staff=centre.third)
    assert asked(centre, draft("03-10", "03-10 am", partner=centre.partner), NOW).state == "pending"


def test_a_partner_who_is_away_cannot_take_over():
    centre = make_centre()
    asked(centre, draft("03-10", "03-11", partner=centre.third), NOW, staff=centre.partner)
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), draft("03-11", "03-12", partner=centre.partner), NOW)
    assert codes(refused) == {"partner_away"}


def test_the_head_confirms_for_a_partner_who_cannot_be_reached():
    centre = make_centre()
    request_id = leave.submit(act(centre.clerk), draft("03-10", partner=centre.partner), NOW)
    leave.answer_handover(act(centre.head), request_id, True, "王芳在外，已电话确认", 1, NOW)
    assert find(LeaveRequest, request_id).state == "pending"


def test_a_missing_calendar_year_is_refused_by_name():
    centre = make_centre()
    with pytest.raises(CalendarMissing) as missing:
        leave.submit(act(centre.clerk), draft("2026-12-30", "2027-01-05", partner=centre.partner), NOW)
    assert missing.value.year == 2027


def test_cancelling_approved_leave_is_asked_and_agreed():
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    leave.ask_cancel(act(centre.clerk), request.id, "会议取消", request.version, NOW)
    request = find(LeaveRequest, request.id)
    with pytest.raises(NotAllowed):
        leave.decide_cancel(act(centre.clerk), request.id, True, "", request.version, NOW)
    leave.decide_cancel(act(centre.section), request.id, True, "", request.version, NOW)
    assert find(LeaveRequest, request.id).state == "cancelled"
    assert left(centre.clerk) == 20


def test_sent_back_leave_is_changed_and_handed_in_again():
    centre = make_centre()
    request = asked(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    leave.decide(act(centre.leader), request.id, "return", "改成一天", request.version, NOW)
    request = find(LeaveRequest, request.id)
    leave.submit(act(centre.clerk), draft("03-10", partner=centre.partner), NOW, request_id=request.id, version=request.version)
    request = find(LeaveRequest, request.id)
    assert (request.state, request.round, request.halves, left(centre.clerk)) == ("handover", 2, 2, 18)


def test_a_stale_draft_is_out_of_date():
    centre = make_centre()
    kept = leave.save_draft(act(centre.clerk), draft("03-10"), NOW)
    leave.save_draft(act(centre.clerk), draft("03-11"), NOW, request_id=kept, version=1)
    with pytest.raises(OutOfDate):
        leave.save_draft(act(centre.clerk), draft("03-12"), NOW, request_id=kept, version=1)


def test_somebody_elses_request_is_not_there():
    centre, other = make_centre(), make_centre()
    request = asked(centre, draft("03-10", partner=centre.partner), NOW)
    with pytest.raises(NotFound):
        leave.withdraw(act(other.clerk), request.id, request.version, NOW)
    with pytest.raises(NotFound):
        leave.decide(act(other.head), request.id, "approve", "", request.version, NOW)


def test_the_head_enters_leave_by_telephone_and_does_not_decide_it_alone():
    centre = make_centre()
    request_id = leave.enter_for(act(centre.head), centre.clerk.id, draft("03-10", "03-10 am", partner=centre.partner), NOW)
    request = find(LeaveRequest, request_id)
    assert (request.state, request.papers_owed, request.entry_kind) == ("pending", True, "emergency")
    assert [step["kind"] for step in request.steps] == ["section"]


def test_an_outing_counts_the_minutes_inside_sessions_and_refuses_overlap():
    centre = make_centre()
    out = draft("03-10", type_code="outing", from_minute=11 * 60, to_minute=14 * 60)
    request = asked(centre, out, NOW)
    assert request.minutes == 90
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), draft("03-10", type_code="outing", from_minute=11 * 60 + 30, to_minute=12 * 60), NOW)
    assert codes(refused) == {"overlap"}
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), draft("03-10", partner=centre.partner), NOW)
    assert "overlap" in codes(refused)


def test_the_ledger_lines_of_a_request_end_at_its_use():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    lines = [(row.kind, row.amount) for row in LeaveEntry.select().where(LeaveEntry.request_id == request.id).order_by(LeaveEntry.id)]
    assert lines == [("reserve", -4), ("release", 4), ("use", -4)]


def test_what_the_head_entered_and_the_person_sends_again_can_be_signed_by_the_head():
    centre = make_centre()
    wanted = draft("03-10", "03-10 am", "sick", centre.partner)
    request = find(LeaveRequest, leave.enter_for(act(centre.head), centre.clerk.id, wanted, NOW))
    assert [step["kind"] for step in request.steps] == ["section"]
    leave.decide(act(centre.section), request.id, "return", "请本人补办", request.version, NOW)
    request = find(LeaveRequest, request.id)
    leave.submit(act(centre.clerk), wanted, NOW, request_id=request.id, version=request.version)
    request = find(LeaveRequest, request.id)
    assert [step["kind"] for step in request.steps] == ["window_head"]
    leave.answer_handover(act(centre.partner), request.id, True, "", request.version, NOW)
    assert leave.decide(act(centre.head), request.id, "approve", "", find(LeaveRequest, request.id).version, NOW) == "approved"


def test_numbers_go_on_after_the_ten_thousandth():
    centre = make_centre()
    first = asked(centre, draft("03-10", partner=centre.partner), NOW)
    with transaction():
        first.number = "QJ-2026-9999"
        change(first, SYSTEM, "test", NOW)
    made = [asked(centre, draft(f"03-1{n}", partner=centre.partner), NOW).number for n in (1, 2)]
    assert made == ["QJ-2026-10000", "QJ-2026-10001"]
