"""The audit: proving that its chain is whole, anchoring it outside the database, and reading it, for the auditor alone.

Three things hold it: each row's hash covers its columns and the hash before it; the node's own row says where the chain ends; and
data/audit.anchor, written each night, says where it stood then, so that a chain cut or written anew is found too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from actions.changes import audit_digest, node, rows_by_id
from clock import STATION_ZONE
from models import AuditRow, NodeSelf, Staff, Unit, database
from rules.errors import NotAllowed
from rules.people import Actor, Permission
from settings import Settings

ANCHOR_FILE = "audit.anchor"
ID_LENGTH = 36
ROWS_NAMED = 20
_CHUNK = 1000


@dataclass(frozen=True)
class AuditFault:
    """The first thing wrong. seq: the row it stands at.

    kind: changed (the row differs from its hash), missing (the row is gone), unlinked (it does not continue the row before it, or
    differs from the anchor), extra (it stands after the end of the chain), unreadable (the anchor file).
    """

    seq: int
    kind: str


@dataclass(frozen=True)
class AuditVerdict:
    """rows: how many were read; fault: the first one, None when the chain is whole."""

    rows: int
    fault: AuditFault | None


def verify_audit(settings: Settings) -> AuditVerdict:
    """Walk the whole chain in the order of seq, a thousand rows at a time, and stop at the first fault. Others go on writing."""
    anchors = _anchors(settings)
    if anchors is None:
        return AuditVerdict(0, AuditFault(0, "unreadable"))
    end, count, prev_hash = node(), 0, ""
    for columns in _stored_rows(end.audit_seq):
        fault = _fault_of(columns, count + 1, prev_hash, anchors)
        if fault:
            return AuditVerdict(count, fault)
        count, prev_hash = count + 1, columns["hash"]
    return AuditVerdict(count, _fault_of_end(count, prev_hash, end.audit_seq, end.audit_hash, anchors) or _beyond_end())


def _stored_rows(end: int) -> Iterator[dict[str, Any]]:
    """The rows up to a seq as the database keeps them, text and whole numbers, not turned into values: any changed byte shows."""
    names = [field.column_name for field in AuditRow._meta.sorted_fields]
    chosen = AuditRow.select().where(AuditRow.seq <= end).order_by(AuditRow.seq).limit(_CHUNK)
    rows = database.execute_sql(*chosen.sql()).fetchall()
    while rows:
        for row in rows:
            yield dict(zip(names, row, strict=True))
        rows = database.execute_sql(*chosen.where(AuditRow.seq > rows[-1][names.index("seq")]).sql()).fetchall()


def _beyond_end() -> AuditFault | None:
    end = NodeSelf.select(NodeSelf.audit_seq)
    row = AuditRow.select(AuditRow.seq).where(AuditRow.seq > end).order_by(AuditRow.seq).first()
    return AuditFault(row.seq, "extra") if row else None


def _fault_of(columns: dict[str, Any], seq: int, prev_hash: str, anchors: dict[int, str]) -> AuditFault | None:
    if columns["seq"] != seq:
        return AuditFault(seq, "missing") if columns["seq"] > seq else AuditFault(columns["seq"], "extra")
    if columns["prev_hash"] != prev_hash:
        return AuditFault(seq, "unlinked")
    if columns["hash"] != audit_digest(columns, prev_hash):
        return AuditFault(seq, "changed")
    return None if anchors.get(seq, columns["hash"]) == columns["hash"] else AuditFault(seq, "unlinked")


def _fault_of_end(count: int, last_hash: str, end: int, end_hash: str, anchors: dict[int, str]) -> AuditFault | None:
    if count < max([end, *anchors]):
        return AuditFault(count + 1, "missing")
    return None if last_hash == end_hash else AuditFault(count, "unlinked")


def anchor_audit(settings: Settings, now: datetime) -> str:
    """The job: add where the chain stands to data/audit.anchor, one JSON line {"seq","hash","at"}, on the disk before it returns.

    Returns the seq as text. Nothing new since the last line: nothing is written.
    """
    end = node()
    anchors = _anchors(settings)
    if not end.audit_seq or (anchors and end.audit_seq in anchors):
        return str(end.audit_seq)
    line = json.dumps({"seq": end.audit_seq, "hash": end.audit_hash, "at": now.isoformat(timespec="seconds")})
    with (settings.data / ANCHOR_FILE).open("a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return str(end.audit_seq)


def _anchors(settings: Settings) -> dict[int, str] | None:
    """seq -> hash of every anchor; a last line that a power cut left half-written is passed over; None for any other damage."""
    path: Path = settings.data / ANCHOR_FILE
    lines = path.read_text("utf-8", errors="replace").split("\n") if path.exists() else [""]
    try:
        read = [json.loads(line) for line in lines[:-1]]
        return {int(line["seq"]): str(line["hash"]) for line in read}
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class AuditSearch:
    """What the auditor looks for. person: staff number or part of a name; what, table: "" for all; days both included."""

    person: str = ""
    what: str = ""
    table: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


def audit_rows(actor: Actor, search: AuditSearch, limit: int) -> list[AuditRow]:
    """Rows the search finds, the newest first, only those before the seq `search.before`. Raises NotAllowed."""
    if not actor.may(Permission.AUDIT):
        raise NotAllowed("audit")
    found: Any = AuditRow.seq > 0
    if search.person:
        found &= (AuditRow.staff_number == search.person) | AuditRow.staff_name.contains(search.person)
    if search.what:
        found &= AuditRow.what == search.what
    if search.table:
        found &= AuditRow.tbl == search.table
    if search.first:
        found &= AuditRow.at >= datetime.combine(search.first, time(), STATION_ZONE)
    if search.last:
        found &= AuditRow.at < datetime.combine(search.last + timedelta(days=1), time(), STATION_ZONE)
    if search.before is not None:
        found &= AuditRow.seq < search.before
    return list(AuditRow.select().where(found).order_by(AuditRow.seq.desc()).limit(limit))


def audited_acts(actor: Actor) -> list[str]:
    """The acts that occur in the audit, by name, to choose from. Raises NotAllowed."""
    if not actor.may(Permission.AUDIT):
        raise NotAllowed("audit")
    return [row.what for row in AuditRow.select(AuditRow.what).distinct().order_by(AuditRow.what)]


def names_in(rows: Iterable[AuditRow]) -> dict[str, str]:
    """id -> name of every person and unit the rows speak of, so that ids need not be read."""
    ids = [found for row in rows for value in (row.row_id, row.before, row.after) for found in _ids(value)]
    people = {row.id: f"{row.name} {row.number}" for row in rows_by_id(Staff, ids).values()}
    return {**people, **{row.id: row.name for row in rows_by_id(Unit, ids).values()}}


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value[:ROWS_NAMED]:
            yield from _ids(inner)
    elif isinstance(value, str) and len(value) == ID_LENGTH:
        yield value
