"""Drafts that keep themselves: typing and sending one form never fight, and an expired sign-in loses nothing."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from actions.changes import find
from models import LeaveRequest
from tests.leave.leave_made import at, make_centre

pytestmark = pytest.mark.usefixtures("db")
NOW = at("03-02 09:00")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20


def typed(centre, **values):
    return {"type_code": "annual", "start": "2026-03-10", "end": "2026-03-10", "reason": "家中有事", "partner": centre.partner.number,
            "request_key": "form-1", "draft_id": "", "version": "", **values}


def known(answer):
    """draft_id and version the answer puts into the form."""
    text = answer.get_data(as_text=True)
    return {name: re.search(rf'name="{name}" value="([^"]*)" hx-swap-oob', text)[1] for name in ("draft_id", "version")}


def rows():
    return list(LeaveRequest.select())


def test_typing_makes_one_draft_and_goes_on_with_it(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    first = client.post("/leave/autosave", typed(centre, reason="家"), htmx=True)
    assert "已自动保存 09:00" in first.get_data(as_text=True)
    second = client.post("/leave/autosave", typed(centre, **known(first)), htmx=True)
    assert [(row.state, row.reason, row.version) for row in rows()] == [("draft", "家中有事", 2)]
    assert client.post("/leave/new", typed(centre, action="submit", **known(second))).status_code == 303
    assert [row.state for row in rows()] == ["handover"]


def test_sending_before_the_form_learns_of_its_draft_goes_on_with_that_draft(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    client.post("/leave/autosave", typed(centre, reason="家"), htmx=True)
    sent = client.post("/leave/new", typed(centre, action="submit"))
    assert sent.status_code == 303
    assert [(row.state, row.reason) for row in rows()] == [("handover", "家中有事")]
    assert client.post("/leave/new", typed(centre, action="submit")).location == sent.location


def test_keeping_after_sending_does_nothing(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    client.post("/leave/new", typed(centre, action="submit"))
    late = client.post("/leave/autosave", typed(centre, reason="晚到"), htmx=True)
    assert late.status_code == 204
    assert [(row.state, row.reason) for row in rows()] == [("handover", "家中有事")]


def test_what_cannot_be_read_yet_is_kept_as_far_as_it_can(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    client.post("/leave/autosave", typed(centre, partner="王", start="2026-13-40", end=""), htmx=True)
    assert [(row.partner_id, row.start, row.reason) for row in rows()] == [(None, None, "家中有事")]


def test_two_windows_on_one_draft_are_told(sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    seen = known(client.post("/leave/autosave", typed(centre), htmx=True))
    client.post("/leave/autosave", typed(centre, reason="甲", **seen), htmx=True)
    stale = client.post("/leave/autosave", typed(centre, reason="乙", **seen), htmx=True)
    assert stale.status_code == 409
    assert stale.headers["HX-Retarget"] == "#messages"
    text = stale.get_data(as_text=True)
    assert "<td>甲</td><td>乙</td>" in text


@pytest.mark.parametrize("address", ["/leave/new", "/leave/autosave", "/leave/preview"])
def test_an_expired_sign_in_keeps_what_was_typed_as_a_draft(sign_in, clock, settings, address):
    centre = make_centre()
    client = sign_in(centre.clerk)
    clock.now = NOW + timedelta(minutes=settings.idle_minutes + 1)
    body = {**typed(centre, action="submit"), "attachment": (io.BytesIO(PNG), "证明.png")}
    answer = client.post(address, body, htmx=address != "/leave/new")
    kept = rows()
    assert [(row.state, row.staff_id, row.reason, bool(row.attachment_id)) for row in kept] == [
        ("draft", centre.clerk.id, "家中有事", True)]
    place = answer.location or answer.headers["HX-Redirect"]
    assert "kept=1" in place
    client.get("/account/sign-in")
    door = {"number": centre.clerk.number, "password": "Window-2026", "next": f"/leave/{kept[0].id}/edit"}
    entered = client.post("/account/sign-in", door)
    assert "家中有事" in client.get(entered.location).get_data(as_text=True)


def test_an_expired_sign_in_goes_on_with_the_draft_being_edited(sign_in, clock, settings):
    centre = make_centre()
    client = sign_in(centre.clerk)
    seen = known(client.post("/leave/autosave", typed(centre), htmx=True))
    clock.now = NOW + timedelta(minutes=settings.idle_minutes + 1)
    client.post(f"/leave/{seen['draft_id']}/edit", typed(centre, request_key="form-2", reason="改了", action="submit", **seen))
    assert [(row.state, row.reason) for row in rows()] == [("draft", "改了")]
    stale = typed(centre, request_key="form-3", reason="又一份", action="submit", **seen)
    client.post(f"/leave/{seen['draft_id']}/edit", stale)
    assert sorted(row.reason for row in rows()) == ["又一份", "改了"]


def test_who_never_was_signed_in_keeps_nothing(app, sign_in):
    centre = make_centre()
    client = sign_in(centre.clerk)
    client.post("/account/sign-out")
    client.get("/account/sign-in")
    assert client.post("/leave/new", typed(centre, action="submit")).status_code == 303
    assert rows() == []


def test_somebody_elses_draft_is_not_gone_on_with(sign_in):
    centre = make_centre()
    seen = known(sign_in(centre.clerk).post("/leave/autosave", typed(centre), htmx=True))
    other = sign_in(centre.third)
    for address in ("/leave/autosave", "/leave/new", f"/leave/{seen['draft_id']}/edit", "/leave/preview"):
        assert other.post(address, typed(centre, action="submit", request_key="x", **seen)).status_code == 404, address
    assert find(LeaveRequest, seen["draft_id"]).version == 1
