"""A machine, a person with a number on it, and the same node on both engines."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from actions.changes import add, transaction
from models import Device
from rules.people import SYSTEM
from tests.conftest import MONDAY


def make_device(code: str = "hall", installed: date = date(2025, 1, 1)) -> Device:
    """A machine."""
    with transaction():
        return add(Device(code=code, name=f"{code}考勤机", kind="file", installed=installed), SYSTEM, "device.add", MONDAY)


@pytest.fixture
def device(db: object) -> Device:
    """A machine on this test's database."""
    return make_device()


@pytest.fixture
def evening(now: datetime) -> datetime:
    """After everybody has gone home."""
    return now.replace(hour=20)
