"""Many clients at one server at the same moment: one wins, the others are told, and nothing is there twice or by half."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest

from tests.faults.asking import act_on, handed_over, leave_form, standing
from tests.faults.full_centre import CLERKS, DEPUTY, HEAD, LEADER, PARTNERS, PERSONNEL, SECADMIN, SECTION, WITHOUT_DATES
from tests.faults.naive_checker import faults_of
from tests.faults.outside_client import Answer, Outside, at_once
from tests.faults.running_node import Node

CLICKS = 10


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def twins(node: Node, number: str, count: int) -> list[Outside]:
    """The same person in several windows of one browser: the cookie is shared."""
    first = node.client(number)
    found = [first]
    for _ in range(count - 1):
        another = Outside(node.port)
        another.cookies, another.token = dict(first.cookies), first.token
        found.append(another)
    return found


def test_the_same_form_clicked_ten_times_at_once_is_one_request(node: Node) -> None:
    windows, key = twins(node, CLERKS[0], CLICKS), uuid.uuid4().hex
    answers = at_once([lambda one=one: one.post("/leave/new", leave_form("2026-03-10"), key) for one in windows])
    assert {(answer.status, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert node.count("SELECT count(*) FROM leave_request") == 1
    assert faults_of(node.database) == []


def test_a_used_key_with_another_body_is_refused(node: Node) -> None:
    client, key = node.client(CLERKS[0]), uuid.uuid4().hex
    first = client.post("/leave/new", leave_form("2026-03-10"), key)
    other = client.post("/leave/new", leave_form("2026-03-11"), key)
    again = client.post("/leave/new", leave_form("2026-03-10"), key)
    assert (first.status, other.status, again.location) == (303, 409, first.location)
    assert node.count("SELECT count(*) FROM leave_request") == 1


def test_keeping_and_sending_one_form_at_the_same_moment_leaves_one_request(node: Node) -> None:
    windows = twins(node, CLERKS[0], 8)
    for turn, day in enumerate(("2026-03-10", "2026-03-11", "2026-03-12")):
        key, form = uuid.uuid4().hex, leave_form(day)
        paths = ["/leave/autosave"] * 5 + ["/leave/new"] * 3
        random.Random(turn).shuffle(paths)  # noqa: S311  # a test that can be repeated, not a secret
        answers = at_once([partial(one.post, path, form, key) for one, path in zip(windows, paths, strict=True)])
        assert {answer.status for answer in answers} <= {200, 204, 303}
        assert node.rows("SELECT state FROM leave_request WHERE start = ?", day) == [("handover",)]
    assert faults_of(node.database) == []


YEAR = {"valid_from": "2026-03-02", "valid_to": "2026-12-31"}
CLICKED = [  # who, address, fields, where it is counted
    (PERSONNEL, "/staff/units/new", {"code": "W9", "name": "新窗口", "kind": "window", "min_present": "0"}, "unit"),
    (PERSONNEL, "/staff/new", {"number": "7777", "name": "新人", "employment": "contract"}, "staff"),
    (SECADMIN, "/roles/grant", {"number": CLERKS[8], "role": "monitor", **YEAR}, "role_grant"),
    (HEAD, "/delegations", {"number": SECTION, "reason": "出差", **YEAR}, "delegation"),
    (CLERKS[5], "/leave/duty-hours", {"day": "2026-02-28", "hours": "4", "reason": "值班"}, "duty_hours"),
]


def test_every_form_that_makes_something_makes_it_once_however_often_it_is_clicked_at_once(node: Node) -> None:
    for number, path, fields, table in CLICKED:
        before = node.count(f"SELECT count(*) FROM {table}")
        answers = at_once([partial(one.post, path, fields, table) for one in twins(node, number, 5)])
        assert statuses(answers) == {303: 5}, path
        assert node.count(f"SELECT count(*) FROM {table}") == before + 1, path
    assert faults_of(node.database) == []


def test_what_was_taken_is_entered_only_as_far_as_the_balance_goes(node: Node) -> None:
    staff_id = node.rows("SELECT id FROM staff WHERE number = ?", CLERKS[3])[0][0]
    taken = {"type_code": "annual", "amount": "6", "note": "启用前已休"}
    answers = at_once([partial(one.post, f"/leave/balances/{staff_id}/taken", taken) for one in twins(node, PERSONNEL, 5)])
    assert statuses(answers) == {303: 1, 422: 4}
    assert faults_of(node.database) == []


def test_accepting_declining_and_withdrawing_at_once_one_of_them_wins(node: Node) -> None:
    clerk, partner, head = (node.client(number) for number in (CLERKS[0], PARTNERS[0], HEAD))
    request_id = clerk.post("/leave/new", leave_form("2026-03-10")).made
    version = standing(node, request_id)[1]
    answers = at_once([lambda: act_on(partner, request_id, "handover", version, accept="yes"),
                       lambda: act_on(head, request_id, "handover", version, accept="no", opinion="人手不够"),
                       lambda: act_on(clerk, request_id, "withdraw", version)])
    assert statuses(answers) == {303: 1, 409: 2}
    assert faults_of(node.database) == []


@pytest.mark.parametrize("turn", range(3))
def test_two_approvers_and_a_withdrawal_at_once_one_of_them_wins(node: Node, turn: int) -> None:
    clerk, partner, leader, deputy = (node.client(number) for number in (CLERKS[0], PARTNERS[0], LEADER, DEPUTY))
    request_id = handed_over(node, clerk, partner, leave_form("2026-03-10", "2026-03-12"))
    version = standing(node, request_id)[1]
    calls = [lambda: act_on(leader, request_id, "decide", version, verdict="approve"),
             lambda: act_on(deputy, request_id, "decide", version, verdict="refuse", opinion="人手不够"),
             lambda: act_on(clerk, request_id, "withdraw", version)]
    answers = at_once(calls[turn:] + calls[:turn])
    assert statuses(answers) == {303: 1, 409: 2}
    state = standing(node, request_id)[0]
    left = node.count("SELECT sum(amount) FROM leave_entry JOIN staff ON staff.id = staff_id WHERE number = ?", CLERKS[0])
    assert (state, left) in {("approved", 14), ("rejected", 20), ("withdrawn", 20)}
    assert faults_of(node.database) == []


def test_two_requests_of_fifteen_days_at_balance_twenty_at_once_one_is_kept(node: Node) -> None:
    personnel = node.client(PERSONNEL)
    staff_id = node.rows("SELECT id FROM staff WHERE number = ?", WITHOUT_DATES)[0][0]
    granted = personnel.post(f"/leave/balances/{staff_id}/grant", {
        "type_code": "annual", "amount": "20", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "note": "由原单位转来"})
    assert granted.status == 303, granted.text
    windows = twins(node, WITHOUT_DATES, 2)
    forms = [leave_form("2026-03-09", "2026-03-27"), leave_form("2026-07-06", "2026-07-24")]
    answers = at_once([lambda one=one, form=form: one.post("/leave/new", form)
                       for one, form in zip(windows, forms, strict=True)])
    assert statuses(answers) == {303: 1, 422: 1}
    assert node.count("SELECT sum(amount) FROM leave_entry WHERE staff_id = ?", staff_id) == 10
    assert faults_of(node.database) == []


def random_span(dice: random.Random) -> tuple[str, str]:
    """A short span between 9 and 22 March, from any half to any half: weekends are among them."""
    first = date(2026, 3, 9) + timedelta(days=dice.randrange(14))
    last = first + timedelta(days=dice.randrange(3))
    halves = sorted(dice.choices(["am", "pm"], k=2)) if first == last else dice.choices(["am", "pm"], k=2)
    return f"{first} {halves[0]}", f"{last} {halves[1]}"


def halves_of(first: str, last: str) -> set[tuple[str, str]]:
    """The half-days from one to the other, reckoned naively."""
    days = [date(2026, 3, 9) + timedelta(days=n) for n in range(20)]
    every = [(day.isoformat(), half) for day in days for half in ("am", "pm")]
    return {half for half in every if tuple(first.split()) <= half <= tuple(last.split())}


@pytest.mark.parametrize("seed", range(2))
def test_overlapping_and_abutting_requests_in_any_order_by_many_clients_never_share_a_half_day(node: Node, seed: int) -> None:
    """Each kept one shares nothing with the others, and each refused one shares something with a kept one: no other set was possible."""
    dice = random.Random(seed)  # noqa: S311  # a test that can be repeated, not a secret
    spans = [random_span(dice) for _ in range(32)]
    windows = twins(node, CLERKS[0], 8)

    def ask(number: int) -> list[Answer]:
        return [windows[number].post("/leave/new", leave_form(*span, type_code="sick")) for span in spans[number::8]]

    answers = at_once([lambda number=number: ask(number) for number in range(8)])
    pairs = [(span, answer) for number in range(8) for span, answer in zip(spans[number::8], answers[number], strict=True)]
    assert {answer.status for _, answer in pairs} == {303, 422}
    kept = [halves_of(*span) for span, answer in pairs if answer.status == 303]
    taken = set[tuple[str, str]]().union(*kept)
    assert len(taken) == sum(len(halves) for halves in kept)
    assert all(halves_of(*span) & taken for span, answer in pairs if answer.status == 422)
    assert faults_of(node.database) == []
