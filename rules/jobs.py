"""Slots of time: when a job is due, and which period a run stands for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class When:
    """A slot begins every `minutes` (a divisor of a day), counted from `offset` minutes after midnight, station time."""

    minutes: int
    offset: int = 0


def every(minutes: int) -> When:
    """A slot every so many minutes from midnight. Raises ValueError when they do not divide a day."""
    if minutes < 1 or DAY_MINUTES % minutes:
        raise ValueError(f"{minutes} minutes do not divide a day")
    return When(minutes)


def daily(hour: int, minute: int = 0) -> When:
    """One slot a day, from this time of day. What comes weekly or monthly is asked daily and decides from the database."""
    return When(DAY_MINUTES, hour * 60 + minute)


def slot_begin(when: When, now: datetime) -> datetime:
    """The moment the slot that holds `now` began; `now` itself when it is on the edge.

    now: aware, station time (no daylight saving, so minutes of a day are regular). Only this slot is owed: a job asks the
    database for everything due up to `now`, so that one run makes up for all the slots a machine slept through.
    >>> slot_begin(daily(2, 30), datetime(2026, 3, 2, 1, 0)).isoformat()
    '2026-03-01T02:30:00'
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = (now - midnight) // timedelta(minutes=1) - when.offset
    return midnight + timedelta(minutes=when.offset + passed // when.minutes * when.minutes)


def slot_after(when: When, begin: datetime) -> datetime:
    """When the slot after the one that began at `begin` begins."""
    return begin + timedelta(minutes=when.minutes)


def slot_name(begin: datetime) -> str:
    """The slot as the ledger of runs names it: `2026-03-02T02:30`; text order is time order."""
    return begin.strftime("%Y-%m-%dT%H:%M")
