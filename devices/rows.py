"""What a decoder gives back: one ReadRow a punch as the file has it. Source: docs/rules/attendance-files.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from rules.errors import InvalidInput, Problem

BAD_LINE, BAD_DATE, BAD_PIN, FILLER, NO_PUNCH = "bad_line", "bad_date", "bad_pin", "filler", "no_punch"
ROW_PROBLEMS = (BAD_LINE, BAD_DATE, BAD_PIN, FILLER, NO_PUNCH)
LONGEST_PIN = 64
_REPLACED = "\ufffd"


class ReadRow(NamedTuple):
    """One punch, or one line nobody can read.

    line: from 1, the line of a text or the row of a sheet. raw: the line without its end, as it stands (UTF-16 as UTF-8); of a
    sheet its cells as UTF-8 text, of a cell with several times "pin<TAB>date time". pin: "" where unreadable. second: seconds of
    the local wall clock since 1970-01-01 00:00:00, no zone; None where unreadable. status, verify, work_code, name: as the file
    says, "" when absent. problem: "" or one of ROW_PROBLEMS; no_punch is a line in which the file itself says that nobody punched.
    """

    line: int
    raw: bytes
    pin: str
    second: int | None
    status: str
    verify: str
    work_code: str
    name: str
    problem: str


@dataclass(frozen=True)
class ReadFile:
    """An understood file. rows: read once, while the file is gone through; covers: the period the file itself states."""

    decoder: str
    rows: Iterator[ReadRow]
    covers: tuple[date, date] | None


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
