"""Slots of time, without a database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clock import STATION_ZONE
from rules.jobs import When, daily, every, slot_after, slot_begin, slot_name

MOMENTS = some.datetimes(datetime(2004, 1, 1), datetime(2099, 1, 1), timezones=some.just(STATION_ZONE))  # noqa: DTZ001  # zone is given
RULES = some.sampled_from([every(1), every(10), every(60), daily(0), daily(2, 30), daily(23, 59)])


@given(RULES, MOMENTS)
def test_every_moment_stands_in_exactly_one_slot(when: When, now: datetime) -> None:
    begin = slot_begin(when, now)
    assert begin <= now < slot_after(when, begin)
    assert slot_begin(when, slot_after(when, begin)) == slot_after(when, begin)


@pytest.mark.parametrize(("now", "slot"), [
    ("2026-03-02T02:29:59", "2026-03-01T02:30"), ("2026-03-02T02:30:00", "2026-03-02T02:30"), ("2026-01-01T00:00:00", "2025-12-31T02:30"),
])
def test_a_nightly_slot_lasts_from_its_time_to_the_same_time_next_day(now: str, slot: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=STATION_ZONE)
    assert slot_name(slot_begin(daily(2, 30), moment)) == slot


@pytest.mark.parametrize("minutes", [0, -10, 7, 1000])
def test_minutes_that_do_not_divide_a_day_are_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="do not divide a day"):
        every(minutes)


def test_slots_sort_as_time_does() -> None:
    start = datetime(2025, 12, 31, 23, 0, tzinfo=STATION_ZONE)
    names = [slot_name(start + timedelta(minutes=10 * n)) for n in range(20)]
    assert names == sorted(names)
