"""What users of other programs complain of about half days, double approval and balances; here each is a test.

The names in brackets are the threads the complaint stands in.
"""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from actions import leave, leave_jobs, leave_ledger, leave_team
from actions.calendar import edit_day
from actions.changes import find, transaction
from models import LeaveCell, LeaveRequest
from rules.calendar import DayKind
from rules.errors import AlreadyDecided, InvalidInput, OutOfDate
from rules.people import SYSTEM
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")


def left(staff):
    return sum(pot.balance for pot in leave_ledger.pots_of(staff.id, "annual"))


def half_holiday(on="03-10"):
    edit_day(SYSTEM, day(on), DayKind.HALF_AM, "妇女节活动", "下午放假", 1, NOW)


def test_a_whole_day_of_a_half_worked_day_costs_half_a_day():
    """[odoo 67989] half-day schedules counted a whole day."""
    half_holiday()
    centre = make_centre()
    assert asked(centre, draft("03-10", partner=centre.partner), NOW).halves == 1


def test_both_halves_of_a_half_holiday_cost_half_a_day_together():
    """[urlaubsverwaltung 478] two half days on a half holiday cost a whole one; the free half cannot be asked alone."""
    half_holiday()
    centre = make_centre()
    assert asked(centre, draft("03-10", "03-10 am", partner=centre.partner), NOW).halves == 1
    with pytest.raises(InvalidInput) as refused:
        leave.submit(act(centre.clerk), draft("03-10 pm", "03-10", partner=centre.partner), NOW)
    assert {problem.code for problem in refused.value.problems} == {"nothing_counts"}


def test_half_a_day_on_a_half_holiday_is_not_halved_twice():
    """[urlaubsverwaltung 5068]"""
    half_holiday()
    centre = make_centre()
    assert asked(centre, draft("03-10", "03-11 am", partner=centre.partner), NOW).halves == 2


def test_unequal_sessions_still_make_exactly_one_day():
    """[odoo 253059, 174841] 0.89 or 0.9 of a day, because hours were divided; [yudao] nine to six was no day at all."""
    centre = make_centre()
    assert asked(centre, draft("03-10", partner=centre.partner), NOW).halves == 2
    assert asked(centre, draft("03-11", "03-11 am", partner=centre.partner), NOW).halves == 1


def test_the_other_half_of_the_day_stays_free_for_another_leave():
    """[frappe hrms 4866, 2978; jorani 87] the second half was refused, or counted as the first."""
    centre = make_centre()
    asked(centre, draft("03-10", "03-10 am", "sick", centre.partner), NOW)
    other = asked(centre, draft("03-10 pm", "03-10", partner=centre.partner), NOW)
    assert [(cell.half, cell.counts) for cell in LeaveCell.select().where(LeaveCell.request_id == other.id)] == [("pm", True)]


def test_the_month_shows_which_half_is_leave_and_by_what_leave():
    """[frappe hrms 1406] half a day of leave and half a day away without were the same letters in the month's report."""
    centre = make_centre()
    approved(centre, draft("03-10", "03-10 am", "sick", centre.partner), NOW)
    month = leave_team.team_month(act(centre.head), day("03-01"), centre.window.id)
    marks = next(line.marks for line in month.lines if line.staff.id == centre.clerk.id)
    assert {position: mark.code for position, mark in marks.items()} == {2 * 10 - 2: "sick"}


def test_leave_of_one_half_and_work_elsewhere_in_the_other_stand_side_by_side():
    """[frappe hrms 1076] the half-day of official work was lost when the other half was leave."""
    centre = make_centre()
    out = approved(centre, draft("03-10 pm", "03-10", "official", centre.partner), NOW)
    off = approved(centre, draft("03-10", "03-10 am", partner=centre.partner), NOW)
    assert {(cell.half, cell.request_id) for cell in LeaveCell.select()} == {("am", off.id), ("pm", out.id)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_abutting_leave_in_any_order_of_entry_holds_the_same_and_overlapping_is_refused(order):
    """[urlaubsverwaltung, as read] unsorted overlaps made two abutting leaves look partly free; sick notes ignored halves."""
    centre = make_centre()
    pieces = [draft("03-10", "03-11 am", partner=centre.partner), draft("03-11 pm", "03-11", "sick", centre.partner),
              draft("03-12", partner=centre.partner)]
    for number in order:
        asked(centre, pieces[number], NOW)
    assert LeaveCell.select().where(LeaveCell.counts == 1).count() == 6
    assert left(centre.clerk) == 20 - 5
    for start, end in (("03-09", "03-10 am"), ("03-11 pm", "03-11"), ("03-12 pm", "03-13"), ("03-09", "03-13")):
        with pytest.raises(InvalidInput) as refused:
            leave.submit(act(centre.clerk), draft(start, end, partner=centre.partner), NOW)
        assert "overlap" in {problem.code for problem in refused.value.problems}


def test_who_signs_what_was_changed_meanwhile_is_told():
    """[urlaubsverwaltung, as read] no version of a row anywhere: the approver signed what they had not read."""
    centre = make_centre()
    request = asked(centre, draft("03-10", partner=centre.partner), NOW)
    leave.decide(act(centre.section), request.id, "return", "换一天", request.version, NOW)
    seen = find(LeaveRequest, request.id).version
    leave.submit(act(centre.clerk), draft("03-12", partner=centre.partner), NOW, request_id=request.id, version=seen)
    leave.answer_handover(act(centre.partner), request.id, True, "", find(LeaveRequest, request.id).version, NOW)
    with pytest.raises(OutOfDate):
        leave.decide(act(centre.section), request.id, "approve", "", request.version, NOW)


def test_leave_over_a_holiday_counts_only_the_worked_days():
    """[odoo 13062; OCA hr-holidays 24; urlaubsverwaltung 2609; Dolibarr 18219, 19224]"""
    centre = make_centre()
    assert asked(centre, draft("04-30", "05-09", partner=centre.partner), NOW).halves == 2 * 5


def test_a_request_is_measured_against_what_is_left_after_it():
    """[Dolibarr 36432, 39605] the balance was checked before the request was taken from it."""
    centre = make_centre()
    asked(centre, draft("03-09", "03-20 am", partner=centre.partner), NOW)
    with pytest.raises(InvalidInput):
        leave.submit(act(centre.clerk), draft("03-23", partner=centre.partner), NOW)
    asked(centre, draft("03-23", "03-23 am", partner=centre.partner), NOW)
    assert left(centre.clerk) == 0


def test_pending_leave_is_reserved():
    """[leopardo-hr 2418] two pending requests could each be within the balance, and both were approved."""
    centre = make_centre()
    asked(centre, draft("03-09", "03-17", partner=centre.partner), NOW)
    with pytest.raises(InvalidInput):
        leave.submit(act(centre.clerk), draft("04-07", "04-13", partner=centre.partner), NOW)


def test_the_same_request_is_not_approved_twice():
    """[orangehrm 1947; StarByte 171] check, then use: the balance was taken twice."""
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    with pytest.raises(AlreadyDecided):
        leave.decide(act(centre.section), request.id, "approve", "", request.version, NOW)
    assert left(centre.clerk) == 18


def test_cancelling_passes_when_the_balance_is_gone():
    """[Dolibarr 33614] a request could not be cancelled once the balance was negative."""
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    asked(centre, draft("04-07", "04-16", partner=centre.partner), NOW)
    assert left(centre.clerk) == 0
    leave.ask_cancel(act(centre.clerk), request.id, "不休了", request.version, NOW)
    leave.decide_cancel(act(centre.leader), request.id, True, "", find(LeaveRequest, request.id).version, NOW)
    assert left(centre.clerk) == 4


def test_it_shows_which_pot_was_used_and_the_older_goes_first():
    """[urlaubsverwaltung 601, 616, 3390; timeoff-management 573] nobody could tell carried-over days from this year's."""
    centre = make_centre()
    with transaction():
        carried = leave_ledger.grant(SYSTEM, centre.clerk.id, "annual", 2, day("2026-01-01"), day("06-30"), "carried", "c", NOW)
    request = asked(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    assert [take["amount"] for take in request.takes] == [2, 2]
    assert request.takes[0]["pot"] == carried.id


def test_refusing_and_withdrawing_touch_no_other_leave():
    """[horilla] a leave saved in any state but approved deleted the days of another leave."""
    centre = make_centre()
    kept = approved(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    other = asked(centre, draft("03-12", partner=centre.partner), NOW)
    leave.withdraw(act(centre.clerk), other.id, other.version, NOW)
    assert LeaveCell.select().where(LeaveCell.request_id == kept.id).count() == 4


def test_a_year_is_granted_even_when_the_machine_was_off_at_new_year():
    """[horilla] the reset fired only on the very day, a stopped server lost the year."""
    centre = make_centre()
    leave_jobs.grant_annual(at("03-20 09:00"))
    assert {pot.valid_to for pot in leave_ledger.pots_of(centre.clerk.id, "annual")} == {date(2026, 12, 31)}


def test_leave_can_be_refused_and_cancelled_whatever_else_stands_on_the_day():
    """[frappe hrms 3690] a leave could not be rejected once attendance existed: hours on the day before change nothing here."""
    centre = make_centre()
    asked(centre, draft("03-09", type_code="outing", from_minute=540, to_minute=570), NOW)
    request = asked(centre, draft("03-10", partner=centre.partner), NOW)
    leave.decide(act(centre.section), request.id, "refuse", "人手不够", request.version, NOW)
    assert find(LeaveRequest, request.id).state == "rejected"
