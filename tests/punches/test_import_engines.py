"""Imports on both engines, many at once, and one whose process dies in the middle."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from actions import pins, punches_held
from actions.attendance import cells_of
from actions.pins import PinDraft
from actions.punches import take_in
from models import ChangeLog, Coverage, ImportBatch, RawPunch
from rules.people import SYSTEM
from tests.engines import in_threads
from tests.people_made import make_staff
from tests.punches.conftest import make_device
from tests.punches.rows_made import FILE, punch, row, unreadable

TUESDAY = date(2026, 2, 3)
ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sys
from actions import punches
from actions.database import open_database
from actions.devices import devices
from clock import station_now
from devices.intake import take_file
from rules.people import SYSTEM
from settings import load_settings

open_database(load_settings(os.environ))

def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "while it judges":
    punches.judge_new = die
content = b"".join(b"%9d\\t2026-02-27 08:%02d:%02d\\t1\\t1\\t1\\t0\\n" % (n % 90, n // 60 % 60, n % 60) for n in range(30000))
take_file(SYSTEM, devices()[0], content, "1_attlog.dat", station_now(), progress=die if sys.argv[1] == "while it writes" else print)
"""


def rows_of_days(days=20):
    return [punch(number, str(number % 7), f"2026-02-{1 + number % days:02} 08:{number % 60:02}:00") for number in range(700)]


def test_both_engines_keep_and_know_the_same(node_settings, now):
    device, staff = make_device(), make_staff()
    pins.assign_pin(SYSTEM, device.id, PinDraft("1", staff.number, date(2025, 1, 1)), now)
    rows = [*rows_of_days(), unreadable(800), row(801, "", 1772410000, "bad_pin"), row(802, "9\0", 1772410000, "bad_line")]
    first = take_in(SYSTEM, device, rows, FILE, now)
    assert (first.read, first.stored + first.duplicate, first.quarantined) == (703, 700, 3)
    again = take_in(SYSTEM, device, rows[::-1], FILE, now)
    assert (again.duplicate, again.batch_id) == (703, "")
    assert RawPunch.select().count() == first.stored + 3
    assert ChangeLog.select().where(ChangeLog.tbl == "raw_punch").count() == first.stored + 3
    assert {cell.code.value for cell in cells_of(staff.id, TUESDAY, TUESDAY).values()} <= {"missing_out", "absent_pending"}
    assert sorted(one.pin for one in pins.unknown_pins(SYSTEM, now)) == ["0", "2", "3", "4", "5", "6"]
    assert punches_held.dismiss_all(SYSTEM, device.id, "bad_pin", "test", now) == 1


@pytest.mark.parametrize("times", [2, 4])
def test_the_same_file_at_the_same_moment_is_kept_once(node_settings, now, times):
    device, rows = make_device(), rows_of_days()
    results = in_threads(times, lambda _: take_in(SYSTEM, device, rows, FILE, now))
    assert not [one for one in results if isinstance(one, Exception)], results
    assert sorted(one.stored > 0 for one in results) == [False] * (times - 1) + [True]
    assert (ImportBatch.select().count(), Coverage.select().count()) == (1, 1)
    assert RawPunch.select().count() == max(one.stored for one in results)


@pytest.mark.parametrize("moment", ["while it writes", "while it judges"])
def test_a_process_that_dies_in_the_middle_has_written_nothing_and_the_next_import_is_whole(device, settings, now, moment):
    ended = subprocess.run([sys.executable, "-c", DYING, moment], cwd=ROOT, check=False, stdout=subprocess.DEVNULL,
                           env={"LIANGCHUANG_DATA": str(settings.data), "PYTHONPATH": str(ROOT)})
    assert ended.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(settings.data / "liangchuang.db")) as connection:
        for table in ("raw_punch", "import_batch", "coverage"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    counts = take_in(SYSTEM, device, rows_of_days(), FILE, now)
    assert counts.stored == RawPunch.select().count() > 0
