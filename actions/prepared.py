"""Queries whose SQL is written once: for what every page asks. Peewee takes ten times as long to write it as SQLite to answer it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from inspect import signature
from typing import Any, Generic, TypeVar

from models import Table, database

M = TypeVar("M", bound=Table)


class _Slot(str):
    """The place of a value in a query: its number among the values, as text, which no column of text or days changes."""


class Prepared(Generic[M]):
    """One query of one table (joins may be inside), with its values given when it is asked.

    build: the query from its values, each compared with columns of text or days only. Rows are of the model, columns of other
    tables among them by name; `.tuples()` of the answer gives plain tuples.
    """

    def __init__(self, model: type[M], build: Callable[..., Any]) -> None:
        self._model, self._build = model, build
        self._written: dict[type, tuple[str, list[Any]]] = {}

    def rows(self, *values: str | date) -> Any:
        """The query with these values, to be iterated."""
        sql, params = self._sql()
        given = [value.isoformat() if isinstance(value, date) else value for value in values]
        return self._model.raw(sql, *[given[int(param)] if isinstance(param, _Slot) else param for param in params])

    def first(self, *values: str | date) -> M | None:
        """The first row, if there is one. All are fetched: for queries that find one row or none."""
        found = list(self.rows(*values))
        return found[0] if found else None

    def _sql(self) -> tuple[str, list[Any]]:
        """The SQL as the engine now open takes it, and its values, slots among them."""
        engine = type(database.obj)
        if engine not in self._written:
            slots = [_Slot(number) for number in range(len(signature(self._build).parameters))]
            self._written[engine] = self._build(*slots).sql()
        return self._written[engine]
