"""文书: what goes on paper about a complaint: numbered, with what stood on it then, marked when it is printed again.

The caller never stands in what is kept; where the form has a place for them, it is filled at the moment of printing. Source:
docs/rules/complaint_course.md 6.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from actions.changes import FormStamp, add, change, find_or_none, node, note_act, once, transaction
from actions.complaint import category_name
from actions.complaint_clock import reckon_row
from actions.complaint_rights import known_complaint
from actions.people import people_named
from models import (
    Complaint,
    ComplaintAct,
    ComplaintAsk,
    ComplaintCaller,
    ComplaintDocument,
    ComplaintNamed,
    ComplaintStatement,
    SupervisionOrder,
    Unit,
)
from rules.complaint_course import STEPS, Document, Event
from rules.errors import InvalidInput, NotFound, Problem
from rules.people import Actor, Permission
from rules.staff import masked_phone
from rules.supervision import OrderState

EDITION = 1
OF_ACT: Mapping[str, Document] = {step.event.value: step.document for step in STEPS if step.document}
WITH_CALLER = frozenset({Document.REGISTER, Document.REFUSAL, Document.PAUSE, Document.EXTENSION, Document.REPLY, Document.CALL_BACK,
                         Document.TRANSFER})
FOR_WINDOWS = frozenset({Document.ASSIGN, Document.HAND_OVER, Document.RETURN})
"""What who only works on a complaint may print; everything else is the supervision's."""


@dataclass(frozen=True)
class Issuable:
    """A document there may be: about what, when that was, and the document once it was issued."""

    kind: Document
    about_id: str
    at: datetime
    issued: ComplaintDocument | None


@dataclass(frozen=True)
class OnPaper:
    """A document as it is printed. called, phone: the caller where the form has a place for them; phone masked."""

    row: ComplaintDocument
    called: str
    phone: str


def documents_of(actor: Actor, row: Complaint) -> list[Issuable]:
    """The documents of a complaint this person may print, in order."""
    issued = {(one.kind, one.about_id): one for one in ComplaintDocument.select().where(ComplaintDocument.complaint_id == row.id)}
    found = [(kind, about_id, at) for kind, about_id, at in _sources(row) if _may_print(actor, kind)]
    return [Issuable(kind, about_id, at, issued.get((kind.value, about_id))) for kind, about_id, at in found]


def _sources(row: Complaint) -> list[tuple[Document, str, datetime]]:
    acts = ComplaintAct.select().where((ComplaintAct.complaint_id == row.id) & ComplaintAct.act.in_(list(OF_ACT))).order_by(ComplaintAct.id)
    statements = list(ComplaintStatement.select().where(ComplaintStatement.complaint_id == row.id).order_by(ComplaintStatement.id))
    about = SupervisionOrder.complaint_id == row.id
    orders = SupervisionOrder.select().where(about & (SupervisionOrder.state != OrderState.DRAFTED.value))
    return [(Document.REGISTER, "", row.received_at), *((OF_ACT[act.act], act.id, act.at) for act in acts),
            *((Document.STATEMENT, one.id, one.asked_at) for one in statements),
            *((Document.FINDING, one.id, one.told_at) for one in statements if one.told_at),
            *((Document.ORDER, one.id, one.issued_at) for one in orders if one.issued_at)]


def issue(actor: Actor, complaint_id: str, kind: Document, about_id: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Issue a document with the next number of its kind and year; the one that stands when it was issued before. Returns its id.

    Raises NotFound; InvalidInput (no_document) when there is nothing it could be about.
    """
    def make() -> str:
        row = _complaint(actor, complaint_id, kind)
        if (kind, about_id) not in {(source, about) for source, about, _ in _sources(row)}:
            raise InvalidInput(Problem("", "no_document"))
        stands = ComplaintDocument.get_or_none((ComplaintDocument.complaint_id == row.id) & (ComplaintDocument.kind == kind.value)
                                               & (ComplaintDocument.about_id == about_id))
        if stands is not None:
            return str(stands.id)
        last = ComplaintDocument.select(fn.MAX(ComplaintDocument.serial)).where(
            (ComplaintDocument.centre == node().centre) & (ComplaintDocument.kind == kind.value) & (ComplaintDocument.year == now.year))
        made = ComplaintDocument(complaint_id=row.id, kind=kind.value, about_id=about_id, year=now.year, serial=(last.scalar() or 0) + 1,
                                 issued_by=actor.staff_id, issued_at=now, edition=EDITION, facts=_facts(row, kind, about_id))
        return str(add(made, actor, "complaint.document.issue", now).id)

    return once(actor, stamp, now, make)


def print_again(actor: Actor, document_id: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Count one more print, which the paper then says. Raises NotFound."""
    def make() -> str:
        row = find_document(actor, document_id)
        row.prints += 1
        change(row, actor, "complaint.document.reprint", now)
        return str(row.id)

    return once(actor, stamp, now, make)


def on_paper(actor: Actor, document_id: str, now: datetime, form: str) -> OnPaper:
    """A document as it goes on paper; the audit notes it. form: print or document. Raises NotFound."""
    row = find_document(actor, document_id)
    with transaction():
        note_act(actor, f"complaint.document.{form}", now, "complaint_document", row.id)
    caller = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == row.complaint_id) if Document(row.kind) in WITH_CALLER else None
    if caller is None:
        return OnPaper(row, "", "")
    hidden = row.facts["confidential"] or row.facts["anonymous"]
    return OnPaper(row, "" if hidden else caller.called, masked_phone(caller.phone))


def find_document(actor: Actor, document_id: str) -> ComplaintDocument:
    """A document this person may print. Raises NotFound."""
    row = find_or_none(ComplaintDocument, document_id)
    if row is None:
        raise NotFound(f"document {document_id}")
    _complaint(actor, row.complaint_id, Document(row.kind))
    return row


def _complaint(actor: Actor, complaint_id: str, kind: Document) -> Complaint:
    row = known_complaint(actor, complaint_id)
    if not _may_print(actor, kind):
        raise NotFound(f"complaint {complaint_id}")
    return row


def _may_print(actor: Actor, kind: Document) -> bool:
    return actor.may(Permission.COMPLAINT_ALL) or kind in FOR_WINDOWS


def _facts(row: Complaint, kind: Document, about_id: str) -> dict[str, Any]:
    """What stands on it: texts, codes and moments as kept, names as they are now."""
    named = [one.staff_id for one in ComplaintNamed.select().where(ComplaintNamed.complaint_id == row.id)]
    people = people_named({row.logged_by, row.handler_id, *named} - {""})
    facts: dict[str, Any] = {name: getattr(row, name) for name in (
        "number", "kind", "track", "channel", "place", "happened", "content", "demand", "outcome", "wants_reply", "confidential",
        "anonymous", "urgent", "sent_to", "round")}
    facts |= {"received": row.received_at.isoformat(), "due": row.due.isoformat() if row.due else "",
              "category": category_name(row.category), "unit": _unit_name(row.unit_id),
              "named": [people[one].name for one in named if one in people],
              "logger": _name(people, row.logged_by), "handler": _name(people, row.handler_id),
              "handler_unit": _unit_name(row.handler_unit)}
    if kind in (Document.STATEMENT, Document.FINDING):
        return _statement_facts(about_id)
    if kind is Document.ORDER:
        return facts | _order_facts(about_id)
    return facts | (_act_facts(row, kind, about_id) if about_id else {})


def _act_facts(row: Complaint, kind: Document, act_id: str) -> dict[str, Any]:
    act = ComplaintAct.get_by_id(act_id)
    people = people_named({act.staff_id})
    facts: dict[str, Any] = {"note": act.note, "at": act.at.isoformat(), "by": _name(people, act.staff_id),
                             "to_unit": _unit_name(act.unit_id)}
    if kind in (Document.REPLY, Document.CALL_BACK):
        facts["outcome"] = _answer_before(act) or row.outcome
    if kind in (Document.REFUSAL, Document.PAUSE, Document.EXTENSION):
        agreed = ComplaintAsk.select().where((ComplaintAsk.complaint_id == row.id) & (ComplaintAsk.event == act.act)
                                             & (ComplaintAsk.state == "agreed")).order_by(ComplaintAsk.id.desc()).first()
        facts |= {"ground": agreed.ground if agreed else "", "reason": agreed.note if agreed else act.note}
    if kind is Document.EXTENSION:
        before = copy.copy(row)
        before.extended = 0
        reckoned = reckon_row(before).due
        facts["due_before"] = reckoned.due.isoformat() if reckoned else ""
    if kind is Document.CALL_BACK:
        facts |= {"result": act.act, "act_round": act.round}
    return facts


def _answer_before(act: ComplaintAct) -> str:
    """The answer that stood when this was done; "" when the window gave none."""
    given = ComplaintAct.select(ComplaintAct.note).where(
        (ComplaintAct.complaint_id == act.complaint_id) & (ComplaintAct.act == Event.REPLY.value) & (ComplaintAct.id < act.id))
    return str(given.order_by(ComplaintAct.id.desc()).limit(1).scalar() or "")


def _statement_facts(statement_id: str) -> dict[str, Any]:
    """The subject only: nothing of the file, nothing of the caller."""
    row = ComplaintStatement.get_by_id(statement_id)
    people = people_named({row.staff_id, row.asked_by})
    return {"person": _name(people, row.staff_id), "by": _name(people, row.asked_by), "subject": row.subject,
            "due": row.due.isoformat() if row.due else "", "finding": row.finding, "tenths": row.tenths, "appeal": row.appeal}


def _order_facts(order_id: str) -> dict[str, Any]:
    row = SupervisionOrder.get_by_id(order_id)
    return {"order_number": [row.year, row.serial], "to_unit": _unit_name(row.unit_id), "demand_made": row.demand, "order_round": row.round,
            "order_due": row.due.isoformat() if row.due else "", "by": _name(people_named({row.issued_by}), row.issued_by)}


def _unit_name(unit_id: str) -> str:
    return str(Unit.select(Unit.name).where(Unit.id == unit_id).scalar() or "") if unit_id else ""


def _name(people: Mapping[str, Any], staff_id: str) -> str:
    return str(people[staff_id].name) if staff_id in people else ""

