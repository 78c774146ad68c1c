"""What contact tells of clocks, completeness and silence, as tables and properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.device_contact import (
    ALWAYS_REAL,
    DRIFT_LIMIT,
    GAP,
    MARGIN,
    STEADY,
    Contact,
    brings_backlog,
    collected_until,
    in_networks,
    is_jump,
    measured_drift,
    read_networks,
    run_begin,
    silent_minutes,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RECEIVED = 1_772_000_000
STEADY_CONTACT = Contact(STEADY)


@pytest.mark.parametrize(("age", "rows", "contact", "drift"), [
    (3, 1, STEADY_CONTACT, 3), (-3, 1, STEADY_CONTACT, -3), (-900, 1, STEADY_CONTACT, -900), (ALWAYS_REAL, 1, Contact(0), ALWAYS_REAL),
    (ALWAYS_REAL + 1, 1, Contact(0), None), (1800, 1, Contact(1799), None), (1800, 1, Contact(1800), 1800),
    (1800, 1, Contact(9000, backlog=60), None), (1800, 1, Contact(9000, backlog=600), 1800), (3, 1, Contact(9000, asked=True), None),
    (3, 6, STEADY_CONTACT, None), (13 * 3600, 1, Contact(99999), None), (-13 * 3600, 1, Contact(99999), None),
])
def test_a_clock_is_measured_by_rows_punched_just_now_only(age, rows, contact, drift):
    assert measured_drift(RECEIVED - age, rows, RECEIVED, contact) == drift


@pytest.mark.parametrize(("age", "rows", "old"), [(601, 6, True), (600, 6, False), (9999, 5, False), (9999, 128, True)])
def test_many_rows_of_which_even_the_newest_is_old_had_waited(age, rows, old):
    assert brings_backlog(RECEIVED - age, rows, RECEIVED) is old


@pytest.mark.parametrize(("contact", "drift", "until"), [
    (STEADY_CONTACT, None, RECEIVED - MARGIN), (STEADY_CONTACT, 600, RECEIVED - MARGIN - 600), (STEADY_CONTACT, -600, RECEIVED - MARGIN),
    (Contact(STEADY - 1), None, None), (Contact(9999, backlog=10), None, None),
])
def test_a_machine_is_collected_up_to_its_last_contact_less_a_margin(contact, drift, until):
    assert collected_until(RECEIVED, drift, contact) == until


@given(st.integers(0, 99999), st.none() | st.integers(0, 9999), st.integers(-9999, 9999))
def test_it_is_never_collected_up_to_the_last_contact_itself(run, backlog, drift):
    until = collected_until(RECEIVED, drift, Contact(run, backlog))
    assert until is None or until <= RECEIVED - MARGIN


@pytest.mark.parametrize(("before", "after", "jump"), [
    (None, 9999, False), (0, DRIFT_LIMIT, False), (0, DRIFT_LIMIT + 1, True), (500, 0, True),
])
def test_a_clock_that_changes_by_more_than_it_may_be_wrong_has_jumped(before, after, jump):
    assert is_jump(before, after) is jump


@pytest.mark.parametrize(("since", "last", "begins"), [
    (None, None, NOW), (NOW - timedelta(hours=1), NOW - GAP, NOW - timedelta(hours=1)),
    (NOW - timedelta(hours=1), NOW - GAP - timedelta(seconds=1), NOW), (NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW),
])
def test_a_contact_ends_with_the_first_gap(since, last, begins):
    assert run_begin(since, last, NOW) == begins


@pytest.mark.parametrize(("last", "minutes"), [
    (NOW - timedelta(minutes=10), 10), (NOW - timedelta(hours=2), 30), (NOW - timedelta(days=1), 30 + 60), (NOW, 0),
    (NOW + timedelta(hours=1), 0),
])
def test_only_working_time_counts_as_silence(last, minutes):
    worked = [(NOW - timedelta(hours=20), NOW - timedelta(hours=19)), (NOW - timedelta(minutes=30), NOW + timedelta(hours=3))]
    assert silent_minutes(last, NOW, worked) == minutes


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_for_networks_and_address_lets_in_nobody_by_mistake(networks, address):
    assert in_networks(address, networks) in (True, False)
    if not read_networks(networks):
        assert not in_networks("10.1.2.3", networks)
