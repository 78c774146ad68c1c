"""What is wrong with a page that stands in the browser: each check returns sentences; none, and the page is good."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

SIZES = ((1366, 768), (1024, 768), (768, 1024))
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){3,}")
FOCUSED = """() => {
  const now = document.activeElement, style = getComputedStyle(now);
  return now === document.body ? "nothing" : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? "" : now.outerHTML;
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("main .btn, main input:not([type=hidden]), main select, .lc-menu a")]
  .filter((e) => e.offsetParent && e.getBoundingClientRect().height < (/checkbox|radio/.test(e.type) ? 20 : 43.5))
  .map((e) => e.outerHTML)"""


class Ears:
    """Hears what a page complains of and whom it calls, from its making on."""

    def __init__(self, page: Page, address: str) -> None:
        self.address = address
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.heard.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.heard.append(f"request to outside: {request.url}")

    def take(self) -> list[str]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


def heading(page: Page) -> list[str]:
    """One h1, which begins the title."""
    headings = page.locator("h1").all_inner_texts()
    good = len(headings) == 1 and headings[0].strip() and page.title().startswith(headings[0].strip().split("\n")[0])
    return [] if good else [f"h1 {headings} does not begin the title {page.title()!r}"]


def chinese(page: Page) -> list[str]:
    """No sentence in English."""
    return [f"English: {found}" for found in ENGLISH.findall(page.locator("body").inner_text())]


def focus(page: Page) -> list[str]:
    """The first six places Tab goes to can be seen."""
    faults = []
    for step in range(6):
        page.keyboard.press("Tab")
        fault = page.evaluate(FOCUSED)
        if fault == "nothing" and step > 0:
            break
        if fault:
            faults.append(f"focus cannot be seen: {fault[:120]}")
    return faults


def widths(page: Page) -> list[str]:
    """No page scrolls sideways, and on the tablet everything is large enough for a finger."""
    faults = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if (over := page.evaluate(WIDER)) > 0:
            faults.append(f"{over} px too wide at {width}")
        if width == 1024:
            faults += [f"too small for a finger: {found[:120]}" for found in page.evaluate(SMALL)]
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    return faults


def accessible(page: Page) -> list[str]:
    """axe finds nothing serious."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"axe {fault['impact']} {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:160]}"
            for fault in found if fault["impact"] in {"serious", "critical"}]


CHECKS: tuple[Callable[[Page], list[str]], ...] = (heading, chinese, accessible, focus, widths)


def faults_of(page: Page) -> list[str]:
    """Everything wrong with the page that stands in the browser."""
    return [fault for check in CHECKS for fault in check(page)]


def take_pictures(page: Page, folder: Path, name: str) -> None:
    """The page at the desk, on the tablet lying and standing, and as printed."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    page.emulate_media(media="print")
    page.screenshot(path=folder / f"{name}-print.png", full_page=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
