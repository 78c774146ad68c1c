"""Locks on the data folder: they end with their process, and only one writes at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from actions.changes import transaction
from actions.datalock import DataLocked, WriterLock, locked
from models import Staff, database
from settings import Settings
from tests.people_made import make_staff

ROOT = Path(__file__).parent.parent.parent
HOLDS = """
import sys
from pathlib import Path
from actions.datalock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_lock_is_gone_when_its_process_is_killed(tmp_path: Path) -> None:
    with holder(tmp_path / "a.lock") as other:
        with pytest.raises(DataLocked), locked(tmp_path / "a.lock", wait=False):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
        with locked(tmp_path / "a.lock", wait=False):
            pass


def test_a_thread_that_does_not_get_its_turn_is_told(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "w", seconds=0.05)
    assert lock.take()
    answers: list[bool] = []
    other = threading.Thread(target=lambda: answers.append(lock.take()))
    other.start()
    other.join()
    assert answers == [False]
    lock.give_back()
    assert lock.take()
    lock.give_back()


def test_a_transaction_waits_for_the_writer_of_another_process(db: Any, settings: Settings) -> None:
    with holder(settings.data / "liangchuang.db.writer") as other:
        made = threading.Thread(target=lambda: (make_staff(name="后来"), database.obj.close()))
        made.start()
        assert Staff.select().where(Staff.name == "后来").count() == 0
        other.communicate("\n")
        made.join()
    assert Staff.select().where(Staff.name == "后来").count() == 1


def test_the_turn_is_given_back_however_a_transaction_ends(db: Any) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction():
            _ = 1 / 0
        with pytest.raises(ZeroDivisionError), transaction(), transaction():
            _ = 1 / 0
    make_staff(name="还能写")
    assert Staff.select().where(Staff.name == "还能写").count() == 1
