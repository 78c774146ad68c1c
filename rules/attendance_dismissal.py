"""Warnings before absence ends employment: absence in a row and within a year against the bounds of the kind of employment.

Pure. Source: docs/rules/attendance_month.md section 2; FACTS 11 row 21 (civil servants: days; institution staff: working days).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from rules.attendance import Dismissal
from rules.calendar import Half

YEAR = timedelta(days=365)
HalfDay = tuple[date, Half]


class Level(StrEnum):
    """warn: the lower figure is reached; reached: the bound of the law is passed."""

    WARN = "warn"
    REACHED = "reached"


class Warned(NamedTuple):
    """One warning. kind: run or year. halves: half-days counted; bound: days that may not be passed; since: the first absent day."""

    kind: str
    level: Level
    halves: int
    bound: int
    since: date


class Run(NamedTuple):
    """Absence without a half-day at work or on leave between: first and last half-day, and how many half-days of work it holds."""

    first: HalfDay
    last: HalfDay
    worked: int

    def halves(self, working: bool) -> int:
        """Half-days of the run: those of work, or every one from the first to the last, days off between them too."""
        if working:
            return self.worked
        days = (self.last[0] - self.first[0]).days
        return 2 * days + 1 + (self.last[1] is Half.PM) - (self.first[1] is Half.PM)


def runs_of(absent: Iterable[HalfDay], otherwise: Iterable[HalfDay]) -> list[Run]:
    """Absent half-days as runs, in order. otherwise: half-days that were owed and were not absence: they end a run; days off do not."""
    marks = sorted([*((cell, True) for cell in set(absent)), *((cell, False) for cell in set(otherwise) - set(absent))])
    runs: list[Run] = []
    going = False
    for cell, gone in marks:
        if gone and going:
            runs[-1] = Run(runs[-1].first, cell, runs[-1].worked + 1)
        elif gone:
            runs.append(Run(cell, cell, 1))
        going = gone
    return runs


def warnings_of(runs: Sequence[Run], bounds: Dismissal, today: date) -> list[Warned]:
    """The warnings that hold today: the longest run that ended within the last year, and all runs of the last year together.

    More than the bound is reached, the lower figure itself is a warning.
    """
    recent = [run for run in runs if run.last[0] > today - YEAR]
    if not recent:
        return []
    longest = max(recent, key=lambda run: run.halves(bounds.working))
    year = sum(run.halves(bounds.working) for run in recent)
    asked = (("run", longest.halves(bounds.working), bounds.run, bounds.warn_run, longest.first[0]),
             ("year", year, bounds.year, bounds.warn_year, recent[0].first[0]))
    return [Warned(kind, Level.REACHED if halves > 2 * bound else Level.WARN, halves, bound, since)
            for kind, halves, bound, warn, since in asked if halves >= 2 * warn]


def bounds_for(employment: str, dismissal: Mapping[str, Dismissal]) -> Dismissal | None:
    """The bounds of a kind of employment; None where the rule set names none (contracts say it themselves)."""
    return dismissal.get(employment)
