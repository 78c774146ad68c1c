"""The leave regime a new centre starts with, and the JSON form in which type rules and tiers are kept.

Source: docs/rules/leave.md sections 1 and 9. Pure: takes text and values, never a path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from rules.approval import MinuteTier, StepKind, Tier
from rules.errors import InvalidInput, Problem
from rules.leave import Counting, TypeRule

_FIGURES = frozenset(entry.name for entry in fields(TypeRule)) - {"code", "valid_from", "source"}


@dataclass(frozen=True)
class LeavePresets:
    """Everything rules/presets/leave.json holds. tiers: by half-days; minute_tiers: for leave by the hour."""

    rules: tuple[TypeRule, ...]
    tiers: tuple[Tier, ...]
    minute_tiers: tuple[MinuteTier, ...]


def load_presets(text: str) -> LeavePresets:
    """Read the text of rules/presets/leave.json. Raises InvalidInput (code "rules_unreadable") when it is not of that form."""
    try:
        document = json.loads(text)
        return LeavePresets(
            rules=tuple(type_rule_of(entry["code"], date.fromisoformat(entry["valid_from"]), entry["source"], entry["figures"])
                        for entry in document["rules"]),
            tiers=tuple(tier_of(entry) for entry in document["tiers"]),
            minute_tiers=tuple(minute_tier_of(entry) for entry in document["minute_tiers"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(Problem("", "rules_unreadable", {"error": str(error)})) from error


def type_rule_of(code: str, valid_from: date, source: str, figures: Mapping[str, Any]) -> TypeRule:
    """A TypeRule from its stored parts. figures: JSON values by field name; what is left out has the field's default.

    Raises KeyError without "counting", ValueError on an unknown counting or date, TypeError on an unknown field.
    """
    values = dict(figures)
    as_of = values.pop("as_of", None)
    return TypeRule(code=code, valid_from=valid_from, counting=Counting(values.pop("counting")), source=source,
                    as_of=date.fromisoformat(as_of) if as_of else None, **values)


def figures_of(rule: TypeRule) -> dict[str, Any]:
    """The JSON form of all but code, valid_from and source: the inverse of type_rule_of."""
    figures = {name: value for name, value in asdict(rule).items() if name in _FIGURES}
    return figures | {"counting": rule.counting.value, "as_of": rule.as_of.isoformat() if rule.as_of else None}


def tier_of(entry: Mapping[str, Any]) -> Tier:
    """A Tier from {"max_halves", "steps", "code" when of one type}."""
    return Tier(entry["max_halves"], tuple(StepKind(kind) for kind in entry["steps"]), entry.get("code", ""))


def minute_tier_of(entry: Mapping[str, Any]) -> MinuteTier:
    """A MinuteTier from {"max_minutes", "steps", "code" when of one type}."""
    return MinuteTier(entry["max_minutes"], tuple(StepKind(kind) for kind in entry["steps"]), entry.get("code", ""))
