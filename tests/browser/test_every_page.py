"""Every page that opens without arguments, as somebody who may open it, and one of each kind they link to: in a real browser.

With SHOTS set to a folder, pictures of all of them are left there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Page

from app import BLUEPRINTS
from rules.people import ROLE_PERMISSIONS, Permission, Role
from tests.browser.conftest import Server
from tests.browser.inspection import Ears, faults_of, take_pictures
from views.access import DEVICES

LINKS = "() => [...document.querySelectorAll('main a[href]')].map((link) => link.pathname)"
BARE = Flask("map")  # knows the addresses of all views, and nothing else
for _blueprint in BLUEPRINTS:
    BARE.register_blueprint(_blueprint)


def pages_without_arguments() -> dict[str, tuple[Permission, ...] | None]:
    """Address -> label of every view for people that answers GET and takes no argument. None: open to everybody."""
    return {rule.rule: getattr(BARE.view_functions[rule.endpoint], "access", ())
            for rule in BARE.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static"
            and getattr(BARE.view_functions[rule.endpoint], "access", ()) != DEVICES}


def linked_kinds(page: Page) -> dict[str, str]:
    """View name -> address of the first page with arguments of each kind that the page in the browser links to."""
    kinds: dict[str, str] = {}
    for address in page.evaluate(LINKS):
        endpoint, arguments = BARE.url_map.bind("").match(address, method="GET")
        if arguments:
            kinds.setdefault(endpoint, address)
    return kinds


def shares() -> dict[Role, list[str]]:
    """Role -> the pages looked at as this role: each page once, as the first role that may open it, and the first page as each."""
    mine: dict[Role, list[str]] = {role: ["/today"] for role in Role}
    for address, label in sorted(pages_without_arguments().items()):
        first = next(role for role in Role if label is None or ROLE_PERMISSIONS[role].intersection(label))
        if address not in mine[first]:
            mine[first].append(address)
    return mine


@pytest.mark.parametrize("role", Role)
def test_every_page_a_role_may_open_is_good(role: Role, enter: Callable[[Role], Page], server: Server) -> None:
    page = enter(role)
    ears = Ears(page, server.address)
    faults, kinds, waiting = [], set[str](), shares()[role]
    while waiting:
        address = waiting.pop(0)
        faults += [f"{address}: {fault}" for fault in visit(page, ears, server, address, role)]
        further = {kind: link for kind, link in linked_kinds(page).items() if kind not in kinds}
        kinds |= set(further)
        waiting += further.values()
    assert not faults, "\n".join(faults)


def pages_of(role: Role, page: Page, server: Server) -> list[str]:
    """The addresses of whole pages this role, signed in on `page`, may open; not files, not pieces."""
    open_to = [address for address, label in sorted(pages_without_arguments().items())
               if label is None or ROLE_PERMISSIONS[role].intersection(label)]
    return [address for address in open_to if is_page(page.request.get(server.address + address))]


def is_page(answer: APIResponse) -> bool:
    """True for a whole page."""
    return "text/html" in answer.headers["content-type"] and answer.text().lstrip().startswith("<!doctype")


def visit(page: Page, ears: Ears, server: Server, address: str, role: Role) -> list[str]:
    """What is wrong with one page; files, pieces of pages and ways to another page are only asked for."""
    answer = page.request.get(server.address + address)
    if answer.status != 200:
        return [f"answered {answer.status}"]
    if not is_page(answer) or answer.url != server.address + address:
        return []
    page.goto(server.address + address)
    faults = faults_of(page) + ears.take()
    if folder := os.environ.get("SHOTS"):
        take_pictures(page, Path(folder), f"{address.strip('/').replace('/', '-') or 'root'}-{role}")
    return faults


def test_the_pages_before_signing_in_are_good(page: Page, server: Server) -> None:
    ears = Ears(page, server.address)
    faults = []
    for address in ("/account/sign-in", "/nowhere"):
        page.goto(server.address + address)
        faults += [f"{address}: {fault}" for fault in faults_of(page) + ears.take()]
        if folder := os.environ.get("SHOTS"):
            take_pictures(page, Path(folder), f"door-{address.strip('/').replace('/', '-')}")
    assert not faults, "\n".join(faults)
