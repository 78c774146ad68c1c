"""The change log for sync: triggers generated from the models, so that bulk statements and hand SQL cannot escape it.

On SQLite each captured table has three triggers that take the next gap-free seq from node_self in the same transaction, and two
that refuse what would go past them: REPLACE pushing out a row by another unique key (SQLite then fires no delete trigger unless
recursive_triggers is on, and a connection by hand has it off), and a changed id or centre.
On PostgreSQL the write path (actions/changes.py) calls log_changes instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from peewee import Database, SqliteDatabase

from models import (
    CAPTURED,
    SEARCH_TRIGGERS,
    AuditRow,
    ChangeLog,
    DeviceEvent,
    LeaveDecision,
    LeaveEntry,
    NodeSelf,
    Row,
    Table,
    VerdictHistory,
)

APPEND_ONLY: tuple[type[Table], ...] = (AuditRow, LeaveEntry, LeaveDecision, DeviceEvent, VerdictHistory)
AUDIT_ON_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$""",
    "CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_row FOR EACH ROW EXECUTE FUNCTION append_only()",
    "CREATE OR REPLACE TRIGGER append_only_all BEFORE TRUNCATE ON audit_row EXECUTE FUNCTION append_only()",
)
"""At the bureau the audit alone is held so: rows of the centres come in batches that may come again."""
LINES_AT_ONCE = 500


def trigger_statements() -> dict[str, str]:
    """Name -> CREATE TRIGGER text for every captured table, every append-only table and what is searched.

    Captured: U after insert and update, D after delete, and the keys kept before insert and update.
    """
    made = {f"search_complaint_text_{event.lower()}": statement for event, statement in SEARCH_TRIGGERS.items()}
    for model in CAPTURED:
        for event, op, side in (("INSERT", "U", "NEW"), ("UPDATE", "U", "NEW"), ("DELETE", "D", "OLD")):
            name = f"capture_{model._meta.table_name}_{event.lower()}"
            made[name] = _capture_sql(name, model, event, op, side)
        for event in ("INSERT", "UPDATE") if unique_keys(model) else ("UPDATE",):
            name = f"capture_{model._meta.table_name}_keys_{event.lower()}"
            made[name] = _keys_sql(name, model, event)
    for listed in APPEND_ONLY:
        table, key = listed._meta.table_name, listed._meta.sorted_field_names[0]
        for event in ("UPDATE", "DELETE"):
            name = f"append_only_{table}_{event.lower()}"
            made[name] = (f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                          f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        name = f"append_only_{table}_insert"
        made[name] = (f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
                      f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
    return made


def _capture_sql(name: str, model: type[Row], event: str, op: str, side: str) -> str:
    table = model._meta.table_name
    pairs = ", ".join(f"'{field.column_name}', {side}.\"{field.column_name}\"" for field in model._meta.sorted_fields)
    body = f"json_object({pairs})" if op == "U" else "NULL"
    own = f"{side}.centre = (SELECT centre FROM node_self)"
    return (f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {own} BEGIN "
            f"INSERT INTO change_log (seq, epoch_no, tbl, pk, op, ver, at, body) "
            f"SELECT next_seq, epoch_no, '{table}', {side}.id, '{op}', {side}.version, {side}.updated_at, {body} FROM node_self; "
            f"UPDATE node_self SET next_seq = next_seq + 1; END")


def _keys_sql(name: str, model: type[Row], event: str) -> str:
    table, checks = model._meta.table_name, []
    if event == "UPDATE":
        checks.append("SELECT RAISE(ABORT, 'id and centre never change') WHERE NEW.id <> OLD.id OR NEW.centre <> OLD.centre; ")
    for columns in unique_keys(model):
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        named = ", ".join(f"{table}.{column}" for column in columns)
        checks.append(f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: {named}') "
                      f"WHERE EXISTS (SELECT 1 FROM {table} WHERE {same} AND id <> NEW.id); ")
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN {''.join(checks)}END"


def unique_keys(model: type[Row]) -> list[list[str]]:
    """The columns of each unique key of a table besides its id."""
    single = [[field.column_name] for field in model._meta.sorted_fields if field.unique]
    return single + [[model._meta.combined[name].column_name for name in names] for names, unique in _plain_indexes(model) if unique]


def _plain_indexes(model: type[Row]) -> list[tuple[Sequence[str], bool]]:
    """Indexes over whole tables; those over some rows are made by add_index and are never unique here."""
    return [index for index in model._meta.indexes if isinstance(index, tuple)]


def install_capture(opened: Database) -> None:
    """Make the triggers what the models ask for. Called after every migration, inside its transaction."""
    if not isinstance(opened, SqliteDatabase):
        for statement in AUDIT_ON_POSTGRESQL:
            opened.execute_sql(statement)
        return
    wanted, present = trigger_statements(), present_triggers(opened)
    for name in present:
        if present[name] != wanted.get(name):
            opened.execute_sql(f"DROP TRIGGER {name}")
    for name, statement in wanted.items():
        if present.get(name) != statement:
            opened.execute_sql(statement)


def rebuild_search(opened: Database) -> None:
    """Make SQLite's search anew from complaint_text; that of PostgreSQL is an index, which never needs it."""
    if isinstance(opened, SqliteDatabase):
        opened.execute_sql("INSERT INTO complaint_search (complaint_search) VALUES ('rebuild')")


def present_triggers(opened: Database) -> dict[str, str]:
    """Name -> text of our triggers as the database has them."""
    rows = opened.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: sql for name, sql in rows if name.startswith(("capture_", "append_only_", "search_"))}


def capture_faults(opened: Database) -> list[str]:
    """Names of triggers missing or different from the models; empty is good, and always empty on PostgreSQL."""
    if not isinstance(opened, SqliteDatabase):
        return []
    present = present_triggers(opened)
    return sorted(name for name, statement in trigger_statements().items() if present.get(name) != statement)


def log_changes(rows: Sequence[Row], op: str) -> None:
    """Write changes of one table to the log where there are no triggers (PostgreSQL), inside the caller's transaction."""
    node = NodeSelf.get()
    own = [row for row in rows if row.centre == node.centre]
    lines = [{"seq": seq, "epoch_no": node.epoch_no, "tbl": row._meta.table_name, "pk": row.id, "op": op, "ver": row.version,
              "at": row._meta.fields["updated_at"].db_value(row.updated_at),
              "body": json.dumps(column_values(row), ensure_ascii=False) if op == "U" else None}
             for seq, row in enumerate(own, start=node.next_seq)]
    for start in range(0, len(lines), LINES_AT_ONCE):
        ChangeLog.insert_many(lines[start:start + LINES_AT_ONCE]).execute()
    if own:
        NodeSelf.update(next_seq=NodeSelf.next_seq + len(own)).execute()


def column_values(row: Any) -> dict[str, Any]:
    """Column name -> value as the database keeps it (text or whole number)."""
    return {field.column_name: field.db_value(getattr(row, field.name)) for field in row._meta.sorted_fields}
