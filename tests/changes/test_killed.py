"""A process that dies in the middle of writing leaves the row and its audit, or neither."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sys
from actions import changes
from actions.changes import add, transaction
from actions.database import open_database
from clock import station_now
from models import Unit
from rules.people import SYSTEM
from settings import load_settings

open_database(load_settings(os.environ))

def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)

with transaction():
    add(Unit(code="kept", name="kept", kind="window"), SYSTEM, "unit.add", station_now())
if sys.argv[1] == "before the audit row":
    changes._audit = die
with transaction():
    add(Unit(code="lost", name="lost", kind="window"), SYSTEM, "unit.add", station_now())
    if sys.argv[1] == "before the commit":
        die()
"""


@pytest.mark.parametrize("moment", ["before the audit row", "before the commit"])
def test_a_killed_process_leaves_no_row_without_its_audit(settings, moment):
    ended = subprocess.run([sys.executable, "-c", DYING, moment], cwd=ROOT, check=False,
                           env={"LIANGCHUANG_DATA": str(settings.data), "PYTHONPATH": str(ROOT)})
    assert ended.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(settings.data / "liangchuang.db")) as connection:
        rows = connection.execute("SELECT id, code FROM unit WHERE code IN ('kept', 'lost')").fetchall()
        assert [code for _, code in rows] == ["kept"]
        for table, column, counter in (("audit_row", "row_id", "audit_seq"), ("change_log", "pk", "next_seq - 1")):
            logged = connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", (rows[0][0],)).fetchone()
            newest = connection.execute(f"SELECT max(seq) = (SELECT {counter} FROM node_self) FROM {table}").fetchone()
            assert (logged, newest) == ((1,), (1,))


