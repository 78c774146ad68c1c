"""The pages of hearing whoever is named and of supervision orders: done by form, faults told, nothing of the file shown to the named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models import ComplaintStatement, SupervisionOrder
from rules.people import Role
from tests.complaint.centre_made import CALL, make_centre
from tests.people_made import make_staff


@pytest.fixture
def centre(app):
    made = make_centre()
    make_staff(Role.CHIEF_REP, unit=made.window)
    made.log(replace(CALL, named=(made.clerk.id,), unit_id=made.window.id))
    return made


def test_the_named_are_asked_answer_are_told_and_object(centre, sign_in):
    monitor, clerk, section = sign_in(centre.monitor), sign_in(centre.clerk), sign_in(centre.section)
    page = f"/complaint/{centre.id}/statements"
    assert centre.clerk.name in monitor.get(page).get_data(as_text=True)
    answer = monitor.post(page, {"person": centre.clerk.id, "subject": "赵女士说的事"})
    assert answer.status_code == 422
    assert "会让人知道是谁反映的" in answer.get_data(as_text=True)
    assert monitor.post(page, {"person": centre.clerk.id, "subject": "3 月 2 日上午接待咨询的情况"}).status_code == 303
    row = ComplaintStatement.get()
    own = f"/complaint/statements/{row.id}"
    assert "3 月 2 日上午接待咨询的情况" in clerk.get("/complaint/given").get_data(as_text=True)
    shown = clerk.get(own).get_data(as_text=True)
    for secret in (centre.id, centre.row.number, "赵女士", "13800005678", CALL.content):
        assert secret not in shown
    assert clerk.post(f"{own}/answer", {"answer": " "}).status_code == 422
    assert clerk.post(f"{own}/answer", {"answer": "排队多，回答急了。"}).status_code == 303
    assert monitor.post(f"{page}/{row.id}/finding", {"version": 2}).status_code == 403
    assert "排队多，回答急了。" in section.get(page).get_data(as_text=True)
    told = {"version": ComplaintStatement.get().version, "finding": "属实", "points": "-1", "appeal": "向督查科申诉"}
    assert section.post(f"{page}/{row.id}/finding", told).status_code == 422
    assert section.post(f"{page}/{row.id}/finding", {**told, "points": "2.5"}).status_code == 303
    shown = clerk.get(own).get_data(as_text=True)
    for text in ("属实", "2.5 分", "向督查科申诉"):
        assert text in shown
    assert clerk.post(f"{own}/objection", {"objection": "请核对监控"}).status_code == 303
    assert "已申诉" in section.get(page).get_data(as_text=True)
    for stranger in (monitor, section):
        assert stranger.get(own).status_code == 404


def test_an_order_is_issued_signed_answered_and_closed_on_the_pages(centre, sign_in):
    section, head, clerk = sign_in(centre.section), sign_in(centre.head), sign_in(centre.clerk)
    new = f"/complaint/{centre.id}/orders/new"
    assert section.get(new).status_code == 200
    assert section.post(new, {"unit": "", "text": ""}).status_code == 422
    assert section.post(new, {"unit": centre.window.id, "text": "三日内查清", "due": "2026-03-01"}).status_code == 422
    answer = section.post(new, {"unit": centre.window.id, "text": "三日内查清并报告"})
    row = SupervisionOrder.get()
    page = f"/supervision/{row.id}"
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    shown = head.get("/supervision").get_data(as_text=True)
    for text in ("督办〔2026〕1号", "三日内查清并报告", "待签收"):
        assert text in shown
    assert "签收" in head.get(page).get_data(as_text=True)
    assert head.post(f"{page}/sign", {"version": row.version + 1}).status_code == 409
    assert head.post(f"{page}/sign", {"version": SupervisionOrder.get().version}).status_code == 303
    assert head.post(f"{page}/answer", {"version": SupervisionOrder.get().version, "text": ""}).status_code == 422
    assert head.post(f"{page}/answer", {"version": SupervisionOrder.get().version, "text": "已查清"}).status_code == 303
    assert head.post(f"{page}/close", {"version": SupervisionOrder.get().version}).status_code == 403
    assert section.post(f"{page}/close", {"version": SupervisionOrder.get().version}).status_code == 303
    assert "没有未销号的督办单" in section.get("/supervision").get_data(as_text=True)
    assert "督办〔2026〕1号" in section.get("/supervision?all=1").get_data(as_text=True)
    assert clerk.get(page).status_code == 404
    assert "督办〔" not in clerk.get("/supervision?all=1").get_data(as_text=True)
