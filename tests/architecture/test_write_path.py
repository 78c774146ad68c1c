"""Only the write path writes: a reading of every source file for statements that would change the database past actions/changes.py.

What looks like writing: a peewee statement begun with insert, update, delete or replace on a model (or executed at the end of such
a chain), row.save() and its kin, SQL that begins with a writing word, SQL that is not written out, and a database driver of one's own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

import models
from tests.architecture.code_base import Source, find_sources

WRITERS = {
    "actions/changes.py": "the write path itself",
    "actions/changes_bulk.py": "the same for rows by the hundred thousand, audited by their digest",
    "actions/capture.py": "its change log and triggers",
    "actions/database.py": "makes the node's own row when a database is made",
}
OWN_SQL = {
    "actions/audit.py": "reads the audit's rows as they are kept, not as values",
    "actions/archive.py": "opens the copy inside a backup file to check it",
    "actions/backup.py": "copies the database as a whole",
    "actions/operations.py": "asks which SQLite this is",
    "actions/restore.py": "puts a copied database in place as a whole",
}
NOT_READ = ("tests/", "migrations/", "tools/", "benchmarks/")

BEGINNINGS = {"insert", "insert_many", "insert_from", "replace", "replace_many", "update", "delete"}
ON_MODELS = BEGINNINGS | {"create", "get_or_create", "bulk_create", "bulk_update", "delete_by_id", "set_by_id", "truncate_table", "raw",
                          "create_table", "drop_table"}
ALWAYS = {"delete_instance", "bulk_create", "bulk_update", "get_or_create", "delete_by_id", "set_by_id", "truncate_table",
          "create_tables", "drop_tables"}
READING = ("SELECT", "PRAGMA INTEGRITY_CHECK", "PRAGMA WAL_CHECKPOINT", "EXPLAIN")
DRIVERS = {"sqlite3", "apsw", "psycopg", "psycopg2"}
MODEL_NAMES = {name for name in models.__all__ if name[0].isupper()} | {"model", "table"}


def writings(source: Source) -> Iterator[str]:
    """Each line of a source that looks like writing, with why."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and (why := _why(node, node.func)):
            yield f"{source.path}:{node.lineno} {why}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (f"{source.path}:{node.lineno} driver {name}" for name in names if name.split(".")[0] in DRIVERS)


def _why(call: ast.Call, func: ast.Attribute) -> str:
    name = func.attr
    if name in ALWAYS or (name == "save" and not call.args):
        return f".{name}()"
    if name in ON_MODELS and _is_model(func.value):
        return f".{name}() on a model"
    if name == "execute" and any(link in BEGINNINGS for link in _links(func.value)):
        return "a writing statement executed"
    if name in {"execute_sql", "executemany", "executescript"} and not _reads(call.args[0] if call.args else None):
        return f".{name}() of what is not a plain SELECT"
    return ""


def _is_model(value: ast.expr) -> bool:
    if isinstance(value, ast.Name):
        return value.id in MODEL_NAMES
    if isinstance(value, ast.Attribute):
        return value.attr in MODEL_NAMES
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "type"


def _links(value: ast.expr) -> Iterator[str]:
    """Names of the methods of a chain, from its end to its beginning."""
    while isinstance(value, ast.Call | ast.Attribute):
        if isinstance(value, ast.Attribute):
            yield value.attr
        value = value.func if isinstance(value, ast.Call) else value.value


def _reads(statement: ast.expr | None) -> bool:
    if isinstance(statement, ast.JoinedStr) and statement.values:
        statement = statement.values[0]
    if not (isinstance(statement, ast.Constant) and isinstance(statement.value, str)):
        return False
    return statement.value.lstrip().upper().startswith(READING)


def test_nothing_outside_the_write_path_writes() -> None:
    read = [source for source in find_sources(".py") if not source.path.startswith(NOT_READ) and source.path not in {**WRITERS, **OWN_SQL}]
    assert len(read) > 50
    assert [fault for source in read for fault in writings(source)] == []


def test_what_is_exempted_is_still_there_and_still_needs_it() -> None:
    sources = {source.path: source for source in find_sources(".py")}
    assert [path for path in {**WRITERS, **OWN_SQL} if path in sources and not list(writings(sources[path]))] == []
    assert [path for path in WRITERS if path not in sources] == []


@pytest.mark.parametrize("line", [
    "Staff.insert(name='x').execute()", "Staff.update(name='x').where(Staff.id == 1).execute()", "Staff.delete().execute()",
    "models.Staff.delete().where(True).execute()", "row.save()", "row.save(force_insert=True)", "Staff.create(name='x')",
    "type(row).update(name='x')", "model.insert_many(rows)", "row.delete_instance()", "query = Staff.delete()",
    "database.execute_sql('UPDATE staff SET name = 1')", "database.execute_sql(f'DELETE FROM {table}')", "database.execute_sql(text)",
    "opened.execute_sql('PRAGMA writable_schema = 1')", "import sqlite3", "from psycopg import connect", "Staff.get_or_create(name='x')",
    "chosen.where(x).delete().execute()", "connection.executescript('...')",
])
def test_writing_in_any_form_is_found(line: str) -> None:
    assert list(writings(Source("actions/made_up.py", line)))


@pytest.mark.parametrize("line", [
    "values.update(other)", "names.insert(0, 'x')", "workbook.save(stream)", "text.replace('a', 'b')", "add(row, actor, 'staff.add', now)",
    "Staff.select().where(Staff.id == 1).for_update().execute()", "digest.update(b'x')", "database.execute_sql('SELECT 1')",
    "form.create", "replace(actor, name='x')",
])
def test_what_only_looks_like_it_is_let_through(line: str) -> None:
    assert list(writings(Source("actions/made_up.py", line))) == []
