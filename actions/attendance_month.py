"""One person's month of attendance: every half-day with its verdict, the sums, and how far the devices are collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from peewee import JOIN

from actions.attendance import cells_of, may_see
from actions.attendance_owed import Owed, findings_to_answer, owed_by
from actions.calendar import calendar_between
from actions.changes import find
from actions.leave_choices import person_meant
from actions.people import active_on
from actions.prepared import Prepared
from models import Coverage, Device, PatrolFinding, PinMap, Staff, Unit
from rules.attendance import DAY_SECONDS, Code
from rules.attendance_facts import Cell
from rules.calendar import Day, Half
from rules.errors import NotAllowed
from rules.people import HEADS, Actor, Permission
from rules.punches import day_of

MOST_PEOPLE = 400


class Collected(NamedTuple):
    """A device somebody has a number on, and up to when (exclusive; station time without zone) it is collected; None: not at all."""

    name: str
    until: datetime | None


@dataclass(frozen=True)
class PersonMonth:
    """A month of one person. days: those the calendar knows; totals: code -> half-days; late, early: minutes of the month.

    owed: half-days to be explained, of any month; findings: of a patrol, unanswered; devices: those of the person; has_devices: is any
    device kept at all.
    """

    staff: Staff
    unit_name: str
    first: date
    last: date
    days: Mapping[date, Day]
    cells: Mapping[tuple[date, Half], Cell]
    totals: Mapping[Code, int]
    late: int
    early: int
    owed: Sequence[Owed]
    findings: Sequence[PatrolFinding]
    devices: Sequence[Collected]
    has_devices: bool


class Person(NamedTuple):
    """Somebody whose attendance may be opened."""

    number: str
    name: str
    initials: str
    unit_name: str


def person_month(actor: Actor, staff: Staff, first: date, today: date) -> PersonMonth:
    """The month that begins on `first`. Raises NotAllowed for somebody whose attendance this person may not see."""
    if not may_see(actor, staff, today):
        raise NotAllowed(f"attendance of {staff.id}")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    cells = cells_of(staff.id, first, last)
    unit: Unit | None = Unit.get_or_none(Unit.id == staff.unit_id) if staff.unit_id else None
    own = actor.staff_id == staff.id
    return PersonMonth(
        staff, unit.name if unit else "", first, last, {day.date: day for day in calendar_between(first, last).days()}, cells,
        Counter(cell.code for cell in cells.values()), sum(cell.late for cell in cells.values()),
        sum(cell.early for cell in cells.values()),
        owed_by(staff.id), findings_to_answer(staff.id) if own else [], collected_of(staff.id, today), Device.select().exists())


def whose(actor: Actor, text: str, today: date) -> Staff:
    """The person a text means (number, name or initials), oneself for an empty one.

    Raises InvalidInput as person_meant, NotAllowed for somebody whose attendance this person may not see.
    """
    meant = person_meant(text, today, "person") if text.strip() else find(Staff, actor.staff_id)
    if meant is None or not may_see(actor, meant, today):
        raise NotAllowed(f"attendance of {text}")
    return meant


def people_seen(actor: Actor, today: date) -> list[Person]:
    """Whose attendance this person may open besides their own: of their units, or of everybody; by pinyin."""
    units = {grant.unit_id for grant in actor.grants if grant.role in HEADS} - {""}
    everybody = actor.may(Permission.ATTENDANCE_ALL)
    if not (everybody or units):
        return []
    rows = Staff.select().where(active_on(today) & (Staff.id.is_null(False) if everybody else Staff.unit_id.in_(units)))
    names = {unit.id: unit.name for unit in Unit.select(Unit.id, Unit.name)}
    return [Person(row.number, row.name, row.initials.split(" ")[0], names.get(row.unit_id or "", ""))
            for row in rows.order_by(Staff.name_key, Staff.number).limit(MOST_PEOPLE)]


def collected_of(staff_id: str, today: date) -> list[Collected]:
    """The devices on which somebody has a number today, by name, each with how far it is collected without a gap up to its end."""
    spans: dict[str, list[tuple[int, int]]] = {}
    names: dict[str, str] = {}
    for device_id, name, since, until in _COLLECTED.columns(staff_id, today, today):
        names[device_id] = name
        if since is not None:
            spans.setdefault(device_id, []).append((since, until))
    return [Collected(name, _moment(max(until for _, until in spans[device_id])) if device_id in spans else None)
            for device_id, name in sorted(names.items(), key=lambda item: item[1])]


def _moment(second: int) -> datetime:
    return datetime.combine(day_of(second), datetime.min.time()) + timedelta(seconds=second % DAY_SECONDS)


_COLLECTED = Prepared(PinMap, lambda staff_id, day, same_day: PinMap.select(
    PinMap.device_id, Device.name, Coverage.since, Coverage.until).join(Device, on=(Device.id == PinMap.device_id)).join(
    Coverage, JOIN.LEFT_OUTER, on=(Coverage.device_id == PinMap.device_id)).where(
    (PinMap.staff_id == staff_id) & (PinMap.valid_from <= day) & (PinMap.valid_to.is_null() | (PinMap.valid_to >= same_day))))
