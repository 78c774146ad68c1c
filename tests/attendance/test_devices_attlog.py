"""attlog.dat: one row a line, whatever the machine wrote. Source: docs/rules/attendance-files.md section 4."""

from __future__ import annotations

import codecs
import tracemalloc

import pytest

from devices import ReadRow, read_file
from tests.attendance.sheets_made import at, short

GOOD = b"       11\t2020-02-26 07:16:19\t1\t0\t15\t53"


def rows_of(content: bytes) -> list[ReadRow]:
    read = read_file(content)
    assert (read.decoder, read.covers) == ("attlog", None)
    return list(read.rows)


def test_a_line_is_read_field_by_field_and_kept_as_it_stands():
    assert rows_of(GOOD + b"\n") == [ReadRow(1, GOOD, "11", 1582701379, "0", "15", "53", "", "")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_both_line_ends_give_the_same_rows_and_the_last_line_may_lack_its_end(end: bytes):
    whole = rows_of(end.join([GOOD, GOOD.replace(b"07:16", b"12:01"), b""]))
    assert rows_of(end.join([GOOD, GOOD.replace(b"07:16", b"12:01")])) == whole
    assert [(row.line, at(row.second)) for row in whole] == [(1, "2020-02-26 07:16:19"), (2, "2020-02-26 12:01:19")]


def test_blank_lines_are_no_rows_but_count_as_lines():
    assert [row.line for row in rows_of(b"\r\n" + GOOD + b"\r\n\r\n  \t \r\n" + GOOD + b"\n\n")] == [2, 5]


@pytest.mark.parametrize(("line", "pin", "when", "problem"), [
    (b"        1\t2047-02-30 19:13:30\t90\t90\t90\t0", "1", "", "filler"),
    (b"        1\t2021-02-29 08:00:00\t1\t0\t1\t0", "1", "", "bad_date"),
    (b"        1\t2021-13-01 08:00:00\t1\t0\t1\t0", "1", "", "bad_date"),
    (b"        1\t0000-00-00 00:00:00\t1\t0\t1\t0", "1", "", "bad_date"),
    (b"        1\t2021-01-01 24:00:00\t1\t0\t1\t0", "1", "", "bad_date"),
    (b"        1\t2021-01-01 08:60:00\t1\t0\t1\t0", "1", "", "bad_date"),
    (b"        1\t2131-05-06 08:00:00\t1\t0\t1\t0", "1", "2131-05-06 08:00:00", ""),
    (b"        1\t2000-01-01 00:00:00\t1\t0\t1\t0", "1", "2000-01-01 00:00:00", ""),
    (b"        1\t1969-12-31 23:59:59\t1\t0\t1\t0", "1", "1969-12-31 23:59:59", ""),
    (b"   AB-07z\t2021-01-01 08:00:00\t1\t255\t1\t0", "AB-07z", "2021-01-01 08:00:00", ""),
    (b"     0012\t2021-01-01 08:00:00\t1\t255\t1\t0", "0012", "2021-01-01 08:00:00", ""),
    (b"         \t2021-01-01 08:00:00\t1\t0\t1\t0", "", "2021-01-01 08:00:00", "bad_pin"),
    (b"    \x01\x02\x03 \t2021-01-01 08:00:00\t1\t0\t1\t0", "", "2021-01-01 08:00:00", "bad_pin"),
    (b"     \xef\xbf\xbd\xef\xbf\xbd\t2021-01-01 08:00:00\t1\t0\t1\t0", "", "2021-01-01 08:00:00", "bad_pin"),
    (b"      1 2\t2021-01-01 08:00:00\t1\t0\t1\t0", "", "2021-01-01 08:00:00", "bad_pin"),
    (b"        1\t2021-01-01 08:00:00\t1\t\x00\xff\t1\t0", "1", "2021-01-01 08:00:00", "bad_line"),
    (b"        1\t2021-01-01 08:0", "1", "", "bad_line"),
    (b"        1\t", "1", "", "bad_line"),
    (b"ZZZZZZZZZZZZ", "", "", "bad_line"),
    (b"\x00\x00\x00\x00", "", "", "bad_line"),
    (b"\x1a", "", "", "bad_line"),
    (b"        1\t2021-01-01 08:00:00", "1", "2021-01-01 08:00:00", ""),
    (b" 1 \t 2021-01-01 08:00:00 \t 1 \t0\t1\t0 ", "1", "2021-01-01 08:00:00", ""),
    (b"        1 2021-01-01 08:00:00 1 0 1 0", "1", "2021-01-01 08:00:00", ""),
    (b"        1  2021-02-29 08:00:00  1  0  1  0", "1", "", "bad_date"),
    (b"        1 2021-01-01 08:00:00 1 \x00 1", "", "", "bad_line"),
])
def test_a_line_a_machine_spoilt_is_a_row_that_says_so(line: bytes, pin: str, when: str, problem: str):
    rows = rows_of(GOOD + b"\n" + line + b"\n" + GOOD)
    assert short(rows[1]) == (pin, when, problem)
    assert rows[1].raw == line
    assert [short(row) for row in rows[::2]] == [("11", "2020-02-26 07:16:19", "")] * 2


def test_tabs_that_an_editor_turned_into_spaces_are_read():
    spaced = GOOD.replace(b"\t", b"   ")
    assert rows_of(spaced + b"\r\n" + GOOD) == [ReadRow(number, line, "11", 1582701379, "0", "15", "53")
                                              for number, line in enumerate((spaced, GOOD), 1)]


def test_a_spoilt_line_teaches_nothing_to_the_lines_after_it():
    spoilt = b"        7\t2021-02-30 08:00:00\t1\t0\t1\t0"
    assert [row.problem for row in rows_of(b"\n".join([GOOD, spoilt, spoilt, GOOD]))] == ["", "bad_date", "bad_date", ""]


def test_order_is_kept_even_when_the_clock_jumps_back():
    later, earlier = GOOD.replace(b"2020", b"2024"), GOOD.replace(b"2020", b"2010")
    assert [at(row.second)[:4] for row in rows_of(b"\n".join([later, earlier, later]))] == ["2024", "2010", "2024"]


@pytest.mark.parametrize("content", [
    codecs.BOM_UTF8 + GOOD, codecs.BOM_UTF16_LE + GOOD.decode().encode("utf-16-le"),
    codecs.BOM_UTF16_BE + GOOD.decode().encode("utf-16-be"),
])
def test_a_byte_order_mark_is_understood(content: bytes):
    assert [short(row) for row in rows_of(content)] == [("11", "2020-02-26 07:16:19", "")]


def test_trailing_fields_of_the_push_form_do_no_harm():
    (row,) = rows_of(GOOD + b"\t0\t0\t")
    assert (row.status, row.verify, row.work_code, row.problem) == ("0", "15", "53", "")


def test_empty_work_codes_stay_empty():
    (row,) = rows_of(b"1156\t2024-08-05 12:40:57\t1\t1\t0\t\t0\t\n")
    assert (row.pin, row.status, row.verify, row.work_code) == ("1156", "1", "0", "")


def test_going_through_a_large_file_keeps_nothing_of_the_lines_gone_by():
    content = b"".join(b"%9d\t2021-01-%02d %02d:%02d:09\t1\t0\t1\t0\n" % (number % 500, number % 28 + 1, number % 24, number % 60)
                       for number in range(50_000))
    rows = read_file(content).rows
    next(rows)
    tracemalloc.start()
    assert sum(1 for _ in rows) == 49_999
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000
