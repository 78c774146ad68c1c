"""A mapping of columns for tables nobody knows: what the screen shows of a file, and how the mapping binds it.

Source: docs/rules/attendance-files.md section 7. A mapping names headings: "pin" and either "datetime" or "date" and "time", if
wanted "name", "status", "verify", "work_code", and "format", a form of dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from openpyxl.utils import get_column_letter

from devices.grids import Grid, Line
from devices.headings import loose
from devices.moments import is_moment, reader_of_format
from devices.rows import refused
from devices.tables import Binding

HEADING_WITHIN = 10
SAMPLE_LINES = 10
_COLUMNS = ("pin", "datetime", "date", "time", "status", "verify", "work_code", "name")


def headings_in(grids: Sequence[Grid]) -> list[str]:
    """The headings of the grid that looks most like a table, as a mapping names them; a column without one has its letter."""
    return _named(best_grid(grids))[1]


def sample_in(grids: Sequence[Grid]) -> list[list[str]]:
    """The first lines below these headings, each as wide as they are."""
    grid = best_grid(grids)
    start, headings = _named(grid)
    lines = islice((line for line in grid.lines() if line.number > start), SAMPLE_LINES)
    return [[*line.cells, *[""] * len(headings)][:len(headings)] for line in lines]


def best_grid(grids: Sequence[Grid]) -> Grid:
    """The grid with the widest line of headings. Raises InvalidInput attendance_no_table when none has two cells in a line."""
    widths = [max((_filled(line) for line in grid.top(HEADING_WITHIN)), default=0) for grid in grids]
    if max(widths, default=0) < 2:
        raise refused("attendance_no_table")
    return grids[widths.index(max(widths))]


def bind_mapping(grids: Sequence[Grid], mapping: Mapping[str, str]) -> Binding | None:
    """The binding of the first grid that has every column the mapping names; None when none has.

    Raises InvalidInput: attendance_mapping_incomplete without number or time, attendance_format on an unknown form of dates.
    """
    wanted = {code: mapping[code] for code in _COLUMNS if mapping.get(code)}
    if "pin" not in wanted or not ("datetime" in wanted or {"date", "time"} <= wanted.keys()):
        raise refused("attendance_mapping_incomplete")
    form = mapping.get("format", "")
    if form:
        reader_of_format(form)
    for grid in grids:
        top = grid.top(HEADING_WITHIN)
        for start, headings in (*((line.number, line.cells) for line in top), _named(grid)):
            names = [loose(text) for text in headings]
            columns = {code: [place for place, name in enumerate(names) if code in wanted and name == loose(wanted[code])][:1]
                       for code in _COLUMNS}
            if all(columns[code] for code in wanted):
                lines = {line.number: line.cells for line in top}
                return Binding("columns", grid, start, lines.get(start, []), columns, frozenset(columns["name"]), format=form)
    return None


def _named(grid: Grid) -> tuple[int, list[str]]:
    """(line number of the headings, the headings); number 0 and letters when the lines hold data from the first on."""
    top = grid.top(HEADING_WITHIN)
    width = max((len(line.cells) for line in top), default=0)
    best = max(top, key=_words, default=None)
    if best is None or _words(best) < 2:
        return 0, [get_column_letter(column + 1) for column in range(width)]
    texts = [text.strip() for text in [*best.cells, *[""] * (width - len(best.cells))]]
    return best.number, [text if text and texts.index(text) == column else f"{text} {get_column_letter(column + 1)}".strip()
                         for column, text in enumerate(texts)]


def _filled(line: Line) -> int:
    return sum(1 for text in line.cells if text.strip())


def _words(line: Line) -> int:
    """How many cells are filled; none when one of them is a number or a date, as headings never are."""
    return 0 if any(text.strip().isdecimal() or is_moment(text) for text in line.cells) else _filled(line)
