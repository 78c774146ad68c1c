"""The year of one person: months by types, and balances. Read-only. Source: PRACTICE "Paper people expect"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.leave_ledger import Balance, balances_of
from actions.leave_team import SETTLED, knows_type
from models import LeaveCell, LeaveInterval, LeaveRequest, Staff, Unit
from rules.errors import NotFound
from rules.leave import TYPE_CODES
from rules.people import Actor


@dataclass(frozen=True)
class YearTable:
    """codes: the types that were taken, in the order of the types; halves: (month, code) -> counted half-days; minutes: month ->
    minutes by the hour. Only settled leave.
    """

    staff: Staff
    unit: Unit | None
    year: int
    codes: Sequence[str]
    halves: Mapping[tuple[int, str], int]
    minutes: Mapping[int, int]
    balances: Sequence[Balance]

    def total(self, code: str) -> int:
        """Half-days of a type in the whole year."""
        return sum(halves for (_, taken), halves in self.halves.items() if taken == code)


def year_table(actor: Actor, number: str, year: int, on: date) -> YearTable:
    """The year of the person with this number, "" for oneself. Raises NotFound for whom one may not look at."""
    own = Staff.id == actor.staff_id if not number else Staff.number == number
    staff: Staff | None = Staff.get_or_none(own)
    if staff is None or not knows_type(actor, staff):
        raise NotFound(f"year of {number}")
    halves: dict[tuple[int, str], int] = {}
    for day, code in _settled(LeaveCell, staff.id, year, LeaveRequest.type_code).where(LeaveCell.counts == 1).tuples():
        halves[day.month, code] = halves.get((day.month, code), 0) + 1
    minutes: dict[int, int] = {}
    length = LeaveInterval.to_minute - LeaveInterval.from_minute
    for day, taken in _settled(LeaveInterval, staff.id, year, length).tuples():
        minutes[day.month] = minutes.get(day.month, 0) + taken
    taken_codes = {code for _, code in halves}
    unit = Unit.get_or_none(Unit.id == staff.unit_id) if staff.unit_id else None
    return YearTable(staff, unit, year, [code for code in TYPE_CODES if code in taken_codes], halves, minutes,
                     balances_of(staff.id, on))


def _settled(table: type[LeaveCell] | type[LeaveInterval], staff_id: str, year: int, column: Any) -> Any:
    """Day and a column of what the person holds in the year by settled requests."""
    return (table.select(table.day, column).join(LeaveRequest, on=(table.request_id == LeaveRequest.id))
            .where((table.staff_id == staff_id) & table.day.between(date(year, 1, 1), date(year, 12, 31))
                   & LeaveRequest.state.in_([state.value for state in SETTLED])))
