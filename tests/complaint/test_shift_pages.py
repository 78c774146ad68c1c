"""未接来电 and 交接班 as pages."""

from __future__ import annotations

import re

import pytest

from models import AuditRow, Complaint, MissedCall, ShiftHandover
from rules.people import Role
from tests.complaint.test_complaint_pages import SENT
from tests.people_made import make_staff, make_unit


@pytest.fixture
def monitor(app, sign_in):
    return sign_in(make_staff(Role.MONITOR, unit=make_unit()))


def missed(client, **changes):
    answer = client.post("/complaint/missed", {"phone": "13800005678", "note": "响了两声", **changes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return MissedCall.select().order_by(MissedCall.id.desc()).first()


def test_a_missed_call_is_called_back_with_its_outcome(monitor):
    row = missed(monitor)
    page = monitor.get("/complaint/missed").get_data(as_text=True)
    for text in ("138****5678", "响了两声", "2026-03-02 11:00", "待回拨"):
        assert text in page
    assert "13800005678" not in page
    opened = monitor.post(f"/complaint/missed/{row.id}/number").get_data(as_text=True)
    assert "13800005678" in opened
    assert re.search(r'<button[^>]*autofocus>登记成来电', opened)
    assert AuditRow.select().where(AuditRow.what == "missed.number").count() == 1
    address = f"/complaint/missed/{row.id}/called"
    assert monitor.post(address, {"version": row.version, "reached": "1"}).status_code == 422
    assert monitor.post(address, {"version": row.version, "reached": "1", "outcome": "问年检，已答复"}).status_code == 303
    assert "问年检，已答复" in monitor.get("/complaint/missed").get_data(as_text=True)
    assert monitor.post(f"/complaint/missed/{row.id}/number").status_code == 409


def test_faults_of_a_missed_call_come_back_at_their_fields(monitor):
    for sent, sentence in (({"phone": "不详"}, "能打通的号码"), ({"rang_at": "2026-03-02T09:01"}, "不能晚于现在"),
                           ({"rang_at": "2026-02-01T09:01"}, "一星期以前")):
        answer = monitor.post("/complaint/missed", {"phone": "13800005678", **sent})
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True)
    assert MissedCall.select().count() == 0


def test_a_missed_call_becomes_a_call_with_its_number_filled_in(monitor):
    row = missed(monitor)
    page = monitor.post(f"/complaint/missed/{row.id}/log").get_data(as_text=True)
    assert re.search(r'name="phone"[^>]*value="13800005678"', page)
    assert re.search(rf'name="missed"[^>]*value="{row.id}"', page)
    assert monitor.post("/complaint/new", {**SENT, "missed": row.id}).status_code == 303
    stands = MissedCall.get_by_id(row.id)
    assert (stands.state, stands.complaint_id) == ("logged", Complaint.get().id)
    assert "已登记成来电" in monitor.get("/complaint/missed").get_data(as_text=True)


def test_a_shift_is_signed_by_both_on_the_page(monitor, sign_in):
    taker = make_staff(Role.MONITOR, unit=make_unit())
    missed(monitor)
    page = monitor.get("/complaint/shift").get_data(as_text=True)
    for text in ("没有回拨的 1 个", "138****5678", taker.name, "还没有交接过班"):
        assert text in page
    assert monitor.post("/complaint/shift", {"taker": "", "note": "x"}).status_code == 422
    assert monitor.post("/complaint/shift", {"taker": taker.id, "note": "钥匙在抽屉", "unsent": "3"}).status_code == 303
    row, other = ShiftHandover.get(), sign_in(taker)
    assert "还没有签字" in monitor.get("/complaint/shift").get_data(as_text=True)
    assert "签字接班" in other.get("/complaint/shift").get_data(as_text=True)
    assert monitor.post(f"/complaint/shift/{row.id}/take", {"version": row.version}).status_code == 403
    assert other.post(f"/complaint/shift/{row.id}/take", {"version": row.version}).status_code == 303
    page = other.get("/complaint/shift").get_data(as_text=True)
    assert "签字接班" not in page.split("交接班记录")[0].split("您签字交班")[0]
    assert "钥匙在抽屉" in page


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD, Role.MAIN_LEADER])
def test_others_have_neither_page(app, sign_in, role):
    client = sign_in(make_staff(role, unit=make_unit()))
    assert [client.get(page).status_code for page in ("/complaint/missed", "/complaint/shift")] == [403, 403]
