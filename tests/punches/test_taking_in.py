"""Taking punches in: what is kept, counted, held back and judged, on the real database."""

from datetime import date

import pytest

from actions.changes import add, transaction
from actions.punches import BatchDraft, take_in
from models import AuditRow, Coverage, Device, ImportBatch, RawPunch
from rules.errors import NotAllowed
from rules.people import SYSTEM
from rules.punches import ReadRow
from tests.people_made import LONG_AGO, actor_for, make_staff
from tests.punches.rows_made import FILE, punch, row, unreadable


@pytest.fixture
def device(db):
    with transaction():
        return add(Device(code="hall", name="大厅考勤机", kind="file", installed=date(2025, 1, 1)), SYSTEM, "device.add", LONG_AGO)


def test_every_row_is_kept_unchanged_once_and_counted(device, now):
    rows = [punch(1, "7", "2026-03-02 08:15:08"), punch(2, "7", "2026-03-02 08:15:08"), punch(3, "8", "2026-03-02 08:20:00"),
            unreadable(4), unreadable(5)]
    counts = take_in(SYSTEM, device, rows, FILE, now)
    assert (counts.read, counts.stored, counts.duplicate, counts.quarantined, counts.unknown_pin) == (5, 2, 2, 1, 2)
    assert (counts.first, counts.last) == ("2026-03-02 08:15:08", "2026-03-02 08:20:00")
    kept = {(row.pin, row.state, row.problem, row.raw_hex, row.line) for row in RawPunch.select()}
    assert kept == {("7", "kept", "", rows[0].raw.hex(), 1), ("8", "kept", "", rows[2].raw.hex(), 3),
                    ("?", "quarantined", "bad_date", rows[3].raw.hex(), 4)}


def test_the_same_rows_again_write_nothing_at_all(device, now):
    rows = [punch(1, "7", "2026-03-02 08:15:08"), unreadable(2)]
    take_in(SYSTEM, device, rows, FILE, now)
    before = (RawPunch.select().count(), Coverage.select().count(), ImportBatch.select().count(), AuditRow.select().count())
    again = take_in(SYSTEM, device, rows, FILE, now)
    assert (again.read, again.stored, again.duplicate, again.quarantined, again.batch_id) == (2, 0, 2, 0, "")
    assert before == (RawPunch.select().count(), Coverage.select().count(), ImportBatch.select().count(), AuditRow.select().count())


@pytest.mark.parametrize(("moment", "reason"), [
    ("2024-12-31 23:59:59", "before_installed"), ("2000-01-01 00:00:00", "before_installed"), ("2026-03-02 09:10:01", "in_future"),
    ("2131-01-01 08:00:00", "in_future")])
def test_what_cannot_be_true_is_held_back_with_its_reason(device, now, moment, reason):
    counts = take_in(SYSTEM, device, [punch(1, "7", moment), punch(2, "7", "2026-03-02 08:00:00")], FILE, now)
    assert (counts.stored, counts.quarantined) == (1, 1)
    held = RawPunch.get(RawPunch.state == "quarantined")
    assert held.problem == reason
    assert moment in (counts.first, counts.last), "it can be read, so it belongs to the span of the file"


def test_a_dry_run_counts_the_same_and_writes_nothing(device, now):
    rows = [punch(1, "7", "2026-03-02 08:15:08"), punch(2, "7", "2026-03-02 08:15:08"), unreadable(3), row(4, "9", None, "bad_line")]
    tried = take_in(SYSTEM, device, rows, FILE, now, dry_run=True)
    assert RawPunch.select().count() == ImportBatch.select().count() == 0
    done = take_in(SYSTEM, device, rows, FILE, now)
    done.batch_id = ""
    assert tried == done


def test_only_those_may_who_look_after_the_devices(device, now):
    with pytest.raises(NotAllowed):
        take_in(actor_for(make_staff()), device, [], BatchDraft("file"), now)


def test_rows_whose_number_cannot_be_read_are_all_kept_although_their_second_is_the_same(device, now):
    rows = [ReadRow(1, b"\xff1", "", 1772410000, problem="bad_pin"), ReadRow(2, b"\xff2", "", 1772410000, problem="bad_pin")]
    assert take_in(SYSTEM, device, rows, FILE, now).quarantined == 2
