"""Orders that live elsewhere (12345, 12315, the provincial platform) and come as a table: which column means what, which lines are good.

Pure. Source: PRACTICE (orders keep their 外部编号 and the platform's own due time, which prevails); docs/rules/complaint_orders.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from rules.complaint import Kind, Track
from rules.errors import InvalidInput, Problem
from rules.staff import read_day, tidy

FIELDS = ("number", "received", "due", "kind", "content", "demand", "called", "phone", "address", "unit", "confidential", "answered",
          "outcome")
NEEDED = ("number", "content")
LONGEST = {"number": 60, "content": 4000, "demand": 500, "called": 40, "phone": 40, "address": 200, "outcome": 4000}
END_OF_DAY = time(23, 59)
_CLOCK = re.compile(r"(.+?)[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_SERIAL = re.compile(r"(\d{5})\.(\d+)")


class Source(StrEnum):
    """Where an order lives."""

    ORDER12345 = "order12345"
    ORDER12315 = "order12315"
    PROVINCE = "province"


@dataclass(frozen=True)
class Words:
    """What words of the file stand for. kinds: word -> kind; yes: words that mean so; units: name or code -> id."""

    kinds: Mapping[str, Kind]
    yes: frozenset[str]
    units: Mapping[str, str]


@dataclass(frozen=True)
class OrderLine:
    """One read line. outcome: created, updated, unchanged or bad. values: field -> value, moments with their zone; "" or None for nothing
    said. changes: field -> (was, becomes).
    """

    line: int
    number: str
    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def track_of(source: Source, kind: Kind) -> Track:
    """By which rules an order of this kind is handled here."""
    if kind is Kind.REPORT:
        return Track.REPORT
    return {Source.ORDER12345: Track.ORDER12345, Source.ORDER12315: Track.CONSUMER, Source.PROVINCE: Track.SERVICE}[source]


def read_moment(text: str, zone: tzinfo, name: str = "", *, clock: time = time()) -> datetime:
    """A moment written 2026-03-02 09:00[:30], 2026/3/2 9:00, 2026年3月2日 9:00 or as a spreadsheet's serial 46083.375; a day alone means
    `clock` of it. Raises InvalidInput: not_a_moment, date_out_of_range.

    >>> from datetime import UTC
    >>> str(read_moment("46083.375", UTC)), str(read_moment("2026年3月2日 9:05", UTC)), str(read_moment("2026/3/2", UTC, clock=END_OF_DAY))
    ('2026-03-02 09:00:00+00:00', '2026-03-02 09:05:00+00:00', '2026-03-02 23:59:00+00:00')
    """
    said = tidy(text)
    try:
        if found := _SERIAL.fullmatch(said):
            seconds = round(float(f"0.{found.group(2)}") * 86400)
            return datetime.combine(read_day(found.group(1), name), time(), zone) + timedelta(seconds=seconds)
        if found := _CLOCK.fullmatch(said):
            day, hour, minute, second = found.groups()
            return datetime.combine(read_day(day, name), time(int(hour), int(minute), int(second or 0)), zone)
        return datetime.combine(read_day(said, name), clock, zone)
    except ValueError:
        raise InvalidInput(Problem(name, "not_a_moment")) from None
    except InvalidInput as error:
        code = error.problems[0].code
        raise InvalidInput(Problem(name, code if code == "date_out_of_range" else "not_a_moment")) from None


def read_orders(table: Sequence[tuple[int, Mapping[str, str]]], columns: Mapping[str, str], words: Words,
                standing: Mapping[str, Mapping[str, Any]], now: datetime) -> list[OrderLine]:
    """Judge every line. columns: heading -> field. standing: number -> what is known of the order (due, answered, outcome).

    On an order that is known only due, answered and outcome are looked at, and an empty cell leaves them as they are. A number that
    appears twice in the file is a problem at its second and later lines.
    """
    lines, seen = [], dict[str, int]()
    for line, cells in table:
        texts = {columns[heading]: text for heading, text in cells.items() if heading in columns}
        lines.append(_judged(line, texts, words, standing, now, seen))
    return lines


def _judged(line: int, texts: Mapping[str, str], words: Words, standing: Mapping[str, Mapping[str, Any]], now: datetime,
            seen: dict[str, int]) -> OrderLine:
    values, problems = _values(texts, words, now)
    number = str(values.get("number", ""))
    if number and number in seen:
        problems.append(Problem("number", "order_twice_in_file", {"line": seen[number]}))
    seen.setdefault(number, line)
    if problems:
        return OrderLine(line, number or tidy(texts.get("number", "")), "bad", values, problems=tuple(problems))
    stands = standing.get(number)
    if stands is None:
        return OrderLine(line, number, "created", values)
    changes = {name: (was, values[name]) for name, was in stands.items() if values.get(name) and values[name] != was}
    return OrderLine(line, number, "updated" if changes else "unchanged", values, changes)


def _values(texts: Mapping[str, str], words: Words, now: datetime) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in FIELDS:
        try:
            values[name] = _read(name, texts.get(name, "").strip(), words, now)
        except InvalidInput as error:
            problems.extend(error.problems)
    if values.get("received") and values["received"] > now:
        problems.append(Problem("received", "moment_ahead"))
    if values.get("answered") and values["answered"] > now:
        problems.append(Problem("answered", "moment_ahead"))
    if values.get("due") and values.get("received") and values["due"] < values["received"]:
        problems.append(Problem("due", "due_before_received"))
    return values, problems


def _read(name: str, text: str, words: Words, now: datetime) -> Any:
    if name in ("received", "due", "answered"):
        clock = END_OF_DAY if name == "due" else time()
        return read_moment(text, now.tzinfo, name, clock=clock) if text and now.tzinfo else None
    if name == "kind":
        if text and tidy(text) not in words.kinds:
            raise InvalidInput(Problem(name, "order_kind_unknown", {"text": text[:20]}))
        return words.kinds[tidy(text)] if text else Kind.COMPLAINT
    if name == "unit":
        return words.units.get(tidy(text), "")
    if name == "confidential":
        return tidy(text) in words.yes
    if not text and name in NEEDED:
        raise InvalidInput(Problem(name, "required"))
    if name == "number":
        text = _number(tidy(text))
    if len(text) > LONGEST[name]:
        raise InvalidInput(Problem(name, "too_long", {"length": LONGEST[name]}))
    return text


def _number(text: str) -> str:
    """A number as it is compared. What a spreadsheet rounded (2.02603E+17) is none any more."""
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        raise InvalidInput(Problem("number", "order_number_rounded"))
    return text
