"""Putting right a span in which a machine's clock was wrong: what may be asked, and who may decide. Pure.

Source: docs/rules/attendance-devices.md section 7. Two people other than who asked approve it; the machine's rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission

LONGEST_SPAN = 400 * 86400
MOST_SECONDS = 400 * 86400
"""A year off by one is about the most that happens and can still be told from nonsense."""
DECIDERS = (Permission.ATTENDANCE_CONFIRM, Permission.ATTENDANCE_CLOSE)
ASKERS = (Permission.ATTENDANCE_DEVICES, *DECIDERS)
WAITS = ("asked", "once")


@dataclass(frozen=True)
class Span:
    """Device seconds (since inclusive, until exclusive) and what is added to them: positive where the clock was slow."""

    since: int
    until: int
    seconds: int


def check_span(span: Span, others: Iterable[Span]) -> None:
    """Refuse a span that is none, or that lies over another that waits or holds: two would add up.

    Raises InvalidInput: clock_span (until), clock_seconds (minutes), clock_overlap (since).
    """
    problems = []
    if not span.since < span.until <= span.since + LONGEST_SPAN:
        problems.append(Problem("until_day", "clock_span"))
    if not 0 < abs(span.seconds) <= MOST_SECONDS:
        problems.append(Problem("minutes", "clock_seconds"))
    if any(span.since < other.until and other.since < span.until for other in others):
        problems.append(Problem("since_day", "clock_overlap"))
    if problems:
        raise InvalidInput(*problems)


def may_decide(actor: Actor, state: str, asked_by: str, decided_by: str) -> bool:
    """May this person still decide: in their own right, not who asked, not who has approved already."""
    return state in WAITS and any(map(actor.may, DECIDERS)) and bool(actor.staff_id) and actor.staff_id not in (asked_by, decided_by)


def decided(actor: Actor, state: str, asked_by: str, decided_by: str, approve: bool) -> str:
    """The state after a decision. Raises AlreadyDecided, NotAllowed."""
    if state not in WAITS:
        raise AlreadyDecided("clock correction", state)
    if not may_decide(actor, state, asked_by, decided_by):
        raise NotAllowed("clock correction")
    if not approve:
        return "rejected"
    return "once" if state == "asked" else "approved"
