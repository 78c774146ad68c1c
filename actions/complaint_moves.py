"""A changed calendar moves due days of open complaints only through a list that was read and confirmed; earlier ones a leader approves.

What was late stays late. Source: docs/rules/complaint.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import FormStamp, add, change, find, once
from actions.clocks import centre_openings
from actions.complaint import note_done
from actions.complaint_clock import hold_due, rule_of
from actions.complaint_lists import standing_of
from actions.complaint_rights import visible_to
from actions.notices import tell
from actions.people import actor_of, holders
from models import Complaint, ComplaintMove, ComplaintPause
from rules.clocks import DayPause
from rules.complaint import OVER, due_of, is_late
from rules.complaint_moves import MoveState, OtherDay, first_state, list_mark, other_days
from rules.errors import CalendarMissing, InvalidInput, NotAllowed, Problem
from rules.people import LEADERS, Actor, Permission, Role


@dataclass(frozen=True)
class Move:
    """One open complaint that would be due on another day. days: what counts otherwise."""

    row: Complaint
    old: date
    new: date
    explain: list[list[object]]
    days: list[OtherDay]

    @property
    def earlier(self) -> bool:
        """Would it be due earlier, so that a leader decides?"""
        return self.new < self.old


@dataclass(frozen=True)
class Waiting:
    """A move that a leader decides about."""

    row: Complaint
    move: ComplaintMove


def moves_of(actor: Actor) -> list[Move]:
    """The open complaints this person may know of whose due day the calendar now says otherwise, and nobody confirmed yet."""
    if not actor.may(Permission.COMPLAINT_DECIDE):
        raise NotAllowed("moved due days")
    reckoned = Complaint.due.is_null(False) & Complaint.explain.is_null(False) & Complaint.due_at.is_null()
    is_open = Complaint.answered_at.is_null() & Complaint.state.not_in([state.value for state in OVER])
    rows = list(Complaint.select().where(visible_to(actor) & reckoned & is_open).order_by(Complaint.id))
    known = {(move.complaint_id, move.old_due, move.new_due) for move in ComplaintMove.select().where(
        ComplaintMove.state.in_([MoveState.WAITING.value, MoveState.DECLINED.value]))}
    return [move for move in _moved(rows) if (move.row.id, move.old, move.new) not in known]


def mark_of(moves: Sequence[Move]) -> str:
    """What the list is known by."""
    return list_mark([(move.row.id, move.row.version, move.new) for move in moves])


def confirm(actor: Actor, mark: str, reason: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Confirm the list that was read: later days hold at once, earlier ones wait for a leader. Returns how many of each, "3 1".

    Raises NotAllowed, KeyReused, InvalidInput: required (reason), moves_changed when the list is another one by now.
    """
    if not reason.strip():
        raise InvalidInput(Problem("reason", "required"))

    def make() -> str:
        moves = moves_of(actor)
        if mark_of(moves) != mark:
            raise InvalidInput(Problem("", "moves_changed"))
        kept = [_confirmed(actor, move, reason.strip(), now) for move in moves]
        waiting = [move for move in kept if move.state == MoveState.WAITING]
        _tell_leaders(actor, waiting, now)
        return f"{len(kept) - len(waiting)} {len(waiting)}"

    return once(actor, stamp, now, make)


def waiting_of(actor: Actor) -> list[Waiting]:
    """The moves that wait for a leader, of complaints this person may know of."""
    moves = list(ComplaintMove.select().where(ComplaintMove.state == MoveState.WAITING.value).order_by(ComplaintMove.id))
    ids = [move.complaint_id for move in moves]
    seen = {row.id: row for row in Complaint.select().where(visible_to(actor) & Complaint.id.in_(ids))} if ids else {}
    return [Waiting(seen[move.complaint_id], move) for move in moves if move.complaint_id in seen]


def may_decide(actor: Actor, waiting: Sequence[Waiting]) -> bool:
    """May this person decide about these? A leader, and not the one who confirmed the list."""
    return bool(actor.roles & LEADERS) and all(one.move.confirmed_by != actor.staff_id for one in waiting)


def waiting_mark(waiting: Sequence[Waiting]) -> str:
    """What a list of waiting moves is known by."""
    return list_mark([(one.move.id, one.move.version, one.move.new_due) for one in waiting])


def decide(actor: Actor, mark: str, approves: bool, opinion: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Let the earlier days hold, or not. Returns how many.

    Raises NotAllowed, KeyReused, InvalidInput: required (opinion, when it is declined), moves_changed when the list is another one.
    """
    if not approves and not opinion.strip():
        raise InvalidInput(Problem("opinion", "required"))

    def make() -> str:
        waiting = waiting_of(actor)
        if not may_decide(actor, waiting):
            raise NotAllowed("moved due days")
        if waiting_mark(waiting) != mark:
            raise InvalidInput(Problem("", "moves_changed"))
        for one in waiting:
            one.move.state = (MoveState.APPROVED if approves else MoveState.DECLINED).value
            one.move.decided_by, one.move.decided_at, one.move.opinion = actor.staff_id, now, opinion.strip()
            change(one.move, actor, "complaint.move.decide", now)
            if approves:
                _apply(actor, one.move, now)
        return str(len(waiting))

    return once(actor, stamp, now, make)


def tell_of_moves(now: datetime) -> int:
    """The job: tell each head of the section of the moved due days they may know of, once for each list. Returns how many are new."""
    told = 0
    for staff in holders(Role.SECTION_HEAD, now.date()):
        if moves := moves_of(actor_of(staff, now.date())):
            told += tell([staff.id], "complaint_moves", {"count": len(moves)}, "/complaint/dues", f"complaint:moves:{mark_of(moves)}", now)
    return told


def _moved(rows: Sequence[Complaint]) -> list[Move]:
    openings, found = centre_openings(hourly=False), []
    pauses: dict[str, list[DayPause]] = {}
    of_these = ComplaintPause.complaint_id.in_([row.id for row in rows])
    for one in ComplaintPause.select().where(of_these & ComplaintPause.last.is_null(False)):
        pauses.setdefault(one.complaint_id, []).append(DayPause(one.first, one.last))
    for row in rows:
        old = row.own_due or row.due
        try:
            due = due_of(rule_of(row), row.round_from or row.received_at.date(), openings, pauses.get(row.id, ()), row.extended)
        except CalendarMissing:
            continue
        if due.due != old:
            explain: list[list[object]] = [[line.date.isoformat(), line.counted, line.why.value, line.name] for line in due.lines]
            found.append(Move(row, old, due.due, explain, other_days(row.explain, explain)))
    return found


def _confirmed(actor: Actor, move: Move, reason: str, now: datetime) -> ComplaintMove:
    kept = add(ComplaintMove(complaint_id=move.row.id, old_due=move.old, new_due=move.new, explain=move.explain, reason=reason,
                             state=first_state(move.old, move.new).value, confirmed_by=actor.staff_id, confirmed_at=now),
               actor, "complaint.move.confirm", now)
    if kept.state == MoveState.APPLIED:
        _apply(actor, kept, now)
    return kept


def _apply(actor: Actor, move: ComplaintMove, now: datetime) -> None:
    """Let the new day hold. What is late by the old day stays late."""
    row = find(Complaint, move.complaint_id)
    row.late = row.late or is_late(standing_of(row), now.date())
    row.explain = move.explain
    hold_due(row, move.new_due)
    change(row, actor, "complaint.move", now)
    note_done(row, actor, "move", now, f"{move.old_due.isoformat()} → {move.new_due.isoformat()}")


def _tell_leaders(actor: Actor, waiting: Sequence[ComplaintMove], now: datetime) -> None:
    ids = [move.complaint_id for move in waiting]
    for role in sorted(LEADERS):
        for staff in holders(role, now.date()):
            seen = visible_to(actor_of(staff, now.date())) & Complaint.id.in_(ids)
            if ids and staff.id != actor.staff_id and (count := Complaint.select().where(seen).count()):
                tell([staff.id], "complaint_moves_earlier", {"count": count}, "/complaint/dues", f"complaint:moves:{waiting[0].id}", now)
