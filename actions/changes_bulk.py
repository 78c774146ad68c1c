"""The single write path for very many rows of facts and verdicts: plain tuples, one audit row with their number and digest.

Rows by the hundred thousand cannot each carry their audit row. So the act is audited with a digest over everything that was
written, and each row stands in the change log like any other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from peewee import SqliteDatabase

from actions.capture import log_changes
from actions.changes import node, note_act, rows_by_id
from clock import new_id
from models import Row, database
from rules.people import Actor

AT_ONCE = 5000
T = TypeVar("T")


class Bulk:
    """One act that writes many rows of one table inside the caller's transaction; `close` writes its audit row."""

    def __init__(self, model: type[Row], columns: Sequence[str], now: datetime) -> None:
        """columns: names of the values each tuple carries, in order; the row's own columns are filled in here."""
        self._model, self._columns = model, tuple(columns)
        self._moment = model._meta.fields["updated_at"].db_value(now)
        self._centre = node().centre
        self._table = model._meta.table_name
        self._digest = hashlib.sha256()
        self.added = self.changed = self.removed = 0

    def add(self, values: Iterable[tuple[Any, ...]]) -> list[str]:
        """Insert rows; returns their ids in order."""
        ids: list[str] = []
        for some in in_pieces(values, AT_ONCE):
            rows = [(new_id(), self._centre, 1, self._moment, self._moment, *row) for row in some]
            names = ("id", "centre", "version", "created_at", "updated_at", *self._columns)
            self._run(f"INSERT INTO {self._table} ({_named(names)}) VALUES ({_marks(len(names))})", rows, some)
            made = [row[0] for row in rows]
            self._log(made)
            ids += made
        self.added += len(ids)
        return ids

    def change(self, values: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
        """Write all columns of rows named by their ids and raise their versions."""
        for some in in_pieces(values, AT_ONCE):
            mark = database.obj.param
            sets = ", ".join(f'"{name}" = {mark}' for name in self._columns)
            self._run(f"UPDATE {self._table} SET {sets}, version = version + 1, updated_at = {mark} WHERE id = {mark}",
                      [(*row, self._moment, row_id) for row_id, row in some], some)
            self._log([row_id for row_id, _ in some])
            self.changed += len(some)

    def remove(self, ids: Iterable[str]) -> None:
        """Delete rows by their ids."""
        for some in in_pieces(ids, AT_ONCE):
            rows = list(rows_by_id(self._model, some).values()) if self._by_hand() else []
            self._run(f"DELETE FROM {self._table} WHERE id = {database.obj.param}", [(row_id,) for row_id in some], some)
            if rows:
                log_changes(rows, "D")
            self.removed += len(some)

    def close(self, actor: Actor, what: str, now: datetime, note: str = "") -> None:
        """Audit the act with how many rows it wrote and the digest over them; nothing when it wrote none."""
        counts = {"added": self.added, "changed": self.changed, "removed": self.removed}
        if any(counts.values()):
            text = json.dumps({**counts, "sha256": self._digest.hexdigest(), "note": note}, ensure_ascii=False, sort_keys=True)
            note_act(actor, what, now, self._table, "", text)

    def _run(self, sql: str, rows: list[tuple[Any, ...]], said: Sequence[Any]) -> None:
        if not database.in_transaction():
            raise RuntimeError("business rows are written inside transaction() only")
        database.obj.cursor().executemany(sql, rows)
        self._digest.update(repr(said).encode("utf-8", "surrogatepass"))

    def _log(self, ids: Sequence[str]) -> None:
        if self._by_hand():
            log_changes(list(rows_by_id(self._model, ids).values()), "U")

    def _by_hand(self) -> bool:
        return not isinstance(database.obj, SqliteDatabase)


def in_pieces(values: Iterable[T], size: int) -> Iterable[list[T]]:
    """Lists of at most `size` values, in order.

    >>> list(in_pieces("abc", 2))
    [['a', 'b'], ['c']]
    """
    walked = iter(values)
    while piece := list(islice(walked, size)):
        yield piece


def _named(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(count: int) -> str:
    return ", ".join([database.obj.param] * count)
