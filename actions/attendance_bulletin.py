"""通报 of a month: what came of it by unit and for all, and who is named. Only confirmed absence is called so; what is open is a number.

Source: docs/rules/attendance_month.md section 5.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions.attendance_sheet import MonthSheet, month_sheet
from actions.attendance_sums import PersonMonth
from models import Unit
from rules.attendance import Code
from rules.attendance_month import MonthSums, total_of
from rules.leave import TYPE_CODES
from rules.people import Actor


@dataclass(frozen=True)
class UnitSums:
    """A unit's month; unit None for people of none."""

    unit: Unit | None
    people: int
    sums: MonthSums


@dataclass(frozen=True)
class Bulletin:
    """The month by unit and together. types: leave types somebody took, in their order; named: who has something that is settled."""

    sheet: MonthSheet
    units: Sequence[UnitSums]
    whole: UnitSums
    types: Sequence[str]
    named: Sequence[PersonMonth]


def bulletin_of(actor: Actor, first: date, unit_id: str = "") -> Bulletin:
    """The bulletin of the units one may look at, or of one of them. Raises NotAllowed, CalendarMissing."""
    sheet = month_sheet(actor, first, unit_id)
    by_unit: dict[str, list[PersonMonth]] = {}
    for line in sheet.lines:
        by_unit.setdefault(line.person.unit_id, []).append(line)
    units = [_sums(sheet.month.units.get(found), lines) for found, lines in by_unit.items()]
    whole = _sums(None, sheet.lines)
    types = sorted(whole.sums.counted, key=[*TYPE_CODES, *sorted(whole.sums.counted)].index)
    return Bulletin(sheet, units, whole, types, [line for line in sheet.lines if is_named(line.sums)])


def is_named(sums: MonthSums) -> bool:
    """Is there something settled to say of a person: late, early, a punch missing, the post left, absence that was confirmed?"""
    return bool(sums.lates or sums.earlies or sums.missing or sums.away or sums.of(Code.ABSENT) or sums.from_lates)


def _sums(unit: Unit | None, lines: Sequence[PersonMonth]) -> UnitSums:
    return UnitSums(unit, len(lines), total_of(line.sums for line in lines))
