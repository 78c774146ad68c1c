"""What time does to leave, called by the scheduler: begin and end, remind, grant the year's leave, expire balances.

Each decides from the database what is due up to now: running it twice changes nothing, a machine that was off catches up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from actions.changes import find, transaction
from actions.leave_course import advance, tell_about
from actions.leave_ledger import ensure_annual, expire_pots
from actions.people import active_on
from models import CalendarDay, LeaveRequest, Staff
from rules.approval import State
from rules.people import SYSTEM

ON_ITS_WAY = (State.APPROVED, State.RUNNING, State.DUE_BACK, State.OVERDUE)
NEXT_YEAR_FROM_MONTH = 11


def begin_and_end(now: datetime) -> int:
    """Let every approved request stand where the time says and remind the day before the end. Returns how many moved."""
    moved = 0
    waiting = [state.value for state in ON_ITS_WAY]
    due = LeaveRequest.select(LeaveRequest.id).where(LeaveRequest.state.in_(waiting) & (LeaveRequest.start <= now.date()))
    for request_id in [row.id for row in due]:
        with transaction():
            request = find(LeaveRequest, request_id)
            before = request.version
            advance(request, now)
            moved += request.version != before
            _remind(request, now)
    return moved


def _remind(request: LeaveRequest, now: datetime) -> None:
    if request.minutes:
        return
    if request.state == State.RUNNING and now.date() >= request.end - timedelta(days=1):
        tell_about(request, "leave_ends_tomorrow", [request.staff_id], now, once=True)
    elif request.state == State.DUE_BACK:
        tell_about(request, "leave_due_back", [request.staff_id], now, once=True)


def grant_annual(now: datetime) -> int:
    """Grant everybody's annual leave of this year, and from November on of the next where its calendar is known. Returns halves."""
    years = [now.year]
    if now.month >= NEXT_YEAR_FROM_MONTH and CalendarDay.select().where(CalendarDay.day == date(now.year + 1, 1, 1)).exists():
        years.append(now.year + 1)
    return sum(ensure_annual(staff, years, now) for staff in list(Staff.select().where(active_on(now.date()))))


def expire_balances(now: datetime) -> int:
    """Close pots that ended before today. Returns how many."""
    return expire_pots(SYSTEM, now.date(), now)
