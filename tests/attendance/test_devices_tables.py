"""Tables with headings: GLG and AGL texts, Access, Hikvision, DingTalk, WeCom. Source: docs/rules/attendance-files.md 5 and 6."""

from __future__ import annotations

import codecs
from datetime import date, datetime

import pytest

from devices import ReadRow, read_file
from rules.errors import InvalidInput
from tests.attendance.sheets_made import Cells, short, xls, xlsx


def rows_of(content: bytes, decoder: str) -> list[ReadRow]:
    read = read_file(content)
    assert read.decoder == decoder
    return list(read.rows)


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        list(read_file(content).rows)
    (problem,) = caught.value.problems
    return problem.field, problem.code


GLG = [
    ("No\tTMNo\tEnNo\tName\tGMNo\tMode\tIN/OUT\tAntipass\tDaiGong\tDateTime\tTR",
     "1\t1\t00000302\t张三      \t1\t3\tDutyOn\t0\t7\t2016/06/30  13:19:29\t", ("3", "DutyOn", "7", "张三")),
    ("No\tTMNo\tEnNo\tName\tGMNo\tMode\tIN/OUT\tAntipass\tProxyWork\tDateTime",
     "1\t1\t302\tLi         \t1\t1\t \t0\t0\t2016-06-30 13:19:29", ("1", "", "0", "Li")),
    ("No\tTMNo\tEnNo\tName\tIn/Out\tVM\tDepartment\tDateTime",
     "1\t1\t302\t\tDutyOff\tFP\t二科\t06/30/2016 13:19:29", ("FP", "DutyOff", "", "")),
    ("No\tTMNo\tEnNo\tName\tGMNo\tMode\tDateTime", "1\t1\t302\tLi\t1\t8\t2016/06/30 13:19:29", ("8", "", "", "Li")),
    ("No\tTMNo\tEnNo\tName\tINOUT\tMode\tDateTime", "1\t1\t302\tLi\t1\t2\t2016/06/30 13:19:29", ("2", "1", "", "Li")),
    ("# DeviceModel = X\n# Sn\t= 7\nNo\tTMNo\tEnNo\tName\tDateTime", "1\t1\t302\tLi\t2016/06/30 13:19:29", ("", "", "", "Li")),
    ("No\tTMNo\tEnNo\tName\t\tGMNo\tMode\tIN/OUT\tAntipass\tDateTime",
     "1\t1\t302\t          \t1\t3\t \t0\t06-30-2016  01:19:29PM", ("3", "", "", "")),
    ("No\tTMNo\tEnNo\tName\t\tGMNo\tMode\tIN/OUT\tAntipass\tDateTime",
     "1\t1\t302\tLi\t\t1\t3\t \t0\t06-30-2016  01:19:29PM", ("3", "", "", "Li")),
    ("No\tTMNo\tEnNo\tName\tGMNo\tMode\tDateTi", "1\t1\t302\tLi\t1\t8\t2016/06/30 13:19:29", ("8", "", "", "Li")),
    ("No\tTMNo\tEnNo\tName\tGMNo\tMode\tDateTime", "1\t1\t302\tLi\t1\t8\t\t2016/06/30 13:19:29", ("8", "", "", "Li")),
]


@pytest.mark.parametrize(("head", "line", "rest"), GLG)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_dialect_of_glg_is_bound_by_its_headings(head: str, line: str, rest: tuple[str, ...], end: str, encoding: str):
    (row,) = rows_of((head.replace("\n", end) + end + line + end).encode(encoding), "glg")
    assert short(row) == ("302", "2016-06-30 13:19:29", "")
    assert (row.verify, row.status, row.work_code, row.name) == rest
    assert row.raw == line.encode("utf-8" if encoding == "utf-16" else encoding.removesuffix("-sig"))


@pytest.mark.parametrize(("clock", "read"), [
    ("12:00:00AM", "00:00:00"), ("12:30:00PM", "12:30:00"), ("01:05:09PM", "13:05:09"), ("11:59:59PM", "23:59:59"),
    ("08:00:00 am", "08:00:00"),
])
def test_clocks_of_twelve_hours(clock: str, read: str):
    (row,) = rows_of(f"No\tEnNo\tDateTime\n1\t5\t06-30-2016  {clock}".encode(), "glg")
    assert short(row) == ("5", f"2016-06-30 {read}", "")


@pytest.mark.parametrize(("line", "expected"), [
    ("2\t1\tLi\t2016/02/30 08:00:00", ("1", "", "bad_date")), ("2\t1\tLi\t2047/02/30 19:13:30", ("1", "", "filler")),
    ("2\t1\tLi\t06-30-2016 13:19:29PM", ("1", "", "bad_date")), ("2\t1\tLi\t", ("1", "", "bad_date")),
    ("2\t\tLi\t2016/02/03 08:00:00", ("", "2016-02-03 08:00:00", "bad_pin")),
    ("2\t\ufffd\ufffd\tLi\t2016/02/03 08:00:00", ("", "2016-02-03 08:00:00", "bad_pin")),
    ("2\t1", ("1", "", "bad_line")), ("garbage", ("", "", "bad_line")),
    ("2\t0000\tLi\t2016/02/03 08:00:00", ("0", "2016-02-03 08:00:00", "")),
    ("2\t1A\tLi\t2016/02/03 08:00:00", ("1A", "2016-02-03 08:00:00", "")),
])
def test_a_spoilt_line_of_a_table_is_a_row_that_says_so(line: str, expected: tuple[str, str, str]):
    good = "1\t7\tLi\t2016/02/03 08:00:00"
    rows = rows_of(f"No\tEnNo\tName\tDateTime\n{good}\n{line}\n\n{good}\n".encode(), "glg")
    assert [row.line for row in rows] == [2, 3, 5]
    assert short(rows[1]) == expected


def test_headings_that_come_again_in_the_middle_are_no_data():
    head, line = "No\tEnNo\tDateTime", "1\t7\t2016/02/03 08:00:00"
    assert [row.line for row in rows_of(f"{head}\n{line}\n{head}\n{line}".encode(), "glg")] == [2, 4]


def test_a_name_cut_in_the_middle_of_a_character_does_no_harm_but_broken_bytes_elsewhere_do():
    head = b"No\tEnNo\tName\tDateTime\n"
    cut = b"1\t7\t" + "欧阳娜".encode("gbk")[:-1] + b"\t2016/02/03 08:00:00\n"
    (row,) = rows_of(head + cut, "glg")
    assert short(row) == ("7", "2016-02-03 08:00:00", "")
    assert (row.raw, row.name) == (cut[:-1], "欧阳\ufffd")
    assert refusal(head + cut + b"2\t\xff7\tLi\t2016/02/03 08:00:00\n") == ("file", "attendance_encoding")
    assert refusal(codecs.BOM_UTF16_LE + "No\tEnNo\tDateTime\n".encode("utf-16-le") + b"\x00\xd8\x00") == ("file", "attendance_encoding")


ACCESS_HEAD = ["USERID", "CHECKTIME", "CHECKTYPE", "VERIFYCODE", "SENSORID", "WorkCode", "sn"]
ACCESS: Cells = [ACCESS_HEAD, ["12", "5/31/24 8:05 AM", "I", "1", "101", "0", "A1"], ["12", "6/1/24 12:10 PM", "o", "1", "101", "3", "A1"]]
ACCESS_ROWS = [("12", "2024-05-31 08:05:00", ""), ("12", "2024-06-01 12:10:00", "")]


def test_an_export_of_access_as_csv_and_as_workbook():
    for content in ("\n".join(",".join(f'"{text}"' for text in cells) for cells in ACCESS).encode(),
                    "\n".join(",".join(cells) for cells in ACCESS).encode(), xlsx(CHECKINOUT=ACCESS), xls(CHECKINOUT=ACCESS)):
        rows = rows_of(content, "access")
        assert [short(row) for row in rows] == ACCESS_ROWS
        assert [(row.status, row.verify, row.work_code) for row in rows] == [("I", "1", "0"), ("o", "1", "3")]


@pytest.mark.parametrize("make", [xls, xlsx])
def test_true_dates_of_a_workbook_keep_their_seconds(make: object):
    when = datetime(2024, 5, 31, 8, 15, 8)  # noqa: DTZ001  # cells have no zone
    content = make(a=[ACCESS_HEAD, [12, when, "I", 1, 101, 0, "A1"]])  # type: ignore[operator]  # one of the two writers
    assert [short(row) for row in rows_of(content, "access")] == [("12", "2024-05-31 08:15:08", "")]


def test_a_stray_quotation_mark_does_not_swallow_the_lines_after_it():
    content = 'USERID,CHECKTIME\n1,"5/31/24 8:05 AM\n2,5/31/24 8:06 AM\n3,5/31/24 8:07 AM'
    assert [row.pin for row in rows_of(content.encode(), "access")] == ["1", "2", "3"]


def test_dates_that_can_only_be_day_first_are_refused_and_one_spoilt_line_does_not_make_them_so():
    days = "USERID,CHECKTIME\n1,31/5/2024 8:05\n1,1/6/2024 8:05\n"
    assert refusal(days.encode()) == ("file", "attendance_day_first")
    spoilt = "USERID,CHECKTIME\n1,31/5/2024 8:05\n1,5/30/2024 8:05\n"
    assert [row.problem for row in rows_of(spoilt.encode(), "access")] == ["bad_date", ""]


HIKVISION = [
    ("Person ID,Name,Department,Time,Attendance Status,Attendance Check Point,Custom Name,Data Source,Handling Type,Temperature,Abnormal",
     "'00000042,李四,大厅,2026-05-31 12:03:17,None,门1,,Original Records,,-,No"),
    ("人员编号,姓名,部门,时间,考勤状态,考勤检查点,自定义名称,数据来源,处理类型",
     "42,李四,大厅,2026/05/31 12:03:17,None,门1,,Original Records,"),
]


@pytest.mark.parametrize(("head", "line"), HIKVISION)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_export_of_original_records_of_hikvision(head: str, line: str, encoding: str):
    (row,) = rows_of(f"{head}\r\n{line}\r\n".encode(encoding), "hikvision")
    assert (short(row), row.name, row.status) == (("42", "2026-05-31 12:03:17", ""), "李四", "None")


def test_a_web_page_that_calls_itself_xls_is_read_as_its_table():
    head, line = ("".join(f"<td>{text}</td>" for text in part.split(",")) for part in HIKVISION[0])
    title = "<table><tr><td colspan=11>Original Records Report</td></tr></table>"
    page = f"<html>{title}<table><tr>{head}</tr>\n<tr>{line}</tr></table></html>"
    assert [short(row) for row in rows_of(page.encode(), "hikvision")] == [("42", "2026-05-31 12:03:17", "")]


DINGTALK: Cells = [
    ["原始记录表  统计日期：2026-05-01 至 2026-05-31"], ["报表生成时间：2026-06-01 09:00"],
    ["姓名", "考勤组", "部门", "工号", "职位", "UserId", "考勤日期", "考勤时间", "打卡时间", "打卡结果", "打卡地址",
     "打卡备注", "异常打卡原因", "打卡设备"],
    ["王五", "组", "一科", "007", "", "u1", "26-05-06 星期三", "2026-05-06 09:00", "2026-05-06 08:55", "正常", "", "", "", "华为"],
    ["赵六", "组", "一科", "", "", "u2", "26-05-06 星期三", "09:00", "08:56", "正常", "", "", "", ""],
    ["赵六", "组", "一科", "", "", "u2", "26-05-06 星期三", "18:00", "次日 00:10", "正常", "", "", "", ""],
    ["赵六", "组", "一科", "", "", "u2", "26-05-07 星期四", "09:00", "", "缺卡", "", "", "", ""],
]


@pytest.mark.parametrize("make", [xls, xlsx])
def test_the_original_records_of_dingtalk_among_its_summaries(make: object):
    content = make(月度汇总=[["月度汇总", ""], ["姓名", "工号"]], 原始记录=DINGTALK)  # type: ignore[operator]  # one of the two writers
    read = read_file(content)
    assert (read.decoder, read.covers) == ("dingtalk", (date(2026, 5, 1), date(2026, 5, 31)))
    rows = list(read.rows)
    assert [short(row) for row in rows] == [("007", "2026-05-06 08:55:00", ""), ("u2", "2026-05-06 08:56:00", ""),
                                            ("u2", "2026-05-07 00:10:00", ""), ("u2", "", "no_punch")]
    assert [row.line for row in rows] == [4, 5, 6, 7]


WECOM: Cells = [
    ["打卡详情"], ["统计时间:05-01 ～ 05-31     制表时间:2026-06-01 17:23(UTC+8)"],
    ["日期", "姓名", "账号", "部门", "职务", "所属规则", "打卡类型", "应打卡时间", "实际打卡时间", "打卡状态", "打卡地点"],
    ["2026/05/06 星期三", "王五", "wangwu", "一科", "", "规则", "上班打卡", "09:00", "08:55:12", "正常", "大厅"],
    ["2026/05/06 星期三", "王五", "wangwu", "一科", "", "规则", "下班打卡", "18:00", "--", "缺卡", ""],
    ["2026/05/06 星期三", "王五", "wangwu", "一科", "", "规则", "下班打卡", "18:00", "次日 00:30", "正常", ""],
]


def test_the_punches_of_wecom_and_no_period_made_of_the_day_it_was_exported():
    read = read_file(xlsx(概况统计与打卡明细=[["概况统计与打卡明细"]], 打卡详情=WECOM))
    assert (read.decoder, read.covers) == ("wecom", None)
    rows = list(read.rows)
    assert [short(row) for row in rows] == [("wangwu", "2026-05-06 08:55:12", ""), ("wangwu", "", "no_punch"),
                                            ("wangwu", "2026-05-07 00:30:00", "")]
    assert rows[0].status == "上班打卡"


@pytest.mark.parametrize("sheet", ["每日统计", "概况统计与打卡明细", "考勤汇总表"])
def test_a_workbook_of_summaries_is_refused_with_the_reason(sheet: str):
    assert refusal(xlsx(**{sheet: [["标题"], ["姓名", "天数"], ["王五", 21]]})) == ("file", "attendance_no_punches")
