"""Duty outside hours: claimed by a person or proposed from the noon roster, approved by another, and then a pot of 调休 that ends.

Who decides sees the punches of the day. Source: docs/rules/leave.md 7.5.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from actions.calendar import calendar_between
from actions.changes import FormStamp, add, change, find, once, rows_by_id, transaction
from actions.leave_ledger import grant
from actions.leave_rules import type_rule_on
from actions.notices import tell
from actions.people import holders
from actions.prepared import Prepared
from models import DutyHours, NoonDuty, Staff, Verdict
from rules.attendance import Code
from rules.entitlement import comp_expiry
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor, Role
from rules.schedule import minute_of

LINK = "leave/duty-hours"
SHOWN = 100
PROPOSED_DAYS = 31
AT_WORK = sorted(code.value for code in (Code.NORMAL, Code.CORRECTED, Code.LATE, Code.EARLY, Code.LATE_EARLY, Code.MISSING_IN,
                                         Code.MISSING_OUT, Code.DUTY))
"""Verdicts of half-days on which somebody was at the centre."""


@dataclass(frozen=True)
class DutyLine:
    """One claim with the people of it. decider: None while it waits; punches: of the day, seconds from midnight, as they were judged."""

    duty: DutyHours
    staff: Staff
    decider: Staff | None
    punches: tuple[int, ...] = ()


def claim_duty(actor: Actor, day: date, minutes: int, reason: str, now: datetime, stamp: FormStamp | None = None,
               kind: str = "other") -> str:
    """Ask that duty done outside hours be counted for 调休; one claim a day and kind (tables.leave.DUTY_KINDS), a refused one again.
    Returns the id.

    Raises InvalidInput, KeyReused, CalendarMissing.
    """
    problems = [Problem("reason", "required")] if not reason.strip() else []
    problems += [Problem("hours", "duty_hours_range")] if not 0 < minutes <= 24 * 60 else []
    problems += [Problem("day", "in_the_future")] if day > now.date() else []
    if problems:
        raise InvalidInput(*problems)
    calendar_between(day, day).day(day)  # a day so far away that nobody knows it is refused

    def make() -> str:
        row: DutyHours | None = DutyHours.get_or_none(
            (DutyHours.staff_id == actor.staff_id) & (DutyHours.day == day) & (DutyHours.kind == kind))
        if row is None:
            row = add(DutyHours(staff_id=actor.staff_id, day=day, minutes=minutes, kind=kind, reason=reason.strip(), state="claimed"),
                      actor, "leave.duty.claim", now)
        elif row.state == "rejected":
            row.minutes, row.reason, row.proposed = minutes, reason.strip(), False
            row.state, row.decided_by, row.opinion = "claimed", "", ""
            change(row, actor, "leave.duty.claim", now)
        else:
            raise InvalidInput(Problem("day", "duty_claimed", {"day": day}))
        _tell_deciders(row, find(Staff, actor.staff_id), now)
        return row.id

    return once(actor, stamp, now, make)


def _tell_deciders(duty: DutyHours, staff: Staff, now: datetime) -> None:
    """Tell the lowest who may decide: the heads of the unit, else the section's head, else personnel."""
    ranks = ([person.id for role in roles for person in holders(role, now.date(), staff.unit_id or "-") if person.id != staff.id]
             for roles in (HEADS, (Role.SECTION_HEAD,), (Role.PERSONNEL,)))
    tell(next(filter(None, ranks), []), "duty_claimed", {"name": staff.name, "day": str(duty.day)}, LINK,
         f"duty_claimed:{duty.id}:{duty.version}", now)


def may_decide_duty(actor: Actor, staff: Staff) -> bool:
    """The head of the person's unit, the section's head or personnel; never the person."""
    return actor.staff_id != staff.id and (actor.holds(*HEADS, unit_id=staff.unit_id or "-") or actor.holds(
        Role.SECTION_HEAD, Role.PERSONNEL))


def decide_duty(actor: Actor, duty_id: str, approve: bool, opinion: str, version: int, now: datetime) -> None:
    """Approve claimed duty (it becomes a comp pot that ends after the rule's months) or refuse it, with a reason.

    Raises NotFound, NotAllowed, AlreadyDecided, InvalidInput.
    """
    with transaction():
        duty = find(DutyHours, duty_id)
        if not may_decide_duty(actor, find(Staff, duty.staff_id)):
            raise NotAllowed(f"duty {duty_id}")
        if duty.state != "claimed" or duty.version != version:
            raise AlreadyDecided(f"duty {duty_id}", duty.state)
        if not approve and not opinion.strip():
            raise InvalidInput(Problem("opinion", "required"))
        duty.state, duty.decided_by, duty.opinion = "approved" if approve else "rejected", actor.staff_id, opinion.strip()
        change(duty, actor, "leave.duty.decide", now)
        if approve:
            months = type_rule_on("comp", duty.day).expiry_months
            valid_to = comp_expiry(duty.day, months) if months else None
            grant(actor, duty.staff_id, "comp", duty.minutes, duty.day, valid_to, duty.reason, f"duty:{duty.id}", now)
        tell([duty.staff_id], f"duty_{duty.state}", {"day": str(duty.day)}, LINK, f"duty_decided:{duty.id}:{duty.version}", now)


def propose_noon(actor: Actor, now: datetime) -> int:
    """Claim the noon duties of the last month that were kept, for the people this person decides about; each once.

    Kept: the person stood on the roster and was at work that day. What is proposed is decided like any claim. Returns how many are new.
    """
    with transaction():
        first, last = now.date() - timedelta(days=PROPOSED_DAYS), now.date() - timedelta(days=1)
        rows = _ROSTER.rows(first, last)
        people = rows_by_id(Staff, [row.staff_id for row in rows])
        present = {(staff_id, day) for staff_id, day in _PRESENT.columns(first, last)}
        claimed = {(staff_id, day) for staff_id, day in _NOON_CLAIMED.columns(first, last)}
        kept = [row for row in rows if row.staff_id in people and may_decide_duty(actor, people[row.staff_id])
                and (row.staff_id, str(row.day)) in present - claimed]
        for row in kept:
            minutes = minute_of(row.end, "end") - minute_of(row.start, "start")
            add(DutyHours(staff_id=row.staff_id, day=row.day, minutes=minutes, kind="noon", proposed=True, reason=f"{row.start}-{row.end}",
                          state="claimed"), actor, "leave.duty.propose", now)
        return len(kept)


_ROSTER = Prepared(NoonDuty, lambda first, last: NoonDuty.select().where(NoonDuty.day.between(first, last)).order_by(NoonDuty.day))
_PRESENT = Prepared(Verdict, lambda first, last: Verdict.select(Verdict.staff_id, Verdict.day).where(
    Verdict.day.between(first, last) & Verdict.code.in_(AT_WORK)).distinct())
_NOON_CLAIMED = Prepared(DutyHours, lambda first, last: DutyHours.select(DutyHours.staff_id, DutyHours.day).where(
    (DutyHours.kind == "noon") & DutyHours.day.between(first, last)))


def own_duty(actor: Actor) -> list[DutyLine]:
    """One's own claims, newest day first."""
    return _lines(list(DutyHours.select().where(DutyHours.staff_id == actor.staff_id).order_by(DutyHours.day.desc()).limit(SHOWN)))


def duty_to_decide(actor: Actor) -> list[DutyLine]:
    """Claims that wait for the actor, oldest first."""
    waiting = [line for line in _lines(_CLAIMED.rows()) if may_decide_duty(actor, line.staff)]
    punches = _punches([line.duty for line in waiting])
    return [replace(line, punches=punches.get((line.duty.staff_id, line.duty.day), ())) for line in waiting]


def _punches(claims: list[DutyHours]) -> dict[tuple[str, date], tuple[int, ...]]:
    """(person, day) -> the punches of the day, from what its verdicts cite."""
    if not claims:
        return {}
    rows: Any = Verdict.select(Verdict.staff_id, Verdict.day, Verdict.facts).where(
        Verdict.staff_id.in_({row.staff_id for row in claims}) & Verdict.day.in_({row.day for row in claims})).tuples()
    found: dict[tuple[str, date], list[int]] = {}
    for staff_id, day, text in rows:
        facts = json.loads(text)
        found.setdefault((staff_id, day), []).extend([one[1] for one in facts["used"]] + [one[0] for one in facts["unused"]])
    return {key: tuple(sorted(moments)) for key, moments in found.items()}


_CLAIMED = Prepared(DutyHours, lambda: DutyHours.select().where(DutyHours.state == "claimed").order_by(DutyHours.day))


def _lines(rows: list[DutyHours]) -> list[DutyLine]:
    people = rows_by_id(Staff, [person for row in rows for person in (row.staff_id, row.decided_by) if person])
    return [DutyLine(row, people[row.staff_id], people.get(row.decided_by)) for row in rows]
