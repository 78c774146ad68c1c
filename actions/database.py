"""Opening the database, bringing its schema up to date, and the guard that keeps templates from querying."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from peewee import Database, DatabaseError, OperationalError, PostgresqlDatabase, SqliteDatabase
from playhouse.migrations import Runner

from actions.attendance_touch import follow_rows
from actions.capture import install_capture
from actions.changes import follow_with
from actions.complaint_index import follow_texts
from actions.datalock import WriterLock
from actions.kept import forget
from actions.presets import install_presets
from models import NodeSelf, database
from settings import Settings

MIGRATIONS = Path(__file__).parent.parent / "migrations"
SQLITE_PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "recursive_triggers": 1}
WRITER_SECONDS = 10
DatabaseTrouble = OperationalError
DatabaseUnreadable = DatabaseError  # also a file that is damaged or no database at all
_rendering: ContextVar[bool] = ContextVar("rendering", default=False)


class HiddenQueryError(RuntimeError):
    """A template asked the database: everything a page shows is loaded before it is rendered."""


class CentreDatabase(SqliteDatabase):
    """SQLite with immediate write transactions, one at a time over all threads and processes (docs/decisions/0002-sqlite-engine.md),
    that refuses queries while a template renders.
    """

    def __init__(self, path: Path, **options: Any) -> None:
        super().__init__(str(path), **options)
        self._writer = WriterLock(path.with_name(path.name + ".writer"), WRITER_SECONDS)

    def begin(self, lock_type: str | None = None) -> None:
        """Begin a write transaction when it is this thread's turn. Raises OperationalError when it does not come."""
        if not self._writer.take():
            raise OperationalError("database is locked")
        try:
            super().begin(lock_type)
        except BaseException:
            self._writer.give_back()
            raise

    def commit(self) -> Any:
        """Commit, and let the next writer go on; when it fails, the rollback that follows does."""
        done = super().commit()
        self._writer.give_back()
        return done

    def rollback(self) -> Any:
        """Undo, and let the next writer go on."""
        try:
            return super().rollback()
        finally:
            self._writer.give_back()

    def execute_sql(self, sql: str, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Run a statement. Raises HiddenQueryError while a template renders."""
        _refuse_while_rendering(sql)
        return super().execute_sql(sql, params, *args, **kwargs)  # type: ignore[no-untyped-call]  # so in the stubs


class BureauDatabase(PostgresqlDatabase):
    """PostgreSQL by psycopg 3 with the same guard."""

    def execute_sql(self, sql: str, params: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Run a statement. Raises HiddenQueryError while a template renders."""
        _refuse_while_rendering(sql)
        return super().execute_sql(sql, params, *args, **kwargs)  # type: ignore[no-untyped-call]  # so in the stubs


def _refuse_while_rendering(sql: str) -> None:
    if _rendering.get():
        raise HiddenQueryError(sql[:200])


@contextmanager
def no_queries() -> Iterator[None]:
    """While a template renders, any query raises HiddenQueryError."""
    token = _rendering.set(True)
    try:
        yield
    finally:
        _rendering.reset(token)


def open_database(settings: Settings) -> Database:
    """Bind the models to the settings' database (a connection a thread, opened at first use) and return it."""
    made: Database
    path = sqlite_path(settings)
    if path is not None:
        made = CentreDatabase(path, pragmas=SQLITE_PRAGMAS, timeout=WRITER_SECONDS, lock_type="IMMEDIATE")
    else:
        url = urlparse(settings.database_url)
        host = url.hostname or parse_qs(url.query).get("host", [None])[0]  # ?host=/run/postgresql names a folder of sockets
        made = BureauDatabase(url.path[1:], host=host, port=url.port or 5432, user=url.username,
                              password=url.password or None, prefer_psycopg3=True)
    database.initialize(made)
    forget()
    follow_with(follow_rows, follow_texts)
    return made


def sqlite_path(settings: Settings) -> Path | None:
    """The file of a SQLite database; None when the settings name PostgreSQL."""
    url = urlparse(settings.database_url)
    if url.scheme != "sqlite":
        return None
    return Path(url.path[1:] if url.path.startswith("//") or ":" in url.path[:4] else url.path)


def first_trouble(error: BaseException) -> str:
    """What went wrong first, as text. On a full disk SQLite undoes the transaction itself, and every rollback after it fails in turn."""
    first: BaseException | None = error
    text = str(error)
    while first is not None:
        text = str(first) if isinstance(first, DatabaseError) else text
        first = first.__context__
    return text


def integrity_faults(opened: Database) -> list[str]:
    """What SQLite's full check finds wrong; empty is good, and always empty on PostgreSQL (its own checksums watch there)."""
    if not isinstance(opened, SqliteDatabase):
        return []
    try:
        return [text for (text,) in opened.execute_sql("PRAGMA integrity_check").fetchall() if text != "ok"]
    except DatabaseError as error:
        return [str(error)]


def pending_steps(opened: Database) -> list[str]:
    """Names of the numbered steps of migrations/ not yet done on this database, in order."""
    return [step.name for step in Runner(opened, str(MIGRATIONS)).status() if not step.applied]


def known_steps() -> list[str]:
    """Names of all numbered steps this program has, in order."""
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def migrate(settings: Settings, now: datetime) -> None:
    """Bring the schema of the open database up to date, make the node's identity once, renew the capture triggers, fill in presets.

    One transaction: a second process that migrates at the same moment waits and then finds nothing to do.
    """
    opened = database.obj
    with opened.atomic():
        Runner(opened, str(MIGRATIONS)).up()
        if not NodeSelf.select().exists():
            NodeSelf.insert(id=1, centre=settings.centre_code, epoch_id=secrets.token_hex(16)).execute()
        install_capture(opened)
        install_presets(now)
