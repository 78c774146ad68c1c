"""Opening accounts for a whole list of imported people."""

from __future__ import annotations

import re

from actions import accounts
from models import Account
from rules.people import Role
from tests.people_made import Client, actor_for, make_staff


def test_everybody_without_account_gets_a_first_password_once(app, sign_in):
    people = [make_staff() for _ in range(3)]
    client = sign_in(make_staff(Role.SECURITY_ADMIN))
    page = client.post("/accounts/open", {"request_key": "k1"}).get_data(as_text=True)
    passwords = dict(re.findall(r"<td>(\d+)</td><td>[^<]*</td><td><code>([^<]+)</code>", page))
    assert set(passwords) == {person.number for person in people}
    again = client.post("/accounts/open", {"request_key": "k1"}).get_data(as_text=True)
    assert "已经开通" in again
    assert "<code>" not in again
    person = Client(app)
    person.get("/account/sign-in")
    answer = person.post("/account/sign-in", {"number": people[0].number, "password": passwords[people[0].number]})
    assert answer.status_code == 303


def test_only_the_security_administrator_opens_accounts(sign_in):
    make_staff()
    assert sign_in(make_staff(Role.SYSTEM_ADMIN)).post("/accounts/open").status_code == 403


def test_more_than_fifty_are_opened_in_turns(db, now, monkeypatch):
    monkeypatch.setattr(accounts, "OPENED_AT_ONCE", 2)
    for _ in range(3):
        make_staff()
    secadmin = actor_for(make_staff(Role.SECURITY_ADMIN))
    assert [len(accounts.open_accounts(secadmin, now)) for _ in range(3)] == [2, 2, 0]
    assert Account.select().count() == 4
