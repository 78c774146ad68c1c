"""Attendance on the first pages: one's own last judged day, the exceptions of one's window, the absences nobody explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import JOIN

from actions.attendance import cells_of
from actions.attendance_day import DaySheet, day_sheet
from actions.changes import find
from actions.kept import kept
from actions.prepared import Prepared
from models import AttendanceCase, Staff, Unit, Verdict
from rules.attendance import EXCEPTIONS, Code
from rules.calendar import Half
from rules.people import HEADS, Actor, Permission

DAYS_BACK = 14
SHOWN = 10
IDLE = frozenset({Code.NOT_DUE, Code.HOLIDAY})


class Off(NamedTuple):
    """One exceptional half-day of somebody. due: the last day to explain it, None while it is not published."""

    number: str
    name: str
    unit_name: str
    day: date
    half: Half
    code: Code
    due: date | None


@dataclass(frozen=True)
class AttendanceToday:
    """last: one's own last judged day before today, None when there is none; window: exceptions of one's people on that unit's last
    days; absences: of everybody, for who sees all attendance.
    """

    last: DaySheet | None
    window: Sequence[Off]
    absences: Sequence[Off]


@kept(256)
def attendance_today(actor: Actor, today: date) -> AttendanceToday:
    """What the first page says about attendance; a handful of queries."""
    yesterday, first = today - timedelta(days=1), today - timedelta(days=DAYS_BACK)
    units = sorted({grant.unit_id for grant in actor.grants if grant.role in HEADS} - {""})
    window = [one for unit_id in units for one in _offs(_OF_UNIT.columns(unit_id, yesterday - timedelta(days=2), yesterday))
              if one.number != actor.number]
    absences = _offs(_ABSENT.columns(first, yesterday)) if actor.may(Permission.ATTENDANCE_ALL) else []
    return AttendanceToday(_last_day(actor, first, yesterday), window[:SHOWN], absences[:SHOWN])


def _last_day(actor: Actor, first: date, yesterday: date) -> DaySheet | None:
    worked = [day for (day, _), cell in cells_of(actor.staff_id, first, yesterday).items() if cell.code not in IDLE]
    return day_sheet(actor, find(Staff, actor.staff_id), max(worked)) if worked else None


def _offs(rows: Sequence[tuple[Any, ...]]) -> list[Off]:
    return [Off(number, name, unit or "", date.fromisoformat(day), Half(half), Code(code), date.fromisoformat(due) if due else None)
            for number, name, unit, day, half, code, due in rows]


def _select(codes: Sequence[Code], first: Any, last: Any) -> Any:
    case = ((AttendanceCase.staff_id == Verdict.staff_id) & (AttendanceCase.day == Verdict.day) & (AttendanceCase.half == Verdict.half))
    return (Verdict.select(Staff.number, Staff.name, Unit.name, Verdict.day, Verdict.half, Verdict.code, AttendanceCase.due)
            .join(Staff, on=(Staff.id == Verdict.staff_id)).join(Unit, JOIN.LEFT_OUTER, on=(Unit.id == Staff.unit_id))
            .join_from(Verdict, AttendanceCase, JOIN.LEFT_OUTER, on=case)
            .where(Verdict.day.between(first, last) & Verdict.code.in_([code.value for code in codes]))
            .order_by(Verdict.day.desc(), Staff.number, Verdict.half))


_OF_UNIT = Prepared(Verdict, lambda unit_id, first, last: _select(sorted(EXCEPTIONS), first, last).where(Staff.unit_id == unit_id))
_ABSENT = Prepared(Verdict, lambda first, last: _select((Code.ABSENT_PENDING, Code.ABSENT_PROPOSED), first, last).limit(SHOWN))
