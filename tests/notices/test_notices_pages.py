"""Notices as people meet them: the bell, the page, reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from actions.housekeeping import clear_away
from actions.notices import PAGE_ROWS, tell, unread_count
from models import Notice
from tests.people_made import Client, actor_for, make_staff
from views.wording.notices import KINDS, SEVERITIES, UNKNOWN, sentence

SignIn = Callable[..., Client]
VALUES = {"year": 2027}


def test_the_same_thing_is_told_once(db: Any, now: Any) -> None:
    staff = make_staff()
    assert tell([staff.id, staff.id, ""], "calendar_missing", VALUES, "/calendar", "k", now) == 1
    assert tell([staff.id], "calendar_missing", VALUES, "/calendar", "k", now + timedelta(days=1)) == 0
    assert unread_count(actor_for(staff)) == 1


def test_the_bell_counts_what_is_unread_and_stays_calm_without_a_sign_in(sign_in: SignIn, app: Any, now: Any) -> None:
    staff = make_staff()
    client = sign_in(staff)
    assert "未读" not in client.piece("/notices/bell").text
    tell([staff.id], "calendar_missing", VALUES, "/calendar", "k", now)
    assert "1</span>" in client.piece("/notices/bell").text
    assert Client(app).piece("/notices/bell").status_code == 204


def test_the_bell_does_not_keep_an_idle_sign_in_open(sign_in: SignIn, clock: Any) -> None:
    client = sign_in(make_staff())
    for _ in range(4):
        clock.now += timedelta(minutes=5)
        client.piece("/notices/bell")
    assert client.get("/today").status_code == 303


def test_opening_a_notice_reads_it_and_goes_to_what_it_is_about(sign_in: SignIn, now: Any) -> None:
    staff = make_staff()
    client = sign_in(staff)
    tell([staff.id], "calendar_missing", VALUES, "/today", "k", now)
    assert "2027 年的节假日安排还没有录入" in client.get("/notices").text
    answer = client.post(f"/notices/{Notice.get().id}/open")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/today")
    assert unread_count(actor_for(staff)) == 0
    assert "没有未读的通知" in client.get("/notices?show=unread").text


def test_a_notice_never_leads_off_the_site(sign_in: SignIn, now: Any) -> None:
    staff = make_staff()
    client = sign_in(staff)
    tell([staff.id], "calendar_missing", VALUES, "https://evil.example/", "k", now)
    answer = client.post(f"/notices/{Notice.get().id}/open")
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith("//")


def test_nobody_opens_the_notice_of_somebody_else(sign_in: SignIn, now: Any) -> None:
    other = make_staff()
    tell([other.id], "calendar_missing", VALUES, "/today", "k", now)
    assert sign_in(make_staff()).post(f"/notices/{Notice.get().id}/open").status_code == 404
    assert unread_count(actor_for(other)) == 1


def test_all_are_read_at_once_but_only_ones_own(sign_in: SignIn, now: Any) -> None:
    staff, other = make_staff(), make_staff()
    client = sign_in(staff)
    for n in range(3):
        tell([staff.id, other.id], "calendar_missing", VALUES, "", f"k{n}", now)
    assert client.post("/notices/read-all").status_code == 303
    assert (unread_count(actor_for(staff)), unread_count(actor_for(other))) == (0, 3)


def test_a_long_list_has_pages_and_the_last_page_stands_for_all_beyond(sign_in: SignIn, now: Any) -> None:
    staff = make_staff()
    client = sign_in(staff)
    for n in range(PAGE_ROWS + 1):
        tell([staff.id], "calendar_missing", {"year": 3000 + n}, "", f"k{n}", now + timedelta(seconds=n))
    first, second = client.get("/notices").text, client.get("/notices?page=99").text
    assert f"{3000 + PAGE_ROWS} 年" in first
    assert "3000 年" not in first
    assert "3000 年" in second


def test_an_unknown_kind_or_value_shows_plainly() -> None:
    assert sentence("nothing_we_know", {}) == UNKNOWN
    assert sentence("calendar_missing", {}) == UNKNOWN


def test_every_kind_has_a_severity_with_a_word() -> None:
    assert {severity for _text, severity in KINDS.values()} <= set(SEVERITIES)


def test_notices_are_kept_180_days(db: Any, settings: Any, now: Any) -> None:
    staff = make_staff()
    tell([staff.id], "calendar_missing", VALUES, "", "old", now - timedelta(days=181))
    tell([staff.id], "calendar_missing", VALUES, "", "young", now - timedelta(days=179))
    assert clear_away(settings, now)["notices"] == 1
    assert unread_count(actor_for(staff)) == 1
