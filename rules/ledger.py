"""Balances in pots: which pot each day of a leave is taken from, and what goes back.

Source: docs/rules/leave.md section 7. Units are whole: half-days, or minutes where a pot is kept in minutes (comp).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from rules.errors import InvalidInput, Problem
from rules.leave import Cell, CellKey

MOST_DAYS, MOST_HOURS = 400, 2000


@dataclass(frozen=True)
class Pot:
    """One grant with what is left of it. It pays for days from valid_from to valid_to, both inclusive; None = without end."""

    id: str
    type: str
    valid_from: date
    valid_to: date | None
    balance: int

    def pays_on(self, on: date) -> bool:
        """True when the pot may pay for this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Take:
    """What one pot pays: amount, spread evenly over cells (amount is a multiple of their number)."""

    pot_id: str
    amount: int
    cells: tuple[CellKey, ...]


def allocate(cells: Iterable[Cell], pots: Collection[Pot], unit_per_cell: int = 1) -> list[Take]:
    """Let every counted cell be paid by pots that are valid on the cell's own date.

    Cells are served in order of date, each by the pot that ends first; so a carry-over that expires inside the leave pays
    only the days up to its expiry, and an allocation is found whenever there is one. A cell may be shared by several pots.
    unit_per_cell: what one half-day costs, in the unit of the pots. Uncounted cells cost nothing.
    Returns the takes in order of their first date; cells of which one pot pays the same amount share a take.
    Raises InvalidInput (field "type_code", code "balance_short"; values needed, available in the unit of the pots, date: the first
    day not paid in full). Source: docs/rules/leave.md 7.2.
    """
    counted = sorted((cell.date, cell.half) for cell in cells if cell.counts)
    left = {pot.id: max(pot.balance, 0) for pot in pots}
    by_end = sorted(pots, key=lambda pot: (pot.valid_to or date.max, pot.valid_from, pot.id))
    paid = [(key, _pay(key[0], by_end, left, unit_per_cell)) for key in counted]
    _check_paid(paid, unit_per_cell)
    return _merged(paid)


def take_amount(amount: int, pots: Collection[Pot], on: date) -> list[Take]:
    """An amount taken on one day, for no half-days in particular, from the pots valid then, the first to end first.

    Raises InvalidInput (field "amount", code "balance_short"). Source: docs/rules/leave.md 7.2.
    """
    left = {pot.id: max(pot.balance, 0) for pot in pots}
    by_end = sorted(pots, key=lambda pot: (pot.valid_to or date.max, pot.valid_from, pot.id))
    parts = _pay(on, by_end, left, amount)
    available = sum(part for _, part in parts)
    if available < amount:
        raise InvalidInput(Problem("amount", "balance_short", {"needed": amount, "available": available, "date": on}))
    return [Take(pot_id, part, ()) for pot_id, part in parts]


Paid = tuple[CellKey, list[tuple[str, int]]]


def _pay(on: date, pots: Iterable[Pot], left: dict[str, int], price: int) -> list[tuple[str, int]]:
    """Take the price of one cell from the pots in their order; left is brought down. Returns (pot, amount) pairs."""
    parts = []
    for pot in pots:
        part = min(price, left[pot.id]) if pot.pays_on(on) else 0
        if part:
            left[pot.id] -= part
            price -= part
            parts.append((pot.id, part))
    return parts


def _check_paid(paid: Sequence[Paid], price: int) -> None:
    available = sum(part for _, parts in paid for _, part in parts)
    short = [key for key, parts in paid if sum(part for _, part in parts) < price]
    if short:
        values = {"needed": price * len(paid), "available": available, "date": short[0][0]}
        raise InvalidInput(Problem("type_code", "balance_short", values))


def _merged(paid: Iterable[Paid]) -> list[Take]:
    groups: dict[tuple[str, int], list[CellKey]] = defaultdict(list)
    for key, parts in paid:
        for pot_id, part in parts:
            groups[pot_id, part].append(key)
    takes = [Take(pot_id, part * len(keys), tuple(keys)) for (pot_id, part), keys in groups.items()]
    return sorted(takes, key=lambda take: take.cells)


def give_back(takes: Iterable[Take], released: Collection[CellKey]) -> list[Take]:
    """What each take returns to its pot when these cells are released (early return, cancellation, refusal).

    Only cells of the takes matter. It goes to the pot it came from, even one that has ended since: the expiry of the ledger
    takes it there. Returns takes of the returned amounts, none empty. Source: docs/rules/leave.md 7.4.
    """
    back = []
    for take in takes:
        cells = tuple(cell for cell in take.cells if cell in released)
        if cells:
            back.append(Take(take.pot_id, take.amount // len(take.cells) * len(cells), cells))
    return back


def kept_in_minutes(code: str) -> bool:
    """True for the type whose pots hold minutes (comp), False for those that hold half-days. Source: docs/rules/leave.md 7.1."""
    return code == "comp"


def read_amount(code: str, text: str) -> int:
    """What somebody typed as days or, for a type kept in minutes, as hours: in half-days or minutes, above 0.

    Raises InvalidInput (field "amount"): "not_a_number"; "amount_not_positive"; "amount_half_steps" for days that are no half-days;
    "amount_whole_minutes"; "amount_too_large".

    >>> read_amount("annual", "2.5"), read_amount("comp", " 1.5")
    (5, 90)
    """
    steps, most, uneven = (60, MOST_HOURS, "amount_whole_minutes") if kept_in_minutes(code) else (2, MOST_DAYS, "amount_half_steps")
    try:
        typed = Decimal(text.strip())
    except InvalidOperation:
        typed = Decimal("NaN")
    if not typed.is_finite():
        raise InvalidInput(Problem("amount", "not_a_number"))
    if typed <= 0:
        raise InvalidInput(Problem("amount", "amount_not_positive"))
    if typed > most:
        raise InvalidInput(Problem("amount", "amount_too_large", {"most": most}))
    if typed * steps % 1:
        raise InvalidInput(Problem("amount", uneven))
    return int(typed * steps)
