"""What a request would mean before it is sent: days counted and why, balance, papers, cover, who signs. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from peewee import SQL, fn

from actions.calendar import calendar_between
from actions.changes import find_or_none
from actions.leave_cover import halves_away, present_in
from actions.leave_ledger import lost_pots, pots_of, takes_of
from actions.leave_rules import tiers_on, type_rule_on
from actions.leave_signers import vacant_steps
from actions.people import active_on, grants_on
from actions.prepared import Prepared
from actions.schedule import sessions_between
from models import LeaveCell, LeaveInterval, LeaveRequest, Staff, Unit
from rules.approval import ACTIVE, State, Step, chain, chain_minutes
from rules.calendar import Calendar, Half
from rules.errors import InvalidInput, Problem
from rules.leave import (
    DAY_MINUTES,
    Cell,
    CellKey,
    Counting,
    ExtensionKind,
    Interval,
    TypeRule,
    YearMonth,
    adjoining,
    by_month,
    check_caps,
    check_gender,
    count_cells,
    count_minutes,
    empty_halves,
    evidence_needed,
    extension_kind,
    halves_counted,
    minutes_counted,
    overstayed_halves,
)
from rules.ledger import Pot, Take, allocate

LONGEST_SPAN = 400


@dataclass(frozen=True)
class LeaveDraft:
    """What the form asks for. Times are minutes from midnight (None for leave by the day); dates are inclusive."""

    type_code: str = ""
    start: date | None = None
    start_half: Half = Half.AM
    end: date | None = None
    end_half: Half = Half.PM
    from_minute: int | None = None
    to_minute: int | None = None
    reason: str = ""
    destination: str = ""
    phone: str = ""
    leaves_area: bool = False
    partner_id: str = ""
    attachment_id: str = ""
    extends_id: str = ""


@dataclass
class Plan:
    """The meaning of a draft. Amounts in half-days and minutes; balances in the unit of the type's pots."""

    rule: TypeRule
    start: date
    cells: list[Cell] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    halves: int = 0
    minutes: int = 0
    takes: list[Take] = field(default_factory=list)
    pots: list[Pot] = field(default_factory=list)
    needed: int = 0
    steps: tuple[Step, ...] = ()
    empty: list[CellKey] = field(default_factory=list)
    partner_away: list[CellKey] = field(default_factory=list)
    papers: bool = False
    entry_kind: str = "normal"
    needs_handover: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def before(self) -> int:
        """What the pots that may be used on the days asked for hold now."""
        days = [cell.date for cell in self.cells if cell.counts]
        return sum(max(pot.balance, 0) for pot in self.pots if any(pot.pays_on(day) for day in days))


def plan_leave(staff: Staff, draft: LeaveDraft, now: datetime, *, own_id: str = "", cover_waived: bool = False,
               entered_by: str = "") -> Plan:
    """Judge a draft of a person. own_id: the request the draft belongs to, left out of what is already held; entered_by: who
    enters it for them.

    Every problem found stands in plan.problems. Raises InvalidInput when type or dates are missing or unusable, and
    CalendarMissing for a year nobody entered. Source: docs/rules/leave.md sections 2-4, 7.
    """
    start, end = _dates_of(draft)
    rule = type_rule_on(draft.type_code, start)
    calendar = _calendar_around(start, end)
    plan = Plan(rule, start)
    _gather(plan, lambda: check_gender(rule, staff.gender))
    if rule.counting is Counting.HOURS:
        _plan_hours(plan, staff, draft, calendar, (start, end), own_id)
    else:
        _plan_days(plan, staff, draft, calendar, (start, end), own_id)
    earlier = _check_extension(plan, staff, draft, calendar, now)
    plan.papers = not draft.attachment_id and evidence_needed(rule, plan.halves + _in_a_row(plan, staff, earlier, own_id))
    if plan.entry_kind == "normal" and start < now.date():
        plan.entry_kind = "late"
    plan.steps = _steps(plan, staff, plan.halves + sum(request.halves for request in earlier), now, entered_by)
    _check_cover(plan, staff, draft, own_id, cover_waived)
    return plan


def _dates_of(draft: LeaveDraft) -> tuple[date, date]:
    problems = [Problem(name, "required") for name, value in (("type_code", draft.type_code), ("start", draft.start),
                                                              ("end", draft.end)) if not value]
    if draft.start and draft.end and (draft.end - draft.start).days > LONGEST_SPAN:
        problems.append(Problem("end", "span_too_long", {"days": LONGEST_SPAN}))
    if draft.type_code == "nursing":
        problems.append(Problem("type_code", "nursing_is_standing"))
    if problems or draft.start is None or draft.end is None:
        raise InvalidInput(*problems)
    return draft.start, draft.end


def _calendar_around(start: date, end: date) -> Calendar:
    """The days of the span and those beside it, which extensions look at; days of absurd years are missing in it like any others."""
    return calendar_between(start - min(timedelta(days=15), start - date.min), end + min(timedelta(days=30), date.max - end))


def _gather(plan: Plan, check: Callable[[], object]) -> None:
    """Run a check and keep what it refuses."""
    try:
        check()
    except InvalidInput as error:
        plan.problems += error.problems


def _plan_days(plan: Plan, staff: Staff, draft: LeaveDraft, calendar: Calendar, span: tuple[date, date], own_id: str) -> None:
    plan.cells = count_cells(plan.rule, calendar, span[0], draft.start_half, span[1], draft.end_half)
    plan.halves = halves_counted(plan.cells)
    if not plan.halves:
        plan.problems.append(Problem("start", "nothing_counts"))
    plan.problems += _overlaps(staff.id, plan.cells[0], plan.cells[-1], own_id)
    months = by_month(plan.cells)
    _gather(plan, lambda: check_caps(plan.rule, months, _held_by_month(staff.id, plan.rule.code, months, own_id)))
    if plan.rule.balanced:
        price = plan.rule.minutes_per_half if plan.rule.code == "comp" else 1
        plan.needed = plan.halves * price
        plan.pots = _pots_without(staff.id, plan.rule.code, own_id)
        lost = _leave_out_lost(plan, staff) if plan.rule.code == "annual" else []
        try:
            plan.takes = allocate(plan.cells, plan.pots, price)
        except InvalidInput as error:
            code = "balance_short" if price == 1 else "hours_short"
            plan.problems += [*lost, *(Problem("type_code", code, problem.values) for problem in error.problems)]


def _leave_out_lost(plan: Plan, staff: Staff) -> list[Problem]:
    """Grants that sick or personal leave has cost meanwhile pay nothing; the problems say so, should the rest not be enough."""
    lost = {year: lost_pots(staff, year) for year in sorted({cell.date.year for cell in plan.cells if cell.counts})}
    plan.pots = [pot for pot in plan.pots if pot.id not in set().union(*lost.values())]
    return [Problem("type_code", "annual_lost", {"year": year}) for year, pots in lost.items() if pots]


def _plan_hours(plan: Plan, staff: Staff, draft: LeaveDraft, calendar: Calendar, span: tuple[date, date], own_id: str) -> None:
    missing = [Problem(name, "required") for name, value in (("from_time", draft.from_minute), ("to_time", draft.to_minute))
               if value is None]
    if span[0] != span[1]:
        missing.append(Problem("end", "outing_one_day"))
    if missing or draft.from_minute is None or draft.to_minute is None:
        plan.problems += missing
        return
    sessions = sessions_between(staff, *span)
    plan.intervals = count_minutes(calendar, lambda day: sessions.get(day, []), *span, draft.from_minute, draft.to_minute,
                                   daily=plan.rule.standing)
    plan.minutes = minutes_counted(plan.intervals)
    if not plan.minutes:
        plan.problems.append(Problem("from_time", "nothing_counts"))
    plan.problems += _interval_overlaps(staff.id, plan.intervals, own_id)


def _overlaps(staff_id: str, first: Cell, last: Cell, own_id: str) -> list[Problem]:
    low, high = (first.date, first.half), (last.date, last.half)
    held = [*_keys(LeaveCell, staff_id, first.date, last.date, own_id), *_keys(LeaveInterval, staff_id, first.date, last.date, own_id)]
    hit = [key for key in held if low <= key <= high]
    return [Problem("start", "overlap", {"day": min(hit)[0], "half": min(hit)[1]})] if hit else []


def _keys(table: type[LeaveCell] | type[LeaveInterval], staff_id: str, start: date, end: date, own_id: str) -> list[CellKey]:
    return [(date.fromisoformat(day), Half(half)) for day, half in _HELD[table].columns(staff_id, own_id, start, end)]


def _held(table: Any) -> Prepared[Any]:
    return Prepared(table, lambda staff_id, own_id, start, end: table.select(table.day, table.half).where(
        (table.staff_id == staff_id) & (table.request_id != own_id) & table.day.between(start, end)))


_HELD = {table: _held(table) for table in (LeaveCell, LeaveInterval)}


def _interval_overlaps(staff_id: str, intervals: Iterable[Interval], own_id: str) -> list[Problem]:
    for piece in intervals:
        same = LeaveInterval.select().where(
            (LeaveInterval.staff_id == staff_id) & (LeaveInterval.day == piece.date) & (LeaveInterval.request_id != own_id)
            & (LeaveInterval.from_minute < piece.to_minute) & (LeaveInterval.to_minute > piece.from_minute)).exists()
        cell = LeaveCell.select().where((LeaveCell.staff_id == staff_id) & (LeaveCell.day == piece.date)
                                        & (LeaveCell.half == piece.half) & (LeaveCell.request_id != own_id)).exists()
        if same or cell:
            return [Problem("from_time", "overlap", {"day": piece.date, "half": piece.half})]
    return []


def _in_a_row(plan: Plan, staff: Staff, earlier: Sequence[LeaveRequest], own_id: str) -> int:
    """Half-days of the same type just before and after: those it goes on from, or those asked one by one that touch it."""
    extended = sum(request.halves for request in takewhile(lambda request: request.type_code == plan.rule.code, earlier))
    if plan.rule.evidence_halves is None or not plan.cells:
        return extended
    first, last = ((cell.date, cell.half) for cell in (plan.cells[0], plan.cells[-1]))
    reach = timedelta(days=plan.rule.evidence_halves // 2 + 1)
    rows = _SAME_TYPE.columns(staff.id, plan.rule.code, own_id, first[0] - reach, last[0] + reach)
    return max(extended, adjoining({(date.fromisoformat(day), Half(half)): bool(counts) for day, half, counts in rows}, first, last))


_SAME_TYPE = Prepared(LeaveCell, lambda staff_id, code, own_id, start, end: LeaveCell.select(
    LeaveCell.day, LeaveCell.half, LeaveCell.counts).join(LeaveRequest, on=(LeaveCell.request_id == LeaveRequest.id)).where(
    (LeaveCell.staff_id == staff_id) & (LeaveRequest.type_code == code) & (LeaveCell.request_id != own_id)
    & LeaveCell.day.between(start, end)))


def _held_by_month(staff_id: str, code: str, months: dict[YearMonth, int], own_id: str) -> dict[YearMonth, int]:
    """Counted halves of the same type by month, in the years the request touches."""
    if not months:
        return {}
    years = sorted({year for year, _ in months})
    rows = _BY_MONTH.columns(staff_id, code, own_id, date(years[0], 1, 1), date(years[-1], 12, 31))
    return {(int(text[:4]), int(text[5:])): count for text, count in rows}


_MONTH = fn.SUBSTR(LeaveCell.day, SQL("1"), SQL("7"))  # PostgreSQL groups by the same text only, not by equal parameters
_BY_MONTH = Prepared(LeaveCell, lambda staff_id, code, own_id, start, end: LeaveCell.select(
    _MONTH, fn.COUNT(LeaveCell.id)).join(
    LeaveRequest, on=(LeaveCell.request_id == LeaveRequest.id)).where(
    (LeaveCell.staff_id == staff_id) & (LeaveCell.counts == 1) & (LeaveRequest.type_code == code)
    & (LeaveCell.request_id != own_id) & LeaveCell.day.between(start, end)).group_by(_MONTH))


def _pots_without(staff_id: str, code: str, own_id: str) -> list[Pot]:
    """The pots as they would be if the request itself held nothing (it may hold a reservation while it is being changed)."""
    own = find_or_none(LeaveRequest, own_id)
    held = Counter[str]()
    for take in takes_of(own) if own and State(own.state) in ACTIVE else ():
        held[take.pot_id] += take.amount
    return [replace(pot, balance=pot.balance + held[pot.id]) for pot in pots_of(staff_id, code)]


def _check_extension(plan: Plan, staff: Staff, draft: LeaveDraft, calendar: Calendar, now: datetime) -> list[LeaveRequest]:
    """续假 goes on where the earlier leave ends: the same person, no worked half-day between.

    Returns the leave it goes on from, what that went on from, and so on: together they are one leave for signatures and papers.
    """
    if not draft.extends_id:
        return []
    parent: LeaveRequest | None = LeaveRequest.get_or_none((LeaveRequest.id == draft.extends_id) & (LeaveRequest.staff_id == staff.id))
    goes_on = {State.APPROVED, State.RUNNING, State.DUE_BACK, State.OVERDUE}
    if parent is None or State(parent.state) not in goes_on or not plan.cells:
        plan.problems.append(Problem("start", "nothing_to_extend"))
        return []
    last = Cell(parent.end, Half(parent.end_half), True, "", "")
    first = (plan.cells[0].date, plan.cells[0].half)
    if first <= (last.date, last.half) or overstayed_halves(calendar, last, first):
        plan.problems.append(Problem("start", "extension_gap", {"day": parent.end}))
    if extension_kind(parent.end, now.date()) is ExtensionKind.LATE:
        plan.entry_kind = "late"
    return _back_to_the_first(parent)


def _back_to_the_first(request: LeaveRequest) -> list[LeaveRequest]:
    earlier = [request]
    while earlier[-1].extends_id:
        earlier.append(LeaveRequest.get_by_id(earlier[-1].extends_id))
    return earlier


def _steps(plan: Plan, staff: Staff, halves: int, now: datetime, entered_by: str) -> tuple[Step, ...]:
    roles = {grant.role for grant in grants_on(staff.id, now.date())}
    tiers, vacant = tiers_on(plan.start), vacant_steps(staff, now.date(), entered_by)
    if plan.rule.counting is Counting.HOURS:
        return chain_minutes(plan.minutes, tiers.minutes, plan.rule, roles, vacant)
    return chain(halves, tiers.halves, plan.rule, roles, bool(staff.home_unit), vacant)


def _check_cover(plan: Plan, staff: Staff, draft: LeaveDraft, own_id: str, waived: bool) -> None:
    """A window needs a B 岗, who is at work, and may not stand empty, also not for an hour, unless the head waived it."""
    unit = find_or_none(Unit, staff.unit_id)
    worked = [(cell.date, cell.half) for cell in plan.cells if cell.counts and cell.why in ("workday", "makeup")]
    if plan.rule.counting is Counting.CALENDAR:
        known = calendar_between(plan.cells[0].date, plan.cells[-1].date)
        worked = [(cell.date, cell.half) for cell in plan.cells if known.day(cell.date).works(cell.half)]
    plan.needs_handover = bool(unit and unit.kind == "window" and plan.cells)
    if plan.needs_handover and not draft.partner_id:
        plan.problems.append(Problem("partner_id", "partner_required"))
    partner = _partner(plan, staff, draft)
    if partner and plan.cells:
        away = halves_away([partner.id], worked, own_id)
        plan.partner_away = sorted(cell for cell in worked if away[cell])
        if plan.partner_away:
            day, half = plan.partner_away[0]
            plan.problems.append(Problem("partner_id", "partner_away", {"name": partner.name, "day": day, "half": half}))
    spans = dict.fromkeys(worked, (0, DAY_MINUTES)) | {
        (piece.date, piece.half): (piece.from_minute, piece.to_minute) for piece in plan.intervals}
    if unit and unit.kind == "window" and unit.min_present and spans:
        plan.empty = empty_halves(present_in(unit, staff, partner, spans, own_id), unit.min_present)
        if plan.empty and not waived:
            day, half = plan.empty[0]
            plan.problems.append(Problem("", "window_empty", {"window": unit.name, "day": day, "half": half}))


def _partner(plan: Plan, staff: Staff, draft: LeaveDraft) -> Staff | None:
    if not draft.partner_id:
        return None
    partner = _PARTNER.first(draft.partner_id, plan.start)
    if partner is None or partner.id == staff.id:
        plan.problems.append(Problem("partner_id", "partner_unusable"))
        return None
    return partner


_PARTNER = Prepared(Staff, lambda staff_id, day: Staff.select().where((Staff.id == staff_id) & active_on(day)))
