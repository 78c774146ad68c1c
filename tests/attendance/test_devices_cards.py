"""Card sheets of Deli and of ZK self-service machines. Source: docs/rules/attendance-files.md section 8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from devices import ReadRow, read_file
from rules.errors import InvalidInput
from tests.attendance.sheets_made import at, short, xls, xlsx


def deli(period: str, *people: Sequence[Sequence[Any]]) -> bytes:
    head = [["员工刷卡记录表"], [], [period, "", "", "", "制表时间：2026-02-01 08:00:00"]]
    return xls(员工刷卡记录表=[*head, *(row for person in people for row in person)])


def person(number: str, name: str, *rows: Sequence[Any]) -> list[Sequence[Any]]:
    labels = [""] * 4 + ["工号：", number] + [""] * 4 + ["姓名：", name] + [""] * 10 + ["部门：", "一科"]
    return [labels, *rows]


def rows_of(content: bytes, decoder: str = "deli") -> list[ReadRow]:
    read = read_file(content)
    assert read.decoder == decoder
    return list(read.rows)


def code_of(content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_file(content)
    return caught.value.problems[0].code


PERIOD = "考勤日期：2026-01-15～2026-01-18"


def test_every_time_of_every_cell_of_every_line_of_a_person_is_a_row():
    content = deli(PERIOD,
                   person("1", "张三", [15, 16, 17, 18], ["08:01\n12:02，13:00", "08:00 17:31"], ["17:30"]),
                   person("0002", "李四", [15, 16, 17, 18], ["", "", "", "09:00,18:00"]),
                   person("3", "空", [15, 16, 17, 18]))
    read = read_file(content)
    assert read.covers == (date(2026, 1, 15), date(2026, 1, 18))
    rows = list(read.rows)
    assert [short(row)[:2] for row in rows] == [
        ("1", "2026-01-15 08:01:00"), ("1", "2026-01-15 12:02:00"), ("1", "2026-01-15 13:00:00"), ("1", "2026-01-16 08:00:00"),
        ("1", "2026-01-16 17:31:00"), ("1", "2026-01-15 17:30:00"), ("2", "2026-01-18 09:00:00"), ("2", "2026-01-18 18:00:00")]
    assert {row.problem for row in rows} == {""}
    assert (rows[0].raw, rows[0].line, rows[0].name) == (b"1\t2026-01-15 08:01", 6, "张三")


@pytest.mark.parametrize(("cells", "made"), [
    (["考勤日期：2026-01-01～2026-01-31", "", "制表时间：2026-01-15 17:45:12"], "2026-01-15 17:45:12"),
    (["考勤日期：2026-01-01～2026-01-31", "制表时间", "", "2026/1/15 17:45"], "2026-01-15 17:45:00"),
    (["考勤日期：2026-01-01～2026-01-31", "制表时间：2026年1月15日"], "2026-01-16 00:00:00"),
    (["考勤日期：2026-01-01～2026-01-31", "制表时间：2026-02-30 08:00:00"], ""),
    (["考勤日期：2026-01-01～2026-01-31"], ""),
    (["考勤日期：2026-01-01～2026-01-31", "导出范围：2026-01-01 至 2026-01-31"], ""),
    (["考勤日期：2026-01-01～2026-01-31", "导出范围：2026-01-01 00:00 ～ 2026-01-31 23:59"], ""),
])
def test_when_the_sheet_was_made_is_told(cells: list[str], made: str):
    content = xls(员工刷卡记录表=[["员工刷卡记录表"], cells, *person("1", "张三", list(range(1, 32)), ["08:01"])])
    assert at(read_file(content).made) == made


@pytest.mark.parametrize(("period", "numbers", "column", "day"), [
    ("考勤日期：2026-01-04～2026-01-31", range(4, 32), 27, "2026-01-31"),
    ("考勤日期:2026-01-04~2026-01-31", range(1, 29), 27, "2026-01-31"),
    ("考勤日期：2026-01-01～2026-01-31", range(1, 32), 30, "2026-01-31"),
    ("考勤日期：2026-02-01 ～ 2026-02-28", range(1, 32), 27, "2026-02-28"),
    ("考勤日期：2026/01/26-2026/02/25", [*range(26, 32), *range(1, 26)], 6, "2026-02-01"),
    ("考勤日期：2025年12月26日至2026年1月5日", [*range(26, 32), *range(1, 6)], 10, "2026-01-05"),
    ("考勤日期：2026-01-15", [15], 0, "2026-01-15"),
    ("考勤日期：2026-01-15", [1], 0, "2026-01-15"),
])
def test_numbers_over_the_columns_are_days_of_the_month_or_count_from_one(period: str, numbers: Sequence[int], column: int, day: str):
    cells = [""] * column + ["08:00"]
    assert [short(row) for row in rows_of(deli(period, person("1", "张三", list(numbers), cells)))] == [("1", f"{day} 08:00:00", "")]


@pytest.mark.parametrize(("period", "numbers"), [
    ("考勤日期：2026-01-04～2026-01-31", range(5, 32)), ("考勤日期：2026-01-04～2026-01-31", range(1, 32)),
    ("考勤日期：2026-01-04～2026-01-10", [4, 5, 7, 8]), ("考勤日期：2026-01-15", [16]),
])
def test_numbers_that_may_mean_either_are_refused(period: str, numbers: Sequence[int]):
    assert code_of(deli(period, person("1", "张三", list(numbers), ["08:00"]))) == "attendance_day_numbers"


def test_a_month_in_two_lines_of_numbers_goes_on_where_the_first_ended():
    first, second = [*range(1, 17)], [*range(17, 32)]
    content = deli("考勤日期：2026-01-01～2026-01-31", person("1", "张三", first), person("1", "张三", second, ["08:00"]))
    assert [short(row)[1] for row in rows_of(content)] == ["2026-01-17 08:00:00"]


def test_a_cell_that_holds_something_else_is_a_row_with_a_problem():
    spoilt = ["08:00 补", "25:10", "", "", "", "08:30"]
    content = deli(PERIOD, person("1", "张三", [15, 16, 17, 18], spoilt), person("", "无", [15], ["09:00"]))
    assert [short(row) for row in rows_of(content)] == [
        ("1", "2026-01-15 08:00:00", ""), ("1", "", "bad_line"), ("1", "", "bad_date"), ("1", "", "bad_date"),
        ("", "2026-01-15 09:00:00", "bad_pin")]


def test_a_far_column_is_not_overlooked():
    content = deli("考勤日期：2026-01-01～2026-01-31", person("1", "张三", [*range(1, 32)], [""] * 30 + ["08:00"]))
    assert [short(row)[1] for row in rows_of(content)] == ["2026-01-31 08:00:00"]


def test_a_sheet_without_its_period_or_its_days_is_refused():
    assert code_of(deli("", person("1", "张三", [15], ["08:00"]))) == "attendance_no_period"
    assert code_of(deli(PERIOD, person("1", "张三", ["08:00"]))) == "attendance_no_cards"


SELF = [
    ["考 勤 记 录 表"], [], ["考勤时间", "", "2017-07-01 ~ 07-07", "", "", "", "", "", "", "制表时间", "", "2017-07-12"],
    [1, 2, 3, 4, 5, 6, 7],
    ["工 号:", "", "7", "", "", "", "", "", "", "姓 名:", "", "Mary", "", "", "", "", "", "", "部 门:", "", "公司"],
    ["20:49", "09:3421:24", "", "17:34", "09:21\n17:36"],
    ["工 号:", "", 8, "", "", "", "", "", "", "姓 名:", "", "Bob"], ["08:4512:0013:0020:07"],
]


@pytest.mark.parametrize("make", [xls, xlsx])
def test_the_raw_punches_of_a_self_service_workbook_stand_in_its_record_sheet(make: object):
    others = {"排班信息": [["排 班 信 息 表"], ["统计日期:", "", "2017-07-01 ~ 2017-07-07"]], "考勤汇总": [["考 勤 汇 总 表"]]}
    read = read_file(make(**others, 考勤记录=SELF))  # type: ignore[operator]  # one of the two writers
    assert (read.decoder, read.covers) == ("zk_self", (date(2017, 7, 1), date(2017, 7, 7)))
    rows = list(read.rows)
    assert [short(row)[:2] for row in rows] == [
        ("7", "2017-07-01 20:49:00"), ("7", "2017-07-02 09:34:00"), ("7", "2017-07-02 21:24:00"), ("7", "2017-07-04 17:34:00"),
        ("7", "2017-07-05 09:21:00"), ("7", "2017-07-05 17:36:00"), ("8", "2017-07-01 08:45:00"), ("8", "2017-07-01 12:00:00"),
        ("8", "2017-07-01 13:00:00"), ("8", "2017-07-01 20:07:00")]
    assert {row.name for row in rows} == {"Mary", "Bob"}


def test_the_period_may_stand_on_another_sheet():
    content = xls(排班信息=[["排 班 信 息 表"], ["统计日期: 2017-07-01 ~ 2017-07-07"]], 考勤记录=[SELF[0], *SELF[3:]])
    assert read_file(content).covers == (date(2017, 7, 1), date(2017, 7, 7))


def test_a_self_service_workbook_without_its_record_sheet_is_refused_with_the_reason():
    content = xls(排班信息表=[["排 班 信 息 表"], ["统计日期:", "2017-07-01 ~ 2017-07-07"]], 考勤汇总表=[["考 勤 汇 总 表"]])
    with pytest.raises(InvalidInput) as caught:
        read_file(content)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["wanted"]) == ("attendance_no_punches", "考勤记录表")
