"""临时外出: a pass is leave of the type outing, asked for in one short form, with the real times of going out and coming back.

Coming back early shortens what the judge allows; coming back late stays as asked, and the overrun is shown. FACTS 11 rows 17-18.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.attendance_inputs import all_rule_sets
from actions.changes import FormStamp, change, check_version, find, remove, rows_by_id, transaction
from actions.leave import submit
from actions.leave_course import advance
from actions.leave_plan import LeaveDraft
from actions.prepared import Prepared
from models import LeaveInterval, LeaveRequest, Staff
from rules.approval import State
from rules.attendance import RuleSet, rules_on
from rules.attendance_due import PASS
from rules.errors import AlreadyDecided, InvalidInput, NotFound, Problem
from rules.people import HEADS, Actor, Permission
from rules.schedule import minute_of

OUT_STATES = (State.APPROVED, State.RUNNING, State.CLOSED)
DAYS_SHOWN = 31
SHOWN = 60


@dataclass(frozen=True)
class PassAsked:
    """What the short form asks for: minutes from midnight of today; beyond: longer than the rule set's longest, knowingly."""

    from_minute: int
    to_minute: int
    reason: str
    destination: str
    beyond: bool = False


@dataclass(frozen=True)
class PassLine:
    """A pass with its person. state: waiting, ready (approved, not gone), out, overdue (out beyond its end), back, over (not used)
    or off. overrun: minutes back later than allowed, or so far beyond.
    """

    row: LeaveRequest
    staff: Staff
    state: str
    overrun: int


def pass_rules(day: date) -> RuleSet:
    """The rule set whose pass_short and pass_most hold. Raises InvalidInput (no_attendance_rules)."""
    return rules_on(all_rule_sets(), day)


def ask_pass(actor: Actor, asked: PassAsked, now: datetime, stamp: FormStamp | None = None) -> str:
    """Ask to go out today; returns the request's id. Signed as leave of this length is.

    Raises what leave.submit raises; InvalidInput: required (destination), pass_too_long (longer than pass_most, not said knowingly).
    """
    rules = pass_rules(now.date())
    problems = [] if asked.destination.strip() else [Problem("destination", "required")]
    if asked.to_minute - asked.from_minute > rules.pass_most and not asked.beyond:
        problems.append(Problem("to_time", "pass_too_long", {"most": rules.pass_most}))
    if problems:
        raise InvalidInput(*problems)
    staff = find(Staff, actor.staff_id)
    draft = LeaveDraft(type_code=PASS, start=now.date(), end=now.date(), from_minute=asked.from_minute, to_minute=asked.to_minute,
                       reason=asked.reason, destination=asked.destination, phone=staff.phone)
    return submit(actor, draft, now, stamp=stamp)


def go_out(actor: Actor, request_id: str, version: int, now: datetime) -> None:
    """Note that somebody goes out now with their approved pass. Raises NotFound, OutOfDate, AlreadyDecided, InvalidInput (not_today)."""
    with transaction():
        request = _own_pass(actor, request_id, version, now)
        if request.left_at is not None or request.returned_at is not None:
            raise AlreadyDecided(f"pass {request_id}", "left")
        request.left_at = now
        change(request, actor, "pass.out", now)


def come_back(actor: Actor, request_id: str, version: int, now: datetime) -> None:
    """Note that somebody is back now; what is left of the pass is given up. Raises as go_out."""
    with transaction():
        request = _own_pass(actor, request_id, version, now)
        if request.returned_at is not None:
            raise AlreadyDecided(f"pass {request_id}", "returned")
        request.returned_at = now
        left = _minute(request.left_at) if request.left_at else 0
        request.minutes = _shorten(request, left, _minute(now), actor, now)
        change(request, actor, "pass.back", now)


def _own_pass(actor: Actor, request_id: str, version: int, now: datetime) -> LeaveRequest:
    request = find(LeaveRequest, request_id)
    if request.staff_id != actor.staff_id or request.type_code != PASS:
        raise NotFound(f"pass {request_id}")
    check_version(request, version)
    advance(request, now)
    if State(request.state) not in OUT_STATES:
        raise AlreadyDecided(f"pass {request_id}", request.state)
    if request.start != now.date():
        raise InvalidInput(Problem("", "not_today", {"day": request.start}))
    return request


def _shorten(request: LeaveRequest, left: int, back: int, actor: Actor, now: datetime) -> int:
    """Clip what was allowed to the real times; returns the minutes that stay."""
    kept = 0
    for piece in list(LeaveInterval.select().where(LeaveInterval.request_id == request.id)):
        start, end = max(piece.from_minute, left), min(piece.to_minute, back)
        if start >= end:
            remove(piece, actor, "pass.back", now)
            continue
        kept += end - start
        piece.from_minute, piece.to_minute = start, end
        change(piece, actor, "pass.back", now)
    return kept


def own_passes(actor: Actor, now: datetime) -> list[PassLine]:
    """One's own passes of the last weeks, the newest first."""
    return _lines(_OWN.rows(actor.staff_id, now.date() - timedelta(days=DAYS_SHOWN)), now)


def passes_watched(actor: Actor, now: datetime) -> list[PassLine]:
    """Passes of today, of the people this person heads or (hall, all leave) of everybody, those out too long first."""
    units = {grant.unit_id for grant in actor.grants if grant.role in HEADS} - {""}
    everybody = actor.may(Permission.HALL)
    if not (units or everybody):
        return []
    lines = [line for line in _lines(_OF_DAY.rows(now.date()), now)
             if line.staff.id != actor.staff_id and (everybody or line.staff.unit_id in units)]
    order = ("overdue", "out", "ready", "waiting", "back", "over", "off")
    return sorted(lines, key=lambda line: (order.index(line.state), line.row.from_time))


def _lines(rows: Sequence[LeaveRequest], now: datetime) -> list[PassLine]:
    people = rows_by_id(Staff, [row.staff_id for row in rows])
    return [PassLine(row, people[row.staff_id], *_standing(row, now)) for row in rows]


def _standing(row: LeaveRequest, now: datetime) -> tuple[str, int]:
    """Where a pass stands, and by how much it is overrun."""
    ends = minute_of(row.to_time, "to_time") if row.to_time else 24 * 60
    if row.returned_at is not None:
        return "back", max(_minute(row.returned_at) - ends, 0)
    passed = _minute(now) - ends if row.start == now.date() else 24 * 60
    if row.state not in OUT_STATES:
        return ("waiting" if row.state in (State.PENDING, State.HANDOVER) else "off"), 0
    if row.left_at is not None:
        return ("overdue", passed) if passed > 0 else ("out", 0)
    return ("over" if passed > 0 else "ready"), 0


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


_OWN = Prepared(LeaveRequest, lambda staff_id, since: LeaveRequest.select().where(
    (LeaveRequest.staff_id == staff_id) & (LeaveRequest.type_code == PASS) & (LeaveRequest.start >= since)
    & (LeaveRequest.state != State.DRAFT.value)).order_by(LeaveRequest.start.desc(), LeaveRequest.from_time.desc()).limit(SHOWN))
_OF_DAY = Prepared(LeaveRequest, lambda day: LeaveRequest.select().where(
    (LeaveRequest.start == day) & (LeaveRequest.type_code == PASS)
    & LeaveRequest.state.in_([*OUT_STATES, State.PENDING.value, State.HANDOVER.value])))
