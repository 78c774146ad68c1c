"""The single write path: a row and its audit row are written together or not at all.

No other module inserts, updates or deletes. Business rows go through add, change, remove (and add_many, remove_many), which
refuse to work outside transaction(); local rows, which need no audit, through keep, keep_new and forget.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from peewee import Expression, SqliteDatabase

from actions.capture import column_values, log_changes
from actions.prepared import Prepared
from models import AuditRow, ChangeLog, FormKey, NodeSelf, Row, Table, database
from rules.errors import KeyReused, NotFound, OutOfDate
from rules.people import Actor

R = TypeVar("R", bound=Row)
T = TypeVar("T", bound=Table)


class Written(threading.local):
    """The business rows the open transaction of this thread has written so far, as they were and as they are now."""

    rows: list[Row] | None = None


_written = Written()
_followers: list[Callable[[Sequence[Row]], None]] = []


@contextmanager
def transaction() -> Iterator[None]:
    """One unit of work: everything inside is committed together or not at all. Inside another it joins it.

    One writer at a time, so what is read inside still stands when it is written: SQLite begins immediate transactions, on
    PostgreSQL the node's row is locked first. Before the outermost commits, what follows from its rows is done (follow_with).
    """
    outermost = not database.in_transaction()
    with database.atomic():
        if not _has_triggers():
            NodeSelf.select(NodeSelf.id).for_update().execute()
        if not outermost:
            yield
            return
        _written.rows = []
        try:
            yield
            _follow(_written.rows)
        finally:
            _written.rows = None


def follow_with(*followers: Callable[[Sequence[Row]], None]) -> None:
    """From now on each follower is given the rows of each transaction before it commits (docs/decisions/0004). Named once, by
    actions/database.py: results that must never lag behind their facts are worked out there, not in each action.
    """
    _followers[:] = followers


def _follow(rows: list[Row]) -> None:
    _written.rows = None
    for follower in _followers if rows else ():
        follower(rows)


def find(model: type[R], row_id: str | None) -> R:
    """The row with this id. Raises NotFound."""
    row = find_or_none(model, row_id)
    if row is None:
        raise NotFound(f"{model._meta.table_name} {row_id}")
    return row


def find_or_none(model: type[R], row_id: str | None) -> R | None:
    """The row with this id; None when there is none, or no id."""
    return _by_id(model, 1).first(row_id) if row_id else None


def check_version(row: Row, seen: int, **offered: Any) -> None:
    """Raises OutOfDate when the row changed since the form was opened. offered: column -> what the form would put there."""
    if row.version != seen:
        fields, asked = row._meta.fields, offered or {"version": seen}
        raise OutOfDate(f"{row._meta.table_name} {row.id}", {name: column_values(row)[name] for name in asked},
                        {name: fields[name].db_value(value) for name, value in asked.items()})


def add(row: R, actor: Actor, what: str, now: datetime, note: str = "") -> R:
    """Insert a business row with its audit row."""
    _ask_for_transaction()
    _stamp(row, now, node().centre)
    row.save(force_insert=True)
    _log([row], "U")
    _audit(actor, what, now, row._meta.table_name, row.id, None, column_values(row), note)
    return row


def add_many(rows: Sequence[R], actor: Actor, what: str, now: datetime, note: str = "") -> None:
    """Insert business rows of one table with one audit row that holds them all."""
    _ask_for_transaction()
    if not rows:
        return
    centre = node().centre
    for row in rows:
        _stamp(row, now, centre)
    model = type(rows[0])
    values = [column_values(row) for row in rows]
    size = max(1, 900 // len(values[0]))
    for start in range(0, len(rows), size):
        model.insert_many([row.__data__ for row in rows[start:start + size]]).execute()
    _log(rows, "U")
    _audit(actor, what, now, model._meta.table_name, "", None, values, note)


def change(row: R, actor: Actor, what: str, now: datetime, note: str = "") -> R:
    """Write the changed columns of a business row, raise its version by one, and audit before and after.

    Nothing changed: nothing is written. Raises OutOfDate when the row in the database is not the version that was read.
    """
    _ask_for_transaction()
    model = type(row)
    stands = find(model, row.id)
    before, after = column_values(stands), column_values(row)
    changed = {name for name in after if after[name] != before[name]} - {"version", "updated_at"}
    if stands.version != row.version:
        raise OutOfDate(f"{model._meta.table_name} {row.id}", {n: before[n] for n in changed}, {n: after[n] for n in changed})
    if not changed:
        return row
    row.version, row.updated_at = row.version + 1, now
    model.update(**row.__data__).where(model.id == row.id).execute()
    _log([row], "U", stands)
    _audit(actor, what, now, model._meta.table_name, row.id, {n: before[n] for n in sorted(changed)},
           {n: after[n] for n in sorted(changed)}, note)
    return row


def remove(row: Row, actor: Actor, what: str, now: datetime, note: str = "") -> None:
    """Delete a business row; the audit row keeps what it was."""
    remove_many([row], actor, what, now, note)


def remove_many(rows: Sequence[Row], actor: Actor, what: str, now: datetime, note: str = "") -> None:
    """Delete business rows of one table with one audit row that holds what they were.

    Raises OutOfDate when one of them is gone or is not the version that was read.
    """
    _ask_for_transaction()
    if not rows:
        return
    model = type(rows[0])
    stand = rows_by_id(model, [row.id for row in rows])
    for row in rows:
        if row.id not in stand or stand[row.id].version != row.version:
            raise OutOfDate(f"{model._meta.table_name} {row.id}", {}, {})
    model.delete().where(model.id.in_([row.id for row in rows])).execute()
    for row in rows:
        row.updated_at = now
    _log(rows, "D")
    _audit(actor, what, now, model._meta.table_name, rows[0].id if len(rows) == 1 else "",
           [column_values(row) for row in rows], None, note)


def conceal(row: R, actor: Actor, what: str, now: datetime) -> R:
    """Change a business row so that nobody is told by it: the audit keeps which columns, not what stood there, and earlier writings of the
    row are taken out of the change log. Nothing changed: nothing is written.
    """
    _ask_for_transaction()
    model = type(row)
    stands = find(model, row.id)
    before, after = column_values(stands), column_values(row)
    changed = sorted({name for name in after if after[name] != before[name]} - {"version", "updated_at"})
    if not changed:
        return row
    _erase_log(row)
    row.version, row.updated_at = row.version + 1, now
    model.update(**row.__data__).where(model.id == row.id).execute()
    _log([row], "U", stands)
    _audit(actor, what, now, model._meta.table_name, row.id, None, None, ", ".join(changed))
    return row


def conceal_removed(row: Row, actor: Actor, what: str, now: datetime) -> None:
    """Delete a business row in the same way."""
    _ask_for_transaction()
    model = type(row)
    _erase_log(row)
    model.delete().where(model.id == row.id).execute()
    row.updated_at = now
    _log([row], "D")
    _audit(actor, what, now, model._meta.table_name, row.id, None, None, "")


def _erase_log(row: Row) -> None:
    ChangeLog.update(op="E", body=None).where((ChangeLog.tbl == row._meta.table_name) & (ChangeLog.pk == row.id)).execute()


def note_act(actor: Actor, what: str, now: datetime, table: str, row_id: str, note: str = "") -> None:
    """Audit an act that changes no row: a phone revealed, a file opened, a print made."""
    _ask_for_transaction()
    _audit(actor, what, now, table, row_id, None, None, note)


def keep(row: T) -> T:
    """Write a local row, new or changed (no audit)."""
    table: Any = type(row)
    values = dict(row.__data__)
    keys = [field.name for field in row._meta.get_primary_keys()]
    rest = {name: value for name, value in values.items() if name not in keys}
    with transaction():
        table.insert(**values).on_conflict(conflict_target=keys, update=rest).execute()
    return row


def keep_new(row: T) -> bool:
    """Insert a local row unless its unique key stands already; True when it was made."""
    table: Any = type(row)
    statement, params = table.insert(**row.__data__).on_conflict_ignore().sql()
    with transaction():
        return bool(database.execute_sql(statement, params).rowcount > 0)


def forget(model: type[Table], where: Expression) -> int:
    """Delete local rows; returns how many."""
    with transaction():
        return int(model.delete().where(where).execute())


@dataclass(frozen=True)
class FormStamp:
    """The client-made key of a form and the hash of what was sent under it."""

    key: str
    body_hash: str


def once(actor: Actor, stamp: FormStamp | None, now: datetime, make: Callable[[], str]) -> str:
    """Do `make` once under a form's key and return the id it gives; the same key and body again gives the same id.

    Raises KeyReused for another body under the key. Without a stamp (commands, jobs) it just does it.
    """
    with transaction():
        if stamp is None:
            return make()
        known = FormKey.get_or_none((FormKey.staff_id == actor.staff_id) & (FormKey.key == stamp.key))
        if known is not None:
            if known.request_hash != stamp.body_hash:
                raise KeyReused(stamp.key)
            return str(known.answer_id)
        made = make()
        keep_new(FormKey(staff_id=actor.staff_id, key=stamp.key, request_hash=stamp.body_hash, answer_id=made, at=now))
        return made


def audit_digest(columns: Mapping[str, Any], prev_hash: str) -> str:
    """SHA-256 over the previous row's hash and every column of an audit row as the database keeps it, as 64 hex digits."""
    said = {name: value for name, value in columns.items() if name not in {"hash", "prev_hash"}}
    text = json.dumps([prev_hash, said], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def node() -> NodeSelf:
    """This node's own row: its centre's code, epoch, and where its logs stand."""
    [found] = _NODE.rows()
    return found


_NODE = Prepared(NodeSelf, lambda: NodeSelf.select())


def _stamp(row: Row, now: datetime, centre: str) -> None:
    row.centre = row.centre or centre
    row.created_at = row.created_at or now
    row.updated_at = now


def _log(rows: Sequence[Row], op: str, *stood: Row) -> None:
    if _written.rows is not None:
        _written.rows += [*rows, *stood]
    if not _has_triggers():
        log_changes(rows, op)


def _has_triggers() -> bool:
    return isinstance(database.obj, SqliteDatabase)


def _ask_for_transaction() -> None:
    if not database.in_transaction():
        raise RuntimeError("business rows are written inside transaction() only")


def _audit(actor: Actor, what: str, now: datetime, table: str, row_id: str, before: Any, after: Any, note: str) -> None:
    head = node()
    row = AuditRow(seq=head.audit_seq + 1, at=now, staff_id=actor.staff_id, staff_number=actor.number, staff_name=actor.name,
                   address=actor.address, what=what, tbl=table, row_id=row_id, before=before, after=after, note=note,
                   prev_hash=head.audit_hash)
    row.hash = audit_digest(column_values(row), head.audit_hash)
    row.save(force_insert=True)
    NodeSelf.update(audit_seq=row.seq, audit_hash=row.hash).execute()


def rows_by_id(model: type[R], ids: Iterable[str], only: tuple[str, ...] = ()) -> dict[str, R]:
    """id -> row for many ids in one query. only: the columns to read, id among them, for rows that are shown and not changed."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    size = 1 << (len(wanted) - 1).bit_length()
    return {row.id: row for row in _by_id(model, size, only).rows(*wanted, *wanted[:1] * (size - len(wanted)))}


@cache
def _by_id(model: type[R], size: int, only: tuple[str, ...] = ()) -> Prepared[R]:
    """Rows by so many ids. rows_by_id repeats an id up to a power of two, so that a dozen sizes serve all."""
    return Prepared(model, lambda *ids: model.select(*(getattr(model, name) for name in only)).where(model.id.in_(ids)), size)
