"""A year's holiday document: reading it, and what it changes in the days that stand.

Source: docs/rules/calendar.md section 3. The same documents give the same calendar in whatever order they are taken in.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.calendar import Calendar, Day, parse_calendar_csv, parse_holiday_cn, plain_year
from rules.errors import InvalidInput, Problem

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Document:
    """What a paper lists for its year. days: some of that year, and maybe of the year before or after."""

    year: int
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Standing:
    """A day as it stands. document_year: the year of the paper that lists it, 0 when none does; by_hand: set with a reason."""

    day: Day
    document_year: int = 0
    by_hand: bool = False


@dataclass(frozen=True)
class Difference:
    """One day that changes. before: None where the year was not there."""

    before: Day | None
    after: Day


@dataclass(frozen=True)
class Merge:
    """What taking in a document does.

    put: days to write, new ones and changed ones; removed: dates of a year that is otherwise missing, no longer listed.
    differences: days that differ from what stood, in a new year from Monday to Friday. kept: listed days that stay otherwise,
    because they were set by hand or the next year's paper says so. read: days listed; unchanged: those of them that stood so.
    """

    put: tuple[Standing, ...]
    removed: tuple[date, ...]
    differences: tuple[Difference, ...]
    kept: tuple[Day, ...]
    read: int
    unchanged: int


def document_of_json(content: bytes, file_name: str) -> Document:
    """Read a document of the holiday-cn form, UTF-8 or GB18030. Its papers are its source, the file's name when it has none.

    Raises InvalidInput: what rules.calendar.parse_holiday_cn finds, "not_a_calendar", "calendar_empty", "year_out_of_range".
    """
    try:
        try:
            form = json.loads(content)
        except UnicodeDecodeError:
            form = json.loads(content.decode("gb18030"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(Problem("file", "not_a_calendar")) from error
    days = parse_holiday_cn(form)
    return _checked(form["year"], [day if day.source else replace(day, source=file_name) for day in days])


def document_of_lines(lines: Iterable[tuple[int, Mapping[str, str | None]]], file_name: str) -> Document:
    """Read the lines of a table: (line number, {date, kind, name, source}). Its year is the one most of its days lie in.

    Raises InvalidInput: what rules.calendar.parse_calendar_csv finds, "not_a_calendar", "calendar_empty", "more_years",
    "year_out_of_range".
    """
    lines = list(lines)
    if not all({"date", "kind"} <= set(line) for _, line in lines):
        raise InvalidInput(Problem("file", "not_a_calendar"))
    days = parse_calendar_csv(lines, file_name)
    years = Counter(day.date.year for day in days)
    year = max(years, key=lambda found: (years[found], found), default=0)
    if any(abs(found - year) > 1 for found in years):
        raise InvalidInput(Problem("file", "more_years", {"first": min(years), "last": max(years)}))
    return _checked(year, days)


def _checked(year: int, days: Iterable[Day]) -> Document:
    document = Document(year, tuple(days))
    if not any(day.date.year == year for day in document.days):
        raise InvalidInput(Problem("file", "calendar_empty"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(Problem("file", "year_out_of_range", {"first": FIRST_YEAR, "last": LAST_YEAR}))
    return document


def merge(document: Document, standing: Mapping[date, Standing]) -> Merge:
    """What a document changes. standing: every day that stands in its year and the two beside it.

    The year is filled whole. Stronger than the document are days set by hand and days that a later year's paper lists; days it
    does not list stay as a neighbouring year's paper lists them. What an earlier edition listed and this one does not goes
    back to Monday to Friday. Source: docs/rules/calendar.md 3.4-3.6.
    """
    listed = {day.date: day for day in document.days}
    wanted = {day.date: Standing(day, document.year if day.date in listed else 0)
              for day in (*plain_year(document.year, document.days), *document.days)}
    known = Calendar(stands.day for stands in standing.values())
    dropped = [on for on, stands in standing.items()
               if on.year != document.year and on not in listed and stands.document_year == document.year]
    wanted |= {on: Standing(_plain(on)) for on in dropped if known.has_year(on.year)}
    taken = {on: new for on, new in wanted.items() if not _is_stronger(standing.get(on), new, document.year)}
    put = [new for on, new in sorted(taken.items()) if not _same(standing.get(on), new)]
    differences = [Difference(standing[new.day.date].day if new.day.date in standing else None, new.day) for new in put
                   if new.day.date in standing or new.document_year]
    changed = {difference.after.date for difference in differences}
    return Merge(
        put=tuple(put), removed=tuple(sorted(on for on in dropped if on not in wanted and not standing[on].by_hand)),
        differences=tuple(differences), kept=tuple(day for on, day in sorted(listed.items()) if on not in taken),
        read=len(listed), unchanged=len(listed.keys() - changed))


def _plain(on: date) -> Day:
    return next(day for day in plain_year(on.year, ()) if day.date == on)


def _is_stronger(stands: Standing | None, new: Standing, year: int) -> bool:
    """True when the day stays as it stands."""
    if stands is None:
        return False
    if new.document_year:
        return stands.by_hand or stands.document_year > year
    return stands.by_hand or stands.document_year not in (0, year)


def _same(stands: Standing | None, new: Standing) -> bool:
    return stands is not None and replace(stands, day=replace(stands.day, version=1)) == replace(new, day=replace(new.day, version=1))
