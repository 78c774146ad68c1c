"""停电或机器故障: one event covers many people. A sign-in sheet is printed, and its times are entered for everybody in one form.

Times become approved corrections that cite the event and count towards nobody's limit; one's own time needs a second person.
Source: FACTS 2.1 (A2, A3), 11 row 14; docs/rules/attendance.md section 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.attachments import Paper, paper_of
from actions.attendance_inputs import all_rule_sets
from actions.attendance_signers import Deciders
from actions.calendar import calendar_between
from actions.changes import FormStamp, add, change, find, note_act, once, rows_by_id, transaction
from actions.corrections import counted_minute, hours_on
from actions.notices import tell
from actions.people import active_on
from actions.prepared import Prepared
from models import Device, Outage, PunchCorrection, Staff, Unit
from rules.attendance import rules_on
from rules.calendar import Half
from rules.errors import InvalidInput, NotAllowed, NotFound, Problem
from rules.people import HEADS, Actor, Role
from settings import Settings

CENTRE_WIDE = (Role.SECTION_HEAD, Role.ATTENDANCE_CLERK, Role.PERSONNEL)
SLOTS = ("am-in", "am-out", "pm-in", "pm-out")
SHOWN = 60
Times = Mapping[tuple[str, str], int]
"""(staff id, slot of SLOTS) -> minute from midnight."""


@dataclass(frozen=True)
class OutageDraft:
    """What the form of a new event asks for. unit_id "" for the whole centre, device_id "" when no single machine failed."""

    day: date
    from_minute: int
    to_minute: int
    unit_id: str
    device_id: str
    reason: str
    attachment_id: str = ""


@dataclass(frozen=True)
class OutageLine:
    """An event with its names, and how many corrections rest on it."""

    row: Outage
    unit_name: str
    device_name: str
    entered: str
    count: int


@dataclass(frozen=True)
class SheetLine:
    """One person of the sign-in sheet. times: slot -> correction that rests on this event already."""

    staff: Staff
    unit_name: str
    times: Mapping[str, PunchCorrection]


def may_run(actor: Actor, unit_id: str) -> bool:
    """The head for their unit; the supervision section, the attendance clerk and personnel for every unit and the centre."""
    return actor.holds(*CENTRE_WIDE) or bool(unit_id and actor.holds(*HEADS, unit_id=unit_id))


def units_to_run(actor: Actor) -> list[Unit]:
    """The units for which this person may enter an event, by code."""
    return [unit for unit in Unit.select().where(Unit.active == 1).order_by(Unit.code) if may_run(actor, unit.id)]


def devices_kept() -> list[Device]:
    """The devices in use, by name."""
    return list(Device.select().where(Device.active == 1).order_by(Device.name))


def add_outage(actor: Actor, draft: OutageDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """Enter an event; returns its id.

    Raises NotAllowed, KeyReused, CalendarMissing; InvalidInput: required (reason), in_the_future, from_after_to.
    """
    if not may_run(actor, draft.unit_id):
        raise NotAllowed("outage")
    problems = [] if draft.reason.strip() else [Problem("reason", "required")]
    problems += [Problem("day", "in_the_future")] if draft.day > now.date() else []
    problems += [Problem("until", "from_after_to")] if draft.to_minute <= draft.from_minute else []
    if problems:
        raise InvalidInput(*problems)
    calendar_between(draft.day, draft.day).day(draft.day)  # a day so far away that nobody knows it is refused
    return once(actor, stamp, now, lambda: add(Outage(
        day=draft.day, from_minute=draft.from_minute, to_minute=draft.to_minute, unit_id=draft.unit_id, device_id=draft.device_id,
        reason=draft.reason.strip(), entered_by=actor.staff_id, attachment_id=draft.attachment_id or None), actor, "outage.add", now).id)


def outages_seen(actor: Actor) -> list[OutageLine]:
    """The events this person may work on, the newest first."""
    return _lines([row for row in _RECENT.rows() if may_run(actor, row.unit_id)][:SHOWN])


def _lines(rows: Sequence[Outage]) -> list[OutageLine]:
    units, devices = rows_by_id(Unit, [row.unit_id for row in rows if row.unit_id]), rows_by_id(Device, [row.device_id for row in rows])
    people = rows_by_id(Staff, [row.entered_by for row in rows])
    counts: dict[str, int] = {}
    for correction in PunchCorrection.select(PunchCorrection.outage_id).where(PunchCorrection.outage_id.in_([row.id for row in rows])):
        counts[correction.outage_id] = counts.get(correction.outage_id, 0) + 1
    return [OutageLine(row, units[row.unit_id].name if row.unit_id in units else "",
                       devices[row.device_id].name if row.device_id in devices else "",
                       people[row.entered_by].name if row.entered_by in people else "", counts.get(row.id, 0)) for row in rows]


_RECENT = Prepared(Outage, lambda: Outage.select().order_by(Outage.day.desc(), Outage.id.desc()).limit(SHOWN * 4))


def outage_line(actor: Actor, outage_id: str) -> OutageLine:
    """One event for who may work on it. Raises NotFound for everybody else."""
    row = find(Outage, outage_id)
    if not may_run(actor, row.unit_id):
        raise NotFound(f"outage {outage_id}")
    return _lines([row])[0]


def sheet_of(actor: Actor, outage_id: str) -> list[SheetLine]:
    """The people the event covers, by unit and number, with what was entered for them. Raises NotFound."""
    row = outage_line(actor, outage_id).row
    of_unit = Staff.unit_id == row.unit_id if row.unit_id else Staff.unit_id.is_null(False)
    people = list(Staff.select().where(of_unit & active_on(row.day)).order_by(Staff.number))
    units = {unit.id: unit for unit in Unit.select()}
    held: dict[str, dict[str, PunchCorrection]] = {}
    for one in PunchCorrection.select().where((PunchCorrection.outage_id == row.id) & PunchCorrection.state.in_(("pending", "approved"))):
        held.setdefault(one.staff_id, {})[f"{one.half}-{one.edge}"] = one
    found = [SheetLine(staff, units[staff.unit_id].name, held.get(staff.id, {})) for staff in people if staff.unit_id in units]
    return sorted(found, key=lambda line: (units[line.staff.unit_id or ""].code, line.staff.number))


def enter_times(actor: Actor, outage_id: str, times: Times, now: datetime, stamp: FormStamp | None = None, scan_id: str = "") -> int:
    """Enter the times of the signed sheet; what was entered before stays. scan_id: its scan, instead of one kept before. Returns how many
    times are new.

    They are approved by being entered, but for the actor's own, which wait for a second person (one level up for a head).
    Raises NotFound, KeyReused; InvalidInput with every fault: not_of_outage, outside_outage, outside_hours, entered_ahead, entered_exists,
    nothing_entered, nobody_decides.
    """
    row = outage_line(actor, outage_id).row

    def make() -> str:
        lines = {line.staff.id: line for line in sheet_of(actor, outage_id)}
        fresh = {key: minute for key, minute in times.items() if not (key[0] in lines and key[1] in lines[key[0]].times)}
        problems = _faults(row, lines, fresh, now)
        if not times and not scan_id:
            problems.append(Problem("", "nothing_entered"))
        deciders = Deciders(actor, now.date())
        me = find(Staff, actor.staff_id)
        step = deciders.lowest(me, actor.staff_id)
        if step is None and any(staff_id == me.id for staff_id, _ in fresh):
            problems.append(Problem("", "nobody_decides"))
        if problems:
            raise InvalidInput(*problems)
        if scan_id:
            row.attachment_id = scan_id
            change(row, actor, "outage.scan", now)
        for (staff_id, slot), minute in fresh.items():
            _enter(row, actor, staff_id, slot, minute, now)
        if step is not None and any(staff_id == me.id for staff_id, _ in fresh):
            tell(deciders.people(step, me), "correction_asked", {"name": me.name, "day": str(row.day)}, "attendance/approvals",
                 f"outage_own:{row.id}:{me.id}", now)
        return str(len(fresh))

    return int(once(actor, stamp, now, make))


def _enter(row: Outage, actor: Actor, staff_id: str, slot: str, minute: int, now: datetime) -> None:
    half, _, edge = slot.partition("-")
    own = staff_id == actor.staff_id
    add(PunchCorrection(
        staff_id=staff_id, day=row.day, half=half, edge=edge, minute=minute, reason=row.reason, outage_id=row.id, entered_by=actor.staff_id,
        attachment_id=row.attachment_id, state="pending" if own else "approved", decided_by="" if own else actor.staff_id,
        decided_at=None if own else now), actor, "outage.enter", now)


def _faults(row: Outage, lines: Mapping[str, SheetLine], times: Times, now: datetime) -> list[Problem]:
    problems = []
    rules, hours = rules_on(all_rule_sets(), row.day), hours_on([line.staff for line in lines.values()], row.day)
    taken = {(one.staff_id, f"{one.half}-{one.edge}") for one in PunchCorrection.select().where(
        (PunchCorrection.day == row.day) & PunchCorrection.state.in_(("pending", "approved")) & (PunchCorrection.outage_id != row.id))}
    for (staff_id, slot), minute in times.items():
        name = lines[staff_id].staff.name if staff_id in lines else ""
        half, _, edge = slot.partition("-")
        place = {"name": name, "half": Half(half)}
        if not name:
            problems.append(Problem("", "not_of_outage"))
        elif not row.from_minute <= minute <= row.to_minute:
            problems.append(Problem("", "outside_outage", place))
        elif counted_minute(hours.get((staff_id, Half(half))), edge, minute, rules) != minute:
            problems.append(Problem("", "outside_hours", place))
        elif row.day == now.date() and minute > now.hour * 60 + now.minute:
            problems.append(Problem("", "entered_ahead", place))
        elif (staff_id, slot) in taken:
            problems.append(Problem("", "entered_exists", place))
    return problems


def print_sheet(actor: Actor, outage_id: str, now: datetime) -> tuple[OutageLine, list[SheetLine]]:
    """The sign-in sheet to be printed; noted in the audit. Raises NotFound."""
    line, people = outage_line(actor, outage_id), sheet_of(actor, outage_id)
    with transaction():
        note_act(actor, "outage.print", now, "outage", outage_id)
    return line, people


def open_scan(actor: Actor, outage_id: str, settings: Settings, now: datetime) -> Paper:
    """Open the scan of the signed sheet; the audit notes who did. Raises NotFound."""
    line = outage_line(actor, outage_id)
    if not line.row.attachment_id:
        raise NotFound(f"scan of outage {outage_id}")
    paper = paper_of(settings, line.row.attachment_id)
    with transaction():
        note_act(actor, "outage.scan.open", now, "outage", outage_id, line.row.attachment_id)
    return paper
