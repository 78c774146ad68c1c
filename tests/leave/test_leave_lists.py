"""The lists say what the acts would allow, with as many queries for many requests as for few."""

from __future__ import annotations

import pytest

from actions import delegation, leave, leave_jobs
from actions.changes import add, find, transaction
from actions.kept import forget
from actions.leave_lists import my_requests, overdue_for, waiting_for
from actions.leave_signers import authority, current_step
from models import LeaveRequest, RoleGrant, Staff, database
from rules.approval import OUTSIDE
from rules.people import SYSTEM, Role
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre
from tests.leave.test_leave_access import in_every_state
from tests.people_made import make_staff, make_unit

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")


def queries(call, again: bool = False) -> int:
    """How many statements a call runs when nothing it asks is kept. again: with what is kept."""
    if not again:
        forget()
    found: list[str] = []
    before = database.obj.execute_sql

    def listen(sql, *args, **options):
        found.append(sql)
        return before(sql, *args, **options)

    database.obj.execute_sql = listen
    call()
    del database.obj.execute_sql
    return len(found)


def test_who_waits_for_whom_is_what_signing_would_allow():
    centre, other = make_centre(first_work=day("2000-01-01"), home_unit="县局"), make_centre()
    in_every_state(centre)
    asked(other, draft("03-10", "03-10 am", partner=other.partner), NOW)
    asked(other, draft("03-11", partner=other.partner), NOW, staff=other.head)
    asked(other, draft("03-11", "03-16"), NOW, staff=other.deputy)
    leave.enter_for(act(other.head), other.clerk.id, draft("03-12", "03-12 am", partner=other.partner), NOW)
    leave.enter_for(act(other.section), other.third.id, draft("03-13", partner=other.partner), NOW)
    delegate = make_staff(Role.WINDOW_HEAD, unit=make_unit())
    delegation.delegate(act(other.deputy), delegation.DelegationAsked(delegate.number, day("03-02"), day("03-06"), "外出"), NOW)
    pending = list(LeaveRequest.select().where(LeaveRequest.state == "pending"))
    seen = 0
    for staff in list(Staff.select()):
        inside = [row for row in pending if current_step(row) not in OUTSIDE]
        allowed = {row.id for row in inside if authority(act(staff), row, current_step(row), NOW.date())}
        assert {row.id for row in waiting_for(act(staff), NOW.date()).signatures} == allowed, staff.number
        seen += len(allowed)
    assert seen >= 8


def test_everything_else_that_waits_is_listed():
    centre = make_centre(first_work=day("2000-01-01"), home_unit="县局")
    rows = in_every_state(centre)
    section, partner, personnel = (waiting_for(act(who), NOW.date()) for who in (centre.section, centre.partner, centre.personnel))
    assert [row.id for row in section.cancels] == [rows["cancel_requested"].id]
    assert [row.id for row in section.absences] == [rows["overdue"].id]
    assert [row.id for row in waiting_for(act(centre.head), NOW.date()).absences] == [rows["overdue"].id]
    assert [row.id for row in partner.handovers] == [rows["handover"].id]
    assert [row.id for row in personnel.slips] == [rows["outside"].id]
    assert waiting_for(act(centre.third), NOW.date()).all() == []


def test_what_is_overdue_is_seen_by_who_answers_for_the_unit():
    centre, other = make_centre(), make_centre()
    row = approved(centre, draft("02-26", partner=centre.partner), at("02-24 09:00"))
    leave_jobs.begin_and_end(NOW)
    assert find(LeaveRequest, row.id).state == "overdue"
    for who, sees in ((centre.head, 1), (centre.personnel, 1), (centre.section, 1), (other.head, 0)):
        assert len(overdue_for(act(who), NOW.date())) == sees
    both, since = make_staff(Role.WINDOW_HEAD, unit=other.window), day("2015-07-01")
    with transaction():
        add(RoleGrant(staff_id=both.id, role=Role.WINDOW_HEAD, unit_id=centre.window.id, valid_from=since), SYSTEM, "role.grant", NOW)
    assert [line.request.id for line in overdue_for(act(both), NOW.date())] == [row.id]
    assert overdue_for(act(both), NOW.date(), most=0) == []


def test_lists_ask_no_more_for_thirty_requests_than_for_three():
    centre = make_centre(first_work=day("2000-01-01"))
    leader = act(centre.leader)
    days = [day for day in range(4, 31) if day not in (5, 6, 7, 8, 14, 15, 21, 22, 28, 29)]
    for number in days[:3]:
        asked(centre, draft(f"03-{number:02d}", type_code="official", partner=centre.partner), NOW)
    few = queries(lambda: waiting_for(leader, NOW.date())), queries(lambda: my_requests(act(centre.clerk), 1))
    for number in days[3:]:
        asked(centre, draft(f"03-{number:02d}", type_code="official", partner=centre.partner), NOW)
    many = queries(lambda: waiting_for(leader, NOW.date())), queries(lambda: my_requests(act(centre.clerk), 1))
    assert many == few
    assert few[0] <= 7


def test_what_waits_for_a_clerk_costs_three_questions():
    centre = make_centre()
    clerk = act(centre.clerk)
    assert queries(lambda: waiting_for(clerk, NOW.date())) == 3
