"""The page of one machine: what it shows, what it asks, who may open it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.punches import local_second
from models import DeviceCommand
from rules.people import Role
from tests.iclock.machines_made import SERIAL, get, make_device, post, rows
from tests.people_made import make_staff, make_unit


def address(device, rest=""):
    return f"/attendance/machines/{device.id}{rest}"


@pytest.mark.parametrize(("kind", "words"), [
    ("push", ("还没有联系过", "没有。来联系而没有登记的考勤机会列在这里。", "还没有向这台机器提过要求。", "重新上传这一段")),
    ("pull", ("还没有联系过", "每 30 分钟自动收取一次", "现在收取")), ("file", ("用文件导入", "还没有收到过记录。")),
])
def test_an_empty_machine_says_what_comes_next(app, sign_in, kind, words):
    page = sign_in(make_staff(Role.ATTENDANCE_CLERK)).get(address(make_device(kind)))
    assert page.status_code == 200
    for word in words:
        assert word in page.text
    assert not any(word in page.text for word in ("推送", "队列", "哈希", "同步冲突"))


def test_the_page_shows_contact_counts_unknown_numbers_events_orders_and_strangers(app, sign_in, clock):
    device, client = make_device(), app.test_client()
    get(client, "getrequest?INFO=Ver%206.60,12,3,44718,10.10.2.50")
    post(client, "ATTLOG", rows(local_second(clock.now) - 60, 1, pin="7") + b"8\t2047-02-30 19:13:30\t0\t1\n")
    post(client, "OPERLOG", b"OPLOG 21\t0\t2026-03-02 08:00:00\t0\t0\t0\t0\nUSER PIN=7\tName=\xd5\xc5\xc8\xfd\tPri=0\nFP PIN=7\tTMP=x\n")
    get(client, "getrequest", "STRANGE1")
    person = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    assert person.post(address(device, "/order"), {"kind": "info"}).status_code == 303
    text = person.get(address(device)).text
    for word in ("2026-03-02 09:00", "44718", "Ver 6.60", "张三", "修改时间", "STRANGE1", "报告自身情况", "等机器来取", "拒收", "1 个",
                 "慢 1 分"):
        assert word in text
    clock.now += timedelta(hours=2)
    person = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    assert "没有消息" in person.get(address(device)).text


@pytest.mark.parametrize(("form", "fault"), [
    ({"kind": "again"}, "起止日期"), ({"kind": "count", "first": "2026-03-02", "last": "2026-03-01"}, "起止日期"),
    ({"kind": "set_time"}, "请填写这一项"), ({"kind": "SHELL"}, ""),
    ({"kind": "again", "first": "2020-01-01", "last": "2026-01-01"}, "400"),
])
def test_an_order_that_is_not_asked_well_stays_on_the_page_with_its_fault(app, sign_in, form, fault):
    device, person = make_device(), sign_in(make_staff(Role.ATTENDANCE_CLERK))
    answer = person.post(address(device, "/order"), form)
    assert answer.status_code == 422
    assert fault in answer.text
    assert DeviceCommand.select().count() == 0


def test_every_button_makes_its_order_once(app, sign_in):
    device, person = make_device(), sign_in(make_staff(Role.SYSTEM_ADMIN))
    period = {"first": "2026-03-01", "last": "2026-03-01"}
    for form in ({"kind": "check"}, {"kind": "info"}, {"kind": "again", **period}, {"kind": "count", **period},
                 {"kind": "set_time", "reason": "走快了"}):
        for _ in range(2):
            assert person.post(address(device, "/order"), {**form, "request_key": form["kind"]}).status_code == 303
    assert DeviceCommand.select().count() == 5
    answer = get(app.test_client(), "getrequest").text
    assert answer.splitlines()[2] == "C:3:DATA QUERY ATTLOG StartTime=2026-03-01 00:00:00\tEndTime=2026-03-01 23:59:59"
    assert answer.splitlines()[4].startswith("C:5:SET OPTION DateTime=")


def test_at_most_ten_orders_wait(app, sign_in):
    device, person = make_device(), sign_in(make_staff(Role.ATTENDANCE_CLERK))
    statuses = [person.post(address(device, "/order"), {"kind": "check"}).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [422]


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD, Role.MAIN_LEADER, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN])
def test_who_does_not_look_after_machines_does_not_see_one(app, sign_in, role):
    assert sign_in(make_staff(role, unit=make_unit())).get(address(make_device())).status_code == 403


def test_the_status_page_has_a_line_for_machines(app, sign_in, clock):
    make_device()
    get(app.test_client(), "getrequest")
    person = sign_in(make_staff(Role.SYSTEM_ADMIN))
    assert "1 台自动联系，都有消息" in person.get("/operations").text
    get(app.test_client(), "getrequest", "STRANGE1")
    assert "没有登记的考勤机来联系" in person.get("/operations").text
    assert SERIAL not in person.get("/operations").text
