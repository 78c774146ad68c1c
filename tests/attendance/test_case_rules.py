"""Until when a half-day is explained, and how many corrections a month has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rules.attendance import Code, RuleSet
from rules.attendance_cases import days_to_explain, last_day, minute_in_hours, over_limit, standing
from rules.calendar import Calendar, Day, DayKind, Half, plain_year
from rules.errors import CalendarMissing
from rules.leave import Session

RULES = RuleSet(date(2004, 1, 1))
SPRING = Calendar(plain_year(2026, [Day(date(2026, 2, day), DayKind.DAY_OFF, "春节", "") for day in range(16, 24)]))


@pytest.mark.parametrize(("code", "days"), [
    (Code.MISSING_IN, 0), (Code.LATE, 0), (Code.MISSING_OUT, 1), (Code.EARLY, 1), (Code.LATE_EARLY, 1), (Code.ABSENT_PENDING, 1),
    (Code.LEFT_POST, 1)])
def test_a_missed_in_is_explained_the_same_day_the_rest_on_the_next_working_day(code, days):
    assert days_to_explain(code, RULES) == days


@pytest.mark.parametrize(("published", "days", "due"), [
    (date(2026, 3, 3), 0, date(2026, 3, 3)), (date(2026, 3, 3), 1, date(2026, 3, 4)), (date(2026, 3, 6), 1, date(2026, 3, 9)),
    (date(2026, 3, 7), 0, date(2026, 3, 9)), (date(2026, 3, 7), 1, date(2026, 3, 10)), (date(2026, 2, 13), 1, date(2026, 2, 24))])
def test_the_deadline_counts_working_days_from_the_day_of_publication(published, days, due):
    assert last_day(SPRING, published, days) == due


def test_a_deadline_in_a_year_nobody_entered_is_not_guessed():
    with pytest.raises(CalendarMissing):
        last_day(SPRING, date(2026, 12, 31), 1)


@pytest.mark.parametrize(("limit", "used", "over"), [(3, 2, False), (3, 3, True), (0, 99, False), (1, 0, False)])
def test_the_limit_of_corrections_is_inclusive_and_nought_means_none(limit, used, over):
    assert over_limit(used, replace(RULES, corrections=limit)) is over


AFTERNOON, NIGHT = Session(Half.PM, 810, 1050), Session(Half.PM, 22 * 60, 26 * 60)


@pytest.mark.parametrize(("session", "edge", "minute", "counted"), [
    (AFTERNOON, "in", 690, 690), (AFTERNOON, "in", 689, None), (AFTERNOON, "in", 1049, 1049), (AFTERNOON, "in", 1050, None),
    (AFTERNOON, "out", 810, None), (AFTERNOON, "out", 811, 811), (AFTERNOON, "out", 1170, 1170), (AFTERNOON, "out", 1171, None),
    (AFTERNOON, "out", 334, None), (NIGHT, "out", 125, 1565), (NIGHT, "in", 1315, 1315)])
def test_a_corrected_time_lies_at_its_end_of_the_session_also_past_midnight(session, edge, minute, counted):
    assert minute_in_hours(session, edge, minute, RULES) == counted


@pytest.mark.parametrize(("state", "published", "stands"), [
    ("lapsed", Code.ABSENT_PENDING, "lapsed"), ("lapsed", Code.MISSING_OUT, "missed"), ("lapsed", Code.LATE, "open"),
    ("lapsed", Code.LEFT_POST, "open"), ("open", Code.LATE, "open"), ("excused", Code.LATE, "excused"), ("confirmed", "", "confirmed")])
def test_a_case_lapses_for_what_was_published_and_for_nothing_worse(state, published, stands):
    assert standing(state, published) == stands
