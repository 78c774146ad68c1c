"""A database the migrations made is the one the models ask for, constraints included, on both engines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from peewee import PostgresqlDatabase, SqliteDatabase

from actions.capture import capture_faults
from actions.database import migrate, open_database, pending_steps
from models import ALL, SEARCH_ON_POSTGRESQL, SEARCH_ON_SQLITE, ChangeLog, NodeSelf
from settings import Settings, load_settings
from tests.conftest import MONDAY
from tests.engines import on_postgres, running_postgres

OURS = tuple(model._meta.table_name for model in ALL)
POSTGRES_COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'schema_migration'"""
POSTGRES_CONSTRAINTS = """SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> 'schema_migration'::regclass"""
POSTGRES_INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migration'"


def sqlite_schema(opened: SqliteDatabase) -> set[tuple[str, str]]:
    """Name and text of every table and index of ours."""
    rows = opened.execute_sql("SELECT tbl_name, name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL")
    return {(name, re.sub(r"\s+", " ", sql.replace("IF NOT EXISTS ", ""))) for table, name, sql in rows if table in OURS}


def postgres_schema(opened: PostgresqlDatabase) -> set[tuple[Any, ...]]:
    """Columns, constraints and indexes of every table of ours."""
    return {row for query in (POSTGRES_COLUMNS, POSTGRES_CONSTRAINTS, POSTGRES_INDEXES) for row in opened.execute_sql(query).fetchall()}


def made_from_models(settings: Settings) -> Any:
    """An open database whose tables were made from the models."""
    opened = open_database(settings)
    for model in ALL:
        model._meta.strict_tables = isinstance(opened, SqliteDatabase)
    opened.create_tables(ALL, safe=False)
    for statement in SEARCH_ON_SQLITE if isinstance(opened, SqliteDatabase) else SEARCH_ON_POSTGRESQL:
        opened.execute_sql(statement)
    if not isinstance(opened, SqliteDatabase):
        opened.execute_sql("CREATE TABLE schema_migration (name text)")
    return opened


def made_by_migrations(settings: Settings) -> Any:
    """An open database that the migrations made."""
    opened = open_database(settings)
    migrate(settings, MONDAY)
    return opened


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A PostgreSQL for this file."""
    with running_postgres() as running:
        yield running


@pytest.fixture
def two_on_postgres(server: Any, tmp_path: Any) -> tuple[Settings, Settings]:
    """Two empty databases."""
    for name in ("by_migrations", "from_models"):
        server.psql(f"DROP DATABASE IF EXISTS {name}")
        server.psql(f"CREATE DATABASE {name}")
    return on_postgres(server, "by_migrations", tmp_path / "a"), on_postgres(server, "from_models", tmp_path / "b")


def empty(tmp_path: Any, name: str) -> Settings:
    """Settings of a new folder."""
    return load_settings({"LIANGCHUANG_DATA": str(tmp_path / name)})


def test_on_sqlite_the_migrations_make_what_the_models_ask_for(tmp_path):
    migrated = made_by_migrations(empty(tmp_path, "a"))
    found = sqlite_schema(migrated)
    migrated.close()
    modelled = made_from_models(empty(tmp_path, "b"))
    wanted = sqlite_schema(modelled)
    modelled.close()
    assert found == wanted
    assert any("CHECK" in text for _, text in wanted)


def test_on_postgresql_the_migrations_make_what_the_models_ask_for(two_on_postgres):
    migrated = made_by_migrations(two_on_postgres[0])
    found = postgres_schema(migrated)
    migrated.close()
    modelled = made_from_models(two_on_postgres[1])
    wanted = postgres_schema(modelled)
    modelled.close()
    assert found == wanted
    assert any(row[1] == "c" for row in wanted)


def test_migrating_again_changes_nothing(tmp_path):
    settings = empty(tmp_path, "a")
    opened = made_by_migrations(settings)
    before = (sqlite_schema(opened), NodeSelf.get().__data__, ChangeLog.select().count())
    migrate(settings, MONDAY)
    assert (sqlite_schema(opened), NodeSelf.get().__data__, ChangeLog.select().count()) == before
    assert pending_steps(opened) == []
    assert capture_faults(opened) == []
    opened.close()


def test_migrating_again_changes_nothing_on_postgresql(two_on_postgres):
    opened = made_by_migrations(two_on_postgres[0])
    before = (postgres_schema(opened), NodeSelf.get().__data__, ChangeLog.select().count())
    migrate(two_on_postgres[0], MONDAY)
    assert (postgres_schema(opened), NodeSelf.get().__data__, ChangeLog.select().count()) == before
    assert pending_steps(opened) == []
    opened.close()


def test_every_table_of_sqlite_is_strict(tmp_path):
    opened = made_by_migrations(empty(tmp_path, "a"))
    loose = opened.execute_sql("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND schema = 'main'").fetchall()
    opened.close()
    assert {name for (name,) in loose} - {"sqlite_schema", "sqlite_sequence", "schema_migration"} == set()
