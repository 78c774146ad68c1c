"""Orders of 12345, 12315 and the provincial platform, taken in from their tables. Preview and import are the same judgement.

Source: docs/rules/complaint_orders.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.changes import FormStamp, add, change, find, forget, keep, once, rows_by_id, transaction
from actions.complaint import CallDraft, log_call, note_done
from actions.complaint_clock import hold_due
from models import Complaint, ComplaintColumns, ComplaintHeld, ComplaintOutside, Unit
from rules.complaint import OVER, State
from rules.complaint_orders import NEEDED, OrderLine, Source, Words, read_orders, track_of
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import SYSTEM, Actor, Permission
from rules.staff_import import Columns, Table, understand_headings

CHANNELS = {Source.ORDER12345: "order12345", Source.ORDER12315: "superior", Source.PROVINCE: "superior"}
IN_A_QUERY = 500


@dataclass(frozen=True)
class Reading:
    """How the words of these files are understood. headings: field -> headings it goes by; words: without the units."""

    headings: Mapping[str, Sequence[str]]
    words: Words


@dataclass(frozen=True)
class OrdersRead:
    """What a file holds. unknown: headings nobody understands."""

    lines: list[OrderLine]
    unknown: tuple[str, ...]

    def count(self, outcome: str) -> int:
        """How many lines have an outcome: created, updated, unchanged or bad."""
        return Counter(line.outcome for line in self.lines)[outcome]

    @property
    def bad(self) -> list[OrderLine]:
        """The lines that may not be written."""
        return [line for line in self.lines if line.outcome == "bad"]


def columns_of(source: Source, headings: Sequence[str], reading: Reading) -> Columns:
    """How the headings of a platform's file are understood, those that somebody explained first.

    Raises InvalidInput: column_twice, column_missing.
    """
    said = remembered(source)
    named = {code: heading for heading, code in said.items() if heading in headings}
    known = {code: [named[code]] if code in named else texts for code, texts in reading.headings.items()}
    return understand_headings(headings, known, NEEDED)


def remembered(source: Source) -> dict[str, str]:
    """Heading -> field, as somebody said it for this platform."""
    row = ComplaintColumns.get_or_none(ComplaintColumns.source == source.value)
    return dict(row.headings) if row else {}


def remember_columns(actor: Actor, source: Source, headings: Mapping[str, str], now: datetime) -> None:
    """Keep how the files of a platform are read. Raises NotAllowed, InvalidInput: required (number, content)."""
    _ask(actor)
    missing = [code for code in NEEDED if code not in headings.values()]
    if missing:
        raise InvalidInput(*(Problem(code, "required") for code in missing))
    with transaction():
        row = ComplaintColumns.get_or_none(ComplaintColumns.source == source.value)
        if row is None:
            add(ComplaintColumns(source=source.value, headings=dict(headings)), actor, "complaint.orders.columns", now)
        else:
            row.headings = dict(headings)
            change(row, actor, "complaint.orders.columns", now)


def read_file(actor: Actor, source: Source, table: Table, reading: Reading, now: datetime) -> OrdersRead:
    """What taking the table in would do. Raises NotAllowed; InvalidInput as columns_of."""
    _ask(actor)
    columns = columns_of(source, list(table[0][1]), reading)
    units = {name: unit.id for unit in Unit.select().where(Unit.active == 1) for name in (unit.name, unit.code)}
    words = Words(reading.words.kinds, reading.words.yes, units)
    numbers = [text.strip() for _, cells in table for heading, text in cells.items() if columns.codes.get(heading) == "number"]
    standing = {row.outside_number: _stands(row, complaint) for row, complaint in _known(source, numbers)}
    return OrdersRead(read_orders(table, columns.codes, words, standing, now), columns.unknown)


def take_in(actor: Actor, source: Source, table: Table, reading: Reading, now: datetime, *, skip_bad: bool,
            stamp: FormStamp | None = None) -> dict[str, int]:
    """Write a table, whole or not at all, once under a form's key; how many lines were created, updated, unchanged, bad.

    With a bad line nothing is written unless skip_bad holds those back. Raises NotAllowed, KeyReused,
    InvalidInput: as read_file, lines_bad.
    """

    def make() -> str:
        found = read_file(actor, source, table, reading, now)
        if found.bad and not skip_bad:
            raise InvalidInput(Problem("skip_bad", "lines_bad", {"count": len(found.bad)}))
        known = {row.outside_number: (row, complaint) for row, complaint in _known(source, [line.number for line in found.lines])}
        for line in found.lines:
            if line.outcome == "created":
                _create(actor, source, line, now)
            elif line.outcome == "updated":
                _update(actor, *known[line.number], line, now)
        _hold(source, found, now)
        return json.dumps({outcome: found.count(outcome) for outcome in ("created", "updated", "unchanged", "bad")})

    counts: dict[str, int] = json.loads(once(actor, stamp, now, make))
    return counts


def held_lines(actor: Actor, source: Source) -> list[tuple[ComplaintHeld, list[Problem]]]:
    """The lines of this platform's files that were not taken in, with what is wrong with each. Raises NotAllowed."""
    _ask(actor)
    rows = ComplaintHeld.select().where(ComplaintHeld.source == source.value).order_by(ComplaintHeld.at.desc(), ComplaintHeld.line)
    return [(row, [Problem(*parts) for parts in row.problems]) for row in rows]


def outside_of(complaint_id: str) -> ComplaintOutside | None:
    """Where a complaint, which the person may know of, lives besides."""
    row: ComplaintOutside | None = ComplaintOutside.get_or_none(ComplaintOutside.complaint_id == complaint_id)
    return row


def mark_late(now: datetime) -> int:
    """The job: what is past the moment that a platform said, and not answered, is late for good. Returns how many became so."""
    waits = (Complaint.late == 0) & Complaint.due_at.is_null(False) & (Complaint.due_at < now) & Complaint.answered_at.is_null()
    with transaction():
        rows = list(Complaint.select().where(waits & Complaint.state.not_in([state.value for state in OVER])))
        for row in rows:
            row.late = True
            change(row, SYSTEM, "complaint.late", now)
    return len(rows)


def _ask(actor: Actor) -> None:
    if not actor.may(Permission.COMPLAINT_LOG):
        raise NotAllowed("complaint orders")


def _known(source: Source, numbers: Sequence[str]) -> list[tuple[ComplaintOutside, Complaint]]:
    rows: list[ComplaintOutside] = []
    for start in range(0, len(numbers), IN_A_QUERY):
        part = ComplaintOutside.outside_number.in_(list(numbers[start:start + IN_A_QUERY]))
        rows += list(ComplaintOutside.select().where((ComplaintOutside.source == source.value) & part))
    complaints = rows_by_id(Complaint, [row.complaint_id for row in rows])
    return [(row, complaints[row.complaint_id]) for row in rows]


def _stands(row: ComplaintOutside, complaint: Complaint) -> dict[str, Any]:
    return {"due": complaint.due_at, "answered": row.answered_at, "outcome": row.answer}


def _create(actor: Actor, source: Source, line: OrderLine, now: datetime) -> None:
    said = line.values
    draft = CallDraft(kind=said["kind"], content=said["content"], track=track_of(source, said["kind"]), channel=CHANNELS[source],
                      unit_id=said["unit"], called=said["called"], phone=said["phone"], address=said["address"], demand=said["demand"],
                      confidential=said["confidential"], received=said["received"], due_at=said["due"], outside=True)
    try:
        made = find(Complaint, log_call(actor, draft, now))
    except InvalidInput as error:
        codes = ", ".join(problem.code for problem in error.problems)
        raise InvalidInput(Problem("", "order_refused", {"line": line.line, "code": codes})) from error
    add(ComplaintOutside(complaint_id=made.id, source=source.value, outside_number=line.number, answered_at=said["answered"],
                         answer=said["outcome"]), actor, "complaint.orders.add", now)
    if said["answered"]:
        made.state, made.answered_at, made.closed_at, made.outcome = State.CLOSED.value, said["answered"], said["answered"], said["outcome"]
        made.duty_due = None
        change(made, actor, "complaint.orders.closed", now)


def _update(actor: Actor, row: ComplaintOutside, complaint: Complaint, line: OrderLine, now: datetime) -> None:
    """Only what the platform says anew; how far the complaint is here, the people here decide."""
    if "due" in line.changes:
        complaint.due_at, complaint.explain = line.values["due"], None
        hold_due(complaint, complaint.due_at.date())
        change(complaint, actor, "complaint.orders.due", now)
        note_done(complaint, actor, "platform", now, complaint.due_at.strftime("%Y-%m-%d %H:%M"))
    row.answered_at = line.values["answered"] or row.answered_at
    row.answer = line.values["outcome"] or row.answer
    change(row, actor, "complaint.orders.answer", now)


def _hold(source: Source, found: OrdersRead, now: datetime) -> None:
    numbers = sorted({line.number for line in found.lines})
    for start in range(0, len(numbers), IN_A_QUERY):
        forget(ComplaintHeld, (ComplaintHeld.source == source.value) & ComplaintHeld.outside_number.in_(numbers[start:start + IN_A_QUERY]))
    for line in found.bad:
        keep(ComplaintHeld(source=source.value, outside_number=line.number, line=line.line, at=now,
                           problems=[[problem.field, problem.code, dict(problem.values)] for problem in line.problems]))
