"""Tables that come and go as files: xlsx or csv read into text cells, xlsx written with nothing in it that could run."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from rules.errors import InvalidInput, Problem

MOST_ROWS, MOST_COLUMNS, MOST_BYTES, MOST_UNPACKED = 5_000, 100, 10 * 1024 * 1024, 100 * 1024 * 1024
HEADING_WITHIN = 10
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")

Grid = list[list[str]]


def read_sheet(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The lines of a table: (line number as the spreadsheet shows it, heading -> text), empty lines left out.

    content: an xlsx file (its first sheet) or csv text (by its byte order mark, else strict UTF-8, else GB18030) separated by
    comma, semicolon or tab. The headings are the first of the first ten rows with two filled cells; titles above are passed
    over. Whole numbers have no ".0", days are YYYY-MM-DD, and the apostrophe that write_sheet puts before formulas is taken off.
    Raises InvalidInput at field "file": sheet_empty, sheet_too_large, sheet_too_many_rows, sheet_old_or_locked,
    sheet_unreadable, sheet_no_headings, sheet_no_lines, heading_twice.
    """
    if not content.strip():
        raise _refused("sheet_empty")
    if len(content) > MOST_BYTES:
        raise _refused("sheet_too_large", megabytes=MOST_BYTES // 1024 // 1024)
    if content.startswith(_OLE):
        raise _refused("sheet_old_or_locked")
    grid = _from_xlsx(content) if content.startswith(_ZIP) else _from_csv(_decoded(content))
    start = _heading_row(grid)
    if start is None:
        raise _refused("sheet_no_headings")
    headings = _headings(grid, start)
    lines = [(number, _cells(headings, row)) for number, row in enumerate(grid[start + 1:], start + 2) if any(row)]
    if not lines:
        raise _refused("sheet_no_lines")
    return lines


def write_sheet(rows: Iterable[Sequence[Any]], *, text_columns: Iterable[int] = (), title: str = "Sheet1") -> bytes:
    """An xlsx file of one sheet, the first row bold and kept in sight. rows: cells of text, number, day or None.

    Text that a spreadsheet could take for a formula is neutralised. text_columns: columns (from 0) where Excel is told to keep
    what is typed as text, so that 001 stays 001.
    """
    book = Workbook()
    sheet = book.create_sheet(title, 0)
    book.remove(book.worksheets[1])
    for row in rows:
        sheet.append([neutral_cell(value) for value in row])
    for column, cell in enumerate(sheet[1], 1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 16
    for column in text_columns:
        for row_number in range(1, max(sheet.max_row, 200) + 1):
            sheet.cell(row_number, column + 1).number_format = "@"
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """The same rows as csv that Excel opens: UTF-8 with its mark, lines end as RFC 4180 says, nothing in it that could run."""
    written = StringIO(newline="")
    csv.writer(written).writerows([neutral_cell(value) for value in row] for row in rows)
    return codecs.BOM_UTF8 + written.getvalue().encode()


def neutral_cell(value: Any) -> Any:
    """A cell's value that no spreadsheet runs: text that begins with = + - @ tab or return gets an apostrophe before it."""
    if isinstance(value, str):
        text = _CONTROL.sub("", value)
        return "'" + text if _FORMULA.match(text) else text
    return value


def _refused(code: str, **values: Any) -> InvalidInput:
    return InvalidInput(Problem("file", code, values))


def _from_xlsx(content: bytes) -> Grid:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _refused("sheet_too_large", megabytes=MOST_UNPACKED // 1024 // 1024)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return _limited([_text(value) for value in row] for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, OSError, EOFError) as error:
        raise _refused("sheet_unreadable") from error


def _from_csv(text: str) -> Grid:
    try:
        grids = [_limited(csv.reader(StringIO(text, newline=""), delimiter=separator)) for separator in ",;\t"]
    except csv.Error as error:
        raise _refused("sheet_unreadable") from error
    return min(grids, key=_least_odd)


def _least_odd(grid: Grid) -> tuple[int, int]:
    """Sorts the readings of a csv text: headings found early and in many cells first."""
    start = _heading_row(grid)
    return (HEADING_WITHIN, 0) if start is None else (start, -len(grid[start]))


def _limited(rows: Iterable[Iterable[str]]) -> Grid:
    return list(_counted(rows))


def _counted(rows: Iterable[Iterable[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS + HEADING_WITHIN:
            raise _refused("sheet_too_many_rows", rows=MOST_ROWS)
        yield [_plain(text) for text in row]


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _decoded(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise _refused("sheet_unreadable")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _heading_row(grid: Grid) -> int | None:
    return next((number for number, row in enumerate(grid[:HEADING_WITHIN]) if sum(map(bool, row)) >= 2), None)


def _headings(grid: Grid, start: int) -> list[str]:
    """The headings; a column without one is called by its letter when something stands in it, else "" (left out)."""
    width = max(len(row) for row in grid[start:])
    filled = [any(len(row) > column and row[column] for row in grid[start + 1:]) for column in range(width)]
    named = [*grid[start], *[""] * (width - len(grid[start]))]
    headings = [text or (get_column_letter(column + 1) if filled[column] else "") for column, text in enumerate(named)]
    twice = {text for text in headings if text and headings.count(text) > 1}
    if twice:
        raise _refused("heading_twice", column=", ".join(sorted(twice)))
    return headings


def _cells(headings: list[str], row: list[str]) -> dict[str, str]:
    padded = [*row, *[""] * (len(headings) - len(row))]
    return {heading: text for heading, text in zip(headings, padded, strict=True) if heading}
