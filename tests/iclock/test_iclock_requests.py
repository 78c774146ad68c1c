"""What a machine does in a day: start, punches, its own log, polls, orders; and every quirk that is known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions import device_contact, device_orders
from actions.device_orders import counted
from actions.device_push import names_of
from actions.punches import local_second, second_text
from devices import iclock
from models import AuditRow, Coverage, DeviceCommand, DeviceEvent, DeviceState, ImportBatch, Notice, RawPunch
from rules.device_orders import Order, OrderKind
from rules.people import Role
from tests.iclock.machines_made import SERIAL, get, make_device, post, rows
from tests.people_made import actor_for, make_staff

TEMPLATE = b"TUVTUzIxAAADoKcECAUHCc7QAAAboYEBAAAAgxMTlqAaABoPkwC7AJivFAAsAE8PsABFoJQPZwBZAIYPj6BrAIkPLgA="


def session_of_a_machine() -> list[tuple[str, str, bytes]]:
    """A captured start and three deliveries: method, address, body."""
    return [
        ("GET", f"/iclock/cdata?SN={SERIAL}&options=all&language=73&pushver=2.4.0", b""),
        ("POST", f"/iclock/cdata?SN={SERIAL}&table=ATTLOG&Stamp=9999", b"1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t\n"),
        ("POST", f"/iclock/cdata?SN={SERIAL}&table=OPERLOG&OpStamp=9999",
         b"OPLOG 30\t0\t2024-08-05 12:48:25\t1160\t0\t0\t0\nOPLOG 6\t0\t2024-08-05 12:48:25\t1160\t0\t0\t0\n"),
        ("POST", f"/iclock/cdata?SN={SERIAL}&table=OPERLOG&OpStamp=9999",
         b"USER PIN=1160\tName=Isa004\tPri=0\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000\tVerify=0\tViceCard="),
    ]


def test_a_captured_session_is_taken_in(app):
    device, client = make_device(), app.test_client()
    answers = [client.open(address, method=method, data=body, environ_base={"REMOTE_ADDR": "10.10.2.87"})
               for method, address, body in session_of_a_machine()]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[0].text.startswith(f"GET OPTION FROM: {SERIAL}\n")
    assert [answer.text for answer in answers[1:]] == ["OK: 1", "OK: 2", "OK: 1"]
    [row] = RawPunch.select()
    assert (row.pin, second_text(row.second), row.status, row.verify, row.work_code, row.state) == (
        "1156", "2024-08-05 12:40:57", "1", "1", "", "kept")
    assert bytes.fromhex(row.raw_hex) == b"1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t"
    assert {event.code for event in DeviceEvent.select()} == {"30", "6"}
    assert names_of(device) == {"1160": "Isa004"}


@pytest.mark.parametrize("kind", [
    "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json", "nonsense",
])
def test_the_body_is_read_whatever_it_calls_itself(app, kind):
    make_device()
    headers = {"Content-Type": kind} if kind else {}
    answer = post(app.test_client(), "ATTLOG", b"1\t2026-03-02 08:31:05\t0\t1\r\n2\t2026-03-02 08:31:06\t0\t1\t\t\r\n", headers=headers)
    assert answer.text == "OK: 2"
    assert RawPunch.select().count() == 2


def test_unreadable_rows_are_held_back_and_the_machine_goes_on(app):
    make_device()
    answer = post(app.test_client(), "ATTLOG", b"1\t2047-02-30 19:13:30\t0\t1\n2\t2131-01-01 00:00:00\t0\t1\n3\t2000-01-01 00:00:00\t0\t1\n"
                  b"4\t2026-03-02 09:20:00\t0\t1\nrubbish\n5\t2026-03-02 08:59:59\t0\t1\n")
    assert answer.text == "OK: 6"
    assert {row.problem for row in RawPunch.select().where(RawPunch.state == "quarantined")} == {
        "filler", "in_future", "before_installed", "bad_line"}
    assert [row.pin for row in RawPunch.select().where(RawPunch.state == "kept")] == ["5"]


def test_the_same_rows_again_are_answered_and_add_nothing(app):
    make_device()
    client, body = app.test_client(), rows(local_second_of_march(8), 128)
    assert post(client, "ATTLOG", body).text == "OK: 128"
    batches, audits = ImportBatch.select().count(), AuditRow.select().count()
    assert post(client, "ATTLOG", body).text == "OK: 128"
    assert (RawPunch.select().count(), ImportBatch.select().count(), AuditRow.select().count()) == (128, batches, audits)


def test_a_history_of_45000_rows_sent_again_writes_nothing(app):
    make_device()
    client, first = app.test_client(), local_second_of_march(8) - 300 * 86400
    posts = [rows(first + number * 128 * 60, 128, pin=f"{number % 90 + 1}") for number in range(352)]
    for body in posts:
        assert post(client, "ATTLOG", body).text == "OK: 128"
    assert RawPunch.select().count() == 352 * 128
    audits = AuditRow.select().count()
    for body in posts:
        assert post(client, "ATTLOG", body).text == "OK: 128"
    assert RawPunch.select().count() == 352 * 128
    assert AuditRow.select().count() == audits


def local_second_of_march(hour: int) -> int:
    return int(iclock.moment_of(f"2026-03-02 {hour:02d}:00:00")[0] or 0)


def test_bodies_of_people_are_answered_and_leave_no_trace(app, settings):
    make_device()
    client = app.test_client()
    secret = b"Passwd=S3cret99\tCard=0011223344"
    sent = [("OPERLOG", b"FP PIN=1\tFID=0\tSize=96\tValid=1\tTMP=" + TEMPLATE), ("OPERLOG", b"FACE PIN=1\tFID=0\tTMP=" + TEMPLATE),
            ("OPERLOG", b"USERPIC PIN=1\tFileName=1.jpg\tContent=" + TEMPLATE), ("OPERLOG", b"BIOPHOTO PIN=1\tContent=" + TEMPLATE),
            ("OPERLOG", b"USER PIN=9\tName=Li\tPri=0\t" + secret), ("BIODATA", b"BIODATA Pin=1\tTmp=" + TEMPLATE),
            ("ATTPHOTO", b"PIN=1.jpg\nSN=1\nsize=96\nCMD=uploadphoto\x00" + TEMPLATE), ("ATTLOG", b"FP PIN=1\tTMP=" + TEMPLATE),
            ("ATTLOG", TEMPLATE), ("IDCARD", b"IDCARD PIN=1\tIDNum=110101199001011234\tPhoto=" + TEMPLATE), ("WHATEVER", TEMPLATE)]
    for table, body in sent:
        answer = post(client, table, body)
        assert answer.status_code == 200
        assert answer.text.startswith("OK")
    assert client.post(f"/iclock/fdata?SN={SERIAL}", data=TEMPLATE, environ_base={"REMOTE_ADDR": "10.10.2.50"}).text == "OK"
    kept = b"".join(path.read_bytes() for path in Path(settings.data).rglob("*") if path.is_file())
    for word in (TEMPLATE, TEMPLATE[:24], b"S3cret99", b"0011223344", b"110101199001011234"):
        assert word not in kept
        assert word.hex().encode() not in kept
    assert DeviceState.get().about["refused"] >= 10


def test_a_body_above_the_limit_is_refused_by_its_name_and_nothing_is_kept(app):
    make_device()
    answer = post(app.test_client(), "ATTLOG", b"1\t2026-03-02 08:31:05\t0\t1\n" * 100_000)
    assert (answer.status_code, answer.mimetype) == (413, "text/plain")
    assert RawPunch.select().count() == 0


def test_a_database_that_cannot_be_written_makes_the_machine_send_again(app, db, settings):
    make_device()
    client = app.test_client()
    db.execute_sql("CREATE TRIGGER no_room BEFORE INSERT ON raw_punch BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
    answer = post(client, "ATTLOG", b"1\t2026-03-02 08:31:05\t0\t1\n")
    assert answer.status_code >= 500
    assert not answer.text.startswith("OK")
    db.execute_sql("DROP TRIGGER no_room")
    assert post(client, "ATTLOG", b"1\t2026-03-02 08:31:05\t0\t1\n").text == "OK: 1"
    assert RawPunch.select().count() == 1


def test_a_start_asks_for_everything_once_and_stamps_are_ignored(app):
    make_device()
    client = app.test_client()
    assert "ATTLOGStamp=0\n" in get(client, "cdata?options=all&pushver=2.4.0").text
    post(client, "ATTLOG", b"1\t2026-03-02 08:31:05\t0\t1\n")
    assert "ATTLOGStamp=9999\n" in get(client, "cdata?options=all&pushver=2.4.0").text
    assert post(client, "ATTLOG", b"1\t2026-02-02 08:31:05\t0\t1\n").text == "OK: 1"
    assert RawPunch.select().count() == 2


def test_an_order_goes_out_once_and_its_answer_is_kept_without_its_text(app, now):
    device, client = make_device(), app.test_client()
    clerk = actor_for(make_staff(Role.ATTENDANCE_CLERK))
    number = device_orders.ask(clerk, device.id, Order(OrderKind.INFO), now)
    assert get(client, "getrequest").text == f"C:{number}:INFO\n"
    assert get(client, "getrequest").text == "OK"
    body = f"ID={number}&Return=0&CMD=INFO\n~DeviceName=X100-C\nFWVersion=Ver 6.60\nTransactionCount=44718\nCommKey=123456\n".encode()
    assert client.post(f"/iclock/devicecmd?SN={SERIAL}", data=body, environ_base={"REMOTE_ADDR": "10.10.2.50"}).text == "OK"
    row, state = DeviceCommand.get(), DeviceState.get()
    assert (row.code, row.answered_at is not None) == (0, True)
    assert (state.firmware, state.records, state.about["model"]) == ("Ver 6.60", 44718, "X100-C")
    assert "123456" not in repr((row.__data__, state.__data__))


def test_an_order_that_was_lost_goes_out_again_after_ten_minutes(app, now, clock):
    device, client = make_device(), app.test_client()
    device_orders.ask(actor_for(make_staff(Role.ATTENDANCE_CLERK)), device.id, Order(OrderKind.CHECK), now)
    get(client, "getrequest")
    clock.now += timedelta(minutes=11)
    assert get(client, "getrequest").text.endswith(":CHECK\n")


@pytest.mark.parametrize(("theirs", "sources", "told"), [(3, ["sum"], 0), (5, [], 1)])
def test_counts_that_agree_make_a_period_collected_and_others_are_told(app, now, theirs, sources, told):
    device, client, clerk = make_device(), app.test_client(), make_staff(Role.ATTENDANCE_CLERK)
    since, until = local_second_of_march(0) - 86400, local_second_of_march(0) - 1
    post(client, "ATTLOG", rows(since + 8 * 3600, 3))
    number = device_orders.ask(actor_for(clerk), device.id, Order(OrderKind.COUNT, since, until), now)
    assert get(client, "getrequest").text == (
        f"C:{number}:VERIFY SUM ATTLOG StartTime=2026-03-01 00:00:00\tEndTime=2026-03-01 23:59:59\n")
    client.post(f"/iclock/cdata?SN={SERIAL}", environ_base={"REMOTE_ADDR": "10.10.2.50"}, data=(
        f"ID={number}&Return=0&CMD=VERIFY SUM&StartTime=2026-03-01 00:00:00&EndTime=2026-03-01 23:59:59&AttlogSum={theirs}"))
    assert [row.source for row in Coverage.select()] == sources
    assert counted(device, since, until) == 3
    assert Notice.select().where(Notice.kind == "device_sum").count() == told


def test_a_clock_that_was_set_and_records_that_were_cleared_are_told_once(app, now):
    make_device()
    client, clerk = app.test_client(), make_staff(Role.ATTENDANCE_CLERK)
    body = (b"OPLOG 21\t0\t2026-03-02 08:59:00\t0\t0\t0\t0\nOPLOG 23\t0\t2026-03-02 08:59:30\t0\t0\t0\t0\n"
            b"OPLOG 23\t0\t2025-01-02 08:59:30\t0\n")
    for _ in range(2):
        assert post(client, "OPERLOG", body).text == "OK: 3"
    assert sorted(row.kind for row in Notice.select().where(Notice.staff_id == clerk.id)) == ["device_cleared", "device_clock_set"]
    assert DeviceEvent.select().count() == 3


def test_contact_is_noted_and_not_written_at_every_poll(app, clock):
    device, client = make_device(), app.test_client()
    get(client, "getrequest?INFO=Ver%206.60,12,3,44718,10.10.2.50")
    state = device_contact.state_of(device)
    assert (state.last_contact, state.records, state.address) == (clock.now, 44718, "10.10.2.50")
    clock.now += timedelta(seconds=10)
    get(client, "getrequest")
    assert device_contact.state_of(device).last_contact == clock.now - timedelta(seconds=10)
    clock.now += timedelta(seconds=15)
    get(client, "ping")
    assert device_contact.state_of(device).last_contact == clock.now
    assert local_second(clock.now) == local_second_of_march(9) + 25


def test_what_a_machine_sends_in_a_day_is_one_batch_that_grows(app, clock):
    make_device()
    client = app.test_client()
    for minute in range(3):
        clock.now += timedelta(minutes=1)
        body = rows(local_second(clock.now) - 5 * minute, 1, pin=f"{minute}")
        assert post(client, "ATTLOG", body + b"rubbish\n").text == "OK: 2"
    [batch] = ImportBatch.select()
    assert (batch.read, batch.stored, batch.quarantined, batch.duplicate) == (6, 3, 1, 2)
    assert (batch.first, batch.last) == ("2026-03-02 09:01:00", "2026-03-02 09:02:50")
    assert sorted(row.line for row in RawPunch.select()) == [1, 2, 3, 5]
    clock.now += timedelta(days=1)
    post(client, "ATTLOG", rows(local_second(clock.now), 1, pin="9"))
    assert ImportBatch.select().count() == 2
