"""Sheets in the form people sign: an xlsx with a title, ruled lines, cells over two rows, signatures, ready for the printer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from actions.sheets import neutral_cell


@dataclass(frozen=True)
class SheetForm:
    """A sheet as it is printed. above, below: lines of text over and under the table; widths: of the columns, in characters;
    paired: columns whose cell reaches over two rows; wide: A3, else A4; lying: landscape.
    """

    title: str
    above: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[float]
    paired: Collection[int] = ()
    below: Sequence[str] = ()
    wide: bool = False
    lying: bool = True


def write_form(form: SheetForm, name: str = "Sheet1") -> bytes:
    """The xlsx file. Nothing in it can run (actions.sheets.neutral_cell); the headings are repeated on every page."""
    book = Workbook()
    sheet = book.create_sheet(name, 0)
    book.remove(book.worksheets[1])
    columns = len(form.heads)
    _across(sheet, form.title, columns, Font(bold=True, size=16), "center")
    for line in form.above:
        _across(sheet, line, columns, Font(size=10), "left")
    sheet.append([neutral_cell(head) for head in form.heads])
    top = sheet.max_row
    for row in form.rows:
        sheet.append([neutral_cell(value) for value in row])
    _rule(sheet, top, columns)
    for column in form.paired:
        for row_number in range(top + 1, top + len(form.rows), 2):
            sheet.merge_cells(start_row=row_number, end_row=row_number + 1, start_column=column + 1, end_column=column + 1)
    for line in form.below:
        _across(sheet, line, columns, Font(size=10), "left")
    for number, width in enumerate(form.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _page(sheet, form, top)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _across(sheet: Any, text: str, columns: int, font: Font, side: str) -> None:
    sheet.append([neutral_cell(text)])
    cell = sheet.cell(sheet.max_row, 1)
    cell.font, cell.alignment = font, Alignment(horizontal=side, vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=columns)


def _rule(sheet: Any, top: int, columns: int) -> None:
    line = Side(style="thin")
    border, middle = Border(left=line, right=line, top=line, bottom=line), Alignment(horizontal="center", vertical="center", wrap_text=True)
    for cells in sheet.iter_rows(min_row=top, max_row=sheet.max_row, max_col=columns):
        for cell in cells:
            cell.border, cell.alignment = border, middle
            cell.font = Font(size=10, bold=cell.row == top)


def _page(sheet: Any, form: SheetForm, top: int) -> None:
    sheet.page_setup.orientation = "landscape" if form.lying else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if form.wide else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    sheet.freeze_panes = sheet.cell(top + 1, 2)
