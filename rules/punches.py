"""Rows as they come out of a device or its file, and which of them cannot be what they say. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from rules.attendance import DAY_SECONDS

AHEAD = 600
"""Seconds a device's clock may be ahead of its receipt before a row is held back."""
EPOCH = date(1970, 1, 1).toordinal()


class ReadRow(NamedTuple):
    """One row of a file or delivery. raw: the bytes as they stand; second: local wall time in seconds since 1970-01-01 00:00:00,
    None when it cannot be read; pin "" when it cannot be read. problem: "", bad_line, bad_date, filler or bad_pin.
    """

    line: int
    raw: bytes
    pin: str
    second: int | None
    status: str = ""
    verify: str = ""
    work_code: str = ""
    name: str = ""
    problem: str = ""


def possible(installed: date, received: int) -> range:
    """The local seconds that can be true on a device: from the day it was installed to AHEAD seconds after the row came."""
    return range((installed.toordinal() - EPOCH) * DAY_SECONDS, received + AHEAD + 1)


def impossible(second: int, installed: date, received: int) -> str:
    """Why a readable moment cannot be true: before_installed, in_future (more than AHEAD seconds after receipt), else "".

    received: the local second at which the row came. Rows out of order are no reason (docs/rules/attendance.md section 1).

    >>> impossible(0, date(2020, 1, 1), 1_600_000_000), impossible(1_600_000_601, date(2020, 1, 1), 1_600_000_000)
    ('before_installed', 'in_future')
    """
    span = possible(installed, received)
    if second in span:
        return ""
    return "before_installed" if second < span.start else "in_future"
