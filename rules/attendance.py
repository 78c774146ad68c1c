"""Attendance: the codes of a half-day, the dated rule set, and what the judge is given and gives back for one person and day.

Source: docs/rules/attendance.md. Times of a day are whole seconds from its midnight, station time; they run past 86400 where hours
reach into the next day. How punches are matched: rules/attendance_match.py; the decision table: rules/attendance_judge.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from rules.calendar import Half
from rules.errors import InvalidInput, Problem

MINUTE, DAY_SECONDS = 60, 86400
NOTHING: Mapping[Any, Any] = MappingProxyType({})
SLOTS = {4: (True, True), 3: (True, False), 2: (False, False)}
"""Punches a day -> is every session's in due, is every session's out due. The first in and the last out of a day always are."""


class Code(StrEnum):
    """The verdict of a half-day. Names on screen: views/wording/attendance.py (PRACTICE "Names on screen")."""

    NORMAL = "normal"
    LATE = "late"
    EARLY = "early"
    LATE_EARLY = "late_early"
    MISSING_IN = "missing_in"
    MISSING_OUT = "missing_out"
    ABSENT_PENDING = "absent_pending"
    ABSENT_PROPOSED = "absent_proposed"
    ABSENT = "absent"
    LEFT_POST = "left_post"
    LEFT_WITHOUT_LEAVE = "left_without_leave"
    PENDING = "pending"
    CORRECTED = "corrected"
    NOT_DUE = "not_due"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    OFFICIAL = "official"
    DUTY = "duty"


EXCEPTIONS = frozenset({Code.LATE, Code.EARLY, Code.LATE_EARLY, Code.MISSING_IN, Code.MISSING_OUT, Code.ABSENT_PENDING,
                        Code.ABSENT_PROPOSED, Code.ABSENT, Code.LEFT_POST, Code.LEFT_WITHOUT_LEAVE})
"""What is held against somebody until it is explained."""
SETTLED = frozenset({Code.NORMAL, Code.CORRECTED, Code.NOT_DUE, Code.HOLIDAY, Code.LEAVE, Code.OFFICIAL, Code.DUTY})


class Edge(StrEnum):
    """Which end of a session a punch is for."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class Dismissal:
    """Absence that ends employment: more than run days in a row or more than year days in a year; warnings at the lower figures.

    working: working days are counted, else every day. Source: docs/rules/attendance.md section 9.
    """

    run: int
    year: int
    warn_run: int
    warn_year: int
    working: bool


@dataclass(frozen=True)
class RuleSet:
    """One dated version of the rules. Source of every figure: docs/rules/attendance.md section 2.

    punches: a day, 2, 3 or 4. before, after: minutes around the day's sessions in which a punch counts. burst: seconds below which two
    punches are one. late_grace, early_grace: minutes forgiven; once exceeded the whole delay counts. late_absent, early_absent:
    minutes from which the session is absent (the bound belongs to it where the flag is set), 0 = never. missing_becomes: what a
    missing punch is when nobody explained it in time: keep, late or absent. lates_absence: so many lates and earlies of a month
    count as lates_halves half-days of absence, 0 = off. away_record, away_absent: minutes away from the post from which it is
    recorded, and from which it is absence (0 = never). explain_in, explain_out: working days after the day of publication within
    which a missed in or out may be corrected. corrections: a month, 0 = without limit. pass_short, pass_most: minutes of an outing.
    close_day: the day of the next month by which a month is closed.
    """

    valid_from: date
    punches: int = 4
    before: int = 120
    after: int = 120
    burst: int = 60
    late_grace: int = 0
    early_grace: int = 0
    late_absent: int = 30
    late_absent_inclusive: bool = True
    early_absent: int = 30
    early_absent_inclusive: bool = True
    missing_becomes: str = "keep"
    lates_absence: int = 0
    lates_halves: int = 1
    away_record: int = 15
    away_absent: int = 60
    away_absent_inclusive: bool = True
    explain_in: int = 0
    explain_out: int = 1
    corrections: int = 3
    noon_duty_moves: bool = True
    pass_replaces_out: bool = False
    pending_leave_shields: bool = False
    pass_short: int = 30
    pass_most: int = 120
    close_day: int = 5
    dismissal: Mapping[str, Dismissal] = field(default_factory=dict)
    source: str = ""

    @property
    def version(self) -> str:
        """What a verdict cites: the day the set holds from."""
        return self.valid_from.isoformat()


class Session(NamedTuple):
    """One session of a day as it is due: seconds from midnight. in_due, out_due: is a punch owed at this end. opens, shuts: its hours as
    scheduled where leave moved start or end, None else.
    """

    half: Half
    start: int
    end: int
    in_due: bool = True
    out_due: bool = True
    opens: int | None = None
    shuts: int | None = None


class Idle(NamedTuple):
    """Why a half-day is not due: the code it gets, the row of the decision table and what it rests on (a leave's number, a festival)."""

    half: Half
    code: Code
    rule: str
    about: str = ""


class Event(NamedTuple):
    """A punch or an approved correction. at: seconds from midnight, clock corrected. id: of the raw punch or the correction.

    half, edge: what a correction stands for, None for punches. status: what the key said ("" unknown); it only breaks ties.
    """

    at: int
    id: str
    status: str = ""
    half: Half | None = None
    edge: Edge | None = None


class Away(NamedTuple):
    """A span in which somebody was allowed to be away (a pass, leave by the hour), or was found to be. Seconds from midnight."""

    start: int
    end: int
    kind: str = ""
    about: str = ""


class PersonDay(NamedTuple):
    """Everything a day of one person is judged by.

    sessions: those with an obligation; idle: the halves without. events: in order of time. complete_until: seconds from midnight up
    to which every device of the person is collected, None when one is not collected at all. earliest, latest: events outside are not
    of this day's sessions. enrolled: has the person a number on any device. allowed: passes and leave by the hour. findings: patrol
    findings that stand (kind left_post or left_without_leave). cases: half -> state of the case (rules.attendance_cases.standing).
    noon: from when to when there is a break between the day's hours, due or not; None where there is one session only.
    """

    day: date
    sessions: tuple[Session, ...]
    idle: tuple[Idle, ...]
    events: Sequence[Event]
    rules: RuleSet
    complete_until: int | None
    earliest: int
    latest: int
    enrolled: bool = True
    allowed: tuple[Away, ...] = ()
    findings: tuple[Away, ...] = ()
    cases: Mapping[Half, str] = NOTHING
    noon: tuple[int, int] | None = None


class Used(NamedTuple):
    """An event that fills a slot: what was due, when it was, seconds from midnight. by: punch or correction."""

    edge: Edge
    due: int
    at: int
    id: str
    by: str


class Unused(NamedTuple):
    """An event that fills none, and why: burst, outside_window, day_off, leave, away or extra."""

    at: int
    id: str
    reason: str


class Verdict(NamedTuple):
    """The judge's word on one half-day. late, early: seconds; due: the slots that were owed; about: what the rule rests on."""

    half: Half
    code: Code
    rule: str
    late: int = 0
    early: int = 0
    due: tuple[tuple[Edge, int], ...] = ()
    used: tuple[Used, ...] = ()
    unused: tuple[Unused, ...] = ()
    about: str = ""


def rules_on(versions: Iterable[RuleSet], on: date) -> RuleSet:
    """The version in force: the latest valid_from not after the day. Raises InvalidInput (field "", code "no_attendance_rules")."""
    found = [one for one in versions if one.valid_from <= on]
    if not found:
        raise InvalidInput(Problem("", "no_attendance_rules", {"day": on}))
    return max(found, key=lambda one: one.valid_from)


_RANGES = {"before": (0, 720), "after": (0, 720), "burst": (0, 600), "late_grace": (0, 120), "early_grace": (0, 120),
           "late_absent": (0, 480), "early_absent": (0, 480), "lates_absence": (0, 31), "lates_halves": (1, 2), "away_record": (1, 240),
           "away_absent": (0, 480), "explain_in": (0, 30), "explain_out": (0, 30), "corrections": (0, 60), "pass_short": (1, 480),
           "pass_most": (1, 480), "close_day": (1, 28)}


def rule_set_of(valid_from: date, source: str, figures: Mapping[str, Any]) -> RuleSet:
    """The rule set that figures (JSON or TOML) say; what is not named has its default.

    Raises InvalidInput with every fault: "unknown_figure", "figure_kind" (not of its type), "figure_range" (values least, most),
    "punches_range", "missing_becomes" at the figure's name.
    """
    known = {item.name: item for item in fields(RuleSet)} | {"dismissal": None}
    strange = [name for name in figures if name not in known or name in {"valid_from", "source"}]
    problems = [Problem(name, "unknown_figure", {"name": name}) for name in strange]
    problems += [found for name, value in figures.items() if (found := _figure_problem(name, value))]
    if problems:
        raise InvalidInput(*problems)
    plain = {name: value for name, value in figures.items() if name != "dismissal"}
    try:
        dismissal = {kind: Dismissal(**entry) for kind, entry in dict(figures.get("dismissal", {})).items()}
    except TypeError as error:
        raise InvalidInput(Problem("dismissal", "figure_kind", {"name": "dismissal"})) from error
    return RuleSet(valid_from=valid_from, source=source, dismissal=dismissal, **plain)


def _figure_problem(name: str, value: Any) -> Problem | None:
    if name == "punches":
        return None if value in SLOTS and not isinstance(value, bool) else Problem(name, "punches_range", {"name": name})
    if name == "missing_becomes":
        return None if value in ("keep", "late", "absent") else Problem(name, "missing_becomes", {"name": name})
    if name in _RANGES:
        least, most = _RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool):
            return Problem(name, "figure_kind", {"name": name})
        return None if least <= value <= most else Problem(name, "figure_range", {"name": name, "least": least, "most": most})
    flags = {item.name for item in fields(RuleSet) if item.type == "bool"}
    return Problem(name, "figure_kind", {"name": name}) if name in flags and not isinstance(value, bool) else None


def figures_of(rules: RuleSet) -> dict[str, Any]:
    """The figures as JSON keeps them; rule_set_of reads them again."""
    return {name: value for name, value in asdict(rules).items() if name not in {"valid_from", "source"}}


@lru_cache(maxsize=64)
def read_rule_set(valid_from: str, source: str, figures: str) -> RuleSet:
    """The rule set that a row's columns say. The same columns always say the same, so what was read is kept."""
    return rule_set_of(date.fromisoformat(valid_from), source, json.loads(figures))
