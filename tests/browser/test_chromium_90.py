"""A day at the window in a real Chromium 90, by keyboard alone.

Today's Playwright starts it and sends it real keys, but its own click and fill ask the page for functions that came later.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from rules.people import Role
from tests.browser.chromium90 import NotToBeHad, chromium_90
from tests.browser.conftest import PASSWORD, ROOT, Server
from tests.browser.inspection import WIDER, Ears
from tests.browser.test_every_page import pages_of

pytestmark = pytest.mark.long


@pytest.fixture
def old_page(playwright: Playwright) -> Iterator[Page]:
    """An empty page of Chromium 90."""
    try:
        program = chromium_90(ROOT / "build" / "chromium90")
    except NotToBeHad as reason:
        pytest.fail(str(reason))
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--headless", "--disable-gpu"])
    assert browser.version.startswith("90.")
    yield browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    browser.close()


FIRST_PAGES = {"我的今天", "本窗口", "考勤台", "今日大厅"}


def sign_in(page: Page, server: Server, role: Role) -> None:
    """Through the sign-in page, with keys; the cursor stands in the first field by itself."""
    page.goto(f"{server.address}/account/sign-in")
    page.wait_for_function("document.activeElement.name === 'number'")  # a browser focuses a little after it has loaded
    page.keyboard.type(server.numbers[role])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heading(page) in FIRST_PAGES


def heading(page: Page) -> str:
    """The page's h1."""
    return str(page.evaluate("() => document.querySelector('h1').innerText"))


def focus_on(page: Page, selector: str) -> None:
    """Tab until the cursor stands at an element."""
    for _ in range(80):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {selector}")


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD, Role.PERSONNEL, Role.SYSTEM_ADMIN])
def test_every_page_of_a_role_works_in_chromium_90(role: Role, old_page: Page, server: Server) -> None:
    ears = Ears(old_page, server.address)
    sign_in(old_page, server, role)
    for address in pages_of(role, old_page, server):
        old_page.goto(server.address + address)
        assert heading(old_page), address
        assert old_page.evaluate(WIDER) <= 0, address
        assert old_page.evaluate("() => typeof window.htmx") == "object", address
    assert ears.take() == []


def test_a_form_is_refused_corrected_and_taken_by_keyboard_in_chromium_90(old_page: Page, server: Server) -> None:
    ears = Ears(old_page, server.address)
    sign_in(old_page, server, Role.MONITOR)
    old_page.goto(f"{server.address}/account/password")
    for words in (("wrong", "Better-20260", "Better-20260"), (PASSWORD, "Better-20260", "Better-20260")):
        for selector, word in zip(("#old", "#new", "#again"), words, strict=True):
            focus_on(old_page, selector)
            old_page.keyboard.type(word)
        with old_page.expect_navigation():
            old_page.keyboard.press("Enter")
        if words[0] == "wrong":
            assert old_page.evaluate("() => document.activeElement.className").find("lc-summary") > 0, "the summary has the focus"
    assert heading(old_page) in FIRST_PAGES
    assert ears.take() == []


def test_a_list_narrows_as_one_types_in_chromium_90(old_page: Page, server: Server) -> None:
    ears = Ears(old_page, server.address)
    sign_in(old_page, server, Role.WINDOW_HEAD)
    old_page.goto(f"{server.address}/staff")
    rows = old_page.locator("#people tbody tr")
    assert rows.count() == len(server.numbers)
    focus_on(old_page, "#q")
    old_page.keyboard.type(server.numbers[Role.AUDIT_ADMIN])
    old_page.wait_for_url(f"**q={server.numbers[Role.AUDIT_ADMIN]}**")  # htmx replaces the address and the list in one go
    assert rows.count() == 1
    assert ears.take() == []
