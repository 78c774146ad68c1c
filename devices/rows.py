"""What a decoder gives back: one ReadRow a punch as the file has it. Source: docs/rules/attendance-files.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.errors import InvalidInput, Problem
from rules.punches import ReadRow

BAD_LINE, BAD_DATE, BAD_PIN, FILLER, NO_PUNCH = "bad_line", "bad_date", "bad_pin", "filler", "no_punch"
ROW_PROBLEMS = (BAD_LINE, BAD_DATE, BAD_PIN, FILLER, NO_PUNCH)
LONGEST_PIN = 64
_REPLACED = "\ufffd"


@dataclass(frozen=True)
class ReadFile:
    """An understood file. rows: read once, while the file is gone through; covers: the period the file itself states; made: the local
    second at which it says that it was made.
    """

    decoder: str
    rows: Iterator[ReadRow]
    covers: tuple[date, date] | None
    made: int | None = None


def refused(code: str, **values: Any) -> InvalidInput:
    """The refusal of a whole file."""
    return InvalidInput(Problem("file", code, values))


def tidy_pin(text: str, *, zero_filled: bool) -> str:
    """The number of a person as a table has it, "" when it is none: no spaces around, no apostrophe that Excel put before.

    zero_filled: 00000302 is 302; only when all signs are digits.
    """
    pin = text.strip().removeprefix("'").strip()
    if not pin or len(pin) > LONGEST_PIN or not pin.isprintable() or _REPLACED in pin:
        return ""
    return pin.lstrip("0") or "0" if zero_filled and pin.isascii() and pin.isdigit() else pin
