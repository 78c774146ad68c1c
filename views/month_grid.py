"""Sheets of a month drawn: one string a person, because 200 people x 62 half-days are too many cells for a template's loop.

Shared by the leave calendar and the attendance sheet. Cells are bare: a class, a symbol, no end tags (HTML allows it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from rules.attendance_close import months_on
from rules.calendar import Day, DayKind, Half
from rules.leave import days_text
from views.wording import leave_team as words

OFF, OUTSIDE = "<td class=o>", "<td class=x>"
TODAY, DAY_OFF = ' class="z"', ' class="o"'


class GridLine(NamedTuple):
    """One person's two rows. cells: position (2 x day of month - 2, + 1 for the afternoon) -> cell, elsewhere the plain one stands;
    totals: what stands at the end, once for both rows.
    """

    unit: str
    name: str
    cells: Mapping[int, str]
    totals: Sequence[str]


def grid_body(lines: Sequence[GridLine], plain: Sequence[str], *, by_unit: bool) -> Markup:
    """The bodies of the table: one a person, morning and afternoon; by_unit: a heading line before each unit's people."""
    usual = "".join(plain[0::2]), "".join(plain[1::2])
    parts: list[str] = []
    unit = None
    for line in lines:
        if by_unit and line.unit != unit:
            unit = line.unit
            width = len(plain) // 2 + 2 + len(line.totals)
            parts.append(f"<tbody class=u><tr><th colspan={width} scope=rowgroup>{escape(unit)}")
        parts.append(_person(line, plain, usual))
    return Markup("".join(parts))  # noqa: S704  # names are escaped above, the rest is ours


def _person(line: GridLine, plain: Sequence[str], usual: tuple[str, str]) -> str:
    rows = usual
    if line.cells:
        cells = list(plain)
        for position, cell in line.cells.items():
            cells[position] = cell
        rows = "".join(cells[0::2]), "".join(cells[1::2])
    totals = "".join(f"<td rowspan=2>{escape(total)}" for total in line.totals)
    return (f"<tbody><tr><th rowspan=2 scope=rowgroup>{escape(line.name)}<td>{words.HALVES[0]}{rows[0]}{totals}"
            f"<tr><td>{words.HALVES[1]}{rows[1]}")


@lru_cache(maxsize=256)
def marked(kind: str, title: str, symbol: str) -> str:
    """A cell with a symbol: the class of its colour, and the word it stands for."""
    return f'<td class="{kind}" title="{escape(title)}">{escape(symbol)}'


def rest(day: Day) -> str:
    """The cell of a half-day that is not worked: bare on a day off, whose whole column says so."""
    return "<td>" if day.kind == DayKind.DAY_OFF else OFF


def head(days: Sequence[Day], today: date) -> tuple[Markup, Markup]:
    """Two rows of headings for the days: their numbers, and under them the weekday with 休, 班 or 半."""
    signs = [(day, words.WEEKDAY_SIGNS[day.date.weekday()], day_sign(day)) for day in days]
    numbers = "".join(f'<th scope="col"{TODAY if day.date == today else ""}>{day.date.day}</th>' for day in days)
    under = "".join(f"<td{DAY_OFF if day.kind == DayKind.DAY_OFF else ''}>{sign}{'<br>' + mark if mark else ''}</td>"
                    for day, sign, mark in signs)
    return Markup(numbers), Markup(under)  # noqa: S704  # nothing in them was typed by anybody


def columns(days: Sequence[Day]) -> list[tuple[int, bool]]:
    """Runs of days that are off or not, (how many, off): a column says so for all its cells."""
    return [(len(list(run)), off) for off, run in groupby(days, key=lambda day: day.kind == DayKind.DAY_OFF)]


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


def due_days(days: Sequence[Day]) -> str:
    """The month's working days, with one decimal."""
    return days_text(sum(day.works(half) for day in days for half in Half))


def around(first: date) -> dict[str, str]:
    """The months before and after, as their addresses name them."""
    return {name: f"{months_on(first, step):%Y-%m}" for name, step in (("earlier", -1), ("later", 1))}
