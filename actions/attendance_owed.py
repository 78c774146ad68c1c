"""What waits for a person's own word: half-days to explain, findings of a patrol to answer. One query each, for pages and badges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from peewee import fn

from actions.kept import kept
from actions.prepared import Prepared
from models import AttendanceCase, PatrolFinding, PunchCorrection, Verdict
from rules.attendance import EXCEPTIONS, Code
from rules.calendar import Half

MILD = frozenset({Code.LATE, Code.EARLY, Code.LATE_EARLY})
"""What may be explained but need not be: nobody is reminded of it."""


class Owed(NamedTuple):
    """One half-day that asks for an explanation: its verdict now, the last day to explain it, and whether that day has passed."""

    staff_id: str
    day: date
    half: Half
    code: Code
    due: date
    lapsed: bool


def owed_by(staff_id: str) -> list[Owed]:
    """The half-days a person may still explain, the most urgent first; those with an explanation under way are left out.

    Of those whose time has passed only what the machine proposes as absence, or what is still missing.
    """
    found = [Owed(one, date.fromisoformat(day), Half(half), Code(code), date.fromisoformat(due), state == "lapsed")
             for one, day, half, code, due, state in _OWED.columns(staff_id)]
    return sorted((one for one in found if not (one.lapsed and one.code in MILD)), key=lambda one: (one.code in MILD, one.due, one.day))


@kept(256)
def owed_count(staff_id: str) -> int:
    """How many half-days must be explained and how many findings answered: what the menu counts."""
    [(cases, findings)] = _OWED_COUNT.columns(staff_id, staff_id)
    return int(cases) + int(findings)


def findings_to_answer(staff_id: str) -> list[PatrolFinding]:
    """Findings of a patrol a person has not answered yet, by day."""
    return _FINDINGS.rows(staff_id)


def _unanswered(wanted: Any, staff_id: Any) -> Any:
    return PatrolFinding.select(wanted).where((PatrolFinding.staff_id == staff_id) & (PatrolFinding.state == "found"))


def _open(columns: Sequence[Any], codes: Sequence[str]) -> Any:
    waits = PunchCorrection.select(PunchCorrection.id).where(
        (PunchCorrection.staff_id == AttendanceCase.staff_id) & (PunchCorrection.day == AttendanceCase.day)
        & (PunchCorrection.half == AttendanceCase.half) & (PunchCorrection.state == "pending"))
    same = ((Verdict.staff_id == AttendanceCase.staff_id) & (Verdict.day == AttendanceCase.day) & (Verdict.half == AttendanceCase.half))
    return AttendanceCase.select(*columns).join(Verdict, on=same).where(
        AttendanceCase.state.in_(("open", "lapsed")) & Verdict.code.in_(codes) & ~fn.EXISTS(waits))


_ALL = sorted(code.value for code in EXCEPTIONS - {Code.ABSENT})
_PRESSING = sorted(code.value for code in EXCEPTIONS - {Code.ABSENT} - MILD)
_OWED = Prepared(AttendanceCase, lambda staff_id: _open(
    (AttendanceCase.staff_id, AttendanceCase.day, AttendanceCase.half, Verdict.code, AttendanceCase.due, AttendanceCase.state),
    _ALL).where(AttendanceCase.staff_id == staff_id))
_OWED_COUNT = Prepared(AttendanceCase, lambda finding_of, staff_id: _open(
    (fn.COUNT(AttendanceCase.id), _unanswered(fn.COUNT(PatrolFinding.id), finding_of)), _PRESSING).where(
    AttendanceCase.staff_id == staff_id))
_FINDINGS = Prepared(PatrolFinding, lambda staff_id: _unanswered(PatrolFinding, staff_id).order_by(PatrolFinding.day))
