"""The attendance sheet of a month drawn (views/month_grid.py), and as rows for files: signs, totals, adjustments in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from actions.attendance_sheet import MonthSheet
from actions.attendance_sums import PersonMonth
from rules.attendance import Code
from rules.attendance_month import MonthCell, MonthSums
from rules.calendar import Half
from rules.leave import TYPE_CODES, days_text
from views.leave_grid import KINDS as LEAVE_KINDS
from views.month_grid import OFF, OUTSIDE, GridLine, day_sign, grid_body, marked, rest
from views.wording import attendance_sheet as words
from views.wording import leave_team as team_words
from views.wording.dates import HALVES

NOT_OWED = frozenset({Code.NOT_DUE, Code.HOLIDAY})


def signs_of(sheet: MonthSheet) -> dict[str, str]:
    """Verdict -> the sign that stands for it here."""
    return {**words.SIGNS, **sheet.signs}


def sign_of(cell: MonthCell, sheet: MonthSheet, signs: Mapping[str, str]) -> str:
    """The sign of a half-day: of its type where it is leave, "" where nothing was owed."""
    return sheet.symbols.get(cell.leave) or signs.get(cell.code, "")


def body(sheet: MonthSheet) -> Markup:
    """The bodies of the table: one a person, a heading line before each unit's people."""
    plain = [rest(day) if not day.works(half) else "<td>" for day in sheet.days for half in Half]
    signs, drawn = signs_of(sheet), dict[tuple[str, str], str]()
    lines = [GridLine(unit_name(sheet, line), line.person.name, {**_outside(line, sheet), **_cells(line, sheet, signs, drawn)},
                      totals(line.sums, sheet.symbols)) for line in sheet.lines]
    return grid_body(lines, plain, by_unit=sheet.unit is None)


def unit_name(sheet: MonthSheet, line: PersonMonth) -> str:
    """What the unit of a person's month is called."""
    unit = sheet.month.units.get(line.person.unit_id)
    return unit.name if unit else team_words.NO_UNIT


def _cells(line: PersonMonth, sheet: MonthSheet, signs: Mapping[str, str], drawn: dict[tuple[str, str], str]) -> dict[int, str]:
    cells = {}
    for cell in line.cells:
        key = cell.code, cell.leave
        if key not in drawn:
            drawn[key] = OFF if cell.code in NOT_OWED else _drawn(cell, sheet, signs)
        cells[position(cell)] = drawn[key]
    return cells


def _drawn(cell: MonthCell, sheet: MonthSheet, signs: Mapping[str, str]) -> str:
    if cell.code is Code.NORMAL:
        return "<td>" + str(Markup.escape(signs[cell.code]))
    kind = LEAVE_KINDS.get(cell.leave, "l") if cell.leave else words.KINDS[cell.code]
    title = team_words.type_name(cell.leave) if cell.leave else words.CODES[cell.code]
    return marked(kind, title, sign_of(cell, sheet, signs))


def _outside(line: PersonMonth, sheet: MonthSheet) -> dict[int, str]:
    """Days before the person came and after they left."""
    since, until = line.person.active_from or date.min, line.person.active_to or date.max
    return {2 * number + half: OUTSIDE for number, day in enumerate(sheet.days) if not since <= day.date <= until for half in (0, 1)}


def position(cell: MonthCell) -> int:
    """Where a half-day stands among those of its month."""
    return 2 * cell.day.day - 2 + (cell.half is Half.PM)


def totals(sums: MonthSums, symbols: Mapping[str, str]) -> list[str]:
    """What stands at the end of a person's rows, in the order of words.TOTALS; nothing for none."""
    days = [days_text(sums.due), days_text(sums.present)]
    times = [str(number) if number else "" for number in (sums.lates, sums.earlies, sums.missing, sums.away)]
    absent, opened = sums.of(Code.ABSENT), sums.of(Code.ABSENT_PENDING, Code.ABSENT_PROPOSED, Code.PENDING)
    return [*days, *times, *(days_text(halves) if halves else "" for halves in (absent, opened)),
            team_words.totals_text(sums.leave, sums.outing, symbols)]


def file_rows(sheet: MonthSheet) -> list[list[str]]:
    """Headings, then two rows a person with the signs, totals in the first of them."""
    signs = signs_of(sheet)
    rows = [[*words.HEADINGS, *(f"{day.date.day}{day_sign(day)}" for day in sheet.days), *(head for _, head in words.TOTALS)]]
    for line in sheet.lines:
        said = {position(cell): sign_of(cell, sheet, signs) for cell in line.cells}
        sums = totals(line.sums, sheet.symbols)
        for number, half in enumerate(Half):
            who = [line.person.name, line.person.number] if not number else ["", ""]
            marks = [said.get(2 * index + number, "") for index in range(len(sheet.days))]
            rows.append([*who, HALVES[half], *marks, *(sums if not number else [""] * len(sums))])
    return rows


def legend(sheet: MonthSheet) -> list[tuple[str, str, str]]:
    """(class of the colour, sign, word) of verdicts and leave types that may stand on the sheet."""
    signs = signs_of(sheet)
    verdicts = [(words.KINDS.get(code, ""), signs[code], words.CODES[code]) for code in words.SIGNS if code not in ("leave", "official")]
    types = sorted(sheet.symbols, key=[*TYPE_CODES, *sheet.symbols].index)
    return [*verdicts, *((LEAVE_KINDS.get(code, "l"), sheet.symbols[code], team_words.type_name(code)) for code in types)]


def legend_text(sheet: MonthSheet) -> str:
    """The legend in one line, for files."""
    return words.LEGEND.format(keys=words.KEYS_APART.join(words.KEY.format(sign=sign, word=word) for _, sign, word in legend(sheet)))


def adjusted_lines(lines: Sequence[PersonMonth]) -> list[str]:
    """What of closed months came out differently and is counted in this one, in words."""
    return [words.ADJUSTED.format(month=one.month, name=line.person.name, day=one.day.isoformat(), half=HALVES[one.half],
                                  before=words.CODES[one.before], after=words.CODES[one.after])
            for line in lines for one in line.adjusted]


def from_lates_line(lines: Sequence[PersonMonth]) -> str:
    """Whose lates come to absence by the rule, in words; "" for nobody's."""
    found = [words.FROM_LATES_ONE.format(name=line.person.name, days=days_text(line.sums.from_lates))
             for line in lines if line.sums.from_lates]
    return words.FROM_LATES.format(people=words.LIST.join(found)) if found else ""
