"""Who is left at a window while somebody is away: colleagues less those on leave, and less those out by the hour in the same minutes.

Read-only. Source: docs/rules/leave.md 3.3.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from actions.people import active_on
from actions.prepared import Prepared
from models import LeaveCell, LeaveInterval, Staff, Unit
from rules.calendar import Half
from rules.leave import CellKey, most_at_once

Minutes = tuple[int, int]


def present_in(unit: Unit, staff: Staff, partner: Staff | None, spans: Mapping[CellKey, Minutes], own_id: str) -> dict[CellKey, int]:
    """The fewest people left at the window in the minutes of each half-day; a B 岗 from elsewhere who comes over counts.

    spans: what somebody is away for, from inclusive, to exclusive; own_id: their request, which is left out.
    """
    colleagues = [staff_id for staff_id, in _COLLEAGUES.columns(unit.id, staff.id, min(spans)[0])]
    visiting = [partner.id] if partner and partner.id not in colleagues else []
    people = colleagues + visiting
    away, out = halves_away(people, spans, own_id), _out(people, spans, own_id)
    return {cell: len(people) - away[cell] - most_at_once(out[cell], *span) for cell, span in spans.items()}


def halves_away(staff_ids: Collection[str], cells: Collection[CellKey], own_id: str) -> Counter[CellKey]:
    """How many of these people hold each half-day as leave."""
    if not cells:
        return Counter()
    rows = _cells_of(len(staff_ids)).columns(min(cells)[0], max(cells)[0], own_id, *staff_ids)
    return Counter((date.fromisoformat(day), Half(half)) for day, half in rows)


def _out(staff_ids: Collection[str], cells: Collection[CellKey], own_id: str) -> dict[CellKey, list[Minutes]]:
    """The minutes in which these people are out by the hour, by half-day."""
    found: dict[CellKey, list[Minutes]] = defaultdict(list)
    for day, half, first, last in _intervals_of(len(staff_ids)).columns(min(cells)[0], max(cells)[0], own_id, *staff_ids):
        found[date.fromisoformat(day), Half(half)].append((first, last))
    return found


@cache
def _cells_of(people: int) -> Prepared[LeaveCell]:
    """Half-days of leave of so many people."""
    return Prepared(LeaveCell, _within(LeaveCell, LeaveCell.day, LeaveCell.half), people + 3)


@cache
def _intervals_of(people: int) -> Prepared[LeaveInterval]:
    """Leave by the hour of so many people."""
    columns = (LeaveInterval.day, LeaveInterval.half, LeaveInterval.from_minute, LeaveInterval.to_minute)
    return Prepared(LeaveInterval, _within(LeaveInterval, *columns), people + 3)


def _within(table: Any, *columns: Any) -> Callable[..., Any]:
    """A query's values: first and last day, the request that is left out, and whose leave."""
    return lambda first, last, own_id, *staff_ids: table.select(*columns).where(
        table.staff_id.in_(staff_ids) & table.day.between(first, last) & (table.request_id != own_id))


_COLLEAGUES = Prepared(Staff, lambda unit_id, staff_id, day: Staff.select(Staff.id).where(
    (Staff.unit_id == unit_id) & (Staff.id != staff_id) & active_on(day)))
