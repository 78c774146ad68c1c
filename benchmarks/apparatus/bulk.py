"""Rows by the ten thousand into a scratch database: no transaction a row, no audit. The program itself never writes so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from actions.capture import column_values, present_triggers
from models import Table, database


def put_in(rows: Iterable[Table]) -> None:
    """Insert rows of any tables, each table's in the order given."""
    by_table: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_table[type(row)].append(column_values(row))
    for table, values in by_table.items():
        names = ", ".join(f'"{name}"' for name in values[0])
        marks = ", ".join("?" * len(values[0]))
        statement = f"INSERT INTO {table._meta.table_name} ({names}) VALUES ({marks})"  # noqa: S608  # names of our own columns
        database.obj.connection().executemany(statement, [tuple(row.values()) for row in values])


def drop_triggers() -> None:
    """Let nothing be captured until the next migration makes the triggers anew."""
    for name in present_triggers(database.obj):
        database.obj.execute_sql(f"DROP TRIGGER {name}")


def id_at(moment: datetime, random: Random) -> str:
    """The id a node would have made at this moment (as clock.new_id), so that rows lie in the order of time."""
    milliseconds = int(moment.timestamp() * 1000)
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | random.getrandbits(12) << 64 | 0x2 << 62 | random.getrandbits(62)))
