"""Workbooks made for the tests of decoders: cells in, bytes of an .xls or .xlsx out; and short ways to look at rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import xlwt
from openpyxl import Workbook

from devices import ReadRow

Cells = Sequence[Sequence[Any]]


def xls(**sheets: Cells) -> bytes:
    """A BIFF8 workbook. A datetime gets a date format; "" and None leave a cell out."""
    book, dated = xlwt.Workbook(), xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value not in ("", None):
                    sheet.write(row, column, value, *([dated] if isinstance(value, datetime) else []))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def xlsx(**sheets: Cells) -> bytes:
    """The same as .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append([None if value == "" else value for value in cells])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def at(second: int | None) -> str:
    """The wall clock a row says, as text."""
    return "" if second is None else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S")


def short(row: ReadRow) -> tuple[str, str, str]:
    """(number, wall clock, problem) of a row."""
    return row.pin, at(row.second), row.problem
