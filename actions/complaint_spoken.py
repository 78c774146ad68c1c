"""When the caller spoke: a call that waited in a browser has its telephone time confirmed by a monitor, and is due from that day.

Source: docs/rules/complaint_desk.md 5.
"""

from __future__ import annotations

from datetime import datetime

from actions.changes import change, check_version, find, transaction
from actions.complaint import note_done
from actions.complaint_clock import accept_end, hold_due, reckon_row, rule_of, set_due
from actions.complaint_figures import desk_rule
from actions.complaint_join import own_complaint
from models import Complaint
from rules.complaint import State
from rules.complaint_desk import SpokenState, is_plausible
from rules.errors import AlreadyDecided, InvalidInput, Problem
from rules.people import Actor

SPOKEN_AT = "{0:%Y-%m-%d %H:%M}"


def confirm_spoken(actor: Actor, complaint_id: str, spoken: datetime | None, seen: int, now: datetime) -> None:
    """Say when the caller spoke, or that the arrival stands (None). What it is due on is reckoned from that day.

    Raises NotFound, NotAllowed, OutOfDate, AlreadyDecided (nothing is to be confirmed); InvalidInput (spoken: not_plausible).
    """
    with transaction():
        row = own_complaint(actor, complaint_id)
        check_version(row, seen)
        if row.spoken_state != SpokenState.WAITING:
            raise AlreadyDecided(f"complaint {row.id}", row.state)
        if spoken is None:
            row.spoken_state = SpokenState.ARRIVAL.value
        else:
            if not is_plausible(desk_rule(row.created_at.date()), spoken, row.created_at):
                raise InvalidInput(Problem("spoken", "not_plausible"))
            _move(row, spoken)
        change(row, actor, "complaint.spoken", now)
        note_done(row, actor, "spoken", now, SPOKEN_AT.format(row.received_at))
        _hold_parent(row, actor, now)


def _move(row: Complaint, spoken: datetime) -> None:
    """Let the clock begin on the day the caller spoke, by the rule of that day."""
    row.spoken_state, row.received_at = SpokenState.CONFIRMED.value, spoken
    if row.track:
        row.rule_version = ""
        set_due(row, reckon_row(row))
    if row.state == State.REGISTERED:
        row.duty_due = accept_end(rule_of(row), spoken) if row.track else None


def _hold_parent(row: Complaint, actor: Actor, now: datetime) -> None:
    if row.parent_id:
        parent = find(Complaint, row.parent_id)
        hold_due(parent, parent.own_due)
        change(parent, actor, "complaint.due", now)
