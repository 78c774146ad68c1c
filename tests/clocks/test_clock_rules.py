"""Clocks: cases reckoned by hand, and what holds for every clock."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Day, DayKind, plain_year
from rules.clocks import (
    OFFICE_WEEK,
    DayPause,
    Opening,
    Pause,
    Why,
    calendar_due,
    day_due,
    minute_due,
    opening_of,
    parse_week,
    week_openings,
)
from rules.errors import CalendarMissing, InvalidInput

STORED = Calendar(plain_year(2026, [
    Day(date.fromisoformat(row["date"]), DayKind(row["kind"]), row["name"])
    for row in csv.DictReader(Path("rules/presets/calendar.csv").read_text("utf-8").splitlines()) if row["date"].startswith("2026")]))
OFFICE = ((540, 720), (810, 1020))
HALF_AM = {date(2026, 2, 14)}


def stored(on: date) -> Opening:
    opening = opening_of(STORED, on)
    return opening._replace(segments=OFFICE) if opening.works else opening


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}")


@pytest.mark.parametrize(("start", "budget", "due"), [
    ("02-11", 5, "02-25"), ("02-13", 1, "02-14"), ("02-14", 3, "02-26"), ("02-16", 1, "02-24"), ("04-30", 3, "05-08"),
    ("05-08", 1, "05-09"), ("09-30", 5, "10-13"), ("10-09", 1, "10-10"), ("09-14", 13, "10-08"), ("09-14", 15, "10-10"),
    ("01-28", 20, "03-03"), ("01-28", 30, "03-17"), ("03-02", 20, "03-30"),
])
def test_working_days_of_2026(start, budget, due):
    assert day_due(day(start), budget, stored).due == day(due)


@pytest.mark.parametrize(("budget", "due"), [(20, "04-07"), (30, "04-21")])
def test_five_working_days_of_testing_are_not_counted(budget, due):
    assert day_due(day("03-02"), budget, stored, [DayPause(day("03-09"), day("03-13"))]).due == day(due)


def test_a_pause_counts_once_however_it_is_cut_and_not_on_days_off():
    whole = day_due(day("03-02"), 20, stored, [DayPause(day("03-09"), day("03-15"))])
    pieces = [DayPause(day("03-11"), day("03-15")), DayPause(day("03-09"), day("03-12")), DayPause(day("03-12"), day("03-12"))]
    assert whole.due == day_due(day("03-02"), 20, stored, pieces).due == day("04-07")
    assert {line.why for line in whole.lines if day("03-14") <= line.date <= day("03-15")} == {Why.WEEKEND}


def test_a_pause_that_begins_after_the_due_day_changes_nothing():
    assert day_due(day("03-02"), 5, stored, [DayPause(day("03-10"), day("04-30"))]).due == day("03-09")
    assert day_due(day("03-02"), 5, stored, [DayPause(day("03-09"), day("03-09"))]).due == day("03-10")


@pytest.mark.parametrize(("start", "budget", "due"), [
    ("03-02", 15, "03-17"), ("02-01", 15, "02-24"), ("03-01", 60, "04-30"), ("04-15", 60, "06-15"), ("02-04", 10, "02-14"),
])
def test_calendar_days_roll_over_days_off(start, budget, due):
    assert calendar_due(day(start), budget, stored).due == day(due)


def test_what_rolled_is_explained():
    lines = calendar_due(day("02-01"), 15, stored).lines
    assert [lines[0].why, lines[1].why, lines[15].counted, lines[16].why, lines[-1]] == [
        Why.START, Why.CALENDAR_DAY, 1, Why.HOLIDAY, (day("02-24"), 0, Why.ROLLED, "")]


@pytest.mark.parametrize(("start", "budget", "due"), [
    ("03-02 11:50", 30, "03-02 13:50"), ("03-02 12:30", 30, "03-02 14:00"), ("02-13 16:45", 30, "02-14 09:15"),
    ("02-14 16:45", 30, "02-24 09:15"), ("03-02 09:00", 180, "03-02 12:00"), ("03-02 07:00", 390, "03-02 17:00"),
    ("03-02 17:00", 1, "03-03 09:01"), ("03-01 10:00", 1, "03-02 09:01"), ("03-02 11:59:30", 1, "03-02 13:30"),
    ("03-02 10:00:59", 1, "03-02 10:01"),
])
def test_working_minutes(start, budget, due):
    assert minute_due(moment(start), budget, stored).due == moment(due)


def test_a_day_of_which_half_is_worked_gives_its_half():
    def half(on: date) -> Opening:
        return stored(on)._replace(segments=OFFICE[:1]) if on in HALF_AM else stored(on)

    assert minute_due(moment("02-14 11:45"), 30, half).due == moment("02-24 09:15")


@pytest.mark.parametrize(("pauses", "due"), [
    ([("03-02 10:00", "03-02 11:00")], "03-02 14:30"), ([("03-02 12:00", "03-02 13:30")], "03-02 12:00"),
    ([("03-02 11:00", "03-03 09:30")], "03-03 10:30"), ([("03-02 10:00", "03-02 11:00"), ("03-02 10:30", "03-02 11:00")], "03-02 14:30"),
    ([("03-02 13:30", "03-02 17:00")], "03-02 12:00"), ([("03-01 00:00", "03-02 09:00")], "03-02 12:00"),
    ([("03-02 13:00", "03-09 00:00")], "03-02 12:00"),
])
def test_pauses_of_minutes(pauses, due):
    spans = [Pause(moment(since), moment(until)) for since, until in pauses]
    assert minute_due(moment("03-02 09:00"), 180, stored, spans).due == moment(due)


def test_minutes_are_explained_day_by_day():
    lines = minute_due(moment("02-13 17:30"), 60, stored, [Pause(moment("02-14 00:00"), moment("02-24 09:30"))]).lines
    assert [lines[0].why, lines[1].why, lines[2].why, lines[-1]] == [
        Why.CLOSED, Why.PAUSED, Why.HOLIDAY, (day("02-24"), 60, Why.WORKDAY, "")]


def test_a_year_nobody_entered_is_named_and_never_guessed():
    for reckon in (day_due, calendar_due):
        with pytest.raises(CalendarMissing) as missing:
            reckon(day("12-15"), 20, stored)
        assert missing.value.year == 2027


def test_a_clock_that_never_ends_says_so():
    closed = week_openings(parse_week("mon 09:00-10:00"), holidays=[date(2026, 3, 2) + timedelta(weeks=number) for number in range(6000)])
    for reckon in (lambda: day_due(day("03-02"), 1, closed), lambda: calendar_due(day("03-02"), 1, closed),
                   lambda: minute_due(moment("03-02 00:00"), 1, closed), lambda: day_due(date.max, 1, closed)):
        with pytest.raises(InvalidInput) as endless:
            reckon()
        assert endless.value.problems[0].code == "clock_endless"


@pytest.mark.parametrize("text", ["", "mon", "mon 9:00-12:00", "moon 09:00-12:00", "mon 12:00-09:00", "mon 09:00-24:01", "mon 25:00-26:00",
                                  "mon 09:00-12:00;tue", "09:00-12:00"])
def test_a_week_that_cannot_be_read_is_refused(text):
    with pytest.raises(InvalidInput) as error:
        parse_week(text)
    assert error.value.problems[0].code == "week_unreadable"


def test_a_week_is_read_with_ranges_lists_and_midnight():
    week = parse_week("Mon 10:30-19:00; tue-fri 13:30-17:00,09:00-12:00; sat,sun 20:00-24:00; sat 19:00-21:00")
    assert week.segments[0] == ((630, 1140),)
    assert week.segments[4] == ((540, 720), (810, 1020))
    assert (week.segments[5], week.segments[6]) == (((1140, 1440),), ((1200, 1440),))
    assert week_openings(week, workdays=[day("03-08")])(day("03-08")).segments == ((630, 1140),)
    assert week_openings(parse_week("wed 10:00-11:00;tue 12:00-13:00"), workdays=[day("03-08")])(day("03-08")).segments == ((600, 660),)
    assert minute_due(moment("03-07 23:00"), 60, week_openings(week)).due == moment("03-08 00:00")


WEEK = week_openings(parse_week(OFFICE_WEEK))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
spans = st.lists(st.builds(lambda first, length: DayPause(first, first + timedelta(days=length)), days, st.integers(0, 40)), max_size=4)
moments = st.datetimes(moment("01-01"), moment("12-31")).map(lambda one: one.replace(microsecond=0))
minute_spans = st.lists(st.builds(lambda since, length: Pause(since, since + timedelta(minutes=length)), moments, st.integers(0, 9000)),
                        max_size=4)


def naive(start: date, budget: int, pauses: list[DayPause]) -> date:
    off = {on for pause in pauses for on in (pause.first + timedelta(days=n) for n in range((pause.last - pause.first).days + 1))}
    while budget:
        start += timedelta(days=1)
        budget -= start.weekday() < 5 and start not in off
    return start


def naive_minutes(start: datetime, budget: int, pauses: list[Pause]) -> datetime:
    """Minute by minute, for clocks that begin on a full minute."""
    while True:
        minute = start.hour * 60 + start.minute
        works = start.weekday() < 5 and any(first <= minute < last for first, last in OFFICE)
        budget -= works and not any(pause.since <= start < pause.until for pause in pauses)
        start += timedelta(minutes=1)
        if not budget:
            return start


@given(days, st.integers(1, 60), spans)
def test_days_are_those_of_a_naive_count(start, budget, pauses):
    found = day_due(start, budget, WEEK, pauses)
    assert found.due == naive(start, budget, pauses)
    assert sum(line.counted for line in found.lines) == budget
    assert [line.date for line in found.lines] == [start + timedelta(days=n) for n in range((found.due - start).days + 1)]


@given(moments.map(lambda one: one.replace(second=0)), st.integers(1, 900), minute_spans)
def test_minutes_are_those_of_a_naive_count(start, budget, pauses):
    whole = [Pause(one.since.replace(second=0), one.until.replace(second=0)) for one in pauses]
    found = minute_due(start, budget, WEEK, whole)
    assert found.due == naive_minutes(start, budget, whole)
    assert sum(line.counted for line in found.lines) == budget


@given(days, st.integers(1, 40), st.integers(1, 40), spans, st.randoms())
def test_what_holds_for_every_clock_of_days(start, budget, more, pauses, chance):
    due = day_due(start, budget, WEEK, pauses).due
    assert day_due(start, budget + more, WEEK, pauses).due > due
    assert day_due(due, more, WEEK, pauses).due == day_due(start, budget + more, WEEK, pauses).due
    shuffled = list(pauses)
    chance.shuffle(shuffled)
    assert day_due(start, budget, WEEK, shuffled + shuffled[:1]).due == due
    assert day_due(start, budget, WEEK, pauses[1:]).due <= due
    assert day_due(start, budget, WEEK, [*pauses, DayPause(due + timedelta(days=1), due + timedelta(days=90))]).due == due


@given(moments, st.integers(1, 900), st.integers(1, 900), minute_spans)
def test_what_holds_for_every_clock_of_minutes(start, budget, more, pauses):
    due = minute_due(start, budget, WEEK, pauses).due
    assert minute_due(start, budget + more, WEEK, pauses).due > due
    assert minute_due(start, budget, WEEK, list(reversed(pauses)) + pauses[:1]).due == due
    assert minute_due(start, budget, WEEK, pauses[1:]).due <= due
    after = Pause(due + timedelta(minutes=1), due + timedelta(days=90))
    assert minute_due(start, budget, WEEK, [*pauses, after]).due == due


@given(days, st.integers(1, 90), spans)
def test_calendar_days_end_on_a_working_day_with_the_budget_counted(start, budget, pauses):
    found = calendar_due(start, budget, WEEK, pauses)
    assert sum(line.counted for line in found.lines) == budget
    assert WEEK(found.due).works
    assert found.due >= calendar_due(start, budget, WEEK).due
