"""Closing a month of attendance: what is unsettled, confirm, close with frozen figures, reopen; and whether the seals stand.

Source: docs/rules/attendance_month.md section 4.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from actions.attendance_judge import judge_days
from actions.attendance_sums import close_of, live_lines, rule_sets
from actions.calendar import calendar_between
from actions.changes import add, change, check_version, remove_many, rows_by_id, transaction
from actions.changes_bulk import Bulk
from actions.notices import tell
from actions.people import active_on, in_force
from actions.prepared import Prepared
from models import AttendanceCase, MonthAdjustment, MonthClose, MonthFigure, PatrolFinding, PunchCorrection, RoleGrant, Staff, Verdict
from rules.attendance import EXCEPTIONS, Code, rules_on
from rules.attendance_close import (
    CloseState,
    Unsettled,
    check_over,
    check_reason,
    check_second,
    close_by,
    digest_of,
    month_first,
    month_last,
    months_on,
)
from rules.attendance_month import NOT_THERE, figures_of_month, sums_stand
from rules.errors import AlreadyDecided, CalendarMissing, InvalidInput, NotAllowed, Problem
from rules.people import HEADS, ROLE_PERMISSIONS, Actor, Permission, Role

MONTHS_BACK = 12
EXPLAINED = sorted(code.value for code in EXCEPTIONS - NOT_THERE)
UNDECIDED = sorted(code.value for code in NOT_THERE - {Code.ABSENT})


@dataclass(frozen=True)
class MonthStand:
    """How far the closing of a month is. due: the last day to close it, None where missing_year has no calendar."""

    first: date
    state: CloseState
    row: MonthClose | None
    due: date | None
    missing_year: int | None
    late: bool


@dataclass(frozen=True)
class CloseSheet:
    """Everything about closing one month. names: staff id -> name of who confirmed and closed; may_*: may this person, now."""

    stand: MonthStand
    unsettled: Unsettled
    judged: bool
    names: dict[str, str]
    may_confirm: bool
    may_close: bool
    may_reopen: bool


def month_stands(now: datetime) -> list[MonthStand]:
    """The months before this one that have verdicts, the newest first, a year back; and closed ones without."""
    this = now.date().replace(day=1)
    firsts = [months_on(this, -number) for number in range(1, MONTHS_BACK + 1)]
    rows = {row.month: row for row in MonthClose.select()}
    judged = {month for (month,) in _MONTHS_JUDGED.columns(firsts[-1], month_last(firsts[0]))}
    return [_stand(first, rows.get(f"{first:%Y-%m}"), now) for first in firsts if f"{first:%Y-%m}" in judged | set(rows)]


def close_sheet(actor: Actor, first: date, now: datetime) -> CloseSheet:
    """How far a month is and what this person may do with it now."""
    row = close_of(first)
    stand = _stand(first, row, now)
    people = rows_by_id(Staff, [who for who in (row.confirmed_by, row.closed_by) if who] if row else [])
    over, judged = now.date() > month_last(first), is_judged(first)
    closes = actor.may(Permission.ATTENDANCE_CLOSE) and over and judged
    return CloseSheet(
        stand, unsettled_of(first), judged, {staff_id: staff.name for staff_id, staff in people.items()},
        closes and stand.state in (CloseState.OPEN, CloseState.REOPENED), closes and stand.state is CloseState.CONFIRMED,
        actor.may(Permission.ATTENDANCE_REOPEN) and stand.state is CloseState.CLOSED and row is not None
        and row.closed_by != actor.staff_id)


def unsettled_of(first: date) -> Unsettled:
    """What of a month nobody has decided."""
    last = month_last(first)

    def waiting(table: Any, *states: str) -> int:
        return int(table.select().where(table.day.between(first, last) & table.state.in_(states)).count())

    codes = dict(_CODES.columns(first, last))
    return Unsettled(sum(codes.get(code, 0) for code in UNDECIDED), len(_OPEN_CASES.columns(first, last)),
                     waiting(PunchCorrection, "pending"), waiting(PatrolFinding, "found", "answered"), codes.get(Code.PENDING.value, 0))


def is_judged(first: date) -> bool:
    """Has the month verdicts?"""
    return bool(_MONTHS_JUDGED.columns(first, month_last(first)))


def confirm_month(actor: Actor, first: date, version: int, reason: str, now: datetime) -> MonthClose:
    """Say that a month may be closed. version: of what was shown, 0 where nobody had begun.

    Raises NotAllowed, AlreadyDecided, OutOfDate; InvalidInput (month_not_over, month_not_judged, close_needs_reason).
    """
    with transaction():
        row = _begun(actor, first, version, now, CloseState.OPEN, CloseState.REOPENED)
        check_reason(unsettled_of(first), reason)
        if row is None:
            return add(MonthClose(month=f"{first:%Y-%m}", state=CloseState.CONFIRMED.value, confirmed_by=actor.staff_id,
                                  reason=reason.strip()), actor, "attendance.confirm", now)
        row.state, row.confirmed_by, row.reason = CloseState.CONFIRMED.value, actor.staff_id, reason.strip()
        return change(row, actor, "attendance.confirm", now)


def close_month(actor: Actor, first: date, version: int, reason: str, now: datetime) -> MonthClose:
    """Judge the month once more and freeze it: one figure a person, sealed. Somebody else than who confirmed, where there are two.

    Raises NotAllowed, AlreadyDecided, OutOfDate, CalendarMissing; InvalidInput (month_not_over, month_not_judged, earlier_month_open,
    close_needs_second, close_needs_reason).
    """
    with transaction():
        row = _begun(actor, first, version, now, CloseState.CONFIRMED)
        if row is None:
            raise AlreadyDecided(f"month {first}", CloseState.OPEN)
        if MonthClose.select().where((MonthClose.month < row.month) & (MonthClose.state != CloseState.CLOSED.value)).exists():
            raise InvalidInput(Problem("", "earlier_month_open"))
        check_second(row.confirmed_by, actor.staff_id, len(_closers(now.date())))
        judge_days(first, month_last(first), now, f"close:{row.month}")
        check_reason(unsettled_of(first), reason or row.reason)
        row.digest = _freeze(actor, first, row.month, now)
        row.state, row.closed_by, row.closed_at = CloseState.CLOSED.value, actor.staff_id, now
        row.reason = reason.strip() or row.reason
        return change(row, actor, "attendance.close", now)


def reopen_month(actor: Actor, first: date, version: int, reason: str, now: datetime) -> MonthClose:
    """Open a closed month again, with a reason, by somebody other than who closed it; only the last closed one.

    Raises NotAllowed (also for who closed it), AlreadyDecided, OutOfDate; InvalidInput (required at reason, later_month_closed).
    """
    with transaction():
        row = close_of(first)
        if row is None or row.state != CloseState.CLOSED:
            raise AlreadyDecided(f"month {first}", row.state if row else CloseState.OPEN)
        if not actor.may(Permission.ATTENDANCE_REOPEN) or row.closed_by == actor.staff_id:
            raise NotAllowed(f"reopen {row.month}")
        check_version(row, version)
        if not reason.strip():
            raise InvalidInput(Problem("reason", "required"))
        if MonthClose.select().where((MonthClose.month > row.month) & (MonthClose.state == CloseState.CLOSED.value)).exists():
            raise InvalidInput(Problem("", "later_month_closed"))
        remove_many(list(MonthFigure.select().where(MonthFigure.month == row.month)), actor, "attendance.reopen", now)
        remove_many(list(MonthAdjustment.select().where(MonthAdjustment.closed_month == row.month)), actor, "attendance.reopen", now)
        row.state, row.digest, row.reason = CloseState.REOPENED.value, "", reason.strip()
        return change(row, actor, "attendance.reopen", now, reason.strip())


def broken_seals() -> list[str]:
    """The closed months whose frozen figures are not what was sealed, or whose sums their half-days do not bear out."""
    broken = []
    for month, digest in _SEALS.columns():
        rows = [(staff_id, unit_id, json.loads(figures)) for staff_id, unit_id, figures in _FIGURES.columns(month)]
        if digest_of(rows) != digest or not all(sums_stand(figures) for *_, figures in rows):
            broken.append(month)
    return broken


def remind_close(now: datetime) -> int:
    """Once the day to close by has come, tell who closes and the heads that a month is not closed, each month once, and once
    more when it was reopened.

    Raises CalendarMissing when the year of that day is not there.
    """
    told = 0
    for stand in month_stands(now):
        if stand.missing_year:
            raise CalendarMissing(stand.missing_year)
        if stand.state is not CloseState.CLOSED and stand.due is not None and now.date() >= stand.due:
            people = [*_closers(now.date()), *_holders(HEADS, now.date())]
            values = {"month": f"{stand.first:%Y-%m}", "due": stand.due.isoformat()}
            key = f"close:{stand.first:%Y-%m}" + (f":{stand.row.version}" if stand.row and stand.state is CloseState.REOPENED else "")
            told += tell(people, "month_unclosed", values, f"/attendance/close/{stand.first:%Y-%m}", key, now)
    return told


def _begun(actor: Actor, first: date, version: int, now: datetime, *states: CloseState) -> MonthClose | None:
    """The closing as it stands, once this person may go on with it; None where nobody has begun."""
    if not actor.may(Permission.ATTENDANCE_CLOSE):
        raise NotAllowed(f"close {first}")
    row = close_of(first)
    state = CloseState(row.state) if row else CloseState.OPEN
    if state not in states:
        raise AlreadyDecided(f"month {first}", state)
    if row is not None:
        check_version(row, version)
    check_over(first, now.date())
    if not is_judged(first):
        raise InvalidInput(Problem("", "month_not_judged"))
    return row


def _freeze(actor: Actor, first: date, month: str, now: datetime) -> str:
    """Write one figure a person; returns the seal over them."""
    rows = [(line.person.id, line.person.unit_id, {**figures_of_month(line.sums, line.cells, line.adjusted), "home": line.person.home_unit})
            for line in live_lines(first)]
    written = Bulk(MonthFigure, ("month", "staff_id", "unit_id", "figures"), now)
    written.add((month, staff_id, unit_id, MonthFigure.figures.db_value(figures)) for staff_id, unit_id, figures in rows)
    written.close(actor, "attendance.freeze", now, month)
    return digest_of(rows)


def _stand(first: date, row: MonthClose | None, now: datetime) -> MonthStand:
    state = CloseState(row.state) if row else CloseState.OPEN
    after = months_on(first, 1)
    try:
        close_day = rules_on(rule_sets().values(), month_last(first)).close_day
        due = close_by(first, close_day, calendar_between(after, after + timedelta(days=40)))
    except CalendarMissing as missing:
        return MonthStand(first, state, row, None, missing.year, False)
    return MonthStand(first, state, row, due, None, state is not CloseState.CLOSED and now.date() > due)


def _closers(day: date) -> list[str]:
    return _holders([role for role, held in ROLE_PERMISSIONS.items() if Permission.ATTENDANCE_CLOSE in held], day)


def _holders(roles: Iterable[Role], day: date) -> list[str]:
    """Ids of active people who hold one of the roles, for whatever unit, by number."""
    grants = RoleGrant.select(RoleGrant.staff_id).where(RoleGrant.role.in_(sorted(roles)) & in_force(day))
    return [row.id for row in Staff.select(Staff.id).where(Staff.id.in_(grants) & active_on(day)).order_by(Staff.number)]


def month_named(text: str) -> date | None:
    """The first day of a month written YYYY-MM; None for anything else."""
    try:
        return month_first(text)
    except ValueError:
        return None


_CODES = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.code, fn.COUNT(Verdict.id)).where(
    Verdict.day.between(first, last)).group_by(Verdict.code))
_OPEN_CASES = Prepared(AttendanceCase, lambda first, last: AttendanceCase.select(AttendanceCase.id).join(Verdict, on=(
    (Verdict.staff_id == AttendanceCase.staff_id) & (Verdict.day == AttendanceCase.day) & (Verdict.half == AttendanceCase.half))).where(
    AttendanceCase.day.between(first, last) & (AttendanceCase.state == "open") & Verdict.code.in_(EXPLAINED)))
_MONTH = fn.SUBSTR(Verdict.day, 1, 7)
_MONTHS_JUDGED = Prepared(Verdict, lambda first, last: Verdict.select(_MONTH).where(Verdict.day.between(first, last)).distinct())
_SEALS = Prepared(MonthClose, lambda: MonthClose.select(MonthClose.month, MonthClose.digest).where(
    MonthClose.state == CloseState.CLOSED.value))
_FIGURES = Prepared(MonthFigure, lambda month: MonthFigure.select(MonthFigure.staff_id, MonthFigure.unit_id, MonthFigure.figures).where(
    MonthFigure.month == month))
