"""Taking punches in: what is kept, counted, held back and judged, on the real database."""

import pytest

from actions.punches import BatchDraft, take_in
from models import AuditRow, Coverage, ImportBatch, RawPunch
from rules.errors import NotAllowed
from rules.people import SYSTEM
from rules.punches import ReadRow
from tests.people_made import actor_for, make_staff
from tests.punches.conftest import make_device
from tests.punches.rows_made import FILE, punch, row, unreadable


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


@pytest.mark.parametrize("moment", ["1969-12-31 23:59:59", "1900-01-01 00:00:00", "0001-01-01 08:00:00", "9999-12-31 23:59:59"])
def test_a_row_from_far_away_alone_is_the_first_and_last_of_its_file(device, now, moment):
    counts = take_in(SYSTEM, device, [punch(1, "7", moment)], FILE, now)
    assert (counts.first, counts.last) == (moment, moment)
    assert (counts.quarantined, take_in(SYSTEM, device, [punch(1, "7", moment)], FILE, now).duplicate) == (1, 1)


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


def test_a_row_held_back_is_known_when_its_time_has_come(device, now):
    rows = [punch(1, "7", "2026-03-02 12:00:00")]
    assert take_in(SYSTEM, device, rows, FILE, now).quarantined == 1
    later = take_in(SYSTEM, device, rows, FILE, now.replace(hour=13))
    assert (later.stored, later.duplicate) == (0, 1)


def test_rows_out_of_order_are_a_warning_and_nothing_more(device, now):
    rows = [punch(1, "7", "2026-03-02 08:00:00"), punch(2, "7", "2000-01-01 00:00:07"), punch(3, "8", "2026-03-01 08:00:00"),
            punch(4, "9", "2026-03-02 08:00:00")]
    counts = take_in(SYSTEM, device, rows, FILE, now)
    assert (counts.stored, counts.quarantined, counts.out_of_order, ImportBatch.get().out_of_order) == (3, 1, 1, 1)


def test_the_line_in_which_a_file_says_that_nobody_punched_asks_for_nobody(device, now):
    assert take_in(SYSTEM, device, [row(1, "7", None, "no_punch")], FILE, now).quarantined == 1
    assert RawPunch.get().state == "dismissed"


def test_signs_no_database_takes_are_kept_in_the_bytes(device, now):
    rows = [ReadRow(1, b"7\x00\xff", "7\0", 1772410000, "\ud800", "\0", problem="bad_line")]
    assert take_in(SYSTEM, device, rows, FILE, now).quarantined == 1
    assert take_in(SYSTEM, device, rows, FILE, now).duplicate == 1
    assert bytes.fromhex(RawPunch.get().raw_hex) == b"7\x00\xff"


def test_when_the_file_breaks_off_nothing_is_kept(device, now):
    def rows():
        yield from (punch(number, str(number), "2026-03-02 08:00:00") for number in range(1, 5000))
        raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="stick"):
        take_in(SYSTEM, device, rows(), FILE, now)
    assert RawPunch.select().count() == ImportBatch.select().count() == Coverage.select().count() == 0


def test_many_rows_in_any_order_are_known_again(device, now):
    rows = [punch(number, str(number % 50), f"2026-02-{1 + number % 28:02} 08:{number // 60 % 60:02}:{number % 60:02}")
            for number in range(1, 6000)]
    first = take_in(SYSTEM, device, rows, FILE, now)
    again = take_in(SYSTEM, device, [*rows[::-1], unreadable(7000)], FILE, now)
    assert (first.stored + first.duplicate, again.duplicate, again.quarantined) == (5999, 5999, 1)


def test_the_same_number_and_second_on_two_machines_are_two_punches(device, now):
    other = make_device("gate")
    for machine in (device, other):
        assert take_in(SYSTEM, machine, [punch(1, "7", "2026-03-02 08:00:00")], FILE, now).stored == 1
    assert RawPunch.select().count() == 2
