"""Files as grids of text cells: xlsx, xls (BIFF8), a web page saved as .xls, and text separated by tab, comma or semicolon.

Source: docs/rules/attendance-files.md section 2. A grid is read as often as asked, line by line; blank lines are left out.
"""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, NamedTuple

import xlrd
from openpyxl import load_workbook

from devices.rows import refused
from rules.errors import InvalidInput

MOST_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 256
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_ZERO_DAY = date(1899, 12, 30).toordinal()
_BROKEN = re.compile("[\udc80-\udcff]")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Line(NamedTuple):
    """One line that is not blank. number: from 1; raw: as it stands; cells: texts; broken bytes in them are lone surrogates."""

    number: int
    raw: bytes
    cells: list[str]


@dataclass(frozen=True)
class Grid:
    """One sheet, or one text. lines: starts anew at each call. broken: the text has bytes that are not of its encoding."""

    name: str
    lines: Callable[[], Iterator[Line]]
    broken: bool = False

    def top(self, count: int) -> list[Line]:
        """The first lines."""
        return list(islice(self.lines(), count))


def without_mark(content: bytes) -> bytes:
    """The text without its byte order mark, UTF-16 as UTF-8. Raises InvalidInput attendance_encoding."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            try:
                return content[2:].decode(encoding).encode()
            except UnicodeDecodeError as error:
                raise refused("attendance_encoding", line=content[:error.start].count(b"\n") + 1) from error
    return content.removeprefix(codecs.BOM_UTF8)


def is_book(content: bytes) -> bool:
    """Whether it is a workbook and not a text."""
    return content.startswith((_OLE, _ZIP)) or _is_page(content)


def grids_of(content: bytes) -> list[Grid]:
    """Every sheet of a workbook; of a text one grid for each separator that occurs in it. Raises InvalidInput.

    content: of a text, without mark.
    """
    if content.startswith(_ZIP):
        return _xlsx_grids(content)
    if content.startswith(_OLE):
        return _xls_grids(content)
    if _is_page(content):
        return [_page_grid(content)]
    return _text_grids(content)


def _xlsx_grids(content: bytes) -> list[Grid]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise refused("attendance_too_large", megabytes=MOST_UNPACKED // 1024 // 1024)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        return [Grid(sheet.title, _guarded(partial(_xlsx_rows, sheet))) for sheet in book.worksheets]
    except InvalidInput:
        raise
    except Exception as error:  # the library raises what its parts raise
        raise refused("attendance_unreadable") from error


def _xlsx_rows(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    yield from _lines_of_cells((number, [_cell_text(value) for value in row[:MOST_COLUMNS]]) for number, row in enumerate(rows, 1))


def _xls_grids(content: bytes) -> list[Grid]:
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=StringIO(), ragged_rows=False)
        return [Grid(sheet.name, _guarded(partial(_xls_rows, sheet, book.datemode))) for sheet in book.sheets()]
    except Exception as error:  # as above
        raise refused("attendance_unreadable") from error


def _xls_rows(sheet: xlrd.sheet.Sheet, datemode: int) -> Iterator[Line]:
    """Every row over the whole width: what a row says of its own last column is not believed."""
    width = min(sheet.ncols, MOST_COLUMNS)
    for number in range(sheet.nrows):
        cells = [_xls_text(sheet.cell(number, column), datemode) for column in range(width)]
        yield from _lines_of_cells([(number + 1, cells)])


def _xls_text(cell: xlrd.sheet.Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _serial_text(float(cell.value) + 1462 * datemode * (float(cell.value) >= 1))
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else _cell_text(cell.value)


def _serial_text(serial: float) -> str:
    days, seconds = divmod(round(serial * 86_400), 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return clock if serial < 1 else f"{date.fromordinal(_ZERO_DAY + days).isoformat()} {clock}"


def _guarded(rows: Callable[[], Iterator[Line]]) -> Callable[[], Iterator[Line]]:
    """The same rows; what the library raises on a damaged sheet becomes a refusal."""
    def read() -> Iterator[Line]:
        try:
            yield from rows()
        except Exception as error:  # as above
            raise refused("attendance_unreadable") from error
    return read


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, timedelta):
        return _serial_text(value.total_seconds() / 86_400)
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _lines_of_cells(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Line]:
    for number, cells in rows:
        filled = max((place for place, text in enumerate(cells, 1) if text.strip()), default=0)
        if filled:
            yield Line(number, "\t".join(cells[:filled]).encode("utf-8", "replace"), cells[:filled])


def _is_page(content: bytes) -> bool:
    return content[:2000].lstrip().startswith(b"<") and b"<table" in content[:20_000].lower()


class _Page(HTMLParser):
    """The rows of all tables of a web page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's way to call
        if tag == "tr" or (tag in ("td", "th") and not self.rows):
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self._inside = tag in ("td", "th") or (self._inside and tag not in ("tr", "table"))
        if tag == "br" and self._inside:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def _page_grid(content: bytes) -> Grid:
    encoding, broken = _encoding_of(content)
    page = _Page()
    try:
        page.feed(content.decode(encoding, "surrogateescape"))
        page.close()
    except AssertionError as error:  # what the parser raises on a broken declaration
        raise refused("attendance_unreadable") from error
    rows = [[text.strip() for text in row] for row in page.rows]
    return Grid("", lambda: _lines_of_cells(enumerate(rows, 1)), broken)


def _encoding_of(content: bytes) -> tuple[str, bool]:
    """(encoding, whether some bytes are not of it): strict UTF-8, else GB18030, else the one with fewer broken bytes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding, False
    return min(("utf-8", "gb18030"), key=lambda encoding: len(_BROKEN.findall(content.decode(encoding, "surrogateescape")))), True


def _text_grids(content: bytes) -> list[Grid]:
    encoding, broken = _encoding_of(content)
    return [Grid("", partial(_text_lines, content, encoding, separator), broken) for separator in "\t,;" if separator.encode() in content]


def _text_lines(content: bytes, encoding: str, separator: str) -> Iterator[Line]:
    """One line of the text is one row, whatever its quotation marks say: a stray one must not swallow the lines after it."""
    for number, whole in enumerate(BytesIO(content), 1):
        raw = whole.rstrip(b"\r\n")
        if not raw.strip():
            continue
        text = raw.decode(encoding, "surrogateescape")
        yield Line(number, raw, _split(text, separator))


def _split(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    try:
        return next(csv.reader((text,), delimiter=separator))
    except (csv.Error, StopIteration):
        return text.split(separator)
