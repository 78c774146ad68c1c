"""The month's sheet drawn: one string a person, because 200 people x 62 half-days are too many cells for a template's loop.

Cells are bare: a class, a symbol, no end tags (HTML allows it). Also the same sheet as rows of a table to be sent as a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

from actions.leave_team import ELSEWHERE, ELSEWHERE_CODE, Mark, TeamLine, TeamMonth
from rules.calendar import Day, DayKind, Half
from rules.leave import TYPE_CODES, days_text
from views.wording import leave_team as words

KINDS = {"sick": "s", "injury": "s", "maternity": "s", "prenatal": "s", "personal": "p", ELSEWHERE_CODE: "e",
         **dict.fromkeys(ELSEWHERE, "e")}
"""Type -> class of its colour: s health, p personal, e work elsewhere, l any other leave."""
OFF, OUTSIDE = "<td class=o>", "<td class=x>"
TODAY, DAY_OFF = ' class="z"', ' class="o"'


def grid_body(sheet: TeamMonth, today: date) -> Markup:
    """The bodies of the table: one a person (two rows, morning and afternoon), a heading line before each unit's people."""
    plain = [_plain(day, half, today) for day in sheet.days for half in Half]
    usual = "".join(plain[0::2]), "".join(plain[1::2])
    width = len(sheet.days) + 3
    parts: list[str] = []
    drawn: dict[Mark, str] = {}
    summed: dict[tuple[object, ...], str] = {}
    unit_name = None
    for line in sheet.lines:
        name = line.unit.name if line.unit else words.NO_UNIT
        if sheet.unit is None and name != unit_name:
            unit_name = name
            parts.append(f"<tbody class=u><tr><th colspan={width} scope=rowgroup>{escape(name)}")
        rows, total = usual, ""
        if line.marks or line.outside:
            cells = _cells(line, sheet, plain, drawn)
            rows, sums = ("".join(cells[0::2]), "".join(cells[1::2])), (line.minutes, *line.halves.items())
            if sums not in summed:
                summed[sums] = str(escape(words.totals_text(line.halves, line.minutes, sheet.symbols)))
            total = summed[sums]
        parts.append(f"<tbody><tr><th rowspan=2 scope=rowgroup>{escape(line.staff.name)}<td>{words.HALVES[0]}{rows[0]}"
                     f"<td rowspan=2>{total}<tr><td>{words.HALVES[1]}{rows[1]}")
    return Markup("".join(parts))  # noqa: S704  # names are escaped above, the rest is ours


def grid_head(sheet: TeamMonth, today: date) -> tuple[Markup, Markup]:
    """Two rows of headings for the days: their numbers, and under them the weekday with 休, 班 or 半."""
    signs = [(day, words.WEEKDAY_SIGNS[day.date.weekday()], day_sign(day)) for day in sheet.days]
    numbers = "".join(f'<th scope="col"{TODAY if day.date == today else ""}>{day.date.day}</th>' for day in sheet.days)
    under = "".join(f"<td{DAY_OFF if day.kind == DayKind.DAY_OFF else ''}>{sign}{'<br>' + mark if mark else ''}</td>"
                    for day, sign, mark in signs)
    return Markup(numbers), Markup(under)  # noqa: S704  # nothing in them was typed by anybody


def columns(days: Sequence[Day]) -> list[tuple[int, bool]]:
    """Runs of days that are off or not, (how many, off): a column says so for all its cells."""
    return [(len(list(run)), off) for off, run in groupby(days, key=lambda day: day.kind == DayKind.DAY_OFF)]


def _plain(day: Day, half: Half, today: date) -> str:
    if not day.works(half):
        return "<td>" if day.kind == DayKind.DAY_OFF else OFF
    return "<td>" + words.PRESENT if day.date <= today else "<td>"


def _cells(line: TeamLine, sheet: TeamMonth, plain: Sequence[str], drawn: dict[Mark, str]) -> list[str]:
    """The cells of one person by position. drawn: the marks of this sheet already written."""
    cells = list(plain)
    for position in line.outside:
        cells[position] = OUTSIDE
    for position, mark in line.marks.items():
        if mark not in drawn:
            waits = " w" if mark.waiting else ""
            drawn[mark] = (f'<td class="{KINDS.get(mark.code, "l")}{waits}" title="{escape(words.type_name(mark.code))}">'
                           f"{escape(words.symbol_of(mark.code, sheet.symbols))}")
        cells[position] = drawn[mark]
    return cells


def named_days(days: Sequence[Day]) -> list[str]:
    """Festivals and make-up days of the month in words, days of one name together: 15—23日 春节."""
    found: list[tuple[str, int, int]] = []
    for day in days:
        name = day.name
        if not name:
            continue
        if found and found[-1][0] == name and found[-1][2] == day.date.day - 1:
            found[-1] = (name, found[-1][1], day.date.day)
        else:
            found.append((name, day.date.day, day.date.day))
    return [words.NAMED_DAYS.format(days=first if first == last else f"{first}—{last}", name=name) for name, first, last in found]


def day_sign(day: Day) -> str:
    """What stands under a weekday's sign: 休, 班 or 半 where the day is not what its weekday says."""
    return words.DAY_SIGNS[day.kind] if day.name or day.kind not in ("day_off", "workday") else ""


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
    if position in line.outside or not day.works(half) or day.date > today:
        return ""
    return words.PRESENT


def due_days(days: Sequence[Day]) -> str:
    """The month's working days, with one decimal."""
    return days_text(sum(day.works(half) for day in days for half in Half))


def legend(sheet: TeamMonth) -> list[tuple[str, str, str]]:
    """(class of the colour, symbol, word) of everything that may stand in this sheet."""
    codes = sorted(sheet.symbols, key=[*TYPE_CODES, *sheet.symbols].index) if sheet.open else list(words.VEILED)
    return [("", words.PRESENT, words.PRESENT_WORD),
            *((KINDS.get(code, "l"), words.symbol_of(code, sheet.symbols), words.type_name(code)) for code in codes)]
