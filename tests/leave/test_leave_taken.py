"""Leave taken before the program was used."""

from __future__ import annotations

import pytest

from actions import leave_ledger
from rules.errors import InvalidInput, NotAllowed
from rules.people import Role
from tests.leave.leave_made import act, at, make_centre
from tests.people_made import make_staff

NOW = at("03-02 09:00")


def left(staff):
    return sum(pot.balance for pot in leave_ledger.pots_of(staff.id, "annual"))


def test_what_was_taken_before_comes_off_the_balance(db):
    centre = make_centre()
    leave_ledger.take_by_hand(act(centre.personnel), centre.clerk.id, "annual", 7, "一月已休3.5天，见纸质台账", NOW)
    assert left(centre.clerk) == 13
    with pytest.raises(InvalidInput):
        leave_ledger.take_by_hand(act(centre.personnel), centre.clerk.id, "annual", 14, "多了", NOW)
    assert left(centre.clerk) == 13


def test_nobody_enters_it_for_themself_and_only_personnel_does(db):
    centre = make_centre()
    for person, whose in ((centre.head, centre.clerk), (centre.personnel, centre.personnel)):
        with pytest.raises(NotAllowed):
            leave_ledger.take_by_hand(act(person), whose.id, "annual", 2, "x", NOW)


def test_the_page_enters_it_once_and_says_what_is_wrong(sign_in, db):
    person, client = make_staff(), sign_in(make_staff(Role.PERSONNEL))
    leave_ledger.ensure_annual(person, [2026], NOW)
    address = f"/leave/balances/{person.id}/taken"
    assert "登记启用前已休" in client.get(address).get_data(as_text=True)
    sent = {"type_code": "annual", "amount": "2.5", "note": "台账", "request_key": "k"}
    assert [client.post(address, sent).status_code for _ in range(2)] == [303, 303]
    assert left(person) == 15
    answer = client.post(address, {**sent, "amount": "99", "request_key": "k2"})
    assert answer.status_code == 422
