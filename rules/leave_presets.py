"""The leave regime a new centre starts with, and the JSON form in which type rules and tiers are kept.

Source: docs/rules/leave.md sections 1 and 9. Pure: takes text and values, never a path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from rules.approval import LADDER, MinuteTier, StepKind, Tier
from rules.errors import InvalidInput, Problem
from rules.leave import Counting, TypeRule

_AMOUNTS = ("evidence_halves", "max_halves_request", "max_halves_month", "max_halves_year", "home_unit_halves", "minutes_per_half",
            "expiry_months", "minutes_per_day", "entitlement_halves")
LONGEST_SYMBOL = 2
_FLAGS = ("balanced", "record_only", "standing")
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
        presets = LeavePresets(
            rules=tuple(type_rule_of(entry["code"], date.fromisoformat(entry["valid_from"]), entry["source"], entry["figures"])
                        for entry in document["rules"]),
            tiers=tuple(tier_of(entry) for entry in document["tiers"]),
            minute_tiers=tuple(minute_tier_of(entry) for entry in document["minute_tiers"]),
        )
        check_tiers(presets.tiers, presets.minute_tiers)
        return presets
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(Problem("", "rules_unreadable", {"error": str(error)})) from error


def type_rule_of(code: str, valid_from: date, source: str, figures: Mapping[str, Any]) -> TypeRule:
    """A TypeRule from its stored parts. figures: JSON values by field name; what is left out has the field's default.

    Raises KeyError without "counting", ValueError on a value the field cannot have, TypeError on an unknown field.
    """
    values = dict(figures)
    as_of = values.pop("as_of", None)
    rule = TypeRule(code=code, valid_from=valid_from, counting=Counting(values.pop("counting")), source=source,
                    as_of=date.fromisoformat(as_of) if as_of else None, **values)
    _check_values(rule)
    return rule


def _check_values(rule: TypeRule) -> None:
    """Raise ValueError, naming the field, where a value from JSON is not of the field's kind."""
    wrong = [name for name in _AMOUNTS if not _is_amount(getattr(rule, name))]
    wrong += [name for name in _FLAGS if not isinstance(getattr(rule, name), bool)]
    if rule.gender not in ("", "f", "m"):
        wrong.append("gender")
    if not isinstance(rule.symbol, str) or len(rule.symbol) > LONGEST_SYMBOL:
        wrong.append("symbol")
    if not rule.minutes_per_half:
        wrong.append("minutes_per_half")
    if wrong:
        raise ValueError(", ".join(wrong))


def _is_amount(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)


def figures_of(rule: TypeRule) -> dict[str, Any]:
    """The JSON form of all but code, valid_from and source: the inverse of type_rule_of."""
    figures = {name: value for name, value in asdict(rule).items() if name in _FIGURES}
    return figures | {"counting": rule.counting.value, "as_of": rule.as_of.isoformat() if rule.as_of else None}


def tier_of(entry: Mapping[str, Any]) -> Tier:
    """A Tier from {"max_halves", "steps", "code" when of one type}. Raises as type_rule_of."""
    return Tier(_bound(entry["max_halves"]), _kinds(entry["steps"]), entry.get("code", ""))


def minute_tier_of(entry: Mapping[str, Any]) -> MinuteTier:
    """A MinuteTier from {"max_minutes", "steps", "code" when of one type}. Raises as type_rule_of."""
    return MinuteTier(_bound(entry["max_minutes"]), _kinds(entry["steps"]), entry.get("code", ""))


def _bound(value: int | None) -> int | None:
    if not _is_amount(value):
        raise ValueError(f"bound {value!r}")
    return value


def _kinds(names: Iterable[str]) -> tuple[StepKind, ...]:
    kinds = tuple(StepKind(name) for name in names)
    if not set(kinds) & set(LADDER):
        raise ValueError("nobody of the ladder signs")
    return kinds


def check_tiers(tiers: Iterable[Tier], minute_tiers: Iterable[MinuteTier]) -> None:
    """Every table (the general one, and that of each type named) must end with a tier without bound. Raises ValueError."""
    for bounds in ([(tier.code, tier.max_halves) for tier in tiers], [(tier.code, tier.max_minutes) for tier in minute_tiers]):
        unending = {code for code, bound in bounds if bound is None}
        missing = ({code for code, _ in bounds} | {""}) - unending
        if missing:
            raise ValueError(f"no tier without bound: {sorted(missing)}")
