"""The sums of a month, the day it is closed by, the seal over its figures, and warnings before dismissal: pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.attendance import Code, Dismissal, RuleSet
from rules.attendance_close import Unsettled, check_reason, check_second, close_by, digest_of, months_on, weeks_to_check
from rules.attendance_dismissal import Level, bounds_for, runs_of, warnings_of
from rules.attendance_month import (
    Adjustment,
    MonthCell,
    figures_of_month,
    net_adjustments,
    read_month,
    sums_of,
    sums_stand,
)
from rules.calendar import Calendar, Day, DayKind, Half, plain_year
from rules.errors import CalendarMissing, InvalidInput

FIRST = date(2026, 3, 1)
OFF = RuleSet(date(2004, 1, 1))
THREE = RuleSet(date(2026, 3, 10), lates_absence=3)
TWO = RuleSet(date(2026, 3, 20), lates_absence=2, lates_halves=2)
RULES = {one.version: one for one in (OFF, THREE, TWO)}


@st.composite
def cells(draw):
    found = []
    for offset in range(31):
        for half in Half:
            code = draw(st.sampled_from(list(Code)))
            day = FIRST + timedelta(days=offset)
            version = max(one.valid_from for one in RULES.values() if one.valid_from <= day).isoformat()
            leave = draw(st.sampled_from(["annual", "sick"])) if code in (Code.LEAVE, Code.OFFICIAL) else ""
            found.append(MonthCell(day, half, code, draw(st.integers(0, 40)), draw(st.integers(0, 40)), version, leave))
    return found


def on(day: int, half: Half, code: Code, late: int = 0, early: int = 0) -> MonthCell:
    when = date(2026, 3, day)
    return MonthCell(when, half, code, late, early, max(one.valid_from for one in RULES.values() if one.valid_from <= when).isoformat())


@given(cells())
def test_the_sums_are_what_counting_the_half_days_one_by_one_gives(month):
    sums = sums_of(month, RULES)
    assert sums.due == len([cell for cell in month if cell.code.value not in ("not_due", "holiday", "duty")])
    assert sums.lates == len([cell for cell in month if "late" in cell.code.value.split("_")])
    assert sums.earlies == len([cell for cell in month if "early" in cell.code.value.split("_")])
    assert sums.late_minutes == sum(cell.late for cell in month if cell.code.value in ("late", "late_early"))
    assert sums.early_minutes == sum(cell.early for cell in month if cell.code.value in ("early", "late_early"))
    for code in Code:
        assert sums.of(code) == [cell.code for cell in month].count(code)
    assert sums.leave == {kind: n for kind in ("annual", "sick") if (n := [cell.leave for cell in month].count(kind))}


@given(cells())
def test_every_due_half_day_is_in_exactly_one_of_present_absent_leave_official_and_pending(month):
    sums = sums_of(month, RULES)
    absent = sums.of(Code.ABSENT_PENDING, Code.ABSENT_PROPOSED, Code.ABSENT)
    assert sums.due == sums.present + absent + sums.of(Code.LEAVE, Code.OFFICIAL, Code.PENDING)


@given(cells(), st.randoms())
def test_the_order_of_the_half_days_changes_nothing(month, luck):
    mixed = list(month)
    luck.shuffle(mixed)
    assert sums_of(mixed, RULES) == sums_of(month, RULES)


@given(cells())
def test_frozen_figures_are_read_again_as_they_were_and_their_sums_stand(month):
    sums = sums_of(month, RULES, {"annual": 4}, 90)
    adjusted = [Adjustment("2026-02", date(2026, 2, 3), Half.AM, "late", "corrected")]
    figures = figures_of_month(sums, month, adjusted)
    assert read_month(figures) == (sums, month, adjusted)
    assert sums_stand(figures)
    figures["codes"] = {**figures["codes"], "late": 99}
    assert not sums_stand(figures)


@pytest.mark.parametrize(("days", "halves"), [
    ([2, 3, 4, 5], 0),  # the first set knows no such rule
    ([10, 11], 0), ([10, 11, 12], 1), ([10, 11, 12, 13, 16, 17], 2),
    ([18, 19, 20, 23], 2),  # two under the one set, two under the other: each set counts its own days
    ([18, 19, 20], 0),
])
def test_so_many_lates_are_absence_by_the_set_of_their_days(days, halves):
    assert sums_of([on(day, Half.AM, Code.LATE, 5) for day in days], RULES).from_lates == halves


def test_a_half_day_late_and_early_counts_as_two_times_and_stays_what_it_is():
    sums = sums_of([on(10, Half.AM, Code.LATE_EARLY, 5, 6), on(11, Half.PM, Code.EARLY, 0, 7)], RULES)
    assert (sums.from_lates, sums.of(Code.ABSENT), sums.lates, sums.earlies, sums.exceptions) == (1, 0, 1, 2, 2)


def test_changes_of_one_half_day_are_one_and_a_change_taken_back_is_none():
    first, second = date(2026, 2, 3), date(2026, 2, 4)
    given_ = [Adjustment("2026-02", second, Half.AM, "late", "normal"), Adjustment("2026-02", first, Half.PM, "missing_out", "corrected"),
              Adjustment("2026-02", second, Half.AM, "normal", "leave"), Adjustment("2026-02", first, Half.PM, "corrected", "missing_out")]
    assert net_adjustments(given_) == [Adjustment("2026-02", second, Half.AM, "late", "leave")]


YEAR = Calendar([*plain_year(2026, [Day(date(2026, 10, 5), DayKind.DAY_OFF, "国庆节"), Day(date(2026, 10, 6), DayKind.DAY_OFF, "国庆节"),
                                    Day(date(2026, 10, 7), DayKind.DAY_OFF, "国庆节"), Day(date(2026, 4, 5), DayKind.DAY_OFF, "清明节"),
                                    Day(date(2026, 4, 6), DayKind.DAY_OFF, "清明节")])])


@pytest.mark.parametrize(("first", "close_day", "by"), [
    (date(2026, 1, 1), 5, date(2026, 2, 5)), (date(2026, 3, 1), 5, date(2026, 4, 7)), (date(2026, 9, 1), 5, date(2026, 10, 8)),
    (date(2026, 6, 1), 5, date(2026, 7, 6)), (date(2026, 1, 1), 3, date(2026, 2, 3)), (date(2026, 9, 1), 7, date(2026, 10, 8)),
])
def test_a_month_is_closed_by_the_day_of_the_rules_or_the_next_working_day(first, close_day, by):
    assert close_by(first, close_day, YEAR) == by


def test_a_year_without_a_calendar_is_named_not_guessed():
    with pytest.raises(CalendarMissing) as raised:
        close_by(date(2026, 12, 1), 5, YEAR)
    assert raised.value.year == 2027


def test_a_month_is_closed_over_what_is_unsettled_only_with_a_reason():
    check_reason(Unsettled(), "")
    check_reason(Unsettled(cases=1), "本人住院，待其返岗后说明")
    with pytest.raises(InvalidInput):
        check_reason(Unsettled(cases=1), "  ")


def test_who_confirmed_does_not_close_unless_nobody_else_may():
    check_second("a", "b", 2)
    check_second("a", "a", 1)
    with pytest.raises(InvalidInput):
        check_second("a", "a", 2)


def test_the_seal_does_not_hang_on_the_order_of_rows_but_on_every_figure():
    rows = [("b", "u", {"x": 1}), ("a", "u", {"x": 2, "y": 3})]
    assert digest_of(rows) == digest_of([("a", "u", {"y": 3, "x": 2}), rows[0]])
    assert digest_of(rows) != digest_of([("b", "u", {"x": 1}), ("a", "u", {"x": 2, "y": 4})])


def test_months_and_weeks_are_reckoned_over_the_turn_of_the_year():
    assert months_on(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert weeks_to_check(date(2026, 1, 5))[:2] == [date(2025, 12, 29), date(2025, 12, 22)]


def halves(first: date, days: int, skip: tuple[int, ...] = (5, 6)):
    dates = [first + timedelta(days=n) for n in range(days)]
    return [(day, half) for day in dates if day.weekday() not in skip for half in Half]


CIVIL = Dismissal(15, 30, 10, 20, False)
INSTITUTION = Dismissal(15, 30, 10, 20, True)
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(("bounds", "days", "level"), [
    (INSTITUTION, 11, None),  # nine working days
    (INSTITUTION, 12, Level.WARN),  # ten
    (INSTITUTION, 19, Level.WARN),  # fifteen are not more than fifteen
    (INSTITUTION, 22, Level.REACHED),  # sixteen
    (CIVIL, 9, None), (CIVIL, 10, Level.WARN), (CIVIL, 15, Level.WARN), (CIVIL, 16, Level.REACHED),
])
def test_absence_in_a_row_is_warned_of_and_reached_by_the_bounds_of_the_employment(bounds, days, level):
    last = MONDAY + timedelta(days=days - 1)
    found = [one for one in warnings_of(runs_of(halves(MONDAY, days), ()), bounds, last) if one.kind == "run"]
    assert [one.level for one in found] == ([level] if level else [])


def test_days_off_do_not_end_a_row_but_a_half_day_at_work_or_on_leave_does():
    absent = halves(MONDAY, 12)
    there = [(MONDAY + timedelta(days=4), Half.AM)]
    assert len(runs_of(absent, ())) == 1
    assert [run.worked for run in runs_of([one for one in absent if one not in there], there)] == [8, 11]


def test_absence_of_a_year_adds_up_and_what_is_older_than_a_year_is_forgotten():
    absent = [half for week in range(0, 40, 2) for half in halves(MONDAY + timedelta(weeks=week), 1)]
    between = [half for week in range(1, 40, 2) for half in halves(MONDAY + timedelta(weeks=week), 1)]
    today = MONDAY + timedelta(weeks=39)
    [warned] = warnings_of(runs_of(absent, between), INSTITUTION, today)
    assert (warned.kind, warned.level, warned.halves, warned.bound, warned.since) == ("year", Level.WARN, 40, 30, MONDAY)
    assert warnings_of(runs_of(absent, between), INSTITUTION, today + timedelta(weeks=2 + 15)) == []


def test_there_are_no_bounds_for_contracts():
    assert bounds_for("contract", {"institution": INSTITUTION}) is None
