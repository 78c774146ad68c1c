"""交接班: what a shift at the desk leaves to the next, signed by who gives it and by who takes it.

Source: docs/rules/complaint_desk.md 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import FormStamp, add, change, check_version, find, once, transaction
from actions.complaint_lists import Line, lines_of
from actions.complaint_missed import MissedLine, missed_calls
from actions.complaint_rights import visible_to
from actions.notices import tell
from actions.people import holders, people_named
from models import Complaint, ShiftHandover, Staff
from rules.complaint import OVER
from rules.complaint_desk import SpokenState
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission, Role

KEPT_SHOWN = 30
MOST_UNSENT = 9999


@dataclass(frozen=True)
class Left:
    """What stands open at the desk, for who looks at it: call-backs owed, complaints due today or before, telephone times to confirm."""

    missed: Sequence[MissedLine]
    due: Sequence[Line]
    to_confirm: Sequence[Line]


@dataclass(frozen=True)
class HandoverLine:
    """A shift that was handed over, with who gave it and who takes it."""

    row: ShiftHandover
    giver: str
    taker: str


def left_open(actor: Actor, today: date) -> Left:
    """What a shift leaves. Raises NotAllowed."""
    missed = missed_calls(actor, owed_only=True)
    open_ones = visible_to(actor) & Complaint.state.not_in([state.value for state in OVER])
    due = list(Complaint.select().where(open_ones & (Complaint.due <= today)).order_by(Complaint.due, Complaint.id))
    waits = list(Complaint.select().where(visible_to(actor) & (Complaint.spoken_state == SpokenState.WAITING.value)).order_by(Complaint.id))
    return Left(missed, lines_of(due, today), lines_of(waits, today))


def takers(actor: Actor, day: date) -> list[Staff]:
    """Who may take the desk over: everybody else who logs calls."""
    found = {staff.id: staff for role in (Role.MONITOR, Role.SECTION_HEAD) for staff in holders(role, day)}
    return [staff for staff in found.values() if staff.id != actor.staff_id]


def hand_over(actor: Actor, taker_id: str, note: str, unsent: int, now: datetime, stamp: FormStamp | None = None) -> str:
    """Sign that the desk is handed over; returns the id. unsent: as the giver's browser counts.

    Raises NotAllowed, KeyReused; InvalidInput (choice at taker).
    """
    left = left_open(actor, now.date())
    if taker_id not in {staff.id for staff in takers(actor, now.date())}:
        raise InvalidInput(Problem("taker", "choice"))

    def make() -> str:
        row = add(ShiftHandover(given_by=actor.staff_id, given_at=now, taken_by=taker_id, unsent=min(max(unsent, 0), MOST_UNSENT),
                                missed=len(left.missed), due=len(left.due), note=note.strip()), actor, "shift.give", now)
        tell([taker_id], "shift_given", {"name": actor.name}, "/complaint/shift", row.id, now)
        return row.id

    return once(actor, stamp, now, make)


def take_over(actor: Actor, handover_id: str, seen: int, now: datetime) -> None:
    """Sign that the desk is taken. Raises NotFound, NotAllowed for anybody it was not given to, AlreadyDecided, OutOfDate."""
    with transaction():
        row = find(ShiftHandover, handover_id)
        if row.taken_by != actor.staff_id or not actor.may(Permission.COMPLAINT_LOG):
            raise NotAllowed(f"shift {handover_id}")
        if row.taken_at is not None:
            raise AlreadyDecided(f"shift {handover_id}", "taken")
        check_version(row, seen)
        row.taken_at = now
        change(row, actor, "shift.take", now)


def handovers(actor: Actor) -> list[HandoverLine]:
    """The latest shifts that were handed over. Raises NotAllowed."""
    if not actor.may(Permission.COMPLAINT_LOG):
        raise NotAllowed("shifts")
    rows = list(ShiftHandover.select().order_by(ShiftHandover.given_at.desc(), ShiftHandover.id.desc()).limit(KEPT_SHOWN))
    people = people_named({staff_id for row in rows for staff_id in (row.given_by, row.taken_by)})
    names = {staff_id: str(one.name) for staff_id, one in people.items()}
    return [HandoverLine(row, names.get(row.given_by, ""), names.get(row.taken_by, "")) for row in rows]
