"""Whose number a PIN of a device is, by day. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rules.errors import InvalidInput, Problem

LONGEST_PIN = 64


class Numbered(NamedTuple):
    """A PIN that is somebody's from a day to a day (inclusive, last None = open)."""

    id: str
    staff_id: str
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Is the number theirs on this day?"""
        return self.first <= day and (self.last is None or day <= self.last)


def check_numbered(pin: str, number: Numbered, others: Iterable[Numbered]) -> None:
    """Refuse a number that would be two people's on one day. others: the other rows of this PIN on this device.

    Raises InvalidInput: "required", "too_long" (pin), "from_after_to" (valid_to), "pin_overlap" (valid_from; values first, last).
    """
    problems = []
    if not pin:
        problems.append(Problem("pin", "required"))
    if len(pin) > LONGEST_PIN:
        problems.append(Problem("pin", "too_long", {"length": LONGEST_PIN}))
    if number.last and number.last < number.first:
        problems.append(Problem("valid_to", "from_after_to"))
    for other in others:
        if other.id != number.id and number.first <= (other.last or date.max) and other.first <= (number.last or date.max):
            problems.append(Problem("valid_from", "pin_overlap", {"first": other.first, "last": other.last or ""}))
    if problems:
        raise InvalidInput(*problems)
