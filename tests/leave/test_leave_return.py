"""Coming back from leave, extending it, and what time and the jobs do to it."""

from __future__ import annotations

from datetime import date

import pytest

from actions import leave, leave_duty, leave_jobs, leave_ledger, leave_return
from actions.changes import find, transaction
from models import LeaveCell, LeaveEntry, LeaveRequest, Notice
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, OutOfDate
from rules.people import SYSTEM
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")


def left(staff, code="annual"):
    return sum(pot.balance for pot in leave_ledger.pots_of(staff.id, code))


def again(request):
    return find(LeaveRequest, request.id)


def back(staff, request, back_day, half, now):
    return leave_return.report_back(act(staff), request.id, day(back_day), Half(half), again(request).version, now)


def test_back_on_time_closes_the_leave():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    leave_jobs.begin_and_end(at("03-12 08:00"))
    assert again(request).state == "due_back"
    assert back(centre.clerk, request, "03-12", "am", at("03-12 08:40")) == "closed"
    assert (left(centre.clerk), again(request).overstay_state) == (16, "")


def test_back_early_gives_the_unused_half_days_back():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    assert back(centre.clerk, request, "03-11", "pm", at("03-11 13:20")) == "ended_early"
    assert (again(request).halves, left(centre.clerk)) == (3, 17)
    asked(centre, draft("03-12", partner=centre.partner), at("03-11 14:00"))


def test_back_late_is_proposed_and_two_people_confirm_it():
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    leave_jobs.begin_and_end(at("03-13 08:00"))
    assert (again(request).state, again(request).overstay_state) == ("overdue", "proposed")
    assert back(centre.clerk, request, "03-13", "pm", at("03-13 13:30")) == "closed"
    assert (again(request).overstay_state, again(request).overstay_halves) == ("proposed", 5)
    leave_return.decide_absence(act(centre.head), request.id, True, "无正当理由", again(request).version, at("03-16 09:00"))
    assert again(request).overstay_state == "proposed"
    with pytest.raises(AlreadyDecided):
        leave_return.decide_absence(act(centre.head), request.id, True, "再确认", again(request).version, at("03-16 09:01"))
    leave_return.decide_absence(act(centre.section), request.id, True, "属实", again(request).version, at("03-16 10:00"))
    assert again(request).overstay_state == "confirmed"


def test_leave_approved_after_its_end_is_not_overdue_before_anybody_could_report():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-10 am", "sick", centre.partner), at("03-19 10:00"))
    assert (request.state, request.overstay_state) == ("due_back", "")
    leave_jobs.begin_and_end(at("03-20 23:00"))
    assert again(request).state == "due_back"
    assert back(centre.clerk, request, "03-10", "pm", at("03-20 23:30")) == "closed"
    assert again(request).overstay_state == ""
    other = approved(centre, draft("03-11", "03-11 am", "sick", centre.partner), at("03-19 10:00"))
    leave_jobs.begin_and_end(at("03-23 08:00"))
    assert (again(other).state, again(other).overstay_state) == ("overdue", "proposed")


def test_sick_leave_that_ended_before_papers_are_owed_owes_none():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", "sick", centre.partner), NOW)
    assert request.papers_owed
    back(centre.clerk, request, "03-11", "pm", at("03-11 13:20"))
    assert not again(request).papers_owed
    longer = approved(centre, draft("03-16", "03-19", "sick", centre.partner), at("03-13 09:00"))
    back(centre.clerk, longer, "03-18", "am", at("03-18 08:20"))
    assert again(longer).papers_owed


def confirmed_absence(centre):
    """A day of leave of which, after the next two days, head and section confirmed two missed half-days."""
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    leave_jobs.begin_and_end(at("03-12 08:00"))
    for person in (centre.head, centre.section):
        leave_return.decide_absence(act(person), request.id, True, "查无音讯", again(request).version, at("03-12 09:00"))
    return request


def test_a_confirmed_absence_is_not_undone_by_the_persons_own_report():
    centre = make_centre()
    request = confirmed_absence(centre)
    assert (again(request).overstay_state, again(request).overstay_halves) == ("confirmed", 2)
    back(centre.clerk, request, "03-11", "am", at("03-12 10:00"))
    assert (again(request).overstay_state, again(request).overstay_halves) == ("confirmed", 2)


def test_more_missed_than_was_confirmed_is_proposed_anew_and_can_be_confirmed():
    centre = make_centre()
    request = confirmed_absence(centre)
    back(centre.clerk, request, "03-16", "am", at("03-16 09:00"))
    assert (again(request).overstay_state, again(request).overstay_halves) == ("proposed", 6)
    for person in (centre.head, centre.section):
        leave_return.decide_absence(act(person), request.id, True, "属实", again(request).version, at("03-16 10:00"))
    assert again(request).overstay_state == "confirmed"


def test_what_one_person_confirmed_does_not_grow_before_the_other_looks():
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    leave_jobs.begin_and_end(at("03-12 08:00"))
    leave_return.decide_absence(act(centre.head), request.id, True, "查无音讯", again(request).version, at("03-12 09:00"))
    leave_jobs.begin_and_end(at("03-13 08:00"))
    assert again(request).overstay_halves == 2


def test_the_person_does_not_confirm_their_own_absence():
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    leave_jobs.begin_and_end(at("03-13 08:00"))
    with pytest.raises(NotAllowed):
        leave_return.decide_absence(act(centre.clerk), request.id, False, "没有", again(request).version, at("03-13 09:00"))


def test_nobody_comes_back_before_the_leave_began_or_in_the_future():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    for back_day, now in (("03-09", at("03-11 09:00")), ("03-20", at("03-11 09:00"))):
        with pytest.raises(InvalidInput):
            back(centre.clerk, request, back_day, "am", now)
    with pytest.raises(AlreadyDecided):
        back(centre.clerk, request, "03-10", "am", at("03-09 09:00"))


def test_reporting_back_twice_counts_once():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    seen = again(request).version
    leave_return.report_back(act(centre.clerk), request.id, day("03-11"), Half.AM, seen, at("03-11 09:00"))
    with pytest.raises((AlreadyDecided, OutOfDate)):
        leave_return.report_back(act(centre.clerk), request.id, day("03-11"), Half.AM, seen, at("03-11 09:00"))
    assert left(centre.clerk) == 18


def test_jobs_catch_up_after_weeks_and_run_twice_for_nothing():
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    late = at("03-30 09:00")
    leave_jobs.begin_and_end(late)
    assert again(request).state == "overdue"
    told, version = Notice.select().count(), again(request).version
    leave_jobs.begin_and_end(late)
    assert (Notice.select().count(), again(request).version) == (told, version)


def test_the_reminder_comes_the_day_before_the_end_once():
    centre = make_centre()
    approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    for _ in range(2):
        leave_jobs.begin_and_end(at("03-11 08:00"))
    assert Notice.select().where(Notice.kind == "leave_ends_tomorrow").count() == 1


def test_an_extension_goes_on_and_the_first_leave_needs_no_return_of_its_own():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    longer = approved(centre, draft("03-13", partner=centre.partner, extends_id=request.id), at("03-11 09:00"))
    assert [step["kind"] for step in longer.steps] == ["centre_leader", "bureau_leader"]
    leave_jobs.begin_and_end(at("03-14 08:00"))
    assert (again(request).state, again(longer).state) == ("closed", "due_back")


def test_a_refused_extension_leaves_the_first_leave_as_it_was():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    wanted = draft("03-13", partner=centre.partner, extends_id=request.id)
    longer = asked(centre, wanted, at("03-12 09:00"))
    assert longer.entry_kind == "late"
    leave.decide(act(centre.leader), longer.id, "refuse", "人手不够", longer.version, at("03-12 10:00"))
    leave_jobs.begin_and_end(at("03-17 08:00"))
    assert (again(request).state, left(centre.clerk)) == ("overdue", 14)


@pytest.mark.parametrize(("start", "type_code"), [("03-16", "annual"), ("03-12", "annual")])
def test_an_extension_must_go_on_without_a_gap(start, type_code):
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    with pytest.raises(InvalidInput):
        leave.submit(act(centre.clerk), draft(start, type_code=type_code, partner=centre.partner, extends_id=request.id), at("03-11 09:00"))


def test_leave_extended_again_and_again_is_signed_and_papered_as_one():
    centre = make_centre()
    request = approved(centre, draft("03-10", "03-10 am", "sick", centre.partner), NOW)
    for start, end in (("03-10 pm", "03-10"), ("03-11", "03-11 am"), ("03-11 pm", "03-11")):
        request = approved(centre, draft(start, end, "sick", centre.partner, extends_id=request.id), at("03-09 09:00"))
    assert [step["kind"] for step in request.steps] == ["centre_leader"]
    assert request.papers_owed


@pytest.mark.parametrize(("start", "end", "owed"), [
    ("03-11", "03-11", True), ("03-09", "03-09", True), ("03-11", "03-11 am", False), ("03-11 pm", "03-12 am", False),
])
def test_sick_days_in_a_row_owe_papers_also_when_they_are_asked_one_by_one(start, end, owed):
    centre = make_centre()
    asked(centre, draft("03-10", "03-10", "sick", centre.partner), NOW)
    assert bool(asked(centre, draft(start, end, "sick", centre.partner), NOW).papers_owed) == owed


def test_days_of_another_leave_before_owe_no_sick_note():
    centre = make_centre()
    first = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    assert not asked(centre, draft("03-13", "03-13 am", "sick", centre.partner, extends_id=first.id), at("03-11 09:00")).papers_owed


def test_a_carry_over_that_expires_inside_a_request_pays_only_its_days():
    centre = make_centre()
    with transaction():
        leave_ledger.grant(SYSTEM, centre.clerk.id, "annual", 6, day("2026-01-01"), day("03-11"), "carried", "c", NOW)
    request = asked(centre, draft("03-10", "03-13", partner=centre.partner), NOW)
    pots = {pot.valid_to: pot.balance for pot in leave_ledger.pots_of(centre.clerk.id, "annual")}
    assert pots == {day("03-11"): 2, day("2026-12-31"): 16}
    leave_jobs.expire_balances(at("03-12 01:00"))
    leave.withdraw(act(centre.clerk), request.id, request.version, at("03-12 09:00"))
    leave_jobs.expire_balances(at("03-13 01:00"))
    assert left(centre.clerk) == 20


def test_what_comes_back_on_the_day_of_expiry_expires_on_the_same_day():
    centre = make_centre()
    with transaction():
        leave_ledger.grant(SYSTEM, centre.clerk.id, "annual", 6, day("2026-01-01"), day("03-11"), "carried", "c", NOW)
    request = asked(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    leave_jobs.expire_balances(at("03-12 01:00"))
    leave.withdraw(act(centre.clerk), request.id, request.version, at("03-12 09:00"))
    assert leave_jobs.expire_balances(at("03-12 10:00")) == 1
    assert left(centre.clerk) == 20


def test_carrying_over_moves_what_is_left_and_keeps_both_pots_visible():
    centre = make_centre()
    leave_ledger.ensure_annual(centre.clerk, [2025], NOW)
    with pytest.raises(NotAllowed):
        leave_ledger.carry_over(act(centre.clerk), centre.clerk.id, 2025, NOW)
    assert leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2025, NOW) == 20
    with pytest.raises(InvalidInput, match="nothing_to_carry"):
        leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2025, NOW)
    pots = {pot.valid_to: pot.balance for pot in leave_ledger.pots_of(centre.clerk.id, "annual")}
    assert pots[date(2026, 12, 31)] == 20
    assert pots[date(2025, 12, 31)] == 0


def test_what_the_job_closed_at_new_year_is_still_carried_when_the_approval_comes_later():
    centre = make_centre()
    leave_ledger.ensure_annual(centre.clerk, [2025], NOW)
    leave_jobs.expire_balances(NOW)
    assert leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2025, NOW) == 20
    with pytest.raises(InvalidInput):
        leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2025, NOW)


def test_carried_days_are_not_carried_a_second_year():
    centre = make_centre()
    leave_ledger.ensure_annual(centre.clerk, [2025, 2026], NOW)
    leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2025, NOW)
    assert leave_ledger.carry_over(act(centre.personnel), centre.clerk.id, 2026, NOW) == 20
    assert sum(pot.balance for pot in leave_ledger.pots_of(centre.clerk.id, "annual") if pot.valid_to == date(2027, 12, 31)) == 20


def test_annual_leave_is_granted_once_however_often_the_job_runs():
    centre = make_centre()
    assert leave_jobs.grant_annual(NOW) > 0
    assert leave_jobs.grant_annual(NOW) == 0
    assert left(centre.clerk) == 20


def test_comp_leave_is_paid_from_approved_duty_hours_before_they_expire():
    centre = make_centre()
    claim = leave_duty.claim_duty(act(centre.clerk), day("02-28"), 480, "周末值班", NOW)
    with pytest.raises(InvalidInput):
        leave.submit(act(centre.clerk), draft("03-10", type_code="comp", partner=centre.partner), NOW)
    leave_duty.decide_duty(act(centre.head), claim, True, "属实", 1, NOW)
    request = asked(centre, draft("03-10", type_code="comp", partner=centre.partner), NOW)
    assert left(centre.clerk, "comp") == 0
    leave.withdraw(act(centre.clerk), request.id, request.version, NOW)
    leave_jobs.expire_balances(at("09-30 00:10"))
    assert left(centre.clerk, "comp") == 0
    with pytest.raises(AlreadyDecided):
        leave_duty.decide_duty(act(centre.head), claim, True, "再批", 2, NOW)


def test_an_outing_closes_by_itself():
    centre = make_centre()
    request = approved(centre, draft("03-10", type_code="outing", from_minute=9 * 60, to_minute=9 * 60 + 30), NOW)
    leave_jobs.begin_and_end(at("03-10 18:00"))
    assert again(request).state == "closed"


def test_every_half_day_of_the_year_end_span_takes_from_its_own_year():
    centre = make_centre()
    leave_ledger.ensure_annual(centre.clerk, [2025], NOW)
    request = asked(centre, draft("2025-12-30", "2026-01-05", partner=centre.partner), at("03-02 09:00"))
    pots = {pot.valid_to: pot.balance for pot in leave_ledger.pots_of(centre.clerk.id, "annual")}
    days = {cell.day for cell in LeaveCell.select().where((LeaveCell.request_id == request.id) & (LeaveCell.counts == 1))}
    in_2025 = sum(d.year == 2025 for d in days)
    assert pots[date(2025, 12, 31)] == 20 - 2 * in_2025
    assert pots[date(2026, 12, 31)] == 20 - 2 * (len(days) - in_2025)
    assert request.entry_kind == "late"


def test_lines_of_the_ledger_are_never_changed():
    centre = make_centre()
    asked(centre, draft("03-10", partner=centre.partner), NOW)
    with pytest.raises(Exception, match="append-only"):
        LeaveEntry.update(amount=0).execute()
