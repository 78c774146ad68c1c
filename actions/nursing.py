"""Nursing hours: one standing arrangement of a person, asked for, decided by the head, ended by the day. Source: docs/rules/leave.md 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import FormStamp, add, change, check_version, find, once, rows_by_id, transaction
from actions.leave_rules import type_rule_on
from actions.leave_signers import delegates_of, principals_of, signers
from actions.notices import tell
from actions.prepared import Prepared
from models import NursingArrangement, Staff
from rules.approval import LADDER
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.leave import check_gender
from rules.nursing import Placed, Shift, check_span, minutes_a_day
from rules.people import SYSTEM, Actor

OPEN, HELD = ("pending", "approved"), ("approved", "ended")
LINK = "leave/nursing"


@dataclass(frozen=True)
class NursingDraft:
    """What is asked for. Days are inclusive; the minutes follow from the rule."""

    child_born: date
    children: int
    valid_from: date
    valid_to: date
    placed: Placed


@dataclass(frozen=True)
class NursingLine:
    """An arrangement with its person."""

    row: NursingArrangement
    staff: Staff


def nursing_shift(staff: Staff, day: date) -> Shift | None:
    """What nursing takes from this person's sessions on a day (rules.nursing.shifted applies it); None without an arrangement."""
    return next((Shift(row.minutes, Placed(row.placed)) for row in _HELD_ON.rows(staff.id, day)), None)


_HELD_ON = Prepared(NursingArrangement, lambda staff_id, day: NursingArrangement.select().where(
    (NursingArrangement.staff_id == staff_id) & NursingArrangement.state.in_(HELD) & (NursingArrangement.valid_from <= day)
    & (NursingArrangement.valid_to >= day)))


def ask_nursing(actor: Actor, draft: NursingDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """Ask for one's own arrangement. Returns its id.

    Raises InvalidInput (rules.nursing.check_span, minutes_a_day, not_for_gender, nursing_exists), KeyReused.
    """
    staff, rule = find(Staff, actor.staff_id), type_rule_on("nursing", draft.valid_from)
    check_gender(rule, staff.gender)
    check_span(draft.child_born, draft.valid_from, draft.valid_to, now.date())
    minutes = minutes_a_day(rule, draft.children)

    def make() -> str:
        if _overlapping(staff.id, draft.valid_from, draft.valid_to):
            raise InvalidInput(Problem("valid_from", "nursing_exists"))
        row = add(NursingArrangement(staff_id=staff.id, child_born=draft.child_born, children=draft.children, valid_from=draft.valid_from,
                                     valid_to=draft.valid_to, minutes=minutes, placed=draft.placed.value, state="pending"),
                  actor, "nursing.ask", now)
        people = _deciders(staff, now.date())
        tell([*people, *delegates_of(people, now.date())], "nursing_asked", {"name": staff.name}, LINK, f"nursing_asked:{row.id}", now)
        return row.id

    return once(actor, stamp, now, make)


def _overlapping(staff_id: str, first: date, last: date) -> bool:
    return bool(NursingArrangement.select().where(
        (NursingArrangement.staff_id == staff_id) & NursingArrangement.state.in_((*OPEN, *HELD)) & (NursingArrangement.valid_from <= last)
        & (NursingArrangement.valid_to >= first)).exists())


def _deciders(staff: Staff, day: date) -> list[str]:
    """Ids of who holds the lowest rung that somebody else than the person holds: the head, else the section, else a leader."""
    rungs = ([person.id for person in signers(kind, staff, day)] for kind in LADDER)
    return next(filter(None, rungs), [])


def may_decide(actor: Actor, staff: Staff, day: date) -> bool:
    """By one's own right or for a principal; never for oneself."""
    holders = set(_deciders(staff, day))
    return actor.staff_id != staff.id and (actor.staff_id in holders or bool(holders.intersection(principals_of(actor, day))))


def decide_nursing(actor: Actor, arrangement_id: str, approve: bool, opinion: str, version: int, now: datetime) -> None:
    """Agree to an arrangement or refuse it, with a reason. Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate, InvalidInput."""
    with transaction():
        row = find(NursingArrangement, arrangement_id)
        if not may_decide(actor, find(Staff, row.staff_id), now.date()):
            raise NotAllowed(f"nursing {arrangement_id}")
        if row.state != "pending":
            raise AlreadyDecided(f"nursing {arrangement_id}", row.state)
        check_version(row, version)
        if not approve and not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        row.state, row.decided_by, row.opinion = "approved" if approve else "rejected", actor.staff_id, opinion.strip()
        change(row, actor, "nursing.decide", now)
        tell([row.staff_id], f"nursing_{row.state}", {}, LINK, f"nursing_decided:{row.id}", now)


def end_nursing(actor: Actor, arrangement_id: str, last_day: date, version: int, now: datetime) -> None:
    """End one's own arrangement on a day from today on; one that has not begun or waits is withdrawn, whatever the day.

    Raises NotFound, AlreadyDecided, OutOfDate, InvalidInput (last_day, nursing_last_day).
    """
    with transaction():
        row = find(NursingArrangement, arrangement_id)
        if row.staff_id != actor.staff_id:
            raise NotFound(f"nursing {arrangement_id}")
        if row.state not in OPEN:
            raise AlreadyDecided(f"nursing {arrangement_id}", row.state)
        check_version(row, version, valid_to=last_day)
        if row.state == "pending" or row.valid_from > now.date():
            row.state = "withdrawn"
        elif not now.date() <= last_day <= row.valid_to:
            raise InvalidInput(Problem("last_day", "nursing_last_day", {"first": now.date(), "last": row.valid_to}))
        else:
            row.valid_to = last_day
        change(row, actor, "nursing.end", now)


def end_what_is_over(now: datetime) -> int:
    """The job: arrangements whose last day has passed end. Returns how many; safe to repeat."""
    with transaction():
        over = list(NursingArrangement.select().where(NursingArrangement.state.in_(OPEN) & (NursingArrangement.valid_to < now.date())))
        for row in over:
            row.state = "ended" if row.state == "approved" else "withdrawn"
            change(row, SYSTEM, "nursing.over", now)
    return len(over)


def own_arrangements(actor: Actor) -> list[NursingArrangement]:
    """One's own, the newest first."""
    return list(NursingArrangement.select().where(NursingArrangement.staff_id == actor.staff_id)
                .order_by(NursingArrangement.valid_from.desc(), NursingArrangement.id.desc()))


_PENDING = Prepared(NursingArrangement, lambda: NursingArrangement.select().where(NursingArrangement.state == "pending").order_by(
    NursingArrangement.id))


def nursing_to_decide(actor: Actor, day: date) -> list[NursingLine]:
    """What waits for this person, oldest first."""
    rows = _PENDING.rows()
    people = rows_by_id(Staff, [row.staff_id for row in rows])
    return [NursingLine(row, people[row.staff_id]) for row in rows if may_decide(actor, people[row.staff_id], day)]
