"""Closing a month and checking a week of attendance: by when, by whom, over what, and the digest that seals the figures.

Pure. Source: docs/rules/attendance_month.md sections 3 and 4.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from rules.calendar import Calendar
from rules.errors import InvalidInput, Problem

WEEK = timedelta(days=7)
WEEKS_BACK = 8


class CloseState(StrEnum):
    """Where a month stands: open until somebody confirms it, closed with its figures frozen, reopened for a stated reason."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Unsettled:
    """What of a month nobody has decided: absences without a decision, other exceptions that may still be explained, corrections and
    findings that wait, half-days whose devices are not collected.
    """

    absences: int = 0
    cases: int = 0
    corrections: int = 0
    findings: int = 0
    pending: int = 0

    @property
    def total(self) -> int:
        """How much there is."""
        return self.absences + self.cases + self.corrections + self.findings + self.pending


def month_first(month: str) -> date:
    """The first day of a month written YYYY-MM. Raises ValueError."""
    if len(month) != len("2026-01"):
        raise ValueError(month)
    return date.fromisoformat(f"{month}-01")


def month_last(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_on(first: date, step: int) -> date:
    """The first day of the month so many months on (negative: back).

    >>> months_on(date(2026, 1, 1), -1)
    datetime.date(2025, 12, 1)
    """
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def close_by(first: date, close_day: int, calendar: Calendar) -> date:
    """The last day to close the month that begins on `first`: a day of the next (RuleSet.close_day), rolled to the next working day
    when it is off.

    Raises CalendarMissing when the year of that day is not there. Source: FACTS 11 row 20; PRACTICE "What is easily got wrong".
    """
    due = months_on(first, 1).replace(day=close_day)
    return due if calendar.is_workday(due) else calendar.next_workday(due)


def check_over(first: date, today: date) -> None:
    """A month is confirmed and closed once it is over. Raises InvalidInput (month_not_over)."""
    if today <= month_last(first):
        raise InvalidInput(Problem("", "month_not_over", {"month": f"{first:%Y-%m}"}))


def check_reason(unsettled: Unsettled, reason: str) -> None:
    """What is unsettled does not hold a month open, but it is closed over only with a reason. Raises InvalidInput (close_needs_reason)."""
    if unsettled.total and not reason.strip():
        raise InvalidInput(Problem("reason", "close_needs_reason", {"count": unsettled.total}))


def check_second(confirmed_by: str, closer: str, closers: int) -> None:
    """Who closes is not who confirmed, where there are two who may. Raises InvalidInput (close_needs_second)."""
    if confirmed_by == closer and closers > 1:
        raise InvalidInput(Problem("", "close_needs_second"))


def digest_of(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    """SHA-256 over frozen figures (staff id, unit id, figures) in the order of staff ids, whatever order they come in."""
    found = hashlib.sha256()
    for staff_id, unit_id, figures in sorted(rows, key=lambda row: row[0]):
        found.update(json.dumps([staff_id, unit_id, figures], ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return found.hexdigest()


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_to_check(today: date) -> list[date]:
    """The Mondays of the weeks that are over, the newest first, as far back as is asked for."""
    return [monday_of(today) - WEEK * number for number in range(1, WEEKS_BACK + 1)]
