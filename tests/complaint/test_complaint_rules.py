"""Complaints: numbers as they are compared, tracks by the day of receipt, lights, kept figures."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from clock import STATION_ZONE
from rules.clocks import ClockKind, DayPause, parse_week, week_openings
from rules.complaint import Light, Standing, Track, accept_due, due_of, light_of, phone_key, rule_on, track_rule_of
from rules.errors import InvalidInput

RULES = [track_rule_of(one["track"], date.fromisoformat(one["valid_from"]), one["source"], one["figures"])
         for one in json.loads(Path("rules/presets/complaint.json").read_text("utf-8"))["tracks"]]
DUE, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


@pytest.mark.parametrize(("text", "key"), [
    ("13800005678", "13800005678"), ("138 0000 5678", "13800005678"), ("+86-138-0000-5678", "13800005678"),
    ("008613800005678", "13800005678"), ("8613800005678", "13800005678"), ("013800005678", "13800005678"),
    ("（0871）3419196", "08713419196"), ("0871-3419196转802", "08713419196"), ("3419196#2", "3419196"),
    ("１３８００００５６７８", "13800005678"),
    ("12345", "12345"), ("110", ""), ("不详", ""), ("", ""), ("86341919", "86341919"),
])
def test_a_number_is_compared_however_it_was_typed(text, key):
    assert phone_key(text) == key


@pytest.mark.parametrize(("track", "received", "clock", "finish"), [
    (Track.CONSUMER, date(2026, 4, 14), ClockKind.DAY, 45), (Track.CONSUMER, date(2026, 4, 15), ClockKind.CALENDAR, 60),
    (Track.SERVICE, date(2026, 3, 2), ClockKind.DAY, 5), (Track.PETITION, date(2026, 3, 2), ClockKind.CALENDAR, 60),
])
def test_the_version_of_the_day_of_receipt_holds(track, received, clock, finish):
    rule = rule_on(RULES, track, received)
    assert (rule.clock, rule.finish) == (clock, finish)


def test_before_the_first_version_there_is_no_rule():
    with pytest.raises(InvalidInput) as error:
        rule_on(RULES, Track.PETITION, date(2022, 4, 30))
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("track", "no_track_rule")]


def test_each_track_counts_in_its_own_unit():
    week = week_openings(parse_week("mon-fri 09:00-17:00"))
    assert due_of(rule_on(RULES, Track.SERVICE, date(2026, 3, 2)), date(2026, 3, 2), week).due == MONDAY
    assert due_of(rule_on(RULES, Track.PETITION, date(2026, 3, 2)), date(2026, 3, 2), week).due == date(2026, 5, 1)


@pytest.mark.parametrize("figures", [{"clock": "minute", "finish": 5}, {"clock": "day", "finish": 0}, {"clock": "week", "finish": 1}])
def test_figures_that_are_none_are_refused(figures):
    with pytest.raises(ValueError, match=r".+"):
        track_rule_of("service", MONDAY, "x", figures)


@pytest.mark.parametrize(("standing", "today", "light"), [
    (Standing(DUE), date(2026, 3, 4), Light.GREEN), (Standing(DUE), date(2026, 3, 5), Light.YELLOW), (Standing(DUE), DUE, Light.YELLOW),
    (Standing(DUE), date(2026, 3, 7), Light.RED), (Standing(DUE, DUE), MONDAY, Light.GREY), (Standing(DUE, MONDAY), MONDAY, Light.RED),
    (Standing(None), DUE, Light.GREY), (Standing(MONDAY), DUE, Light.YELLOW), (Standing(DUE, paused=True), MONDAY, Light.GREY),
    (Standing(MONDAY, late=True), date(2026, 3, 2), Light.RED), (Standing(DUE, date(2026, 3, 2), late=True), MONDAY, Light.RED),
])
def test_lights(standing, today, light):
    following = MONDAY if today >= DUE else date(2026, 3, today.day + 1)
    assert light_of(standing, today, following) is light


def test_a_track_says_when_it_must_be_taken_up():
    week, came = week_openings(parse_week("mon-fri 09:00-17:00")), datetime(2026, 3, 6, 10, 30, tzinfo=STATION_ZONE)

    def taken(track):
        return accept_due(rule_on(RULES, track, came.date()), came, week)

    assert taken(Track.SERVICE) == datetime(2026, 3, 9, 23, 59, tzinfo=STATION_ZONE)
    assert taken(Track.CONSUMER) == datetime(2026, 3, 17, 23, 59, tzinfo=STATION_ZONE)
    assert taken(Track.PETITION) == datetime(2026, 3, 23, 23, 59, tzinfo=STATION_ZONE)  # the fifteenth day is a Saturday
    assert taken(Track.ORDER12345) == datetime(2026, 3, 7, 10, 30, tzinfo=STATION_ZONE)
    assert taken(Track.REPORT) is None


def test_an_extension_and_pauses_are_counted_in_the_unit_of_the_track():
    week, rule = week_openings(parse_week("mon-fri 09:00-17:00")), rule_on(RULES, Track.SERVICE, date(2026, 3, 2))
    pause = [DayPause(date(2026, 3, 4), date(2026, 3, 8))]
    assert due_of(rule, date(2026, 3, 2), week, extended=5).due == date(2026, 3, 16)
    assert due_of(rule, date(2026, 3, 2), week, pause).due == date(2026, 3, 12)
    assert due_of(rule, date(2026, 3, 2), week, pause, 5).due == date(2026, 3, 19)
