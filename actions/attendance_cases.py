"""Cases: an exceptional half-day is published to its person, may be explained, and only two people together make it 旷工.

The machine only proposes: open -> lapsed (nobody explained in time) -> head_confirmed -> confirmed, or excused by either.
Source: docs/rules/attendance.md section 6; PRACTICE "What is easily got wrong".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from actions.attendance import may_see
from actions.attendance_inputs import all_rule_sets
from actions.attendance_signers import Deciders
from actions.calendar import calendar_between
from actions.changes import add_many, change, check_version, find, rows_by_id, transaction
from actions.leave_signers import Authority
from actions.notices import tell
from actions.prepared import Prepared
from models import AttendanceCase, MonthClose, PunchCorrection, Staff, Verdict
from rules.attendance import EXCEPTIONS, Code, rules_on
from rules.attendance_cases import LOOK_BACK, STAGES, days_to_explain, is_worse, last_day
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate, Problem
from rules.people import SYSTEM, Actor

LINK = "attendance/approvals"
_CODES = sorted(code.value for code in EXCEPTIONS)


def publish(now: datetime) -> int:
    """Publish every exceptional half-day of days past that has no case yet, or that turned out worse than it was published, and tell its
    person; the deadline counts from today.

    Days of closed months and days long past are left alone. Returns how many. Raises CalendarMissing, InvalidInput.
    """
    with transaction():
        closed, span = {month for (month,) in _CLOSED.columns()}, (now.date() - timedelta(days=LOOK_BACK), now.date() - timedelta(days=1))
        found = [(staff_id, date.fromisoformat(day), half, Code(code)) for staff_id, day, half, code in _UNPUBLISHED.columns(*span)
                 if day[:7] not in closed]
        worse = {case_id: Code(code) for case_id, day, published, code in _PUBLISHED.columns(*span)
                 if day[:7] not in closed and is_worse(code, published)}
        if not (found or worse):
            return 0
        calendar, rules = calendar_between(now.date(), now.date() + timedelta(days=60)), all_rule_sets()

        def due(code: Code, day: date) -> date:
            return last_day(calendar, now.date(), days_to_explain(code, rules_on(rules, day)))

        cases = [AttendanceCase(staff_id=staff_id, day=day, half=half, code=code, published_at=now, state="open", due=due(code, day))
                 for staff_id, day, half, code in found]
        add_many(cases, SYSTEM, "attendance.publish", now)
        for case in rows_by_id(AttendanceCase, worse).values():
            case.code, case.published_at, case.state, case.due = worse[case.id], now, "open", due(worse[case.id], case.day)
            cases.append(change(case, SYSTEM, "attendance.publish", now))
        for case in sorted(cases, key=lambda one: one.due):
            values = {"day": str(case.day), "half": case.half, "code": case.code, "due": str(case.due)}
            tell([case.staff_id], "attendance_published", values, f"attendance/day/{case.day}",
                 f"attendance_published:{case.staff_id}:{case.day}:{now.date()}", now)
        return len(cases)


_CLOSED = Prepared(MonthClose, lambda: MonthClose.select(MonthClose.month).where(MonthClose.state == "closed"))
_SAME = ((AttendanceCase.staff_id == Verdict.staff_id) & (AttendanceCase.day == Verdict.day) & (AttendanceCase.half == Verdict.half))
_UNPUBLISHED = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.staff_id, Verdict.day, Verdict.half, Verdict.code).join(
    AttendanceCase, JOIN.LEFT_OUTER, on=_SAME).where(
    Verdict.code.in_(_CODES) & Verdict.day.between(first, last) & AttendanceCase.id.is_null()).order_by(Verdict.day, Verdict.half))

_PUBLISHED = Prepared(Verdict, lambda first, last: AttendanceCase.select(
    AttendanceCase.id, AttendanceCase.day, AttendanceCase.code, Verdict.code).join(Verdict, on=_SAME).where(
    AttendanceCase.state.in_(("open", "lapsed")) & Verdict.code.in_(_CODES) & Verdict.day.between(first, last)))


def take_excuse_back(staff_id: str, day: date, half: str, actor: Actor, now: datetime) -> None:
    """A finding was upheld on a half-day that was excused for something else: it counts, and may be explained from today on.

    Raises CalendarMissing, InvalidInput.
    """
    case: AttendanceCase | None = AttendanceCase.get_or_none(
        (AttendanceCase.staff_id == staff_id) & (AttendanceCase.day == day) & (AttendanceCase.half == half)
        & (AttendanceCase.state == "excused"))
    if case is not None:
        today, days = now.date(), days_to_explain(Code.LEFT_POST, rules_on(all_rule_sets(), day))
        case.code, case.state, case.published_at = Code.LEFT_POST.value, "open", now
        case.due = last_day(calendar_between(today, today + timedelta(days=60)), today, days)
        change(case, actor, "attendance.publish", now)


def lapse(now: datetime) -> int:
    """Let open cases whose last day has passed lapse, but for those with an explanation under way; tell of proposed absences.

    Returns how many.
    """
    with transaction():
        rows = _OVERDUE.rows(now.date())
        for case in rows:
            case.state = "lapsed"
            change(case, SYSTEM, "attendance.lapse", now)
    with transaction():
        proposed = [(case, staff) for case, staff in proposed_cases() if case.state == "lapsed" and case.id in {row.id for row in rows}]
        deciders = Deciders(SYSTEM, now.date())
        for case, staff in proposed:
            kind, values = deciders.stage_of(case, staff), {"name": staff.name, "day": str(case.day), "half": case.half}
            key = f"attendance_proposed:{case.id}:{case.version}"
            tell([staff.id], "attendance_proposed_own", values, f"attendance/day/{case.day}", key, now)
            tell(deciders.people(kind, staff) if kind else [], "attendance_proposed", values, LINK, key, now)
    return len(rows)


def _waiting(case: Any) -> Any:
    return fn.EXISTS(PunchCorrection.select(PunchCorrection.id).where(
        (PunchCorrection.staff_id == case.staff_id) & (PunchCorrection.day == case.day) & (PunchCorrection.half == case.half)
        & (PunchCorrection.state == "pending")))


_OVERDUE = Prepared(AttendanceCase, lambda day: AttendanceCase.select().join(Verdict, on=_SAME).where(
    (AttendanceCase.state == "open") & (AttendanceCase.due < day) & Verdict.code.in_(_CODES) & ~_waiting(AttendanceCase)))
_PROPOSED = Prepared(AttendanceCase, lambda: AttendanceCase.select().join(Verdict, on=_SAME).where(
    AttendanceCase.state.in_(sorted(STAGES)) & (Verdict.code == Code.ABSENT_PROPOSED.value)).order_by(
    AttendanceCase.day, AttendanceCase.half))


def proposed_cases() -> list[tuple[AttendanceCase, Staff]]:
    """Every half-day that is proposed as absence now, with its person, by day."""
    rows = _PROPOSED.rows()
    people = {row.id: row for row in Staff.select().where(Staff.id.in_([case.staff_id for case in rows]))} if rows else {}
    return [(case, people[case.staff_id]) for case in rows if case.staff_id in people]


def case_seen(actor: Actor, case_id: str, today: date) -> tuple[AttendanceCase, Staff]:
    """A case with its person, for who may see their attendance today. Raises NotFound for everybody else."""
    case = find(AttendanceCase, case_id)
    staff = find(Staff, case.staff_id)
    if not may_see(actor, staff, today):
        raise NotFound(f"case {case_id}")
    return case, staff


def decide_case(actor: Actor, case_id: str, confirm: bool, opinion: str, version: int, now: datetime) -> str:
    """Confirm a proposed absence at the stage it waits at, or excuse it. Returns the new state; the verdict follows at once.

    Confirming: the head first, then the section, two people. Excusing: whoever of them, the section also what is confirmed already.
    Raises NotFound, NotAllowed, OutOfDate and AlreadyDecided (two at once: one wins), InvalidInput: required (opinion).
    """
    with transaction():
        case = find(AttendanceCase, case_id)
        staff = find(Staff, case.staff_id)
        check_version(case, version)
        right = _right(actor, case, staff, confirm, now)
        if not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        if STAGES.get(case.state) == "head":
            case.state = "head_confirmed" if confirm else "excused"
            case.head_opinion, case.head_by, case.head_for = opinion.strip(), actor.staff_id, right.principal_id
        else:
            case.state = "confirmed" if confirm else "excused"
            case.opinion, case.section_by, case.section_for = opinion.strip(), actor.staff_id, right.principal_id
        change(case, actor, f"attendance.{case.state}", now)
        _tell_decided(case, staff, actor, now)
        return str(case.state)


def _right(actor: Actor, case: AttendanceCase, staff: Staff, confirm: bool, now: datetime) -> Authority:
    deciders = Deciders(actor, now.date())
    if case.state not in STAGES:
        section = deciders.section(staff) if case.state == "confirmed" and not confirm else None
        if section is None:
            raise AlreadyDecided(f"case {case.id}", case.state)
        return section
    right = deciders.on_case(case, staff) or (None if confirm else deciders.section(staff))
    if right is None:
        raise NotAllowed(f"case {case.id}")
    verdict = Verdict.get_or_none((Verdict.staff_id == case.staff_id) & (Verdict.day == case.day) & (Verdict.half == case.half))
    if verdict is None or verdict.code != Code.ABSENT_PROPOSED:
        raise AlreadyDecided(f"case {case.id}", verdict.code if verdict else "")
    return right


def may_excuse(deciders: Deciders, case: AttendanceCase, staff: Staff) -> bool:
    """May this person excuse the half-day: whoever speaks next, and the section, which may also undo what is confirmed."""
    if case.state not in STAGES:
        return case.state == "confirmed" and deciders.section(staff) is not None
    return deciders.on_case(case, staff) is not None or deciders.section(staff) is not None


def _tell_decided(case: AttendanceCase, staff: Staff, actor: Actor, now: datetime) -> None:
    values = {"name": staff.name, "day": str(case.day), "half": case.half}
    if case.state == "head_confirmed":
        deciders = Deciders(actor, now.date())
        kind = deciders.stage_of(case, staff)
        tell(deciders.people(kind, staff) if kind else [], "attendance_head_confirmed", values, LINK,
             f"attendance_head:{case.id}:{case.version}", now)
        return
    tell([staff.id], f"attendance_{case.state}", values, f"attendance/day/{case.day}",
         f"attendance_{case.state}:{case.id}:{case.version}", now)


def decide_cases(actor: Actor, choices: Sequence[tuple[str, int]], confirm: bool, opinion: str, now: datetime) -> dict[str, str]:
    """Decide several (id, version seen), each by itself. Returns id -> new state, or the refusal's class name."""
    results: dict[str, str] = {}
    for case_id, version in choices:
        try:
            results[case_id] = decide_case(actor, case_id, confirm, opinion, version, now)
        except (NotAllowed, NotFound, AlreadyDecided, OutOfDate, InvalidInput) as error:
            results[case_id] = type(error).__name__
    return results
