"""`flask audit verify`: whatever was changed, cut out, cut off, put in or written anew in the audit is found and named."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from actions.audit import ANCHOR_FILE, anchor_audit, verify_audit
from actions.changes import add, audit_digest, node, transaction
from models import AuditRow, Unit
from rules.people import SYSTEM

ROWS = 30


@pytest.fixture
def chain(db, settings, now):
    """A node with a few dozen audit rows; returns the seq of the last."""
    for number in range(ROWS):
        with transaction():
            add(Unit(code=f"c{number}", name=f"窗口{number}", kind="window"), SYSTEM, "unit.add", now, note="a")
    return node().audit_seq


@pytest.fixture
def tamper(settings):
    """tamper(sql, ...) as somebody does it who owns the file: the triggers dropped first."""

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(settings.data / "liangchuang.db", isolation_level=None)) as connection:
            for event in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS append_only_audit_row_{event}")
            for statement in statements:
                connection.execute(statement)

    return run


def fault(settings):
    found = verify_audit(settings).fault
    return found and (found.seq, found.kind)


def rewrite_from(seq: int) -> None:
    """What a clever hand does: compute the whole chain anew from a row on, the node's own row too."""
    prev = AuditRow.get_by_id(seq - 1).hash
    for row in AuditRow.select().where(AuditRow.seq >= seq).order_by(AuditRow.seq):
        columns = {field.column_name: field.db_value(getattr(row, field.name)) for field in AuditRow._meta.sorted_fields}
        digest = audit_digest(columns, prev)
        AuditRow.update(prev_hash=prev, hash=digest).where(AuditRow.seq == row.seq).execute()
        prev = digest
    type(node()).update(audit_hash=prev).execute()


def test_an_untouched_chain_is_whole(chain, settings, now):
    anchor_audit(settings, now)
    verdict = verify_audit(settings)
    assert (verdict.rows, verdict.fault) == (chain, None)


def test_an_empty_anchor_and_a_half_written_last_line_do_no_harm(chain, settings, now):
    anchor_audit(settings, now)
    with (settings.data / ANCHOR_FILE).open("a") as file:
        file.write('{"seq": 9')
    assert fault(settings) is None


@pytest.mark.parametrize("column", ["at", "staff_id", "staff_number", "staff_name", "address", "what", "tbl", "row_id", "note", "after"])
def test_a_change_in_any_column_is_found(chain, settings, tamper, column):
    tamper(f"UPDATE audit_row SET {column} = {column} || ' ' WHERE seq = {chain - 3}")
    assert fault(settings) == (chain - 3, "changed")


def test_a_missing_row_is_found_at_the_beginning_in_the_middle_and_at_the_end(chain, settings, tamper):
    tamper(f"DELETE FROM audit_row WHERE seq = {chain}")
    assert fault(settings) == (chain, "missing")
    tamper(f"DELETE FROM audit_row WHERE seq = {chain - 5}")
    assert fault(settings) == (chain - 5, "missing")
    tamper("DELETE FROM audit_row WHERE seq = 1")
    assert fault(settings) == (1, "missing")


def test_a_row_put_in_is_found_before_and_behind_the_chain(chain, settings, tamper):
    copied = "staff_id, staff_number, staff_name, address, what, tbl, row_id, before, after, note, prev_hash, hash"
    tamper(f"INSERT INTO audit_row (seq, at, {copied}) SELECT {chain + 1}, at, {copied} FROM audit_row WHERE seq = {chain}")
    assert fault(settings) == (chain + 1, "extra")
    tamper(f"INSERT INTO audit_row (seq, at, {copied}) SELECT -4, at, {copied} FROM audit_row WHERE seq = 1")
    assert fault(settings) == (-4, "extra")


def test_two_rows_that_changed_places_are_found(chain, settings, tamper):
    tamper(f"UPDATE audit_row SET seq = 99999 WHERE seq = {chain - 4}", f"UPDATE audit_row SET seq = {chain - 4} WHERE seq = {chain - 2}",
           f"UPDATE audit_row SET seq = {chain - 2} WHERE seq = 99999")
    assert fault(settings) == (chain - 4, "unlinked")


def test_a_tail_cut_together_with_the_nodes_own_row_is_found_by_the_anchor(chain, settings, tamper, now):
    anchor_audit(settings, now)
    tamper(f"DELETE FROM audit_row WHERE seq > {chain - 10}",
           f"UPDATE node_self SET audit_seq = {chain - 10}, audit_hash = (SELECT hash FROM audit_row WHERE seq = {chain - 10})")
    assert fault(settings) == (chain - 9, "missing")


def test_a_chain_written_anew_is_found_by_the_anchor(chain, settings, tamper, now):
    anchor_audit(settings, now)
    tamper(f"UPDATE audit_row SET note = 'b' WHERE seq = {chain - 5}")
    rewrite_from(chain - 5)
    assert fault(settings) == (chain, "unlinked")


def test_a_wiped_audit_is_found(chain, settings, tamper, now):
    anchor_audit(settings, now)
    tamper("DELETE FROM audit_row", "UPDATE node_self SET audit_seq = 0, audit_hash = ''")
    assert fault(settings) == (1, "missing")


def test_a_damaged_anchor_file_is_told(chain, settings, now):
    (settings.data / ANCHOR_FILE).write_text("what\n")
    assert fault(settings) == (0, "unreadable")


def test_the_anchor_grows_by_a_line_only_when_there_is_news(chain, settings, now):
    path = settings.data / ANCHOR_FILE
    for hour in range(3):
        anchor_audit(settings, now + timedelta(hours=hour))
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [chain]
    with transaction():
        add(Unit(code="new", name="新", kind="window"), SYSTEM, "unit.add", now)
    assert anchor_audit(settings, now) == str(chain + 1)
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [chain, chain + 1]
    assert fault(settings) is None


def test_the_command_says_whole_or_names_the_row_and_fails(chain, app, tamper):
    run = app.test_cli_runner().invoke
    good = run(args=["audit", "verify", "--json"])
    assert (good.exit_code, json.loads(good.stdout)) == (0, {"rows": chain, "ok": True, "first_fault": None})
    tamper(f"UPDATE audit_row SET note = 'x' WHERE seq = {chain}")
    bad = run(args=["audit", "verify", "--json"])
    assert bad.exit_code == 1
    assert json.loads(bad.stdout) == {"rows": chain - 1, "ok": False, "first_fault": {"seq": chain, "kind": "changed"}}
    assert f"第 {chain} 条内容被改动" in run(args=["audit", "verify"]).stderr
