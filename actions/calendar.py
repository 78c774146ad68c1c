"""The holiday calendar as kept: reading a span of it, taking in a year's document, editing a day, naming missing years."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL, fn

from actions.changes import FormStamp, add_many, change, node, once, remove_many, transaction
from actions.kept import kept
from actions.notices import tell
from actions.people import holders
from actions.prepared import Prepared
from actions.sheets import read_sheet
from models import CalendarDay, LeaveCell, LeaveRequest, NodeSelf, Staff
from rules.calendar import Calendar, Day, DayKind, Half, plain_year
from rules.calendar_document import Document, Merge, Standing, document_of_json, document_of_lines, merge
from rules.errors import CalendarMissing, InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission, Role
from settings import Settings

BY_HAND = "hand"
MOST_BYTES = 1024 * 1024
NOVEMBER = 11
TOLD = (Role.PERSONNEL, Role.ATTENDANCE_CLERK, Role.SYSTEM_ADMIN)


@dataclass(frozen=True)
class CountedBefore:
    """A half-day of active leave counted before the day was changed: counted then, worked: as the calendar has it now."""

    number: str
    staff_name: str
    day: date
    half: Half
    type_code: str
    counted: bool
    worked: bool


def day_or_none(day: date) -> Day | None:
    """The calendar's day, or None when nobody has entered that year."""
    return next(iter(_days(day, day)), None)


def calendar_between(start: date, end: date) -> Calendar:
    """The calendar of a span of days (inclusive). Days nobody entered are missing and raise when asked for."""
    return Calendar(_days(start, end))


@kept(8)
def _days(start: date, end: date) -> list[Day]:
    """This centre's days of a span: one query, tuples only."""
    return [Day(date.fromisoformat(day), DayKind(kind), name, source, version)
            for day, kind, name, source, version in _SPAN.columns(start, end)]


def _own_between(start: str, end: str) -> Any:
    return (CalendarDay.centre == NodeSelf.select(NodeSelf.centre)) & CalendarDay.day.between(start, end)


_SPAN = Prepared(CalendarDay, lambda start, end: CalendarDay.select(
    CalendarDay.day, CalendarDay.kind, CalendarDay.name, CalendarDay.source, CalendarDay.version).where(_own_between(start, end)))
_COUNT = Prepared(CalendarDay, lambda start, end: CalendarDay.select(fn.COUNT(CalendarDay.id)).where(
    _own_between(start, end)))


def year_days(year: int) -> list[CalendarDay]:
    """This centre's rows of a year, by date; fewer than all when the year is missing."""
    return _rows(date(year, 1, 1), date(year, 12, 31))


def calendar_day(day: date) -> CalendarDay:
    """The row of a day. Raises CalendarMissing when its year is not there."""
    rows = _rows(day, day)
    if not rows:
        raise CalendarMissing(day.year, "day")
    return rows[0]


def known_years() -> list[int]:
    """The years that are complete, in order."""
    year = fn.SUBSTR(CalendarDay.day, SQL("1"), SQL("4")).coerce(False)
    own = CalendarDay.centre == NodeSelf.select(NodeSelf.centre)
    counted: Any = CalendarDay.select(year, fn.COUNT(CalendarDay.id)).where(own).group_by(year).order_by(year).tuples()
    return [int(text) for text, days in counted if days == len(plain_year(int(text), ()))]


@kept(8)
def is_known(year: int) -> bool:
    """Is every day of the year there?"""
    [(days,)] = _COUNT.columns(date(year, 1, 1), date(year, 12, 31))
    return bool(days == (date(year, 12, 31) - date(year, 1, 1)).days + 1)


def missing_years(today: date) -> list[int]:
    """The years needed soon that are not complete: this one, and from 1 November the next."""
    needed = [today.year, today.year + 1] if today.month >= NOVEMBER else [today.year]
    return [year for year in needed if not is_known(year)]


def import_calendar(actor: Actor, content: bytes, file_name: str, dry_run: bool, now: datetime,
                    stamp: FormStamp | None = None) -> tuple[Document, Merge]:
    """Take in a year's document, or with dry_run only say what that would change. content: holiday-cn JSON, csv or xlsx.

    The year is filled whole; the same document again changes nothing. Leave already counted keeps its count; the audit names it.
    Raises NotAllowed, KeyReused; InvalidInput with every fault of the file.
    """
    _check_editor(actor)
    document = _read(content, file_name)
    if dry_run:
        return document, _merged(document)
    with transaction():
        found = _merged(document)
        once(actor, stamp, now, lambda: _write(actor, document.year, found, file_name, now))
    return document, found


def edit_day(actor: Actor, day: date, kind: DayKind, name: str, reason: str, version: int, now: datetime) -> CalendarDay:
    """Change one day by hand, with the reason; later imports leave it so.

    Raises NotAllowed, CalendarMissing, OutOfDate; InvalidInput "required" (reason).
    """
    _check_editor(actor)
    if not reason.strip():
        raise InvalidInput(Problem("reason", "required"))
    with transaction():
        row = calendar_day(day)
        row.kind, row.name, row.reason, row.source, row.version = kind, name.strip(), reason.strip(), BY_HAND, version
        return change(row, actor, "calendar.edit", now, _note(reason.strip(), [day]))


def counted_before(start: date, end: date) -> list[CountedBefore]:
    """Half-days of active leave in a span (inclusive) that were counted before their day was changed, by date and person.

    They keep the count they were approved with until somebody corrects them by hand.
    """
    own = CalendarDay.centre == NodeSelf.select(NodeSelf.centre)
    rows: Any = (LeaveCell.select(LeaveRequest.number, Staff.name, LeaveCell.day, LeaveCell.half, LeaveRequest.type_code,
                                  LeaveCell.counts, CalendarDay.kind)
            .join(CalendarDay, on=(CalendarDay.day == LeaveCell.day) & own & (CalendarDay.updated_at > LeaveCell.created_at))
            .join_from(LeaveCell, LeaveRequest, on=(LeaveRequest.id == LeaveCell.request_id))
            .join_from(LeaveCell, Staff, on=(Staff.id == LeaveCell.staff_id))
            .where(LeaveCell.day.between(start, end)).order_by(LeaveCell.day, Staff.number, LeaveCell.half).tuples())
    return [CountedBefore(number or "", name, day, Half(half), code, counts, Day(day, DayKind(kind)).works(Half(half)))
            for number, name, day, half, code, counts, kind in rows]


def remind_calendar(_settings: Settings, now: datetime) -> dict[str, int]:
    """Tell personnel, attendance clerks and system administrators once a week of each missing year; returns year -> newly told."""
    everybody = [staff.id for role in TOLD for staff in holders(role, now.date())]
    return {str(year): tell(everybody, "calendar_missing", {"year": year}, f"/calendar/{year}",
                            f"calendar_missing:{year}:{now:%G-W%V}", now) for year in missing_years(now)}


def _read(content: bytes, file_name: str) -> Document:
    if len(content) > MOST_BYTES:
        raise InvalidInput(Problem("file", "not_a_calendar"))
    if content.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"{", b"[")):
        return document_of_json(content, file_name)
    return document_of_lines(read_sheet(content), file_name)


def _rows(start: date, end: date) -> list[CalendarDay]:
    return list(CalendarDay.select().where((CalendarDay.centre == node().centre) & CalendarDay.day.between(start, end))
                .order_by(CalendarDay.day))


def _standing(row: CalendarDay) -> Standing:
    return Standing(Day(row.day, DayKind(row.kind), row.name, row.source), row.document_year, bool(row.reason))


def _merged(document: Document) -> Merge:
    rows = _rows(date(document.year - 1, 1, 1), date(document.year + 1, 12, 31))
    return merge(document, {row.day: _standing(row) for row in rows})


def _write(actor: Actor, year: int, found: Merge, file_name: str, now: datetime) -> str:
    days = [*(new.day.date for new in found.put), *found.removed]
    rows = {row.day: row for row in _rows(min(days), max(days))} if days else {}
    note = _note(file_name, days)
    for new in found.put:
        if new.day.date in rows:
            row = rows[new.day.date]
            row.kind, row.name, row.source, row.document_year = new.day.kind, new.day.name, new.day.source, new.document_year
            change(row, actor, "calendar.import", now, note)
    add_many([CalendarDay(day=new.day.date, kind=new.day.kind, name=new.day.name, source=new.day.source,
                          document_year=new.document_year) for new in found.put if new.day.date not in rows],
             actor, "calendar.import", now, note)
    remove_many([rows[on] for on in found.removed], actor, "calendar.import", now, note)
    return str(year)


def requests_on(days: Iterable[date]) -> list[str]:
    """Numbers of the active leave requests that hold some half of the days, in order."""
    held: Any = (LeaveRequest.select(LeaveRequest.number).join(LeaveCell, on=(LeaveCell.request_id == LeaveRequest.id))
                 .where(LeaveCell.day.in_(list(days))).distinct().order_by(LeaveRequest.number).tuples())
    return [number or "" for (number,) in held]


def _note(reason: str, days: Iterable[date]) -> str:
    """The reason, and the numbers of active leave requests on the days: they keep their count."""
    numbers = requests_on(days)
    return f"{reason}; leave keeps its count: {', '.join(numbers)}" if numbers else reason


def _check_editor(actor: Actor) -> None:
    if not actor.may(Permission.CALENDAR_EDIT):
        raise NotAllowed("calendar")
