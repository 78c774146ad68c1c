"""未接来电: a call nobody took is logged with the moment by which it is called back, and what came of that. Its number stands apart.

Source: docs/rules/complaint_desk.md 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.changes import FormStamp, add, change, check_version, find, keep, note_act, once, transaction
from actions.clocks import centre_openings
from actions.complaint_figures import desk_rule
from actions.people import people_named
from models import MissedCall, MissedCaller
from rules.clocks import minute_due
from rules.complaint import phone_key
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission
from rules.staff import masked_phone

OPEN = ("owed", "unreached")
"""May still be called."""
LONGEST_AGO = timedelta(days=7)
SHOWN = 60


@dataclass(frozen=True)
class MissedLine:
    """A missed call. phone: masked; by: who called back."""

    row: MissedCall
    phone: str
    logger: str
    by: str


def log_missed(actor: Actor, phone: str, rang_at: datetime | None, note: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Keep a missed call; returns its id. rang_at: now where nothing is said.

    Raises NotAllowed, KeyReused; InvalidInput: number_needed (phone), rang_ahead, rang_long_ago (rang_at).
    """
    _ask(actor)
    rang = rang_at or now
    if not phone_key(phone):
        raise InvalidInput(Problem("phone", "number_needed"))
    if rang > now or now - rang > LONGEST_AGO:
        raise InvalidInput(Problem("rang_at", "rang_ahead" if rang > now else "rang_long_ago"))

    def make() -> str:
        row = add(MissedCall(rang_at=rang, logged_by=actor.staff_id, due=_due(rang), state="owed", note=note.strip()), actor,
                  "missed.log", now)
        keep(MissedCaller(missed_id=row.id, phone=phone.strip(), phone_key=phone_key(phone)))
        return row.id

    return once(actor, stamp, now, make)


def _due(rang: datetime) -> datetime | None:
    """By when it is called back; None without a calendar or hours, so that no call is kept out."""
    try:
        budget = desk_rule(rang.date()).call_back_minutes
        return minute_due(rang.replace(tzinfo=None), budget, centre_openings(hourly=True)).due.replace(tzinfo=rang.tzinfo)
    except InvalidInput:
        return None


def missed_calls(actor: Actor, owed_only: bool = False) -> list[MissedLine]:
    """The missed calls: owed ones first, by when they are due, then the latest. Raises NotAllowed."""
    _ask(actor)
    owed = list(MissedCall.select().where(MissedCall.state == "owed").order_by(MissedCall.due, MissedCall.id))
    rest = [] if owed_only else list(MissedCall.select().where(MissedCall.state != "owed").order_by(MissedCall.id.desc()).limit(SHOWN))
    return _lines([*owed, *rest])


def _lines(rows: Sequence[MissedCall]) -> list[MissedLine]:
    phones = {one.missed_id: one.phone for one in MissedCaller.select().where(MissedCaller.missed_id.in_([row.id for row in rows]))}
    people = people_named({staff_id for row in rows for staff_id in (row.logged_by, row.answered_by) if staff_id})
    names = {staff_id: str(one.name) for staff_id, one in people.items()}
    return [MissedLine(row, masked_phone(phones.get(row.id, "")), names.get(row.logged_by, ""), names.get(row.answered_by, ""))
            for row in rows]


def number_of(actor: Actor, missed_id: str, now: datetime) -> tuple[MissedCall, str]:
    """A missed call with its number in full, to call it; the audit keeps who looked. Raises NotAllowed, NotFound."""
    _ask(actor)
    row = find(MissedCall, missed_id)
    with transaction():
        note_act(actor, "missed.number", now, "missed_call", row.id)
        caller = MissedCaller.get_or_none(MissedCaller.missed_id == row.id)
    return row, str(caller.phone) if caller else ""


def called_back(actor: Actor, missed_id: str, reached: bool, outcome: str, seen: int, now: datetime) -> None:
    """What came of calling back.

    Raises NotAllowed, NotFound, OutOfDate, AlreadyDecided; InvalidInput (required at outcome when reached).
    """
    _ask(actor)
    if reached and not outcome.strip():
        raise InvalidInput(Problem("outcome", "required"))
    with transaction():
        row = open_missed(missed_id)
        check_version(row, seen)
        row.state, row.outcome = "reached" if reached else "unreached", outcome.strip()
        row.answered_at, row.answered_by = now, actor.staff_id
        change(row, actor, "missed.call_back", now)


def open_missed(missed_id: str) -> MissedCall:
    """A missed call that may still be called. Raises NotFound, AlreadyDecided."""
    row = find(MissedCall, missed_id)
    if row.state not in OPEN:
        raise AlreadyDecided(f"missed call {row.id}", row.state)
    return row


def became(actor: Actor, missed_id: str, complaint_id: str, now: datetime) -> None:
    """A missed call was called back and logged. Inside a transaction. One that was settled meanwhile stays as it is."""
    row = find(MissedCall, missed_id)
    if row.state in OPEN:
        row.state, row.complaint_id, row.answered_at, row.answered_by = "logged", complaint_id, now, actor.staff_id
        change(row, actor, "missed.logged", now)


def _ask(actor: Actor) -> None:
    if not actor.may(Permission.COMPLAINT_LOG):
        raise NotAllowed("missed calls")
