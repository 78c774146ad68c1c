"""Clock corrections: asked by one, approved by two others, and what one changes, shown before it is decided.

An approved one re-judges by itself (actions/attendance_touch.py). Rows of machines are never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import fn

from actions.attendance_inputs import GOOD
from actions.attendance_judge import Change, differences
from actions.changes import FormStamp, add, change, check_version, find, once, rows_by_id, transaction
from actions.notices import tell
from actions.people import holders
from models import ClockCorrection, Device, RawPunch, Staff
from rules.clock_correction import ASKERS, DECIDERS, WAITS, Span, check_span, decided, may_decide
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import ROLE_PERMISSIONS, Actor
from rules.punches import day_near

SHOWN = 40


@dataclass(frozen=True)
class ChangedCell:
    """One half-day that comes out differently. before, after: codes."""

    staff: Staff
    day: date
    half: str
    before: str
    after: str


@dataclass(frozen=True)
class Effect:
    """What a correction does: how many punches it moves, and the verdicts that change, the first SHOWN of them by name."""

    punches: int
    counts: tuple[tuple[str, str, int], ...]
    cells: tuple[ChangedCell, ...]
    total: int


@dataclass(frozen=True)
class CorrectionSheet:
    """One correction with what its page shows. people: of who asked and decided, by id."""

    row: ClockCorrection
    device: Device
    people: dict[str, Staff]
    effect: Effect | None
    may_decide: bool


def ask(actor: Actor, device_id: str, span: Span, reason: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Ask for a correction; returns its id. Raises NotFound, NotAllowed, KeyReused; InvalidInput (check_span, required)."""
    if not any(map(actor.may, ASKERS)):
        raise NotAllowed("clock correction")

    def make() -> str:
        device = find(Device, device_id)
        if not reason.strip():
            raise InvalidInput(Problem("reason", "required"))
        standing = ClockCorrection.select().where((ClockCorrection.device_id == device.id) & (ClockCorrection.state != "rejected"))
        check_span(span, [Span(row.since, row.until, row.seconds) for row in standing])
        row = add(ClockCorrection(device_id=device.id, since=span.since, until=span.until, seconds=span.seconds, reason=reason.strip(),
                                  asked_by=actor.staff_id, state="asked"), actor, "clock.ask", now)
        _tell_deciders(row, device, (actor.staff_id,), now)
        return str(row.id)

    return once(actor, stamp, now, make)


def decide(actor: Actor, row_id: str, approve: bool, opinion: str, version: int, now: datetime) -> ClockCorrection:
    """Approve or reject, in one's own right: nobody acts here for somebody else.

    Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate; InvalidInput (required: an opinion where it is rejected).
    """
    with transaction():
        row = find(ClockCorrection, row_id)
        state = decided(actor, row.state, row.asked_by, row.decided_by, approve)
        check_version(row, version)
        if not approve and not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        if row.state == "asked":
            row.decided_by = actor.staff_id
        else:
            row.second_by = actor.staff_id
        row.state, row.opinion = state, "\n".join(text for text in (row.opinion, opinion.strip()) if text)
        change(row, actor, f"clock.{state}", now)
        device = find(Device, row.device_id)
        if state == "once":
            _tell_deciders(row, device, (row.asked_by, actor.staff_id), now)
        else:
            tell([row.asked_by], f"clock_{state}", {"name": device.name}, f"/attendance/clock/{row.id}", f"clock:{row.id}:{state}", now)
        return row


def corrections() -> list[tuple[ClockCorrection, Device]]:
    """Every correction, those that wait first, then the newest."""
    rows = list(ClockCorrection.select().order_by(ClockCorrection.created_at.desc()).limit(200))
    devices = rows_by_id(Device, [row.device_id for row in rows])
    return [(row, devices[row.device_id]) for row in sorted(rows, key=lambda row: row.state not in WAITS)]


def corrections_of(device: Device) -> list[ClockCorrection]:
    """The corrections of one machine, the newest first."""
    rows = ClockCorrection.select().where(ClockCorrection.device_id == device.id).order_by(ClockCorrection.created_at.desc()).limit(20)
    return list(rows)


def sheet(actor: Actor, row_id: str) -> CorrectionSheet:
    """One correction, with its effect while it waits. Raises NotFound, NotAllowed."""
    if not any(map(actor.may, ASKERS)):
        raise NotAllowed("clock correction")
    row = find(ClockCorrection, row_id)
    people = rows_by_id(Staff, [one for one in (row.asked_by, row.decided_by, row.second_by) if one])
    return CorrectionSheet(row, find(Device, row.device_id), people, effect(row) if row.state in WAITS else None,
                           may_decide(actor, row.state, row.asked_by, row.decided_by))


def effect(row: ClockCorrection) -> Effect:
    """What this correction changes if it is approved; nothing is written. Days not judged yet are judged with it later."""
    punches = RawPunch.select(fn.COUNT(RawPunch.id)).where(
        (RawPunch.device_id == row.device_id) & (RawPunch.second >= row.since) & (RawPunch.second < row.until)
        & RawPunch.state.in_(GOOD)).scalar()
    found: list[Change] = []
    shift = (row.device_id, row.since, row.until, row.seconds)
    for first, last in _days(row):
        for judged in differences(first, last, as_if=[shift]):
            found += [one for one in judged.changes if one.before and one.after and one.before[0] != one.after[0]]
    counts = Counter((one.before[0], one.after[0]) for one in found if one.before and one.after)
    named = tuple((before, after, count) for (before, after), count in counts.most_common())
    return Effect(int(punches), named, tuple(_cells(found[:SHOWN])), len(found))


def _days(row: ClockCorrection) -> list[tuple[date, date]]:
    """The days its punches lie on before and after, with a day around for hours over midnight; far-apart spans stay two."""
    day = timedelta(days=1)
    spans = sorted((day_near(row.since + moved) - day, day_near(row.until + moved) + day) for moved in (0, row.seconds))
    (first, until), (since, last) = spans
    return [(first, max(until, last))] if since <= until + day else spans


def _cells(changes: Iterable[Change]) -> list[ChangedCell]:
    changes = list(changes)
    people = rows_by_id(Staff, [one.staff_id for one in changes])
    cells = [ChangedCell(people[one.staff_id], one.day, one.half.value, one.before[0], one.after[0])
             for one in changes if one.before and one.after]
    return sorted(cells, key=lambda cell: (cell.day, cell.staff.number, cell.half))


def _tell_deciders(row: ClockCorrection, device: Device, but: tuple[str, ...], now: datetime) -> None:
    roles = [role for role, may in ROLE_PERMISSIONS.items() if may & set(DECIDERS)]
    people = [staff.id for role in roles for staff in holders(role, now.date()) if staff.id not in but]
    tell(people, "clock_to_decide", {"name": device.name}, f"/attendance/clock/{row.id}", f"clock:{row.id}:{row.state}", now)
