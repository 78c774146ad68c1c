"""The pages of leave ask the database as often for many requests as for few, and the menu's frame costs a fixed handful."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions import leave, leave_ledger
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre
from tests.leave.test_leave_lists import queries
from tests.people_made import make_staff

NOW = at("03-02 09:00")
PAGES = {
    "/today": ("clerk", "head", "section", "leader", "personnel"),
    "/leave": ("clerk",),
    "/leave/approvals": ("partner", "head", "section", "leader", "personnel"),
    "/leave/overdue": ("section", "personnel"),
    "/leave/team": ("clerk", "head", "section", "personnel"),
    "/leave/away": ("clerk", "section"),
    "/leave/year": ("clerk",),
    "/leave/balances": ("personnel",),
    "/notices": ("head", "clerk"),
}


@pytest.fixture
def centre(app):
    """A window and those above it, with one request of every page's kind."""
    made = make_centre(first_work=day("2000-01-01"), home_unit="县局")
    leave_ledger.ensure_annual(made.clerk, [2025, 2026, 2027], NOW)
    more_leave(made, 0)
    return made


def more_leave(centre, number):
    """One more colleague with past, coming, half-approved and unsent leave, and one more hand-over to the partner."""
    colleague = make_staff(unit=centre.window, first_work=day("2000-01-01"), home_unit="县局")
    approved(centre, draft("02-05", type_code="official", partner=centre.partner), at("02-03 09:00"), staff=colleague)
    approved(centre, draft("03-02", type_code="official", partner=centre.partner), NOW, staff=colleague)
    for offset, type_code in enumerate(("official", "sick", "personal")):
        coming = (day("03-10") + timedelta(days=offset)).isoformat()
        wanted = draft(f"{coming} am", f"{coming} am" if offset else "", type_code=type_code, partner=centre.partner)
        asked(centre, wanted, NOW, staff=colleague)
    leave.submit(act(colleague), draft("03-17", type_code="official", partner=centre.partner), NOW)
    leave.save_draft(act(centre.clerk), draft("04-20"), NOW + timedelta(minutes=number))


def questions(client, address):
    """How many statements a page runs, once nothing has to be written any more."""
    assert client.get(address).status_code == 200
    return queries(lambda: client.get(address))


def test_no_page_asks_more_for_many_requests_than_for_few(centre, sign_in):
    clients = {name: sign_in(getattr(centre, name)) for names in PAGES.values() for name in names}
    every = [(address, name) for address, names in PAGES.items() for name in names]
    few = [questions(clients[name], address) for address, name in every]
    for number in range(1, 6):
        more_leave(centre, number)
    many = [questions(clients[name], address) for address, name in every]
    assert [(page, before, after) for page, before, after in zip(every, few, many, strict=True) if after > before] == []


def test_the_frame_of_a_page_costs_a_clerk_sixteen_questions_at_most_and_less_while_nothing_is_written(centre, sign_in):
    client = sign_in(centre.clerk)
    fresh = questions(client, "/account/password")
    assert fresh <= 16
    assert queries(lambda: client.get("/account/password"), again=True) <= 9


def test_the_preview_of_a_request_asks_as_often_for_a_month_as_for_a_day(centre, sign_in):
    clerk = sign_in(centre.clerk)
    form = {"type_code": "personal", "start": "2026-03-23", "start_half": "am", "end_half": "pm", "partner": centre.partner.number,
            "reason": "搬家"}

    def preview(end):
        assert clerk.post("/leave/preview", {**form, "end": end}, htmx=True).status_code == 200

    assert queries(lambda: preview("2026-04-22")) <= queries(lambda: preview("2026-03-23"))
