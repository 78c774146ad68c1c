"""Which punch fills which slot: bursts become one event, then slots and events are matched in their order.

Source: docs/rules/attendance.md section 4. Every event fills one slot at most, every slot is filled by one event at most, and the
order of the day is kept: so a punch out at noon can never stand for the one of the evening.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rules.attendance import Edge, Event, Session
from rules.calendar import Half

IN_KEYS = frozenset({"0", "3", "4", "I", "i", "DutyOn", "OverTimeOn"})
OUT_KEYS = frozenset({"1", "2", "5", "O", "o", "DutyOff", "OverTimeOff"})
FILLED, PENALTY, RANK, DISTANCE, AGREES = 1 << 58, 1 << 36, 1 << 26, 1 << 4, 1
"""Weights of one match, each more than all lesser ones of a day together: filled; seconds late or early; earlier ins and later outs
passed over; seconds from the hour; keys that agree (they break exact ties only: people press the wrong one all the time)."""


class Slot(NamedTuple):
    """A punch that is owed: by when or from when, and from when to when (inclusive) it may be made; near: the hour it lies nearest to, as
    scheduled, also where leave moved what is due. Seconds from midnight.
    """

    half: Half
    edge: Edge
    due: int
    low: int
    high: int
    near: int


class Burst(NamedTuple):
    """Punches less than the burst's seconds apart, as one: the earliest counts for an in, the latest for an out."""

    first: int
    last: int
    members: tuple[Event, ...]


@lru_cache(maxsize=4096)
def slots_of(sessions: tuple[Session, ...], earliest: int, latest: int, before: int, after: int, pm_from: int = 1 << 20,
             am_until: int = 0) -> tuple[Slot, ...]:
    """The slots of a day's due sessions, in order.

    An in may be made from the end of the session before (the day's first: from earliest) to the middle of its session; an out from
    just after the middle to the start of the next session (the day's last: to latest). So both windows hold over noon. Where the
    other half is not due, the afternoon is punched from `before` seconds before it or from pm_from on, whichever is earlier, the
    morning until `after` seconds after it or until am_until; leave by the hour does not narrow that.

    >>> both = (Session(Half.AM, 28800, 43200), Session(Half.PM, 46800, 61200))
    >>> noon = slots_of(both, 21600, 68400, 7200, 7200)[1:3]
    >>> [(slot.edge.value, slot.low, slot.high) for slot in noon]
    [('out', 36001, 46800), ('in', 43200, 54000)]
    """
    slots = []
    for number, session in enumerate(sessions):
        middle = (session.start + session.end) // 2
        if session.in_due:
            opens = session.start if session.opens is None else min(session.start, session.opens)
            first = earliest if session.half is Half.AM else max(earliest, min(opens - before, pm_from))
            low = sessions[number - 1].end if number else first
            slots.append(Slot(session.half, Edge.IN, session.start, low, middle, opens))
        if session.out_due:
            shuts = session.end if session.shuts is None else max(session.end, session.shuts)
            last = latest if session.half is Half.PM else min(latest, max(shuts + after, am_until))
            high = sessions[number + 1].start if number + 1 < len(sessions) else last
            slots.append(Slot(session.half, Edge.OUT, session.end, middle + 1, high, shuts))
    return tuple(slots)


def collapse(events: Sequence[Event], seconds: int) -> list[Burst]:
    """Events in order of time, those less than `seconds` after the one before joined; corrections stand alone.

    >>> [(burst.first, burst.last) for burst in collapse([Event(0, "a"), Event(59, "b"), Event(119, "c")], 60)]
    [(0, 59), (119, 119)]
    """
    bursts: list[Burst] = []
    for event in events:
        above = bursts[-1] if bursts else None
        if above and event.at - above.last < seconds and event.edge is None and above.members[0].edge is None:
            bursts[-1] = Burst(above.first, event.at, (*above.members, event))
        else:
            bursts.append(Burst(event.at, event.at, (event,)))
    return bursts


def match(slots: Sequence[Slot], bursts: Sequence[Burst]) -> list[int | None]:
    """For each slot the number of the burst that fills it, or None; both in order of time.

    Of all ways that keep the order: most slots filled, then least lateness and earliness, then earliest in and latest out, then
    nearest to the hour, then keys that agree.
    """
    if len(slots) == len(bursts) and all(_fits(slot, burst) for slot, burst in zip(slots, bursts, strict=True)):
        return list(range(len(slots)))
    weights = [_weights(slot, bursts) for slot in slots]
    width = len(bursts)
    best = [[0] * (width + 1) for _ in range(len(slots) + 1)]
    for row in range(len(slots) - 1, -1, -1):
        for column in range(width - 1, -1, -1):
            here = max(best[row + 1][column], best[row][column + 1])
            weight = weights[row][column]
            if weight is not None and weight + best[row + 1][column + 1] > here:
                here = weight + best[row + 1][column + 1]
            best[row][column] = here
    return _read(best, weights, len(slots), width)


def _read(best: list[list[int]], weights: list[list[int | None]], height: int, width: int) -> list[int | None]:
    """Follow the best way back: a match is taken where it is what made the figure, an earlier slot before a later one."""
    chosen: list[int | None] = [None] * height
    row = column = 0
    while row < height and column < width:
        weight = weights[row][column]
        if weight is not None and best[row][column] == weight + best[row + 1][column + 1]:
            chosen[row] = column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            row += 1
    return chosen


def _moment(slot: Slot, burst: Burst) -> int:
    return burst.first if slot.edge is Edge.IN else burst.last


def _fits(slot: Slot, burst: Burst) -> bool:
    stands_for = burst.members[0]
    if stands_for.edge is not None:
        return stands_for.edge is slot.edge and stands_for.half is slot.half
    return slot.low <= _moment(slot, burst) <= slot.high


def _weights(slot: Slot, bursts: Sequence[Burst]) -> list[int | None]:
    """What each burst would be worth in the slot; None where it does not fit."""
    fitting = [number for number, burst in enumerate(bursts) if _fits(slot, burst)]
    weights: list[int | None] = [None] * len(bursts)
    keys = IN_KEYS if slot.edge is Edge.IN else OUT_KEYS
    for place, number in enumerate(fitting):
        at = _moment(slot, bursts[number])
        off = at - slot.due if slot.edge is Edge.IN else slot.due - at
        rank = place if slot.edge is Edge.IN else len(fitting) - 1 - place
        agrees = any(member.status in keys for member in bursts[number].members)
        weights[number] = FILLED - max(off, 0) * PENALTY - rank * RANK - abs(at - slot.near) * DISTANCE + agrees * AGREES
    return weights
