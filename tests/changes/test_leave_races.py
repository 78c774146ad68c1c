"""Many people at the same moment, on both engines: one record, no lost update, and whoever came second is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from peewee import IntegrityError

from actions import leave, leave_ledger
from actions.changes import FormStamp, add, find, transaction
from models import ChangeLog, LeaveCell, LeaveDecision, LeaveRequest, NodeSelf, database
from rules.errors import DomainError
from rules.people import SYSTEM
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre

pytestmark = pytest.mark.usefixtures("node_settings")
NOW = at("03-02 09:00")


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each on a connection of its own; results or the refusals."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except DomainError as error:
            return error
        finally:
            database.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refused(results: list[Any]) -> int:
    return sum(isinstance(result, DomainError) for result in results)


def left(staff):
    return sum(pot.balance for pot in leave_ledger.pots_of(staff.id, "annual"))


def test_of_two_requests_of_fifteen_days_at_a_balance_of_twenty_one_is_refused():
    centre = make_centre(first_work=day("2000-07-01"))
    leave_ledger.ensure_annual(centre.clerk, [2026], NOW)
    leave_ledger.grant_by_hand(act(centre.personnel), centre.clerk.id, "annual", 10, day("01-01"), day("12-31"), "补登", NOW)
    first, second = draft("03-09", "03-27", partner=centre.partner), draft("07-06", "07-24", partner=centre.partner)
    results = together(*[lambda wanted=wanted: leave.submit(act(centre.clerk), wanted, NOW) for wanted in (first, second)])
    assert refused(results) == 1
    assert left(centre.clerk) == 10


def test_the_database_itself_refuses_a_half_day_held_twice():
    centre = make_centre()
    held = asked(centre, draft("03-10", partner=centre.partner), NOW)
    with pytest.raises(IntegrityError), transaction():
        add(LeaveCell(staff_id=centre.clerk.id, day=day("03-10"), half="pm", request_id="another", counts=True), SYSTEM, "test", NOW)
    assert {cell.request_id for cell in LeaveCell.select()} == {held.id}


def test_eight_overlapping_requests_at_once_one_is_kept():
    centre = make_centre()
    results = together(*[lambda n=n: leave.submit(act(centre.clerk), draft(f"03-{9 + n % 2:02d}", "03-11", "sick", centre.partner), NOW)
                         for n in range(8)])
    assert refused(results) == 7
    assert LeaveRequest.select().where(LeaveRequest.state == "handover").count() == 1


def test_the_same_form_sent_eight_times_makes_one_request():
    centre = make_centre()
    stamp = FormStamp("key-1", "body")
    results = together(*[lambda: leave.submit(act(centre.clerk), draft("03-10", partner=centre.partner), NOW, stamp=stamp)] * 8)
    assert refused(results) == 0
    assert len(set(results)) == 1
    assert LeaveRequest.select().count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_approve_and_withdraw_at_the_same_moment_one_wins(turn):
    centre = make_centre()
    request = asked(centre, draft("03-10", partner=centre.partner), NOW)
    calls = [lambda: leave.decide(act(centre.section), request.id, "approve", "", request.version, NOW),
             lambda: leave.withdraw(act(centre.clerk), request.id, request.version, NOW)]
    results = together(*(calls if turn % 2 else calls[::-1]))
    stands = find(LeaveRequest, request.id)
    assert refused(results) == 1
    assert (stands.state, left(centre.clerk)) in {("approved", 18), ("withdrawn", 20)}
    assert LeaveCell.select().where(LeaveCell.request_id == request.id).count() == (2 if stands.state == "approved" else 0)


def test_two_approvers_at_once_one_wins_and_one_decision_is_kept():
    centre = make_centre()
    request = asked(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    results = together(lambda: leave.decide(act(centre.leader), request.id, "approve", "", request.version, NOW),
                       lambda: leave.decide(act(centre.deputy), request.id, "refuse", "不行", request.version, NOW))
    assert refused(results) == 1
    verdicts = LeaveDecision.select().where((LeaveDecision.request_id == request.id) & LeaveDecision.act.in_(("approve", "refuse")))
    assert verdicts.count() == 1


def test_two_colleagues_at_once_cannot_empty_the_window():
    centre = make_centre(min_present=3)
    results = together(*[lambda staff=staff: leave.submit(act(staff), draft("03-10", type_code="sick", partner=centre.partner), NOW)
                         for staff in (centre.clerk, centre.third)])
    assert refused(results) == 1


def test_numbers_and_the_change_log_have_no_gaps_after_a_rush():
    centres = [make_centre() for _ in range(3)]
    together(*[lambda c=c, s=s: leave.submit(act(s), draft("03-10", partner=c.partner), NOW)
               for c in centres for s in (c.clerk, c.third)])
    numbers = sorted(row.number for row in LeaveRequest.select())
    assert numbers == [f"QJ-2026-{n:04d}" for n in range(1, 7)]
    seqs = [row.seq for row in ChangeLog.select(ChangeLog.seq).order_by(ChangeLog.seq)]
    assert seqs == list(range(1, NodeSelf.get().next_seq))


def test_cancelling_twice_refunds_once():
    centre = make_centre()
    request = approved(centre, draft("03-10", partner=centre.partner), NOW)
    leave.ask_cancel(act(centre.clerk), request.id, "不去了", request.version, NOW)
    version = find(LeaveRequest, request.id).version
    results = together(*[lambda: leave.decide_cancel(act(centre.section), request.id, True, "", version, NOW)] * 4)
    assert refused(results) == 3
    assert left(centre.clerk) == 20
