"""What a leave counts, its hours, caps, papers, cover, and coming back. Source: docs/rules/leave.md sections 1-3, 5, 6."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Day, DayKind, Half, plain_year
from rules.errors import CalendarMissing, InvalidInput
from rules.leave import (
    TYPE_CODES,
    Counting,
    Interval,
    ReturnKind,
    Session,
    TypeRule,
    by_month,
    check_caps,
    check_gender,
    count_cells,
    count_minutes,
    days_text,
    empty_halves,
    evidence_needed,
    extension_kind,
    halves_counted,
    hours_text,
    minutes_counted,
    most_at_once,
    nursing_until,
    overstayed_halves,
    remind_on,
    return_due,
    return_outcome,
    rule_on,
)
from rules.leave_presets import figures_of, load_presets, type_rule_of

PRESETS = load_presets(Path("rules/presets/leave.json").read_text(encoding="utf-8"))
TIERS_TEXT = ('{"rules": [], "tiers": [{"max_halves": null, "steps": ["section"]}],'
              ' "minute_tiers": [{"max_minutes": null, "steps": ["section"]}]}')
AM, PM = Half
SPRING = [Day(date(2026, 2, day), DayKind.DAY_OFF, "春节") for day in range(15, 24)]
EXCEPTIONS = [
    *SPRING, Day(date(2026, 2, 14), DayKind.MAKEUP, "春节调休补班"), Day(date(2026, 2, 28), DayKind.MAKEUP, "春节调休补班"),
    Day(date(2026, 1, 1), DayKind.DAY_OFF, "元旦"), Day(date(2026, 1, 2), DayKind.DAY_OFF, "元旦"),
    Day(date(2026, 1, 4), DayKind.MAKEUP, "元旦调休补班"), Day(date(2026, 1, 3), DayKind.DAY_OFF, "元旦"),
    Day(date(2026, 3, 6), DayKind.HALF_AM, "妇女节"), Day(date(2026, 5, 4), DayKind.HALF_PM, "青年节"),
]
CALENDAR = Calendar(day for year in (2025, 2026) for day in plain_year(year, EXCEPTIONS))
SESSIONS = (Session(AM, 510, 720), Session(PM, 840, 1050))


def sessions_of(_on: date) -> tuple[Session, ...]:
    return SESSIONS


def rule(code: str = "annual") -> TypeRule:
    return rule_on(PRESETS.rules, code, date(2026, 1, 1))


def counted(code: str, start: str, start_half: str, end: str, end_half: str) -> str:
    cells = count_cells(rule(code), CALENDAR, date.fromisoformat(start), Half(start_half), date.fromisoformat(end), Half(end_half))
    return days_text(halves_counted(cells))


def codes_of(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(("start", "start_half", "end", "end_half", "days"), [
    ("2026-02-12", "am", "2026-02-24", "pm", "4.0"),   # over Spring Festival: 12, 13, make-up 14, 24
    ("2026-02-12", "pm", "2026-02-24", "am", "3.0"),
    ("2026-02-13", "pm", "2026-02-14", "am", "1.0"),   # into a make-up Saturday
    ("2026-02-14", "pm", "2026-02-15", "pm", "0.5"),   # out of it, into the holiday
    ("2026-02-15", "am", "2026-02-23", "pm", "0.0"),   # the holiday alone costs nothing
    ("2026-02-23", "pm", "2026-02-24", "am", "0.5"),
    ("2026-02-27", "am", "2026-03-02", "pm", "3.0"),   # make-up Saturday 28, Sunday off
    ("2026-03-13", "am", "2026-03-16", "pm", "2.0"),   # an ordinary weekend inside
    ("2026-03-14", "am", "2026-03-15", "pm", "0.0"),
    ("2025-12-31", "am", "2026-01-05", "pm", "3.0"),   # over the year's end: 31, make-up Sunday 4, 5
    ("2025-12-31", "pm", "2026-01-04", "am", "1.0"),
    ("2026-03-06", "am", "2026-03-06", "pm", "0.5"),   # only the morning is worked
    ("2026-03-06", "pm", "2026-03-06", "pm", "0.0"),
    ("2026-03-05", "pm", "2026-03-06", "pm", "1.0"),
    ("2026-05-04", "am", "2026-05-04", "am", "0.0"),   # only the afternoon is worked
    ("2026-05-04", "am", "2026-05-05", "am", "1.0"),
])
def test_working_day_leave_counts_the_worked_halves_of_the_span(start, start_half, end, end_half, days):
    assert counted("annual", start, start_half, end, end_half) == days


@pytest.mark.parametrize("code", ["sick", "maternity", "home_visit"])
@pytest.mark.parametrize(("start", "start_half", "end", "end_half", "days"), [
    ("2026-02-12", "am", "2026-02-24", "pm", "13.0"), ("2026-02-15", "am", "2026-02-15", "pm", "1.0"),
    ("2026-03-14", "pm", "2026-03-16", "am", "2.0"), ("2025-12-31", "pm", "2026-01-01", "am", "1.0"),
    ("2026-03-06", "am", "2026-03-06", "pm", "1.0"),
])
def test_sick_maternity_and_home_visit_leave_count_every_day(code, start, start_half, end, end_half, days):
    assert counted(code, start, start_half, end, end_half) == days


@pytest.mark.parametrize("code", sorted(set(TYPE_CODES) - {"sick", "maternity", "home_visit", "outing", "nursing"}))
def test_all_other_types_by_the_day_count_working_days(code):
    assert counted(code, "2026-02-12", "am", "2026-02-24", "pm") == "4.0"


@pytest.mark.parametrize("code", ["outing", "nursing"])
def test_types_by_the_hour_are_not_counted_in_days(code):
    with pytest.raises(InvalidInput) as error:
        counted(code, "2026-02-12", "am", "2026-02-12", "pm")
    assert codes_of(error) == ["hours_need_times"]


def test_two_half_days_of_one_day_cost_what_the_whole_day_costs():
    for day in ("2026-03-05", "2026-03-06", "2026-02-14", "2026-02-16"):
        halves = [counted("annual", day, half, day, half) for half in ("am", "pm")]
        assert sum(map(float, halves)) == float(counted("annual", day, "am", day, "pm"))


@pytest.mark.parametrize(("on", "reasons"), [
    (date(2026, 2, 12), ["workday"] * 2), (date(2026, 2, 14), ["makeup"] * 2), (date(2026, 2, 16), ["holiday"] * 2),
    (date(2026, 3, 14), ["weekend"] * 2), (date(2026, 1, 3), ["holiday"] * 2), (date(2026, 3, 6), ["workday", "half_day_off"]),
    (date(2026, 5, 4), ["half_day_off", "workday"]),
])
def test_every_cell_says_why_it_counts_or_not(on, reasons):
    cells = count_cells(rule(), CALENDAR, on, AM, on, PM)
    assert [cell.why for cell in cells] == reasons
    assert {cell.name for cell in cells} == {CALENDAR.day(on).name}


def test_every_cell_of_a_calendar_day_type_says_so():
    assert {cell.why for cell in count_cells(rule("sick"), CALENDAR, date(2026, 2, 12), AM, date(2026, 2, 24), PM)} == {"calendar_day"}


@pytest.mark.parametrize("code", ["annual", "sick"])
def test_a_year_without_calendar_is_refused_for_every_way_of_counting(code):
    with pytest.raises(CalendarMissing) as error:
        count_cells(rule(code), CALENDAR, date(2026, 12, 31), AM, date(2027, 1, 4), PM)
    assert error.value.year == 2027


def test_an_absurd_span_is_refused_at_once():
    with pytest.raises(CalendarMissing):
        count_cells(rule(), CALENDAR, date(2026, 1, 1), AM, date.max, PM)


spans = st.tuples(st.dates(date(2025, 1, 1), date(2026, 11, 1)), st.sampled_from(Half), st.integers(1, 50), st.sampled_from(Half))


@given(spans, st.integers(0, 200), st.sampled_from(["annual", "sick"]))
def test_splitting_a_span_anywhere_changes_nothing(span, at, code):
    start, start_half, length, end_half = span
    whole = count_cells(rule(code), CALENDAR, start, start_half, start + timedelta(days=length), end_half)
    cut = at % (len(whole) - 1) + 1
    parts = [count_cells(rule(code), CALENDAR, part[0].date, part[0].half, part[-1].date, part[-1].half)
             for part in (whole[:cut], whole[cut:])]
    assert parts[0] + parts[1] == whole


@given(spans)
def test_working_days_never_cost_more_than_calendar_days(span):
    start, start_half, length, end_half = span
    end = start + timedelta(days=length)
    working, calendar = (count_cells(rule(code), CALENDAR, start, start_half, end, end_half) for code in ("annual", "sick"))
    assert halves_counted(working) <= halves_counted(calendar) == len(calendar)
    assert sum(by_month(working).values()) == halves_counted(working)


def test_the_version_in_force_when_the_leave_starts_is_taken():
    versions = [replace(rule("sick"), valid_from=date(2026, 1, 1), counting=Counting.WORKING), rule("sick")]
    assert rule_on(versions, "sick", date(2025, 12, 31)).counting is Counting.CALENDAR
    assert rule_on(versions, "sick", date(2026, 1, 1)).counting is Counting.WORKING


@pytest.mark.parametrize(("code", "on"), [("annual", date(2003, 12, 31)), ("holiday", date(2026, 1, 1))])
def test_a_type_without_a_version_in_force_is_refused(code, on):
    with pytest.raises(InvalidInput) as error:
        rule_on(PRESETS.rules, code, on)
    assert codes_of(error) == ["no_rule"]


@pytest.mark.parametrize(("start", "end", "from_minute", "to_minute", "hours"), [
    ("2026-03-05", "2026-03-05", 9 * 60, 10 * 60 + 30, "1.5"),
    ("2026-03-05", "2026-03-05", 11 * 60, 15 * 60, "2.0"),     # the noon break is not worked
    ("2026-03-05", "2026-03-05", 12 * 60, 14 * 60, "0.0"),
    ("2026-03-05", "2026-03-05", 0, 24 * 60, "7.0"),
    ("2026-03-05", "2026-03-05", 510, 560, "0.83"),
    ("2026-02-14", "2026-02-14", 9 * 60, 10 * 60, "1.0"),      # a make-up Saturday
    ("2026-02-16", "2026-02-16", 9 * 60, 10 * 60, "0.0"),      # a holiday
    ("2026-03-06", "2026-03-06", 11 * 60, 15 * 60, "1.0"),     # only the morning is worked
    ("2026-03-04", "2026-03-05", 16 * 60, 9 * 60, "2.0"),      # over night
    ("2026-03-13", "2026-03-16", 17 * 60, 9 * 60, "1.0"),      # over a weekend
])
def test_leave_by_the_hour_counts_the_worked_minutes(start, end, from_minute, to_minute, hours):
    intervals = count_minutes(CALENDAR, sessions_of, date.fromisoformat(start), date.fromisoformat(end), from_minute, to_minute)
    assert hours_text(minutes_counted(intervals)) == hours


def test_an_interval_never_crosses_a_session():
    intervals = count_minutes(CALENDAR, sessions_of, date(2026, 3, 5), date(2026, 3, 5), 660, 900)
    assert intervals == [Interval(date(2026, 3, 5), AM, 660, 720), Interval(date(2026, 3, 5), PM, 840, 900)]


def test_a_standing_arrangement_takes_the_same_hour_of_every_worked_day():
    intervals = count_minutes(CALENDAR, sessions_of, date(2026, 2, 12), date(2026, 2, 24), 990, 1050, daily=True)
    assert [interval.date.day for interval in intervals] == [12, 13, 14, 24]
    assert minutes_counted(intervals) == 240


@pytest.mark.parametrize(("days", "from_minute", "to_minute", "daily", "code"), [
    (0, 600, 540, False, "from_after_to"), (0, 600, 600, False, "from_after_to"), (-1, 540, 600, False, "from_after_to"),
    (3, 600, 540, True, "from_after_to"), (0, -1, 600, False, "time_unreadable"), (1, 600, 1441, False, "time_unreadable"),
])
def test_hours_from_after_to_or_outside_the_day_are_refused(days, from_minute, to_minute, daily, code):
    with pytest.raises(InvalidInput) as error:
        count_minutes(CALENDAR, sessions_of, date(2026, 3, 5), date(2026, 3, 5) + timedelta(days=days), from_minute, to_minute,
                      daily=daily)
    assert codes_of(error) == [code]


def test_leave_by_the_hour_refuses_a_year_without_calendar():
    with pytest.raises(CalendarMissing):
        count_minutes(CALENDAR, sessions_of, date(2026, 12, 31), date(2027, 1, 4), 540, 600)


@pytest.mark.parametrize(("halves", "needed"), [(1, False), (3, False), (4, True), (5, True)])
def test_a_sick_note_is_owed_from_two_days_in_a_row(halves, needed):
    assert evidence_needed(rule("sick"), halves) is needed
    assert not evidence_needed(rule("annual"), halves)


CAPPED = replace(rule("personal"), max_halves_request=6, max_halves_month=4, max_halves_year=20)


@pytest.mark.parametrize(("asked", "already", "problems"), [
    ({(2026, 1): 4}, {}, []), ({(2026, 1): 5}, {}, ["over_month_cap"]), ({(2026, 1): 2}, {(2026, 1): 2}, []),
    ({(2026, 1): 2}, {(2026, 1): 3}, ["over_month_cap"]), ({(2026, 1): 4, (2026, 2): 3}, {}, ["over_request_cap"]),
    ({(2026, 5): 2}, {(2026, month): 4 for month in range(1, 5)} | {(2026, 5): 2}, []),
    ({(2026, 6): 1}, {(2026, month): 4 for month in range(1, 6)}, ["over_year_cap"]),
    ({(2025, 12): 4, (2026, 1): 2}, {(2026, 2): 18}, []), ({(2025, 12): 4}, {(2026, 2): 20}, []),
])
def test_caps_hold_up_to_their_bound_by_request_month_and_year(asked, already, problems):
    if not problems:
        check_caps(CAPPED, asked, already)
        return
    with pytest.raises(InvalidInput) as error:
        check_caps(CAPPED, asked, already)
    assert codes_of(error) == problems


def test_all_broken_caps_are_named_at_once():
    with pytest.raises(InvalidInput) as error:
        check_caps(replace(CAPPED, entitlement_halves=10), {(2026, 1): 21}, {(2026, 1): 1})
    assert codes_of(error) == ["over_request_cap", "over_month_cap", "over_year_cap", "over_entitlement"]
    assert dict(error.value.problems[2].values) == {"year": 2026, "month": 0, "asked": 21, "already": 1, "allowed": 20}


@pytest.mark.parametrize(("code", "gender", "refused"), [
    ("maternity", "m", True), ("maternity", "f", False), ("maternity", "", False), ("paternity", "f", True), ("annual", "m", False)])
def test_a_type_for_one_sex_is_refused_to_the_other(code, gender, refused):
    if not refused:
        check_gender(rule(code), gender)
        return
    with pytest.raises(InvalidInput) as error:
        check_gender(rule(code), gender)
    assert codes_of(error) == ["not_for_gender"]


def test_the_halves_on_which_a_window_would_stand_empty_are_found_in_order():
    present = {(date(2026, 2, 13), PM): 1, (date(2026, 2, 13), AM): 0, (date(2026, 2, 12), AM): 2, (date(2026, 2, 12), PM): 0}
    assert empty_halves(present, 1) == [(date(2026, 2, 12), PM), (date(2026, 2, 13), AM)]
    assert len(empty_halves(present, 2)) == 3
    assert empty_halves({}, 1) == []


@pytest.mark.parametrize(("span", "most"), [
    ((0, 1440), 2), ((540, 570), 1), ((570, 600), 2), ((600, 660), 1), ((660, 720), 0), ((600, 600), 0),
])
def test_of_people_out_by_the_hour_those_count_who_are_out_in_the_same_minute(span, most):
    assert most_at_once([(540, 600), (570, 600), (600, 660)], *span) == most
    assert most_at_once([], *span) == 0


def test_nursing_ends_the_day_before_the_first_birthday():
    assert nursing_until(date(2025, 11, 24)) == date(2026, 11, 23)


# Coming back. The leave: Thursday 2026-02-12 am to Tuesday 24 pm; due back by the end of Wednesday 25.
CELLS = count_cells(rule(), CALENDAR, date(2026, 2, 12), AM, date(2026, 2, 24), PM)


@pytest.mark.parametrize(("end", "due"), [(date(2026, 2, 24), date(2026, 2, 25)), (date(2026, 2, 13), date(2026, 2, 14)),
                                          (date(2026, 2, 14), date(2026, 2, 24)), (date(2026, 3, 15), date(2026, 3, 16))])
def test_coming_back_is_reported_by_the_end_of_the_next_working_day(end, due):
    assert return_due(CALENDAR, end) == due


def test_the_reminder_comes_the_day_before_the_leave_ends():
    assert remind_on(date(2026, 3, 1)) == date(2026, 2, 28)


@pytest.mark.parametrize(("back", "reported", "kind", "credited", "overstayed"), [
    ((date(2026, 2, 25), AM), date(2026, 2, 25), ReturnKind.ON_TIME, 0, 0),
    ((date(2026, 2, 25), PM), date(2026, 2, 25), ReturnKind.ON_TIME, 0, 0),
    ((date(2026, 2, 24), PM), date(2026, 2, 24), ReturnKind.EARLY, 1, 0),
    ((date(2026, 2, 14), AM), date(2026, 2, 14), ReturnKind.EARLY, 4, 0),
    ((date(2026, 2, 15), AM), date(2026, 2, 24), ReturnKind.EARLY, 2, 0),    # back on a holiday: the 24th is left
    ((date(2026, 2, 24), AM), date(2026, 3, 20), ReturnKind.EARLY, 2, 0),    # reported late, but credited
    ((date(2026, 2, 25), AM), date(2026, 2, 26), ReturnKind.LATE, 0, 0),     # only the report came late
    ((date(2026, 2, 26), PM), date(2026, 2, 26), ReturnKind.LATE, 0, 3),
    ((date(2026, 3, 2), AM), date(2026, 3, 2), ReturnKind.LATE, 0, 8),       # 25, 26, 27 and the make-up Saturday 28
])
def test_a_return_is_on_time_early_or_late(back, reported, kind, credited, overstayed):
    outcome = return_outcome(CALENDAR, CELLS, back, reported)
    assert (outcome.kind, len(outcome.credited), len(outcome.overstayed)) == (kind, credited, overstayed)
    assert all(cell.counts for cell in outcome.credited)


def test_a_return_in_the_future_is_refused():
    with pytest.raises(InvalidInput) as error:
        return_outcome(CALENDAR, CELLS, (date(2026, 2, 26), AM), date(2026, 2, 25))
    assert codes_of(error) == ["back_after_report"]


@given(st.dates(date(2026, 2, 12), date(2026, 4, 1)), st.sampled_from(Half), st.integers(0, 20))
def test_nobody_is_credited_and_late_at_once(back, half, later):
    outcome = return_outcome(CALENDAR, CELLS, (back, half), back + timedelta(days=later))
    assert not (outcome.credited and outcome.overstayed)
    assert all((cell.date, cell.half) >= (back, half) for cell in outcome.credited)
    assert all(CALENDAR.day(on).works(part) and (on, part) < (back, half) for on, part in outcome.overstayed)


def test_after_a_leave_that_ends_at_noon_the_same_afternoon_is_already_overstayed():
    morning = count_cells(rule(), CALENDAR, date(2026, 3, 5), AM, date(2026, 3, 5), AM)
    assert overstayed_halves(CALENDAR, morning[-1], (date(2026, 3, 9), AM)) == [(date(2026, 3, 5), PM), (date(2026, 3, 6), AM)]
    assert overstayed_halves(CALENDAR, morning[-1], (date(2026, 3, 5), PM)) == []


@pytest.mark.parametrize(("asked_on", "kind"), [(date(2026, 2, 20), "normal"), (date(2026, 2, 23), "normal"),
                                                (date(2026, 2, 24), "late"), (date(2026, 3, 1), "late")])
def test_an_extension_is_in_time_up_to_the_day_before_the_end(asked_on, kind):
    assert extension_kind(date(2026, 2, 24), asked_on) == kind


def test_the_presets_hold_one_version_of_each_of_the_seventeen_types():
    assert [entry.code for entry in PRESETS.rules] == list(TYPE_CODES)
    assert {entry.code for entry in PRESETS.rules if entry.balanced} == {"annual", "comp"}
    assert all(entry.source and entry.note for entry in PRESETS.rules)


@pytest.mark.parametrize("code", ["marriage", "paternity", "childcare", "elder_care", "bereavement"])
def test_what_the_provinces_set_is_left_empty_with_the_day_it_was_looked_at(code):
    assert (rule(code).entitlement_halves, rule(code).max_halves_request) == (None, None)
    assert rule(code).as_of == date(2026, 11, 23)


def test_a_rule_comes_back_unchanged_from_its_stored_form():
    for entry in PRESETS.rules:
        assert type_rule_of(entry.code, entry.valid_from, entry.source, figures_of(entry)) == entry


def test_a_table_needs_only_one_tier_without_bound():
    assert [tier.max_halves for tier in load_presets(TIERS_TEXT).tiers] == [None]


@pytest.mark.parametrize("figures", [
    {"counting": "working", "evidence_halves": "4"}, {"counting": "working", "max_halves_year": -1}, {"counting": "weeks"},
    {"counting": "working", "balanced": 1}, {"counting": "working", "gender": "x"}, {"counting": "working", "minutes_per_half": 0},
    {"counting": "working", "minutes_per_half": None}, {"counting": "working", "as_of": "soon"}, {"counting": "working", "hours": 1}, {},
])
def test_a_version_with_a_value_that_cannot_be_is_refused(figures):
    with pytest.raises((ValueError, TypeError, KeyError)):
        type_rule_of("annual", date(2026, 1, 1), "", figures)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rules": [{"code": "annual"}]}', '{"rules": [], "tiers": [{}], "minute_tiers": []}',
                                  '{"rules": [], "tiers": [{"max_halves": 1, "steps": ["king"]}], "minute_tiers": []}',
                                  '{"rules": [], "tiers": [], "minute_tiers": []}', TIERS_TEXT.replace("null", "9"),
                                  TIERS_TEXT.replace("null", "-1"), TIERS_TEXT.replace('"section"', "")])
def test_presets_that_cannot_be_read_or_leave_an_amount_unsigned_are_refused(text):
    with pytest.raises(InvalidInput) as error:
        load_presets(text)
    assert codes_of(error) == ["rules_unreadable"]


def test_the_document_of_the_rules_lists_the_presets_as_they_are():
    text = Path("docs/rules/leave.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    listed = {row[0]: (row[2], row[3] == "yes") for row in rows if row[0] in TYPE_CODES}
    assert listed == {entry.code: (entry.counting.value, entry.balanced) for entry in PRESETS.rules}
