"""Tables nobody knows, through a mapping of columns. Source: docs/rules/attendance-files.md section 7."""

from __future__ import annotations

from datetime import date

import pytest

from devices import FORMATS, headings_of, read_file, sample_of
from rules.errors import InvalidInput
from tests.attendance.sheets_made import Cells, short, xls, xlsx
from views.wording import say

TABLE: Cells = [["某中心打卡表"], ["考勤号", "人员", "日期", "时刻", "方向"], ["007", "王五", "2026-05-06", "08:31:05", "进"],
                ["8", "赵六", "2026年5月6日", "下午5:30", "出"], ["", "无号", "2026-05-06", "17:30", ""],
                ["9", "坏", "2026-02-30", "08:00", ""]]
MAPPING = {"pin": "考勤号", "date": "日期", "time": "时刻", "name": "人员", "status": "方向"}
ROWS = [("007", "2026-05-06 08:31:05", ""), ("8", "2026-05-06 17:30:00", ""), ("", "2026-05-06 17:30:00", "bad_pin"), ("9", "", "bad_date")]


def csv_of(table: Cells, separator: str = ",") -> bytes:
    return "\r\n".join(separator.join(map(str, cells)) for cells in table).encode("gb18030")


def codes(content: bytes, mapping: dict[str, str] | None) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        list(read_file(content, mapping).rows)
    assert all(say(problem) for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("content", [csv_of(TABLE), csv_of(TABLE, "\t"), csv_of(TABLE, ";"), xlsx(a=TABLE), xls(a=TABLE)])
def test_a_mapping_reads_any_table(content: bytes):
    assert headings_of(content) == TABLE[1]
    assert sample_of(content)[0] == TABLE[2]
    assert codes(content, None) == ["attendance_unknown_file"]
    read = read_file(content, MAPPING)
    assert (read.decoder, read.covers) == ("columns", None)
    rows = list(read.rows)
    assert [short(row) for row in rows] == ROWS
    assert (rows[0].name, rows[0].status, rows[0].line) == ("王五", "进", 3)


def test_a_table_without_headings_is_mapped_by_letters_and_loses_no_line():
    content = "7,王五,2026-05-06 08:31\n8,赵六,2026-05-06 08:32\n".encode()
    assert headings_of(content) == ["A", "B", "C"]
    assert [short(row)[:2] for row in read_file(content, {"pin": "A", "datetime": "C"}).rows] == [
        ("7", "2026-05-06 08:31:00"), ("8", "2026-05-06 08:32:00")]


def test_columns_without_a_heading_or_with_one_twice_can_be_told_apart():
    assert headings_of(b"no,when,,when\n7,a,b,2026-05-06 08:31") == ["no", "when", "C", "when D"]


@pytest.mark.parametrize("form", ["DD/MM/YYYY hh:mm:ss", "%d/%m/%Y %H:%M:%S"])
def test_an_explicit_form_of_dates_decides(form: str):
    content = b"no,when\n7,06/05/2026 08:31:05\n7,2026-05-06 08:31:05\n7,30/02/2026 08:00:00\n"
    mapping = {"pin": "no", "datetime": "when", "format": form}
    assert [short(row)[1:] for row in read_file(content, mapping).rows] == [("2026-05-06 08:31:05", ""), ("", "bad_date"), ("", "bad_date")]


def test_an_explicit_form_holds_for_date_and_time_in_two_columns():
    mapping = {"pin": "no", "date": "day", "time": "clock", "format": "DD/MM/YYYY hh:mm"}
    assert [short(row)[1] for row in read_file(b"no,day,clock\n7,06/05/2026,08:31\n", mapping).rows] == ["2026-05-06 08:31:00"]


@pytest.mark.parametrize("form", ["", "YYYY", "%H:%M", "%d/%m %H:%M", "nonsense", "%", "%Q"])
def test_a_form_that_loses_something_is_refused(form: str):
    found = codes(b"no,when\n7,x\n", {"pin": "no", "datetime": "when", "format": form or "%"})
    assert found == ["attendance_format"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_that_is_offered_can_be_used(form: str):
    content = b"no,when\n7,x\n"
    assert [row.problem for row in read_file(content, {"pin": "no", "datetime": "when", "format": form}).rows] == ["bad_date"]


@pytest.mark.parametrize("mapping", [{"pin": "no"}, {"datetime": "when"}, {"pin": "no", "date": "when"}, {"pin": "", "datetime": "when"}])
def test_a_mapping_needs_number_and_time(mapping: dict[str, str]):
    assert codes(b"no,when\n7,2026-05-06 08:31", mapping) == ["attendance_mapping_incomplete"]


def test_a_mapping_whose_columns_are_not_there_is_refused_and_does_not_hide_a_form_that_is_known():
    assert codes(b"a,b\n7,2026-05-06 08:31", {"pin": "no", "datetime": "when"}) == ["attendance_columns_missing"]
    known = b"        1\t2021-01-01 08:00:00\t1\t0\t1\t0"
    assert read_file(known, {"pin": "no", "datetime": "when"}).decoder == "attlog"


def test_a_mapping_wins_over_a_form_that_is_known():
    content = b"USERID,CHECKTIME\n1,31/5/2024 8:05\n"
    mapping = {"pin": "USERID", "datetime": "CHECKTIME", "format": "DD/MM/YYYY hh:mm"}
    assert [short(row) for row in read_file(content, mapping).rows] == [("1", "2024-05-31 08:05:00", "")]


def test_a_plain_table_on_a_sheet_named_like_a_card_sheet_can_be_mapped():
    content = xlsx(考勤记录=[["工号", "姓名", "时间"], ["1", "王五", "2026-05-06 08:31"]])
    assert codes(content, None) == ["attendance_unknown_file"]
    assert [short(row)[1] for row in read_file(content, {"pin": "工号", "datetime": "时间"}).rows] == ["2026-05-06 08:31:00"]


def test_a_period_above_the_headings_is_told():
    content = "打卡表\n统计日期：2026-05-01~05-31,x\nno,when\n7,2026-05-06 08:31".encode()
    assert read_file(content, {"pin": "no", "datetime": "when"}).covers == (date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize(("content", "code"), [(b"", "sheet_empty"), (b" \r\n\t", "sheet_empty"), (b"\xef\xbb\xbf", "sheet_empty"),
                                               (b"PK\x03\x04junk", "attendance_unreadable"), (b"hello", "attendance_unknown_file"),
                                               (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", "attendance_unreadable")])
def test_what_is_no_file_of_punches_is_refused_with_a_sentence(content: bytes, code: str):
    assert codes(content, None) == [code]


@pytest.mark.parametrize(("form", "text", "when"), [
    ("YYYYMMDDhhmmss", "20260302080005", "2026-03-02 08:00:05"), ("YYYYMMDDhhmmss", "202603021205", ""),
    ("YYYYMMDDhhmmss", "2026030208000", ""), ("YYYYMMDD hhmmss", "20260302 080005", "2026-03-02 08:00:05"),
    ("YYYYMMDD hhmmss", "20260302 11500", ""),
    ("YYYY/MM/DD hh:mm", "2026/3/2 8:05", "2026-03-02 08:05:00"),
])
def test_a_form_without_signs_between_its_figures_needs_all_of_them(form: str, text: str, when: str):
    [row] = read_file(f"no;t\n7;{text}\n".encode(), {"pin": "no", "datetime": "t", "format": form}).rows
    assert short(row) == ("7", when, "" if when else "bad_date")
