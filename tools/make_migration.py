"""Write the next numbered migration from the models: `python -m tools.make_migration NAME` (only for a first migration).

The file holds frozen SQL for both engines and imports nothing of ours, so that later changes of the models cannot change it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from peewee import PostgresqlDatabase, SqliteDatabase

from models import ALL, SEARCH_ON_POSTGRESQL, SEARCH_ON_SQLITE, database

HEAD = '''"""{title}: frozen SQL for both engines. Never changed once shipped."""

from typing import Any

SQLITE = (
{sqlite}
)
POSTGRESQL = (
{postgresql}
)


def up(migrator: Any, db: Any) -> None:
    """Make the tables and indexes."""
    for statement in SQLITE if "sqlite" in type(migrator).__name__.lower() else POSTGRESQL:
        db.execute_sql(statement)
'''


def statements(engine: type) -> list[str]:
    """CREATE statements of all tables and indexes for one engine, in the order of models.ALL, and what its search rests on."""
    database.initialize(engine("unused"))
    made = []
    for model in ALL:
        model._meta.strict_tables = engine is SqliteDatabase
        schema = model._schema
        schema.database = database.obj
        for context in (schema._create_table(safe=False), *schema._create_indexes(safe=False)):
            sql, params = context.query()
            made.append(sql if not params else sql % tuple(params))
    return [*made, *(SEARCH_ON_SQLITE if engine is SqliteDatabase else SEARCH_ON_POSTGRESQL)]


def main() -> None:
    """Write migrations/0001_NAME.py."""
    name = sys.argv[1]
    texts = {engine: "\n".join(f"    {statement!r}," for statement in statements(kind))
             for engine, kind in (("sqlite", SqliteDatabase), ("postgresql", PostgresqlDatabase))}
    path = Path("migrations") / f"0001_{name}.py"
    path.write_text(HEAD.format(title=name.replace("_", " ").capitalize(), **texts), "utf-8")


if __name__ == "__main__":
    main()
