"""Tables with a row of headings: one line is one punch. Columns are bound by their headings, never by their place.

Source: docs/rules/attendance-files.md sections 5 to 7: GLG and AGL texts, exports of Access, Hikvision, DingTalk and WeCom, and any
table through a mapping of columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from devices.grids import Grid, Line
from devices.headings import WORDS, loose, loose_set
from devices.moments import day_or_month_first, is_moment, moment_of, moment_of_parts, reader_of_format
from devices.rows import BAD_DATE, BAD_LINE, BAD_PIN, NO_PUNCH, refused, tidy_pin
from rules.punches import ReadRow

HEADING_WITHIN = 40
_JUDGED_LINES = 2_000
_BROKEN = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_ABSENT = frozenset(WORDS["absent"])
_FIELDS = ("pin", "datetime", "date", "time", "status", "verify", "work_code", "name")
Columns = Mapping[str, Sequence[int]]
Reader = Callable[[Sequence[str], Columns], tuple[int | None, str]]


@dataclass(frozen=True)
class Binding:
    """Where in a grid what stands. start: line number of the headings, 0 without. columns: field -> columns, the first with text
    counts. loose: columns that only show something, in which broken bytes do no harm. unheaded: columns without a heading."""

    decoder: str
    grid: Grid
    start: int
    headings: Sequence[str]
    columns: Columns
    loose: frozenset[int] = frozenset()
    unheaded: frozenset[int] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    format: str = ""


def bind_known(grid: Grid) -> Binding | None:
    """The binding of a grid whose headings are those of a known export; None when they are not."""
    for line in grid.top(HEADING_WITHIN):
        headings = [loose(text) for text in line.cells]
        for decoder, form in WORDS["tables"].items():
            named = _with_whole_last(headings) if decoder == "glg" else headings
            if any(loose_set(signs) <= set(named) for signs in form["signs"]):
                return _bound(decoder, grid, line, named, form)
    return None


def _with_whole_last(headings: list[str]) -> list[str]:
    """A heading line may be cut short in its last word: "Date" or "DateTi" for DateTime."""
    last = max((column for column, text in enumerate(headings) if text), default=0)
    cut = len(headings[last]) >= 4 and "datetime".startswith(headings[last]) and "enno" in headings
    return [*headings[:last], "datetime", *headings[last + 1:]] if cut else headings


def _bound(decoder: str, grid: Grid, line: Line, headings: list[str], form: Mapping[str, Any]) -> Binding:
    places: dict[str, list[int]] = {code: [headings.index(name) for name in map(loose, form.get(code, ())) if name in headings]
                                    for code in (*_FIELDS, "loose")}
    return Binding(decoder, grid, line.number, line.cells, places, frozenset(places["loose"] + places["name"]),
                   frozenset(column for column, text in enumerate(headings) if not text and decoder == "glg"), form)


def check_binding(binding: Binding) -> None:
    """Refuse a file that cannot be read safely. Raises InvalidInput.

    attendance_encoding: broken bytes outside the columns of names. attendance_day_first: dates that can only be day/month/year
    outnumber those that can only be month/day/year, and nobody said which form it is.
    """
    if binding.grid.broken:
        for line in _data(binding):
            if any(_BROKEN.search(text) for column, text in enumerate(line.cells) if column not in _shown(binding, line)):
                raise refused("attendance_encoding", line=line.number)
    places = [*binding.columns["datetime"], *binding.columns["date"]]
    if binding.format or binding.options.get("fixed_order") or binding.options.get("short_year_first"):
        return
    texts = [_text(line.cells, places) for line in islice(_data(binding), _JUDGED_LINES)]
    hints = [day_or_month_first(text) for text in texts]
    if sum(hints) > 0:
        raise refused("attendance_day_first", text=texts[hints.index(1)])


def read_table(binding: Binding) -> Iterator[ReadRow]:
    """One row for every line below the headings that is not blank; headings that come again are no data."""
    read = _reader(binding)
    narrow = {} if not binding.unheaded else {code: _moved(binding, places) for code, places in binding.columns.items()}
    width = len(binding.headings)
    for line in _data(binding):
        is_narrow = narrow and len(line.cells) == width - len(binding.unheaded)
        yield _row(binding, line, narrow if is_narrow else binding.columns, read)


def _moved(binding: Binding, places: Sequence[int]) -> list[int]:
    """Columns of data lines that leave out the columns without a heading."""
    return [place - sum(column < place for column in binding.unheaded) for place in places]


def _shown(binding: Binding, line: Line) -> set[int]:
    is_narrow = len(line.cells) == len(binding.headings) - len(binding.unheaded)
    return set(_moved(binding, sorted(binding.loose)) if is_narrow else binding.loose)


def _data(binding: Binding) -> Iterator[Line]:
    for line in binding.grid.lines():
        if line.number > binding.start and (binding.start == 0 or line.cells != binding.headings):
            yield line


def _reader(binding: Binding) -> Reader:
    short_year_first = bool(binding.options.get("short_year_first"))
    told = reader_of_format(binding.format) if binding.format else None

    def read(cells: Sequence[str], columns: Columns) -> tuple[int | None, str]:
        if columns["datetime"]:
            text = _text(cells, columns["datetime"])
            if binding.decoder == "glg" and not is_moment(text):
                text = _only_moment(cells)
            return told(text) if told else moment_of(text)
        day, clock = _text(cells, columns["date"]), _text(cells, columns["time"])
        return told(f"{day} {clock}") if told else moment_of_parts(day, clock, short_year_first=short_year_first)

    return read


def _row(binding: Binding, line: Line, columns: Columns, read: Reader) -> ReadRow:
    cells = line.cells
    pin = tidy_pin(_text(cells, columns["pin"]), zero_filled=bool(binding.options.get("zero_filled")))
    needed = max([*columns["pin"][:1], *columns["datetime"][:1], *columns["date"][:1], *columns["time"][:1]])
    status, verify, work_code = (_text(cells, columns[code]) for code in ("status", "verify", "work_code"))
    name = _BROKEN.sub("\ufffd", _text(cells, columns["name"]))
    if binding.options.get("absences") and pin and _text(cells, columns["time"]) in _ABSENT:
        second, problem = None, NO_PUNCH
    elif len(cells) <= needed:
        second, problem = None, BAD_LINE
    else:
        second, problem = read(cells, columns)
        if problem == BAD_DATE and _CONTROL.search("".join(cells)):
            problem = BAD_LINE
    return ReadRow(line.number, line.raw, pin, second, status, verify, work_code, name, problem or ("" if pin else BAD_PIN))


def _only_moment(cells: Sequence[str]) -> str:
    """The one cell that holds a date, in a line with fewer or more cells than its headings; "" when there is none or several."""
    dates = [text for text in cells if is_moment(text)]
    return dates[0] if len(dates) == 1 else ""


def _text(cells: Sequence[str], places: Sequence[int]) -> str:
    """The first of the columns that holds something."""
    return next((cells[place].strip() for place in places if place < len(cells) and cells[place].strip()), "")
