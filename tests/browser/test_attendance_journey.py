"""Late at 8:31 in a real browser: seen by its person, corrected, approved by the head, and the sheet says 已补签."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from actions.accounts import give_account
from actions.attendance_cases import publish
from actions.changes import transaction
from rules.people import SYSTEM
from tests.attendance.attendance_made import Hall, at, judged, make_hall, punch
from tests.browser.conftest import PASSWORD
from tests.browser.inspection import Ears, faults_of, take_pictures
from tests.conftest import StandingClock

MONDAY = date(2026, 3, 2)
Open = Callable[[str], tuple[Page, Ears]]


@pytest.fixture
def clock() -> StandingClock:
    """The morning after."""
    return StandingClock(at("03-03 09:00"))


@pytest.fixture
def hall(app: Flask, clock: StandingClock) -> Hall:
    """A clerk who came at 8:31:08 and was told of it."""
    made = make_hall()
    punch(made.device, made.clerk, MONDAY, "08:31:08", "12:03", "12:03:20", "13:22", "17:35")
    judged(MONDAY, now=clock.now)
    publish(clock.now)
    with transaction():
        for staff in (made.clerk, made.head, made.section):
            give_account(SYSTEM, staff, PASSWORD, clock.now, must_change=False)
    return made


@pytest.fixture
def open_as(app: Flask, hall: Hall, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Open]:
    """open_as(name) signs somebody of the hall in; the page and what it complains of."""
    served = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{served.port}"

    def open_page(name: str) -> tuple[Page, Ears]:
        page = browser.new_context(base_url=address, **browser_context_args).new_page()
        ears = Ears(page, address)
        page.goto("/account/sign-in")
        page.get_by_label("工号").fill(getattr(hall, name).number)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{address}/today")
        return page, ears

    yield open_page
    served.shutdown()
    thread.join()


def looked_at(page: Page, ears: Ears, name: str) -> None:
    """The page is good; with LIANGCHUANG_SHOTS a picture of it is left."""
    assert [*faults_of(page), *ears.take()] == []
    if os.environ.get("LIANGCHUANG_SHOTS"):
        take_pictures(page, Path(os.environ["LIANGCHUANG_SHOTS"]), f"attendance-{name}")


def test_late_seen_corrected_approved_and_the_sheet_says_so(open_as: Open) -> None:
    page, ears = open_as("clerk")
    expect(page.locator("#last-day")).to_contain_text("上午迟到：08:31:08上班打卡")
    looked_at(page, ears, "today")
    page.goto("/attendance")
    looked_at(page, ears, "month")
    page.locator("td a", has_text="2日详情").first.click()
    expect(page.locator("#day svg title").first).to_have_text("陈雨 2026-03-02 的考勤图")
    looked_at(page, ears, "month-with-day")
    page.get_by_label("补哪一次").select_option("am-in")
    page.get_by_label("实际时间").fill("08:28")
    page.get_by_label("原因").fill("电动车没电，已在门口登记")
    page.get_by_role("button", name="提交补签").click()
    expect(page.locator("#correction-1")).to_contain_text("待审批")
    looked_at(page, ears, "asked")

    head, head_ears = open_as("head")
    head.goto("/attendance/approvals")
    looked_at(head, head_ears, "approvals")
    head.get_by_role("link", name="详情：陈雨 2026-03-02").click()
    looked_at(head, head_ears, "day-of-another")
    head.get_by_role("button", name="同意", exact=True).click()
    expect(head.locator("main")).to_contain_text("没有等您办理")

    page.reload()
    expect(page.locator("#day")).to_contain_text("上午已补签：08:28上班打卡，12:03:20下班打卡，含已批准的补签，按正常出勤。")
    page.goto("/attendance")
    expect(page.locator("td", has_text="2日详情").first).to_contain_text("已补签")
    looked_at(page, ears, "done")


@pytest.mark.parametrize(("name", "address"), [
    ("clerk", "/attendance/passes"), ("head", "/attendance/outages"), ("section", "/attendance/patrol"), ("section", "/attendance/rules"),
    ("section", "/attendance/rules/new"), ("section", "/attendance/exemptions"), ("section", "/today")])
def test_the_other_pages_of_attendance_are_good(open_as: Open, name: str, address: str) -> None:
    page, ears = open_as(name)
    page.goto(address)
    looked_at(page, ears, address.strip("/").replace("/", "-"))
