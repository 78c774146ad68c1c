"""Tables out of xlsx and csv files, and back."""

import csv
import random
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from actions.sheets import MOST_ROWS, read_sheet, write_sheet
from rules.errors import InvalidInput

HEADINGS = ["工号", "姓名", "岗位"]
CELL = st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), max_size=12).map(str.strip)
ROWS = st.lists(st.tuples(CELL, CELL, CELL).filter(any), min_size=1, max_size=8)


def as_csv(rows, separator=",", encoding="utf-8"):
    text = StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def as_book(rows):
    book, written = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def refused(content):
    with pytest.raises(InvalidInput) as error:
        read_sheet(content)
    return error.value.problems[0].code


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, separator=st.sampled_from(",;\t"))
def test_a_table_reads_the_same_from_every_kind_of_file(rows, separator):
    rows = [[cell.lstrip("'=+-@") for cell in row] for row in rows]
    rows = [row for row in rows if any(row)] or [["1", "", ""]]
    expected = [(line, dict(zip(HEADINGS, row, strict=True))) for line, row in enumerate(rows, 2)]
    table = [HEADINGS, *rows]
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert read_sheet(as_csv(table, separator, encoding)) == expected
    assert read_sheet(write_sheet(table)) == expected


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_what_is_written_reads_back_and_nothing_in_it_runs(rows):
    content = write_sheet([HEADINGS, *rows])
    assert [list(cells.values()) for _, cells in read_sheet(content)] == [list(row) for row in rows]
    for row in load_workbook(BytesIO(content)).active.iter_rows():
        assert not [cell.value for cell in row if cell.data_type == "f" or str(cell.value or "").startswith(("=", "+", "-", "@", "\t"))]


def test_titles_and_empty_lines_are_passed_over_and_line_numbers_are_the_spreadsheets():
    lines = read_sheet(as_csv([["人员花名册", "", ""], [], HEADINGS, ["1", "王芳", ""], ["", "", ""], ["2", "李四", "综合"]]))
    assert lines == [(4, {"工号": "1", "姓名": "王芳", "岗位": ""}), (6, {"工号": "2", "姓名": "李四", "岗位": "综合"})]


def test_numbers_and_days_of_a_spreadsheet_become_plain_text():
    rows = [["工号", "日期", "时刻", "数"], [1001.0, date(2010, 7, 1), datetime.fromisoformat("2010-07-01T08:30"), 2.5]]
    assert read_sheet(as_book(rows))[0][1] == {"工号": "1001", "日期": "2010-07-01", "时刻": "2010-07-01 08:30", "数": "2.5"}


def test_a_column_without_heading_is_called_by_its_letter():
    assert read_sheet(as_csv([["工号", "姓名", ""], ["1", "王芳", "备注"]]))[0][1] == {"工号": "1", "姓名": "王芳", "C": "备注"}


@pytest.mark.parametrize(("content", "code"), [
    (b"", "sheet_empty"), (b" \r\n", "sheet_empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet_old_or_locked"),
    (b"PK\x03\x04 broken", "sheet_unreadable"), (b"\x89PNG\r\n\x1a\n\x00\x00", "sheet_unreadable"),
    (b"\xff\xff\xff,1\n", "sheet_unreadable"),
    ("工号\n1".encode(), "sheet_no_headings"), ("工号,姓名\n".encode(), "sheet_no_lines"), ("工号,工号\n1,2\n".encode(), "heading_twice"),
    (as_csv([HEADINGS, *[["1", "2", "3"]] * (MOST_ROWS + 20)]), "sheet_too_many_rows"), (b"a" * 11_000_000, "sheet_too_large"),
])
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content, code):
    assert refused(content) == code


def test_random_bytes_never_do_worse_than_a_refusal():
    noise = random.Random(7)  # noqa: S311  # the same bytes every time, no secret
    for head in (b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe"):
        for _ in range(20):
            assert refused(head + noise.randbytes(300)).startswith("sheet_")
