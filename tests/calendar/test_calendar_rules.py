"""The working-day calendar and the documents it is made from. Source: docs/rules/calendar.md."""

from __future__ import annotations

import contextlib
import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Day, DayKind, Half, halves_between, parse_calendar_csv, parse_holiday_cn, plain_year
from rules.errors import CalendarMissing, InvalidInput
from tools.make_calendar_preset import NAMES, PRESET, preset_text

YEARS = range(2004, 2027)


def preset_exceptions() -> list[Day]:
    with PRESET.open(encoding="utf-8", newline="") as lines:
        return parse_calendar_csv(enumerate(csv.DictReader(lines), 2), source="preset")


PRESET_CALENDAR = Calendar(day for year in YEARS for day in plain_year(year, preset_exceptions()))
known_dates = st.dates(date(2004, 1, 20), date(2026, 12, 10))


def holiday_document(**changes: Any) -> dict[str, Any]:
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}, {"name": "元旦", "date": "2026-12-27", "isOffDay": False}]
    return {"year": 2027, "source": "国办发明电〔2026〕1号", "days": days} | changes


def problems_of(error: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str, Any]]:
    return [(problem.field, problem.code, problem.values.get("line")) for problem in error.value.problems]


def test_every_day_from_2004_to_2026_is_as_the_reference_package_says():
    on = date(2004, 1, 1)
    while on <= date(2026, 12, 31):
        assert PRESET_CALENDAR.is_workday(on) == chinese_calendar.is_workday(on), on
        on += timedelta(days=1)


def test_the_preset_file_is_what_its_generator_writes():
    assert PRESET.read_text(encoding="utf-8") == preset_text(json.loads(NAMES.read_text(encoding="utf-8")))


def test_every_make_up_day_of_the_preset_is_a_weekend_day_and_names_its_festival():
    made_up = [day for day in preset_exceptions() if day.kind is DayKind.MAKEUP]
    assert len(made_up) == 150
    assert all(day.date.weekday() >= 5 and day.name.endswith("调休补班") and len(day.name) > 4 for day in made_up)


def test_spring_festival_2026_is_off_from_the_15th_to_the_23rd_and_made_up_on_the_14th():
    assert [day for day in range(10, 29) if not PRESET_CALENDAR.is_workday(date(2026, 2, day))] == [*range(15, 24)]
    assert PRESET_CALENDAR.day(date(2026, 2, 14)) == Day(date(2026, 2, 14), DayKind.MAKEUP, "春节调休补班", "preset")


@pytest.mark.parametrize(("kind", "morning", "afternoon"), [
    (DayKind.WORKDAY, True, True), (DayKind.MAKEUP, True, True), (DayKind.DAY_OFF, False, False),
    (DayKind.HALF_AM, True, False), (DayKind.HALF_PM, False, True),
])
def test_each_kind_of_day_works_its_halves(kind, morning, afternoon):
    day = Day(date(2026, 3, 6), kind)
    assert (day.works(Half.AM), day.works(Half.PM)) == (morning, afternoon)
    assert Calendar([day]).is_workday(day.date) == (morning or afternoon)


def test_a_date_without_a_row_names_the_missing_year():
    with pytest.raises(CalendarMissing) as error:
        PRESET_CALENDAR.day(date(2027, 1, 4))
    assert error.value.year == 2027


@pytest.mark.parametrize("search", [lambda: PRESET_CALENDAR.next_workday(date(2026, 12, 31)),
                                    lambda: PRESET_CALENDAR.add_workdays(date(2026, 12, 30), 2)])
def test_a_search_never_guesses_beyond_the_last_known_day(search):
    with pytest.raises(CalendarMissing) as error:
        search()
    assert error.value.year == 2027


def test_a_search_backwards_never_guesses_before_the_first_known_day():
    with pytest.raises(CalendarMissing) as error:
        PRESET_CALENDAR.previous_workday(date(2004, 1, 1))
    assert error.value.year == 2003


@pytest.mark.parametrize(("year", "days"), [(2024, 366), (2026, 365)])
def test_a_year_is_there_only_when_every_day_is(year, days):
    whole = plain_year(year, [])
    assert len(whole) == days
    assert Calendar(whole).has_year(year)
    assert not Calendar(whole[:-1]).has_year(year)
    assert not Calendar(whole[1:]).has_year(year)


def test_the_first_missing_year_of_a_span_is_named():
    assert PRESET_CALENDAR.first_missing_year(date(2026, 12, 20), date(2027, 1, 5)) == 2027
    assert PRESET_CALENDAR.first_missing_year(date(2003, 12, 31), date(2004, 1, 1)) == 2003
    assert PRESET_CALENDAR.first_missing_year(date(2025, 12, 20), date(2026, 1, 5)) is None


@pytest.mark.parametrize(("start", "count", "end"), [
    ("2026-02-13", 1, "2026-02-14"), ("2026-02-14", 1, "2026-02-24"), ("2026-02-12", 3, "2026-02-24"),
    ("2026-02-24", -1, "2026-02-14"), ("2026-02-18", 0, "2026-02-18"), ("2025-12-31", 1, "2026-01-04"),
])
def test_working_days_are_added_over_holidays_and_make_up_days(start, count, end):
    assert PRESET_CALENDAR.add_workdays(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(known_dates)
def test_between_a_day_and_its_next_working_day_nobody_works(on):
    after = PRESET_CALENDAR.next_workday(on)
    assert after > on
    assert PRESET_CALENDAR.is_workday(after)
    assert not any(PRESET_CALENDAR.is_workday(on + timedelta(days=gap)) for gap in range(1, (after - on).days))


@given(known_dates.filter(PRESET_CALENDAR.is_workday), st.integers(-10, 10))
def test_adding_working_days_and_taking_them_away_leads_back(on, count):
    shifted = on
    for _ in range(abs(count)):
        shifted = PRESET_CALENDAR.next_workday(shifted) if count > 0 else PRESET_CALENDAR.previous_workday(shifted)
        if not date(2004, 1, 20) <= shifted <= date(2026, 12, 10):
            return
    assert PRESET_CALENDAR.add_workdays(on, count) == shifted
    assert PRESET_CALENDAR.add_workdays(shifted, -count) == on


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.sampled_from(Half), st.integers(0, 40), st.sampled_from(Half))
def test_halves_between_are_all_halves_of_the_span_in_order(start, start_half, length, end_half):
    end = start + timedelta(days=length)
    if length == 0 and start_half > end_half:
        with pytest.raises(InvalidInput):
            halves_between(start, start_half, end, end_half)
        return
    halves = halves_between(start, start_half, end, end_half)
    assert (halves[0], halves[-1]) == ((start, start_half), (end, end_half))
    assert halves == sorted(set(halves))
    assert len(halves) == 2 * length + 2 - (start_half is Half.PM) - (end_half is Half.AM)


@pytest.mark.parametrize(("start", "start_half", "end", "end_half"), [
    (date(2026, 2, 13), Half.AM, date(2026, 2, 12), Half.PM), (date(2026, 2, 12), Half.PM, date(2026, 2, 12), Half.AM)])
def test_a_span_from_after_to_is_refused(start, start_half, end, end_half):
    with pytest.raises(InvalidInput) as error:
        halves_between(start, start_half, end, end_half)
    assert problems_of(error) == [("end", "from_after_to", None)]


def test_a_plain_year_is_monday_to_friday_except_its_exceptions():
    off, other_year = Day(date(2027, 1, 1), DayKind.DAY_OFF, "元旦"), Day(date(2026, 12, 27), DayKind.MAKEUP, "元旦")
    year = Calendar(plain_year(2027, [off, other_year]))
    assert year.day(off.date) == off
    assert year.is_workday(date(2027, 1, 4))
    assert not year.is_workday(date(2027, 1, 9))
    with pytest.raises(CalendarMissing):
        year.day(other_year.date)


def test_the_later_row_of_one_date_stands():
    on = date(2026, 3, 6)
    assert Calendar([Day(on, DayKind.WORKDAY), Day(on, DayKind.HALF_AM, version=2)]).day(on).version == 2


def test_a_document_of_the_next_year_may_hold_days_of_late_december():
    assert parse_holiday_cn(holiday_document()) == [
        Day(date(2026, 12, 27), DayKind.MAKEUP, "元旦", "国办发明电〔2026〕1号"),
        Day(date(2027, 1, 1), DayKind.DAY_OFF, "元旦", "国办发明电〔2026〕1号")]


def test_a_document_with_papers_instead_of_a_source_keeps_them():
    document = holiday_document(papers=["https://example.cn/1", "https://example.cn/2"])
    del document["source"]
    assert {day.source for day in parse_holiday_cn(document)} == {"https://example.cn/1 https://example.cn/2"}


@pytest.mark.parametrize(("changes", "problems"), [
    ({"year": "2027"}, [("year", "year_unreadable", None)]),
    ({"year": True, "days": {}}, [("year", "year_unreadable", None), ("days", "days_unreadable", None)]),
    ({"days": ["2027-01-01"]}, [("days", "day_unreadable", 1)]),
    ({"days": [{"date": "2027-02-30", "isOffDay": True}]}, [("date", "date_unreadable", 1)]),
    ({"days": [{"date": 20270101, "isOffDay": True}]}, [("date", "date_unreadable", 1)]),
    ({"days": [{"date": "2027-W01-1", "isOffDay": True}]}, [("date", "date_unreadable", 1)]),
    ({"days": [{"date": "2030-01-01", "isOffDay": True}]}, [("date", "date_of_other_year", 1)]),
    ({"days": [{"date": "2027-01-01", "isOffDay": "false"}]}, [("isOffDay", "not_true_or_false", 1)]),
    ({"days": [{"date": "2027-01-01", "isOffDay": 1}, {"date": "x", "isOffDay": True}]},
     [("isOffDay", "not_true_or_false", 1), ("date", "date_unreadable", 2)]),
    ({"days": [{"date": "2027-01-01", "isOffDay": True, "name": 3}]}, [("name", "name_unreadable", 1)]),
    ({"days": [{"date": "2027-01-01", "isOffDay": True}] * 2}, [("date", "date_twice", 2)]),
])
def test_every_fault_of_a_document_is_named(changes, problems):
    with pytest.raises(InvalidInput) as error:
        parse_holiday_cn(holiday_document(**changes))
    assert problems_of(error) == problems


@pytest.mark.parametrize("document", [None, [], "text", 3, {}])
def test_what_is_no_calendar_at_all_is_refused(document):
    with pytest.raises(InvalidInput):
        parse_holiday_cn(document)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["year", "days", "date", "name", "isOffDay", "papers", "source"]), inner)))
def test_garbage_never_does_more_than_be_refused(document):
    with contextlib.suppress(InvalidInput):
        assert all(isinstance(day, Day) for day in parse_holiday_cn(document))


def test_csv_rows_name_the_line_of_each_fault():
    rows = [{"date": "2027-01-01", "kind": "day_off", "name": "元旦"}, {"date": "2027-1-2", "kind": "day_off", "name": ""},
            {"date": "2027-01-03", "kind": "holiday", "name": ""}, {"date": "2027-01-01", "kind": "makeup", "name": ""}, {"date": None}]
    with pytest.raises(InvalidInput) as error:
        parse_calendar_csv(enumerate(rows, 2))
    assert problems_of(error) == [("date", "date_unreadable", 3), ("kind", "kind_unknown", 4), ("date", "date_twice", 5),
                                  ("kind", "kind_unknown", 6)]


def test_csv_rows_may_hold_half_days():
    assert parse_calendar_csv([(2, {"date": "2026-03-08", "kind": "half_am", "name": "妇女节"})], "通知") == [
        Day(date(2026, 3, 8), DayKind.HALF_AM, "妇女节", "通知")]


def test_a_csv_row_that_names_its_source_keeps_it():
    row = {"date": "2026-05-04", "kind": "half_am", "name": "青年节", "source": "中心通知"}
    assert [day.source for day in parse_calendar_csv([(2, row)], "文件名")] == ["中心通知"]


def test_the_official_document_of_2025_says_what_the_preset_says():
    """The 28 days off and 5 make-up days of the notice for 2025."""
    document = json.loads(Path(__file__).with_name("holidays_2025.json").read_text(encoding="utf-8"))
    days = parse_holiday_cn(document)
    assert [sum(day.kind is kind for day in days) for kind in (DayKind.DAY_OFF, DayKind.MAKEUP)] == [28, 5]
    official = Calendar(plain_year(2025, days))
    assert all(official.is_workday(day.date) == PRESET_CALENDAR.is_workday(day.date) for day in plain_year(2025, []))
