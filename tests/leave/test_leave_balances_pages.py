"""The pages of balances and duty hours, plain and by htmx."""

from __future__ import annotations

import pytest

from actions import leave_ledger
from models import DutyHours, LeaveEntry
from tests.leave.leave_made import make_centre

GRANT = {"type_code": "comp", "amount": "1.5", "valid_from": "2026-03-02", "valid_to": "2026-06-30", "note": "局会议纪要〔2026〕3号"}


@pytest.fixture
def centre(app):
    return make_centre()


@pytest.fixture
def personnel(centre, sign_in):
    return sign_in(centre.personnel)


def address(centre, act=""):
    return f"/leave/balances/{centre.clerk.id}{act}"


def test_personnel_find_somebody_and_see_the_balance(centre, personnel, now):
    leave_ledger.ensure_annual(centre.clerk, [2026], now)
    page = personnel.get(f"/leave/balances?q={centre.clerk.number}").get_data(as_text=True)
    assert "<b>10.0 天</b> / 10.0 天" in page
    assert centre.partner.name not in page
    assert personnel.piece(f"/leave/balances?q={centre.clerk.number}").get_data(as_text=True).lstrip().startswith('<div class="lc-card"')


def test_the_page_of_one_person_explains_the_annual_leave(centre, personnel):
    page = personnel.get(address(centre)).get_data(as_text=True)
    assert "到年底累计工作满 16 年" in page
    assert "按年休假规则核定" in page


def test_a_grant_by_the_form_stands_in_the_ledger(centre, personnel):
    assert personnel.post(address(centre, "/grant"), GRANT).status_code == 303
    row = LeaveEntry.get(LeaveEntry.type_code == "comp")
    assert (row.amount, row.note) == (90, "局会议纪要〔2026〕3号")
    assert "1.5 小时" in personnel.get(address(centre)).get_data(as_text=True)


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"amount": "abc"}, "请填写数字"),
    ({"amount": "-1"}, "数量要大于 0"),
    ({"amount": "0.7", "type_code": "annual"}, "0.5 的倍数"),
    ({"amount": "401", "type_code": "annual"}, "不能超过 400"),
    ({"type_code": "sick", "amount": "1"}, "不按额度管理"),
    ({"note": ""}, "请填写这一项"),
    ({"valid_to": "2026-01-01"}, "结束必须晚于开始"),
    ({"valid_from": "tomorrow"}, "日期"),
])
def test_a_wrong_grant_comes_back_with_its_sentence_and_what_was_typed(centre, personnel, wrong, sentence):
    answer = personnel.post(address(centre, "/grant"), {**GRANT, **wrong})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert "note" in wrong or GRANT["note"] in page
    assert not LeaveEntry.select().where(LeaveEntry.note == GRANT["note"]).exists()


def test_a_years_rest_is_carried_over_by_the_form(centre, personnel, now):
    leave_ledger.ensure_annual(centre.clerk, [2025], now)
    assert personnel.post(address(centre, "/carry-over"), {"year": "2025"}).status_code == 303
    assert "上年结转" in personnel.get(address(centre)).get_data(as_text=True)
    again = personnel.post(address(centre, "/carry-over"), {"year": "2025"})
    assert again.status_code == 422
    assert "2025 年没有可以结转的年休假" in again.get_data(as_text=True)


def test_what_ends_soon_has_a_page(centre, personnel):
    assert "没有要到期的额度" in personnel.get("/leave/balances/ending").get_data(as_text=True)
    personnel.post(address(centre, "/grant"), {**GRANT, "valid_to": "2026-03-31"})
    assert centre.clerk.name in personnel.get("/leave/balances/ending").get_data(as_text=True)


def test_personnel_cannot_grant_themselves_and_heads_see_nothing(centre, personnel, sign_in):
    own = f"/leave/balances/{centre.personnel.id}"
    assert "登记额度" not in personnel.get(own).get_data(as_text=True)
    assert personnel.post(own + "/grant", GRANT).status_code == 403
    head = sign_in(centre.head)
    assert head.get("/leave/balances").status_code == 403
    assert head.post(address(centre, "/grant"), GRANT).status_code == 403


def test_duty_is_claimed_and_approved_by_the_forms(centre, sign_in):
    clerk, head = sign_in(centre.clerk), sign_in(centre.head)
    assert clerk.post("/leave/duty-hours", {"day": "2026-02-28", "hours": "8", "reason": "周末值班"}).status_code == 303
    duty = DutyHours.get()
    assert "周末值班" in head.get("/leave/duty-hours").get_data(as_text=True)
    refused = head.post(f"/leave/duty-hours/{duty.id}/decide", {"verdict": "reject", "opinion": "", "version": "1"})
    assert refused.status_code == 422
    assert "请填写这一项" in refused.get_data(as_text=True)
    assert head.post(f"/leave/duty-hours/{duty.id}/decide", {"verdict": "approve", "version": "1"}).status_code == 303
    assert "已核准" in clerk.get("/leave/duty-hours").get_data(as_text=True)
    assert head.post(f"/leave/duty-hours/{duty.id}/decide", {"verdict": "approve", "version": "2"}).status_code == 409
    assert clerk.post(f"/leave/duty-hours/{duty.id}/decide", {"verdict": "approve", "version": "2"}).status_code == 403


def test_a_wrong_claim_comes_back_with_its_sentence(centre, sign_in):
    clerk = sign_in(centre.clerk)
    answer = clerk.post("/leave/duty-hours", {"day": "2026-03-03", "hours": "八", "reason": "值班"})
    assert answer.status_code == 422
    assert "请填写数字" in answer.get_data(as_text=True)
