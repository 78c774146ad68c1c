"""Duty outside hours: claimed by a person, approved by another, and then a pot of 调休 that ends. Source: docs/rules/leave.md 7.5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import FormStamp, add, change, find, once, rows_by_id, transaction
from actions.leave_ledger import grant
from actions.leave_rules import type_rule_on
from actions.notices import tell
from actions.people import holders
from actions.prepared import Prepared
from models import DutyHours, Staff
from rules.entitlement import comp_expiry
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor, Role

LINK = "leave/duty-hours"
SHOWN = 100


@dataclass(frozen=True)
class DutyLine:
    """One claim with the people of it. decider: None while it waits."""

    duty: DutyHours
    staff: Staff
    decider: Staff | None


def claim_duty(actor: Actor, day: date, minutes: int, reason: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Ask that duty done outside hours be counted for 调休. Raises InvalidInput, KeyReused. Returns the id."""
    problems = [Problem("reason", "required")] if not reason.strip() else []
    problems += [Problem("hours", "duty_hours_range")] if not 0 < minutes <= 24 * 60 else []
    problems += [Problem("day", "in_the_future")] if day > now.date() else []
    if problems:
        raise InvalidInput(*problems)

    def make() -> str:
        if DutyHours.select().where((DutyHours.staff_id == actor.staff_id) & (DutyHours.day == day)).exists():
            raise InvalidInput(Problem("day", "duty_claimed", {"day": day}))
        row = add(DutyHours(staff_id=actor.staff_id, day=day, minutes=minutes, reason=reason.strip(), state="claimed"), actor,
                  "leave.duty.claim", now)
        _tell_deciders(row, find(Staff, actor.staff_id), now)
        return row.id

    return once(actor, stamp, now, make)


def _tell_deciders(duty: DutyHours, staff: Staff, now: datetime) -> None:
    """Tell the lowest who may decide: the heads of the unit, else the section's head, else personnel."""
    ranks = ([person.id for role in roles for person in holders(role, now.date(), staff.unit_id or "-") if person.id != staff.id]
             for roles in (HEADS, (Role.SECTION_HEAD,), (Role.PERSONNEL,)))
    tell(next(filter(None, ranks), []), "duty_claimed", {"name": staff.name, "day": str(duty.day)}, LINK,
         f"duty_claimed:{duty.id}", now)


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
        tell([duty.staff_id], f"duty_{duty.state}", {"day": str(duty.day)}, LINK, f"duty_decided:{duty.id}", now)


def own_duty(actor: Actor) -> list[DutyLine]:
    """One's own claims, newest day first."""
    return _lines(list(DutyHours.select().where(DutyHours.staff_id == actor.staff_id).order_by(DutyHours.day.desc()).limit(SHOWN)))


def duty_to_decide(actor: Actor) -> list[DutyLine]:
    """Claims that wait for the actor, oldest first."""
    waiting = _lines(_CLAIMED.rows())
    return [line for line in waiting if may_decide_duty(actor, line.staff)]


_CLAIMED = Prepared(DutyHours, lambda: DutyHours.select().where(DutyHours.state == "claimed").order_by(DutyHours.day))


def _lines(rows: list[DutyHours]) -> list[DutyLine]:
    people = rows_by_id(Staff, [person for row in rows for person in (row.staff_id, row.decided_by) if person])
    return [DutyLine(row, people[row.staff_id], people.get(row.decided_by)) for row in rows]
