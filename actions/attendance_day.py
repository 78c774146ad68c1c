"""One day of one person as people look at it: the verdicts, the hours, every punch with its device and line, leave, corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from actions.attendance import cells_of, may_see, punches_named
from actions.attendance_inputs import all_rule_sets
from actions.calendar import day_or_none
from actions.changes import rows_by_id
from actions.prepared import Prepared
from actions.schedule import sessions_of
from models import (
    AttendanceCase,
    Device,
    LeaveCell,
    LeaveInterval,
    LeaveRequest,
    PatrolFinding,
    PunchCorrection,
    RawPunch,
    Staff,
    Unit,
    VerdictHistory,
)
from rules.attendance import DAY_SECONDS, EXCEPTIONS, RuleSet, rules_on
from rules.attendance_facts import Cell
from rules.calendar import Day, Half
from rules.errors import InvalidInput, NotAllowed
from rules.leave import Session
from rules.people import Actor


class Evidence(NamedTuple):
    """One punch or correction of the day. at: seconds from midnight, clock corrected; half: it counts for; edge "": it fills nothing, why:
    the reason then. device, line, raw: as the device kept it; correction: the row it stands for, if it is one.
    """

    at: int
    half: Half
    edge: str
    why: str
    device: str
    line: int
    raw_second: int
    correction: PunchCorrection | None


class Span(NamedTuple):
    """Leave by the hour or a pass: minutes from midnight, its type, number and state."""

    start: int
    end: int
    type_code: str
    number: str
    state: str
    request_id: str


@dataclass(frozen=True)
class DaySheet:
    """Everything the page of a day shows. sessions: those worked, as scheduled; leaves: half -> type and request; people: id -> name.
    cases: not those that wait for an explanation nobody owes any more.
    """

    staff: Staff
    unit_name: str
    day: date
    kind: Day | None
    cells: Sequence[Cell]
    sessions: Sequence[Session]
    evidence: Sequence[Evidence]
    spans: Sequence[Span]
    leaves: Mapping[Half, Span]
    corrections: Sequence[PunchCorrection]
    cases: Mapping[Half, AttendanceCase]
    findings: Sequence[PatrolFinding]
    history: Sequence[VerdictHistory]
    people: Mapping[str, str]
    rules: RuleSet | None


def day_sheet(actor: Actor, staff: Staff, day: date, today: date | None = None) -> DaySheet:
    """The day of a person. today: as actions.attendance.may_see. Raises NotAllowed for somebody one may not see."""
    if not may_see(actor, staff, today):
        raise NotAllowed(f"attendance of {staff.id}")
    cells = list(cells_of(staff.id, day, day).values())
    corrections, findings = _CORRECTIONS.rows(staff.id, day), _FINDINGS.rows(staff.id, day)
    unit: Unit | None = Unit.get_or_none(Unit.id == staff.unit_id) if staff.unit_id else None
    spans, leaves = _leave(staff.id, day)
    held = {cell.half for cell in cells if cell.code in EXCEPTIONS}
    cases = {Half(row.half): row for row in _CASES.rows(staff.id, day) if row.half in held or row.state not in ("open", "lapsed")}
    named = [name for row in (*corrections, *findings) for name in (row.decided_by, row.principal_id)]
    named += [row.entered_by for row in corrections] + [row.found_by for row in findings]
    named += [name for row in cases.values() for name in (row.head_by, row.head_for, row.section_by, row.section_for)]
    people = {row.id: row.name for row in rows_by_id(Staff, filter(None, named)).values()}
    return DaySheet(staff, unit.name if unit else "", day, day_or_none(day), cells, _sessions(staff, day), evidence_of(cells, corrections),
                    spans, leaves, corrections, cases, findings, _HISTORY.rows(staff.id, day), people, _rules(day))


def evidence_of(cells: Iterable[Cell], corrections: Sequence[PunchCorrection]) -> list[Evidence]:
    """Every event the cells cite, in order of time."""
    cited = [(one.at, cell.half, one.edge.value, "", one.id) for cell in cells for one in cell.used]
    cited += [(one.at, cell.half, "", one.reason, one.id) for cell in cells for one in cell.unused]
    punches, asked = punches_named(row_id for *_, row_id in cited), {row.id: row for row in corrections}
    devices = rows_by_id(Device, [punch.device_id for punch in punches.values()])
    return sorted((_evidence(*one[:4], punches.get(one[4]), devices, asked.get(one[4])) for one in cited), key=lambda one: one[:3])


def _evidence(at: int, half: Half, edge: str, why: str, punch: RawPunch | None, devices: Mapping[str, Device],
              correction: PunchCorrection | None) -> Evidence:
    if punch is None:
        return Evidence(at, half, edge, why, "", 0, at, correction)
    device = devices.get(punch.device_id)
    return Evidence(at, half, edge, why, device.name if device else "", punch.line, punch.second % DAY_SECONDS, correction)


def _sessions(staff: Staff, day: date) -> list[Session]:
    known = day_or_none(day)
    try:
        return [session for session in sessions_of(staff, day) if known and known.works(session.half)]
    except InvalidInput:
        return []


def _rules(day: date) -> RuleSet | None:
    try:
        return rules_on(all_rule_sets(), day)
    except InvalidInput:
        return None


def _leave(staff_id: str, day: date) -> tuple[list[Span], dict[Half, Span]]:
    spans = [Span(start, end, code, number or "", state, request_id)
             for _, start, end, code, number, state, request_id in _INTERVALS.columns(staff_id, day)]
    leaves = {Half(half): Span(0, 0, code, number or "", state, request_id)
              for half, code, number, state, request_id in _CELLS.columns(staff_id, day)}
    return spans, leaves


def _held(table: Any, *columns: Any) -> Prepared[Any]:
    more = (LeaveRequest.type_code, LeaveRequest.number, LeaveRequest.state, LeaveRequest.id)
    return Prepared(table, lambda staff_id, day: table.select(table.half, *columns, *more).join(
        LeaveRequest, on=(table.request_id == LeaveRequest.id)).where(
        (table.staff_id == staff_id) & (table.day == day)).order_by(table.half))


def _of_day(table: Any) -> Prepared[Any]:
    return Prepared(table, lambda staff_id, day: table.select().where((table.staff_id == staff_id) & (table.day == day)).order_by(table.id))


_CORRECTIONS, _CASES, _FINDINGS, _HISTORY = map(_of_day, (PunchCorrection, AttendanceCase, PatrolFinding, VerdictHistory))
_INTERVALS = _held(LeaveInterval, LeaveInterval.from_minute, LeaveInterval.to_minute)
_CELLS = _held(LeaveCell)
