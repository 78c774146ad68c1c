"""The desk where calls are taken: which calls are alike, when a call that waited was spoken, by when somebody is called back.

Pure. Source: docs/rules/complaint_desk.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import add
from typing import Any
from unicodedata import normalize

from rules.errors import InvalidInput, Problem

NO_WORD = re.compile(r"[\W_]+")
LEAST_PIECES = 4
"""Fewer pairs of signs say nothing about likeness."""
FIGURES = ("alike_days", "alike_percent", "waited_minutes", "plausible_hours", "call_back_minutes")


class Pick(StrEnum):
    """What a new call is beside an earlier one that is alike. REPEAT: the same facts after a decision, told again and counted."""

    NEW = "new"
    LINK = "link"
    JOIN = "join"
    REPEAT = "repeat"


class SpokenState(StrEnum):
    """What is known of when the caller spoke. NONE: the arrival is near enough; WAITING: to be confirmed; ARRIVAL: the arrival stands."""

    NONE = ""
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    ARRIVAL = "arrival"


@dataclass(frozen=True)
class DeskRule:
    """One dated version of the desk's figures. alike_days, alike_percent: how far back and how much alike is shown; waited_minutes: a call
    that took longer from the telephone to the server has its time confirmed, plausible_hours: up to so many; call_back_minutes: working
    minutes in which a missed call is called back.
    """

    valid_from: date
    alike_days: int
    alike_percent: int
    waited_minutes: int
    plausible_hours: int
    call_back_minutes: int
    source: str = ""


def desk_rule_of(valid_from: date, source: str, figures: Mapping[str, Any]) -> DeskRule:
    """The version that kept figures say. Raises ValueError, KeyError for figures that are none."""
    found = {name: int(figures[name]) for name in FIGURES}
    if min(found.values()) < 1 or found["alike_percent"] > 100:
        raise ValueError(figures)
    return DeskRule(valid_from, source=source, **found)


def desk_rule_on(versions: Iterable[DeskRule], day: date) -> DeskRule:
    """The version in force on a day. Raises InvalidInput (no_desk_rule)."""
    found = [one for one in versions if one.valid_from <= day]
    if not found:
        raise InvalidInput(Problem("", "no_desk_rule", {"day": day}))
    return max(found, key=lambda one: one.valid_from)


def pieces_of(text: str) -> frozenset[str]:
    """Every two letters or figures that follow each other; width, case and punctuation do not count.

    >>> sorted(pieces_of("电梯坏了。电梯"))
    ['了电', '坏了', '梯坏', '电梯']
    """
    plain = NO_WORD.sub("", normalize("NFKC", text).casefold())
    return frozenset(map(add, plain, plain[1:]))


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """How many per cent of the pieces of the shorter text stand in the other, rounded down; 0 when either says too little."""
    fewer = min(len(one), len(other))
    return 100 * len(one & other) // fewer if fewer >= LEAST_PIECES else 0


def waited(rule: DeskRule, made: datetime, arrived: datetime) -> bool:
    """True when a call lay over midnight, or longer than the figure, between the telephone and the server: its time is to be confirmed."""
    return made.date() != arrived.date() or arrived - made > timedelta(minutes=rule.waited_minutes)


def is_plausible(rule: DeskRule, made: datetime, arrived: datetime) -> bool:
    """True when a telephone time may be right: before the arrival, and not too long."""
    return timedelta() <= arrived - made <= timedelta(hours=rule.plausible_hours)


def spoken_state(rule: DeskRule, made: datetime | None, arrived: datetime) -> SpokenState:
    """What is to be done about the telephone time of a new call that was typed at `made` (None: nobody knows)."""
    if made is None or not waited(rule, made, arrived):
        return SpokenState.NONE
    return SpokenState.WAITING if is_plausible(rule, made, arrived) else SpokenState.ARRIVAL
