"""Figures of the hotline in a period, of what somebody may know of: whoever is named in a complaint counts it nowhere.

Source: docs/rules/complaint_sums.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from actions.changes import note_act, transaction
from actions.complaint_book import OPEN
from actions.complaint_rights import visible_to
from actions.kept import kept
from clock import STATION_ZONE
from models import COMPLAINT_DUE, Complaint, ComplaintAct, database
from rules.complaint import State
from rules.complaint_course import CALL_BACKS, Event
from rules.complaint_sums import Fact, Figures, Period, figures_of, grouped
from rules.errors import NotAllowed
from rules.people import Actor, Permission

AT_ONCE = 500
DAY = len("2026-03-02")
REFUSALS = frozenset({Event.REFUSE.value})
SENDINGS = frozenset({Event.TRANSFER.value, Event.DISCIPLINE.value})
TOLD = tuple(event.value for event in (*CALL_BACKS, Event.REFUSE, Event.TRANSFER, Event.DISCIPLINE))
NO_ACTS: Mapping[tuple[str, int], int] = {}
NOTHING: Mapping[str, int] = Counter()


class _Read(NamedTuple):
    """What is read of a complaint, as the database keeps it: days and moments as text, whose order is that of time."""

    id: str
    kind: str
    category: str
    channel: str
    unit_id: str
    handler_unit: str
    track: str
    state: str
    due: str | None
    received_at: str
    accepted_at: str | None
    answered_at: str | None
    closed_at: str | None
    late: int
    wants_reply: int
    anonymous: int
    round: int


READ = tuple(getattr(Complaint, name) for name in _Read._fields)
Facts = Sequence[Fact]


@dataclass(frozen=True)
class Compared:
    """A period beside the one before and the same a year before."""

    period: Period
    facts: Facts
    before: Facts
    year_before: Facts

    @property
    def sums(self) -> tuple[Figures, Figures, Figures]:
        """The figures of the three."""
        return figures_of(self.facts), figures_of(self.before), figures_of(self.year_before)

    def by(self, name: str) -> dict[str, Figures]:
        """The period's figures by a word of its facts, as category."""
        return grouped(self.facts, lambda fact: str(getattr(fact, name)))


@kept(16)
def compared(actor: Actor, period: Period, today: date) -> Compared:
    """The figures of a period with what they are compared with. Raises NotAllowed."""
    if not actor.may(Permission.COMPLAINT_ALL):
        raise NotAllowed("complaint figures")
    return Compared(period, *(facts_in(actor, one, today) for one in (period, period.before, period.year_before)))


def note_taken(actor: Actor, period: Period, form: str, now: datetime) -> None:
    """Note in the audit that figures left the program as a file."""
    with transaction():
        note_act(actor, f"complaint.{form}", now, "complaint", "", f"{period.first} {period.last}")


def facts_in(actor: Actor, period: Period, today: date) -> list[Fact]:
    """What happened in a period with each complaint this person may know of."""
    since, until = _midnight(period.first), _midnight(period.last + timedelta(days=1))
    ended = min(period.last, today - timedelta(days=1))
    acts = _acts(since, until)
    seen = visible_to(actor)
    in_it = [_between(column, since, until) for column in (Complaint.received_at, Complaint.accepted_at, Complaint.closed_at)]
    due = (Complaint.received_at < until) & (ended.isoformat() >= COMPLAINT_DUE)
    over = (OPEN & due, (Complaint.closed_at >= _midnight(ended + timedelta(days=1))) & due)
    rows: dict[str, _Read] = {}
    for condition in (*in_it, *over, *_of(acts)):
        rows |= {row[0]: _Read._make(row) for row in database.execute(Complaint.select(*READ).where(seen & condition)).fetchall()}
    called, span = _reached(rows), (_kept(since), _kept(until))
    return [_fact(row, acts.get(row.id, NO_ACTS), span, ended.isoformat(), row.id in called) for row in rows.values()]


def _fact(row: _Read, acts: Mapping[tuple[str, int], int], span: tuple[str, str], ended: str, called: bool) -> Fact:
    received = _is_in(row.received_at, span)
    closed = row.track != "" and row.answered_at is not None and _is_in(row.closed_at, span)
    done: Mapping[str, int] = _by_act(acts) if acts else NOTHING
    owed = closed and bool(row.wants_reply) and not row.anonymous
    return Fact(
        row.id, row.kind, row.category, row.channel, row.unit_id, row.handler_unit, received=received, at_once=row.track == "" and received,
        accepted=_is_in(row.accepted_at, span), refused=any(done[act] for act in REFUSALS), sent_on=any(done[act] for act in SENDINGS),
        closed=closed, late=closed and bool(row.late), overdue=_is_overdue(row, ended), days=_days(row) if closed else 0,
        call_owed=owed, called=owed and called, satisfied=done[Event.SATISFIED.value], dissatisfied=done[Event.DISSATISFIED.value],
        unreached=done[Event.UNREACHED.value],
        rounds=sum(count for (name, number), count in acts.items() if name == Event.DISSATISFIED.value and row.round > number))


def _by_act(acts: Mapping[tuple[str, int], int]) -> Mapping[str, int]:
    done: Counter[str] = Counter()
    for (act, _), count in acts.items():
        done[act] += count
    return done


def _is_overdue(row: _Read, ended: str) -> bool:
    """Was it due and without an answer when the day ended? A clock that stands still is not overdue."""
    over = row.answered_at or row.closed_at
    return bool(row.due and row.due <= ended and row.received_at[:DAY] <= ended and row.state != State.PAUSED.value
                and (over is None or over[:DAY] > ended))


def _days(row: _Read) -> int:
    """Whole days from receipt to the answer."""
    return (datetime.fromisoformat(str(row.answered_at)) - datetime.fromisoformat(row.received_at)).days


def _acts(since: datetime, until: datetime) -> dict[str, Counter[tuple[str, int]]]:
    """Complaint id -> (act, round) -> how often, in the period."""
    found: dict[str, Counter[tuple[str, int]]] = {}
    asked: Any = ComplaintAct.select(ComplaintAct.complaint_id, ComplaintAct.act, ComplaintAct.round).where(
        _between(ComplaintAct.at, since, until) & ComplaintAct.act.in_(TOLD))
    for complaint_id, act, number in asked.tuples():
        found.setdefault(complaint_id, Counter())[act, number] += 1
    return found


def _of(ids: Iterable[str]) -> list[Any]:
    listed = sorted(ids)
    return [Complaint.id.in_(listed[start:start + AT_ONCE]) for start in range(0, len(listed), AT_ONCE)]


def _reached(rows: Mapping[str, _Read]) -> set[str]:
    """The ids of those whose caller was reached by a call back at some time."""
    closed = [row_id for row_id, row in rows.items() if row.closed_at and row.track]
    reached = ComplaintAct.act.in_((Event.SATISFIED.value, Event.DISSATISFIED.value))
    found: set[str] = set()
    for start in range(0, len(closed), AT_ONCE):
        some = ComplaintAct.complaint_id.in_(closed[start:start + AT_ONCE])
        asked: Any = ComplaintAct.select(ComplaintAct.complaint_id).where(some & reached)
        found.update(complaint_id for (complaint_id,) in asked.tuples())
    return found


def _between(column: Any, since: datetime, until: datetime) -> Any:
    return (column >= since) & (column < until)


def _is_in(moment: str | None, span: tuple[str, str]) -> bool:
    return moment is not None and span[0] <= moment < span[1]


def _kept(moment: datetime) -> str:
    """A moment as the database keeps it."""
    return str(Complaint.received_at.db_value(moment))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STATION_ZONE)
