"""What machines and people spoil: nothing but InvalidInput is raised, and no line is lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices import headings_of, read_file, sample_of
from devices.moments import FIRST_DAY, moment_of
from rules.errors import InvalidInput
from tests.attendance.sheets_made import Cells, at, xls, xlsx

ATTLOG = b"       11\t2020-02-26 07:16:19\t1\t0\t15\t53"
REAL = [
    ATTLOG + b"\r\n" + ATTLOG + b"\n",
    b"No\tTMNo\tEnNo\tName\t\tGMNo\tMode\tIN/OUT\tAntipass\tDateTime\r\n"
    + "1\t1\t302\t张三\t1\t3\t \t0\t06-30-2016  01:19:29PM\r\n".encode("gb18030"),
    b'USERID,CHECKTIME,CHECKTYPE\n12,"5/31/24 8:05 AM",I\n',
    "人员编号,姓名,部门,时间,考勤状态,考勤检查点\n42,李四,大厅,2026/05/31 12:03:17,None,门1\n".encode(),
]
CARDS: Cells = [["员工刷卡记录表"], ["考勤日期：2026-01-15～2026-01-18"], ["工号：", "1", "姓名：", "张三"], [15, 16, 17, 18],
                ["08:01", "", "17:30"]]
BOOKS = [xls(员工刷卡记录表=CARDS), xlsx(员工刷卡记录表=CARDS), xlsx(a=[["USERID", "CHECKTIME"], ["1", "2026-01-15 08:00"]])]
MAPPINGS = [None, {"pin": "A", "datetime": "B"}, {"pin": "USERID", "datetime": "CHECKTIME"}]
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def go_through(content: bytes) -> None:
    for mapping in MAPPINGS:
        with suppress(InvalidInput):
            for row in read_file(content, mapping).rows:
                assert row.problem or (row.pin and row.second is not None)
    for look in (headings_of, sample_of):
        with suppress(InvalidInput):
            look(content)


def spoil(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, put in edits:
        start = place % (len(content) + 1)
        content = content[:start] + put + content[start + length:]
    return content


EDITS = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 4), st.binary(max_size=4)), min_size=1, max_size=6)


@PATIENT
@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_a_refusal(content: bytes):
    go_through(content)


@PATIENT
@given(st.text(alphabet="0123456789:/- \t,;\r\n\"'年月日AMPEnNoDateTime工号<table>", max_size=300))
def test_random_text_raises_nothing_but_a_refusal(text: str):
    go_through(text.encode())


@PATIENT
@given(st.sampled_from(REAL), EDITS)
def test_spoilt_texts_raise_nothing_but_a_refusal(content: bytes, edits: list[tuple[int, int, bytes]]):
    go_through(spoil(content, edits))


@PATIENT
@given(st.sampled_from(BOOKS), EDITS)
def test_spoilt_workbooks_raise_nothing_but_a_refusal(content: bytes, edits: list[tuple[int, int, bytes]]):
    go_through(spoil(content, edits))


@PATIENT
@given(st.sampled_from(BOOKS), st.integers(0, 100_000))
def test_workbooks_cut_short_raise_nothing_but_a_refusal(content: bytes, length: int):
    go_through(content[:length % len(content)])


@PATIENT
@given(st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), max_size=10), st.integers(0, 10))
def test_every_line_of_an_attlog_that_is_not_blank_is_one_row_in_its_place(lines: list[bytes], place: int):
    lines.insert(place % (len(lines) + 1), ATTLOG)
    content = b"\n".join(lines)
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return  # a book
    if b"<" in content:
        return  # perhaps a page
    rows = list(read_file(content).rows)
    expected = [(number, line.rstrip(b"\r")) for number, line in enumerate(lines, 1) if line.strip()]
    assert [(row.line, row.raw) for row in rows] == expected


@PATIENT
@given(EDITS)
def test_a_spoilt_line_never_hides_its_neighbours(edits: list[tuple[int, int, bytes]]):
    spoilt = spoil(ATTLOG, edits).replace(b"\n", b"").replace(b"\r", b"")
    rows = list(read_file(b"\n".join([ATTLOG, spoilt, ATTLOG])).rows)
    assert len(rows) == 2 + bool(spoilt.strip())
    assert rows[0][1:] == rows[-1][1:]


LINES = st.text(alphabet="0123456789:/- \t\"'aä中\x00\ufffd", max_size=40)


@PATIENT
@given(st.lists(LINES, max_size=10))
def test_every_line_under_headings_that_is_not_blank_is_one_row(lines: list[str]):
    rows = list(read_file("\n".join(["No\tEnNo\tName\tDateTime", *lines]).encode()).rows)
    assert [row.line for row in rows] == [number for number, line in enumerate(lines, 2) if line.encode().strip()]


@given(st.integers(0, 20_000 * 86_400))
def test_every_listed_form_of_a_moment_is_read_as_it_was_written(second: int):
    text = at(second)
    year, month, day, clock = text[:4], text[5:7], text[8:10], text[11:]
    hour = int(clock[:2])
    half = f"{(hour - 1) % 12 + 1:02}{clock[2:]}{'PM' if hour >= 12 else 'AM'}"
    for form in (text, text.replace("-", "/"), f"{month}/{day}/{year} {clock}", f"{month}-{day}-{year}  {half}",
                 f"{year}年{month}月{day}日 {clock}"):
        assert moment_of(form) == (second, "")
    if year >= "2000":
        assert moment_of(f"{int(month)}/{int(day)}/{year[2:]} {half[:-2]} {half[-2:]}") == (second, "")
    assert FIRST_DAY == 719163


@pytest.mark.parametrize("text", ["", "x", "2026-01-01", "08:00", "2026-01-01 8", "2026-1-1-1 08:00", "20260101 08:00", "2026-01/01 08:00",
                                  "2026-01-01 08:00:00x", "0000-01-01 08:00", "9999999-01-01 08:00"])
def test_what_is_no_moment_is_none(text: str):
    assert moment_of(text) == (None, "bad_date")
