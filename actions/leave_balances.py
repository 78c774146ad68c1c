"""Balances as personnel see them: the list of people, one person's ledger and why, and what ends soon. Only grants due are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from actions import staff_lists
from actions.changes import rows_by_id
from actions.leave_ledger import Balance, annual_of, balances_for, balances_of, ensure_annual
from actions.leave_rules import rules_in_force
from actions.people import active_on
from actions.prepared import Prepared
from models import LeaveEntry, LeaveRequest, Staff
from rules.entitlement import Annual
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.ledger import Pot
from rules.people import Actor, Permission

SOON = timedelta(days=60)
MOST_LINES = 300


@dataclass(frozen=True)
class BalancePage:
    """A page of people with their balances. codes: the types kept in pots; balances: staff id -> code -> balance."""

    people: staff_lists.PeoplePage
    codes: tuple[str, ...]
    balances: dict[str, dict[str, Balance]]


@dataclass(frozen=True)
class BalanceSheet:
    """Everything the page of one person's balances shows. annual: None with annual_problems when it cannot be reckoned."""

    staff: Staff
    codes: tuple[str, ...]
    balances: list[Balance]
    annual: Annual | None
    annual_problems: tuple[Problem, ...]
    lines: list[LeaveEntry]
    requests: dict[str, LeaveRequest]


@dataclass(frozen=True)
class EndingPot:
    """A pot that still holds something and ends soon."""

    staff: Staff
    pot: Pot


def balanced_codes(on: date) -> tuple[str, ...]:
    """The types kept in pots by the rules in force."""
    return tuple(code for code, rule in rules_in_force(on).items() if rule.balanced)


def balance_page(actor: Actor, search: staff_lists.Search, on: date) -> BalancePage:
    """People and what they have, searched as the list of people is. Raises NotAllowed."""
    _check(actor)
    people = staff_lists.people(actor, search, on)
    found = balances_for([line.staff.id for line in people.lines], on)
    return BalancePage(people, balanced_codes(on), {staff_id: {entry.type_code: entry for entry in entries}
                                                    for staff_id, entries in found.items()})


def balance_sheet(actor: Actor, staff_id: str, now: datetime) -> BalanceSheet:
    """One person's pots, ledger and annual entitlement; this year's annual leave is granted first when it is due.

    Raises NotFound, NotAllowed.
    """
    _check(actor)
    staff = staff_lists.person(actor, staff_id)
    problems: tuple[Problem, ...] = ()
    annual = None
    try:
        ensure_annual(staff, [now.year], now)
        annual = annual_of(staff, now.year)
    except InvalidInput as error:
        problems = error.problems
    lines = list(LeaveEntry.select().where(LeaveEntry.staff_id == staff.id).order_by(LeaveEntry.created_at.desc(), LeaveEntry.id.desc())
                 .limit(MOST_LINES))
    requests = rows_by_id(LeaveRequest, [line.request_id for line in lines if line.request_id])
    return BalanceSheet(staff, balanced_codes(now.date()), balances_of(staff.id, now.date()), annual, problems, lines, requests)


def ending_soon(on: date, within: timedelta = SOON, most: int | None = None) -> list[EndingPot]:
    """Pots of people here that end from `on` to `on + within` (inclusive) with something left, the first to end first; the first
    `most` of them, all without.
    """
    left = dict(_LEFT.columns(on, on + within, on))
    grants = [row for row in _ENDING.rows(on, on + within) if left.get(row.id, 0) > 0][:most]
    people = rows_by_id(Staff, [row.staff_id for row in grants])
    return [EndingPot(people[row.staff_id], Pot(row.id, row.type_code, row.valid_from, row.valid_to, int(left[row.id])))
            for row in grants]


def _ends(first: str, last: str) -> Any:
    return (LeaveEntry.kind == "grant") & LeaveEntry.valid_to.between(first, last)


_ENDING = Prepared(LeaveEntry, lambda first, last: LeaveEntry.select(
    LeaveEntry.id, LeaveEntry.staff_id, LeaveEntry.type_code, LeaveEntry.valid_from, LeaveEntry.valid_to).where(
    _ends(first, last)).order_by(LeaveEntry.valid_to, LeaveEntry.staff_id, LeaveEntry.id))
_LEFT = Prepared(LeaveEntry, lambda first, last, on: LeaveEntry.select(LeaveEntry.pot_id, fn.SUM(LeaveEntry.amount)).where(
    LeaveEntry.pot_id.in_(LeaveEntry.select(LeaveEntry.id).where(_ends(first, last)))
    & LeaveEntry.staff_id.in_(Staff.select(Staff.id).where(active_on(on)))).group_by(LeaveEntry.pot_id))


def _check(actor: Actor) -> None:
    if not actor.may(Permission.LEAVE_LEDGER):
        raise NotAllowed("balances")
