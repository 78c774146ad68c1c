"""The desk's dated figures. Source: docs/rules/complaint_desk.md 1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.kept import kept
from models import DeskRule
from rules import complaint_desk as rules


@kept(1)
def desk_rules() -> Sequence[rules.DeskRule]:
    """Every version of the desk's figures."""
    return [rules.desk_rule_of(row.valid_from, row.source, row.figures) for row in DeskRule.select()]


def desk_rule(day: date) -> rules.DeskRule:
    """The desk's figures of a day. Raises InvalidInput (no_desk_rule)."""
    return rules.desk_rule_on(desk_rules(), day)
