"""Tables of many narrow cells for documents, written as WordprocessingML at once: cell by cell, a sheet of 200 people takes minutes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

TWIPS_A_MM = 1440 / 25.4
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Ruled:
    """A table with ruled lines whose first row is repeated on every page. widths: of the columns, mm; points: size of the text;
    paired: columns whose cell reaches over two rows, from the second row on.
    """

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    points: float = 12
    paired: Collection[int] = ()


def ruled_table(table: Ruled, font: str) -> Any:
    """The table as an element of the document's body."""
    from docx.oxml import parse_xml

    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in table.widths)
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                    for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    rows = "".join(_row(table, number, row, font) for number, row in enumerate(table.rows))
    return parse_xml(
        f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(map(_twips, table.widths))}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")


def _row(table: Ruled, number: int, row: Sequence[str], font: str) -> str:
    head = "<w:tblHeader/>" if number == 0 else ""
    cells = "".join(_cell(table, number, column, text, font) for column, text in enumerate(row))
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cell(table: Ruled, number: int, column: int, text: str, font: str) -> str:
    merge = ""
    if number and column in table.paired:
        merge = '<w:vMerge w:val="restart"/>' if number % 2 else "<w:vMerge/>"
    name, size = quoteattr(font), round(table.points * 2)
    run = (f"<w:r><w:rPr><w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name}/>{'<w:b/>' if number == 0 else ''}"
           f'<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>') if text else ""
    return (f'<w:tc><w:tcPr><w:tcW w:w="{_twips(table.widths[column])}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr>{run}</w:p></w:tc>')


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_A_MM)
