"""Importing people from a table, all at once: preview and import are the same judgement. Source: docs/rules/people.md, section 4."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.changes import FormStamp, change, once, transaction
from actions.staff import check_editor, create_person, update_person
from actions.staff_words import HEADINGS, words
from models import Staff
from rules.errors import InvalidInput, Problem
from rules.people import Actor
from rules.staff_import import FileLine, Table, read_table, understand_headings


@dataclass(frozen=True)
class ImportResult:
    """What a file holds and whether it was written. unknown: headings nobody understands."""

    lines: list[FileLine]
    unknown: tuple[str, ...]
    written: bool

    def count(self, outcome: str) -> int:
        """How many lines have an outcome: created, updated, unchanged or bad."""
        return Counter(line.outcome for line in self.lines)[outcome]

    @property
    def bad(self) -> list[FileLine]:
        """The lines that may not be written."""
        return [line for line in self.lines if line.outcome == "bad"]


def import_staff(actor: Actor, table: Table, now: datetime, *, dry_run: bool = False, skip_bad: bool = False) -> ImportResult:
    """Write the people of a table by staff number: new ones, and what differs on those known.

    table: as actions.sheets.read_sheet gives it. With a bad line nothing is written, unless skip_bad leaves those out. dry_run
    never writes. Raises NotAllowed, InvalidInput: column_missing, column_twice.
    """
    check_editor(actor)
    columns = understand_headings(table[0][1], HEADINGS)
    with transaction():
        known = {staff.number: staff for staff in Staff.select()}
        lines = read_table(table, columns, words(), _standing(known))
        write = not dry_run and (skip_bad or all(line.outcome != "bad" for line in lines))
        if write:
            _write(actor, lines, known, now)
    return ImportResult(lines, columns.unknown, write)


def confirm_import(actor: Actor, table: Table, now: datetime, *, skip_bad: bool, stamp: FormStamp) -> dict[str, int]:
    """Import once under a form's key and return how many lines were created, updated and unchanged.

    Raises NotAllowed, KeyReused, InvalidInput: as import_staff, lines_bad when nothing was written.
    """

    def make() -> str:
        result = import_staff(actor, table, now, skip_bad=skip_bad)
        if not result.written:
            raise InvalidInput(Problem("skip_bad", "lines_bad", {"count": len(result.bad)}))
        return json.dumps({outcome: result.count(outcome) for outcome in ("created", "updated", "unchanged")})

    counts: dict[str, int] = json.loads(once(actor, stamp, now, make))
    return counts


def _standing(known: Mapping[str, Staff]) -> dict[str, Mapping[str, Any]]:
    numbers = {staff.id: staff.number for staff in known.values()}
    return {number: {**staff.__data__, "b_partner": numbers.get(staff.b_partner_id or "", "")} for number, staff in known.items()}


def _write(actor: Actor, lines: list[FileLine], known: dict[str, Staff], now: datetime) -> None:
    """New people first, so that a partner may stand further down in the file."""
    created = [line for line in lines if line.outcome == "created"]
    for line in created:
        known[line.number] = create_person(actor, {column: value for column, value in line.values.items() if column != "b_partner"}, now)
    for line in created:
        if line.values.get("b_partner"):
            known[line.number].b_partner_id = known[line.values["b_partner"]].id
            change(known[line.number], actor, "staff.change", now)
    for line in lines:
        if line.outcome == "updated":
            update_person(actor, known[line.number], _columns(line, known), now)


def _columns(line: FileLine, known: Mapping[str, Staff]) -> dict[str, Any]:
    columns = {column: becomes for column, (_, becomes) in line.changes.items()}
    if "b_partner" in columns:
        partner = columns.pop("b_partner")
        columns["b_partner_id"] = known[partner].id if partner else None
    return columns
