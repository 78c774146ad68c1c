"""What a person owes on a day: the sessions that are due, with leave, passes, noon duty and exemptions taken off first.

Source: docs/rules/attendance.md section 3. Obligation is decided before any punch is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rules.attendance import NOTHING, SLOTS, Away, Code, Idle, RuleSet, Session
from rules.calendar import Day, DayKind, Half

# Leave types that are work away from the window: 公出, not 请假.
ELSEWHERE = frozenset({"official", "training", "outing"})
PASS = "outing"  # noqa: S105  # the leave type of a pass (临时外出), not a secret


class Relief(NamedTuple):
    """What takes the obligation away: halves of leave (half -> type, number), leave by the hour, exempt halves with the reason, noon
    duty (from, to; seconds from midnight) or None, and halves of approved duty on a day off.
    """

    leave: Mapping[Half, tuple[str, str]] = NOTHING
    hours: tuple[Away, ...] = ()
    exempt: Mapping[Half, str] = NOTHING
    noon: tuple[int, int] | None = None
    duty: bool = False


NO_RELIEF = Relief()


def obligation(day: Day, hours: Sequence[tuple[Half, int, int]], rules: RuleSet, relief: Relief = NO_RELIEF,
               ) -> tuple[tuple[Session, ...], tuple[Idle, ...]]:
    """The sessions that are due and, for the other halves, why not.

    hours: the day's sessions as scheduled (nursing taken off), seconds from midnight, in order; none: nothing is said. The calendar
    comes first (a make-up day beats the weekend, a holiday beats the roster), then leave, exemption, and leave by the hour that
    covers a whole session.
    Source: docs/rules/attendance.md section 3.
    """
    due: list[tuple[Half, int, int]] = []
    idle: list[Idle] = []
    if not hours:
        return (), ()
    spans = {half: (start, end) for half, start, end in hours}
    for half in Half:
        found: Idle | tuple[Half, int, int] | None = _idle(day, half, relief)
        if found is None and half not in spans:
            found = Idle(half, Code.NOT_DUE, "not_scheduled")
        found = found or _covered(half, *spans[half], relief.hours, rules)
        if isinstance(found, Idle):
            idle.append(found)
        else:
            due.append(found)
    meet = len(hours) == 2 and hours[0][2] >= hours[1][1]
    return _with_slots(due, spans, (False, False) if meet else SLOTS[rules.punches], rules, relief.noon), tuple(idle)


def _idle(day: Day, half: Half, relief: Relief) -> Idle | None:
    if not day.works(half):
        if relief.duty:
            return Idle(half, Code.DUTY, "duty", day.name)
        if day.is_weekend:
            return Idle(half, Code.NOT_DUE, "rest")
        return Idle(half, Code.HOLIDAY, "holiday" if day.kind is DayKind.DAY_OFF else "half_holiday", day.name)
    if half in relief.leave:
        code, number = relief.leave[half]
        return Idle(half, Code.OFFICIAL if code in ELSEWHERE else Code.LEAVE, "leave", f"{code} {number}")
    return Idle(half, Code.NOT_DUE, "exempt", relief.exempt[half]) if half in relief.exempt else None


def _covered(half: Half, start: int, end: int, hours: Sequence[Away], rules: RuleSet) -> Idle | tuple[Half, int, int]:
    """The session without the leave by the hour at its ends; idle when nothing is left. A pass does not replace the last punch."""
    first, last = start, end
    touching = sorted(away for away in hours if away.start < end and away.end > start)
    for away in touching:
        if away.start <= first:
            first = max(first, away.end)
    for away in reversed(touching):
        if away.end >= last and (away.kind != PASS or rules.pass_replaces_out or away.start <= first):
            last = min(last, away.start)
    if first < min(last, end):
        return half, first, last
    about = touching[0]
    return Idle(half, Code.OFFICIAL if about.kind in ELSEWHERE else Code.LEAVE, "leave_hours", f"{about.kind} {about.about}")


def _with_slots(due: Sequence[tuple[Half, int, int]], spans: Mapping[Half, tuple[int, int]], each: tuple[bool, bool], rules: RuleSet,
                noon: tuple[int, int] | None) -> tuple[Session, ...]:
    """Which ends owe a punch: by the rule set's punches a day, none between hours that meet without a break (each: is an in, an out owed
    by every session), moved or waived by noon duty.
    """
    each_in, each_out = each
    made = [Session(half, start, end, each_in or number == 0, each_out or number == len(due) - 1)
            for number, (half, start, end) in enumerate(due)]
    made = [session if (session.start, session.end) == spans[session.half]
            else session._replace(opens=spans[session.half][0], shuts=spans[session.half][1]) for session in made]
    if noon is None or not rules.noon_duty_moves:
        return tuple(made)
    return tuple(_on_duty(session, made, noon) for session in made)


def _on_duty(session: Session, sessions: Sequence[Session], noon: tuple[int, int]) -> Session:
    """Who keeps the window over the whole noon owes no punch at it; who keeps a part of it punches when that part begins or ends."""
    both = len(sessions) == 2
    gap = (sessions[0].end, sessions[1].start) if both else (session.end, session.start)
    whole = both and noon[0] <= gap[0] and noon[1] >= gap[1]
    if session.half is Half.AM:
        if whole:
            return session._replace(out_due=False)
        return session._replace(end=max(session.end, noon[1])) if noon[0] <= session.end else session
    if whole:
        return session._replace(in_due=False)
    return session._replace(start=min(session.start, noon[0])) if noon[1] >= session.start else session

