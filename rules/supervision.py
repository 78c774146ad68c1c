"""督办: the ladder of a complaint that comes near its due day or passes it, and the way of a supervision order.

Pure. Source: FACTS 11 row 50 (C13), casework F.2; docs/rules/complaint_course.md 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from rules.clocks import Openings, day_due
from rules.complaint import TrackRule


class Rung(StrEnum):
    """What is done by itself: the window is reminded, an order is drafted, it goes into the bulletin."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    BULLETIN = "bulletin"


def rungs_reached(rule: TrackRule, due: date, today: date, openings: Openings) -> list[Rung]:
    """The rungs an unanswered complaint has reached. Days are working days; a rung with no days is left out.

    Raises what the openings raise (CalendarMissing).
    """
    if today <= due:
        return [Rung.REMIND] if rule.remind and day_due(today, rule.remind, openings).due >= due else []
    after = {Rung.SUPERVISE: rule.supervise, Rung.BULLETIN: rule.bulletin}
    return [rung for rung, days in after.items() if days and today >= day_due(due, days, openings).due]


class OrderState(StrEnum):
    """How far a supervision order is."""

    DRAFTED = "drafted"
    ISSUED = "issued"
    SIGNED = "signed"
    ANSWERED = "answered"
    CLOSED = "closed"


class OrderEvent(StrEnum):
    """What is done with an order. AGAIN: the report is not enough, a new round begins."""

    ISSUE = "issue"
    DROP = "drop"
    SIGN = "sign"
    ANSWER = "answer"
    CLOSE = "close"
    AGAIN = "again"


ORDER_STEPS: Mapping[OrderEvent, tuple[OrderState, OrderState, bool]] = {
    OrderEvent.ISSUE: (OrderState.DRAFTED, OrderState.ISSUED, True),
    OrderEvent.DROP: (OrderState.DRAFTED, OrderState.CLOSED, True),
    OrderEvent.SIGN: (OrderState.ISSUED, OrderState.SIGNED, False),
    OrderEvent.ANSWER: (OrderState.SIGNED, OrderState.ANSWERED, False),
    OrderEvent.CLOSE: (OrderState.ANSWERED, OrderState.CLOSED, True),
    OrderEvent.AGAIN: (OrderState.ANSWERED, OrderState.ISSUED, True),
}
"""Event -> (from, to, by the supervision; else by the window)."""
