"""Nursing hours (哺乳时间): how much a day, until when, and how the sessions of a day shift. Source: docs/rules/leave.md section 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.errors import InvalidInput, Problem
from rules.leave import Session, TypeRule, nursing_until

MOST_CHILDREN = 6


class Placed(StrEnum):
    """Where the time is taken: an end of a session, or half at the day's start and half at its end."""

    AM_START = "am_start"
    AM_END = "am_end"
    PM_START = "pm_start"
    PM_END = "pm_end"
    SPLIT = "split"


@dataclass(frozen=True)
class Shift:
    """What is taken from each working day: minutes, and where."""

    minutes: int
    placed: Placed


def minutes_a_day(rule: TypeRule, children: int) -> int:
    """The law's minutes for one child and as many again for each further child of the birth. Source: docs/rules/leave.md 5.1.

    Raises InvalidInput (field "children", code "children_range"; "no_rule" when the version in force names no figure).
    """
    if not 1 <= children <= MOST_CHILDREN:
        raise InvalidInput(Problem("children", "children_range", {"most": MOST_CHILDREN}))
    if rule.minutes_per_day is None:
        raise InvalidInput(Problem("children", "no_rule", {"type": rule.code, "on": rule.valid_from}))
    return rule.minutes_per_day * children


def check_span(child_born: date, valid_from: date, valid_to: date, today: date) -> None:
    """Refuse what lies before the birth or after the first birthday. Raises InvalidInput with every problem: "in_the_future"
    (child_born), "before_birth" (valid_from), "from_after_to", "after_first_year" (valid_to; value day: the last allowed).
    """
    until = nursing_until(min(child_born, today))
    problems = [Problem("child_born", "in_the_future")] if child_born > today else []
    problems += [Problem("valid_from", "before_birth")] if valid_from < child_born else []
    problems += [Problem("valid_to", "from_after_to")] if valid_to < valid_from else []
    problems += [Problem("valid_to", "after_first_year", {"day": until})] if valid_to > until else []
    if problems:
        raise InvalidInput(*problems)


def shifted(sessions: Sequence[Session], shift: Shift) -> tuple[Session, ...]:
    """The sessions of a day without the nursing time. A session is shortened to nothing at most, and then left out.

    >>> from rules.calendar import Half
    >>> day = (Session(Half.AM, 510, 720), Session(Half.PM, 810, 1050))
    >>> [(s.start_minute, s.end_minute) for s in shifted(day, Shift(60, Placed.SPLIT))]
    [(540, 720), (810, 1020)]
    """
    half = shift.minutes // 2
    cuts = {Placed.AM_START: ((shift.minutes, 0), (0, 0)), Placed.AM_END: ((0, shift.minutes), (0, 0)),
            Placed.PM_START: ((0, 0), (shift.minutes, 0)), Placed.PM_END: ((0, 0), (0, shift.minutes)),
            Placed.SPLIT: ((shift.minutes - half, 0), (0, half))}[shift.placed]
    by_half = dict(zip(("am", "pm"), cuts, strict=True))
    cut = [replace(session, start_minute=session.start_minute + by_half[session.half][0],
                   end_minute=session.end_minute - by_half[session.half][1]) for session in sessions]
    return tuple(session for session in cut if session.start_minute < session.end_minute)
