"""Complaints: kinds of calls, tracks with their dated clocks, telephone numbers as they are compared, lights.

Pure. Source: docs/rules/complaint.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from rules.clocks import ClockKind, DayPause, DueDay, Openings, calendar_due, day_due
from rules.errors import InvalidInput, Problem

LEAST_DIGITS = 5
LAST_MINUTE = time(23, 59)
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
    """GREEN: time enough. YELLOW: due today or on the next working day. RED: the due day has passed, which nothing takes back. GREY: over
    or answered in time, its clock stands still, or nothing is due.
    """

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class TrackRule:
    """One dated version of a track. clock: in which days `finish` (to answer) and `extension` (once, on top) are counted; accept_clock: in
    which `accept` is (to take it up or not). 0: there is none.

    return_hours: hours by the clock on the wall to give back what is not ours. sign: working minutes to sign in. call_back: working days
    after the answer; attempts: on different days; rounds: most new rounds after the first. remind: working days before the due day;
    supervise, bulletin: after it. answer: working days for whoever is named; order: for a supervision order. archive: days after the end;
    keep: months after the end, until nobody can be told from it (rules/complaint_retention.py).
    pauses: why the clock may stand still (rules.complaint_course.Pausing).
    """

    track: Track
    valid_from: date
    clock: ClockKind
    finish: int
    source: str = ""
    accept: int = 0
    accept_clock: ClockKind = ClockKind.DAY
    return_hours: int = 0
    extension: int = 0
    pauses: tuple[str, ...] = ()
    sign: int = 240
    call_back: int = 1
    attempts: int = 3
    rounds: int = 2
    remind: int = 1
    supervise: int = 1
    bulletin: int = 6
    answer: int = 3
    order: int = 3
    archive: int = 30
    keep: int = 36

    @property
    def version(self) -> str:
        """What a complaint cites."""
        return f"{self.track.value}:{self.valid_from.isoformat()}"


CLOCKS = ("clock", "accept_clock")
COUNTS = ("finish", "accept", "return_hours", "extension", "sign", "call_back", "attempts", "rounds", "remind", "supervise", "bulletin",
          "answer", "order", "archive", "keep")


def track_rule_of(track: str, valid_from: date, source: str, figures: Mapping[str, Any]) -> TrackRule:
    """The version that kept figures say. Raises ValueError, KeyError for figures that are none."""
    kept: dict[str, Any] = {name: ClockKind(figures[name]) for name in CLOCKS if name in figures}
    counts: dict[str, Any] = {name: int(figures[name]) for name in COUNTS if name in figures}
    if ClockKind.MINUTE in kept.values() or figures["finish"] < 1 or min(counts.values()) < 0:
        raise ValueError(figures)
    return TrackRule(Track(track), valid_from, source=source, pauses=tuple(figures.get("pauses", ())), **kept, **counts)


def rule_on(versions: Iterable[TrackRule], track: Track, received: date) -> TrackRule:
    """The version in force on the day of receipt. Raises InvalidInput (field "track", no_track_rule)."""
    found = [one for one in versions if one.track is track and one.valid_from <= received]
    if not found:
        raise InvalidInput(Problem("track", "no_track_rule", {"day": received}))
    return max(found, key=lambda one: one.valid_from)


def due_of(rule: TrackRule, start: date, openings: Openings, pauses: Sequence[DayPause] = (), extended: int = 0) -> DueDay:
    """The last day to answer, and why that day. Raises what the openings raise (CalendarMissing)."""
    return _counted(rule.clock, start, rule.finish + extended, openings, pauses)


def accept_due(rule: TrackRule, received: datetime, openings: Openings) -> datetime | None:
    """When it must be taken up or given back at the latest; None where the track says nothing. received: with its zone."""
    ends = []
    if rule.accept:
        ends.append(end_of_day(_counted(rule.accept_clock, received.date(), rule.accept, openings).due, received))
    if rule.return_hours:
        ends.append(received + timedelta(hours=rule.return_hours))
    return min(ends, default=None)


def end_of_day(day: date, like: datetime) -> datetime:
    """The last minute of a day, in the zone of another moment."""
    return datetime.combine(day, LAST_MINUTE, like.tzinfo)


def _counted(clock: ClockKind, start: date, budget: int, openings: Openings, pauses: Sequence[DayPause] = ()) -> DueDay:
    reckon = day_due if clock is ClockKind.DAY else calendar_due
    return reckon(start, budget, openings, pauses)


@dataclass(frozen=True)
class Standing:
    """Where a complaint's clock stands. answered: the day of the answer that holds; late: it was over due at some time."""

    due: date | None
    answered: date | None = None
    late: bool = False
    paused: bool = False


def is_late(at: Standing, today: date) -> bool:
    """True once the due day has passed without an answer, for good."""
    return at.late or (at.due is not None and not at.paused and (at.answered or today) > at.due)


def light_of(at: Standing, today: date, next_workday: date) -> Light:
    """The light of a complaint; what was late stays red."""
    if is_late(at, today):
        return Light.RED
    if at.due is None or at.answered or at.paused:
        return Light.GREY
    return Light.YELLOW if at.due <= next_workday else Light.GREEN


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


def tells_caller(text: str, called: str, key: str) -> bool:
    """Does a text tell who called: how they are called (two signs or more), or their number however its digits are parted?

    >>> tells_caller("请联系 138-0000-5678", "", "13800005678"), tells_caller("请说明 2 月 24 日的情况", "赵女士", "13800005678")
    (True, False)
    """
    digits = re.sub(r"\D", "", normalize("NFKC", text))
    return bool((len(called) > 1 and called in text) or (key and key in digits))
