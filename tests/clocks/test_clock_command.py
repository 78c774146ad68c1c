"""`flask clock due`: its JSON, the stored calendar and hours or a week of one's own, and what it refuses."""

from __future__ import annotations

import json
from datetime import date

import pytest

from actions.changes import add, transaction
from models import ScheduleDay
from rules.people import SYSTEM
from tests.conftest import MONDAY


@pytest.fixture
def run(app):
    """The command with these words."""
    return lambda *words: app.test_cli_runner().invoke(args=["clock", "due", *words])


def due(run, kind, start, budget, *more):
    result = run("--kind", kind, "--start", start, "--budget", str(budget), *more, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_days_of_the_stored_calendar_are_explained(run):
    found = due(run, "day", "2026-02-13T16:00", 2)
    assert found["due"] == "2026-02-24"
    assert found["explain"][:3] == [{"date": "2026-02-13", "counted": False, "why": "开始当天不计"},
                                    {"date": "2026-02-14", "counted": True, "why": "春节调休补班"},
                                    {"date": "2026-02-15", "counted": False, "why": "春节 放假"}]
    assert found["explain"][-1] == {"date": "2026-02-24", "counted": True, "why": "工作日"}


@pytest.mark.parametrize(("words", "expected"), [
    (("day", "2026-03-02", 20, "--pause", "2026-03-09..2026-03-13"), "2026-04-07"),
    (("day", "2026-03-02", 20, "--pause", "2026-03-09..2026-03-13", "--extend", "10"), "2026-04-21"),
    (("calendar", "2026-02-01T08:00:00", 15), "2026-02-24"),
    (("calendar", "2026-02-01", 15, "--week", "mon-sun 00:00-24:00"), "2026-02-16"),
    (("day", "2031-05-02", 1, "--holiday", "2031-05-05"), "2031-05-06"),
    (("day", "2031-05-02", 1, "--workday", "2031-05-03"), "2031-05-03"),
    (("minute", "2031-05-02T16:30", 60, "--workday", "2031-05-03"), "2031-05-03T09:30"),
    (("minute", "2026-03-02T09:00", 180, "--week", "mon 09:00-12:00;tue-fri 09:00-12:00,13:30-17:00"), "2026-03-02T12:00"),
    (("minute", "2026-03-02T09:00:40", 1, "--week", "mon-fri 09:00-24:00"), "2026-03-02T09:01"),
    (("minute", "2026-03-02T23:30", 30, "--week", "mon-fri 09:00-24:00"), "2026-03-03T00:00"),
    (("minute", "2026-03-02T09:00", 120, "--week", "mon 09:00-12:00", "--pause", "2026-03-02T10:00..2026-03-02T10:30"), "2026-03-02T11:30"),
])
def test_due(run, words, expected):
    assert due(run, *words)["due"] == expected


def test_minutes_of_the_stored_hours_follow_a_single_days_difference(run):
    assert due(run, "minute", "2026-03-02T11:30", 60)["due"] == "2026-03-02T14:00"
    with transaction():
        add(ScheduleDay(day=date(2026, 3, 2), scope="centre", scope_id="", am_start="08:30", am_end="11:30", pm_start="14:00",
                        pm_end="17:30", reason="停电"), SYSTEM, "test", MONDAY)
    found = due(run, "minute", "2026-03-02T11:30", 60)
    assert found == {"due": "2026-03-02T15:00", "explain": [{"date": "2026-03-02", "counted": 60, "why": "工作日"}]}


def test_without_json_it_is_told_in_sentences(run):
    told = run("--kind", "minute", "--start", "2026-03-02T17:20", "--budget", "30").stdout.splitlines()
    assert told[0] == "到期：2026-03-03 08:50"
    assert told[1:] == ["2026-03-02 计 10 分钟 工作日", "2026-03-03 计 20 分钟 工作日"]


def test_a_missing_year_is_said_and_ends_with_one(run):
    result = run("--kind", "day", "--start", "2026-12-15", "--budget", "20", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "2027" in result.stderr


@pytest.mark.parametrize("words", [
    ("--kind", "day", "--start", "2026-02-30", "--budget", "1"), ("--kind", "minute", "--start", "2026-03-02", "--budget", "1"),
    ("--kind", "day", "--start", "2026-03-02", "--budget", "0"), ("--kind", "hour", "--start", "2026-03-02", "--budget", "1"),
    ("--kind", "day", "--start", "2026-03-02", "--budget", "1", "--pause", "2026-03-04"),
    ("--kind", "day", "--start", "2026-03-02", "--budget", "1", "--pause", "2026-03-04..2026-03-03"),
    ("--kind", "day", "--start", "2026-03-02", "--budget", "1", "--week", "every day"),
    ("--kind", "day", "--start", "2026-03-02", "--budget", "1", "--holiday", "tomorrow"),
    ("--kind", "day", "--start", "2026-03-02", "--budget", "1", "--extend", "0"),
])
def test_wrong_usage_ends_with_two(run, words):
    result = run(*words, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_clock_without_end_is_refused(run):
    result = run("--kind", "day", "--start", "2026-03-02", "--budget", "9999999", "--week", "mon 09:00-10:00", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "一百年" in result.stderr
