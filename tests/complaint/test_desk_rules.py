"""The desk's rules: calls that are alike, telephone times that may be right, dated figures."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.complaint_desk import desk_rule_of, desk_rule_on, is_plausible, likeness, pieces_of, waited
from rules.errors import InvalidInput
from tests.conftest import MONDAY

PRESETS = [desk_rule_of(date.fromisoformat(one["valid_from"]), one["source"], one["figures"])
           for one in json.loads(Path("rules/presets/complaint.json").read_text("utf-8"))["desk"]]
RULE = PRESETS[-1]
GOOD = {"alike_days": 30, "alike_percent": 50, "waited_minutes": 60, "plausible_hours": 24, "call_back_minutes": 120}


@pytest.mark.parametrize(("one", "other", "alike"), [
    ("工作人员回答不清楚", "工作人员回答“不清楚”。", True),
    ("昨天上午在二号窗口，工作人员回答不清楚，态度冷淡", "二号窗口工作人员态度冷淡", True),
    ("ＡＢＣＤＥ１２３", "abcde123", True), ("电梯检验证书过期", "工作人员态度冷淡不理人", False),
    ("电梯", "电梯", False), ("", "电梯坏了没有人管", False),
])
def test_texts_are_alike_when_half_of_the_shorter_one_stands_in_the_other(one, other, alike):
    assert (likeness(pieces_of(one), pieces_of(other)) >= RULE.alike_percent) is alike


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_percentage_and_the_same_both_ways(one, other):
    first, second = pieces_of(one), pieces_of(other)
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= likeness(first, first) <= 100


@pytest.mark.parametrize(("since", "lay", "plausible"), [
    (timedelta(minutes=1), False, True), (timedelta(minutes=60), False, True), (timedelta(minutes=61), True, True),
    (timedelta(hours=9, minutes=1), True, True), (timedelta(hours=24), True, True), (timedelta(hours=24, seconds=1), True, False),
    (-timedelta(minutes=1), False, False), (-timedelta(days=1), True, False),
])
def test_a_call_that_lay_over_midnight_or_long_is_to_be_confirmed_and_a_day_is_the_most(since, lay, plausible):
    assert (waited(RULE, MONDAY - since, MONDAY), is_plausible(RULE, MONDAY - since, MONDAY)) == (lay, plausible)


def test_the_version_of_the_day_holds_and_before_the_first_there_is_none():
    later = desk_rule_of(date(2026, 5, 1), "x", {**GOOD, "alike_days": 60})
    assert desk_rule_on([RULE, later], date(2026, 4, 30)) == RULE
    assert desk_rule_on([RULE, later], date(2026, 5, 1)) == later
    with pytest.raises(InvalidInput):
        desk_rule_on([later], date(2026, 4, 30))


@pytest.mark.parametrize("figures", [{**GOOD, "alike_days": 0}, {**GOOD, "alike_percent": 101}, {**GOOD, "waited_minutes": -1}])
def test_figures_that_are_none_are_refused(figures):
    with pytest.raises(ValueError, match=r".+"):
        desk_rule_of(date(2026, 1, 1), "x", figures)
