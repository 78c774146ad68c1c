"""`flask leave count`: cases counted by hand from the State Council's papers, and an independent naive count."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.leave_count import count_leave
from actions.leave_plan import LeaveDraft
from rules.calendar import Half
from rules.leave import halves_counted

KINDS = {row["date"]: row["kind"] for row in csv.DictReader(Path("rules/presets/calendar.csv").read_text("utf-8").splitlines())}
CALENDAR_TYPES = ("sick", "maternity", "home_visit")


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["leave", "count", *words])


def counted(app: Flask, code: str, start: str, end: str, *more: str) -> dict[str, Any]:
    """start and end as '2026-02-12' or '2026-02-12 pm'."""
    first, _, first_half = start.partition(" ")
    last, _, last_half = end.partition(" ")
    halves = [*(["--from-half", first_half] if first_half else []), *(["--to-half", last_half] if last_half else [])]
    result = run(app, "--type", code, "--from", first, "--to", last, *halves, *more, "--json")
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.mark.parametrize(("code", "start", "end", "days"), [
    # one plain Tuesday in its parts
    ("annual", "2026-03-10", "2026-03-10", "1.0"),
    ("annual", "2026-03-10 am", "2026-03-10 am", "0.5"),
    ("annual", "2026-03-10 pm", "2026-03-10 pm", "0.5"),
    ("annual", "2026-03-10 pm", "2026-03-11 am", "1.0"),
    # over a weekend
    ("annual", "2026-03-13", "2026-03-16", "2.0"),
    ("annual", "2026-03-13 pm", "2026-03-16 am", "1.0"),
    ("personal", "2026-03-14", "2026-03-15", "0.0"),
    ("sick", "2026-03-14", "2026-03-15", "2.0"),
    ("sick", "2026-03-13 pm", "2026-03-16 am", "3.0"),
    # Spring Festival 2026: off 02-15 to 02-23, made up on Saturdays 02-14 and 02-28
    ("annual", "2026-02-12", "2026-02-24", "4.0"),
    ("annual", "2026-02-12 pm", "2026-02-24 am", "3.0"),
    ("annual", "2026-02-14", "2026-02-14", "1.0"),
    ("annual", "2026-02-14 pm", "2026-02-15 pm", "0.5"),
    ("annual", "2026-02-28 am", "2026-02-28 am", "0.5"),
    ("annual", "2026-02-15", "2026-02-23", "0.0"),
    ("sick", "2026-02-12", "2026-02-24", "13.0"),
    ("maternity", "2026-02-15", "2026-02-23", "9.0"),
    ("home_visit", "2026-02-15 pm", "2026-02-23 am", "8.0"),
    # Spring Festival 2025: off 01-28 to 02-04, made up on Sunday 01-26 and Saturday 02-08
    ("annual", "2025-01-24", "2025-02-08", "7.0"),
    ("annual", "2025-01-26", "2025-01-27", "2.0"),
    ("annual", "2025-01-27 pm", "2025-02-05 am", "1.0"),
    ("comp", "2025-02-08", "2025-02-09", "1.0"),
    # over the year's end: 2026-01-01 to 01-03 off, 2026-01-04 (Sunday) made up
    ("annual", "2025-12-30", "2026-01-05", "4.0"),
    ("annual", "2025-12-31 pm", "2026-01-04 am", "1.0"),
    ("sick", "2025-12-31 pm", "2026-01-04 am", "4.0"),
    # National Day 2025: off 10-01 to 10-08, made up on Sunday 09-28 and Saturday 10-11
    ("official", "2025-09-27", "2025-10-11", "6.0"),
])
def test_a_span_counts_what_the_calendar_says(app: Flask, code: str, start: str, end: str, days: str) -> None:
    document = counted(app, code, start, end)
    assert document["days"] == days
    assert float(days) * 2 == sum(cell["counts"] for cell in document["cells"])


def test_every_half_day_says_why_it_counts(app: Flask) -> None:
    cells = counted(app, "annual", "2026-02-13 pm", "2026-02-15 am")["cells"]
    assert cells == [
        {"date": "2026-02-13", "half": "pm", "counts": True, "why": "工作日"},
        {"date": "2026-02-14", "half": "am", "counts": True, "why": "春节调休补班"},
        {"date": "2026-02-14", "half": "pm", "counts": True, "why": "春节调休补班"},
        {"date": "2026-02-15", "half": "am", "counts": False, "why": "春节 放假"},
    ]
    assert [cell["why"] for cell in counted(app, "annual", "2026-03-14", "2026-03-14")["cells"]] == ["周末", "周末"]
    assert {cell["why"] for cell in counted(app, "sick", "2026-03-13", "2026-03-14")["cells"]} == {"按日历日计"}


@pytest.mark.parametrize(("code", "start", "end", "times", "hours"), [
    ("outing", "2026-03-10", "2026-03-10", ("09:00", "10:30"), "1.5"),
    ("outing", "2026-03-10", "2026-03-10", ("11:30", "14:00"), "1.0"),
    ("outing", "2026-03-10", "2026-03-10", ("12:00", "13:30"), "0.0"),
    ("outing", "2026-03-10", "2026-03-10", ("00:00", "23:59"), "7.5"),
    ("outing", "2026-03-10", "2026-03-10", ("09:00", "09:50"), "0.83"),
    ("outing", "2026-02-14", "2026-02-14", ("09:00", "10:00"), "1.0"),
    ("outing", "2026-02-17", "2026-02-17", ("09:00", "10:00"), "0.0"),
    ("outing", "2026-03-13", "2026-03-16", ("16:30", "09:30"), "2.0"),
    ("nursing", "2026-03-09", "2026-03-15", ("16:30", "17:30"), "5.0"),
])
def test_leave_by_the_hour_counts_hours_of_the_centres_sessions(
        app: Flask, code: str, start: str, end: str, times: tuple[str, str], hours: str) -> None:
    document = counted(app, code, start, end, "--from-time", times[0], "--to-time", times[1])
    assert document["hours"] == hours
    assert set(document) == {"hours", "cells"}


def test_hours_name_the_piece_of_each_session(app: Flask) -> None:
    document = counted(app, "outing", "2026-03-10", "2026-03-10", "--from-time", "11:30", "--to-time", "14:00")
    assert document["cells"] == [{"date": "2026-03-10", "half": "am", "from": "11:30", "to": "12:00", "minutes": 30},
                                 {"date": "2026-03-10", "half": "pm", "from": "13:30", "to": "14:00", "minutes": 30}]


@pytest.mark.parametrize(("words", "sentence"), [
    (("--type", "annual", "--from", "2026-03-11", "--to", "2026-03-10"), "结束必须晚于开始"),
    (("--type", "annual", "--from", "2026-03-10", "--from-half", "pm", "--to", "2026-03-10", "--to-half", "am"), "结束必须晚于开始"),
    (("--type", "outing", "--from", "2026-03-10", "--to", "2026-03-10", "--from-time", "10:00", "--to-time", "10:00"), "结束必须晚于开始"),
    (("--type", "party", "--from", "2026-03-10", "--to", "2026-03-10"), "party"),
    (("--type", "outing", "--from", "2026-03-10", "--to", "2026-03-10", "--from-time", "10:00"), "请填写"),
    (("--type", "annual", "--from", "2026-03-10", "--to", "2026-03-10", "--from-time", "10:00"), "不填时间"),
    (("--type", "annual", "--from", "2026-12-31", "--to", "2027-01-04"), "2027 年"),
    (("--type", "sick", "--from", "2027-01-04", "--to", "2027-01-04"), "2027 年"),
    (("--type", "annual", "--from", "2003-12-30", "--to", "2004-01-04"), "2003 年"),
    (("--type", "outing", "--from", "2027-01-04", "--to", "2027-01-04", "--from-time", "09:00", "--to-time", "10:00"), "2027 年"),
    (("--type", "annual", "--from", "2026-01-04", "--to", "9999-12-31"), "9999 年"),
])
def test_what_cannot_be_counted_is_refused_in_a_sentence(app: Flask, words: tuple[str, ...], sentence: str) -> None:
    result = run(app, *words, "--json")
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("words", [
    ("--type", "annual", "--from", "2026-02-30", "--to", "2026-03-10"),
    ("--type", "annual", "--from", "10.3.2026", "--to", "2026-03-10"),
    ("--type", "annual", "--from", "2026-03-10", "--from-half", "noon", "--to", "2026-03-10"),
    ("--type", "outing", "--from", "2026-03-10", "--to", "2026-03-10", "--from-time", "9", "--to-time", "10:00"),
    ("--from", "2026-03-10", "--to", "2026-03-10"),
])
def test_wrong_usage_leaves_with_two(app: Flask, words: tuple[str, ...]) -> None:
    assert run(app, *words).exit_code == 2


def test_without_json_it_is_told_in_lines(app: Flask) -> None:
    lines = run(app, "--type", "annual", "--from", "2026-03-13", "--to", "2026-03-14").stdout.splitlines()
    assert lines == ["年休假：1.0 天", "2026-03-13 上午 计 工作日", "2026-03-13 下午 计 工作日", "2026-03-14 上午 不计 周末",
                     "2026-03-14 下午 不计 周末"]
    hours = run(app, "--type", "outing", "--from", "2026-03-10", "--to", "2026-03-10", "--from-time", "09:00", "--to-time", "10:00")
    assert hours.stdout.splitlines() == ["临时外出：1.0 小时", "2026-03-10 上午 09:00-10:00"]


DAYS = st.integers(0, 364 * 2).map(lambda offset: date(2025, 1, 1) + timedelta(days=offset))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=DAYS, length=st.integers(0, 40), halves=st.tuples(st.sampled_from(Half), st.sampled_from(Half)),
       code=st.sampled_from(("annual", "personal", *CALENDAR_TYPES)))
def test_any_span_counts_as_a_naive_walk_over_the_papers_does(
        db: Any, start: date, length: int, halves: tuple[Half, Half], code: str) -> None:
    end = min(start + timedelta(days=length), date(2026, 12, 31))
    if start == end and halves == (Half.PM, Half.AM):
        return
    wanted = LeaveDraft(type_code=code, start_half=halves[0], end_half=halves[1])
    assert halves_counted(count_leave(wanted, start, end).cells) == naive_count(start, end, halves, code)


def naive_count(start: date, end: date, halves: tuple[Half, Half], code: str) -> int:
    """Two halves a day by the seed file and the weekday alone, minus what is cut off at the ends."""
    def worth(day: date) -> int:
        listed = KINDS.get(day.isoformat())
        off = listed == "day_off" if listed else day.weekday() > 4
        return 2 if code in CALENDAR_TYPES or not off else 0
    total = sum(worth(start + timedelta(days=offset)) for offset in range((end - start).days + 1))
    return total - (halves[0] == Half.PM and worth(start) == 2) - (halves[1] == Half.AM and worth(end) == 2)
