"""Handling a complaint on its page: what each may do, faults at their fields, a decision, and both versions of a stale form."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from models import Complaint, ComplaintAct, ComplaintAsk
from rules.people import Role
from tests.complaint.centre_made import CALL, make_centre
from tests.people_made import make_staff


@pytest.fixture
def centre(app):
    made = make_centre()
    make_staff(Role.CHIEF_REP, unit=made.window)  # so that the file is not under one person's control
    made.log(replace(CALL, named=(made.clerk.id,), unit_id=made.window.id))
    return made


def steps_on(page: str) -> list[str]:
    return re.findall(r'id="step-(\w+)"', page)


def send(client, centre, event, **fields):
    return client.post(f"/complaint/{centre.id}/steps/{event}", {"version": centre.row.version, **fields})


def test_each_side_finds_its_steps_and_does_them_on_the_page(centre, sign_in):
    monitor, head = sign_in(centre.monitor), sign_in(centre.head)
    page = monitor.get(f"/complaint/{centre.id}").get_data(as_text=True)
    assert steps_on(page) == ["assign", "accept", "transfer", "discipline", "coordinate", "reflect", "withdraw", "refuse", "note"]
    assert "受理：2026-03-03 23:59 前" in page
    assert send(monitor, centre, "assign", unit=centre.window.id, note="三日内答复").status_code == 303
    assert head.get("/complaint/given").get_data(as_text=True).count("TS-2026-0001") == 1
    page = head.get(f"/complaint/{centre.id}").get_data(as_text=True)
    assert steps_on(page) == ["sign", "return", "note"]
    for secret in ("赵女士", "138****5678", "查看来电人"):
        assert secret not in page
    assert "来电人由督查科掌握" in page
    assert send(head, centre, "sign").status_code == 303
    assert send(head, centre, "reply", note="已道歉并补告。").status_code == 303
    assert send(monitor, centre, "approve").status_code == 303
    assert send(monitor, centre, "satisfied", note="谢谢").status_code == 303
    page = monitor.get(f"/complaint/{centre.id}").get_data(as_text=True)
    for text in ("已办结", "已道歉并补告。", "回访：满意", "谢谢"):
        assert text in page
    assert steps_on(page) == ["note"]


def test_faults_stand_at_their_fields_and_what_was_typed_stays(centre, sign_in):
    monitor = sign_in(centre.monitor)
    answer = send(monitor, centre, "assign", note="请尽快")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="assign-unit-fault"' in page
    assert "请尽快" in page
    answer = send(monitor, centre, "assign", unit=centre.window.id, handler="没有这个人")
    assert answer.status_code == 422
    assert 'id="assign-handler-fault"' in answer.get_data(as_text=True)
    assert centre.row.state == "registered"


def test_what_is_asked_is_decided_by_another_on_the_page(centre, sign_in):
    monitor, section = sign_in(centre.monitor), sign_in(centre.section)
    assert send(monitor, centre, "refuse", ground="court", sent_to="县人民法院").status_code == 303
    asked = ComplaintAsk.get()
    assert "由别人决定" in monitor.get(f"/complaint/{centre.id}").get_data(as_text=True)
    page = section.get(f"/complaint/{centre.id}").get_data(as_text=True)
    for text in ("提请：不予受理", "已进入诉讼、仲裁、行政复议", "县人民法院"):
        assert text in page
    address = f"/complaint/{centre.id}/asks/{asked.id}"
    assert section.post(address, {"version": asked.version, "agreed": "no"}).status_code == 422
    assert monitor.post(address, {"version": asked.version, "agreed": "yes"}).status_code == 403
    assert section.post(address, {"version": asked.version, "agreed": "yes"}).status_code == 303
    assert centre.row.state == "refused"
    assert section.post(address, {"version": asked.version, "agreed": "no", "opinion": "x"}).status_code == 409


def test_a_stale_form_shows_what_stands_and_gives_back_what_was_sent(centre, sign_in):
    monitor, second = sign_in(centre.monitor), sign_in(centre.second)
    version = centre.row.version
    send(second, centre, "accept")
    for fields in ({"version": version, "unit": centre.window.id, "note": "请三日内答复"},):
        answer = monitor.post(f"/complaint/{centre.id}/steps/assign", fields)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        for text in ("内容已变化", centre.second.name, "受理", "待分派", "请三日内答复"):
            assert text in page
    piece = monitor.post(f"/complaint/{centre.id}/steps/accept", {"version": version}, htmx=True)
    assert (piece.status_code, piece.headers["HX-Retarget"]) == (409, "#messages")
    assert [act.act for act in ComplaintAct.select().order_by(ComplaintAct.id)] == ["log", "accept"]


def test_whoever_is_named_or_has_no_part_in_it_finds_nothing(centre, sign_in):
    for person, status in ((centre.clerk, 404), (centre.head, 404), (centre.other_head, 404)):
        client = sign_in(person)
        assert client.get(f"/complaint/{centre.id}").status_code == status
        assert send(client, centre, "note", note="x").status_code == status
        assert "TS-2026" not in client.get("/complaint/given").get_data(as_text=True)
    assert sign_in(centre.monitor).post(f"/complaint/{centre.id}/steps/archive", {"version": 1}).status_code == 404
    assert Complaint.get().state == "registered"


def test_handing_over_leads_back_to_what_is_still_ones_own(centre, sign_in):
    head = sign_in(centre.head)
    centre.to_working()
    answer = send(head, centre, "hand_over", unit=centre.other.id, note="属于他们的业务")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/complaint/given")
    assert "没有交给您办理的投诉" in head.get("/complaint/given").get_data(as_text=True)


def test_what_waits_stands_on_the_first_page_and_under_what_was_given(centre, sign_in):
    monitor, section, head = sign_in(centre.monitor), sign_in(centre.section), sign_in(centre.head)
    send(monitor, centre, "refuse", ground="court", sent_to="县人民法院")
    assert "有 1 件投诉的申请等您决定" in section.get("/today").get_data(as_text=True)
    assert "提请：不予受理" in section.get("/complaint/given").get_data(as_text=True)
    assert "等您决定" not in monitor.get("/today").get_data(as_text=True)
    send(monitor, centre, "assign", unit=centre.window.id)
    assert "有 1 件投诉交您或您的窗口办理" in head.get("/today").get_data(as_text=True)
    assert "等您决定" not in section.get("/today").get_data(as_text=True)
