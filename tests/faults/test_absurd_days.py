"""Days far away, as a slip of the finger makes them: refused at once, and a draft that has them can be shown and put right."""

from __future__ import annotations

import itertools

from tests.faults.asking import leave_form
from tests.faults.full_centre import AUDITOR, CLERKS, HEAD, PERSONNEL, SECADMIN
from tests.faults.naive_checker import faults_of
from tests.faults.running_node import Node

ABSURD = [("2026-03-10", "9999-12-31"), ("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01"), ("0001-01-01", "9999-12-31"),
          ("2026-12-31", "2027-01-01"), ("2003-12-31", "2004-01-02"), ("2026-03-10", "2026-03-09")]


def test_absurd_days_are_refused_and_no_balance_is_granted_for_them(node: Node) -> None:
    clerk, granted = node.client(CLERKS[0]), node.count("SELECT count(*) FROM leave_entry")
    for first, last in ABSURD:
        for kind in ("annual", "sick", "outing"):
            form = leave_form(first, last, kind, from_time="09:00", to_time="10:00")
            assert (clerk.post("/leave/preview", form).status, clerk.post("/leave/new", form).status) == (200, 422), (first, last, kind)
    assert node.count("SELECT count(*) FROM leave_entry") == granted
    assert node.count("SELECT count(*) FROM leave_request") == 0


def test_a_draft_with_absurd_days_can_be_shown_and_put_right(node: Node) -> None:
    clerk, head = node.client(CLERKS[0]), node.client(HEAD)
    for kind, (first, last) in itertools.product(("annual", "outing", ""), ABSURD):
        draft = clerk.post("/leave/new", {**leave_form(first, last, kind), "action": "draft"})
        assert draft.status == 303, draft.text
        own = ("/leave", "/today", draft.location, f"{draft.location}/edit", f"{draft.location}/slip-print")
        pages = [clerk.get(path).status for path in own]
        assert pages[:4] == [200] * 4
        assert pages[4] < 500
        assert head.get(draft.location).status < 500
        again = clerk.post("/leave/autosave", {**leave_form(last, first, kind), "draft_id": draft.made, "version": "1"})
        assert again.status == 200
    assert "Traceback" not in node.said()
    assert faults_of(node.database) == []


def test_a_child_to_be_born_in_ten_thousand_years_is_refused(node: Node) -> None:
    sent = {"number": CLERKS[0], "child_born": "9999-12-31", "children": "1", "valid_from": "9999-12-31", "valid_to": "9999-12-31",
            "placed": "am_start"}
    assert node.client(PERSONNEL).post("/leave/nursing", sent).status == 422


LISTS = [(PERSONNEL, "/staff"), (PERSONNEL, "/leave/balances"), (CLERKS[0], "/leave"), (CLERKS[0], "/notices"), (SECADMIN, "/accounts"),
         (AUDITOR, "/audit")]


def test_a_search_for_days_of_no_year_people_live_in_finds_what_it_finds_without_them(node: Node) -> None:
    absurd = ("0001-01-01", "9999-12-31", "2026-02-30")
    for number, path in ((SECADMIN, "/accounts/tries"), (AUDITOR, "/audit"), (CLERKS[0], "/leave/away")):
        client = node.client(number)
        assert {client.get(f"{path}?first={day}&last={day}&day={day}").status for day in absurd} == {200}


def test_a_page_beyond_every_number_is_an_empty_one(node: Node) -> None:
    for number, path in LISTS:
        client = node.client(number)
        assert {client.get(f"{path}?page={n}&before={n}").status for n in ("9" * 20, "9" * 9, "-1", "%D9%A3", "")} == {200}
