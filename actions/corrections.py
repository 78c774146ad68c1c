"""补签 and explanations: asked for by the person, decided by the head (for a head one level up), filed with the supervision section.

Source: docs/rules/attendance.md section 6; FACTS 11 rows 11-13. A correction is a row of its own: the punches never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.attendance import cells_of
from actions.attendance_inputs import all_rule_sets
from actions.attendance_signers import Deciders
from actions.calendar import day_or_none
from actions.changes import FormStamp, add, change, check_version, find, once, transaction
from actions.leave_cells import lock_person
from actions.notices import tell
from actions.schedule import person_of, timetable
from models import AttendanceCase, PunchCorrection, Staff
from rules.attendance import EXCEPTIONS, Edge, RuleSet, rules_on
from rules.attendance_cases import LOOK_BACK, minute_in_hours, over_limit
from rules.attendance_facts import Cell
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate, Problem
from rules.leave import DAY_MINUTES, Session
from rules.people import Actor, Permission

LINK = "attendance/approvals"


@dataclass(frozen=True)
class Asked:
    """What the form asks for. edge "": an explanation without a time; minute: from midnight, None for an explanation."""

    day: date
    half: Half
    edge: str
    minute: int | None
    reason: str
    witness: str = ""
    attachment_id: str = ""


def ask(actor: Actor, asked: Asked, now: datetime, stamp: FormStamp | None = None) -> str:
    """Ask for a correction of one's own; returns its id.

    Raises NotAllowed, KeyReused; InvalidInput: required (reason, time), in_the_future, time_not_in_hours, time_ahead, correction_not_due,
    correction_not_missing, nothing_to_explain, absence_confirmed, correction_exists, correction_limit, nobody_decides.
    """
    if not actor.may(Permission.ATTENDANCE_OWN):
        raise NotAllowed("correction")

    def make() -> str:
        lock_person(actor.staff_id)
        staff = find(Staff, actor.staff_id)
        deciders = Deciders(actor, now.date())
        step = deciders.lowest(staff)
        minute = _counted(asked, staff)
        problems = [*_unreadable(asked, minute or asked.minute or 0, now), *([] if step else [Problem("", "nobody_decides")])]
        problems += [] if problems else _refusals(asked, staff, now)
        problems += [Problem("time", "time_not_in_hours")] if not problems and asked.minute is not None and minute is None else []
        if problems or step is None:
            raise InvalidInput(*problems)
        row = add(PunchCorrection(
            staff_id=staff.id, day=asked.day, half=asked.half, edge=asked.edge, minute=minute or 0, reason=asked.reason.strip(),
            witness=asked.witness.strip(), attachment_id=asked.attachment_id or None, entered_by=actor.staff_id, state="pending",
            late=_is_late(staff.id, asked, now)), actor, "correction.ask", now)
        tell(deciders.people(step, staff), "correction_asked", {"name": staff.name, "day": str(asked.day)}, LINK,
             f"correction_asked:{row.id}", now)
        return row.id

    return once(actor, stamp, now, make)


def hours_on(people: Iterable[Staff], day: date) -> dict[tuple[str, Half], Session]:
    """(staff id, half) -> the scheduled session of a day; whoever has no hours is left out."""
    table, found = timetable(day, day), {}
    for staff in people:
        with suppress(InvalidInput):
            found.update({(staff.id, session.half): session for session in table.sessions(person_of(staff), day)})
    return found


def counted_minute(session: Session | None, edge: str, minute: int, rules: RuleSet) -> int | None:
    """rules.attendance_cases.minute_in_hours; where no hours are kept the minute as it is."""
    return minute_in_hours(session, edge, minute, rules) if session else minute


def _counted(asked: Asked, staff: Staff) -> int | None:
    if not asked.edge or asked.minute is None:
        return asked.minute
    session = hours_on([staff], asked.day).get((staff.id, asked.half))
    return counted_minute(session, asked.edge, asked.minute, rules_on(all_rule_sets(), asked.day))


def _unreadable(asked: Asked, minute: int, now: datetime) -> list[Problem]:
    problems = [] if asked.reason.strip() else [Problem("reason", "required")]
    if asked.edge and asked.minute is None:
        problems.append(Problem("time", "required"))
    if asked.day > now.date():
        problems.append(Problem("what", "in_the_future"))
    elif (asked.day - now.date()).days * DAY_MINUTES + minute > now.hour * 60 + now.minute:
        problems.append(Problem("time", "time_ahead"))
    return problems


def _refusals(asked: Asked, staff: Staff, now: datetime) -> list[Problem]:
    """What the day and what was asked before say against it. Days long past that nobody judged have nothing to correct."""
    cell = cells_of(staff.id, asked.day, asked.day).get((asked.day, asked.half))
    place = {"day": asked.day, "half": asked.half}
    case = case_of(staff.id, asked.day, asked.half)
    if case is not None and case.state == "confirmed":
        return [Problem("what", "absence_confirmed", place)]
    if not asked.edge and (cell is None or cell.code not in EXCEPTIONS):
        return [Problem("what", "nothing_to_explain", place)]
    waits = cell is None and asked.day >= now.date() - timedelta(days=LOOK_BACK)
    due = {edge.value for edge, _ in cell.due} if cell else _scheduled(staff, asked.day, asked.half) if waits else set()
    if asked.edge and asked.edge not in due:
        return [Problem("what", "correction_not_due", place)]
    if asked.edge and cell and _is_there(cell, asked.edge):
        return [Problem("what", "correction_not_missing", place)]
    same = PunchCorrection.select().where(
        (PunchCorrection.staff_id == staff.id) & (PunchCorrection.day == asked.day) & (PunchCorrection.half == asked.half)
        & (PunchCorrection.edge == asked.edge) & PunchCorrection.state.in_(("pending", "approved")))
    if same.exists():
        return [Problem("what", "correction_exists", place)]
    rules = rules_on(all_rule_sets(), asked.day)
    if asked.edge and over_limit(used_in_month(staff.id, asked.day), rules):
        return [Problem("what", "correction_limit", {"limit": rules.corrections, "month": asked.day.month, "version": rules.version})]
    return []


def _scheduled(staff: Staff, day: date, half: Half) -> set[str]:
    """The ends of a half-day that is not judged yet."""
    known = day_or_none(day)
    return {"in", "out"} if known is not None and known.works(half) and (staff.id, half) in hours_on([staff], day) else set()


def _is_there(cell: Cell, edge: str) -> bool:
    """Was this end punched, and in time?"""
    return any(one.edge == edge for one in cell.used) and not (cell.late_seconds if edge == Edge.IN else cell.early_seconds)


def used_in_month(staff_id: str, day: date) -> int:
    """How many corrections of the month of a day count towards its limit: asked or approved, with a time, outside outages."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return PunchCorrection.select().where(
        (PunchCorrection.staff_id == staff_id) & PunchCorrection.day.between(first, last) & (PunchCorrection.edge != "")
        & (PunchCorrection.outage_id == "") & PunchCorrection.state.in_(("pending", "approved"))).count()


def case_of(staff_id: str, day: date, half: Half) -> AttendanceCase | None:
    """The case of a half-day, if its result was published."""
    found: AttendanceCase | None = AttendanceCase.get_or_none(
        (AttendanceCase.staff_id == staff_id) & (AttendanceCase.day == day) & (AttendanceCase.half == half))
    return found


def _is_late(staff_id: str, asked: Asked, now: datetime) -> bool:
    case = case_of(staff_id, asked.day, asked.half)
    return case is not None and now.date() > case.due


def decide(actor: Actor, correction_id: str, approve: bool, opinion: str, version: int, now: datetime) -> str:
    """Approve or refuse a correction; the half-day is judged anew at once. Returns the new state.

    Two at once: one wins, the other gets AlreadyDecided. Raises NotFound, NotAllowed, OutOfDate; InvalidInput: required (opinion).
    """
    with transaction():
        row = find(PunchCorrection, correction_id)
        staff = find(Staff, row.staff_id)
        if row.state != "pending":
            raise AlreadyDecided(f"correction {correction_id}", row.state)
        right = Deciders(actor, now.date()).over(staff, "" if row.entered_by == staff.id else row.entered_by)
        if right is None:
            raise NotAllowed(f"correction {correction_id}")
        check_version(row, version)
        if not approve and not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        row.state, row.opinion = "approved" if approve else "rejected", opinion.strip()
        row.decided_by, row.principal_id, row.decided_at = actor.staff_id, right.principal_id, now
        change(row, actor, "correction.decide", now)
        if approve and not row.edge:
            _excuse(row, actor, now)
        tell([row.staff_id], f"correction_{row.state}", {"day": str(row.day)}, f"attendance/day/{row.day}",
             f"correction_decided:{row.id}", now)
        return str(row.state)


def decide_many(actor: Actor, choices: Sequence[tuple[str, int]], approve: bool, opinion: str, now: datetime) -> dict[str, str]:
    """Decide several (id, version seen), each by itself. Returns id -> new state, or the refusal's class name."""
    results: dict[str, str] = {}
    for correction_id, version in choices:
        try:
            results[correction_id] = decide(actor, correction_id, approve, opinion, version, now)
        except (NotAllowed, NotFound, AlreadyDecided, OutOfDate, InvalidInput) as error:
            results[correction_id] = type(error).__name__
    return results


def _excuse(row: PunchCorrection, actor: Actor, now: datetime) -> None:
    """An explanation that was accepted: the half-day counts as no exception."""
    case = case_of(row.staff_id, row.day, Half(row.half))
    if case is None:
        add(AttendanceCase(staff_id=row.staff_id, day=row.day, half=row.half, code="", published_at=now, due=row.day, state="excused",
                           opinion=row.reason), actor, "attendance.excuse", now)
        return
    case.state, case.opinion = "excused", row.reason
    change(case, actor, "attendance.excuse", now)


def withdraw(actor: Actor, correction_id: str, version: int, now: datetime) -> PunchCorrection:
    """Take back what is not decided yet. Raises NotFound (also for somebody else's), AlreadyDecided, OutOfDate."""
    with transaction():
        row = find(PunchCorrection, correction_id)
        if actor.staff_id != row.staff_id:
            raise NotFound(f"correction {correction_id}")
        if row.state != "pending":
            raise AlreadyDecided(f"correction {correction_id}", row.state)
        check_version(row, version)
        row.state = "withdrawn"
        return change(row, actor, "correction.withdraw", now)


def file_many(actor: Actor, ids: Sequence[str], now: datetime) -> int:
    """备案: note that the supervision section has these approved corrections on file. Returns how many are new. Raises NotAllowed."""
    if not actor.may(Permission.ATTENDANCE_CONFIRM):
        raise NotAllowed("filing of corrections")
    with transaction():
        rows = list(PunchCorrection.select().where(PunchCorrection.id.in_(list(ids)) & (PunchCorrection.state == "approved")
                                                   & (PunchCorrection.filed_by == "")))
        for row in rows:
            row.filed_by, row.filed_at = actor.staff_id, now
            change(row, actor, "correction.file", now)
        return len(rows)
