"""Calendar feeds: what they show to whom, read by a strict parser of our own, and how they are made and revoked."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import leave_feed, leave_ledger, leave_return
from actions.changes import FormStamp, change, transaction
from clock import STATION_ZONE
from models import FeedToken, RoleGrant
from rules.calendar import Half
from rules.errors import InvalidInput, NotAllowed, NotFound
from rules.icalendar import Event, calendar_text, escape, fold
from rules.people import SYSTEM, Role
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre
from tests.people_made import Client

NOW = at("03-02 09:00")


def read_feed(content: bytes) -> list[dict[str, str]]:
    """Events of a feed by the letter of RFC 5545: CRLF, no line over 75 octets, known escapes alone, blocks closed in order."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    unfolded: list[bytes] = []
    for line in lines:
        line.decode()  # no character is cut
        if line.startswith(b" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    events: list[dict[str, str]] = []
    blocks: list[str] = []
    for text in (line.decode() for line in unfolded):
        name, _, value = text.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[^:;]+)*", name), text
        assert not re.search(r"\\[^\\;,n]", value.replace("\\\\", "")), text
        if name == "BEGIN":
            blocks.append(value)
            events += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert blocks.pop() == value
        elif blocks[-1] == "VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
    assert blocks == []
    return events


@pytest.fixture
def centre(db):
    made = make_centre()
    leave_ledger.ensure_annual(made.clerk, [2026], NOW)
    return made


def entries(person, scope="own", now=NOW):
    return leave_feed.open_feed(leave_feed.make_feed(act(person), scope, now), now).entries


def spans(person, scope="own"):
    return [(entry.begin, entry.end) for entry in entries(person, scope)]


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=STATION_ZONE)


def test_whole_days_are_days_and_halves_are_the_hours_of_the_sessions(centre):
    approved(centre, draft("03-10", "03-11", partner=centre.partner), NOW)
    approved(centre, draft("03-12 pm", "03-13 am", partner=centre.partner), NOW)
    approved(centre, draft("03-17", type_code="outing", from_minute=540, to_minute=630), NOW)
    assert spans(centre.clerk) == [
        (date(2026, 3, 10), date(2026, 3, 11)), (moment("2026-03-12 13:30"), moment("2026-03-13 12:00")),
        (moment("2026-03-17 09:00"), moment("2026-03-17 10:30"))]


def test_ones_own_feed_shows_types_and_what_waits_and_others_never_do(centre):
    asked(centre, draft("03-10", type_code="sick", partner=centre.partner), NOW)
    approved(centre, draft("03-12", type_code="official", partner=centre.partner), NOW)
    assert [(entry.code, entry.tentative) for entry in entries(centre.clerk)] == [("sick", True), ("official", False)]
    for person, scope in ((centre.head, "unit"), (centre.leader, "centre")):
        assert [(entry.code, entry.elsewhere, entry.tentative) for entry in entries(person, scope)] == [("", True, False)]


def test_leave_that_ended_early_ends_early_and_leave_never_taken_is_gone(centre):
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    leave_return.report_back(act(centre.clerk), request.id, day("03-11"), Half.PM, request.version, at("03-11 14:00"))
    assert spans(centre.clerk) == [(moment("2026-03-10 08:30"), moment("2026-03-11 12:00"))]


def test_feeds_of_others_are_for_heads_and_who_sees_all(centre):
    assert leave_feed.scopes_of(act(centre.clerk)) == ["own"]
    assert leave_feed.scopes_of(act(centre.head)) == ["own", "unit"]
    assert leave_feed.scopes_of(act(centre.leader)) == ["own", "centre"]
    with pytest.raises(InvalidInput):
        leave_feed.make_feed(act(centre.clerk), "centre", NOW)


def test_a_new_address_ends_the_old_one_and_a_revoked_one_is_dead(centre):
    first = leave_feed.make_feed(act(centre.clerk), "own", NOW)
    second = leave_feed.make_feed(act(centre.clerk), "own", NOW)
    with pytest.raises(NotFound):
        leave_feed.open_feed(first, NOW)
    feed, = leave_feed.feeds_of(act(centre.clerk))
    with pytest.raises(NotFound):
        leave_feed.revoke_feed(act(centre.head), feed.id, NOW)
    leave_feed.revoke_feed(act(centre.clerk), feed.id, NOW)
    with pytest.raises(NotFound):
        leave_feed.open_feed(second, NOW)


def test_the_token_itself_is_not_kept(centre):
    token = leave_feed.make_feed(act(centre.clerk), "own", NOW, FormStamp("k", "b"))
    assert token not in FeedToken.get().token_hash
    assert leave_feed.make_feed(act(centre.clerk), "own", NOW, FormStamp("k", "b")) == ""
    assert leave_feed.open_feed(token, NOW).scope == "own"


def test_who_left_or_lost_the_right_no_longer_feeds_anybody(centre):
    of_unit = leave_feed.make_feed(act(centre.head), "unit", NOW)
    own = leave_feed.make_feed(act(centre.clerk), "own", NOW)
    with transaction():
        centre.clerk.active_to = date(2026, 3, 1)
        change(centre.clerk, SYSTEM, "staff.leave", NOW)
    with pytest.raises(NotFound):
        leave_feed.open_feed(own, NOW)
    assert leave_feed.open_feed(of_unit, NOW).entries == []
    with transaction():
        held = RoleGrant.get((RoleGrant.staff_id == centre.head.id) & (RoleGrant.role == Role.WINDOW_HEAD))
        held.valid_to = date(2026, 3, 1)
        change(held, SYSTEM, "role.end", NOW)
    with pytest.raises(NotAllowed):
        leave_feed.open_feed(of_unit, NOW)


def test_the_address_needs_no_sign_in_and_reads_strictly(centre, app, sign_in):
    approved(centre, draft("03-10 am", "03-10 am", type_code="sick", partner=centre.partner, reason="复查,胃;\\病"), NOW)
    head = sign_in(centre.head)
    page = head.post("/leave/feeds", {"scope": "unit"}).get_data(as_text=True)
    address = re.search(r"http://[^\"]+(/leave/feed/[\w-]+\.ics)", page).group(1)
    sent = Client(app).http.get(address)
    assert (sent.status_code, sent.content_type) == (200, "text/calendar; charset=utf-8")
    event, = read_feed(sent.data)
    assert event["SUMMARY"] == f"{centre.clerk.name} 请假"
    assert event["DTSTART;TZID=Asia/Shanghai"] == "20260310T083000"
    assert event["DTEND;TZID=Asia/Shanghai"] == "20260310T120000"
    assert event["DTSTAMP"] == "20260302T010000Z"
    assert "复查" not in sent.get_data(as_text=True)
    assert "病" not in sent.get_data(as_text=True)


def test_the_page_makes_shows_once_and_revokes(centre, app, sign_in):
    clerk = sign_in(centre.clerk)
    assert "还没有生成过" in clerk.get("/leave/feeds").get_data(as_text=True)
    body = {"scope": "own", "request_key": "k1"}
    first = clerk.post("/leave/feeds", body).get_data(as_text=True)
    address = re.search(r"(/leave/feed/[\w-]+\.ics)", first).group(1)
    assert re.search(r'name="request_key" type="hidden" value="\w{32}"', first)
    assert "已经生成并显示过" in clerk.post("/leave/feeds", body).get_data(as_text=True)
    assert clerk.post("/leave/feeds", {"scope": "centre"}).status_code == 422
    assert clerk.post(f"/leave/feeds/{FeedToken.get().id}/revoke").status_code == 303
    assert Client(app).http.get(address).status_code == 404
    assert Client(app).http.get("/leave/feed/guess.ics").status_code == 404


def test_a_whole_day_event_ends_before_the_day_after_its_last():
    event = Event("1@x", "假", date(2026, 3, 31), date(2026, 3, 31), NOW, 3)
    read, = read_feed(calendar_text("表", [event], NOW))
    assert (read["DTSTART;VALUE=DATE"], read["DTEND;VALUE=DATE"], read["SEQUENCE"]) == ("20260331", "20260401", "3")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_survives_escaping_and_folding(text):
    event = Event("1@x", text, date(2026, 3, 31), date(2026, 3, 31), NOW, 1)
    read, = read_feed(calendar_text(text, [event], NOW))
    back = re.sub(r"\\(.)", lambda found: "\n" if found.group(1) == "n" else found.group(1), read["SUMMARY"])
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert back == "".join(character for character in plain if character == "\n" or not (character < " " or "\x7f" <= character <= "\x9f"))


def test_folding_counts_octets_and_cuts_no_character():
    folded = fold("SUMMARY:" + escape("假" * 60))
    assert [len(line) for line in folded.removesuffix(b"\r\n").split(b"\r\n")] == [74, 73, 43]
