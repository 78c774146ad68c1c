"""Queries whose SQL is written once: for what every page asks. Peewee takes ten times as long to write it as SQLite to answer it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from inspect import signature
from typing import Any, Generic, TypeVar

from peewee import Field

from models import Table, database

M = TypeVar("M", bound=Table)


class _Slot(str):
    """The place of a value in a query: its number among the values, as text, which no column of text or days changes."""


class Prepared(Generic[M]):
    """One query of one table (joins may be inside), with its values given when it is asked.

    build: the query from its values, each compared with columns of text or days only, or standing for a limit or offset.
    size: how many values there are, where build does not say so itself.
    """

    def __init__(self, model: type[M], build: Callable[..., Any], size: int | None = None) -> None:
        self._model, self._build = model, build
        self._size = len(signature(build).parameters) if size is None else size
        self._written: dict[type, tuple[str, list[Any], list[tuple[int, int]]]] = {}
        self._names: list[str] = []
        self._readers: list[tuple[str, Callable[[Any], Any]]] = []

    def rows(self, *values: str | date | int) -> list[M]:
        """The rows, which hold what was selected of their own table."""
        cursor = self._asked(values)
        if not self._names:
            fields = [self._model._meta.columns[column[0]] for column in cursor.description]
            self._readers = [(field.name, field.python_value) for field in fields if not _is_plain(field)]
            self._names = [field.name for field in fields]
        return [self._row(columns) for columns in cursor.fetchall()]

    def _row(self, columns: tuple[Any, ...]) -> M:
        """A row as peewee makes one, in a fifth of the time: the values are not first marked as changed and then as clean again."""
        row, data = self._model(__no_default__=True), dict(zip(self._names, columns, strict=True))
        for name, read in self._readers:
            if data[name] is not None:
                data[name] = read(data[name])
        row.__data__ = data
        return row

    def columns(self, *values: str | date | int) -> list[tuple[Any, ...]]:
        """The rows as tuples of what the database keeps: text and whole numbers, days and JSON as text."""
        return list(self._asked(values).fetchall())

    def first(self, *values: str | date | int) -> M | None:
        """The first row, if there is one. All are fetched: for queries that find one row or none."""
        found = self.rows(*values)
        return found[0] if found else None

    def _asked(self, values: tuple[str | date | int, ...]) -> Any:
        """The cursor of the query with its values, in the SQL of the engine now open; nothing but a SELECT can be asked."""
        engine = type(database.obj)
        if engine not in self._written:
            sql, params = self._build(*map(_Slot, range(self._size))).sql()
            slots = [(place, int(param)) for place, param in enumerate(params) if isinstance(param, _Slot)]
            plain = [param.value if isinstance(param, Enum) else param for param in params]  # which drivers take faster
            self._written[engine] = (sql.removeprefix("SELECT "), plain, slots)
        rest, params, slots = self._written[engine]
        given = params.copy()
        for place, number in slots:
            value = values[number]
            given[place] = value.isoformat() if isinstance(value, date) else value
        return database.execute_sql(f"SELECT {rest}", given)


def _is_plain(field: Field) -> bool:
    """Are the column's values as the database keeps them (text, numbers)?"""
    return bool(type(field).python_value is Field.python_value)
