"""Importing by the pages: upload, preview, columns of a table nobody knows, confirmation, and watching it."""

import io
import re
import uuid

import pytest

from devices import runs
from models import Coverage, Device, ImportBatch, RawPunch, Session
from rules.people import Role
from tests.people_made import make_staff
from tests.punches.rows_made import seconds

FILE = (b"        7\t2026-03-02 08:15:08\t1\t0\t1\t0\n        8\t2026-03-01 17:31:00\t1\t1\t1\t0\n"
        b"        9\t2047-02-30 19:13:30\t1\t1\t1\t0\n")
TABLE = "员工号,刷卡日期,刷卡时刻\n7,2026-03-01,08:15\n8,2026-03-01,08:20\n".encode("gb18030")


@pytest.fixture
def client(app, sign_in):
    return sign_in(make_staff(Role.ATTENDANCE_CLERK))


def uploaded(client, device, content=FILE, name="1_attlog.dat"):
    return client.post("/attendance/import", {"device": device.id, "file": (io.BytesIO(content), name)},
                       content_type="multipart/form-data")


def watched(client, address):
    """The page of an import once it is over."""
    key = re.search(r"/runs/([^?]+)", address).group(1)
    [run] = [run for (_, found), run in runs._runs.items() if found == key]
    assert run.over.wait(30)
    return client.get(address).get_data(as_text=True)


def test_a_file_is_looked_at_and_then_taken_in(client, device):
    sent = uploaded(client, device)
    assert sent.status_code == 303
    page = client.get(sent.location).get_data(as_text=True)
    for text in ("中控 attlog.dat", "新存 2", "隔离 1", "空白填充", "2 个", "2026-03-02 09:00",
                 "2026-03-01 17:31:00 至 2026-03-02 08:15:08"):
        assert text in page
    assert RawPunch.select().count() == 0
    done = client.post(sent.location.partition("?")[0], {"name": "1_attlog.dat", "total": "3"})
    assert (done.status_code, RawPunch.select().count()) == (303, 3)
    told = watched(client, done.location)
    assert "导入完成" in told
    assert "去对应" in told
    batch = ImportBatch.get()
    assert (batch.file_name, batch.read, batch.stored, batch.quarantined) == ("1_attlog.dat", 3, 2, 1)
    assert "1_attlog.dat" in client.get("/attendance/batches").get_data(as_text=True)


def test_what_would_be_held_back_is_shown_in_its_own_encoding_and_only_while_it_is_not_held(client, device):
    content = "No\tTMNo\tEnNo\tName\tDateTime\r\n1\t1\t7\t张三\t2026/02/30 08:00:00\r\n".encode("gb18030")
    sent = uploaded(client, device, content, "AGL_001.TXT")
    page = client.get(sent.location).get_data(as_text=True)
    assert "会被隔离的" in page
    assert "张三\t2026/02/30" in page
    watched(client, client.post(sent.location.partition("?")[0], {"name": "x", "total": "1"}).location)
    assert "会被隔离的" not in client.get(uploaded(client, device, content, "AGL_001.TXT").location).get_data(as_text=True)


def test_the_form_sent_twice_is_one_import_and_another_body_under_its_key_is_refused(client, device):
    address = uploaded(client, device).location.partition("?")[0]
    form = {"name": "x", "total": "3", "request_key": uuid.uuid4().hex}
    first = client.post(address, form)
    watched(client, first.location)
    second = client.post(address, form)
    assert second.location == first.location
    assert ImportBatch.select().count() == 1
    runs._runs.clear()  # as when the program was started anew
    assert "导入完成" in client.get(first.location).get_data(as_text=True)
    other = client.post(address, {**form, "name": "y"})
    assert client.get(other.location).status_code == 409


def test_what_was_cut_off_says_that_nothing_was_written(client, device):
    page = client.get(f"/attendance/import/runs/{uuid.uuid4().hex}")
    assert "什么都没有写入" in page.get_data(as_text=True)


def test_while_one_runs_another_is_refused_and_its_piece_asks_again(client, device):
    address = uploaded(client, device).location.partition("?")[0]
    waiting = runs.Run("somebody", 10)
    runs._runs["somebody", "k"] = waiting
    try:
        refused = client.post(address, {"total": "3"})
        assert refused.status_code == 422
        assert "上一次导入还没有完成" in refused.get_data(as_text=True)
    finally:
        waiting.over.set()
    assert client.post(address, {"total": "3"}).status_code == 303


def test_a_running_import_shows_how_far_it_is(client, device, monkeypatch):
    staff_id = Session.get().staff_id
    run = runs.Run(staff_id, 200, done=50)
    monkeypatch.setitem(runs._runs, (staff_id, "k"), run)
    piece = client.piece("/attendance/import/runs/k").get_data(as_text=True)
    assert 'value="50"' in piece
    assert "25%" in piece
    assert "every 1s" in piece
    run.done = 200
    assert "正在判定" in client.piece("/attendance/import/runs/k").get_data(as_text=True)


def test_a_table_nobody_knows_asks_for_its_columns_and_is_known_the_next_time(client, device):
    sent = uploaded(client, device, TABLE, "door.csv")
    assert "/columns" in sent.location
    page = client.get(sent.location).get_data(as_text=True)
    assert "刷卡时刻" in page
    wrong = client.post(sent.location, {"pin": "员工号"})
    assert wrong.status_code == 422
    bound = client.post(sent.location, {"pin": "员工号", "date": "刷卡日期", "time": "刷卡时刻"})
    assert "新存 2" in client.get(bound.location).get_data(as_text=True)
    assert Device.get().mapping == {"pin": "员工号", "date": "刷卡日期", "time": "刷卡时刻"}
    assert "/columns" not in uploaded(client, device, TABLE + b"9,2026-03-01,08:30\n", "door.csv").location


@pytest.mark.parametrize(("content", "sentence"), [(b"", "空"), (b"%PDF-1.7 \x00\x01", ""), (b"PK\x03\x04 broken", "打不开")])
def test_what_is_no_such_file_is_refused_with_a_sentence(client, device, content, sentence):
    answer = uploaded(client, device, content)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_the_importer_may_say_how_far_the_file_goes_but_not_beyond_now(client, device):
    address = uploaded(client, device).location.partition("?")[0]
    assert "还没有发生的打卡收不到" in client.post(address, {"complete_until": "2026-03-02T12:00"}).get_data(as_text=True)
    watched(client, client.post(address, {"complete_until": "2026-03-02T08:30"}).location)
    assert [(one.source, one.until) for one in Coverage.select()] == [("said", seconds("2026-03-02 08:30"))]


def test_a_later_upload_takes_the_place_of_the_first(client, device):
    first = uploaded(client, device)
    uploaded(client, device, FILE + FILE)
    assert client.get(first.location).status_code == 422


def test_the_same_file_again_says_that_it_is_known(client, device):
    address = uploaded(client, device).location
    watched(client, client.post(address.partition("?")[0], {}).location)
    assert "都已经导入过了" in client.get(uploaded(client, device).location).get_data(as_text=True)


def test_without_a_machine_the_page_says_where_to_begin(client):
    assert "先登记一台" in client.get("/attendance/import").get_data(as_text=True)
