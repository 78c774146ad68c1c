"""日历 through the browser and the command line."""

from __future__ import annotations

import io
import json
import re
from datetime import date, datetime

import pytest

from actions.calendar import calendar_day, year_days
from clock import STATION_ZONE
from rules.people import Role
from tests.calendar.test_calendar_actions import FRIDAY, PAPER, leave_on
from tests.people_made import make_staff

AFTER_NOVEMBER = datetime(2026, 11, 2, 8, 0, tzinfo=STATION_ZONE)


def upload(client, content: bytes, name: str = "2027.json"):
    client.get("/calendar/import")
    return client.post("/calendar/import", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def test_everybody_sees_the_year_the_month_and_a_day(sign_in):
    client = sign_in(make_staff())
    text = client.get("/calendar").get_data(as_text=True)
    assert "2026 年日历" in text
    assert "春节调休补班" in text
    assert "随程序提供" in text
    assert "2026 年 2 月" in client.get("/calendar/2026/2").get_data(as_text=True)
    assert "调休补班" in client.get("/calendar/day/2026-02-14").get_data(as_text=True)
    assert "手工修改" not in client.get("/calendar/day/2026-02-13").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/calendar/1999", "/calendar/2026/13", "/calendar/day/2026-02-30", "/calendar/day/tomorrow"])
def test_a_day_that_cannot_be_is_not_found(sign_in, address):
    assert sign_in(make_staff()).get(address).status_code == 404


def test_a_missing_year_is_shouted_with_what_to_do(sign_in, clock):
    clock.now = AFTER_NOVEMBER
    clerk, staff = sign_in(make_staff(Role.ATTENDANCE_CLERK)), sign_in(make_staff())
    text = clerk.get("/calendar/2027").get_data(as_text=True)
    assert "2027 年的节假日安排还没有录入" in text
    assert "导入 2027 年日历" in text
    assert "请联系人事或考勤员导入" in staff.get("/calendar/2027").get_data(as_text=True)
    assert "还没有录入" in staff.get("/calendar/2027/1").get_data(as_text=True)
    assert staff.get("/calendar/day/2027-01-04").status_code == 422


def test_a_file_is_looked_at_and_then_taken_in(sign_in):
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    answer = upload(client, PAPER)
    assert answer.status_code == 303
    preview = client.get(answer.location).get_data(as_text=True)
    assert "2026年12月27日" in preview
    assert "未录入" in preview
    assert not year_days(2027)
    done = client.post(answer.location.split("?")[0], {"file_name": "2027.json"})
    assert (done.status_code, done.location) == (303, "/calendar/2027")
    assert len(year_days(2027)) == 365
    again = client.get(upload(client, PAPER).location).get_data(as_text=True)
    assert "完全一致" in again


def test_the_same_key_taken_twice_answers_the_same_and_another_file_409(sign_in):
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    address = upload(client, PAPER).location.split("?")[0]
    answers = [client.post(address, {"file_name": name, "request_key": "k1"}).status_code for name in ("a", "a", "b")]
    assert answers == [303, 303, 409]


def test_a_file_that_is_no_calendar_is_answered_422_with_the_faults(sign_in):
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    answer = upload(client, b"date,kind,name\n2027-01-01,holiday,x\n2027-02-30,day_off,y\n")
    assert answer.status_code == 422
    assert "第 2 条的类型不认识：holiday" in answer.get_data(as_text=True)
    assert "第 3 条的日期读不懂：2027-02-30" in answer.get_data(as_text=True)


def test_a_day_is_changed_by_hand_plain_and_by_htmx(sign_in, clock):
    leave_on(FRIDAY, clock.now)
    clock.now = clock.now.replace(hour=10)
    client = sign_in(make_staff(Role.PERSONNEL))
    page = client.get("/calendar/day/2026-03-06").get_data(as_text=True)
    assert re.search(r'name="version"[^>]*value="1"', page)
    wrong = client.post("/calendar/day/2026-03-06", {"kind": "half_am", "version": "1"}, htmx=True)
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).lstrip().startswith("<form")
    good = {"kind": "half_am", "name": "系统升级", "reason": "下午停止办公", "version": "1"}
    assert client.post("/calendar/day/2026-03-06", good).status_code == 303
    shown = client.get("/calendar/day/2026-03-06").get_data(as_text=True)
    assert "改动之前已经算好的请假" in shown
    assert "QJ-2026-0001" in shown
    stale = client.post("/calendar/day/2026-03-06", {**good, "kind": "day_off"})
    assert stale.status_code == 409
    assert client.post("/calendar/day/2026-03-06", {**good, "version": "2", "kind": "day_off"}, htmx=True).status_code == 204
    assert calendar_day(FRIDAY).version == 3


def test_who_may_not_keep_the_calendar_is_refused(sign_in):
    client = sign_in(make_staff(Role.WINDOW_HEAD))
    assert client.get("/calendar/import").status_code == 403
    assert client.post("/calendar/day/2026-03-06", {"kind": "day_off", "reason": "停电", "version": "1"}).status_code == 403


@pytest.fixture
def run(app, tmp_path):
    def command(*words: str, content: bytes = b""):
        file = tmp_path / "paper"
        file.write_bytes(content)
        return app.test_cli_runner().invoke(args=["calendar", *(str(file) if word == "FILE" else word for word in words)])
    return command


def test_the_command_takes_in_a_year_and_says_so_as_json(run):
    assert json.loads(run("import", "FILE", "--dry-run", "--json", content=PAPER).stdout)["changed"] == 3
    first = run("import", "FILE", "--json", content=PAPER)
    assert json.loads(first.stdout) == {"year": 2027, "read": 3, "changed": 3, "unchanged": 0}
    assert json.loads(run("import", "FILE", "--json", content=PAPER).stdout) == {"year": 2027, "read": 3, "changed": 0, "unchanged": 3}


def test_the_command_refuses_garbage_in_chinese_and_writes_nothing(run):
    answer = run("import", "FILE", content=b'{"year": 2027, "days": [{"date": "x"}]}')
    assert answer.exit_code == 1
    assert "日期读不懂" in answer.stderr
    assert answer.stdout == ""
    assert not year_days(2027)


def test_the_check_fails_when_a_year_is_missing(run, clock):
    assert run("check").exit_code == 0
    clock.now = AFTER_NOVEMBER
    answer = run("check", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["missing"] == [2027]
    assert "2027 年的节假日安排还没有录入" in answer.stderr
    assert run("check", "--from", "2004", "--to", "2026").exit_code == 0
    assert run("check", "--from", "2003", "--to", "2004").exit_code == 1
    assert run("check", "--from", "2005", "--to", "2004").exit_code == 2
    assert calendar_day(date(2026, 12, 31)).kind == "workday"
