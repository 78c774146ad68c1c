"""Judging as an act: what is stored is made equal to what the judge says, cell by cell, and only what differs is written.

A cell is one half-day of one person. Cells are kept for judged days: from the moment a day is opened (by an import, the daily job
or `flask attendance judge`) everybody at the centre has cells on it, and every change of a fact re-judges the cells it touches in
the same transaction (actions/attendance_touch.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import fn

from actions.attendance_days import DayMaker, days_between
from actions.attendance_inputs import ClockShift, Inputs, Stored, load_inputs, people_between
from actions.changes import transaction
from actions.changes_bulk import Bulk
from actions.prepared import Prepared
from models import Coverage, MonthAdjustment, MonthClose, PinMap, Verdict, VerdictHistory
from rules import attendance_judge as judge
from rules.attendance import PersonDay
from rules.attendance import Verdict as Word
from rules.attendance_facts import Columns, columns_of
from rules.calendar import Half
from rules.people import SYSTEM
from rules.punches import day_of, midnight

COLUMNS = ("code", "late", "early", "rule", "rule_version", "facts")
PERSON_DAYS_AT_ONCE = 8000
ONE_DAY = timedelta(days=1)


class Change(NamedTuple):
    """A cell whose stored verdict is not what the judge says. before, after: the columns, None where there is no such cell."""

    staff_id: str
    day: date
    half: Half
    row_id: str
    before: Columns | None
    after: Columns | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Person, day and half as they are kept."""
        return self.staff_id, self.day.isoformat(), self.half.value


@dataclass
class Judged:
    """What judging came to: cells looked at, and those that differed."""

    cells: int = 0
    changes: list[Change] = field(default_factory=list)


def judge_days(first: date, last: date, now: datetime, cause: str, staff_id: str = "") -> int:
    """Judge every cell of a span (inclusive), of one person or of everybody, and write what differs; opens the days. Returns how
    many cells were looked at. Days to come are left alone. Raises CalendarMissing, InvalidInput (no_attendance_rules).
    """
    cells = 0
    with transaction():
        writer = _Writer(now, cause)
        for judged in differences(first, min(last, now.date()), staff_id):
            cells += judged.cells
            writer.write(judged.changes)
        writer.close()
    return cells


def judge_and_count(first: date, last: date, now: datetime, cause: str, check: bool = False) -> dict[str, int]:
    """The full rebuild: {"cells", "changed", "differences"}. check: nothing is written, what differs is only counted, on the days that
    have verdicts or ought to (owed_days). Raises CalendarMissing, InvalidInput (no_attendance_rules).
    """
    counts, until = {"cells": 0, "changed": 0, "differences": 0}, min(last, now.date())
    spans = spans_of(owed_days(first, until)) if check else [(first, until)]
    with transaction():
        writer = _Writer(now, cause)
        for judged in itertools.chain.from_iterable(differences(*span) for span in spans):
            counts["cells"] += judged.cells
            counts["differences" if check else "changed"] += len(judged.changes)
            if not check:
                writer.write(judged.changes)
        writer.close()
    return counts


def differences(first: date, last: date, staff_id: str = "", as_if: Sequence[ClockShift] = ()) -> Iterator[Judged]:
    """Judge a span piece by piece, so that memory stays flat however long it is; nothing is written. as_if: clock corrections taken to
    be approved.
    """
    step = 400 if staff_id else max(1, min(31, PERSON_DAYS_AT_ONCE // max(1, len(people_between(first, last)))))
    while first <= last:
        until = min(last, first + timedelta(days=step - 1))
        yield _judge_piece(load_inputs(first, until, staff_id, as_if=as_if))
        first = until + ONE_DAY


def _judge_piece(inputs: Inputs) -> Judged:
    judged, maker, left = Judged(), DayMaker(inputs), dict(inputs.stored)
    nothing: Mapping[Half, Stored] = {}
    for person in inputs.people:
        for given in maker.person_days(person):
            stored = left.pop((person.id, given.day), nothing)
            for word in words_of(given):
                judged.cells += 1
                kept, after = stored.get(word.half), columns_of(word, given.rules.version)
                if kept is None or kept.columns != after:
                    judged.changes.append(Change(person.id, given.day, word.half, kept.id if kept else "", kept.columns if kept else None,
                                                 after))
    for (staff_id, day), halves in left.items():
        judged.changes += [Change(staff_id, day, half, kept.id, kept.columns, None) for half, kept in halves.items()]
    return judged


def words_of(given: PersonDay) -> list[Word]:
    """The verdict of both halves of a day; a half for which no hours hold is pending, never guessed."""
    words = judge.judge_day(given)
    if len(words) < len(Half):
        present = {word.half for word in words}
        words = sorted([*words, *(judge.unscheduled(half) for half in Half if half not in present)], key=lambda word: word.half)
    return words


class _Writer:
    """Writes changes of verdicts, their history, and what they mean for closed months; audits once at the end."""

    def __init__(self, now: datetime, cause: str) -> None:
        self._now, self._cause = now, cause
        self._verdicts = Bulk(Verdict, ("staff_id", "day", "half", *COLUMNS), now)
        self._history = Bulk(VerdictHistory, ("staff_id", "day", "half", "code_before", "code_after", "facts_before", "cause"), now)
        self._adjusted = Bulk(MonthAdjustment, ("closed_month", "month", "staff_id", "day", "half", "code_before", "code_after", "cause"),
                              now)
        self._closed = {month for (month,) in _CLOSED.columns()}

    def write(self, changes: Sequence[Change]) -> None:
        """Make the stored cells what the judge says."""
        self._verdicts.add((*one.key, *one.after) for one in changes if one.after and not one.before)
        self._verdicts.change((one.row_id, (*one.key, *one.after)) for one in changes if one.after and one.before)
        self._verdicts.remove(one.row_id for one in changes if not one.after)
        self._history.add((*one.key, one.before[0], one.after[0] if one.after else "", one.before[5], self._cause)
                          for one in changes if one.before)
        if self._closed:
            self._adjusted.add(self._adjustments(changes))

    def _adjustments(self, changes: Iterable[Change]) -> Iterator[tuple[str, ...]]:
        """A closed month stays as it was: what comes out differently is counted in the month of today."""
        for one in changes:
            before, after, month = one.before[0] if one.before else "", one.after[0] if one.after else "", f"{one.day:%Y-%m}"
            if month in self._closed and before != after:
                yield (month, f"{self._now:%Y-%m}", *one.key, before, after, self._cause)

    def close(self) -> None:
        """Audit what was written."""
        self._verdicts.close(SYSTEM, "attendance.judge", self._now, self._cause)
        self._history.close(SYSTEM, "attendance.history", self._now, self._cause)
        self._adjusted.close(SYSTEM, "attendance.adjust", self._now, self._cause)


_CLOSED = Prepared(MonthClose, lambda: MonthClose.select(MonthClose.month).where(MonthClose.state == "closed"))
_OPENED = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.day).where(Verdict.day.between(first, last)).distinct())


def opened_days(first: date, last: date) -> list[date]:
    """The days of a span (inclusive) that have cells, in order."""
    return sorted(date.fromisoformat(day) for (day,) in _OPENED.columns(first, last))


def owed_days(first: date, last: date) -> set[date]:
    """The days of a span (inclusive) that have cells, or that an import opens: collected from a machine, once a number on it is
    somebody's. On other days nothing was said yet that could be wrong.
    """
    days = set(opened_days(first, last))
    collected: Any = Coverage.select(Coverage.since, Coverage.until, fn.MIN(PinMap.valid_from)).join(
        PinMap, on=(PinMap.device_id == Coverage.device_id)).where(
            (Coverage.since < midnight(last + ONE_DAY)) & (Coverage.until > midnight(first))).group_by(Coverage.id).tuples()
    for since, until, numbered in collected:
        begin = max(first, day_of(since), numbered)
        days.update(days_between(begin, min(last, day_of(until - 1))))
    return days


def spans_of(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as runs of neighbours (first, last).

    >>> spans_of([date(2026, 1, 3), date(2026, 1, 1), date(2026, 1, 2)])
    [(datetime.date(2026, 1, 1), datetime.date(2026, 1, 3))]
    """
    runs: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][1] == ONE_DAY:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def rejudge(cells: Mapping[str, set[date]], now: datetime, cause: str) -> None:
    """Re-judge the cells of people on days ("" stands for everybody), as far as those days are open. Nothing else is touched."""
    everybody = cells.get("", set())
    for staff_id, days in cells.items():
        wanted = days - everybody if staff_id else days
        if wanted:
            for first, last in spans_of(_open_among(wanted)):
                judge_days(first, last, now, cause, staff_id)


def _open_among(days: set[date]) -> list[date]:
    return [day for day in opened_days(min(days), max(days)) if day in days]

