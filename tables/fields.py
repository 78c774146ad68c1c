"""Column types that mean the same on SQLite and PostgreSQL, and the bases every table has."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from peewee import Check, DatabaseProxy, IntegerField, Model, TextField

from clock import STATION_ZONE, new_id

database = DatabaseProxy()


class MomentField(TextField):
    """An aware moment, kept as `YYYY-MM-DDTHH:MM:SS.mmm+08:00`: unambiguous, and text order is time order."""

    def db_value(self, value: Any) -> str | None:
        """Text of a moment; naive datetimes are refused with ValueError."""
        if value is None or isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        text: str = value.astimezone(STATION_ZONE).isoformat(timespec="milliseconds")
        return text

    def python_value(self, value: str | None) -> datetime | None:
        """The moment in Asia/Shanghai."""
        return None if value is None else datetime.fromisoformat(value).astimezone(STATION_ZONE)


class DayField(TextField):
    """A calendar day, kept as `YYYY-MM-DD`."""

    def db_value(self, value: Any) -> str | None:
        """ISO text of a day."""
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        """The day."""
        return None if value is None else date.fromisoformat(value)


class FlagField(IntegerField):
    """Yes or no, kept as 1 or 0 on both engines."""

    def db_value(self, value: Any) -> int | None:
        """1 or 0."""
        return None if value is None else int(bool(value))

    def python_value(self, value: int | None) -> bool | None:
        """True or False."""
        return None if value is None else bool(value)


class JsonField(TextField):
    """A JSON value, kept as text with sorted keys and readable Chinese."""

    def db_value(self, value: Any) -> str | None:
        """JSON text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: str | None) -> Any:
        """The value."""
        return None if value is None else json.loads(value)


class Table(Model):
    """Base of all tables."""

    class Meta:
        database = database
        legacy_table_names = False
        strict_tables = True


class Row(Table):
    """Base of business rows: time-ordered id, the centre's code, a version that rises by one with each change, and moments.

    Written only by actions/changes.py, each change together with its audit row.
    """

    id = TextField(primary_key=True, default=new_id)
    centre = TextField()
    version = IntegerField(default=1)
    created_at = MomentField()
    updated_at = MomentField()


class LocalRow(Table):
    """Base of rows that never leave the node: sessions, passwords, ledgers of runs."""

    id = TextField(primary_key=True, default=new_id)


def one_of(column: str, values: Any) -> Any:
    """A CHECK that the column holds one of the values (an enum or strings)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})")
