"""Everything the page of one request shows, and the preview of one not yet sent: days, balance, who signs, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from actions.calendar import calendar_between
from actions.changes import find, find_or_none, rows_by_id
from actions.leave_choices import draft_of
from actions.leave_ledger import sums_by_kind
from actions.leave_lists import ActLine, act_lines
from actions.leave_plan import LeaveDraft, Plan, plan_leave
from actions.leave_rights import Right, rights_on, standing
from actions.leave_rules import type_rule_on
from actions.leave_signers import signers
from actions.leave_visible import may_see
from models import Attachment, LeaveCell, LeaveDecision, LeaveInterval, LeaveRequest, Staff, Unit
from rules.approval import ACTIVE, State, StepKind
from rules.calendar import Half
from rules.errors import InvalidInput, NotFound, Problem
from rules.leave import Cell, Counting, Interval, TypeRule, count_cells
from rules.people import Actor

PRIVATE_TYPES = frozenset({"sick", "maternity", "prenatal", "injury"})
"""Types whose reason is a matter of health: only the person, who decides and personnel read it."""


@dataclass(frozen=True)
class StepLine:
    """One signature of the course: who may give it, and how far it is: done, now or ahead."""

    kind: StepKind
    outside: bool
    names: tuple[str, ...]
    place: str = "ahead"


@dataclass(frozen=True)
class BalanceLine:
    """A balance before and after, in the unit of the pots (half-days; minutes for comp), of the pots usable on the days asked."""

    granted: int
    used: int
    reserved: int
    before: int
    needed: int

    @property
    def after(self) -> int:
        """What would be left."""
        return self.before - self.needed


@dataclass
class Preview:
    """What a draft would mean. plan is None while type or dates are missing or unusable; problems say so."""

    plan: Plan | None = None
    steps: list[StepLine] = field(default_factory=list)
    balance: BalanceLine | None = None
    partner: Staff | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Sheet:
    """The page of one request, for one reader."""

    request: LeaveRequest
    staff: Staff
    unit_name: str
    rule: TypeRule | None
    partner: Staff | None
    state: State
    cells: list[Cell]
    intervals: list[Interval]
    steps: list[StepLine]
    acts: list[ActLine]
    rights: frozenset[Right]
    papers: dict[str, Attachment]
    parent: LeaveRequest | None
    shows_reason: bool
    is_own: bool


def sheet_of(actor: Actor, request_id: str, now: datetime) -> Sheet:
    """Everything about one request. Raises NotFound when it is not there or the actor may not know of it."""
    request = find(LeaveRequest, request_id)
    if not may_see(actor, request, now):
        raise NotFound(f"leave {request_id}")
    people = rows_by_id(Staff, [request.staff_id, request.partner_id or "", request.entered_by])
    staff = people[request.staff_id]
    acts, rights = _acts(request), rights_on(actor, request, now)
    rule = _rule(request)
    cells, intervals = _days(request, rule)
    unit: Unit | None = Unit.get_or_none(Unit.id == (request.unit_id or staff.unit_id or ""))
    papers = rows_by_id(Attachment, [paper for paper in (request.attachment_id, *(act.row.attachment_id for act in acts)) if paper])
    return Sheet(request=request, staff=staff, unit_name=unit.name if unit else "", rule=rule,
                 partner=people.get(request.partner_id or ""), state=standing(request, now), cells=cells, intervals=intervals,
                 steps=_course(request, staff, acts, now), acts=acts, rights=rights,
                 papers=papers if Right.OPEN_PAPERS in rights else {},
                 parent=LeaveRequest.get_or_none(LeaveRequest.id == request.extends_id) if request.extends_id else None,
                 shows_reason=request.type_code not in PRIVATE_TYPES or Right.OPEN_PAPERS in rights,
                 is_own=actor.staff_id == request.staff_id)


def preview_of(staff: Staff, draft: LeaveDraft, now: datetime, *, own_id: str = "", cover_waived: bool = False,
               entered_by: str = "") -> Preview:
    """What a draft would mean, with people by name. Problems with type and dates are told, not raised; CalendarMissing as well."""
    preview = Preview(partner=find_or_none(Staff, draft.partner_id))
    try:
        plan = plan_leave(staff, draft, now, own_id=own_id, cover_waived=cover_waived, entered_by=entered_by)
    except InvalidInput as error:
        preview.problems = list(error.problems)
        return preview
    preview.plan, preview.problems = plan, plan.problems
    preview.steps = [_named(StepLine(step.kind, step.outside, ()), staff, now.date()) for step in plan.steps]
    preview.balance = _balance(plan, staff) if plan.rule.balanced else None
    return preview


def preview_of_request(request: LeaveRequest, staff: Staff, now: datetime) -> Preview:
    """The preview of a draft as it is kept."""
    return preview_of(staff, draft_of(request), now, own_id=request.id, cover_waived=bool(request.cover_reason))


def _balance(plan: Plan, staff: Staff) -> BalanceLine:
    days = [cell.date for cell in plan.cells if cell.counts]
    usable = {pot.id for pot in plan.pots if any(pot.pays_on(day) for day in days)}
    sums = sums_by_kind(staff.id, plan.rule.code, usable)
    granted, used = sums["grant"] + sums["expire"], -(sums["use"] + sums["refund"])
    return BalanceLine(granted, used, granted - used - plan.before, plan.before, plan.needed)


def _named(line: StepLine, staff: Staff, day: date) -> StepLine:
    if line.outside:
        return replace(line, names=(staff.home_unit,) if line.kind is StepKind.HOME_UNIT and staff.home_unit else ())
    return replace(line, names=tuple(person.name for person in signers(line.kind, staff, day)))


def _course(request: LeaveRequest, staff: Staff, acts: Sequence[ActLine], now: datetime) -> list[StepLine]:
    """The signatures of this round: who gave those that are given, who may give the next."""
    signed = {act.row.step: act for act in acts if act.row.round == request.round and act.row.act == "approve"}
    lines = []
    for number, step in enumerate(request.steps):
        line = StepLine(StepKind(step["kind"]), bool(step["outside"]), ())
        if number in signed:
            act = signed[number]
            lines.append(replace(line, names=(act.row.signer or act.name,), place="done"))
        else:
            waits = request.state == State.PENDING and number == request.step
            lines.append(replace(_named(line, staff, now.date()), place="now" if waits else "ahead"))
    return lines


def _acts(request: LeaveRequest) -> list[ActLine]:
    rows = list(LeaveDecision.select().where(LeaveDecision.request_id == request.id).order_by(LeaveDecision.at, LeaveDecision.id))
    return act_lines(rows)


def _rule(request: LeaveRequest) -> TypeRule | None:
    try:
        return type_rule_on(request.type_code, request.start) if request.start else None
    except InvalidInput:
        return None


def _days(request: LeaveRequest, rule: TypeRule | None) -> tuple[list[Cell], list[Interval]]:
    """The half-days with their reasons as the calendar has them, counted as they were approved; empty where nothing can be said."""
    if rule is None or not request.start or not request.end:
        return [], []
    if rule.counting is Counting.HOURS:
        rows = LeaveInterval.select().where(LeaveInterval.request_id == request.id).order_by(LeaveInterval.from_minute)
        return [], [Interval(row.day, Half(row.half), row.from_minute, row.to_minute) for row in rows]
    try:
        cells = count_cells(rule, calendar_between(request.start, request.end), request.start, Half(request.start_half),
                            request.end, Half(request.end_half))
    except InvalidInput:
        return [], []
    if State(request.state) not in ACTIVE:
        return cells, []
    held = {(row.day, Half(row.half)): bool(row.counts) for row in LeaveCell.select().where(LeaveCell.request_id == request.id)}
    return [replace(cell, counts=held.get((cell.date, cell.half), False)) for cell in cells], []
