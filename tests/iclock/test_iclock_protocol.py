"""What machines send, read: tables of every form and quirk, and any bytes at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock import STATION_ZONE
from devices.iclock import (
    LIMIT,
    counted,
    moment_of,
    offset_of,
    read_about,
    read_info,
    read_own_log,
    read_punch,
    read_punches,
    read_replies,
)
from devices.iclock_answers import moment_text, options, order_line
from devices.zk_records import moment_of_word
from rules.device_orders import Order, OrderKind, check_order
from rules.errors import InvalidInput

AT = "2026-03-02 08:31:05"
SECOND = moment_of(AT)[0]
assert SECOND is not None
TEMPLATE = b"TUVTUzIxAAADoKcECAUHCc7QAAAboYEBAAAAgxMTlqAaABoPkwC7AJivFAAsAE8PsABFoJQPZwBZAIYPj6BrAIkPLgA="


def one(line: bytes) -> object:
    [row] = read_punches(line).rows
    return row


@pytest.mark.parametrize(("line", "pin", "second", "rest"), [
    (b"1156\t2026-03-02 08:31:05\t1\t1\t\t0\t0\t\n", "1156", SECOND, ("1", "1", "")),
    (b"1156\t2026-03-02 08:31:05\t0\t15\t7\t0\t0\r\n", "1156", SECOND, ("0", "15", "7")),
    (b"  12\t2026-03-02 08:31:05\t255\t1", "12", SECOND, ("255", "1", "")),
    (b"12\t2026-03-02 08:31:05", "12", SECOND, ("", "", "")),
    (b"12\t2026/3/2 8:31:05\t0\t1", "12", SECOND, ("0", "1", "")),
    (b"12\t2026-03-02T08:31:05\t0\t1", "12", SECOND, ("0", "1", "")),
    (b"12\t1772411465\t0\t1\t0\t0\t0", "12", SECOND, ("0", "1", "0")),
    (b"A7-1\t2026-03-02 08:31:05\t0\t4\t\t0\t0\t0\t36.2\t36.2\t17", "A7-1", SECOND, ("0", "4", "")),
    (b"5\t2026-03-02 08:31:05\t0\t4\t\t0\t0\t0\t36.2\t36.2\t900", "5", SECOND, ("0", "4", "")),
    (b"5\t2026-03-02 08:31:05\t0\t4\t\t0\t0\t0\t36.2\t36.2\t28800", "5", SECOND, ("0", "4", "")),
    (b"5\t2026-03-02 08:31:05\t0\t4\t\t0\t0\t0\t36.2\t36.2\t+28800", "5", SECOND, ("0", "4", "")),
    (b"5\t2026-03-02 07:31:05\t0\t4\t\t0\t0\t0\t36.2\t36.2\t+25200\teyJHUFMiOi0xfQ==", "5", SECOND, ("0", "4", "")),
    (b"5\t2026-03-02 08:31:05\t0\t4\t\t0\t0\t0\t36.2\t36.2\t+17", "5", SECOND, ("0", "4", "")),
])
def test_a_punch_is_read_in_every_form_machines_write_it(line, pin, second, rest):
    row = one(line)
    assert (row.pin, row.second, (row.status, row.verify, row.work_code), row.problem) == (pin, second, rest, "")


@pytest.mark.parametrize(("line", "problem", "pin"), [
    (b"12\t2047-02-30 19:13:30\t0\t1", "filler", "12"), (b"12\t2026-02-30 08:00:00\t0\t1", "bad_date", "12"),
    (b"12\t2026-13-01 08:00:00", "bad_date", "12"), (b"12\t2026-03-02 24:00:00", "bad_date", "12"), (b"12\tyesterday", "bad_line", "12"),
    (b"12", "bad_line", "12"), (b"\xd5\xc5\t2026-03-02 08:31:05\t0\t1", "bad_pin", ""), (b"\t2026-03-02 08:31:05", "bad_pin", ""),
    (b"\x01\x02ZZZZ\tZZZZ", "bad_line", ""),
])
def test_a_line_nobody_can_read_is_a_row_with_its_reason_and_its_bytes(line, problem, pin):
    row = one(line + b"\r\n")
    assert (row.problem, row.pin, row.raw) == (problem, pin, line)


def test_lines_keep_their_numbers_and_blank_ones_are_none():
    found = read_punches(b"1\t2026-03-02 08:31:05\n\r\n\n2\t2026-03-02 08:31:06\r\n\x00\n")
    assert [(row.line, row.pin) for row in found.rows] == [(1, "1"), (4, "2")]
    assert found.lines == 2


@pytest.mark.parametrize("line", [
    b"FP PIN=1\tFID=0\tSize=96\tValid=1\tTMP=" + TEMPLATE, b"FACE PIN=1\tFID=0\tValid=1\tSize=96\tTMP=" + TEMPLATE,
    b"BIOPHOTO PIN=1\tFileName=1.jpg\tType=9\tSize=96\tContent=" + TEMPLATE, b"USERPIC PIN=1\tFileName=1.jpg\tSize=9\tContent=" + TEMPLATE,
    b"BIODATA Pin=1\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=9\tMajorVer=58\tMinorVer=12\tFormat=0\tTmp=" + TEMPLATE,
    b"FVEIN Pin=1\tFID=0\tIndex=0\tValid=1\tSize=9\tTmp=" + TEMPLATE, b"IDCARD PIN=1\tSNNum=1\tIDNum=110101199001011234",
    TEMPLATE, TEMPLATE * 40, b"\xff\xd8\xff\xe0" + bytes(range(256)),
    b"PIN=20260302083105-1.jpg\nSN=1\nsize=9\nCMD=uploadphoto\x00\xff\xd8\xff\xe0",
])
def test_what_may_hold_a_body_is_counted_and_kept_nowhere(line):
    punches, log = read_punches(line), read_own_log(line)
    assert (punches.rows, log.events, log.people) == ([], [], {})
    assert punches.refused >= 1
    assert log.refused >= 1


def test_the_log_of_a_machine_and_the_names_of_people_are_read():
    found = read_own_log(b"OPLOG 30\t0\t2024-08-05 12:48:25\t1160\t0\t0\t0\r\nOPLOG 21\t0\t2026-03-02 08:00:00\t0\t0\t0\t0\n"
                         b"OPLOG 6\t0\tnever\t1\nUSER PIN=1160\tName=Isa004\tPri=0\tPasswd=123456\tCard=[0012]\tGrp=1\tTZ=0\n"
                         b"USER PIN=7\tName=\xd5\xc5\xc8\xfd\xcb\tPri=14\nUSER PIN=8\tName=\xe5\xbc\xa0\xe4\xb8\x89\tPri=0\n")
    told = [(event.code, moment_text(event.second)) for event in found.events]
    assert told == [("30", "2024-08-05 12:48:25"), ("21", "2026-03-02 08:00:00")]
    assert found.people == {"1160": "Isa004", "7": "张三", "8": "张三"}
    assert (found.lines, found.refused) == (6, 1)
    assert "123456" not in repr(found)


def test_an_events_line_keeps_code_operator_and_time_and_no_more():
    [event] = read_own_log(b"OPLOG 21\t9\t2026-03-02 08:00:00\t" + TEMPLATE).events
    assert event.raw == "OPLOG 21\t9\t2026-03-02 08:00:00"


@pytest.mark.parametrize(("body", "answers"), [
    (b"ID=7&Return=0&CMD=DATA\nID=8&Return=-1002&CMD=DATA\n", [(7, 0), (8, -1002)]), (b"ID=9&Return=&CMD=INFO", [(9, None)]),
    (b"ID=info8487&Return=0&CMD=DATA", [(0, 0)]), (b"ID=5\nReturn=3\nCMD=Shell\nContent=root", [(5, 3)]), (b"Return=0", []), (b"", []),
])
def test_answers_to_orders_are_read_one_and_many(body, answers):
    assert [(one.number, one.code) for one in read_replies(body)] == answers


@pytest.mark.parametrize("name", ["AttlogSum", "AttlogCount"])
def test_a_count_is_read_in_both_spellings(name):
    [reply] = read_replies(f"ID=3&Return=0&CMD=VERIFY SUM&StartTime=2026-03-01 00:00:00&EndTime=2026-03-02 00:00:00&{name}=44718".encode())
    assert counted(reply) == 44718


def test_what_a_machine_says_of_itself_is_kept_as_far_as_it_is_wanted():
    assert read_about(b"~DeviceName=X100-C,FWVersion=Ver 6.60,UserCount=12,MAC=00:17:61,IPAddress=10.0.0.9") == {
        "model": "X100-C", "firmware": "Ver 6.60", "people": "12"}
    assert read_info("Ver 2.0.12-20150625,3,5,44718,192.168.16.27,10,7,15,0,111")["records"] == "44718"
    assert read_info("") == {}


@given(st.binary(max_size=600))
def test_any_bytes_give_values_and_every_line_is_a_row_or_refused(body):
    found = read_punches(body)
    lines = [line for line in body.split(b"\n") if line.strip(b"\r\x00").strip()]
    assert found.lines in {len(lines), 1}
    assert all(row.problem or (row.pin and row.second is not None) for row in found.rows)
    log = read_own_log(body)
    assert len(log.events) + len(log.people) + log.refused <= log.lines + 1
    read_replies(body)
    read_about(body)
    read_info(body.decode("latin-1"))


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_says_why_not(text):
    second, problem = moment_of(text)
    assert (second is None) == bool(problem)
    assert isinstance(offset_of(text), int)


@given(st.integers(0, 4_000_000_000))
def test_moments_are_read_as_they_are_written(second):
    assert moment_of(moment_text(second)) == (second, "")


@given(st.integers(1, 9999), st.sampled_from([b"\n", b"\r\n"]), st.lists(st.integers(0, 2_000_000_000), min_size=1, max_size=20))
def test_order_and_ends_of_lines_change_no_row(pin, end, seconds):
    lines = [f"{pin}\t{moment_text(second)}\t0\t1\t\t0\t0\t".encode() for second in seconds]
    assert sorted(row.second for row in read_punches(end.join(lines)).rows) == sorted(seconds)


@given(st.sampled_from(list(OrderKind)), st.integers(0, 4_000_000_000), st.integers(1, 400 * 86400), st.text(max_size=60))
def test_no_order_can_be_formed_that_writes_or_runs_anything(kind, since, length, reason):
    of_period = kind in (OrderKind.AGAIN, OrderKind.COUNT)
    order = Order(kind, since if of_period else None, since + length if of_period else None, reason)
    line = order_line(12, order, datetime(2026, 3, 2, 8, 31, 5, tzinfo=STATION_ZONE))
    allowed = ("DATA QUERY ATTLOG StartTime=", "VERIFY SUM ATTLOG StartTime=", "CHECK", "INFO", "SET OPTION DateTime=")
    assert line.startswith(tuple(f"C:12:{text}" for text in allowed))
    assert "\n" not in line
    assert not any(word in line.upper() for word in ("SHELL", "PUTFILE", "GETFILE", "UPDATE", "DELETE", "CLEAR", "ENROLL", "REBOOT"))


def test_the_time_is_set_as_machines_count_it():
    line = order_line(1, Order(OrderKind.SET_TIME, reason="x"), datetime(2016, 9, 27, 19, 28, 25, tzinfo=STATION_ZONE))
    assert line == "C:1:SET OPTION DateTime=537996505"
    assert moment_of_word(537996505) == moment_of("2016-09-27 19:28:25")


@pytest.mark.parametrize("order", [
    Order(OrderKind.AGAIN), Order(OrderKind.COUNT, 10, 10), Order(OrderKind.AGAIN, 10, 10 + 401 * 86400), Order(OrderKind.CHECK, 1, 2),
    Order(OrderKind.SET_TIME), Order(OrderKind.SET_TIME, reason="  "), Order(OrderKind.AGAIN, -5, 10),
])
def test_an_order_that_is_not_asked_well_is_refused(order):
    with pytest.raises(InvalidInput):
        check_order(order)


def test_a_start_asks_for_punches_log_and_names_and_for_nothing_of_bodies():
    fresh, known, old = options("S1", False, "2.4.0"), options("S1", True, "2.4.0"), options("S1", False, "")
    assert fresh.startswith("GET OPTION FROM: S1\n")
    assert "ATTLOGStamp=0\n" in fresh
    assert "ATTLOGStamp=9999\n" in known
    assert "TransFlag=TransData AttLog\tOpLog\tEnrollUser\tChgUser\n" in fresh
    assert "TransFlag=1100101000\n" in old
    assert "ATTPHOTOStamp=9999\n" in fresh
    assert not any(word in fresh for word in ("EnrollFP", "FACE", "UserPic", "BioPhoto", "\tAttPhoto"))


def test_a_full_body_is_below_the_limit():
    line = b"1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t\n"
    body = line * (900_000 // len(line))
    assert len(read_punches(body).rows) == len(body) // len(line)
    assert len(body) < LIMIT


def test_a_row_longer_than_any_is_kept_without_what_follows():
    row = read_punch(1, b"5\t2026-03-02 08:31:05\t0\t4\t\t0\t0\t0\t36\t36\t+28800\t" + TEMPLATE * 10)
    assert row is not None
    assert TEMPLATE not in row.raw
    assert row.second == SECOND
