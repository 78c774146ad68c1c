"""Pages of machines, of the map of numbers, of rows held back, and hours with one session or over midnight."""

from datetime import date

import pytest

from actions.punches import take_in
from models import Device, PinMap, RawPunch, Schedule
from rules.people import SYSTEM, Role
from tests.people_made import make_staff
from tests.punches.rows_made import FILE, punch, row, unreadable

MACHINE = {"code": "gate", "name": "东门", "kind": "file", "installed": "2025-06-01", "port": "4370"}


@pytest.fixture
def client(app, sign_in):
    return sign_in(make_staff(Role.ATTENDANCE_CLERK))


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_machine_is_registered_once_and_changed(client):
    form = {**MACHINE, "request_key": "k1"}
    assert [client.post("/attendance/machines/new", form).status_code for _ in range(2)] == [303, 303]
    device = Device.get()
    assert "东门" in text_of(client.get("/attendance/machines"))
    edit = f"/attendance/machines/{device.id}/edit"
    assert client.post(edit, {**MACHINE, "name": "西门", "version": device.version}).status_code == 303
    assert (Device.get().name, Device.get().active) == ("西门", False)
    assert client.post(edit, {**MACHINE, "name": "南门", "version": device.version}).status_code == 409


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"kind": "push"}, "序列号"), ({"kind": "push", "serial": "A1", "addresses": "hall"}, "不是 IP 地址"), ({"kind": "pull"}, "IP 地址"),
    ({"code": ""}, "请填写"), ({"kind": "pull", "host": "192.168.1.9", "port": "70000"}, "端口应在"), ({"code": "hall"}, "已有编号"),
])
def test_a_machine_that_cannot_work_is_refused_with_a_sentence(client, device, changed, sentence):
    answer = client.post("/attendance/machines/new", {**MACHINE, **changed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_addresses_may_be_written_with_chinese_commas(client):
    pushed = {**MACHINE, "kind": "push", "serial": "A1", "addresses": "192.168.1.20，192.168.2.0/24"}
    assert client.post("/attendance/machines/new", pushed).status_code == 303
    assert Device.get().addresses == "192.168.1.20, 192.168.2.0/24"


def test_an_unknown_number_is_given_to_somebody(client, device, now):
    staff = make_staff()
    take_in(SYSTEM, device, [punch(1, "70", "2026-02-27 08:25:00")], FILE, now)
    page = text_of(client.get("/attendance/numbers"))
    assert "对应到人员" in page
    new = f"/attendance/numbers/new?device={device.id}&pin=70&day=2026-02-27"
    assert 'value="2026-02-27"' in text_of(client.get(new))
    form = {"device": device.id, "pin": "70", "number": staff.number, "valid_from": "2026-02-27"}
    assert client.post("/attendance/numbers/new", {**form, "number": "nobody"}).status_code == 422
    assert client.post("/attendance/numbers/new", form).status_code == 303
    assert staff.name in text_of(client.get("/attendance/numbers"))
    assert "没有等着对应的编号" in text_of(client.get("/attendance/numbers"))


def test_the_name_in_the_file_hints_at_whose_number_it_is(client, device, now):
    staff = make_staff(name="欧阳静")
    make_staff(name="同名"), make_staff(name="同名")
    named = [punch(1, "70", "2026-02-27 08:25:00")._replace(name="欧阳静 "), punch(2, "71", "2026-02-27 08:25:00")._replace(name="同名")]
    take_in(SYSTEM, device, named, FILE, now)
    page = text_of(client.get("/attendance/numbers"))
    assert f"number={staff.number}" in page
    assert page.count("number=") == 1
    assert f'value="{staff.number}"' in text_of(client.get(f"/attendance/numbers/new?device={device.id}&pin=70&number={staff.number}"))


def test_a_number_is_ended_and_taken_back(client, device, now):
    staff = make_staff()
    client.post("/attendance/numbers/new", {"device": device.id, "pin": "7", "number": staff.number, "valid_from": "2025-01-01"})
    line = PinMap.get()
    change = {"number": staff.number, "valid_from": "2025-01-01", "valid_to": "2026-01-31", "version": line.version}
    assert client.post(f"/attendance/numbers/{line.id}", {**change, "valid_to": "2024-01-31"}).status_code == 422
    assert client.post(f"/attendance/numbers/{line.id}", change).status_code == 303
    assert PinMap.get().valid_to == date(2026, 1, 31)
    assert client.post(f"/attendance/numbers/{line.id}/remove", {"version": line.version}).status_code == 409
    assert client.post(f"/attendance/numbers/{line.id}/remove", {"version": PinMap.get().version}).status_code == 303
    assert PinMap.select().count() == 0


def test_rows_held_back_are_shown_as_they_stand_and_decided(client, device, now):
    take_in(SYSTEM, device, [unreadable(1), punch(2, "7", "2131-01-01 08:00:00"), row(3, "", None, "bad_line", b"<b>\xff\x01")], FILE, now)
    page = text_of(client.get("/attendance/held"))
    assert "&lt;b&gt;" in page
    assert page.count("放行</button>") == 1
    late, broken = RawPunch.get(RawPunch.line == 2), RawPunch.get(RawPunch.line == 3)
    refused = client.post(f"/attendance/held/{late.id}", {"verdict": "release", "version": late.version})
    assert refused.status_code == 422
    assert "请填写" in text_of(refused)
    decided = {"verdict": "release", "version": late.version, "reason": "时钟快了"}
    assert client.post(f"/attendance/held/{late.id}", decided).status_code == 303
    assert client.post(f"/attendance/held/{late.id}", decided).status_code == 409
    unreleased = client.post(f"/attendance/held/{broken.id}", {"verdict": "release", "version": broken.version, "reason": "试试"})
    assert "只能标为不用" in text_of(unreleased)
    assert client.post("/attendance/held", {"device": device.id, "problem": "bad_line", "reason": ""}).status_code == 422
    assert client.post("/attendance/held", {"device": device.id, "problem": "bad_line", "reason": "坏了"}).status_code == 303
    assert {one.line: one.state for one in RawPunch.select()} == {1: "quarantined", 2: "released", 3: "dismissed"}


def test_empty_pages_say_what_they_would_show(client):
    said = {"machines": "还没有登记考勤机", "held": "没有等着处理的记录", "batches": "还没有导入过", "numbers": "还没有对应过"}
    for address, sentence in said.items():
        assert sentence in text_of(client.get(f"/attendance/{address}"))


def test_many_rows_held_back_come_in_pages(client, device, now):
    take_in(SYSTEM, device, [row(number, str(number), None, "bad_date") for number in range(1, 130)], FILE, now)
    assert "第 1 页，共 3 页" in text_of(client.get("/attendance/held"))
    assert "第 3 页，共 3 页" in text_of(client.get("/attendance/held?page=3"))
    assert client.get("/attendance/held?page=99&device=x&problem=y").status_code == 200


def test_hours_may_lack_a_session_and_run_over_midnight(client):
    staff = make_staff()
    form = {"name": "夜班", "scope": "staff", "number": staff.number, "weekdays": list("1234567"), "valid_from": "2026-03-01",
            "am_start": "18:00", "am_end": "22:00", "pm_start": "22:00", "pm_end": "26:00"}
    assert client.post("/schedule/new", form).status_code == 303
    morning = {**form, "name": "半班", "valid_from": "2026-04-01", "am_start": "08:30", "am_end": "12:00", "pm_start": "", "pm_end": ""}
    assert client.post("/schedule/new", morning).status_code == 303
    page = text_of(client.get(f"/schedule?number={staff.number}&day=2026-03-03"))
    assert "22:00–次日02:00" in page
    assert "08:30–12:00</td><td class=\"text-nowrap\">–</td>" in page
    half = Schedule.get(Schedule.name == "半班")
    assert 'value="08:30"' in text_of(client.get(f"/schedule/{half.id}"))
    for wrong in ({"am_end": ""}, {"am_start": "", "am_end": ""}, {"am_end": "8点"}, {"am_end": "7:00"}):
        assert client.post("/schedule/new", {**morning, "valid_from": "2026-05-01", **wrong}).status_code == 422
