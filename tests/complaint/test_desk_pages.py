"""The desk's pages: calls that are alike beside the form and on a complaint's page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from models import Attachment, AuditRow, Complaint, ComplaintLink, ComplaintPaper
from rules.people import Role
from tests.complaint.test_complaint_pages import SENT
from tests.conftest import MONDAY
from tests.people_made import make_staff, make_unit


@pytest.fixture
def unit(app):
    return make_unit()


@pytest.fixture
def monitor(unit, sign_in):
    return sign_in(make_staff(Role.MONITOR, unit=unit))


def logged(client, **changes):
    answer = client.post("/complaint/new", {**SENT, **changes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return Complaint.select().order_by(Complaint.id.desc()).first()


def beside(client, **typed):
    return client.post("/complaint/new/aside", {"phone": "", "track": "service", **typed}, htmx=True).get_data(as_text=True)


def test_calls_that_are_alike_stand_beside_the_form_with_what_they_may_be(monitor, unit):
    row = logged(monitor, unit=unit.id)
    assert "可能重复" not in beside(monitor, phone="13900000000", unit=unit.id, content="电梯检验证书等了一个月")
    by_words = beside(monitor, unit=unit.id, content="二号台工作人员回答不清楚")
    for text in ("可能重复 1 件", "同一窗口，内容相近", f'value="join:{row.id}">并入 {row.number}', f'value="link:{row.id}"', "仍是新件"):
        assert text in by_words
    assert "同一号码" in beside(monitor, phone=SENT["phone"])
    kept = beside(monitor, phone=SENT["phone"], alike=f"join:{row.id}", alike_reason="同一件事")
    assert f'selected value="join:{row.id}"' in kept
    assert "同一件事" in kept


def test_a_call_is_joined_in_the_same_save_and_both_pages_say_so(monitor):
    parent = logged(monitor)
    child = logged(monitor, alike=f"join:{parent.id}")
    assert (child.state, child.parent_id) == ("merged", parent.id)
    assert "并入本件的 1 件" in monitor.get(f"/complaint/{parent.id}").get_data(as_text=True)
    page = monitor.get(f"/complaint/{child.id}").get_data(as_text=True)
    assert "已并案" in page
    assert parent.number in page
    assert monitor.post(f"/complaint/{child.id}/split", {"version": child.version}).status_code == 303
    assert Complaint.get_by_id(child.id).state == "registered"
    assert monitor.post(f"/complaint/{child.id}/split", {"version": child.version}).status_code == 409


def test_what_is_missing_comes_back_with_the_form_and_nothing_is_kept(monitor):
    logged(monitor)
    for changes, sentence in (({"alike": "new"}, "请填写这一项"), ({"alike": "join:none"}, "没有这个编号的投诉"),
                              ({"alike": "eat"}, "请从列表中选择")):
        answer = monitor.post("/complaint/new", {**SENT, **changes})
        assert (answer.status_code, Complaint.select().count()) == (422, 1)
        assert sentence in answer.get_data(as_text=True)


def test_who_said_nothing_while_the_caller_spoke_is_asked_on_the_page_until_it_is_said(monitor):
    first, second = logged(monitor), logged(monitor)
    assert "可能重复 1 件" in monitor.get(f"/complaint/{second.id}").get_data(as_text=True)
    address = f"/complaint/{second.id}/alike"
    for sent, sentence in (({}, "请填写这一项"), ({"alike": "link"}, "没有这个编号的投诉"),
                           ({"alike": "join", "other": second.number}, "自己")):
        answer = monitor.post(address, {"version": second.version, **sent})
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    assert monitor.post(address, {"version": second.version, "alike": "link", "other": first.number.lower()}).status_code == 303
    page = monitor.get(f"/complaint/{second.id}").get_data(as_text=True)
    assert "关联的投诉" in page
    assert "可能重复" not in page
    assert ComplaintLink.select().count() == 1


def test_leaders_see_what_belongs_together_and_change_nothing(monitor, sign_in):
    parent = logged(monitor)
    child = logged(monitor, alike=f"join:{parent.id}")
    leader = sign_in(make_staff(Role.MAIN_LEADER))
    assert "拆回" not in leader.get(f"/complaint/{child.id}").get_data(as_text=True)
    assert leader.post(f"/complaint/{child.id}/split", {"version": child.version}).status_code == 403
    assert leader.post(f"/complaint/{parent.id}/alike", {"version": parent.version, "alike": "new"}).status_code == 403


def test_who_is_named_in_one_of_two_learns_nothing_from_the_other(monitor, sign_in):
    accused = make_staff(Role.SECTION_HEAD)
    hidden, shown = logged(monitor, named=accused.number), logged(monitor, phone="13900000000")
    assert monitor.post(f"/complaint/{shown.id}/alike", {"version": 1, "alike": "link", "other": hidden.number}).status_code == 303
    client = sign_in(accused)
    assert hidden.number not in client.get(f"/complaint/{shown.id}").get_data(as_text=True)
    assert hidden.number not in beside(client, phone=SENT["phone"])
    assert client.post(f"/complaint/{hidden.id}/alike", {"version": 1, "alike": "new", "alike_reason": "x"}).status_code == 404


PNG, MP3 = b"\x89PNG\r\n\x1a\n" + b"x" * 40, b"ID3" + b"x" * 60


def files(*contents):
    return [(BytesIO(content), f"赵女士{number}.bin") for number, content in enumerate(contents)]


def test_files_come_with_a_call_and_later_and_each_opening_is_audited(monitor):
    row = logged(monitor, papers=files(PNG, MP3))
    assert monitor.post(f"/complaint/{row.id}/papers", {"papers": files(MP3, b"%PDF-1.7")}).status_code == 303
    kept = list(ComplaintPaper.select().order_by(ComplaintPaper.id))
    page = monitor.get(f"/complaint/{row.id}").get_data(as_text=True)
    assert [text for text in ("材料 1", "录音 2", "材料 3", "补交材料") if text not in page] == []
    assert "赵女士0" not in "".join(f"{one.file_name}" for one in Attachment.select())
    answer = monitor.get(f"/complaint/{row.id}/papers/{kept[1].id}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/mpeg", MP3)
    assert len(kept) == 3
    assert AuditRow.select().where(AuditRow.what == "complaint.paper.open").get().note == kept[1].id


def test_what_is_no_paper_is_refused_and_nothing_is_kept(monitor):
    answer = monitor.post("/complaint/new", {**SENT, "papers": files(b"MZ program")})
    assert (answer.status_code, Complaint.select().count()) == (422, 0)
    assert "只收照片" in answer.get_data(as_text=True)
    row = logged(monitor)
    for sent, sentence in (({}, "请填写"), ({"papers": files(*[PNG + bytes([n]) for n in range(6)])}, "最多 5 个")):
        answer = monitor.post(f"/complaint/{row.id}/papers", sent)
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True)
    assert ComplaintPaper.select().count() == 0


def test_papers_are_shut_to_whoever_is_named_or_has_no_business_with_the_caller(monitor, unit, sign_in):
    accused = make_staff(Role.SECTION_HEAD)
    row = logged(monitor, named=accused.number, papers=files(PNG))
    paper = ComplaintPaper.get()
    assert sign_in(accused).get(f"/complaint/{row.id}/papers/{paper.id}").status_code == 404
    assert sign_in(make_staff(Role.WINDOW_HEAD, unit=unit)).get(f"/complaint/{row.id}/papers/{paper.id}").status_code == 403
    other = logged(monitor)
    assert monitor.get(f"/complaint/{other.id}/papers/{paper.id}").status_code == 404
    assert sign_in(make_staff(Role.MAIN_LEADER)).post(f"/complaint/{row.id}/papers", {"papers": files(PNG)}).status_code == 403


def test_the_telephone_time_of_a_call_that_waited_is_confirmed_on_its_page(monitor):
    row = logged(monitor, made_at=(MONDAY - timedelta(hours=16)).isoformat())
    page = monitor.get(f"/complaint/{row.id}").get_data(as_text=True)
    assert "核对来电时间" in page
    assert 'value="2026-03-01T17:00"' in page
    address = f"/complaint/{row.id}/spoken"
    for typed, sentence in (("", "请填写"), ("2026-03-02T09:30", "早于收到的时间")):
        answer = monitor.post(address, {"version": row.version, "spoken": typed, "confirm": "1"})
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True)
    assert monitor.post(address, {"version": row.version, "spoken": "2026-03-01T17:10", "confirm": "1"}).status_code == 303
    stands = Complaint.get_by_id(row.id)
    assert (stands.due.isoformat(), stands.spoken_state) == ("2026-03-06", "confirmed")
    assert monitor.post(address, {"version": stands.version, "arrival": "1"}).status_code == 409


def test_a_clock_that_is_wrong_makes_no_call_wait(monitor):
    wrong = MONDAY + timedelta(hours=3)
    body = {"csrf_token": monitor.token, "request_key": "k", **SENT, "made_at": (wrong - timedelta(minutes=2)).isoformat()}
    monitor.http.post("/complaint/new", data=body, headers={"X-Sent-At": wrong.isoformat()})
    row = Complaint.get()
    assert (row.made_at, row.spoken_state) == (MONDAY - timedelta(minutes=2), "")
    for number, text in enumerate(("yesterday", "2026-03-01", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00")):
        answer = monitor.http.post("/complaint/new", data={**body, "request_key": f"k{number}", "made_at": text},
                                   headers={"X-Sent-At": "9999-12-31T23:59:59-08:00"})
        assert answer.status_code == 303


def test_who_works_on_the_parent_reads_what_the_joined_call_tells(monitor, unit, sign_in):
    head = make_staff(Role.WINDOW_HEAD, unit=unit)
    parent = logged(monitor)
    child = logged(monitor, alike=f"join:{parent.id}", content="第二个来电说还等了两个小时", called="钱先生")
    Complaint.update(handler_unit=unit.id, state="to_sign").where(Complaint.id == parent.id).execute()
    client = sign_in(head)
    page = client.get(f"/complaint/{parent.id}").get_data(as_text=True)
    assert "第二个来电说还等了两个小时" in page
    assert "钱先生" not in page
    assert client.get(f"/complaint/{child.id}").status_code == 404
