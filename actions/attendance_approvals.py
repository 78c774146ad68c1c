"""What waits for somebody who decides about attendance: corrections, proposed absences, findings, and what the section files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.attachments import Paper, paper_of
from actions.attendance import may_see
from actions.attendance_cases import proposed_cases
from actions.attendance_signers import Deciders
from actions.changes import find, note_act, rows_by_id, transaction
from actions.kept import kept
from actions.patrol import FindingLine, findings_to_decide
from actions.prepared import Prepared
from models import AttendanceCase, PunchCorrection, Staff, Unit
from rules.errors import NotAllowed, NotFound
from rules.people import Actor, Permission, Role
from settings import Settings

MOST_FILED = 200


@dataclass(frozen=True)
class CorrectionLine:
    """A correction with its person and who decided it."""

    row: PunchCorrection
    staff: Staff
    unit_name: str
    decider: str
    principal: str


@dataclass(frozen=True)
class CaseLine:
    """A proposed absence with its person, and who confirmed it first, if somebody did."""

    row: AttendanceCase
    staff: Staff
    unit_name: str
    head: str


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for one person."""

    corrections: Sequence[CorrectionLine]
    cases: Sequence[CaseLine]
    findings: Sequence[FindingLine]
    filing: Sequence[CorrectionLine]

    @property
    def count(self) -> int:
        """What the menu counts: decisions, not filing."""
        return len(self.corrections) + len(self.cases) + len(self.findings)


@kept(64)
def waiting_for(actor: Actor, day: date) -> Waiting:
    """What this person may decide now, the oldest first, and what the section has to file."""
    if not actor.may(Permission.ATTENDANCE_DECIDE):
        return Waiting([], [], [], [])
    deciders = Deciders(actor, day)
    pending = [line for line in lines_of(_PENDING.rows()) if right_on(deciders, line.row, line.staff)]
    cases = [(case, staff) for case, staff in proposed_cases() if deciders.on_case(case, staff)]
    filing = lines_of(_UNFILED.rows()) if actor.may(Permission.ATTENDANCE_CONFIRM) else []
    return Waiting(pending, _case_lines(cases), findings_to_decide(deciders), filing)


def right_on(deciders: Deciders, row: PunchCorrection, staff: Staff) -> object:
    """By whose right somebody decides a correction; None when they may not."""
    return deciders.over(staff, "" if row.entered_by == row.staff_id else row.entered_by)


_PENDING = Prepared(PunchCorrection, lambda: PunchCorrection.select().where(PunchCorrection.state == "pending").order_by(
    PunchCorrection.day, PunchCorrection.id))
_UNFILED = Prepared(PunchCorrection, lambda: PunchCorrection.select().where(
    (PunchCorrection.state == "approved") & (PunchCorrection.filed_by == "")).order_by(
    PunchCorrection.day, PunchCorrection.id).limit(MOST_FILED))


def lines_of(rows: Sequence[PunchCorrection]) -> list[CorrectionLine]:
    """Corrections with their people, loaded together."""
    people = rows_by_id(Staff, [one for row in rows for one in (row.staff_id, row.decided_by, row.principal_id) if one])
    units = _units(people.values())
    return [CorrectionLine(row, people[row.staff_id], units.get(people[row.staff_id].unit_id or "", ""), _name(people, row.decided_by),
                           _name(people, row.principal_id)) for row in rows]


def _case_lines(cases: Sequence[tuple[AttendanceCase, Staff]]) -> list[CaseLine]:
    heads = rows_by_id(Staff, [case.head_by for case, _ in cases if case.head_by])
    units = _units(staff for _, staff in cases)
    return [CaseLine(case, staff, units.get(staff.unit_id or "", ""), _name(heads, case.head_by)) for case, staff in cases]


def _units(people: Iterable[Staff]) -> dict[str, str]:
    return {unit.id: unit.name for unit in rows_by_id(Unit, [staff.unit_id for staff in people if staff.unit_id]).values()}


def _name(people: dict[str, Staff], staff_id: str) -> str:
    return people[staff_id].name if staff_id in people else ""


def correction_line(actor: Actor, correction_id: str, today: date) -> CorrectionLine:
    """One correction for its person and who sees their attendance today. Raises NotFound for everybody else."""
    row = find(PunchCorrection, correction_id)
    if not may_see(actor, find(Staff, row.staff_id), today):
        raise NotFound(f"correction {correction_id}")
    return lines_of([row])[0]


def print_correction(actor: Actor, correction_id: str, now: datetime) -> CorrectionLine:
    """One correction to be printed; noted in the audit. Raises NotFound."""
    line = correction_line(actor, correction_id, now.date())
    with transaction():
        note_act(actor, "correction.print", now, "punch_correction", correction_id)
    return line


def may_open_paper(actor: Actor, row: PunchCorrection, staff: Staff, now: datetime) -> bool:
    """Evidence is for the person, who entered it, who decides or decided it, the section and personnel; nobody else."""
    if actor.staff_id in (row.staff_id, row.entered_by, row.decided_by) or actor.holds(Role.PERSONNEL):
        return True
    return actor.may(Permission.ATTENDANCE_CONFIRM) or bool(right_on(Deciders(actor, now.date()), row, staff))


def open_paper(actor: Actor, correction_id: str, settings: Settings, now: datetime) -> Paper:
    """Open the evidence of a correction; the audit notes who did. Raises NotFound, NotAllowed."""
    line = correction_line(actor, correction_id, now.date())
    if not may_open_paper(actor, line.row, line.staff, now):
        raise NotAllowed(f"paper of correction {correction_id}")
    if not line.row.attachment_id:
        raise NotFound(f"paper of correction {correction_id}")
    paper = paper_of(settings, line.row.attachment_id)
    with transaction():
        note_act(actor, "correction.paper.open", now, "punch_correction", correction_id, line.row.attachment_id)
    return paper
