"""Figures of the hotline in a period, each with its denominator, from what happened with each complaint.

Pure. Source: FACTS 4.5 and 8.1; docs/rules/complaint_sums.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from rules.attendance_close import month_last, months_on
from rules.complaint import AT_ONCE


@dataclass(frozen=True)
class Period:
    """Days, both in it."""

    first: date
    last: date

    @property
    def whole_month(self) -> bool:
        """Is it exactly one month?"""
        return self.first.day == 1 and self.last == month_last(self.first)

    @property
    def before(self) -> Period:
        """The month before a month; before other periods as many days."""
        if self.whole_month:
            return month_of(months_on(self.first, -1))
        return Period(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))

    @property
    def year_before(self) -> Period:
        """The same days a year before; the whole month of a month."""
        if self.whole_month:
            return month_of(months_on(self.first, -12))
        return Period(_year_back(self.first), _year_back(self.last))


def month_of(first: date) -> Period:
    """The month that begins on this day."""
    return Period(first, month_last(first))


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


@dataclass(frozen=True)
class Fact:
    """What happened with one complaint in a period. handler: the window that works on it. received ... closed: did it happen in the period;
    at_once: received and finished on the line; late: closed after its due day; overdue: due and without an answer when the period ended;
    days: from receipt to the answer, of what was closed; call_owed: closed, and its caller was to be called back; called: and was reached.
    satisfied, dissatisfied, unreached, rounds: calls back and new rounds in the period.
    """

    id: str
    kind: str
    category: str = ""
    channel: str = ""
    unit: str = ""
    handler: str = ""
    received: bool = False
    at_once: bool = False
    accepted: bool = False
    refused: bool = False
    sent_on: bool = False
    closed: bool = False
    late: bool = False
    overdue: bool = False
    days: int = 0
    call_owed: bool = False
    called: bool = False
    satisfied: int = 0
    dissatisfied: int = 0
    unreached: int = 0
    rounds: int = 0

    def kept(self) -> dict[str, Any]:
        """As a snapshot keeps it: what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}


NAMES = frozenset(field.name for field in fields(Fact))


def fact_of(kept: dict[str, Any]) -> Fact:
    """The fact a snapshot keeps."""
    return Fact(**{name: value for name, value in kept.items() if name in NAMES})


@dataclass(frozen=True)
class Figures:
    """Sums over facts. grave: complaints and reports among what was received."""

    received: int = 0
    grave: int = 0
    at_once: int = 0
    accepted: int = 0
    refused: int = 0
    sent_on: int = 0
    closed: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    days: int = 0
    call_owed: int = 0
    called: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    unreached: int = 0
    rounds: int = 0

    @property
    def on_time_rate(self) -> float | None:
        """Closed in time of closed; what is overdue and open is in neither."""
        return _part(self.on_time, self.closed)

    @property
    def call_rate(self) -> float | None:
        """Reached by a call back, of what was closed and to be called back."""
        return _part(self.called, self.call_owed)

    @property
    def dissatisfied_rate(self) -> float | None:
        """Dissatisfied of those reached; who could not be reached and the anonymous are in neither."""
        return _part(self.dissatisfied, self.satisfied + self.dissatisfied)

    @property
    def average_days(self) -> float | None:
        """Days from receipt to the answer, of what was closed."""
        return self.days / self.closed if self.closed else None


SUMMED = ("received", "at_once", "accepted", "refused", "sent_on", "closed", "late", "overdue", "call_owed", "called", "satisfied",
          "dissatisfied", "unreached", "rounds")


def figures_of(facts: Iterable[Fact]) -> Figures:
    """The sums of some facts."""
    found = list(facts)
    sums: dict[str, int] = {name: sum(getattr(fact, name) for fact in found) for name in SUMMED}
    return Figures(**sums, grave=sum(fact.received and fact.kind not in AT_ONCE for fact in found), on_time=sums["closed"] - sums["late"],
                   days=sum(fact.days for fact in found if fact.closed))


def grouped(facts: Sequence[Fact], key: Callable[[Fact], str]) -> dict[str, Figures]:
    """The sums by some word of the facts, what was received most first."""
    parts: dict[str, list[Fact]] = {}
    for fact in facts:
        parts.setdefault(key(fact), []).append(fact)
    sums = {word: figures_of(part) for word, part in parts.items()}
    return dict(sorted(sums.items(), key=lambda item: (-item[1].received, -item[1].closed, item[0])))


def _part(some: int, whole: int) -> float | None:
    return some / whole if whole else None
