"""Whoever is named is heard and told the subject only: 情况说明通知, their answer, 处理结果告知, their objection.

Source: PRACTICE "What is easily got wrong"; FACTS 4.4; docs/rules/complaint_course.md 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from actions.changes import FormStamp, add, change, check_version, once
from actions.complaint_clock import call_back_end, rule_of
from actions.complaint_rights import deciders_of, known_complaint, monitors_of, sides_of
from actions.notices import tell
from actions.people import people_named
from models import Complaint, ComplaintCaller, ComplaintNamed, ComplaintStatement, Staff
from rules.complaint import tells_caller
from rules.complaint_course import Side
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.people import Actor


@dataclass(frozen=True)
class StatementLine:
    """A statement and whose it is."""

    row: ComplaintStatement
    staff: Staff


def ask_statement(actor: Actor, complaint_id: str, staff_id: str, subject: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Ask whoever is named to explain, telling the subject only; returns the statement's id.

    Raises NotFound, NotAllowed; InvalidInput: person_unknown (person), asked_already (person), required and tells_caller (subject).
    """
    def make() -> str:
        row = _complaint(actor, complaint_id, Side.MONITOR)
        if not ComplaintNamed.select().where((ComplaintNamed.complaint_id == row.id) & (ComplaintNamed.staff_id == staff_id)).exists():
            raise InvalidInput(Problem("person", "not_named"))
        if ComplaintStatement.select().where(_of(row.id, staff_id)).exists():
            raise InvalidInput(Problem("person", "asked_already_statement"))
        _check_text(row, "subject", subject)
        due = call_back_end(rule_of(row).answer, now)
        statement = ComplaintStatement(complaint_id=row.id, staff_id=staff_id, subject=subject.strip(), asked_by=actor.staff_id,
                                       asked_at=now, due=due.date() if due else None)
        made = add(statement, actor, "complaint.statement.ask", now)
        _tell([staff_id], "statement_asked", made, now)
        return made.id

    return once(actor, stamp, now, make)


def answer_statement(actor: Actor, statement_id: str, answer: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """What the person says to it, once. Raises NotFound, AlreadyDecided; InvalidInput (required at answer)."""
    def make() -> str:
        row = own_statement(actor, statement_id)
        if row.answered_at or row.told_at:
            raise AlreadyDecided(f"statement {statement_id}", "answered")
        if not answer.strip():
            raise InvalidInput(Problem("answer", "required"))
        row.answer, row.answered_at = answer.strip(), now
        change(row, actor, "complaint.statement.answer", now)
        complaint = Complaint.get_by_id(row.complaint_id)
        tell(monitors_of(complaint, now.date()), "statement_answered", {"number": complaint.number}, f"/complaint/{complaint.id}",
             f"statement:answered:{row.id}", now)
        return row.id

    return once(actor, stamp, now, make)


@dataclass(frozen=True)
class Finding:
    """What was found about somebody named: in words, points taken (tenths of a point, 0 or less), and how to appeal."""

    text: str
    tenths: int
    appeal: str


def tell_finding(actor: Actor, statement_id: str, finding: Finding, now: datetime, seen: int, stamp: FormStamp | None = None) -> str:
    """Tell whoever is named what was found; by the section's head or a leader, once.

    Raises NotFound, NotAllowed, OutOfDate, AlreadyDecided; InvalidInput: required, tells_caller (finding, appeal), points_positive
    (points).
    """
    def make() -> str:
        row = _statement(statement_id)
        complaint = _complaint(actor, row.complaint_id, Side.DECIDER)
        if row.told_at:
            raise AlreadyDecided(f"statement {statement_id}", "told")
        check_version(row, seen, finding=finding.text)
        _check_text(complaint, "finding", finding.text)
        _check_text(complaint, "appeal", finding.appeal)
        if finding.tenths > 0:
            raise InvalidInput(Problem("points", "points_positive"))
        row.finding, row.tenths, row.appeal = finding.text.strip(), finding.tenths, finding.appeal.strip()
        row.told_by, row.told_at = actor.staff_id, now
        change(row, actor, "complaint.statement.tell", now)
        _tell([row.staff_id], "statement_told", row, now)
        return row.id

    return once(actor, stamp, now, make)


def object_to(actor: Actor, statement_id: str, objection: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """What the person holds against the finding, once. Raises NotFound, AlreadyDecided; InvalidInput (required at objection)."""
    def make() -> str:
        row = own_statement(actor, statement_id)
        if not row.told_at or row.objected_at:
            raise AlreadyDecided(f"statement {statement_id}", "objected")
        if not objection.strip():
            raise InvalidInput(Problem("objection", "required"))
        row.objection, row.objected_at = objection.strip(), now
        change(row, actor, "complaint.statement.object", now)
        complaint = Complaint.get_by_id(row.complaint_id)
        tell(deciders_of(complaint, now.date()), "statement_objected", {"number": complaint.number}, f"/complaint/{complaint.id}",
             f"statement:objected:{row.id}", now)
        return row.id

    return once(actor, stamp, now, make)


def own_statement(actor: Actor, statement_id: str) -> ComplaintStatement:
    """One's own statement. Raises NotFound for everybody else's."""
    row = _statement(statement_id)
    if row.staff_id != actor.staff_id:
        raise NotFound(f"statement {statement_id}")
    return row


def own_statements(actor: Actor) -> list[ComplaintStatement]:
    """What this person was asked and told, the latest first."""
    mine = ComplaintStatement.staff_id == actor.staff_id
    return list(ComplaintStatement.select().where(mine).order_by(ComplaintStatement.id.desc()))


def answers_owed(actor: Actor) -> Any:
    """How many answers this person owes, as a query of one number."""
    mine = (ComplaintStatement.staff_id == actor.staff_id) & ComplaintStatement.answered_at.is_null() & ComplaintStatement.told_at.is_null()
    return ComplaintStatement.select(fn.COUNT(ComplaintStatement.id)).where(mine)


def statements_of(complaint_id: str) -> Sequence[StatementLine]:
    """Who was asked about a complaint, for whoever may see it."""
    rows = list(ComplaintStatement.select().where(ComplaintStatement.complaint_id == complaint_id).order_by(ComplaintStatement.id))
    people = people_named(row.staff_id for row in rows)
    return [StatementLine(row, people[row.staff_id]) for row in rows]


def _of(complaint_id: str, staff_id: str) -> Any:
    return (ComplaintStatement.complaint_id == complaint_id) & (ComplaintStatement.staff_id == staff_id)


def _statement(statement_id: str) -> ComplaintStatement:
    row: ComplaintStatement | None = ComplaintStatement.get_or_none(ComplaintStatement.id == statement_id)
    if row is None:
        raise NotFound(f"statement {statement_id}")
    return row


def _complaint(actor: Actor, complaint_id: str, side: Side) -> Complaint:
    row = known_complaint(actor, complaint_id)
    if side not in sides_of(actor, row):
        raise NotAllowed(f"statement of {complaint_id}")
    return row


def _check_text(row: Complaint, field: str, text: str) -> None:
    """There is a text, and it does not tell who called: neither the name nor the number nor what the complaint is numbered."""
    if not text.strip():
        raise InvalidInput(Problem(field, "required"))
    caller = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == row.id)
    if row.number in text or (caller and tells_caller(text, caller.called, caller.phone_key)):
        raise InvalidInput(Problem(field, "tells_caller"))


def _tell(people: list[str], kind: str, row: ComplaintStatement, now: datetime) -> None:
    tell(people, kind, {"day": row.due.isoformat()} if row.due and kind == "statement_asked" else {}, f"/complaint/statements/{row.id}",
         f"{kind}:{row.id}", now)
