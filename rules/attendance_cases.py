"""Explaining a half-day: until when, what may be asked for, and how far an absence has come. Source: docs/rules/attendance.md section 6.

The deadline counts from the day the result was published to the person, never from the day itself: records may come days later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rules.attendance import Code, Edge, RuleSet
from rules.calendar import Calendar
from rules.leave import DAY_MINUTES, Session

LOOK_BACK = 62
"""Days: what is older when it is first judged (a history taken in at set-up) is not published any more."""
BY_IN = frozenset({Code.LATE, Code.MISSING_IN})
"""What is explained within the days of a missed in; everything else within those of a missed out."""
WORSE = (frozenset({Code.ABSENT_PENDING, Code.ABSENT_PROPOSED, Code.ABSENT}), frozenset({Code.MISSING_IN, Code.MISSING_OUT}))
"""What weighs most, then what weighs less; everything else weighs least."""
STAGES: Mapping[str, str] = {"lapsed": "head", "head_confirmed": "section"}
"""State of a case -> who must speak next: the head first, then the supervision section."""


def standing(state: str, published: str) -> str:
    """The state of a case as the judge takes it: it lapses for what was published to the person and for nothing worse. "missed": lapsed
    for a missing punch.
    """
    if state != "lapsed" or published in WORSE[0]:
        return state
    return "missed" if published in WORSE[1] else "open"


def is_worse(code: str, published: str) -> bool:
    """Does a half-day weigh more than what was published of it?

    >>> is_worse("absent_pending", "late"), is_worse("late", "missing_in")
    (True, False)
    """
    absent, missing = WORSE
    return (code in absent and published not in absent) or (code in missing and published not in absent | missing)


def days_to_explain(code: Code, rules: RuleSet) -> int:
    """Working days after the day of publication within which a half-day may be explained in time."""
    return rules.explain_in if code in BY_IN else rules.explain_out


def last_day(calendar: Calendar, published: date, days: int) -> date:
    """The last day to explain: so many working days after the day of publication, which rolls on to a working day when it is off.

    Raises CalendarMissing.
    """
    begins = published if calendar.is_workday(published) else calendar.next_workday(published)
    return calendar.add_workdays(begins, days)


def over_limit(used: int, rules: RuleSet) -> bool:
    """Would one more correction of the month be too many? 0 in the rule set: there is no limit."""
    return 0 < rules.corrections <= used


def minute_in_hours(session: Session, edge: str, minute: int, rules: RuleSet) -> int | None:
    """The minute of a correction as its session counts it: past 1440 where hours reach into the next day. None where no such punch can
    be: an in not before the session's end, an out not after its beginning, or beyond the margins around the hours.
    """
    first = session.start_minute - rules.before if edge == Edge.IN else session.start_minute + 1
    last = session.end_minute - 1 if edge == Edge.IN else session.end_minute + rules.after
    return next((one for one in (minute, minute + DAY_MINUTES) if first <= one <= last), None)
