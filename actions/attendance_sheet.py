"""考勤表: the month of a unit, of the centre or of the people one home unit sent, for those who may see it; and its signs.

Source: PRACTICE "Paper people expect"; docs/rules/attendance_month.md section 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.attendance_sums import Month, PersonMonth, month_of
from actions.calendar import calendar_between
from actions.changes import add, change, note_act, remove, transaction
from actions.leave_rules import rules_in_force
from actions.leave_team import active_units
from actions.prepared import Prepared
from models import SheetSymbol, Unit
from rules.attendance import Code
from rules.attendance_close import month_last
from rules.calendar import Day
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor, Permission

MOST_SIGNS = 2


@dataclass(frozen=True)
class MonthSheet:
    """The sheet of a month. unit, home_unit: what it was asked for, None and "" for all; units, home_units: what may be chosen;
    symbols: leave type -> sign in force; signs: verdict -> this centre's own sign, where it has one.
    """

    month: Month
    days: Sequence[Day]
    lines: Sequence[PersonMonth]
    unit: Unit | None
    home_unit: str
    units: Sequence[Unit]
    home_units: Sequence[str]
    symbols: Mapping[str, str]
    signs: Mapping[str, str]

    @property
    def first(self) -> date:
        """The first day of the month."""
        return self.month.first


def sheet_units(actor: Actor) -> list[Unit]:
    """The units whose attendance somebody may look at: all for those who see everybody's, else those they head."""
    units = active_units()
    if actor.may(Permission.ATTENDANCE_ALL):
        return units
    return [unit for unit in units if actor.holds(*HEADS, unit_id=unit.id)]


def month_sheet(actor: Actor, first: date, unit_id: str = "", home_unit: str = "") -> MonthSheet:
    """The month that begins on `first` of a unit ("": of all one may see), of everybody or of who was sent by a home unit.

    Raises NotAllowed for a unit one may not look at, CalendarMissing for a year nobody entered.
    """
    units = sheet_units(actor)
    by_id = {unit.id: unit for unit in units}
    everybody = actor.may(Permission.ATTENDANCE_ALL)
    if (unit_id and unit_id not in by_id) or not (everybody or units):
        raise NotAllowed(f"attendance of unit {unit_id}")
    last = month_last(first)
    calendar = calendar_between(first, last)
    days = [calendar.day(first.replace(day=number + 1)) for number in range(last.day)]
    month = month_of(first)
    seen = [line for line in month.lines if everybody or line.person.unit_id in by_id]
    asked = [line for line in seen if unit_id in ("", line.person.unit_id) and home_unit in ("", line.person.home_unit)]
    homes = sorted({line.person.home_unit for line in seen} - {""})
    symbols = {code: rule.symbol for code, rule in rules_in_force(last).items()}
    return MonthSheet(month, days, asked, by_id.get(unit_id), home_unit, units, homes, symbols, own_signs())


def note_taken(actor: Actor, sheet: MonthSheet, form: str, now: datetime) -> None:
    """Note in the audit that a sheet left the program as a file. form: what kind of paper, as sheet.xlsx or bulletin.docx."""
    with transaction():
        note_act(actor, f"attendance.{form}", now, "month_close", sheet.month.close.id if sheet.month.close else "",
                 f"{sheet.first:%Y-%m} {sheet.unit.code if sheet.unit else ''} {sheet.home_unit}".strip())


def own_signs() -> dict[str, str]:
    """Verdict -> the sign this centre chose for it."""
    return dict(_SIGNS.columns())


_SIGNS = Prepared(SheetSymbol, lambda: SheetSymbol.select(SheetSymbol.code, SheetSymbol.symbol))


def set_signs(actor: Actor, signs: Mapping[str, str], usual: Mapping[str, str], now: datetime) -> None:
    """Choose the signs of verdicts. What is empty or as usual is kept as no choice. usual: verdict -> usual sign.

    Raises NotAllowed; InvalidInput (sign_too_long at the verdict).
    """
    if not actor.may(Permission.ATTENDANCE_RULES):
        raise NotAllowed("signs")
    wanted = {code.value: text for code in Code if (text := signs.get(code.value, "").strip())}
    problems = [Problem(code, "sign_too_long", {"most": MOST_SIGNS}) for code, text in wanted.items() if len(text) > MOST_SIGNS]
    if problems:
        raise InvalidInput(*problems)
    with transaction():
        stand = {row.code: row for row in SheetSymbol.select()}
        for code in (one.value for one in Code):
            text, row = wanted.get(code, ""), stand.get(code)
            if text in ("", usual.get(code)):
                if row is not None:
                    remove(row, actor, "attendance.sign", now)
            elif row is None:
                add(SheetSymbol(code=code, symbol=text), actor, "attendance.sign", now)
            else:
                row.symbol = text
                change(row, actor, "attendance.sign", now)
