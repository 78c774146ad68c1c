"""Figures of the hotline in a period, of what somebody may know of: whoever is named in a complaint counts it nowhere.

Source: docs/rules/complaint_sums.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.changes import note_act, transaction
from actions.complaint_book import OPEN
from actions.complaint_rights import visible_to
from actions.kept import kept
from clock import STATION_ZONE
from models import COMPLAINT_DUE, Complaint, ComplaintAct
from rules.complaint import State
from rules.complaint_course import CALL_BACKS, Event
from rules.complaint_sums import Fact, Figures, Period, figures_of, grouped
from rules.errors import NotAllowed
from rules.people import Actor, Permission

AT_ONCE = 500
REFUSALS = frozenset({Event.REFUSE.value})
SENDINGS = frozenset({Event.TRANSFER.value, Event.DISCIPLINE.value})
TOLD = tuple(event.value for event in (*CALL_BACKS, Event.REFUSE, Event.TRANSFER, Event.DISCIPLINE))
READ = (Complaint.id, Complaint.kind, Complaint.category, Complaint.channel, Complaint.unit_id, Complaint.handler_unit, Complaint.track,
        Complaint.state, Complaint.due, Complaint.received_at, Complaint.accepted_at, Complaint.answered_at, Complaint.closed_at,
        Complaint.late, Complaint.wants_reply, Complaint.anonymous, Complaint.round)

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
    rows: dict[str, Any] = {}
    for condition in (*in_it, *over, *_of(acts)):
        rows |= {row.id: row for row in Complaint.select(*READ).where(seen & condition)}
    called = _reached(rows)
    return [_fact(row, acts.get(row.id, Counter()), (since, until), ended, row.id in called) for row in rows.values()]


def _fact(row: Any, acts: Mapping[tuple[str, int], int], between: tuple[datetime, datetime], ended: date, called: bool) -> Fact:
    closed = _is_in(row.closed_at, between) and row.track != "" and row.answered_at is not None
    done = {act: sum(count for (name, _), count in acts.items() if name == act) for act in TOLD}
    owed = closed and bool(row.wants_reply) and not row.anonymous
    return Fact(
        row.id, row.kind, row.category, row.channel, row.unit_id, row.handler_unit, received=_is_in(row.received_at, between),
        at_once=row.track == "" and _is_in(row.received_at, between), accepted=_is_in(row.accepted_at, between),
        refused=any(done[act] for act in REFUSALS), sent_on=any(done[act] for act in SENDINGS), closed=closed,
        late=closed and bool(row.late), overdue=_is_overdue(row, ended), days=(row.answered_at - row.received_at).days if closed else 0,
        call_owed=owed, called=owed and called, satisfied=done[Event.SATISFIED.value], dissatisfied=done[Event.DISSATISFIED.value],
        unreached=done[Event.UNREACHED.value],
        rounds=sum(count for (name, number), count in acts.items() if name == Event.DISSATISFIED.value and row.round > number))


def _is_overdue(row: Any, ended: date) -> bool:
    """Was it due and without an answer when the day ended? A clock that stands still is not overdue."""
    over = row.answered_at or row.closed_at
    return bool(row.due and row.due <= ended and row.received_at.date() <= ended and row.state != State.PAUSED.value
                and (over is None or over.date() > ended))


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


def _reached(rows: Mapping[str, Any]) -> set[str]:
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


def _is_in(moment: datetime | None, between: tuple[datetime, datetime]) -> bool:
    return moment is not None and between[0] <= moment < between[1]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STATION_ZONE)
