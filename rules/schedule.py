"""Working hours: which two sessions hold for a person on a day, and why.

Source: docs/rules/schedule.md. The calendar says whether a half-day is worked at all; these are the hours it would have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from rules.calendar import Half
from rules.errors import InvalidInput, Problem
from rules.leave import Session

CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
LATE_CLOCK = re.compile(r"([0-3]\d|4[0-7]):([0-5]\d)", re.ASCII)
DAY = 24 * 60
HOUR_FIELDS = ("am_start", "am_end", "pm_start", "pm_end")
WEEK = "1234567"


class Scope(StrEnum):
    """For whom hours hold, the narrowest first."""

    STAFF = "staff"
    POST = "post"
    UNIT = "unit"
    CENTRE = "centre"


@dataclass(frozen=True)
class Hours:
    """The two sessions of a day in minutes from midnight, starts inclusive, ends exclusive. A session that ends when it begins is none:
    a roster may have a morning or an afternoon only.
    """

    am_start: int
    am_end: int
    pm_start: int
    pm_end: int

    def sessions(self) -> tuple[Session, ...]:
        """Morning and afternoon, as far as there are any.

        >>> [session.end_minute for session in Hours(510, 720, 810, 1050).sessions()]
        [720, 1050]
        >>> [session.half.value for session in Hours(510, 720, 720, 720).sessions()]
        ['am']
        """
        return _sessions(self)


@lru_cache(maxsize=1000)
def _sessions(hours: Hours) -> tuple[Session, ...]:
    """Hours.sessions, which a centre asks a thousand times a day of a handful of hours."""
    both = Session(Half.AM, hours.am_start, hours.am_end), Session(Half.PM, hours.pm_start, hours.pm_end)
    return tuple(session for session in both if session.start_minute < session.end_minute)


@dataclass(frozen=True)
class Version:
    """Hours of a scope from a day to a day (inclusive, None = open). weekdays: digits 1 (Monday) to 7."""

    id: str
    scope: Scope
    scope_id: str
    weekdays: str
    valid_from: date
    valid_to: date | None
    hours: Hours

    def holds_on(self, on: date) -> bool:
        """True when the day is one of its weekdays between its first and last day."""
        return self.valid_from <= on <= (self.valid_to or date.max) and str(on.isoweekday()) in self.weekdays


@dataclass(frozen=True)
class Difference:
    """Other hours of a scope on one single day."""

    id: str
    scope: Scope
    scope_id: str
    day: date
    hours: Hours


@dataclass(frozen=True)
class Person:
    """What a schedule asks about somebody; post and unit_id may be ""."""

    staff_id: str
    post: str = ""
    unit_id: str = ""

    @cached_property
    def scopes(self) -> tuple[tuple[Scope, str], ...]:
        """The scopes in which this person is found, the narrowest first, each with the id it goes by there."""
        own = (Scope.STAFF, self.staff_id), (Scope.POST, self.post), (Scope.UNIT, self.unit_id)
        return *((scope, key) for scope, key in own if key), (Scope.CENTRE, "")


class Timetable:
    """All versions and differences of a span of days, asked for many people and days."""

    def __init__(self, versions: Iterable[Version], differences: Iterable[Difference] = ()) -> None:
        self._differences = {(one.scope, one.scope_id, one.day): one for one in differences}
        self._versions: dict[tuple[Scope, str], list[Version]] = {}
        for version in sorted(versions, key=_precedence):
            self._versions.setdefault((version.scope, version.scope_id), []).append(version)

    def holding(self, person: Person, on: date) -> Version | Difference:
        """What holds for a person on a day: a single-day difference first, then a version; in each the narrowest scope wins,
        among versions of one scope the latest valid_from, then the fewer weekdays.

        Raises InvalidInput (field "day", code "no_schedule") when nothing does. Source: docs/rules/schedule.md section 1.
        """
        scopes = person.scopes
        for scope, key in scopes if self._differences else ():
            if (scope, key, on) in self._differences:
                return self._differences[scope, key, on]
        for found in scopes:
            for version in self._versions.get(found, ()):
                if version.holds_on(on):
                    return version
        raise InvalidInput(Problem("day", "no_schedule", {"day": on}))

    def people(self) -> frozenset[str]:
        """Ids of those who have hours of their own."""
        return frozenset(key for scope, key in [*self._versions, *((scope, key) for scope, key, _ in self._differences)]
                         if scope is Scope.STAFF)

    def is_late(self) -> bool:
        """Does any of the hours reach into the next day?"""
        versions = [version.hours for found in self._versions.values() for version in found]
        return any(hours.pm_end > DAY for hours in [*versions, *(one.hours for one in self._differences.values())])

    def sessions(self, person: Person, on: date) -> tuple[Session, ...]:
        """The morning and afternoon of a person on a day, whether or not the calendar has them worked. Raises InvalidInput."""
        return self.holding(person, on).hours.sessions()


def _precedence(version: Version) -> tuple[int, int, str]:
    return -version.valid_from.toordinal(), len(version.weekdays), version.id


def minute_of(text: str, field: str, *, late: bool = False) -> int:
    """Minutes from midnight of HH:MM, 00:00 to 23:59; with late to 47:59, for hours that reach into the next day. Raises
    InvalidInput (code "not_a_time").

    >>> minute_of("08:30", "am_start"), minute_of("26:00", "pm_end", late=True)
    (510, 1560)
    """
    found = (LATE_CLOCK if late else CLOCK).fullmatch(text.strip())
    if not found:
        raise InvalidInput(Problem(field, "not_a_time"))
    return int(found[1]) * 60 + int(found[2])


def clock_text(minute: int) -> str:
    """HH:MM of minutes from midnight.

    >>> clock_text(510)
    '08:30'
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def read_hours(texts: Mapping[str, str]) -> Hours:
    """Hours from four texts HH:MM named as HOUR_FIELDS. Morning before afternoon; noon may have no length. Both texts of a session
    empty: there is none, as long as there is the other.

    Hours over midnight are written on, as 26:00 for two in the morning; a day's hours end within 24 hours of their beginning.
    Raises InvalidInput: "not_a_time" at each unreadable field; "hours_out_of_order" at the first field that is too early;
    "hours_too_long" (pm_end).
    """
    given = {name: texts.get(name, "").strip() for name in HOUR_FIELDS}
    if not given["pm_start"] and not given["pm_end"]:
        given["pm_start"] = given["pm_end"] = given["am_end"]
    elif not given["am_start"] and not given["am_end"]:
        given["am_start"] = given["am_end"] = given["pm_start"]
    problems: list[Problem] = []
    minutes: dict[str, int] = {}
    for name, text in given.items():
        try:
            minutes[name] = minute_of(text, name, late=name != "am_start")
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(*problems)
    return _in_order(Hours(**minutes), texts)


def _in_order(hours: Hours, texts: Mapping[str, str]) -> Hours:
    """The hours again. Raises InvalidInput at the first field that is too early, and for a day that is too long."""
    for name, first, last in (("am_end", hours.am_start, hours.am_end), ("pm_end", hours.pm_start, hours.pm_end)):
        if first > last or (first == last and texts.get(name, "").strip()):
            raise InvalidInput(Problem(name, "hours_out_of_order"))
    if hours.am_end > hours.pm_start:
        raise InvalidInput(Problem("pm_start", "hours_out_of_order"))
    if hours.pm_end - hours.am_start > DAY:
        raise InvalidInput(Problem("pm_end", "hours_too_long"))
    return hours


def check_versions(version: Version, others: Iterable[Version]) -> None:
    """Refuse a version that is unusable or leaves in doubt which of two holds.

    others: every other version. Two of one scope clash when they share a weekday and a day and either begin on the same day or
    are both bounded, unless one is for fewer of the same weekdays (the Friday row beside the row of the week).
    Raises InvalidInput: "no_weekday" (weekdays), "from_after_to" (valid_to), "schedule_clash" (valid_from);
    "centre_needs_hours" (valid_to) when no open version of the centre for the whole week would be left.
    Source: docs/rules/schedule.md section 2.
    """
    problems = []
    if not version.weekdays or not set(version.weekdays) <= set(WEEK):
        problems.append(Problem("weekdays", "no_weekday"))
    if version.valid_to and version.valid_to < version.valid_from:
        problems.append(Problem("valid_to", "from_after_to"))
    every = [*others, version]
    problems += [Problem("valid_from", "schedule_clash", {"valid_from": other.valid_from, "valid_to": other.valid_to or ""})
                 for other in every[:-1] if _clash(version, other)]
    if not any(one.scope is Scope.CENTRE and one.valid_to is None and set(one.weekdays) == set(WEEK) for one in every):
        problems.append(Problem("valid_to", "centre_needs_hours"))
    if problems:
        raise InvalidInput(*problems)


def _clash(one: Version, other: Version) -> bool:
    if (one.scope, one.scope_id) != (other.scope, other.scope_id):
        return False
    days, other_days = set(one.weekdays), set(other.weekdays)
    apart = one.valid_from > (other.valid_to or date.max) or other.valid_from > (one.valid_to or date.max)
    if apart or not days & other_days or days < other_days or other_days < days:
        return False
    return one.valid_from == other.valid_from or bool(one.valid_to and other.valid_to)
