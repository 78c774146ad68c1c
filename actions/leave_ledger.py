"""Balances: an append-only ledger of grants, reservations, use, refunds and expiry. Source: docs/rules/leave.md section 7."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import MINYEAR, date, datetime, timedelta
from typing import Any

from peewee import fn

from actions.changes import FormStamp, add, add_many, find, once, transaction
from actions.leave_rules import annual_rule_in_force, type_rule_on
from actions.prepared import Prepared
from clock import new_id
from models import LeaveCell, LeaveEntry, LeaveRequest, Staff
from rules.calendar import Half
from rules.entitlement import Annual, Employment, YearOfLeave, annual_halves, carry_over_expiry
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.ledger import Pot, Take, take_amount
from rules.people import SYSTEM, Actor, Permission


@dataclass(frozen=True)
class Balance:
    """What somebody has of one type, in its unit (half-days, minutes for comp), counting pots that may still be used."""

    type_code: str
    granted: int
    used: int
    reserved: int
    left: int
    pots: tuple[Pot, ...]


def pots_of(staff_id: str, type_code: str) -> list[Pot]:
    """Every pot of a person and type with what is left in it."""
    sums = dict(_SUMS.columns(staff_id, type_code))
    return [Pot(id=row.id, type=type_code, valid_from=row.valid_from, valid_to=row.valid_to, balance=int(sums.get(row.id, 0)))
            for row in _GRANTS.rows(staff_id, type_code)]


_GRANTS = Prepared(LeaveEntry, lambda staff_id, type_code: LeaveEntry.select().where(
    (LeaveEntry.staff_id == staff_id) & (LeaveEntry.type_code == type_code) & (LeaveEntry.kind == "grant")))
_SUMS = Prepared(LeaveEntry, lambda staff_id, type_code: LeaveEntry.select(
    LeaveEntry.pot_id, fn.SUM(LeaveEntry.amount)).where(
    (LeaveEntry.staff_id == staff_id) & (LeaveEntry.type_code == type_code)).group_by(LeaveEntry.pot_id))


def sums_by_kind(staff_id: str, type_code: str, pot_ids: Collection[str]) -> Counter[str]:
    """Kind of line -> its amounts together in some pots of one type."""
    sums = Counter[str]()
    for pot_id, kind, amount in _BY_KIND.columns(staff_id, type_code):
        sums[kind] += int(amount) if pot_id in pot_ids else 0
    return sums


_BY_KIND = Prepared(LeaveEntry, lambda staff_id, type_code: LeaveEntry.select(
    LeaveEntry.pot_id, LeaveEntry.kind, fn.SUM(LeaveEntry.amount)).where(
    (LeaveEntry.staff_id == staff_id) & (LeaveEntry.type_code == type_code)).group_by(LeaveEntry.pot_id, LeaveEntry.kind))


def balances_of(staff_id: str, on: date) -> list[Balance]:
    """Balances of every type the person was ever granted; pots that ended before `on` are left out."""
    return _balances(_LINES.rows(staff_id, on)).get(staff_id, [])


_LINES = Prepared(LeaveEntry, lambda staff_id, on: LeaveEntry.select().where(
    LeaveEntry.pot_id.in_(_open_pots(LeaveEntry.staff_id == staff_id, on))))


def balances_for(staff_ids: Iterable[str], on: date) -> dict[str, list[Balance]]:
    """Staff id -> balances_of, for many people in one query; people without a pot are left out."""
    return _balances(LeaveEntry.select().where(LeaveEntry.pot_id.in_(_open_pots(LeaveEntry.staff_id.in_(list(staff_ids)), on))))


def _open_pots(whose: Any, on: date | str) -> Any:
    """The ids of grants that have not ended."""
    return LeaveEntry.select(LeaveEntry.id).where(
        whose & (LeaveEntry.kind == "grant") & (LeaveEntry.valid_to.is_null() | (LeaveEntry.valid_to >= on)))


def _balances(entries: Iterable[LeaveEntry]) -> dict[str, list[Balance]]:
    lines: dict[tuple[str, str], list[LeaveEntry]] = defaultdict(list)
    for row in entries:
        lines[row.staff_id, row.type_code].append(row)
    found: dict[str, list[Balance]] = {}
    for (staff_id, code), rows in sorted(lines.items()):
        found.setdefault(staff_id, []).append(_balance(code, rows))
    return found


def _balance(code: str, lines: Sequence[LeaveEntry]) -> Balance:
    amount, left = Counter[str](), Counter[str]()
    for row in lines:
        amount[row.kind] += row.amount
        left[row.pot_id] += row.amount
    pots = tuple(Pot(row.id, code, row.valid_from, row.valid_to, left[row.id]) for row in lines if row.kind == "grant")
    return Balance(code, amount["grant"] + amount["expire"], -(amount["use"] + amount["refund"]),
                   -(amount["reserve"] + amount["release"]), sum(left.values()), pots)


def takes_of(request: LeaveRequest) -> list[Take]:
    """What a request has taken from which pot, for which half-days."""
    return [Take(entry["pot"], entry["amount"], tuple((date.fromisoformat(day), Half(half)) for day, half in entry["cells"]))
            for entry in request.takes]


def takes_as_json(takes: Iterable[Take]) -> list[dict[str, object]]:
    """The form in which a request keeps its takes."""
    return [{"pot": take.pot_id, "amount": take.amount, "cells": [[day.isoformat(), half.value] for day, half in take.cells]}
            for take in takes]


def write_entries(request: LeaveRequest, kind: str, takes: Sequence[Take], actor: Actor, now: datetime, sign: int) -> None:
    """Append one line a take inside the caller's transaction. The source key keeps the same line from being written twice."""
    add_many([LeaveEntry(staff_id=request.staff_id, type_code=request.type_code, kind=kind, pot_id=take.pot_id,
                         amount=sign * take.amount, request_id=request.id,
                         source_key=f"{request.id}:{request.round}:{kind}:{number}")
              for number, take in enumerate(takes)], actor, f"leave.ledger.{kind}", now)


def grant(actor: Actor, staff_id: str, type_code: str, amount: int, valid_from: date, valid_to: date | None, note: str,
          source_key: str, now: datetime) -> LeaveEntry | None:
    """Append a grant inside the caller's transaction; None when the same source_key was granted before."""
    if LeaveEntry.select().where(LeaveEntry.source_key == source_key).exists():
        return None
    made = new_id()
    return add(LeaveEntry(id=made, staff_id=staff_id, type_code=type_code, kind="grant", pot_id=made, amount=amount,
                          valid_from=valid_from, valid_to=valid_to, note=note, source_key=source_key), actor, "leave.grant", now)


def grant_by_hand(actor: Actor, staff_id: str, type_code: str, amount: int, valid_from: date, valid_to: date | None, note: str,
                  now: datetime, stamp: FormStamp | None = None) -> str:
    """Personnel grants an amount with a note, to others. Raises NotAllowed, NotFound, InvalidInput, KeyReused. Returns the id."""
    if not actor.may(Permission.LEAVE_LEDGER) or actor.staff_id == staff_id:
        raise NotAllowed("leave ledger")
    problems = [Problem("note", "required")] if not note.strip() else []
    problems += [Problem("amount", "amount_not_positive")] if amount <= 0 else []
    problems += [Problem("type_code", "not_balanced")] if not type_rule_on(type_code, valid_from).balanced else []
    problems += [Problem("valid_to", "from_after_to")] if valid_to and valid_to < valid_from else []
    if problems:
        raise InvalidInput(*problems)
    def make() -> str:
        row = grant(actor, find(Staff, staff_id).id, type_code, amount, valid_from, valid_to, note, f"hand:{new_id()}", now)
        return row.id if row else ""

    return once(actor, stamp, now, make)


def take_by_hand(actor: Actor, staff_id: str, type_code: str, amount: int, note: str, now: datetime,
                 stamp: FormStamp | None = None) -> None:
    """Personnel enters what somebody took before this program was used: from the pots valid today, the first to end first.

    Raises NotAllowed (also for oneself), NotFound, KeyReused; InvalidInput: required, amount_not_positive, balance_short.
    """
    if not actor.may(Permission.LEAVE_LEDGER) or actor.staff_id == staff_id:
        raise NotAllowed("leave ledger")
    problems = [Problem("note", "required")] if not note.strip() else []
    problems += [Problem("amount", "amount_not_positive")] if amount <= 0 else []
    if problems:
        raise InvalidInput(*problems)

    def make() -> str:
        staff, key = find(Staff, staff_id), new_id()
        ensure_annual(staff, [now.year], now)
        for take in take_amount(amount, pots_of(staff.id, type_code), now.date()):
            add(LeaveEntry(staff_id=staff.id, type_code=type_code, kind="use", pot_id=take.pot_id, amount=-take.amount, note=note.strip(),
                           source_key=f"taken:{key}:{take.pot_id}"), actor, "leave.ledger.use", now)
        return key

    once(actor, stamp, now, make)


def annual_of(staff: Staff, year: int) -> Annual:
    """What the rule gives a person in a year, with its reasons. Raises InvalidInput (dates_missing) without service dates."""
    if staff.first_work is None or staff.joined is None:
        raise InvalidInput(Problem("first_work", "dates_missing", {"name": staff.name}))
    rule = annual_rule_in_force(date(year, 1, 1))
    return annual_halves(staff.first_work, staff.joined, year, Employment(staff.employment), rule,
                         this_year=_year_of_leave(staff.id, year), last_year=_year_of_leave(staff.id, year - 1))


def _year_of_leave(staff_id: str, year: int) -> YearOfLeave:
    """What a year held of the leave that decides on disqualification: counted cells of active requests."""
    held = dict(_BY_TYPE.columns(staff_id, date(year, 1, 1), date(year, 12, 31)))
    return YearOfLeave(paid_personal_halves=held.get("personal", 0), sick_days=held.get("sick", 0) // 2,
                       annual_taken_halves=held.get("annual", 0))


_BY_TYPE = Prepared(LeaveCell, lambda staff_id, first, last: LeaveCell.select(
    LeaveRequest.type_code, fn.COUNT(LeaveCell.id)).join(LeaveRequest, on=(LeaveCell.request_id == LeaveRequest.id)).where(
    (LeaveCell.staff_id == staff_id) & (LeaveCell.counts == 1) & LeaveCell.day.between(first, last)).group_by(LeaveRequest.type_code))


def ensure_annual(staff: Staff, years: Iterable[int], now: datetime) -> int:
    """Grant a person's annual leave of these years where it was not granted yet; returns the halves granted now.

    Called by the yearly job and before a balance is used or shown, so that a newcomer need not wait for a job. What was
    granted stays: later changes of the service dates are corrected by hand. People without service dates get nothing.
    """
    if staff.first_work is None or staff.joined is None:
        return 0
    done = 0
    for year in years:
        if _granted(staff.id, year):
            continue
        with transaction():
            portions = annual_of(staff, year).portions if not _granted(staff.id, year) else ()
            for portion in portions:
                done += portion.halves
                grant(SYSTEM, staff.id, "annual", portion.halves, portion.valid_from, date(year, 12, 31), str(year),
                      f"annual:{staff.id}:{year}:{portion.valid_from}", now)
    return done


def lost_pots(staff: Staff, year: int) -> set[str]:
    """The ids of a year's grants that pay no more, because of what that year and the one before hold by now. What was taken stands.

    Asked anew each time, so that sick leave that is cancelled or ends early costs nothing. Source: docs/rules/leave.md 8.4, 8.5.
    """
    pots = {pot_id for key, pot_id in _ENDING_ON.columns(staff.id, date(year, 12, 31)) if key.startswith(f"annual:{staff.id}:{year}:")}
    return pots if pots and annual_of(staff, year).lost else set()


def _granted(staff_id: str, year: int) -> bool:
    return any(key.startswith(f"annual:{staff_id}:{year}:") for key, _ in _ENDING_ON.columns(staff_id, date(year, 12, 31)))


_ENDING_ON = Prepared(LeaveEntry, lambda staff_id, end: LeaveEntry.select(LeaveEntry.source_key, LeaveEntry.pot_id).where(
    (LeaveEntry.staff_id == staff_id) & (LeaveEntry.valid_to == end)))


def carry_over(actor: Actor, staff_id: str, year: int, now: datetime) -> int:
    """Carry what is left of a year's annual leave over, at most one year, approved by personnel. Returns the halves carried.

    Raises NotAllowed, InvalidInput (year_not_over for a year to come, nothing_to_carry). The old pot is emptied by an expire
    line and a new one granted, so that it stays visible which pot was used. What the job closed on 1 January can still be
    carried when the approval comes later; what was carried once is not carried again.
    """
    if not actor.may(Permission.LEAVE_LEDGER) or actor.staff_id == staff_id:
        raise NotAllowed("carry over")
    if year > now.year:
        raise InvalidInput(Problem("year", "year_not_over", {"year": now.year}))
    if year < MINYEAR:
        raise InvalidInput(Problem("year", "nothing_to_carry", {"year": year}))
    rule = annual_rule_in_force(date(year, 12, 31))
    end = carry_over_expiry(year, rule.carry_over_years)
    carried = 0
    with transaction():
        lost = lost_pots(find(Staff, staff_id), year)
        for pot in pots_of(staff_id, "annual"):
            if pot.valid_to == date(year, 12, 31) and pot.id not in lost:
                carried += _carry(actor, staff_id, pot, end, now)
        if not carried:
            raise InvalidInput(Problem("year", "nothing_to_carry", {"year": year}))
    return carried


def _carry(actor: Actor, staff_id: str, pot: Pot, end: date, now: datetime) -> int:
    """Carry one pot that no carrying made: what is in it and what the job closed. Returns the halves, 0 the second time."""
    lines = list(LeaveEntry.select().where((LeaveEntry.pot_id == pot.id) & LeaveEntry.kind.in_(("grant", "expire"))))
    keys = {line.source_key.split(":")[0] for line in lines}
    rest = pot.balance - sum(line.amount for line in lines if line.kind == "expire")
    if keys & {"carry", "carried"} or rest <= 0 or pot.valid_to is None:
        return 0
    if pot.balance > 0:
        _expire(actor, staff_id, pot, f"carried:{pot.id}", "carried", now)
    made = grant(actor, staff_id, "annual", rest, pot.valid_to + timedelta(days=1), end, "carried", f"carry:{pot.id}", now)
    return made.amount if made else 0


def expire_pots(actor: Actor, today: date, now: datetime) -> int:
    """Close every pot that ended before today and still holds something. Returns how many. Own transaction; safe to repeat."""
    done = 0
    with transaction():
        ended: Any = LeaveEntry.select(LeaveEntry.staff_id, LeaveEntry.type_code).where(
            (LeaveEntry.kind == "grant") & (LeaveEntry.valid_to < today)).distinct().tuples()
        for staff_id, type_code in list(ended):
            for pot in pots_of(staff_id, type_code):
                if pot.valid_to and pot.valid_to < today and pot.balance > 0:
                    _expire(actor, staff_id, pot, f"expire:{pot.id}:{new_id()}", "", now)
                    done += 1
    return done


def _expire(actor: Actor, staff_id: str, pot: Pot, source_key: str, note: str, now: datetime) -> None:
    add(LeaveEntry(staff_id=staff_id, type_code=pot.type, kind="expire", pot_id=pot.id, amount=-pot.balance, note=note,
                   source_key=source_key), actor, "leave.expire", now)
