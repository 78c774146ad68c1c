"""The working-day calendar: which half-days are worked, and how holiday documents become calendar days.

Source: docs/rules/calendar.md. A date without a row is never guessed: CalendarMissing names its year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from rules.errors import CalendarMissing, InvalidInput, Problem

ONE_DAY = timedelta(days=1)
SATURDAY = 5
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Half(StrEnum):
    """A half-day. Sorts in the order of the day: am before pm."""

    AM = "am"
    PM = "pm"


class DayKind(StrEnum):
    """What a day is. half_am: only the morning is worked; half_pm: only the afternoon; makeup: a weekend day worked in exchange."""

    WORKDAY = "workday"
    DAY_OFF = "day_off"
    MAKEUP = "makeup"
    HALF_AM = "half_am"
    HALF_PM = "half_pm"


WORKED: Mapping[DayKind, frozenset[Half]] = {
    DayKind.WORKDAY: frozenset(Half),
    DayKind.DAY_OFF: frozenset(),
    DayKind.MAKEUP: frozenset(Half),
    DayKind.HALF_AM: frozenset({Half.AM}),
    DayKind.HALF_PM: frozenset({Half.PM}),
}


@dataclass(frozen=True)
class Day:
    """One day of the calendar. name: the festival or the reason ("" on plain days); source: the paper that says so."""

    date: date
    kind: DayKind
    name: str = ""
    source: str = ""
    version: int = 1

    def works(self, half: Half) -> bool:
        """True when this half-day is worked.

        >>> Day(date(2026, 3, 6), DayKind.HALF_AM).works(Half.PM)
        False
        """
        return half in WORKED[self.kind]

    @property
    def is_weekend(self) -> bool:
        """Off for being Saturday or Sunday, and for no festival."""
        return self.kind is DayKind.DAY_OFF and self.date.weekday() >= SATURDAY and not self.name

    def is_worked(self) -> bool:
        """True when either half is worked."""
        return bool(WORKED[self.kind])


class Calendar:
    """The days that are known. Of two rows for one date the later given one stands."""

    def __init__(self, days: Iterable[Day]) -> None:
        self._days = {day.date: day for day in days}
        self._known = Counter(known.year for known in self._days)

    def days(self) -> list[Day]:
        """The days that are known, by date."""
        return [self._days[on] for on in sorted(self._days)]

    def day(self, on: date) -> Day:
        """The row of this date. Raises CalendarMissing(year) when there is none. Source: docs/rules/calendar.md 1.4."""
        try:
            return self._days[on]
        except KeyError:
            raise CalendarMissing(on.year) from None

    def has_year(self, year: int) -> bool:
        """True when every one of the 365 or 366 days has a row."""
        return self._known[year] == (date(year, 12, 31) - date(year, 1, 1)).days + 1

    def first_missing_year(self, start: date, end: date) -> int | None:
        """The first year touched by start..end (both inclusive) that is not complete; None when all are."""
        return next((year for year in range(start.year, end.year + 1) if not self.has_year(year)), None)

    def is_workday(self, on: date) -> bool:
        """True when either half is worked. Raises CalendarMissing."""
        return self.day(on).is_worked()

    def next_workday(self, on: date) -> date:
        """The first working day strictly after on. Raises CalendarMissing when the search leaves the known days."""
        return self._search(on, ONE_DAY)

    def previous_workday(self, on: date) -> date:
        """The last working day strictly before on. Raises CalendarMissing when the search leaves the known days."""
        return self._search(on, -ONE_DAY)

    def add_workdays(self, on: date, count: int) -> date:
        """The count-th working day after on (before it when count is negative); on itself, worked or not, when count is 0."""
        for _ in range(abs(count)):
            on = self._search(on, ONE_DAY if count > 0 else -ONE_DAY)
        return on

    def _search(self, on: date, step: timedelta) -> date:
        on += step
        while not self.is_workday(on):
            on += step
        return on


def halves_between(start: date, start_half: Half, end: date, end_half: Half) -> list[tuple[date, Half]]:
    """Every half-day from the first to the last, both inclusive, in order.

    Raises InvalidInput (field "end", code "from_after_to") when the first lies after the last.

    >>> [half.value for _, half in halves_between(date(2026, 2, 12), Half.PM, date(2026, 2, 13), Half.AM)]
    ['pm', 'am']
    """
    if (start, start_half) > (end, end_half):
        raise InvalidInput(Problem("end", "from_after_to"))
    dates = (start + timedelta(days=count) for count in range((end - start).days + 1))
    every = [(on, half) for on in dates for half in Half]
    return [cell for cell in every if (start, start_half) <= cell <= (end, end_half)]


def plain_year(year: int, exceptions: Iterable[Day]) -> list[Day]:
    """All days of a year: Monday to Friday worked, Saturday and Sunday off, except as the exceptions say.

    Exceptions of other years are left out; of two for one date the later given one stands. Source: docs/rules/calendar.md 1.2.
    """
    special = {day.date: day for day in exceptions}
    dates = (date(year, 1, 1) + timedelta(days=count) for count in range(366))
    return [special.get(on, Day(on, _ordinary(on))) for on in dates if on.year == year]


def _ordinary(on: date) -> DayKind:
    return DayKind.DAY_OFF if on.weekday() >= SATURDAY else DayKind.WORKDAY


def parse_holiday_cn(document: object) -> list[Day]:
    """Exceptions from one document of the holiday-cn form: {"year", "source" or "papers", "days": [{"name", "date", "isOffDay"}]}.

    isOffDay true is a day off, false a make-up day. Dates of a neighbouring year are legal: late December may stand in the
    next year's document. Returns the days sorted by date. Raises InvalidInput with a problem for every fault; a fault of a
    day stands at field "days" with its number, counted from 1, as value "line".
    Source: docs/rules/calendar.md section 3.
    """
    if not isinstance(document, Mapping):
        raise InvalidInput(Problem("", "not_a_calendar"))
    year, entries = document.get("year"), document.get("days")
    problems = []
    if not isinstance(year, int) or isinstance(year, bool) or not date.min.year < year < date.max.year:
        problems.append(Problem("year", "year_unreadable"))
    if not isinstance(entries, list):
        problems.append(Problem("days", "days_unreadable"))
    if problems or not isinstance(entries, list) or not isinstance(year, int):
        raise InvalidInput(*problems)
    source = _source_of(document)
    return _collect(enumerate(entries, start=1), lambda entry: _cn_day(entry, year, source))


def parse_calendar_csv(lines: Iterable[tuple[int, Mapping[str, str | None]]], source: str = "") -> list[Day]:
    """Exceptions from the lines of a table: (line number, row) with the columns date (YYYY-MM-DD), kind (a DayKind), name, source.

    source: that of rows which name none. Returns the days sorted by date. Raises InvalidInput with every fault; value "line"
    is the line number. Source: docs/rules/calendar.md section 3.
    """
    return _collect(lines, lambda row: _csv_day(row, source))


Row = TypeVar("Row")


class _Fault(Exception):
    """One row cannot be read: the field and the code."""

    def __init__(self, field: str, code: str, value: object) -> None:
        super().__init__(field, code)
        self.field, self.code, self.value = field, code, value

    def problem(self, line: int) -> Problem:
        return Problem(self.field, self.code, {"line": line, "value": "" if self.value is None else str(self.value)})


def _collect(lines: Iterable[tuple[int, Row]], read: Callable[[Row], Day]) -> list[Day]:
    days: dict[date, Day] = {}
    problems: list[Problem] = []
    for line, row in lines:
        try:
            day = read(row)
            if day.date in days:
                raise _Fault("date", "date_twice", day.date)
            days[day.date] = day
        except _Fault as fault:
            problems.append(fault.problem(line))
    if problems:
        raise InvalidInput(*problems)
    return [days[on] for on in sorted(days)]


def _source_of(document: Mapping[str, object]) -> str:
    source, papers = document.get("source"), document.get("papers")
    if isinstance(source, str):
        return source
    return " ".join(str(paper) for paper in papers) if isinstance(papers, list) else ""


def _cn_day(entry: object, year: int, source: str) -> Day:
    if not isinstance(entry, Mapping):
        raise _Fault("days", "day_unreadable", entry)
    on = _date_of(entry.get("date"))
    if abs(on.year - year) > 1:
        raise _Fault("date", "date_of_other_year", on)
    off = entry.get("isOffDay")
    if not isinstance(off, bool):
        raise _Fault("isOffDay", "not_true_or_false", off)
    return Day(on, DayKind.DAY_OFF if off else DayKind.MAKEUP, _name_of(entry.get("name")), source)


def _csv_day(row: Mapping[str, str | None], source: str) -> Day:
    kind = (row.get("kind") or "").strip()
    if kind not in list(DayKind):
        raise _Fault("kind", "kind_unknown", kind)
    return Day(_date_of(row.get("date")), DayKind(kind), _name_of(row.get("name")), _name_of(row.get("source")) or source)


def _date_of(value: object) -> date:
    text = value.strip() if isinstance(value, str) else ""
    if not ISO_DATE.fullmatch(text):
        raise _Fault("date", "date_unreadable", value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Fault("date", "date_unreadable", value) from None


def _name_of(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Fault("name", "name_unreadable", value)
    return value.strip()
