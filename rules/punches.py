"""Rows as they come out of a device or its file, and which of them cannot be what they say. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from rules.attendance import DAY_SECONDS

AHEAD = 600
"""Seconds a device's clock may be ahead of its receipt before a row is held back."""
GAP_DAYS = 31
"""Days without any row after which a file no longer speaks for what lies between."""
BUSY = 4
"""Rows of a day beside which one single row far away is not believed."""
EPOCH = date(1970, 1, 1).toordinal()


def midnight(day: date) -> int:
    """The local second at which a day begins.

    >>> midnight(date(1970, 1, 2))
    86400
    """
    return (day.toordinal() - EPOCH) * DAY_SECONDS


def day_of(second: int) -> date:
    """The day a local second lies on.

    >>> day_of(86399), day_of(86400)
    (datetime.date(1970, 1, 1), datetime.date(1970, 1, 2))
    """
    return date.fromordinal(second // DAY_SECONDS + EPOCH)


def day_near(second: int) -> date:
    """day_of for any second at all: far away ones lie on the nearest day from which a year can be gone in both directions.

    >>> day_near(86400), day_near(-10 ** 15), day_near(10 ** 15).year
    (datetime.date(1970, 1, 2), datetime.date(2, 1, 1), 9998)
    """
    return date.fromordinal(min(max(second // DAY_SECONDS + EPOCH, date(2, 1, 1).toordinal()), date(9998, 12, 31).toordinal()))


def collected_days(rows: Mapping[int, int]) -> list[tuple[int, int]]:
    """The days for which a file speaks that states no period: runs (first, last) of days without a gap of more than GAP_DAYS.

    rows: good rows by day, days counted from 1970. A run of one single row is a clock that was wrong for a moment, where another day has
    BUSY rows: nothing is taken to be collected for it.
    Source: docs/rules/attendance.md section 1.

    >>> collected_days({100: 40, 101: 38, 120: 41, 200: 39}), collected_days({100: 1, 400: 40, 401: 2})
    ([(100, 120), (200, 200)], [(400, 401)])
    """
    runs: list[list[int]] = []
    for day in sorted(rows):
        if runs and day - runs[-1][-1] <= GAP_DAYS:
            runs[-1].append(day)
        else:
            runs.append([day])
    busiest = max(rows.values(), default=0)
    return [(run[0], run[-1]) for run in runs if busiest < BUSY or sum(rows[day] for day in run) > 1]


class ReadRow(NamedTuple):
    """One punch, or one line nobody can read.

    line: from 1, the line of a text or the row of a sheet. raw: the line without its end, as it stands (UTF-16 as UTF-8); of a
    sheet its cells as UTF-8 text, of a cell with several times "pin<TAB>date time". pin: "" where unreadable. second: seconds of
    the local wall clock since 1970-01-01 00:00:00, no zone; None where unreadable. status, verify, work_code, name: as the file
    says, "" when absent. problem: "" or one of devices.ROW_PROBLEMS; no_punch is a line in which the file itself says that nobody
    punched.
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
    return range(midnight(installed), received + AHEAD + 1)


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
