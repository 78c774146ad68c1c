"""Documents that leaders rewrite, as .docx in the layout of official papers; python-docx is an optional extra.

Layout: GB/T 9704-2012 (paper A4, margins 37/35/28/26 mm, title 22 pt centred, text 16 pt with 28 pt lines, two characters indented).
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

from actions.documents_table import Ruled, ruled_table
from rules.errors import InvalidInput, Problem

FONT_TABLE = "word/fontTable.xml"
TITLE_POINTS, TEXT_POINTS, CELL_POINTS, LINE_POINTS = 22, 16, 12, 28
TEXT_WIDTH_MM = 156


@dataclass(frozen=True)
class Fonts:
    """Names of fonts, each with the one Word takes where it is not installed."""

    title: str
    title_else: str
    text: str
    text_else: str


@dataclass(frozen=True)
class Line:
    """A paragraph. plain: no indent; right: at the right margin; small: a note, in the size of tables."""

    text: str
    plain: bool = False
    right: bool = False
    small: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of as many columns as its longest row; the last cell of a shorter row runs to the end."""

    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Paper:
    """The page: width and height, and margins above, below, left and right, mm."""

    width: float = 210
    height: float = 297
    margins: tuple[float, float, float, float] = (37, 35, 28, 26)


OFFICIAL = Paper()
LYING = Paper(297, 210, (15, 12, 12, 12))
LYING_WIDE = Paper(420, 297, (15, 12, 12, 12))


def can_write_documents() -> bool:
    """True when python-docx is installed."""
    return find_spec("docx") is not None


def write_document(title: str, parts: Sequence[Line | Grid | Ruled], fonts: Fonts, paper: Paper = OFFICIAL) -> bytes:
    """A .docx file. Raises InvalidInput (documents_absent) where python-docx is not installed."""
    if not can_write_documents():
        raise InvalidInput(Problem("", "documents_absent"))
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(paper.width), Mm(paper.height)
    if paper.width > paper.height:
        page.orientation = WD_ORIENT.LANDSCAPE
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = map(Mm, paper.margins)
    document.core_properties.title, document.core_properties.author = title, ""
    _line(document.add_paragraph(), title, fonts.title, TITLE_POINTS, "center")
    for part in parts:
        if isinstance(part, Grid):
            _grid(document, part, fonts)
        elif isinstance(part, Ruled):
            document.element.body.insert(-1, ruled_table(part, fonts.text))  # before the section's own properties
        else:
            _line(document.add_paragraph(), part.text, fonts.text, CELL_POINTS if part.small else TEXT_POINTS,
                  "right" if part.right else "", 0 if part.plain or part.right else 2, exact=not part.small)
    written = BytesIO()
    document.save(written)
    return _with_fonts(written, fonts)


def _line(paragraph: Any, text: str, font: str, points: int, align: str = "", indent: int = 0, *, exact: bool = True) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    run.font.name = font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = Pt(LINE_POINTS) if exact else 1.0
    layout.first_line_indent = Pt(points * indent)
    if align:
        paragraph.alignment = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}[align]


def _grid(document: Any, grid: Grid, fonts: Fonts) -> None:
    from docx.shared import Mm

    columns = max(len(row) for row in grid.rows)
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    for row in grid.rows:
        cells = table.add_row().cells
        for cell in cells:
            cell.width = Mm(TEXT_WIDTH_MM / columns)
        if len(row) < columns:
            cells[len(row) - 1].merge(cells[-1])
        for cell, text in zip(cells, row, strict=False):
            lines = text.split("\n")
            _line(cell.paragraphs[0], lines[0], fonts.text, CELL_POINTS, exact=False)
            for line in lines[1:]:
                _line(cell.add_paragraph(), line, fonts.text, CELL_POINTS, exact=False)


def _with_fonts(document: BytesIO, fonts: Fonts) -> bytes:
    """The same file whose font table names what to take for a font that is not installed."""
    named = "".join(f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/></w:font>"
                    for name, other in ((fonts.title, fonts.title_else), (fonts.text, fonts.text_else)))
    written = BytesIO()
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == FONT_TABLE:
                content = content.replace(b"</w:fonts>", named.encode() + b"</w:fonts>")
            new.writestr(part, content)
    return written.getvalue()
