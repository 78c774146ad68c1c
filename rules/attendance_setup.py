"""The file a centre's attendance is set up with (TOML): which tables and fields it may have, and reading them into plain values.

Source: docs/operating.md section "Setting up attendance". What the values must be beyond their kind is judged where they are written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.errors import InvalidInput, Problem

TABLES = ("devices", "rules", "schedules", "schedule_days", "exemptions", "noon_duty", "pins")
"""In the order in which they are written: what others refer to comes first."""


@dataclass(frozen=True)
class Fault:
    """One fault with its place: the table ("" for the whole file), which entry of it from 1, and the field inside problem."""

    table: str
    number: int
    problem: Problem


@dataclass(frozen=True)
class Entry:
    """One entry of a table with its values read; fields that are not given are left out."""

    table: str
    number: int
    values: Mapping[str, Any]

    def fault(self, problem: Problem) -> Fault:
        """A problem of this entry with its place."""
        return Fault(self.table, self.number, problem)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(value) if isinstance(value, str) else _refuse()


def _flag(value: Any) -> bool:
    return value if isinstance(value, bool) else _refuse()


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else _refuse()


def _texts(value: Any) -> str:
    """A list of texts, or one text: comma apart."""
    return ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _weekdays(value: Any) -> str:
    """1 (Monday) to 7, as a list or as digits: digits in order."""
    return "".join(sorted({_text(day) for day in value})) if isinstance(value, list) else "".join(sorted(set(_text(value))))


def _session(value: Any) -> tuple[str, str]:
    """A list of two times HH:MM."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(text, str) for text in value):
        raise ValueError
    return value[0].strip(), value[1].strip()


def _refuse() -> Any:
    raise ValueError


FIELDS: Mapping[str, Mapping[str, tuple[Callable[[Any], Any], bool]]] = {
    "devices": {"code": (_text, True), "name": (_text, True), "installed": (_day, True), "kind": (_text, False), "serial": (_text, False),
                "addresses": (_texts, False), "host": (_text, False), "port": (_number, False), "active": (_flag, False)},
    "pins": {"device": (_text, True), "pin": (_text, True), "person": (_text, True), "from": (_day, True), "to": (_day, False)},
    "schedules": {"name": (_text, True), "scope": (_text, False), "key": (_text, False), "weekdays": (_weekdays, False),
                  "from": (_day, True), "to": (_day, False), "am": (_session, False), "pm": (_session, False)},
    "schedule_days": {"day": (_day, True), "scope": (_text, False), "key": (_text, False), "am": (_session, False),
                      "pm": (_session, False), "reason": (_text, True)},
    "noon_duty": {"day": (_day, True), "unit": (_text, True), "person": (_text, True), "partner": (_text, False),
                  "start": (_text, True), "end": (_text, True)},
    "exemptions": {"scope": (_text, True), "key": (_text, False), "from": (_day, True), "to": (_day, False), "half": (_text, False),
                   "reason": (_text, True)},
    "rules": {"from": (_day, True), "source": (_text, True)},
}
"""Field -> how it is read, and must it be there. The figures of [[rules]] are those of rules.attendance.RuleSet."""


def read_setup(content: bytes) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file in the order of TABLES, and every fault: what is no TOML, unknown tables and fields, wrong kinds, what is
    missing ("toml_broken", "table_unknown", "table_kind", "field_unknown", "field_kind", "required").
    """
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [], [Fault("", 0, Problem("", "toml_broken", {"reason": str(error)}))]
    faults = [Fault(name, 0, Problem("", "table_unknown", {"name": name})) for name in document if name not in TABLES]
    entries: list[Entry] = []
    for table in TABLES:
        listed = document.get(table, [])
        if not isinstance(listed, list) or not all(isinstance(given, dict) for given in listed):
            faults.append(Fault(table, 0, Problem("", "table_kind", {"name": table})))
            continue
        for number, given in enumerate(listed, 1):
            entry, found = _read_entry(table, number, given)
            entries.append(entry)
            faults += found
    return entries, faults


def _read_entry(table: str, number: int, given: Mapping[str, Any]) -> tuple[Entry, list[Fault]]:
    fields, values, problems = FIELDS[table], dict[str, Any](), []
    for name, value in given.items():
        if name in fields:
            try:
                values[name] = fields[name][0](value)
            except (ValueError, TypeError):
                problems.append(Problem(name, "field_kind", {"name": name}))
        elif table == "rules":
            values[name] = value
        else:
            problems.append(Problem(name, "field_unknown", {"name": name}))
    problems += [Problem(name, "required") for name, (_, must) in fields.items() if must and given.get(name, "") == ""]
    return Entry(table, number, values), [Fault(table, number, problem) for problem in problems]


class SetupRefused(InvalidInput):
    """A file with faults: nothing was written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(*(fault.problem for fault in faults))
        self.faults = faults
