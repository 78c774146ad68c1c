"""After its term a complaint tells nobody who called and whom it named; what is counted stays. It cannot be undone.

Source: docs/rules/complaint.md section 7.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.attachments import path_of
from actions.changes import add, conceal, conceal_removed, find, forget, remove, transaction
from actions.complaint_clock import rule_of, track_rules
from actions.complaint_secrecy import kept_ids
from models import (
    ALL,
    Attachment,
    Complaint,
    ComplaintAct,
    ComplaintAsk,
    ComplaintCaller,
    ComplaintDocument,
    ComplaintMove,
    ComplaintNamed,
    ComplaintOutside,
    ComplaintPaper,
    ComplaintSealed,
    ComplaintStatement,
    MissedCall,
    MissedCaller,
    Row,
    Staff,
    SupervisionOrder,
)
from rules.complaint import OVER, TrackRule
from rules.complaint_retention import kept_until, masked, masked_value, pseudonym
from rules.people import SYSTEM
from settings import Settings

AT_ONCE = 200
TEXTS: Mapping[type[Row], tuple[str, ...]] = {
    Complaint: ("content", "demand", "outcome", "place", "happened"), ComplaintAct: ("note",), ComplaintAsk: ("note", "opinion"),
    ComplaintStatement: ("subject", "answer", "finding", "appeal", "objection"), ComplaintOutside: ("answer",),
    SupervisionOrder: ("demand", "feedback", "opinion"), MissedCall: ("note", "outcome"), ComplaintMove: ("reason", "opinion"),
}
"""The columns people wrote, in every table that hangs on a complaint."""


@dataclass(frozen=True)
class Due:
    """A complaint whose term is over. until: the last day it was kept."""

    row: Complaint
    until: date


def due_for(today: date) -> list[Due]:
    """The complaints whose term is over, the oldest first, AT_ONCE at most; what was joined to one goes with it."""
    over = Complaint.state.in_(sorted(state.value for state in OVER)) & Complaint.anonymised_at.is_null() & (Complaint.parent_id == "")
    least = min([TrackRule.keep, *(rule.keep for rule in track_rules())])
    found: list[Due] = []
    for row in Complaint.select().where(over & Complaint.closed_at.is_null(False)).order_by(Complaint.closed_at):
        ended = row.closed_at.date()
        if kept_until(ended, least) >= today or len(found) == AT_ONCE:
            break
        until = kept_until(ended, rule_of(row).keep if row.track else TrackRule.keep)
        found += [Due(row, until)] if until < today else []
    return found


def anonymise_due(settings: Settings, now: datetime) -> int:
    """The job: anonymise what is due, each in a transaction of its own. Returns how many."""
    done = 0
    for due in due_for(now.date()):
        done += anonymise(settings, due.row.id, now)
    return done


def anonymise(settings: Settings, complaint_id: str, now: datetime) -> int:
    """Take who called and whom it named out of one complaint and of what was joined to it, with papers and recordings. How many."""
    with transaction():
        rows = [find(Complaint, complaint_id), *Complaint.select().where(Complaint.parent_id == complaint_id)]
        rows = [row for row in rows if row.anonymised_at is None]
        digests = [digest for row in rows for digest in _anonymise(row, now)]
        unused = [digest for digest in set(digests) if not Attachment.select().where(Attachment.sha256 == digest).exists()]
    for digest in unused:
        path_of(settings, digest).unlink(missing_ok=True)
    return len(rows)


def _anonymise(row: Complaint, now: datetime) -> list[str]:
    """The same of one, inside a transaction; the digests of the files that hung on it."""
    caller = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == row.id)
    callers = [caller.called, caller.phone, caller.phone_key, caller.address] if caller else []
    named = list(ComplaintNamed.select().where(ComplaintNamed.complaint_id == row.id))
    people = [text for one in Staff.select().where(Staff.id.in_([one.staff_id for one in named])) for text in (one.name, one.number)]
    kept = kept_ids(row, now.date())
    _hide_named(row, named, kept, now)
    for model, columns in TEXTS.items():
        for one in _rows(model, row):
            _mask(one, columns, callers, people, now)
    for document in ComplaintDocument.select().where(ComplaintDocument.complaint_id == row.id):
        document.facts = masked_value(document.facts, callers, people)
        conceal(document, SYSTEM, "complaint.anonymise", now)
    for sealed in ComplaintSealed.select().where(ComplaintSealed.complaint_id == row.id):
        conceal_removed(sealed, SYSTEM, "complaint.anonymise", now)
    missed = MissedCall.select(MissedCall.id).where(MissedCall.complaint_id == row.id)
    forget(MissedCaller, MissedCaller.missed_id.in_(missed))
    forget(ComplaintCaller, ComplaintCaller.complaint_id == row.id)
    return _remove_papers(row, now)


def _rows(model: type[Row], row: Complaint) -> list[Any]:
    if model is Complaint:
        return [row]
    table: Any = model
    return list(table.select().where(table.complaint_id == row.id))


def _mask(one: Any, columns: Sequence[str], callers: Collection[str], people: Collection[str], now: datetime) -> None:
    for column in columns:
        setattr(one, column, masked(getattr(one, column), callers, people))
    if isinstance(one, Complaint):
        one.anonymised_at = now
    if isinstance(one, ComplaintStatement):
        one.staff_id = pseudonym(one.staff_id)
    conceal(one, SYSTEM, "complaint.anonymise", now)


def _hide_named(row: Complaint, named: Sequence[ComplaintNamed], kept: Collection[str], now: datetime) -> None:
    """Whoever was kept from it stays so, under a name that says nobody."""
    hidden = {one.staff_id for one in named}
    for one in named:
        one.staff_id = pseudonym(one.staff_id)
        conceal(one, SYSTEM, "complaint.anonymise", now)
    for staff_id in sorted(set(kept) - hidden):
        add(ComplaintNamed(complaint_id=row.id, staff_id=pseudonym(staff_id)), SYSTEM, "complaint.anonymise", now)


def _remove_papers(row: Complaint, now: datetime) -> list[str]:
    digests = []
    for paper in ComplaintPaper.select().where(ComplaintPaper.complaint_id == row.id):
        attachment = find(Attachment, paper.attachment_id)
        remove(paper, SYSTEM, "complaint.anonymise", now)
        if not _hangs_elsewhere(attachment.id):
            digests.append(attachment.sha256)
            remove(attachment, SYSTEM, "complaint.anonymise", now)
    return digests


def _hangs_elsewhere(attachment_id: str) -> bool:
    tables: list[Any] = [model for model in ALL if "attachment_id" in model._meta.fields]
    return any(table.select().where(table.attachment_id == attachment_id).exists() for table in tables)

