"""People and clients for tests: make_unit(), make_staff(), actor_for(), and a client that checks every page it opens."""

from __future__ import annotations

import itertools
import re
import uuid
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from actions import accounts
from actions.changes import add, transaction
from actions.people import actor_of
from clock import STATION_ZONE
from models import RoleGrant, Staff, Unit
from rules.people import SYSTEM, Actor, Role

LONG_AGO = datetime(2024, 1, 2, 8, 0, tzinfo=STATION_ZONE)
_numbers = itertools.count(1)


def make_unit(kind: str = "window", min_present: int = 0, **values: Any) -> Unit:
    """A unit, a window unless told otherwise."""
    n = next(_numbers)
    with transaction():
        return add(Unit(**{"code": f"u{n}", "name": f"质监{n}号窗口", "kind": kind, "min_present": min_present, **values}),
                   SYSTEM, "unit.add", LONG_AGO)


def make_staff(*roles: Role, unit: Unit | None = None, **values: Any) -> Staff:
    """A person who joined long ago, with roles (window heads for their unit, the others for the whole centre)."""
    n = next(_numbers)
    person = {"number": f"{1000 + n}", "name": f"张{n}", "employment": "institution", "unit_id": unit.id if unit else None,
              "first_work": date(2010, 7, 1), "joined": date(2015, 7, 1), "active_from": date(2015, 7, 1), **values}
    with transaction():
        staff = add(Staff(**person), SYSTEM, "staff.add", LONG_AGO)
        for role in roles or (Role.STAFF,):
            scope = unit.id if unit and role in (Role.WINDOW_HEAD, Role.CHIEF_REP) else ""
            add(RoleGrant(staff_id=staff.id, role=role, unit_id=scope, valid_from=date(2015, 7, 1)), SYSTEM, "role.grant", LONG_AGO)
    return staff


def actor_for(staff: Staff, day: date = date(2026, 3, 2)) -> Actor:
    """The person as they act on a day."""
    return actor_of(staff, day, "192.168.1.20")


class _Outline(HTMLParser):
    """Collects what the page checker looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.h1 = 0
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        self.h1 += tag == "h1"
        if tag == "form" and not (found.get("action") and found.get("method")):
            self.faults.append(f"form without action or method: {attrs}")
        if "style" in found or any(name.startswith("on") for name in found):
            self.faults.append(f"inline style or script: {tag} {attrs}")
        if tag in {"script", "link", "img"} and str(found.get("src") or found.get("href") or "").startswith(("http:", "https:", "//")):
            self.faults.append(f"external address: {attrs}")


def check_page(text: str) -> None:
    """Every page any test opens: one h1 that begins the title, unique ids, forms with action and method, nothing from outside."""
    outline = _Outline()
    outline.feed(text)
    assert outline.h1 == 1, "exactly one h1"
    title = re.search(r"<title>(.*?) · 亮窗</title>", text, re.S)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
    assert title, "a title"
    assert heading, "a heading"
    assert re.sub(r"<[^>]+>", "", heading.group(1)).strip().startswith(title.group(1).strip())
    repeated = {i for i in outline.ids if outline.ids.count(i) > 1}
    assert not repeated, f"ids used twice: {repeated}"
    assert not outline.faults, outline.faults


class Client:
    """A browser of tests: sends the CSRF token, makes the form's key, checks whole pages it gets."""

    def __init__(self, app: Flask) -> None:
        self.http = app.test_client()
        self.token = ""

    def get(self, address: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self._checked(self.http.get(address, **options))

    def piece(self, address: str, **options: Any) -> TestResponse:
        """Ask for a piece as htmx does."""
        return self.http.get(address, headers={"HX-Request": "true"}, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, htmx: bool = False, typed_by: str = "", **options: Any
             ) -> TestResponse:
        """Send a form; request_key is made anew unless given. typed_by: the id of who typed it, as a browser's outbox says it."""
        body = {"csrf_token": self.token, "request_key": uuid.uuid4().hex, **(data or {})}
        headers = ({"HX-Request": "true"} if htmx else {}) | ({"X-Typed-By": typed_by} if typed_by else {})
        return self._checked(self.http.post(address, data=body, headers=headers, **options))

    def _checked(self, response: TestResponse) -> TestResponse:
        text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        if text.lstrip().startswith("<!doctype") and response.status_code not in range(300, 400):
            check_page(text)
            found = re.search(r'name="csrf-token" content="([^"]+)"', text)
            self.token = found.group(1) if found else self.token
        return response


def sign_in_client(app: Flask, staff: Staff, password: str = "Window-2026") -> Client:
    """Give the person an account and sign in through the page."""
    with transaction():
        accounts.give_account(SYSTEM, staff, password, app.config["CLOCK"](), must_change=False)
    client = Client(app)
    client.get("/account/sign-in")
    answer = client.post("/account/sign-in", {"number": staff.number, "password": password})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    client.get("/today")
    return client
