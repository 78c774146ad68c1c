"""A file of people: which column means what, and which lines may be written. Source: docs/rules/people.md, section 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.errors import InvalidInput, Problem
from rules.staff import REQUIRED, Words, check_days, masked_phone, read_person, tidy

Table = Sequence[tuple[int, Mapping[str, str]]]
_LOOSE = str.maketrans("", "", " \t\r\n*()[]/:")


@dataclass(frozen=True)
class Columns:
    """How a file's headings are understood. codes: heading -> field of FIELDS. unknown: headings nobody understands."""

    codes: Mapping[str, str]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class FileLine:
    """One read line. outcome: created, updated, unchanged or bad. changes: column -> (was, becomes)."""

    line: int
    number: str
    name: str
    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def understand_headings(headings: Iterable[str], known: Mapping[str, Sequence[str]], needed: Sequence[str] = ("number", "name")) -> Columns:
    """Match a file's headings with the fields, whatever the width, spaces, brackets or asterisks.

    known: field -> headings it goes by; the field's own code always does. Raises InvalidInput: column_twice when two headings
    mean one field, column_missing when one of the needed fields is not there.
    """
    by_heading = {_loose(text): code for code in known for text in (code, *known[code])}
    codes = {text: by_heading[_loose(text)] for text in headings if _loose(text) in by_heading}
    problems = [Problem("", "column_twice", {"column": known[code][0]}) for code, times in Counter(codes.values()).items() if times > 1]
    problems += [Problem("", "column_missing", {"column": known[code][0]}) for code in needed if code not in codes.values()]
    if problems:
        raise InvalidInput(*problems)
    return Columns(codes=codes, unknown=tuple(text for text in headings if text not in codes))


def read_table(table: Table, columns: Columns, words: Words, standing: Mapping[str, Mapping[str, Any]]) -> list[FileLine]:
    """Judge every line of a file against the people there are.

    standing: staff number -> values as they stand (columns of Staff, with `b_partner` as a number). On somebody known an empty
    cell leaves the value as it is, "-" clears it, and a masked phone is left alone. A staff number that appears twice is a
    problem at its second and later lines.
    """
    lines, seen = [], dict[str, int]()
    for line, cells in table:
        texts = {columns.codes[heading]: text for heading, text in cells.items() if heading in columns.codes}
        lines.append(_judge(line, texts, words, standing, seen))
    return _without_lost_partners(lines, standing)


def _judge(line: int, texts: Mapping[str, str], words: Words, standing: Mapping[str, Mapping[str, Any]],
           seen: dict[str, int]) -> FileLine:
    number, name = tidy(texts["number"]), tidy(texts["name"])
    stands = standing.get(number)
    values, problems = read_person(_to_read(texts, stands), words)
    problems += check_days({**(stands or {}), **values})
    if number and number in seen:
        problems.append(Problem("number", "number_twice_in_file", {"line": seen[number]}))
    seen.setdefault(number, line)
    if values.get("b_partner") and values["b_partner"] == number:
        problems.append(Problem("b_partner", "partner_self"))
    if problems:
        return FileLine(line, number, name, "bad", values, problems=tuple(problems))
    if stands is None:
        return FileLine(line, number, name, "created", values)
    changes = {column: (stands[column], value) for column, value in values.items() if stands[column] != value}
    return FileLine(line, number, name, "updated" if changes else "unchanged", values, changes)


def _to_read(texts: Mapping[str, str], stands: Mapping[str, Any] | None) -> dict[str, str]:
    if stands is None:
        return {**dict.fromkeys(REQUIRED, ""), **texts}
    given = {field: text for field, text in texts.items() if tidy(text) or field in ("number", "name")}
    if given.get("phone") == masked_phone(stands["phone"]):
        del given["phone"]
    return given


def _without_lost_partners(lines: list[FileLine], standing: Collection[str]) -> list[FileLine]:
    """Lines whose B partner is neither known nor in a good line become bad themselves, until no more do."""
    known = {*standing, *(line.number for line in lines if line.outcome == "created")}
    lost = [line for line in lines if line.outcome != "bad" and (line.values.get("b_partner") or line.number) not in known]
    if not lost:
        return lines
    bad = {line.line: FileLine(line.line, line.number, line.name, "bad", line.values, problems=(
        Problem("b_partner", "partner_unknown", {"text": line.values["b_partner"]}),)) for line in lost}
    return _without_lost_partners([bad.get(line.line, line) for line in lines], standing)


def _loose(text: str) -> str:
    return tidy(text).lower().translate(_LOOSE)
