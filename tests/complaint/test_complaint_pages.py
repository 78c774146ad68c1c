"""The pages of the hotline, plain and by htmx: typing a call, what stands beside it, the list, the file, the caller."""

from __future__ import annotations

import pytest

from models import AuditRow, Complaint
from rules.people import Role
from tests.conftest import MONDAY
from tests.people_made import make_staff, make_unit

SENT = {"kind": "complaint", "track": "service", "channel": "phone", "phone": "13800005678", "called": "赵女士", "wants_reply": "y",
        "content": "工作人员回答“不清楚”", "category": "forbidden"}


@pytest.fixture
def monitor(app, sign_in):
    return sign_in(make_staff(Role.MONITOR, unit=make_unit()))


def test_a_call_is_typed_kept_and_shown_with_its_due_day(monitor):
    page = monitor.get("/complaint/new").get_data(as_text=True)
    assert "请问您需要办什么业务？" in page
    assert "不归我管" in page
    assert "服务投诉，5 个工作日：3月9日（星期一）下班前" in page
    answer = monitor.post("/complaint/new", SENT)
    row = Complaint.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/complaint/{row.id}")
    shown = monitor.get(f"/complaint/{row.id}").get_data(as_text=True)
    for text in ("TS-2026-0001", "3月9日（星期一）下班前", "3月7日（周末）", "138****5678", "赵女士", "使用禁用语"):
        assert text in shown
    assert "13800005678" not in shown
    assert "TS-2026-0001" in monitor.get("/complaint").get_data(as_text=True)


def test_faults_come_back_at_their_fields_with_what_was_typed(monitor):
    answer = monitor.post("/complaint/new", {**SENT, "content": "", "phone": "不详", "called": "钱先生"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "钱先生" in page
    assert 'id="told-fault"' in page
    assert Complaint.select().count() == 0


def test_a_call_is_taken_from_the_person_who_typed_it_and_nobody_else(app, sign_in):
    typist, other = make_staff(Role.MONITOR), make_staff(Role.MONITOR)
    refused = sign_in(other).post("/complaint/new", SENT, htmx=True, typed_by=typist.id)
    assert (refused.status_code, Complaint.select().count()) == (412, 0)
    assert "这一条是另一个人填的" in refused.get_data(as_text=True)
    assert sign_in(typist).post("/complaint/new", SENT, htmx=True, typed_by=typist.id).status_code == 204
    assert Complaint.get().logged_by == typist.id


def test_settling_is_its_own_button(monitor):
    sent = {**SENT, "kind": "enquiry", "outcome": "到 2 号窗口", "settle": "1"}
    assert monitor.post("/complaint/new", sent).status_code == 303
    assert Complaint.get().state == "closed"
    assert "没有待办的投诉" in monitor.get("/complaint").get_data(as_text=True)
    assert "LD-2026-0001" in monitor.get("/complaint?all=1").get_data(as_text=True)
    assert "不能当场办结" in monitor.post("/complaint/new", {**SENT, "settle": "1", "outcome": "x"}).get_data(as_text=True)


def test_beside_the_form_stand_earlier_calls_and_the_due_day_of_the_track(monitor):
    monitor.post("/complaint/new", SENT)
    piece = monitor.post("/complaint/new/aside", {"phone": "138-0000-5678", "track": "petition"}, htmx=True).get_data(as_text=True)
    assert "<html" not in piece
    assert "这个号码来过 1 次" in piece
    assert "信访事项，60 天：5月6日（星期三）下班前" in piece
    assert "这个号码以前没有来过" in monitor.post("/complaint/new/aside", {"phone": "13900000000"}, htmx=True).get_data(as_text=True)


def test_the_caller_is_shown_for_a_reason(monitor, sign_in):
    monitor.post("/complaint/new", SENT)
    address = f"/complaint/{Complaint.get().id}/caller"
    assert monitor.post(address, {"reason": ""}).status_code == 422
    assert "13800005678" in monitor.post(address, {"reason": "回访"}).get_data(as_text=True)
    assert AuditRow.select().where(AuditRow.what == "complaint.caller.reveal").count() == 1
    page = address.removesuffix("/caller")
    assert "谁看过来电人" not in monitor.get(page).get_data(as_text=True)
    assert "查看：回访" in sign_in(make_staff(Role.SECTION_HEAD, unit=make_unit())).get(page).get_data(as_text=True)


def test_the_caller_is_corrected_after_looking(monitor):
    monitor.post("/complaint/new", SENT)
    address = f"/complaint/{Complaint.get().id}/caller"
    page = monitor.post(address, {"reason": "回访"}).get_data(as_text=True)
    assert 'value="赵女士"' in page
    right = {"called": "钱女士", "phone": "13900001111", "address": "", "edition": "1"}
    refused = monitor.post(f"{address}/correct", right)
    assert refused.status_code == 422
    assert 'value="钱女士"' in refused.get_data(as_text=True)
    assert monitor.post(f"{address}/correct", {**right, "edition": "x", "correct_reason": "听错"}).status_code == 422
    assert monitor.post(f"{address}/correct", {**right, "correct_reason": "听错"}).status_code == 303
    assert "139****1111" in monitor.get(address.removesuffix("/caller")).get_data(as_text=True)
    assert monitor.post(f"{address}/correct", {**right, "correct_reason": "听错"}).status_code == 409


def test_who_is_named_is_not_found_out_by_any_page(monitor, sign_in):
    accused = make_staff(Role.MONITOR, unit=make_unit())
    assert monitor.post("/complaint/new", {**SENT, "named": f"{accused.name}、{accused.number}"}).status_code == 303
    row, client = Complaint.get(), sign_in(accused)
    assert row.number not in client.get("/complaint").get_data(as_text=True)
    answers = client.get(f"/complaint/{row.id}"), client.post(f"/complaint/{row.id}/caller", {"reason": "x"})
    assert [answer.status_code for answer in answers] == [404, 404]
    assert row.number not in client.post("/complaint/new/aside", {"phone": SENT["phone"]}, htmx=True).get_data(as_text=True)


def test_a_monitor_who_is_named_keeps_the_call_and_then_sees_it_no_more(app, sign_in):
    staff = make_staff(Role.MONITOR, unit=make_unit())
    answer = sign_in(staff).post("/complaint/new", {**SENT, "named": staff.number})
    assert answer.headers["Location"] == "/complaint"
    assert Complaint.get().received_at == MONDAY


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD, Role.PERSONNEL])
def test_others_have_no_page_of_it(app, sign_in, role):
    client = sign_in(make_staff(role, unit=make_unit()))
    assert client.get("/complaint/new").status_code == 403
    assert "没有待办的投诉" in client.get("/complaint").get_data(as_text=True)


def test_what_is_searched_is_shown_with_its_words_marked_and_nothing_in_it_runs(monitor):
    monitor.post("/complaint/new", {**SENT, "content": "<b>电梯</b>坏了"})
    page = monitor.get("/complaint?text=电梯").get_data(as_text=True)
    for text in ("TS-2026-0001", "&lt;b&gt;<mark>电梯</mark>&lt;/b&gt;坏了", "找到 1 件", 'value="电梯"'):
        assert text in page
    assert "来电号码相同" in monitor.get("/complaint?text=138-0000-5678").get_data(as_text=True)
    assert "没有找到" in monitor.get("/complaint?text=<i>").get_data(as_text=True)


def test_a_long_result_goes_on(monitor, monkeypatch):
    monkeypatch.setattr("actions.complaint_search.PAGE_ROWS", 1)
    for _ in range(2):
        monitor.post("/complaint/new", SENT)
    first = monitor.get("/complaint?text=不清楚").get_data(as_text=True)
    assert ("TS-2026-0002" in first, "TS-2026-0001" in first, "下一页" in first) == (True, False, True)
    before = Complaint.get(Complaint.number == "TS-2026-0002").id
    assert "TS-2026-0001" in monitor.get(f"/complaint?text=不清楚&after={before}").get_data(as_text=True)
