"""Years of leave, and every sum, half-day, hash and line of the log reckoned again by a checker that shares nothing with the program."""

from __future__ import annotations

from typing import Any

import pytest

from actions.audit import verify_audit
from settings import Settings
from tests.faults.naive_checker import faults_of
from tests.faults.ten_years import History
from tests.leave.leave_made import make_centre


def lived(db: Any, settings: Settings, years: int, seed: int) -> History:
    history = History([make_centre(home_unit=home) for home in ("", "市场监管局")], seed)
    history.live(years)
    assert faults_of(settings.data / "liangchuang.db") == []
    assert verify_audit(settings).fault is None
    return history


def test_a_year_of_leave_adds_up(db: Any, settings: Settings) -> None:
    history = History([make_centre()], seed=1)
    history.live(1)
    assert faults_of(settings.data / "liangchuang.db") == []
    assert len(history.done) > 6


@pytest.mark.long
def test_ten_years_of_leave_add_up(db: Any, settings: Settings) -> None:
    history = lived(db, settings, years=10, seed=2)
    assert min(history.done[act] for act in ("approve", "refuse", "return", "withdraw", "cancelled", "back", "extend", "carry", "slip")) > 5
