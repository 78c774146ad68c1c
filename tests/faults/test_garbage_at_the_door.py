"""Garbage before anybody is signed in: the sign-in itself, addresses to go on to, and cookies nobody gave."""

from __future__ import annotations

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
                assert answer.status == 422, (text[:40], answer.status)
    assert "Traceback" not in node.said()


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
