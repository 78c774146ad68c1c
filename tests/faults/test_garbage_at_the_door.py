"""Garbage before anybody is signed in: the sign-in itself, addresses to go on to, and cookies nobody gave."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask

from tests.faults import garbage
from tests.faults.asking import leave_form
from tests.faults.full_centre import CLERKS
from tests.faults.garbage import GARBAGE
from tests.faults.outside_client import PASSWORD, Outside
from tests.faults.running_node import Node

ELSEWHERE = ("//example.org", "https://example.org", "/\\example.org", "\\\\example.org", "/\t/example.org", "javascript:alert(1)",
             "http:example.org", "///example.org", "/today\r\nX-Made-Up: 1", " //example.org", "%2f%2fexample.org", "@example.org")


def test_garbage_instead_of_a_number_or_a_password_opens_nothing(node: Node) -> None:
    client = Outside(node.port)
    client.get("/account/sign-in")
    for text in GARBAGE[::2]:
        for fields in ({"number": text, "password": PASSWORD}, {"number": CLERKS[0] + text[:30], "password": text}):
            answer = client.post("/account/sign-in", fields)
            if answer.status == 303:
                assert text.strip("\ufeff\u2028 ") == "", repr(text)
                client = Outside(node.port)
                client.get("/account/sign-in")
            else:
                assert answer.status == (400 if "\0" in text else 422), (text[:40], answer.status)
    assert "Traceback" not in node.said()


def test_who_is_not_signed_in_is_sent_to_sign_in_or_refused_at_every_address(node: Node, app: Flask) -> None:
    stranger, written = Outside(node.port), node.count("SELECT next_seq FROM node_self")
    stranger.get("/account/sign-in")
    for rule in garbage.pages(app):
        assert stranger.get(garbage.address(rule, {})).status in {200, 204, 303, 404}, rule
    for rule, fields in garbage.forms(app):
        path, sent = garbage.address(rule, {}), {name: garbage.PLAUSIBLE.get(name, "x") for name in fields}
        with_token, without = stranger.post(path, sent), stranger.send("POST", path, urlencode(sent).encode())
        assert (with_token.location.partition("?")[0], without.status) == ("/account/sign-in", 400), rule
    assert node.count("SELECT next_seq FROM node_self") == written
    assert "Traceback" not in node.said()


def test_signs_nobody_types_are_refused_or_let_go(node: Node) -> None:
    client = node.client(CLERKS[0])
    asked = client.post("/leave/new", leave_form("2026-03-10", type_code="training", reason="看\x0b病\x01了\x7f"))
    assert node.rows("SELECT reason FROM leave_request") == [("看病了",)]
    assert {client.get(f"{asked.location}/{page}").status for page in ("slip-print", "slip.docx")} == {200}
    assert client.post("/leave/new", leave_form("2026-03-11", reason="a\0b")).status == 400
    assert client.get("/leave?page=%00").status == 400


def test_after_signing_in_nobody_is_led_out_of_the_program(node: Node) -> None:
    for place in ELSEWHERE:
        client = Outside(node.port)
        client.get("/account/sign-in")
        answer = client.post("/account/sign-in", {"number": CLERKS[1], "password": PASSWORD, "next": place})
        assert answer.status == 303, place[:40]
        assert answer.location.startswith("/"), place[:40]
        assert not answer.location.startswith(("//", "/\\", "/\t")), place[:40]


def test_cookies_nobody_gave_are_no_sign_in(node: Node) -> None:
    real = node.client(CLERKS[2]).cookies["liangchuang"]
    for cookie in ("", "x", real[:-1], real[::-1], "eyJ0b2tlbiI6ICJhIn0.a.b", "x" * 5000, real + "x"):
        client = Outside(node.port)
        client.cookies = {"liangchuang": cookie}
        assert client.get("/today").location.startswith("/account/sign-in"), cookie
    assert "Traceback" not in node.said()
