"""What a verdict rests on, as it is kept: compact JSON beside the columns, and read again as a Cell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.attendance import MINUTE, Code, Edge, Unused, Used, Verdict
from rules.calendar import Half

Columns = tuple[str, int, int, str, str, str]
"""code, late, early (whole minutes, rounded down), rule, rule_version, facts."""


@dataclass(frozen=True)
class Cell:
    """One half-day as it was judged. late, early: whole minutes; *_seconds the same in seconds; moments in seconds from midnight."""

    staff_id: str
    day: date
    half: Half
    code: Code
    late: int
    early: int
    rule: str
    rule_version: str
    due: tuple[tuple[Edge, int], ...]
    used: tuple[Used, ...]
    unused: tuple[Unused, ...]
    late_seconds: int
    early_seconds: int
    about: str


NOTHING = '{"due":[],"used":[],"unused":[]}'


def columns_of(word: Verdict, version: str) -> Columns:
    """The columns of a verdict as they are kept."""
    return word.code.value, word.late // MINUTE, word.early // MINUTE, word.rule, version, facts_text(word)


def facts_text(word: Verdict) -> str:
    """Compact JSON: due [[edge, second]], used [[edge, second, id, by]], unused [[second, id, reason]], and where there are any late
    and early (seconds) and about. Written by hand: half of a rebuild would go into a general writer.

    >>> facts_text(Verdict(Half.AM, Code.NORMAL, "normal"))
    '{"due":[],"used":[],"unused":[]}'
    """
    if not (word.due or word.used or word.unused or word.about or word.late or word.early):
        return NOTHING
    due = ",".join([f'["{edge}",{second}]' for edge, second in word.due])
    used = ",".join([f'["{one.edge}",{one.at},"{one.id}","{one.by}"]' for one in word.used])
    unused = ",".join([f'[{one.at},"{one.id}","{one.reason}"]' for one in word.unused])
    more = f',"late":{word.late}' if word.late else ""
    more += f',"early":{word.early}' if word.early else ""
    more += f',"about":{json.dumps(word.about, ensure_ascii=False)}' if word.about else ""
    return f'{{"due":[{due}],"used":[{used}],"unused":[{unused}]{more}}}'


def cell_of(columns: Sequence[Any]) -> Cell:
    """The cell of its kept columns: staff_id, day, half, then Columns."""
    staff_id, day, half, code, late, early, rule, version, text = columns
    facts: Mapping[str, Any] = json.loads(text)
    due = tuple((Edge(edge), at) for edge, at in facts["due"])
    used = tuple(Used(Edge(edge), dict(due)[Edge(edge)], at, row_id, by) for edge, at, row_id, by in facts["used"])
    return Cell(staff_id, date.fromisoformat(day), Half(half), Code(code), late, early, rule, version, due, used,
                tuple(Unused(*one) for one in facts["unused"]), facts.get("late", 0), facts.get("early", 0), facts.get("about", ""))
