"""Due days that move because the calendar was changed: which days count otherwise, and what may be applied by whom.

Pure. Source: casework C.3 and C.6 of the domain notes (later dates apply on confirmation, earlier ones need approval);
docs/rules/complaint.md 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Line = Sequence[object]
"""[day, counted, why, name] of Complaint.explain."""


class MoveState(StrEnum):
    """How far a moved due day is. WAITING: it would be earlier, and a leader decides."""

    APPLIED = "applied"
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True)
class OtherDay:
    """A day that counted, or did not, and now is the other way round. was, now: (counted, why, name)."""

    day: str
    was: tuple[bool, str, str]
    now: tuple[bool, str, str]


def other_days(before: Sequence[Line], after: Sequence[Line]) -> list[OtherDay]:
    """The days that count otherwise, among those both reckonings look at, in order."""
    old = {str(line[0]): (bool(line[1]), str(line[2]), str(line[3])) for line in before}
    new = {str(line[0]): (bool(line[1]), str(line[2]), str(line[3])) for line in after}
    return [OtherDay(day, old[day], new[day]) for day in sorted(old.keys() & new.keys()) if old[day][0] != new[day][0]]


def first_state(old: date, new: date) -> MoveState:
    """What confirming makes of a move: later applies at once, earlier waits for a leader."""
    return MoveState.APPLIED if new > old else MoveState.WAITING


def list_mark(moves: Sequence[tuple[str, int, date]]) -> str:
    """What a list is known by, so that only the list that was read is confirmed. moves: (complaint id, its version, new due day)."""
    return hashlib.sha256(repr(sorted((one, version, day.isoformat()) for one, version, day in moves)).encode()).hexdigest()
