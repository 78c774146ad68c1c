"""Complaints: kinds of calls, tracks with their dated clocks, telephone numbers as they are compared, lights.

Pure. Source: docs/rules/complaint.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from rules.clocks import ClockKind, DueDay, Openings, calendar_due, day_due
from rules.errors import InvalidInput, Problem

LEAST_DIGITS = 5
EXTENSION = re.compile(f"[#{chr(0x8F6C)}]")  # the second is the sign that is written before an extension


class Kind(StrEnum):
    """What a call is."""

    ENQUIRY = "enquiry"
    HELP = "help"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    COMPLAINT = "complaint"
    REPORT = "report"


AT_ONCE = frozenset({Kind.ENQUIRY, Kind.HELP, Kind.SUGGESTION, Kind.PRAISE})
"""May be finished while the caller is on the line, in one save."""
NUMBER_HEADS: Mapping[Kind, str] = {kind: "LD" if kind in AT_ONCE else "TS" for kind in Kind}


class Track(StrEnum):
    """By which rules a complaint is handled."""

    SERVICE = "service"
    CONSUMER = "consumer"
    REPORT = "report"
    PETITION = "petition"
    ORDER12345 = "order12345"


class State(StrEnum):
    """How far a complaint is; names as in PRACTICE."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TO_ASSIGN = "to_assign"
    TO_SIGN = "to_sign"
    WORKING = "working"
    PAUSED = "paused"
    TO_REVIEW = "to_review"
    TO_CALLBACK = "to_callback"
    REDO = "redo"
    CLOSED = "closed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    ARCHIVED = "archived"


OVER = frozenset({State.REFUSED, State.CLOSED, State.MERGED, State.WITHDRAWN, State.TRANSFERRED, State.ARCHIVED})


class Light(StrEnum):
    """GREEN: time enough. YELLOW: due today or on the next working day. RED: the due day has passed, which nothing takes back. GREY: over,
    or nothing is due.
    """

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class TrackRule:
    """One dated version of a track. finish: the budget to finish in, counted in `clock` (days or calendar days)."""

    track: Track
    valid_from: date
    clock: ClockKind
    finish: int
    source: str = ""

    @property
    def version(self) -> str:
        """What a complaint cites."""
        return f"{self.track.value}:{self.valid_from.isoformat()}"


def track_rule_of(track: str, valid_from: date, source: str, figures: Mapping[str, Any]) -> TrackRule:
    """The version that kept figures say. Raises ValueError, KeyError for figures that are none."""
    clock, finish = ClockKind(figures["clock"]), int(figures["finish"])
    if clock is ClockKind.MINUTE or finish < 1:
        raise ValueError(figures)
    return TrackRule(Track(track), valid_from, clock, finish, source)


def rule_on(versions: Iterable[TrackRule], track: Track, received: date) -> TrackRule:
    """The version in force on the day of receipt. Raises InvalidInput (field "track", no_track_rule)."""
    found = [one for one in versions if one.track is track and one.valid_from <= received]
    if not found:
        raise InvalidInput(Problem("track", "no_track_rule", {"day": received}))
    return max(found, key=lambda one: one.valid_from)


def due_of(rule: TrackRule, received: date, openings: Openings) -> DueDay:
    """The last day to finish, and why that day. Raises what the openings raise (CalendarMissing)."""
    reckon = day_due if rule.clock is ClockKind.DAY else calendar_due
    return reckon(received, rule.finish, openings)


def light_of(due: date | None, closed: date | None, today: date, next_workday: date) -> Light:
    """The light of a complaint. closed: the day it was over; what was over too late stays red."""
    if due is None:
        return Light.GREY
    if (closed or today) > due:
        return Light.RED
    if closed:
        return Light.GREY
    return Light.YELLOW if due <= next_workday else Light.GREEN


def phone_key(text: str) -> str:
    """A telephone number as it is compared: digits only, without the country's 86 or the 0 that is dialled before a mobile number;
    "" for fewer than LEAST_DIGITS. An extension after a # or 转 is no part of it.

    >>> phone_key("+86 138-0000-5678"), phone_key("（0871）3419196"), phone_key("０１３８００００５６７８"), phone_key("不详")
    ('13800005678', '08713419196', '13800005678', '')
    """
    head = EXTENSION.split(normalize("NFKC", text))[0]
    digits = re.sub(r"\D", "", head)
    if re.fullmatch(r"(00)?86\d{9,11}", digits) and (head.strip().startswith("+") or digits.startswith("0086") or len(digits) == 13):
        digits = digits.removeprefix("00").removeprefix("86")
    if re.fullmatch(r"01[3-9]\d{9}", digits):
        digits = digits[1:]
    return digits if len(digits) >= LEAST_DIGITS else ""
