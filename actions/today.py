"""What a person's first page and menu show of everything that waits, and the day they have before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from actions.attendance_approvals import waiting_for as decisions_for
from actions.attendance_owed import owed_count
from actions.calendar import day_or_none
from actions.changes import find
from actions.complaint_lists import given_count
from actions.complaint_offered import asks_to_decide
from actions.complaint_statements import answers_owed
from actions.kept import kept
from actions.leave_duty import duty_to_decide
from actions.leave_ledger import Balance, balances_of, ensure_annual
from actions.leave_lists import Line, lines_of, listed, waiting_for
from actions.leave_team import AwayLine, away_on
from actions.notices import unread_count
from actions.nursing import nursing_shift, nursing_to_decide
from actions.people import people_named
from actions.prepared import Prepared
from actions.schedule import sessions_of
from actions.supervision import orders_waiting
from models import LeaveRequest, NodeSelf, NoonDuty, Staff
from rules.approval import ACTIVE, State
from rules.errors import InvalidInput
from rules.leave import Session
from rules.nursing import shifted
from rules.people import Actor, Permission

MOST_TODOS = 30
OWN_STATES = (State.OVERDUE.value, State.DUE_BACK.value, State.RETURNED.value, State.DRAFT.value)


@dataclass(frozen=True)
class Todo:
    """One thing that waits for somebody. kind: overdue, due_back, returned, draft, papers (one's own leave); handover, sign, slip,
    cancel, absence (somebody's leave); duty, nursing (count of claims of duty hours, of nursing arrangements);
    explain (count of one's own half-days to explain and findings to answer), attendance (count of decisions about others');
    given, statement, ask, order (counts of complaints to work on, of statements owed, of what one may decide about complaints, of
    supervision orders).
    """

    kind: str
    line: Line | None = None
    count: int = 1


@dataclass(frozen=True)
class Noon:
    """Noon duty today: whose, who stands in, from and to as HH:MM."""

    staff: Staff
    partner: Staff | None
    start: str
    end: str


@dataclass(frozen=True)
class MyDay:
    """The day of somebody who works here. sessions: the hours that are worked today; None where calendar or schedule are missing."""

    sessions: Sequence[Session] | None
    noon: Sequence[Noon]
    away: Sequence[AwayLine]
    balances: Sequence[Balance]
    waiting_own: int


def badges(actor: Actor, today: date) -> dict[str, int]:
    """Counts beside the menu entries and the bell: name -> number."""
    return {"unread": unread_count(actor), **_waiting_counts(actor, today)}


@kept(256)
def _waiting_counts(actor: Actor, today: date) -> dict[str, int]:
    """Leave that waits for this person, their own attendance to explain or answer, decisions about others' attendance, complaints given."""
    return {"leave_waiting": len(waiting_for(actor, today).all()) if actor.may(Permission.LEAVE_ASK) else 0,
            "attendance_owed": owed_count(actor.staff_id) if actor.may(Permission.ATTENDANCE_OWN) else 0,
            "attendance_waiting": decisions_for(actor, today).count,
            **_complaint_counts(actor)}


def _complaint_counts(actor: Actor) -> dict[str, int]:
    """Complaints given to this person or their window, statements they owe, what they may decide, orders that wait for them."""
    if not actor.may(Permission.COMPLAINT_HANDLE):
        return {}
    found: Any = NodeSelf.select(given_count(actor), answers_owed(actor)).tuples().get()
    counts = {"given": int(found[0]), "statement": int(found[1]), "ask": len(asks_to_decide(actor))}
    return {**counts, "complaint_given": sum(counts.values()), "order": orders_waiting(actor)}


@kept(256)
def todos(actor: Actor, today: date) -> list[Todo]:
    """What waits for this person: their own leave first, then others' (no more than MOST_TODOS of both), then counts of the rest."""
    waiting, counts = waiting_for(actor, today), _waiting_counts(actor, today)
    found = [*_own(actor), *(("handover", row) for row in waiting.handovers), *(("absence", row) for row in waiting.absences),
             *(("cancel", row) for row in waiting.cancels), *(("sign", row) for row in waiting.signatures),
             *(("slip", row) for row in waiting.slips)][:MOST_TODOS]
    lines = {line.request.id: line for line in lines_of(row for _, row in found)}
    claims = len(duty_to_decide(actor)) if actor.may(Permission.LEAVE_DECIDE) or actor.may(Permission.LEAVE_LEDGER) else 0
    nursing = len(nursing_to_decide(actor, today))
    counted = {"explain": counts["attendance_owed"], "attendance": counts["attendance_waiting"], "duty": claims, "nursing": nursing,
               **{kind: counts.get(kind, 0) for kind in ("given", "statement", "ask", "order")}}
    return [*(Todo(kind, lines[row.id]) for kind, row in found), *(Todo(kind, count=count) for kind, count in counted.items() if count)]


def _own(actor: Actor) -> list[tuple[str, LeaveRequest]]:
    """One's own leave that needs something done, in the order of OWN_STATES, and papers owed."""
    rows = _OWN_OPEN.rows(actor.staff_id)
    dated = sorted((row for row in rows if row.state in OWN_STATES), key=lambda row: OWN_STATES.index(row.state))
    return [*((str(row.state), row) for row in dated), *(("papers", row) for row in rows if row.papers_owed and row.state in ACTIVE)]


_OWN_OPEN = Prepared(LeaveRequest, lambda staff_id: listed().where(
    (LeaveRequest.staff_id == staff_id) & (LeaveRequest.state.in_(OWN_STATES) | (
        (LeaveRequest.papers_owed == 1) & LeaveRequest.state.in_([state.value for state in ACTIVE])))).order_by(LeaveRequest.start))


def my_day(actor: Actor, now: datetime) -> MyDay:
    """The hours (nursing time taken off), noon duty, colleagues away and balances of somebody who works here.

    This year's annual leave is granted first when it is due.
    """
    ensure_annual(find(Staff, actor.staff_id), [now.year], now)
    return _my_day(actor, now.date())


@kept(256)
def _my_day(actor: Actor, today: date) -> MyDay:
    staff = find(Staff, actor.staff_id)
    colleagues = [line for line in away_on(actor, today) if line.unit and line.unit.id == staff.unit_id and line.staff.id != staff.id]
    [(waiting_own,)] = _OWN_WAITING.columns(staff.id)
    return MyDay(_sessions(staff, today), _noon(staff, today), colleagues, balances_of(staff.id, today), waiting_own)


_OWN_WAITING = Prepared(LeaveRequest, lambda staff_id: LeaveRequest.select(fn.COUNT(LeaveRequest.staff_id)).where(
    (LeaveRequest.staff_id == staff_id) & LeaveRequest.state.in_([State.HANDOVER.value, State.PENDING.value])))


def _sessions(staff: Staff, today: date) -> list[Session] | None:
    day = day_or_none(today)
    try:
        worked = [session for session in sessions_of(staff, day.date) if day.works(session.half)] if day else None
    except InvalidInput:
        return None
    shift = nursing_shift(staff, today) if worked else None
    return list(shifted(worked, shift)) if worked and shift else worked


def _noon(staff: Staff, today: date) -> list[Noon]:
    rows = _NOON.rows(today, staff.unit_id or "-")
    people = people_named([person for row in rows for person in (row.staff_id, row.partner_id) if person])
    return [Noon(people[row.staff_id], people.get(row.partner_id or ""), row.start, row.end) for row in rows]


_NOON = Prepared(NoonDuty, lambda day, unit_id: NoonDuty.select().where(
    (NoonDuty.day == day) & (NoonDuty.unit_id == unit_id)).order_by(NoonDuty.start))
