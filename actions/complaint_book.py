"""投诉台账: the complaints somebody may see, narrowed by what is asked, a page at a time both ways.

Source: docs/rules/complaint_search.md 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any

from peewee import Case, NodeList, fn

from actions.complaint_lists import PAGE_ROWS, Line, lines_of, next_workday
from actions.complaint_rights import visible_to
from actions.complaint_search import EVERY, search
from clock import STATION_ZONE
from models import COMPLAINT_DUE, COMPLAINT_OPEN, Complaint, ComplaintNamed
from rules.complaint import AT_ONCE, Kind, Light, State
from rules.complaint_book import Asked, Mine, Order
from rules.people import Actor

SHOWN_SIGNS, YEAR = 60, 365
LISTED = ("id", "number", "received_at", "kind", "track", "unit_id", "urgent", "confidential", "state", "due", "late", "answered_at",
          "closed_at", "round")
"""The columns of a list; of the content only its beginning is read."""
APART = "~"
WHAT_IS_OPEN = Asked()
OPEN = NodeList((Complaint.state, COMPLAINT_OPEN))


@dataclass(frozen=True)
class Book:
    """A page. after, before: where the pages on both sides begin, "" for none. total: hits of a search, None otherwise; more: there are
    more of them than were counted.
    """

    lines: Sequence[Line]
    after: str = ""
    before: str = ""
    total: int | None = None
    more: bool = False


def complaints_of(actor: Actor, today: date, asked: Asked = WHAT_IS_OPEN, *, after: str = "", before: str = "") -> Book:
    """A page of what this person may see and asks for: the first, the one after a place, or the one before it."""
    narrowed = conditions(actor, asked, today)
    if asked.text:
        found = search(actor, asked.text, today, among=narrowed, after=after, before=before)
        return Book(found.lines, found.after, found.before, found.total, found.more)
    by_due = asked.order == Order.DUE and asked.open_only
    key = COMPLAINT_DUE if by_due else Complaint.received_at
    place, back = _place(before or after), bool(before)
    wanted = Complaint.select(*(getattr(Complaint, name) for name in LISTED), fn.SUBSTR(Complaint.content, 1, SHOWN_SIGNS).alias("content"),
                              key.alias("place")).where(visible_to(actor) & narrowed)
    if place:
        wanted = wanted.where(_beyond(key, place, rising=by_due != back))
    orders = [key, Complaint.id] if by_due != back else [key.desc(), Complaint.id.desc()]
    rows = list(wanted.order_by(*orders).limit(PAGE_ROWS + 1))
    more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS]
    rows = rows[::-1] if back else rows
    ends = [f"{_key_of(row, by_due)}{APART}{row.id}" for row in (rows[:1] + rows[-1:])]
    return Book(lines_of(rows, today), ends[-1] if rows and (more or back) else "",
                ends[0] if rows and (more if back else place) else "")


def conditions(actor: Actor, asked: Asked, today: date) -> Any:
    """Condition: what is asked for, of what may be seen."""
    parts: list[Any] = [OPEN] if asked.open_only else []
    columns = {Complaint.state: asked.state, Complaint.kind: asked.kind, Complaint.track: asked.track, Complaint.category: asked.category,
               Complaint.channel: asked.channel, Complaint.unit_id: asked.unit, Complaint.handler_unit: asked.handler}
    parts += [column == value for column, value in columns.items() if value]
    if asked.since:
        parts.append(Complaint.received_at >= _midnight(asked.since))
    if asked.until:
        parts.append(Complaint.received_at < _midnight(asked.until + timedelta(days=1)))
    if asked.due:
        parts.append(asked.due.isoformat() == COMPLAINT_DUE)
    if asked.mine:
        parts.append((Complaint.logged_by if asked.mine == Mine.LOGGED else Complaint.handler_id) == actor.staff_id)
    if asked.person:
        parts.append(Complaint.id.in_(ComplaintNamed.select(ComplaintNamed.complaint_id).where(ComplaintNamed.staff_id == asked.person)))
    if asked.light:
        parts.append(light_is(Light(asked.light), today))
    return reduce(and_, parts) if parts else EVERY


def light_is(light: Light, today: date) -> Any:
    """Condition: complaints that show this light, as rules.complaint.light_of says."""
    ended = fn.COALESCE(Complaint.answered_at, Complaint.closed_at)
    over = fn.COALESCE(fn.SUBSTR(ended, 1, 10), today.isoformat()) > Complaint.due
    paused = Complaint.state == State.PAUSED.value
    late = (Complaint.late == 1) | (Complaint.due.is_null(False) & ~paused & over)
    if light is Light.RED:
        return late
    idle = Complaint.due.is_null() | ended.is_null(False) | paused
    if light is Light.GREY:
        return ~late & idle
    soon = Complaint.due <= next_workday(today)
    return ~late & ~idle & (soon if light is Light.YELLOW else ~soon)


@dataclass(frozen=True)
class History:
    """What came in of a person or window in the last YEAR days, of what may be seen. complaints: and reports; late: of all."""

    received: int
    complaints: int
    late: int


def history_of(actor: Actor, asked: Asked, today: date) -> History | None:
    """The history of the person or window that is asked for; None where none is."""
    whose = Asked(all=True, person=asked.person, unit=asked.unit, since=today - timedelta(days=YEAR))
    if not (whose.person or whose.unit):
        return None
    grave = Complaint.kind.in_([kind.value for kind in Kind if kind not in AT_ONCE])
    sums = [fn.COUNT(Complaint.id), _count(grave), _count(light_is(Light.RED, today))]
    found: Any = Complaint.select(*sums).where(visible_to(actor) & conditions(actor, whose, today)).tuples().get()
    return History(*(number or 0 for number in found))


def _count(condition: Any) -> Any:
    return fn.SUM(Case(None, [(condition, 1)], 0))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STATION_ZONE)


def _place(text: str) -> tuple[str, str] | None:
    key, _, row_id = text.partition(APART)
    return (key, row_id) if row_id else None


def _beyond(key: Any, place: tuple[str, str], *, rising: bool) -> Any:
    """Condition: what comes after a place, in rising or falling order. The first part lets an index be used."""
    value, row_id = place
    if rising:
        return (key >= value) & ((key > value) | (Complaint.id > row_id))
    return (key <= value) & ((key < value) | (Complaint.id < row_id))


def _key_of(row: Any, by_due: bool) -> str:
    return str(row.place) if by_due else str(Complaint.received_at.db_value(row.received_at))
