"""Order, splitting and repetition of what is imported change nothing: neither the rows kept nor the verdicts."""

import itertools
import random
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import pins
from actions.attendance import cells_of
from actions.pins import PinDraft
from actions.punches import BatchDraft, take_in
from models import RawPunch
from rules.people import SYSTEM
from rules.punches import ReadRow
from tests.conftest import MONDAY
from tests.people_made import make_staff
from tests.punches.conftest import make_device
from tests.punches.rows_made import punch, seconds

NOW = MONDAY.replace(hour=20)
FIRST, LAST = date(2026, 2, 25), date(2026, 2, 27)
SPAN = BatchDraft("file", covers=(seconds("2026-02-25"), seconds("2026-02-28")))
_numbers = itertools.count(1)
MOMENTS = st.builds(lambda day, minute, second: f"{FIRST + timedelta(days=day)} {minute // 60:02}:{minute % 60:02}:{second:02}",
                    st.integers(0, 2), st.integers(7 * 60, 19 * 60), st.sampled_from([0, 1, 30, 59]))
GOOD = st.builds(lambda pin, moment: punch(1, pin, moment), st.sampled_from(["7", "8"]), MOMENTS)
ODD = st.sampled_from([punch(1, "7", "2131-01-01 00:00:00"), punch(1, "7", "2000-01-01 00:00:01"),
                       ReadRow(1, b"#", "", None, problem="bad_line"),
                       ReadRow(1, b"7\t2047-02-30", "7", None, problem="filler"), ReadRow(1, b"?\t08:00", "", seconds("2026-02-25 08:00"))])
ROWS = st.lists(st.one_of(GOOD, GOOD, GOOD, ODD), min_size=1, max_size=24)


def imported(parts):
    """Take the parts in one after the other on a machine of its own with two people; what is kept, and their verdicts."""
    device = make_device(f"m{next(_numbers)}")
    people = [make_staff() for _ in range(2)]
    for pin, staff in zip(("7", "8"), people, strict=True):
        pins.assign_pin(SYSTEM, device.id, PinDraft(pin, staff.number, date(2025, 1, 1)), NOW)
    counts = [take_in(SYSTEM, device, part, SPAN, NOW) for part in parts]
    assert all(one.read == one.stored + one.duplicate + one.quarantined for one in counts)
    kept = sorted((row.pin, row.second, row.state, row.problem, row.raw_hex) for row in RawPunch.select().where(
        RawPunch.device_id == device.id))
    assert len(kept) == sum(one.stored + one.quarantined for one in counts)
    said = [[(day, half, cell.code, cell.late, cell.early, len(cell.used)) for (day, half), cell in cells_of(
        staff.id, FIRST, LAST).items()] for staff in people]
    return kept, said


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=ROWS, cuts=st.lists(st.integers(0, 24), max_size=3), again=st.lists(st.integers(0, 23), max_size=6), seed=st.integers(0, 99))
def test_order_splitting_and_repetition_change_nothing(db, rows, cuts, again, seed):
    shuffled = [*rows, *(rows[place] for place in again if place < len(rows))]
    random.Random(seed).shuffle(shuffled)  # noqa: S311  # an order, not a secret
    edges = [0, *sorted(min(cut, len(shuffled)) for cut in cuts), len(shuffled)]
    parts = [shuffled[first:last] for first, last in itertools.pairwise(edges)]
    assert imported(parts) == imported([rows])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=ROWS)
def test_a_dry_run_tells_what_an_import_then_does(db, rows):
    device = make_device(f"m{next(_numbers)}")
    tried = take_in(SYSTEM, device, rows, SPAN, NOW, dry_run=True)
    assert RawPunch.select().where(RawPunch.device_id == device.id).count() == 0
    done = take_in(SYSTEM, device, rows, SPAN, NOW)
    done.batch_id = ""
    assert done == tried
