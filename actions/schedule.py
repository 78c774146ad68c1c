"""Work schedules as kept: what holds for whom, and adding, changing and ending versions and single-day differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import FormStamp, add, change, check_version, find, node, once, remove, rows_by_id, transaction
from actions.kept import kept
from actions.prepared import Prepared
from models import Schedule, ScheduleDay, Staff, Unit
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.leave import Session
from rules.people import Actor, Permission
from rules.schedule import (
    HOUR_FIELDS,
    Difference,
    Hours,
    Person,
    Scope,
    Timetable,
    Version,
    check_versions,
    read_hours,
)


@kept(8)
def timetable(start: date, end: date) -> Timetable:
    """Every version and single-day difference of this centre that touches a span of days (inclusive), in two queries."""
    centre = node().centre
    return Timetable(map(version_of, _VERSIONS.rows(centre, start, end)), map(_difference_of, _DIFFERENCES.rows(centre, start, end)))


_VERSIONS = Prepared(Schedule, lambda centre, start, end: Schedule.select().where(
    (Schedule.centre == centre) & (Schedule.valid_from <= end) & (Schedule.valid_to.is_null() | (Schedule.valid_to >= start))))
_DIFFERENCES = Prepared(ScheduleDay, lambda centre, start, end: ScheduleDay.select().where(
    (ScheduleDay.centre == centre) & ScheduleDay.day.between(start, end)))


def sessions_of(staff: Staff, day: date) -> list[Session]:
    """Morning and afternoon of a person on a day, whether or not the calendar has them worked. Raises InvalidInput (no_schedule)."""
    return list(timetable(day, day).sessions(person_of(staff), day))


def sessions_between(staff: Staff, start: date, end: date) -> dict[date, list[Session]]:
    """sessions_of for every day of a span (inclusive)."""
    return {day: sessions for (_, day), sessions in sessions_for([staff], start, end).items()}


def sessions_for(people: Iterable[Staff], start: date, end: date) -> dict[tuple[str, date], list[Session]]:
    """(staff id, day) -> sessions for many people and every day of a span (inclusive): loaded once, judged in memory."""
    table, everybody = timetable(start, end), [person_of(staff) for staff in people]
    days = [date.fromordinal(number) for number in range(start.toordinal(), end.toordinal() + 1)]
    return {(person.staff_id, day): list(table.sessions(person, day)) for person in everybody for day in days}


def person_of(staff: Staff) -> Person:
    """What a schedule asks about somebody."""
    return Person(staff.id, staff.post, staff.unit_id or "")


def version_of(row: Schedule) -> Version:
    """The version a row holds."""
    return Version(row.id, Scope(row.scope), row.scope_id, row.weekdays, row.valid_from, row.valid_to, hours_of(row))


def hours_of(row: Schedule | ScheduleDay) -> Hours:
    """The hours a row holds."""
    return read_hours({name: getattr(row, name) for name in HOUR_FIELDS})


def _difference_of(row: ScheduleDay) -> Difference:
    return Difference(row.id, Scope(row.scope), row.scope_id, row.day, hours_of(row))


@dataclass(frozen=True)
class ScheduleDraft:
    """What the form of a version asks for; hours: HH:MM by the names of HOUR_FIELDS."""

    name: str
    weekdays: str
    valid_from: date
    valid_to: date | None
    hours: Mapping[str, str]


@dataclass(frozen=True)
class Target:
    """For whom something holds. key: unit id, post or staff number, "" for the centre; name: what the screen shows."""

    scope: Scope
    key: str = ""
    name: str = ""


@dataclass(frozen=True)
class ScheduleLine:
    """One version on the page. state: now, coming or ended."""

    row: Schedule
    target: Target
    state: str


@dataclass(frozen=True)
class DayLine:
    """One single-day difference on the page."""

    row: ScheduleDay
    target: Target


@dataclass(frozen=True)
class Holding:
    """What holds for a person on a day and why: the version, or the difference of that day."""

    staff: Staff
    day: date
    line: ScheduleLine | DayLine


def schedule_lines(today: date) -> list[ScheduleLine]:
    """Every version, the widest scope first, in each the latest first."""
    rows = list(Schedule.select().where(Schedule.centre == node().centre).order_by(Schedule.valid_from.desc(), Schedule.weekdays))
    targets = _targets(rows)
    lines = [ScheduleLine(row, targets[row.scope, row.scope_id], _state(row, today)) for row in rows]
    return sorted(lines, key=lambda line: (-list(Scope).index(line.target.scope), line.target.name))


def day_lines(since: date) -> list[DayLine]:
    """Single-day differences from a day on, by date."""
    rows = list(ScheduleDay.select().where((ScheduleDay.centre == node().centre) & (ScheduleDay.day >= since)).order_by(ScheduleDay.day))
    targets = _targets(rows)
    return [DayLine(row, targets[row.scope, row.scope_id]) for row in rows]


def holding_for(actor: Actor, number: str, day: date) -> Holding:
    """What holds for a person, by staff number, on a day. Raises NotAllowed for others without leave to see people; InvalidInput."""
    staff = _staff_of(number, "number")
    if staff.id != actor.staff_id and not (actor.may(Permission.STAFF_SEE) or actor.may(Permission.SCHEDULE_EDIT)):
        raise NotAllowed("schedule of others")
    found = timetable(day, day).holding(person_of(staff), day)
    if isinstance(found, Version):
        return Holding(staff, day, find_version(found.id))
    difference = find(ScheduleDay, found.id)
    return Holding(staff, day, DayLine(difference, _targets([difference])[difference.scope, difference.scope_id]))


def find_version(schedule_id: str) -> ScheduleLine:
    """One version. Raises NotFound."""
    row = find(Schedule, schedule_id)
    return ScheduleLine(row, _targets([row])[row.scope, row.scope_id], "")


def add_schedule(actor: Actor, target: Target, draft: ScheduleDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """A new version for a target; returns its id. Raises NotAllowed, KeyReused; InvalidInput (rules.schedule.check_versions,
    read_hours; nobody_has_number, unit_unknown, nobody_has_post).
    """
    _check_editor(actor)

    def make() -> str:
        row = Schedule(scope=target.scope, scope_id=scope_id_of(target))
        _fill(row, draft)
        return str(add(row, actor, "schedule.add", now).id)

    return once(actor, stamp, now, make)


def change_schedule(actor: Actor, schedule_id: str, draft: ScheduleDraft, version: int, now: datetime) -> Schedule:
    """Correct or end a version; its scope stays. Raises NotAllowed, NotFound, OutOfDate; InvalidInput as add_schedule."""
    _check_editor(actor)
    with transaction():
        row = find(Schedule, schedule_id)
        row.version = version
        _fill(row, draft)
        return change(row, actor, "schedule.change", now)


def remove_schedule(actor: Actor, schedule_id: str, version: int, now: datetime) -> None:
    """Take back a version that has not begun. Raises NotAllowed, NotFound, OutOfDate; InvalidInput (schedule_begun)."""
    _check_editor(actor)
    with transaction():
        row = find(Schedule, schedule_id)
        check_version(row, version)
        if row.valid_from <= now.date():
            raise InvalidInput(Problem("", "schedule_begun"))
        remove(row, actor, "schedule.remove", now)


def add_difference(actor: Actor, target: Target, day: date, hours: Mapping[str, str], reason: str, now: datetime,
                   stamp: FormStamp | None = None) -> str:
    """Other hours on one day, with the reason; returns the id. Raises NotAllowed, KeyReused; InvalidInput (required,
    difference_exists, and as add_schedule).
    """
    _check_editor(actor)

    def make() -> str:
        read_hours(hours)
        if not reason.strip():
            raise InvalidInput(Problem("reason", "required"))
        row = ScheduleDay(scope=target.scope, scope_id=scope_id_of(target), day=day, reason=reason.strip(), **hours)
        if ScheduleDay.select().where((ScheduleDay.centre == node().centre) & (ScheduleDay.day == day)
                                      & (ScheduleDay.scope == row.scope) & (ScheduleDay.scope_id == row.scope_id)).exists():
            raise InvalidInput(Problem("day", "difference_exists"))
        return str(add(row, actor, "schedule.day", now, row.reason).id)

    return once(actor, stamp, now, make)


def remove_difference(actor: Actor, difference_id: str, version: int, now: datetime) -> None:
    """Take back a single-day difference. Raises NotAllowed, NotFound, OutOfDate."""
    _check_editor(actor)
    with transaction():
        row = find(ScheduleDay, difference_id)
        check_version(row, version)
        remove(row, actor, "schedule.day_remove", now)


def _fill(row: Schedule, draft: ScheduleDraft) -> None:
    """Put a checked draft into the row; the row's id is not among the others it is checked against."""
    read_hours(draft.hours)
    row.name, row.weekdays = draft.name, "".join(sorted(set(draft.weekdays)))
    row.valid_from, row.valid_to = draft.valid_from, draft.valid_to
    for name in HOUR_FIELDS:
        setattr(row, name, draft.hours[name].strip())
    others = Schedule.select().where((Schedule.centre == node().centre) & (Schedule.id != row.id))
    check_versions(version_of(row), map(version_of, others))


def scope_id_of(target: Target) -> str:
    """The id under which rows of a target are kept. Raises InvalidInput: nobody_has_number, choice (unit), nobody_has_post."""
    if target.scope is Scope.STAFF:
        return str(_staff_of(target.key, "number").id)
    if target.scope is Scope.UNIT and not Unit.select().where(Unit.id == target.key).exists():
        raise InvalidInput(Problem("unit", "choice"))
    if target.scope is Scope.POST and not (target.key and Staff.select().where(Staff.post == target.key).exists()):
        raise InvalidInput(Problem("post", "nobody_has_post"))
    return target.key if target.scope is not Scope.CENTRE else ""


def _staff_of(number: str, field: str) -> Staff:
    staff: Staff | None = Staff.get_or_none((Staff.number == number.strip()) & (Staff.centre == node().centre))
    if staff is None:
        raise InvalidInput(Problem(field, "nobody_has_number"))
    return staff


def _targets(rows: Sequence[Schedule | ScheduleDay]) -> dict[tuple[str, str], Target]:
    """(scope, scope id) -> the target with its name, in two queries."""
    units = rows_by_id(Unit, [row.scope_id for row in rows if row.scope == Scope.UNIT])
    people = rows_by_id(Staff, [row.scope_id for row in rows if row.scope == Scope.STAFF])
    found = {}
    for row in rows:
        name = row.scope_id
        if row.scope_id in units:
            name = units[row.scope_id].name
        if row.scope_id in people:
            name = people[row.scope_id].name
        found[row.scope, row.scope_id] = Target(Scope(row.scope), row.scope_id, name)
    return found


def _state(row: Schedule, today: date) -> str:
    if row.valid_from > today:
        return "coming"
    return "ended" if row.valid_to and row.valid_to < today else "now"


def _check_editor(actor: Actor) -> None:
    if not actor.may(Permission.SCHEDULE_EDIT):
        raise NotAllowed("schedule")
