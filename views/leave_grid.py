"""The leave calendar of a month: who is away, in the cells of views/month_grid.py, and as rows of a table to be sent as a file."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from markupsafe import Markup

from actions.leave_team import ELSEWHERE_CODE, Mark, TeamLine, TeamMonth
from rules.attendance_due import ELSEWHERE
from rules.calendar import Day, Half
from rules.leave import TYPE_CODES
from views.month_grid import OUTSIDE, GridLine, day_sign, marked, rest
from views.month_grid import grid_body as draw
from views.wording import leave_team as words

KINDS = {"sick": "s", "injury": "s", "maternity": "s", "prenatal": "s", "personal": "p", ELSEWHERE_CODE: "e",
         **dict.fromkeys(ELSEWHERE, "e")}
"""Type -> class of its colour: s health, p personal, e work elsewhere, l any other leave."""
GONE = "<td>"


@lru_cache(maxsize=4)
def grid_body(sheet: TeamMonth, today: date) -> Markup:
    """The bodies of the table: one a person (two rows, morning and afternoon), a heading line before each unit's people."""
    plain = [_plain(day, half, today) for day in sheet.days for half in Half]
    drawn: dict[Mark, str] = {}
    lines = [GridLine(line.unit.name if line.unit else words.NO_UNIT, line.staff.name, _cells(line, sheet, drawn),
                      [words.totals_text(line.halves, line.minutes, sheet.symbols) if line.halves or line.minutes else ""])
             for line in sheet.lines]
    return draw(lines, plain, by_unit=sheet.unit is None)


def _plain(day: Day, half: Half, today: date) -> str:
    if not day.works(half):
        return rest(day)
    return "<td>" + words.PRESENT if day.date <= today else "<td>"


def _cells(line: TeamLine, sheet: TeamMonth, drawn: dict[Mark, str]) -> dict[int, str]:
    """The cells of one person by position. drawn: the marks of this sheet already written."""
    cells = {**dict.fromkeys(line.gone, GONE), **dict.fromkeys(line.outside, OUTSIDE)}
    for position, mark in line.marks.items():
        if mark not in drawn:
            kind = KINDS.get(mark.code, "l") + (" w" if mark.waiting else "")
            drawn[mark] = marked(kind, words.type_name(mark.code), words.symbol_of(mark.code, sheet.symbols))
        cells[position] = drawn[mark]
    return cells


def sheet_rows(sheet: TeamMonth, today: date) -> list[list[object]]:
    """The sheet as rows for a file: headings, then two rows a person with the symbols, totals in the first of them."""
    heads: list[object] = [*words.HEADINGS, *(f"{day.date.day}{day_sign(day)}" for day in sheet.days), words.TOTAL]
    rows = [heads]
    for line in sheet.lines:
        for number, half in enumerate(Half):
            cells = [_symbol(line, sheet, day, half, 2 * index + number, today) for index, day in enumerate(sheet.days)]
            who = [line.unit.name if line.unit else "", line.staff.name, line.staff.number]
            total = "" if number else words.totals_text(line.halves, line.minutes, sheet.symbols)
            rows.append([*who, words.HALVES[number], *cells, total])
    return rows


def _symbol(line: TeamLine, sheet: TeamMonth, day: Day, half: Half, position: int, today: date) -> str:
    if position in line.marks:
        mark = line.marks[position]
        return words.symbol_of(mark.code, sheet.symbols) + (words.WAITING_SIGN if mark.waiting else "")
    if position in line.outside or position in line.gone or not day.works(half) or day.date > today:
        return ""
    return words.PRESENT


def legend(sheet: TeamMonth) -> list[tuple[str, str, str]]:
    """(class of the colour, symbol, word) of everything that may stand in this sheet."""
    codes = sorted(sheet.symbols, key=[*TYPE_CODES, *sheet.symbols].index) if sheet.open else list(words.VEILED)
    gone = [("", words.GONE, words.GONE_WORD)] if any(line.gone for line in sheet.lines) else []
    return [("", words.PRESENT, words.PRESENT_WORD), *gone,
            *((KINDS.get(code, "l"), words.symbol_of(code, sheet.symbols), words.type_name(code)) for code in codes)]
