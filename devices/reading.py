"""Which form a file has, by its content and never by its name, and its rows. Source: docs/rules/attendance-files.md section 1."""

from __future__ import annotations

from collections.abc import Mapping

from devices.attlog import is_attlog, read_attlog
from devices.cards import PERIOD_WITHIN, check_cards, decoder_of_cards, made_at, period_of, period_stated, read_cards, titles_of
from devices.grids import Grid, grids_of, is_book, without_mark
from devices.headings import WORDS, loose_set
from devices.mapping import bind_mapping, headings_in, sample_in
from devices.rows import ReadFile, refused
from devices.tables import Binding, bind_known, check_binding, read_table


def read_file(content: bytes, mapping: Mapping[str, str] | None = None) -> ReadFile:
    """The rows of a file of any known form.

    mapping: columns of a table (devices/mapping.py); a file that does not have them is read as if there were none. Raises
    InvalidInput at "file": sheet_empty, attendance_unknown_file when nothing fits (the caller asks for a mapping),
    attendance_columns_missing when the mapping does not fit either, attendance_no_punches for workbooks of summaries only, and what
    grids, tables, cards and mapping refuse. A damaged sheet may still be refused while the rows are gone through.
    """
    content = _text_or_book(content)
    if not mapping and not is_book(content) and is_attlog(content):
        return ReadFile("attlog", read_attlog(content), None)
    grids = grids_of(content)
    if mapping and (binding := bind_mapping(grids, mapping)):
        return _table(binding)
    known = next((binding for grid in grids if (binding := bind_known(grid))), None)
    if known:
        return _table(known)
    if not is_book(content) and is_attlog(content):
        return ReadFile("attlog", read_attlog(content), None)
    for grid in grids if is_book(content) else ():
        if decoder := decoder_of_cards(grid):
            return _cards(decoder, grid, grids)
    _refuse_summaries(grids)
    if mapping:
        raise refused("attendance_columns_missing", columns=", ".join(text for code, text in mapping.items() if code != "format"))
    raise refused("attendance_unknown_file")


def headings_of(content: bytes) -> list[str]:
    """The headings a mapping may name. Raises InvalidInput as read_file does on what is no file of cells."""
    return headings_in(grids_of(_text_or_book(content)))


def sample_of(content: bytes) -> list[list[str]]:
    """The first lines below these headings."""
    return sample_in(grids_of(_text_or_book(content)))


def _text_or_book(content: bytes) -> bytes:
    content = without_mark(content)
    if not content.strip():
        raise refused("sheet_empty")
    return content


def _table(binding: Binding) -> ReadFile:
    check_binding(binding)
    above = [line for line in binding.grid.top(10) if line.number < binding.start]
    return ReadFile(binding.decoder, read_table(binding), period_stated(iter(above), binding.start), made_at(above))


def _cards(decoder: str, grid: Grid, grids: list[Grid]) -> ReadFile:
    period = period_of(grid) or next((stated for other in grids if (stated := period_of(other))), None)
    if not period:
        raise refused("attendance_no_period")
    check_cards(grid, period)
    made = next((when for other in (grid, *grids) if (when := made_at(other.top(PERIOD_WITHIN))) is not None), None)
    return ReadFile(decoder, read_cards(grid, period), period, made)


def _refuse_summaries(grids: list[Grid]) -> None:
    """A workbook of summaries holds no punches; say so, and which sheet would. Raises InvalidInput attendance_no_punches."""
    titles = set().union(*(titles_of(grid) for grid in grids))
    for form in WORDS["summaries"]:
        if found := [text for text in form["found"] if loose_set([text]) <= titles]:
            raise refused("attendance_no_punches", found=found[0], wanted=form["wanted"])
