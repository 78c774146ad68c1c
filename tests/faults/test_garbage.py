"""Garbage in every field of every form and every address: refused in Chinese, never a failure, and nothing is changed by it."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.faults import garbage
from tests.faults.asking import handed_over, leave_form, sentences, standing
from tests.faults.full_centre import AUDITOR, CLERKS, HEAD, LEADER, PARTNERS, PERSONNEL, SECADMIN, SECTION, SYSADMIN
from tests.faults.garbage import GARBAGE, MARKUP, PLAUSIBLE, QUERIES
from tests.faults.naive_checker import faults_of
from tests.faults.outside_client import Answer, Outside
from tests.faults.running_node import Node

PEOPLE = (CLERKS[0], HEAD, SECTION, LEADER, PERSONNEL, SYSADMIN, SECADMIN, AUDITOR)
CHINESE = re.compile("[\u4e00-\u9fff]")
Send = Callable[[], Answer]
dice = random.Random(20260302)  # noqa: S311  # a test that can be repeated, not a secret


class Thrower:
    """Throws garbage at one node as people of several roles, and notes what should not come back."""

    def __init__(self, node: Node) -> None:
        self.node, self.faults = node, list[str]()
        self.people = {number: node.client(number) for number in PEOPLE}
        clerk, partner = self.people[CLERKS[0]], node.client(PARTNERS[0])
        self.request_id = handed_over(node, clerk, partner, leave_form("2026-03-12"))
        self.draft_id = clerk.post("/leave/new", {**leave_form("2026-03-16"), "action": "draft"}).made
        staff_id, unit_id = node.rows("SELECT id, unit_id FROM staff WHERE number = ?", CLERKS[4])[0]
        self.parts = {"staff_id": staff_id, "unit_id": unit_id, "month": "2026-03", "day": "2026-03-10", "year": "2026",
                      "name": "leave_expiry", "request_id": self.request_id, "code": "annual"}
        self.values = {**PLAUSIBLE, "unit": unit_id, "staff": staff_id}

    def aim(self, rule: str, fields: list[str]) -> tuple[str, dict[str, str], Outside]:
        """The address of a form, what it is sent when nothing is wrong, and somebody who may send it."""
        request_id = self.draft_id if rule.endswith("/edit") else self.request_id
        path = garbage.address(rule, {**self.parts, "request_id": request_id})
        plain = {name: self.values.get(name, "x") for name in fields}
        if "request_id" in rule:
            plain["version"] = str(standing(self.node, request_id)[1])
        for number, client in self.people.items():
            if self.answered(client, number, partial(client.post, path, plain)).status != 403:
                break
        return path, plain, client

    def answered(self, client: Outside, number: str, send: Send) -> Answer:
        """What comes back; who has been signed out meanwhile signs in again."""
        answer = send()
        if answer.location.startswith("/account/sign-in"):
            client.sign_in(number)
            answer = send()
        return answer

    def throw(self, client: Outside, what: str, send: Send) -> None:
        """Send garbage and judge the answer."""
        number = next(number for number, one in self.people.items() if one is client)
        before = self.business()
        answer = self.answered(client, number, send)
        if answer.status >= 500:
            self.faults.append(f"{what}: {answer.status}")
        elif answer.status >= 400 and not CHINESE.search(sentences(answer.text)):
            self.faults.append(f"{what}: {answer.status} without a sentence")
        elif answer.status >= 400 and self.business() != before:
            self.faults.append(f"{what}: {answer.status}, but something was changed")
        elif "<script>alert(1)" in answer.text:
            self.faults.append(f"{what}: markup comes back as markup")

    def business(self) -> int:
        """How many changes of business rows there were; papers are kept before their form is judged."""
        return self.node.count("SELECT count(*) FROM change_log WHERE tbl <> 'attachment'")


def throws(thrower: Thrower, path: str, plain: dict[str, str], client: Outside) -> Iterator[tuple[str, Send]]:
    """Every kind of garbage for one form: all fields at once, each field alone, missing, twice, as bytes, as a file; other bodies."""
    for text in GARBAGE:
        yield f"all {text[:20]!r}", lambda text=text: client.post(path, dict.fromkeys(plain, text))
        yield f"key {text[:20]!r}", lambda text=text: client.post(path, plain, key=text or " ")
    for name in plain:
        for text in GARBAGE:
            yield f"{name} {text[:20]!r}", lambda name=name, text=text: client.post(path, {**plain, name: text})
        yield f"{name} missing", lambda name=name: client.post(path, {key: text for key, text in plain.items() if key != name})
        yield f"{name} twice", lambda name=name: client.post(path, {**plain, name: [plain[name], "zz"]})
        for raw in garbage.UNREADABLE:
            head = urlencode({"csrf_token": client.token, "request_key": uuid.uuid4().hex, name: ""}).encode()
            yield f"{name} {raw!r}", lambda head=head, raw=raw: client.send("POST", path, head + raw)
        yield f"{name} as a file", lambda name=name: garbage.as_file(client, path, plain, name, "\x00../a\"<b>.xlsx", b"PK\x03\x04")
    for kind in garbage.CONTENT_TYPES:
        for body in (b"", b'{"a": 1}', b"[1, 2]", b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\nabc', b"\xff" * 100):
            token = {"X-CSRFToken": client.token}
            yield f"{kind} {body[:9]!r}", lambda kind=kind, body=body, token=token: client.send("POST", path, body, kind, **token)


def throw_at_forms(node: Node, app: Flask, most: int) -> list[str]:
    """Throw at every form, at most so many kinds of garbage at each; what went wrong."""
    thrower = Thrower(node)
    for rule, fields in garbage.forms(app):
        path, plain, client = thrower.aim(rule, fields)
        kinds = list(throws(thrower, path, plain, client))
        for what, send in dice.sample(kinds, min(most, len(kinds))):
            thrower.throw(client, f"{rule} {what}", send)
    return thrower.faults


def throw_at_pages(node: Node, app: Flask, texts: list[str]) -> list[str]:
    """Ask for every page with these texts as every word of its query."""
    thrower = Thrower(node)
    for rule in garbage.pages(app):
        path = garbage.address(rule, thrower.parts)
        client = next((one for one in thrower.people.values() if one.get(path).status == 200), thrower.people[CLERKS[0]])
        for text in texts:
            query = urlencode(dict.fromkeys(QUERIES, text))
            thrower.throw(client, f"{rule} {text!r}", partial(client.get, f"{path}?{query}"))
    return thrower.faults


def test_garbage_in_forms_is_refused_in_chinese_and_changes_nothing(node: Node, app: Flask) -> None:
    assert throw_at_forms(node, app, most=10) == []
    assert faults_of(node.database) == []
    assert "Traceback" not in node.said()


@pytest.mark.long
def test_all_garbage_in_all_forms_is_refused_in_chinese_and_changes_nothing(node: Node, app: Flask) -> None:
    assert throw_at_forms(node, app, most=10**6) == []
    assert faults_of(node.database) == []
    assert "Traceback" not in node.said()


SHORT = [text for text in GARBAGE if len(text) < 1000]


def test_garbage_in_addresses_is_answered_with_a_page(node: Node, app: Flask) -> None:
    assert throw_at_pages(node, app, dice.sample(SHORT, 3)) == []


@pytest.mark.long
def test_all_garbage_in_all_addresses_is_answered_with_a_page(node: Node, app: Flask) -> None:
    assert throw_at_pages(node, app, SHORT) == []


def typed_markup(thrower: Thrower) -> list[tuple[str, str, dict[str, str]]]:
    """Who types markup where: (number, address, fields)."""
    parts, day = thrower.parts, {"valid_from": "2026-03-02", "valid_to": "2026-12-31"}
    version = str(standing(thrower.node, thrower.request_id)[1])
    return [
        (CLERKS[0], "/leave/new", leave_form("2026-03-23", reason=MARKUP, destination=MARKUP)),
        (CLERKS[0], "/leave/new", {**leave_form("2026-03-24", reason=MARKUP, destination=MARKUP), "action": "draft"}),
        (CLERKS[0], "/leave/duty-hours", {"day": "2026-02-28", "hours": "4", "reason": MARKUP}),
        (SECTION, f"/leave/{thrower.request_id}/decide", {"verdict": "return", "opinion": MARKUP, "version": version}),
        (PERSONNEL, f"/leave/balances/{parts['staff_id']}/grant", {"type_code": "annual", "amount": "1", "note": MARKUP, **day}),
        (PERSONNEL, "/staff/units/new", {"code": "W9", "name": MARKUP, "kind": "window", "min_present": "0"}),
        (PERSONNEL, "/staff/new", {"number": "3001", "name": MARKUP, "post": MARKUP, "home_unit": MARKUP, "unit": "W1",
                                   "employment": "institution"}),
        (PERSONNEL, "/schedule/new", {**PLAUSIBLE, "scope": "staff", "number": CLERKS[5], "name": MARKUP}),
        (PERSONNEL, "/schedule/days/new", {**PLAUSIBLE, "scope": "staff", "number": CLERKS[5], "reason": MARKUP}),
        (PERSONNEL, "/calendar/day/2026-03-18", {"kind": "day_off", "name": MARKUP, "reason": MARKUP, "version": "1"}),
        (HEAD, "/delegations", {"number": SECTION, "reason": MARKUP, **day}),
    ]


def test_markup_that_people_type_comes_back_as_text_on_every_page(node: Node, app: Flask) -> None:
    thrower = Thrower(node)
    for number, path, fields in typed_markup(thrower):
        answer = thrower.people[number].post(path, fields)
        assert answer.status == 303, (path, sentences(answer.text))
    for number, client in thrower.people.items():
        for rule in garbage.pages(app):
            text = client.get(garbage.address(rule, thrower.parts)).text
            assert "<img src=x" not in text or rule.endswith(".csv"), (number, rule)
