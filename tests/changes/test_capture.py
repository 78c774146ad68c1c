"""The change log and the audit on SQLite: nothing escapes the triggers, and what is append-only stays so. On a raw connection."""

import json
import sqlite3
from contextlib import closing

import pytest

from actions.capture import capture_faults, install_capture, trigger_statements
from actions.changes import add, transaction
from models import CAPTURED, LOCAL, Unit
from rules.people import SYSTEM

COLUMNS = "(id, centre, version, created_at, updated_at, code, name, kind, min_present, active)"


def values(code: str, name: str = "甲") -> str:
    return f"('id-{code}', 'centre', 1, 't0', 't1', '{code}', '{name}', 'window', 0, 1)"


@pytest.fixture
def hand(db, settings):
    """A connection as somebody repairing by hand has it: nothing of ours but the file. recursive_triggers as sqlite sets it: off."""
    with closing(sqlite3.connect(settings.data / "liangchuang.db", isolation_level=None)) as connection:
        yield connection


def log(hand, pk: str | None = None) -> list[tuple]:
    rows = hand.execute("SELECT op, pk, ver, body FROM change_log WHERE tbl = 'unit' ORDER BY seq").fetchall()
    return [row for row in rows if pk is None or row[1] == pk]


def assert_gap_free(hand) -> None:
    seqs = [seq for (seq,) in hand.execute("SELECT seq FROM change_log ORDER BY seq")]
    assert seqs == list(range(1, hand.execute("SELECT next_seq FROM node_self").fetchone()[0]))


def test_every_table_is_either_captured_or_local_and_every_captured_one_has_its_triggers(hand):
    tables = {name for (name,) in hand.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                                              "AND name NOT LIKE 'complaint_search%'")}
    assert tables - {"schema_migration"} == {model._meta.table_name for model in (*CAPTURED, *LOCAL)}
    assert not set(CAPTURED) & set(LOCAL)
    triggers = {name for (name,) in hand.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {f"capture_{model._meta.table_name}_{event}" for model in CAPTURED for event in ("insert", "update", "delete")} <= triggers


def test_a_row_written_by_hand_is_logged_with_every_column(hand):
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {values('a')}")
    op, pk, version, body = log(hand)[-1]
    assert (op, pk, version) == ("U", "id-a", 1)
    row = dict(zip([name for _, name, *_ in hand.execute("PRAGMA table_info(unit)")], hand.execute(
        "SELECT * FROM unit WHERE id = 'id-a'").fetchone(), strict=True))
    assert json.loads(body) == row


def test_bulk_statements_are_logged_row_by_row(hand):
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {', '.join(values(f'b{n}') for n in range(50))}")
    hand.execute("UPDATE unit SET name = '乙' WHERE code LIKE 'b%'")
    hand.execute("DELETE FROM unit WHERE code LIKE 'b%'")
    assert [op for op, pk, *_ in log(hand) if pk.startswith("id-b")] == ["U"] * 100 + ["D"] * 50
    assert_gap_free(hand)


def test_upserts_and_replacing_are_logged(hand):
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {values('a')}")
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {values('a')} ON CONFLICT (id) DO UPDATE SET name = '丙'")
    hand.execute(f"REPLACE INTO unit {COLUMNS} VALUES {values('a', '丁')}")
    assert [json.loads(body)["name"] for op, _, _, body in log(hand, "id-a") if op == "U"] == ["甲", "丙", "丁"]
    assert_gap_free(hand)


@pytest.mark.parametrize("statement", [
    f"REPLACE INTO unit {COLUMNS} VALUES ('id-c', 'centre', 1, 't0', 't1', 'a', '甲', 'window', 0, 1)",
    "UPDATE OR REPLACE unit SET code = 'a' WHERE id = 'id-b'", "UPDATE OR REPLACE unit SET id = 'id-a' WHERE id = 'id-b'",
    "UPDATE unit SET id = 'id-c' WHERE id = 'id-b'", "UPDATE unit SET centre = 'elsewhere' WHERE id = 'id-b'",
])
def test_what_would_go_past_the_log_is_refused(hand, statement):
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {values('a')}, {values('b')}")
    before = hand.execute("SELECT * FROM unit ORDER BY id").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        hand.execute(statement)
    assert hand.execute("SELECT * FROM unit ORDER BY id").fetchall() == before
    assert_gap_free(hand)


def test_a_rolled_back_statement_leaves_no_gap(hand):
    hand.execute("BEGIN IMMEDIATE")
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {values('a')}")
    hand.execute("ROLLBACK")
    hand.execute(f"INSERT INTO unit {COLUMNS} VALUES {values('b')}")
    assert [pk for _, pk, *_ in log(hand) if pk.startswith("id-")] == ["id-b"]
    assert_gap_free(hand)


@pytest.mark.parametrize("statement", [
    "UPDATE audit_row SET note = 'x'", "DELETE FROM audit_row", "UPDATE audit_row SET hash = '' WHERE seq = 1",
    "REPLACE INTO audit_row SELECT * FROM audit_row WHERE seq = 1",
    "INSERT OR REPLACE INTO audit_row SELECT * FROM audit_row WHERE seq = 1",
])
def test_the_audit_cannot_be_changed_or_deleted(db, hand, now, statement):
    with transaction():
        add(Unit(code="a", name="甲", kind="window"), SYSTEM, "unit.add", now)
    before = hand.execute("SELECT * FROM audit_row").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        hand.execute(statement)
    assert hand.execute("SELECT * FROM audit_row").fetchall() == before


def test_missing_and_altered_triggers_are_named_and_renewed(db):
    db.execute_sql("DROP TRIGGER capture_unit_insert")
    db.execute_sql("DROP TRIGGER append_only_audit_row_delete")
    db.execute_sql("DROP TRIGGER capture_staff_update")
    db.execute_sql("CREATE TRIGGER capture_staff_update AFTER UPDATE ON staff BEGIN SELECT 1; END")
    assert capture_faults(db) == ["append_only_audit_row_delete", "capture_staff_update", "capture_unit_insert"]
    with transaction():
        install_capture(db)
    assert capture_faults(db) == []


def test_a_trigger_of_a_table_that_is_gone_is_removed(db):
    db.execute_sql("CREATE TRIGGER capture_old_insert AFTER INSERT ON unit BEGIN SELECT 1; END")
    with transaction():
        install_capture(db)
    names = {name for (name,) in db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert names == set(trigger_statements())
