"""A year's document and what it changes. Source: docs/rules/calendar.md section 3."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Day, DayKind, plain_year
from rules.calendar_document import Document, Merge, Standing, document_of_json, document_of_lines, merge
from rules.errors import InvalidInput

OFF, MADE_UP = DayKind.DAY_OFF, DayKind.MAKEUP
NEW_YEAR = Day(date(2027, 1, 1), OFF, "元旦", "通知甲")
BEFORE = Day(date(2026, 12, 27), MADE_UP, "元旦", "通知甲")
PAPER = Document(2027, (BEFORE, NEW_YEAR))
Days = dict[date, Standing]


def standing_year(year: int) -> Days:
    return {day.date: Standing(day) for day in plain_year(year, ())}


def taken_in(standing: Days, found: Merge) -> Days:
    after = {on: stands for on, stands in standing.items() if on not in found.removed}
    return after | {new.day.date: new for new in found.put}


def test_a_missing_year_is_filled_whole_and_counts_what_differs_from_monday_to_friday():
    found = merge(PAPER, {})
    assert len(found.put) == 365 + 1
    assert (found.read, len(found.differences), found.unchanged) == (2, 2, 0)
    assert {difference.before for difference in found.differences} == {None}


def test_the_same_document_again_changes_nothing():
    after = taken_in({}, merge(PAPER, {}))
    again = merge(PAPER, after)
    assert (again.put, again.removed, again.differences, again.read, again.unchanged) == ((), (), (), 2, 2)


def test_a_day_of_the_year_before_changes_only_that_day_of_it():
    standing = standing_year(2026)
    found = merge(PAPER, standing)
    assert [new.day for new in found.put if new.day.date.year == 2026] == [BEFORE]


def test_a_later_edition_takes_back_what_it_no_longer_lists():
    standing = taken_in(standing_year(2026), merge(PAPER, standing_year(2026)))
    found = merge(Document(2027, (replace(NEW_YEAR, name="元旦节"),)), standing)
    assert {difference.after.date: difference.after.kind for difference in found.differences} == {BEFORE.date: OFF, NEW_YEAR.date: OFF}


def test_a_day_of_a_year_otherwise_missing_is_removed_when_it_is_no_longer_listed():
    found = merge(Document(2027, (NEW_YEAR,)), taken_in({}, merge(PAPER, {})))
    assert found.removed == (BEFORE.date,)


def test_a_day_set_by_hand_is_kept_and_said():
    standing = standing_year(2027) | {NEW_YEAR.date: Standing(Day(NEW_YEAR.date, DayKind.HALF_AM), by_hand=True)}
    found = merge(PAPER, standing)
    assert found.kept == (NEW_YEAR,)
    assert NEW_YEAR.date not in {new.day.date for new in found.put}


listed_days = st.dictionaries(st.dates(date(2026, 12, 20), date(2027, 1, 10)), st.sampled_from([OFF, MADE_UP]), min_size=1)


@given(listed_days, listed_days)
def test_two_years_documents_give_the_same_calendar_in_either_order(older, newer):
    papers = [Document(2026, tuple(Day(on, kind, "旧", "通知甲") for on, kind in sorted(older.items()))),
              Document(2027, tuple(Day(on, kind, "新", "通知乙") for on, kind in sorted(newer.items())))]
    results = []
    for order in (papers, papers[::-1]):
        standing: Days = {}
        for paper in order:
            standing = taken_in(standing, merge(paper, standing))
        results.append(standing)
    assert results[0] == results[1]
    assert all(Calendar(stands.day for stands in results[0].values()).has_year(year) for year in (2026, 2027))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_json_document_is_read_in_either_encoding(encoding):
    text = json.dumps({"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}, ensure_ascii=False)
    document = document_of_json(text.encode(encoding), "2027.json")
    assert document == Document(2027, (Day(date(2027, 1, 1), OFF, "元旦", "2027.json"),))


@pytest.mark.parametrize(("content", "code"), [
    (b"{", "not_a_calendar"), (b"[" * 100_000, "not_a_calendar"), (b"\xff\xfe\x00{", "not_a_calendar"), (b"[]", "not_a_calendar"),
    (b'{"year": 2027, "days": []}', "calendar_empty"), (b'{"year": 1949, "days": [{"date": "1949-10-01", "isOffDay": true}]}',
                                                         "year_out_of_range"),
    (b'{"year": 2027, "days": [{"date": "2026-12-31", "isOffDay": true}]}', "calendar_empty"),
])
def test_what_is_no_usable_json_document_is_refused(content, code):
    with pytest.raises(InvalidInput) as error:
        document_of_json(content, "x.json")
    assert [problem.code for problem in error.value.problems] == [code]


def test_the_year_of_a_table_is_the_one_most_days_lie_in():
    days = ["2026-12-27", "2027-01-01", "2027-01-02"]
    document = document_of_lines([(line, {"date": on, "kind": "day_off", "name": ""}) for line, on in enumerate(days, 2)], "表.csv")
    assert (document.year, len(document.days)) == (2027, 3)


@pytest.mark.parametrize(("lines", "code"), [
    ([(2, {"日期": "2027-01-01"})], "not_a_calendar"),
    ([(2, {"date": "2027-01-01", "kind": "day_off"}), (3, {"date": "2029-01-01", "kind": "day_off"})], "more_years"),
    ([], "calendar_empty"),
])
def test_a_table_that_is_no_calendar_is_refused(lines, code):
    with pytest.raises(InvalidInput) as error:
        document_of_lines(lines, "表.csv")
    assert [problem.code for problem in error.value.problems] == [code]


def test_a_year_of_a_document_has_all_its_days_even_in_leap_years():
    found = merge(Document(2028, (Day(date(2028, 2, 29), OFF, "测试", "x"),)), {})
    assert {new.day.date for new in found.put} == {date(2028, 1, 1) + timedelta(days=n) for n in range(366)}
