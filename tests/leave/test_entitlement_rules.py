"""Annual leave by length of service, and what duty hours pay for. Source: docs/rules/leave.md section 8."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.entitlement import (
    Annual,
    Employment,
    Portion,
    YearOfLeave,
    after_months,
    annual_halves,
    annual_rule_on,
    carry_over_expiry,
    comp_expiry,
    comp_halves,
    load_annual_rules,
    years_of_service,
)
from rules.errors import InvalidInput

TEXT = Path("rules/presets/annual.json").read_text(encoding="utf-8")
(RULE,) = load_annual_rules(TEXT)
CIVIL, INSTITUTION, CONTRACT = Employment


def annual(first_work: str, year: int, kind: Employment = CIVIL, joined: str = "", **more) -> Annual:
    return annual_halves(date.fromisoformat(first_work), date.fromisoformat(joined or first_work), year, kind, RULE, **more)


def codes(result: Annual) -> list[str]:
    return [reason.code for reason in result.reasons]


@pytest.mark.parametrize(("first_work", "halves"), [
    ("2026-01-01", 0), ("2025-12-01", 0), ("2025-11-30", 10), ("2020-03-01", 10), ("2016-12-01", 10), ("2016-11-30", 20),
    ("2010-01-01", 20), ("2006-12-01", 20), ("2006-11-30", 30), ("1990-01-01", 30),
])
@pytest.mark.parametrize("kind", [CIVIL, INSTITUTION])
def test_five_ten_fifteen_days_by_cumulative_service_from_the_next_month(first_work, halves, kind):
    assert annual(first_work, 2026, kind).halves == halves


@pytest.mark.parametrize("kind", [CIVIL, INSTITUTION])
def test_a_threshold_reached_in_the_year_adds_its_days_from_the_next_month(kind):
    assert annual("2016-07-15", 2026, kind).portions == (Portion(date(2026, 1, 1), 10), Portion(date(2026, 8, 1), 10))
    assert annual("2006-07-15", 2026, kind).portions == (Portion(date(2026, 1, 1), 20), Portion(date(2026, 8, 1), 10))
    assert annual("2025-07-15", 2026, kind).portions == (Portion(date(2026, 8, 1), 10),)


def test_a_threshold_reached_in_december_is_felt_next_year():
    assert [annual("2016-12-05", year).halves for year in (2026, 2027)] == [10, 20]


def test_contract_staff_get_the_higher_figure_from_the_day_itself():
    assert annual("2016-12-05", 2026, CONTRACT).portions == (Portion(date(2026, 1, 1), 10), Portion(date(2026, 12, 5), 10))


def test_service_elsewhere_counts_for_the_bracket():
    assert annual("2000-01-01", 2026, joined="2026-03-01").portions == (Portion(date(2026, 3, 1), 30),)


@pytest.mark.parametrize(("joined", "halves"), [
    ("2026-01-01", 20), ("2026-01-02", 18), ("2026-07-01", 10), ("2026-07-03", 8), ("2026-11-25", 2), ("2026-11-26", 0), ("2026-12-31", 0),
])
def test_contract_newcomers_get_their_share_of_the_year_in_whole_days(joined, halves):
    result = annual("2012-05-01", 2026, CONTRACT, joined=joined)
    assert result.halves == halves
    assert codes(result) == ["service", "pro_rata"]


def test_contract_newcomers_get_all_of_the_next_year():
    assert annual("2012-05-01", 2027, CONTRACT, joined="2026-11-26").halves == 20


def test_the_first_year_of_work_ends_inside_the_year_for_contract_staff_pro_rata():
    assert annual("2025-07-01", 2026, CONTRACT).halves == 4   # 184 / 365 of 5 days, whole days


def test_a_leap_year_never_gives_more_than_the_full_figure():
    assert annual("2000-05-01", 2028, CONTRACT, joined="2028-01-01").halves == 30


def test_broken_work_waits_twelve_months_again():
    result = annual("2005-01-01", 2026, INSTITUTION, joined="2025-10-01", continuous_since=date(2025, 10, 1))
    assert result.portions == (Portion(date(2026, 11, 1), 30),)


def test_a_year_before_joining_gives_nothing_and_says_why():
    result = annual("2010-01-01", 2025, joined="2026-03-01")
    assert (result.halves, codes(result)) == (0, ["service", "not_yet_eligible"])


@pytest.mark.parametrize(("held", "lost"), [
    (YearOfLeave(paid_personal_halves=39), None), (YearOfLeave(paid_personal_halves=40), "personal_leave"),
    (YearOfLeave(sick_days=89), None), (YearOfLeave(sick_days=90), "sick_leave"),
    (YearOfLeave(school_holiday_days=10), None), (YearOfLeave(school_holiday_days=11), "school_holidays"),
])
def test_long_leave_of_other_kinds_costs_the_years_leave(held, lost):
    result = annual("2010-01-01", 2026, this_year=held)
    assert result.halves == (0 if lost else 20)
    assert (lost is None) or codes(result)[-1] == lost


@pytest.mark.parametrize(("first_work", "days"), [("2020-01-01", 60), ("2010-01-01", 90), ("2000-01-01", 120)])
def test_the_sick_leave_that_costs_it_grows_with_service(first_work, days):
    assert annual(first_work, 2026, this_year=YearOfLeave(sick_days=days)).halves == 0
    assert annual(first_work, 2026, this_year=YearOfLeave(sick_days=days - 1)).halves > 0


def test_who_has_taken_leave_before_losing_it_loses_next_years():
    held = YearOfLeave(sick_days=120, annual_taken_halves=4)
    assert annual("2010-01-01", 2026, this_year=held).halves == 20
    result = annual("2010-01-01", 2027, last_year=held)
    assert (result.halves, codes(result)[-1]) == (0, "lost_by_last_year")


def test_who_lost_it_untouched_has_next_years_again():
    held = YearOfLeave(sick_days=120)
    assert annual("2010-01-01", 2026, this_year=held).halves == 0
    assert annual("2010-01-01", 2027, last_year=held).halves == 20


@given(st.dates(date(1980, 1, 1), date(2026, 12, 31)), st.integers(0, 9000), st.integers(2020, 2030), st.sampled_from(Employment))
def test_the_portions_add_up_and_never_exceed_the_highest_figure(first_work, wait, year, kind):
    result = annual_halves(first_work, first_work + timedelta(days=wait), year, kind, RULE)
    assert result.halves == sum(portion.halves for portion in result.portions)
    assert 0 <= result.halves <= 30
    assert result.halves % 2 == 0
    assert all(portion.valid_from.year == year and portion.halves > 0 for portion in result.portions)


@given(st.dates(date(1980, 1, 1), date(2020, 12, 31)), st.integers(1, 4000), st.integers(2022, 2030), st.sampled_from(Employment))
def test_longer_service_never_gives_less(first_work, longer, year, kind):
    joined = date(2021, 1, 1)
    earlier = first_work - timedelta(days=longer)
    assert annual_halves(earlier, joined, year, kind, RULE).halves >= annual_halves(first_work, joined, year, kind, RULE).halves


@pytest.mark.parametrize(("first_work", "on", "years"), [
    (date(2016, 2, 29), date(2017, 2, 27), 0), (date(2016, 2, 29), date(2017, 2, 28), 1), (date(2016, 7, 1), date(2010, 1, 1), 0),
    (date(2016, 7, 1), date(2026, 6, 30), 9), (date(2016, 7, 1), date(2026, 7, 1), 10),
])
def test_years_of_service_are_whole_years(first_work, on, years):
    assert years_of_service(first_work, on) == years


@pytest.mark.parametrize(("on", "months", "end"), [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 12, 15), 1, date(2027, 1, 15)),
                                                   (date(2026, 11, 30), 3, date(2027, 2, 28)), (date(2026, 5, 1), 0, date(2026, 5, 1))])
def test_months_later_is_the_same_day_or_the_last_of_the_month(on, months, end):
    assert after_months(on, months) == end


def test_carried_rest_lives_to_the_end_of_the_next_year():
    assert carry_over_expiry(2025) == date(2026, 12, 31)
    assert carry_over_expiry(2025, RULE.carry_over_years) == date(2026, 12, 31)


@pytest.mark.parametrize(("minutes", "halves"), [(0, 0), (239, 0), (240, 1), (719, 2)])
def test_duty_hours_pay_whole_halves_only(minutes, halves):
    assert comp_halves(minutes, 240) == halves


def test_duty_hours_expire_after_their_months():
    assert comp_expiry(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_the_rule_in_force_is_the_latest_begun():
    newer = replace(RULE, valid_from=date(2027, 1, 1))
    assert annual_rule_on([newer, RULE], date(2026, 12, 31)) is RULE
    assert annual_rule_on([RULE, newer], date(2027, 1, 1)) is newer
    with pytest.raises(InvalidInput):
        annual_rule_on([RULE], date(2007, 12, 31))


@pytest.mark.parametrize("text", ["", "{}", '{"rules": [{}]}', TEXT.replace("contract", "king"), TEXT.replace("2008-01-01", "2008"),
                                  TEXT.replace("365", "0"), TEXT.replace("365", "365.25"), TEXT.replace("20,", '"20",')])
def test_rules_that_cannot_be_read_are_refused(text):
    with pytest.raises(InvalidInput):
        load_annual_rules(text)
