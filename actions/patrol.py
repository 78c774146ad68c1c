"""巡查: somebody found away from the post by a monitor; the person is told and answers; head or section uphold or dismiss it.

Source: FACTS 2.2 (脱岗 needs a manual entry), 11 row 10; docs/rules/attendance.md section 6. Nobody sees other people's findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.attendance import may_see as may_see_attendance
from actions.attendance_cases import take_excuse_back
from actions.attendance_signers import Deciders
from actions.calendar import day_or_none
from actions.changes import FormStamp, add, change, check_version, find, once, rows_by_id, transaction
from actions.leave_signers import Authority
from actions.notices import tell
from actions.prepared import Prepared
from actions.schedule import sessions_of
from models import PatrolFinding, Staff, Unit
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.people import Actor, Permission

SHOWN = 100
OPEN = ("found", "answered")


@dataclass(frozen=True)
class Found:
    """What a monitor enters. Minutes from midnight; to_minute None while nobody knows how long."""

    staff_id: str
    day: date
    kind: str
    from_minute: int
    to_minute: int | None
    note: str


@dataclass(frozen=True)
class FindingLine:
    """A finding with its people; unit_name: where the person stands."""

    row: PatrolFinding
    staff: Staff
    finder: Staff | None
    decider: Staff | None
    unit_name: str


def note_finding(actor: Actor, found: Found, now: datetime, stamp: FormStamp | None = None) -> str:
    """Enter a finding and tell the person; returns its id.

    Raises NotAllowed (also for oneself), KeyReused; InvalidInput: in_the_future, time_ahead, not_in_session, from_after_to, finding_exists.
    """
    if not actor.may(Permission.ATTENDANCE_PATROL) or found.staff_id == actor.staff_id:
        raise NotAllowed("patrol")

    def make() -> str:
        staff = find(Staff, found.staff_id)
        half = _half(staff, found, now)
        same = (PatrolFinding.staff_id == staff.id) & (PatrolFinding.day == found.day) & (PatrolFinding.from_minute == found.from_minute)
        if PatrolFinding.select().where(same & (PatrolFinding.state != "dismissed")).exists():
            raise InvalidInput(Problem("person", "finding_exists"))
        until = found.from_minute if found.to_minute is None else found.to_minute
        row = add(PatrolFinding(staff_id=staff.id, day=found.day, half=half, kind=found.kind, from_minute=found.from_minute,
                                to_minute=until, note=found.note.strip(), found_by=actor.staff_id, state="found"), actor,
                  "patrol.note", now)
        tell([staff.id], "patrol_found", {"day": str(found.day), "half": half.value}, f"attendance/day/{found.day}",
             f"patrol_found:{row.id}", now)
        return row.id

    return once(actor, stamp, now, make)


def _half(staff: Staff, found: Found, now: datetime) -> Half:
    """The half-day in which the person was due at that time."""
    ahead = found.day == now.date() and max(found.from_minute, found.to_minute or 0) > now.hour * 60 + now.minute
    problems = [Problem("day", "in_the_future")] if found.day > now.date() else [Problem("time", "time_ahead")] if ahead else []
    if found.to_minute is not None and found.to_minute < found.from_minute:
        problems.append(Problem("until", "from_after_to"))
    if problems:
        raise InvalidInput(*problems)
    known = day_or_none(found.day)
    try:
        sessions = [session for session in sessions_of(staff, found.day) if known and known.works(session.half)]
    except InvalidInput:
        sessions = []
    for session in sessions:
        if session.start_minute <= found.from_minute < session.end_minute:
            return session.half
    raise InvalidInput(Problem("time", "not_in_session", {"name": staff.name}))


def answer_finding(actor: Actor, finding_id: str, text: str, version: int, now: datetime) -> PatrolFinding:
    """The person's own word on it. Raises NotFound (also for somebody else's), AlreadyDecided, OutOfDate, InvalidInput (required)."""
    with transaction():
        row = find(PatrolFinding, finding_id)
        if row.staff_id != actor.staff_id:
            raise NotFound(f"finding {finding_id}")
        if row.state not in OPEN:
            raise AlreadyDecided(f"finding {finding_id}", row.state)
        check_version(row, version)
        if not text.strip():
            raise InvalidInput(Problem("answer", "required"))
        row.answer, row.answered_at, row.state = text.strip(), now, "answered"
        return change(row, actor, "patrol.answer", now)


def decide_finding(actor: Actor, finding_id: str, uphold: bool, opinion: str, version: int, now: datetime) -> str:
    """Uphold a finding or dismiss it, by the head or the section, never by who found it or whom it is about. Returns the new state.

    Nobody is judged unheard: it is upheld once the person answered, or the day after they were told at the earliest.
    Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate, CalendarMissing; InvalidInput: required (opinion), not_heard.
    """
    with transaction():
        row = find(PatrolFinding, finding_id)
        if row.state not in OPEN:
            raise AlreadyDecided(f"finding {finding_id}", row.state)
        right = right_on(Deciders(actor, now.date()), row, find(Staff, row.staff_id))
        if right is None:
            raise NotAllowed(f"finding {finding_id}")
        check_version(row, version)
        if not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        if uphold and row.state == "found" and row.created_at.date() >= now.date():
            raise InvalidInput(Problem("opinion", "not_heard"))
        row.state, row.opinion = "upheld" if uphold else "dismissed", opinion.strip()
        row.decided_by, row.principal_id = actor.staff_id, right.principal_id
        change(row, actor, "patrol.decide", now)
        if uphold:
            take_excuse_back(row.staff_id, row.day, row.half, actor, now)
        tell([row.staff_id], f"patrol_{row.state}", {"day": str(row.day), "half": row.half}, f"attendance/day/{row.day}",
             f"patrol_decided:{row.id}", now)
        return str(row.state)


def right_on(deciders: Deciders, row: PatrolFinding, staff: Staff) -> Authority | None:
    """By whose right somebody decides a finding: the head (one level up for a head) or the section, not who found it."""
    return deciders.over(staff, row.found_by) or (None if row.found_by == deciders.actor_id else deciders.section(staff))


def finding_line(actor: Actor, finding_id: str, today: date | None = None) -> FindingLine:
    """One finding for its person, its finder and who sees the person's attendance (today: as actions.attendance.may_see).

    Raises NotFound for everybody else.
    """
    row = find(PatrolFinding, finding_id)
    staff = find(Staff, row.staff_id)
    if actor.staff_id != row.found_by and not may_see_attendance(actor, staff, today):
        raise NotFound(f"finding {finding_id}")
    return lines_of([row])[0]


def findings_seen(actor: Actor) -> list[FindingLine]:
    """What this person found, or with the right to see all attendance everybody's; the newest first."""
    return lines_of(_EVERY.rows() if actor.may(Permission.ATTENDANCE_ALL) else _OWN.rows(actor.staff_id))


def findings_to_decide(deciders: Deciders) -> list[FindingLine]:
    """Findings that wait for this person, the oldest first."""
    return [line for line in lines_of(_OPEN.rows()) if right_on(deciders, line.row, line.staff)]


_EVERY = Prepared(PatrolFinding, lambda: PatrolFinding.select().order_by(
    PatrolFinding.day.desc(), PatrolFinding.from_minute.desc()).limit(SHOWN))
_OWN = Prepared(PatrolFinding, lambda staff_id: PatrolFinding.select().where(PatrolFinding.found_by == staff_id).order_by(
    PatrolFinding.day.desc(), PatrolFinding.from_minute.desc()).limit(SHOWN))
_OPEN = Prepared(PatrolFinding, lambda: PatrolFinding.select().where(PatrolFinding.state.in_(OPEN)).order_by(PatrolFinding.day))


def lines_of(rows: Sequence[PatrolFinding]) -> list[FindingLine]:
    """Findings with their people, loaded together."""
    people = rows_by_id(Staff, [one for row in rows for one in (row.staff_id, row.found_by, row.decided_by) if one])
    units = rows_by_id(Unit, [people[row.staff_id].unit_id or "" for row in rows])
    return [FindingLine(row, people[row.staff_id], people.get(row.found_by), people.get(row.decided_by),
                        _name(units.get(people[row.staff_id].unit_id or ""))) for row in rows]


def _name(unit: Unit | None) -> str:
    return unit.name if unit else ""
