"""Everything leave can refuse or tell has a sentence in Chinese that can be filled in."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

from rules.approval import State, StepKind
from rules.errors import Problem
from rules.leave import TYPE_CODES
from tables.leave import ACTS as KEPT_ACTS
from views.wording import PROBLEMS, leave, leave_pages, notices, say

ROOT = Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("rules/leave*.py"), *ROOT.glob("actions/leave*.py"), ROOT / "rules/ledger.py", ROOT / "rules/approval.py",
         ROOT / "actions/attachments.py"]
AMOUNTS = ("over_request_cap", "over_month_cap", "over_year_cap", "over_entitlement", "balance_short", "hours_short")
TOLD_BY_VERDICT = {f"leave_{word}" for word in ("approve", "refuse", "return", "absence_confirmed", "absence_dismissed")}


def calls(name: str):
    """Every call of a function of this name in the files."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield node


def problems():
    """(code, names of the values that come with it) of every problem named outright."""
    for call in calls("Problem"):
        if isinstance(call.args[1], ast.Constant):
            values = call.args[2] if len(call.args) > 2 else None
            if values is None or isinstance(values, ast.Dict):
                yield call.args[1].value, {key.value for key in values.keys} if values else set()


@pytest.mark.parametrize(("code", "values"), sorted({(code, tuple(sorted(values))) for code, values in problems()}))
def test_a_problem_has_a_sentence_that_its_values_fill(code, values):
    needed = {name for _, name, _, _ in Formatter().parse(PROBLEMS[code]) if name}
    assert needed <= set(values)


def test_enough_problems_were_found():
    assert len({code for code, _ in problems()}) > 25


@pytest.mark.parametrize("code", AMOUNTS)
def test_amounts_are_said_in_days_and_hours(code):
    values = {"year": 2026, "month": 3, "asked": 8, "already": 3, "allowed": 10, "needed": 480, "available": 240, "date": "2026-03-10"}
    said = say(Problem("end", code, values))
    assert ("8.0 小时" in said) if code == "hours_short" else ("240.0 天" in said or "4.0 天" in said)


def test_half_days_are_said_in_words():
    assert say(Problem("start", "overlap", {"day": "2026-03-10", "half": "pm"})) == "2026-03-10 下午已经有请假，时间重叠。"


def test_every_state_type_step_and_act_has_a_name():
    assert set(State) == set(leave.STATES) == set(leave_pages.TAGS)
    assert set(StepKind) == set(leave_pages.STEPS)
    assert set(TYPE_CODES) == set(leave.TYPES)
    assert set(KEPT_ACTS) == set(leave_pages.ACTS)


def test_every_notice_of_leave_has_a_sentence():
    named = {call.args[1].value for call in calls("tell_about") if isinstance(call.args[1], ast.Constant)}
    assert len(named) > 8
    assert named | TOLD_BY_VERDICT <= set(notices.KINDS)
