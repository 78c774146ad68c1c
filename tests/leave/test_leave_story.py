"""Any story of acts on leave keeps the ledger, the cells and the states in step (hypothesis, on the real database)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import leave, leave_jobs, leave_ledger, leave_return
from actions.changes import find, transaction
from models import LeaveCell, LeaveEntry, LeaveRequest
from rules.approval import ACTIVE, State
from rules.calendar import Half
from rules.errors import DomainError
from tests.leave.leave_made import act, at, day, draft, make_centre

START = at("03-02 09:00")
ACTS_KNOWN = ["ask", "ask", "hand", "sign", "sign", "sign", "refuse", "return", "withdraw", "cancel", "agree", "back", "back",
              "wait", "wait"]
ACTS = st.lists(st.tuples(st.sampled_from(ACTS_KNOWN),
                          st.integers(0, 11), st.sampled_from(list(Half)), st.integers(0, 5)), min_size=12, max_size=40)


class _Undo(Exception):
    """Ends a story's transaction so that the next one begins on the same database."""


@pytest.mark.usefixtures("db")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=ACTS)
def test_ledger_cells_and_states_stay_in_step(story):
    with pytest.raises(_Undo), transaction():
        _tell(story)


def _tell(story):
    centre = make_centre()
    leave_ledger.ensure_annual(centre.clerk, [2026], START)
    now = START
    for what, offset, half, length in story:
        try:
            with transaction():
                now = _do(centre, what, offset, half, length, now)
        except DomainError:
            continue
        _check(centre)
    raise _Undo


def _do(centre, what, offset, half, length, now):
    open_requests = list(LeaveRequest.select().where(LeaveRequest.staff_id == centre.clerk.id).order_by(LeaveRequest.id))
    if what == "wait":
        leave_jobs.begin_and_end(now + timedelta(days=length + 1))
        return now + timedelta(days=length + 1)
    if what == "ask":
        first = day("03-03") + timedelta(days=offset)
        wanted = draft(f"{first} {half}", f"{first + timedelta(days=length)} pm", "annual" if offset % 3 else "sick", centre.partner)
        request = find(LeaveRequest, leave.submit(act(centre.clerk), wanted, now))
        if length < 5:
            leave.answer_handover(act(centre.partner), request.id, True, "", request.version, now)
    elif open_requests:
        request = open_requests[offset % len(open_requests)]
        _do_to(centre, what, request, half, length, now)
    return now


def _do_to(centre, what, request, half, length, now):
    clerk, version = act(centre.clerk), request.version
    if what == "hand":
        leave.answer_handover(act(centre.partner), request.id, length > 0, "", version, now)
    elif what in ("sign", "refuse", "return"):
        verdict = "approve" if what == "sign" else what
        signer = {"window_head": centre.head, "section": centre.section, "centre_leader": centre.leader}
        while request.state == "pending":
            step = request.steps[request.step]
            if step["outside"]:
                slip = leave.Slip("李局长", what == "sign", "意见", "scan")
                leave.enter_slip(act(centre.personnel), request.id, slip, request.version, now)
            else:
                leave.decide(act(signer[step["kind"]]), request.id, verdict, "意见", request.version, now)
            request = find(LeaveRequest, request.id)
    elif what == "withdraw":
        leave.withdraw(clerk, request.id, version, now)
    elif what == "cancel":
        leave.ask_cancel(clerk, request.id, "取消", version, now)
    elif what == "agree":
        leave.decide_cancel(act(centre.leader), request.id, length > 0, "", version, now)
    elif what == "back":
        leave_return.report_back(clerk, request.id, now.date(), half, version, now)


def _check(centre):
    for pot in leave_ledger.pots_of(centre.clerk.id, "annual"):
        assert 0 <= pot.balance <= 20
    for request in LeaveRequest.select().where(LeaveRequest.staff_id == centre.clerk.id):
        fresh = find(LeaveRequest, request.id)
        counted = LeaveCell.select().where((LeaveCell.request_id == request.id) & (LeaveCell.counts == 1)).count()
        active = State(fresh.state) in ACTIVE
        assert counted == (fresh.halves if active else 0), fresh.state
        taken = -sum(row.amount for row in LeaveEntry.select().where(LeaveEntry.request_id == request.id))
        assert taken == (fresh.halves if active and fresh.type_code == "annual" else 0), fresh.state
