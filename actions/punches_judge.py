"""What a device is collected for, and judging what new punches and new coverage change. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from actions.attendance_days import days_between
from actions.attendance_inputs import all_rule_sets
from actions.attendance_judge import ONE_DAY, judge_days, opened_days, rejudge, spans_of
from actions.attendance_touch import touch_punches
from actions.calendar import known_years
from actions.changes_bulk import Bulk
from actions.prepared import Prepared
from models import Coverage, Device, PinMap
from rules.people import SYSTEM
from rules.punches import day_of

Span = tuple[int, int]
_COVERED = Prepared(Coverage, lambda device_id: Coverage.select(Coverage.since, Coverage.until).where(
    Coverage.device_id == device_id).order_by(Coverage.since))
_FIRST_NUMBER = Prepared(PinMap, lambda device_id: PinMap.select(PinMap.valid_from).where(PinMap.device_id == device_id).order_by(
    PinMap.valid_from).limit(1))


def cover(device: Device, claims: Iterable[Span], source: str, batch_id: str, now: datetime) -> list[Span]:
    """Note that a device is collected for spans that lie apart, as far as that is new; returns the new pieces. Inside a transaction."""
    pieces = [piece for claim in claims for piece in uncovered(claim, _COVERED.columns(device.id))]
    bulk = Bulk(Coverage, ("device_id", "since", "until", "source", "batch_id"), now)
    bulk.add((device.id, since, until, source, batch_id) for since, until in pieces)
    bulk.close(SYSTEM, "punches.coverage", now, batch_id)
    return pieces


def uncovered(claim: Span, covered: Iterable[tuple[int, int]]) -> list[Span]:
    """The pieces of a span that no other covers; covered: in order of their beginning.

    >>> uncovered((0, 10), [(2, 4), (3, 5), (8, 20)])
    [(0, 2), (5, 8)]
    """
    pieces, at = [], claim[0]
    for since, until in covered:
        if since >= claim[1]:
            break
        if since > at:
            pieces.append((at, since))
        at = max(at, until)
    return [*pieces, (at, claim[1])] if at < claim[1] else pieces


def judge_new(device: Device, punched: Iterable[tuple[str, date]], covered: Iterable[Span], now: datetime, cause: str) -> None:
    """Judge what a delivery changes: everybody on newly covered days from the first day a number of the device is somebody's, and
    on open days the neighbours of both kinds. Days without a calendar stay as they are until it comes (actions/attendance_touch.py).
    """
    days = {day for since, until in covered for day in days_between(day_of(since), day_of(until - 1))}
    judged = _judgeable(device.id, days)
    for first, last in spans_of(judged):
        judge_days(first, last, now, cause)
    cells = touch_punches(punched)
    cells[""] = days | {day + step for day in days for step in (-ONE_DAY, ONE_DAY)}
    rejudge({whose: touched - judged for whose, touched in cells.items() if touched - judged}, now, cause)


def judge_numbered(device_id: str, first: date, now: datetime, cause: str) -> None:
    """Open the days that a device is collected for and that nobody judged, because no number of it was anybody's yet."""
    covered = [(day_of(since), day_of(until - 1)) for since, until in _COVERED.columns(device_id)]
    days = {day for since, until in covered for day in days_between(max(since, first), until)}
    if days:
        for since, until in spans_of(_judgeable(device_id, days) - set(opened_days(min(days), max(days)))):
            judge_days(since, until, now, cause)


def _judgeable(device_id: str, days: set[date]) -> set[date]:
    """Those of the days from which a number of the device is somebody's, for which there are rules, a calendar and hours."""
    numbered = [date.fromisoformat(day) for (day,) in _FIRST_NUMBER.columns(device_id)]
    if not days or not numbered:
        return set()
    years, ruled = set(known_years()), min((rules.valid_from for rules in all_rule_sets()), default=date.max)
    return {day for day in days if day >= max(numbered[0], ruled) and day.year in years}
