"""The words by which people's particulars are known: headings and choices of rules/presets/staff.json, and the units there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models import Unit
from rules.names import Readings, read_name
from rules.staff import Words, tidy

_PRESETS: Mapping[str, Any] = json.loads((Path(__file__).parent.parent / "rules" / "presets" / "staff.json").read_text("utf-8"))
HEADINGS: Mapping[str, list[str]] = _PRESETS["headings"]


def words() -> Words:
    """What gender, employment and unit may be called today; closed units are not offered."""
    return Words(gender=_codes("gender"), employment=_codes("employment"), units=_units())


def first_word(field: str, code: str) -> str:
    """The word an exported file has for a code of gender or employment: "" for ""."""
    return str(_PRESETS[field][code][0]) if code else ""


def readings(name: str) -> Readings:
    """All initials and the sorting key of a name."""
    return read_name(name, _PRESETS["surnames"])


def _codes(field: str) -> dict[str, str]:
    return {word: code for code, known in _PRESETS[field].items() for word in (code, *known)}


def _units() -> dict[str, frozenset[str]]:
    called: defaultdict[str, set[str]] = defaultdict(set)
    for unit in Unit.select().where(Unit.active == True):  # noqa: E712  # a column, not a value
        called[tidy(unit.code)].add(unit.id)
        called[tidy(unit.name)].add(unit.id)
    return {text: frozenset(ids) for text, ids in called.items()}
