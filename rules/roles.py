"""Granting roles: what a grant must say and which grants may not stand side by side. Source: FACTS 11 row 76; docs/rules/people.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.errors import Problem
from rules.people import HEADS, Role, conflicting_administrators


@dataclass(frozen=True)
class GrantSpan:
    """A role held in a unit ("" = the whole centre) from a day to a day, both included; last None = open."""

    role: Role
    unit_id: str
    first: date
    last: date | None

    def meets(self, other: GrantSpan) -> bool:
        """True when both are in force on some day."""
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)


def unit_problems(role: Role, unit_id: str) -> list[Problem]:
    """Heads are put over a unit, the other roles are held for the whole centre."""
    if role in HEADS and not unit_id:
        return [Problem("unit", "role_needs_unit")]
    return [Problem("unit", "role_without_unit")] if unit_id and role not in HEADS else []


def grant_problems(asked: GrantSpan, held: Iterable[GrantSpan], today: date) -> list[Problem]:
    """What speaks against granting `asked` to a person who holds `held`; empty when it may be granted.

    A grant begins today or later, ends no earlier than it begins, is not held already on one of its days, and never makes one
    person two of the three administrators.
    """
    problems = []
    if asked.first < today:
        problems.append(Problem("valid_from", "day_past"))
    if asked.last is not None and asked.last < asked.first:
        problems.append(Problem("valid_to", "days_reversed"))
    together = [span for span in held if span.meets(asked)]
    if any((span.role, span.unit_id) == (asked.role, asked.unit_id) for span in together):
        problems.append(Problem("role", "role_held"))
    if asked.role in conflicting_administrators([asked.role, *(span.role for span in together)]):
        problems.append(Problem("role", "administrators_apart"))
    return problems
