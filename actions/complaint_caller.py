"""Who called: kept apart on this node, sealed to the bureau's supervision key in the same write, opened and corrected for a reason.

Source: docs/rules/complaint.md, section 3.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from actions.changes import FormStamp, add, change, keep, note_act, once, transaction
from actions.complaint_lists import complaint_seen
from actions.sealing import checked_key, fingerprint_of, has_library, seal
from models import AuditRow, ComplaintCaller, ComplaintSealed, SealKey
from rules.complaint import phone_key
from rules.errors import InvalidInput, NotAllowed, NotFound, OutOfDate, Problem
from rules.people import SYSTEM, Actor, Permission

SEALED_AT_ONCE = 200


@dataclass(frozen=True)
class CallerDraft:
    """Who called, as typed."""

    called: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Correction:
    """Why a caller is corrected, and which writing of it was read (ComplaintCaller.edition)."""

    edition: int
    reason: str


@dataclass(frozen=True)
class SealState:
    """How sealing stands. fingerprint: of the key that holds, "" for none; owed: callers not sealed to it as they stand."""

    fingerprint: str
    library: bool
    owed: int
    callers: int


def keep_caller(actor: Actor, complaint_id: str, draft: CallerDraft, now: datetime) -> None:
    """Keep who called and seal it where there is a key. Inside the caller's transaction."""
    _keep(actor, ComplaintCaller(complaint_id=complaint_id), draft, now)


def _keep(actor: Actor, caller: ComplaintCaller, draft: CallerDraft, now: datetime) -> None:
    caller.called, caller.phone, caller.address = draft.called.strip(), draft.phone.strip(), draft.address.strip()
    caller.phone_key, caller.sealed_to = phone_key(caller.phone), ""
    key = current_key()
    if key is not None and has_library():
        _seal(actor, caller, key, now)
    keep(caller)


def correct_caller(actor: Actor, complaint_id: str, draft: CallerDraft, why: Correction, now: datetime,
                   stamp: FormStamp | None = None) -> str:
    """Keep a caller as corrected, sealed anew; the audit keeps who and why, not what. Returns the complaint's id.

    Raises NotFound, NotAllowed, InvalidInput (required at correct_reason), OutOfDate, KeyReused.
    """
    complaint_seen(actor, complaint_id, now.date())
    if not actor.may(Permission.COMPLAINT_LOG):
        raise NotAllowed(f"caller of {complaint_id}")
    if not why.reason.strip():
        raise InvalidInput(Problem("correct_reason", "required"))

    def make() -> str:
        caller = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == complaint_id)
        if caller is None:
            raise NotFound(f"caller of {complaint_id}")
        if caller.edition != why.edition:
            raise OutOfDate(f"caller of {complaint_id}", {"edition": caller.edition}, {"edition": why.edition})
        caller.edition += 1
        note_act(actor, "complaint.caller.correct", now, "complaint", complaint_id, why.reason.strip())
        _keep(actor, caller, draft, now)
        return complaint_id

    return once(actor, stamp, now, make)


@dataclass(frozen=True)
class Look:
    """Somebody looked at who called, or corrected it (corrected), and why."""

    at: datetime
    name: str
    reason: str
    corrected: bool


def looks_at(actor: Actor, complaint_id: str) -> list[Look]:
    """Who looked at the caller of a complaint that this person may know of, in order; for who decides, nothing for others. The audit's page
    shows no reasons: whoever reads it may be named.
    """
    if not actor.may(Permission.COMPLAINT_DECIDE):
        return []
    looked = AuditRow.what.in_(["complaint.caller.reveal", "complaint.caller.correct"])
    rows = AuditRow.select().where((AuditRow.row_id == complaint_id) & looked).order_by(AuditRow.seq)
    return [Look(row.at, row.staff_name, row.note, row.what == "complaint.caller.correct") for row in rows]


def current_key() -> SealKey | None:
    """The key that holds: the newest."""
    found: SealKey | None = SealKey.select().order_by(SealKey.id.desc()).first()
    return found


def install_key(text: str, fingerprint: str, now: datetime) -> SealKey:
    """Make a public key the one that holds; what is sealed to an older one is owed again. fingerprint: as it was read out.

    Raises InvalidInput: seal_absent, not_a_seal_key, seal_key_other (another fingerprint).
    """
    key = checked_key(text)
    made = fingerprint_of(key)
    if fingerprint.strip().lower() != made:
        raise InvalidInput(Problem("fingerprint", "seal_key_other", {"made": made}))
    with transaction():
        stands = current_key()
        if stands is not None and stands.public_key == key:
            return stands
        return add(SealKey(public_key=key, fingerprint=made), SYSTEM, "complaint.seal_key", now)


def seal_owed(now: datetime) -> int:
    """The job: seal every caller that is not sealed to the key that holds. Returns how many."""
    done = 0
    while has_library() and (key := current_key()):
        with transaction():
            owed = list(ComplaintCaller.select().where(ComplaintCaller.sealed_to != key.fingerprint).limit(SEALED_AT_ONCE))
            for caller in owed:
                _seal(SYSTEM, caller, key, now)
                keep(caller)
        done += len(owed)
        if len(owed) < SEALED_AT_ONCE:
            break
    return done


def seal_state() -> SealState:
    """For the operator's page."""
    key, callers = current_key(), ComplaintCaller.select()
    fingerprint = key.fingerprint if key else ""
    owed = callers.where(ComplaintCaller.sealed_to != fingerprint).count() if key else callers.count()
    return SealState(fingerprint, has_library(), owed, callers.count())


def _seal(actor: Actor, caller: ComplaintCaller, key: SealKey, now: datetime) -> None:
    text = json.dumps({"complaint": caller.complaint_id, "called": caller.called, "phone": caller.phone, "address": caller.address},
                      ensure_ascii=False)
    row = ComplaintSealed.get_or_none(ComplaintSealed.complaint_id == caller.complaint_id)
    row = row or ComplaintSealed(complaint_id=caller.complaint_id)
    row.fingerprint, row.sealed = key.fingerprint, seal(key.public_key, text)
    caller.sealed_to = key.fingerprint
    if row.created_at is None:
        add(row, actor, "complaint.caller.seal", now)
    else:
        change(row, actor, "complaint.caller.seal", now)
