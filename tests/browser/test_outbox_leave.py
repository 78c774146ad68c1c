"""A request of leave is kept in the browser like a call: without network, with an expired sign-in, when it is refused. Missed calls too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rules.people import Role
from tests.browser.conftest import Server
from tests.browser.test_outbox import BANNER, MESSAGES, Hotline, handed_over, waits

DAYS = iter(range(2, 60))


@pytest.fixture
def desk(context: BrowserContext, server: Server) -> Iterator[Hotline]:
    """A browser whose network can be cut."""
    yield Hotline(context, server)
    context.set_offline(False)


def at_leave(desk: Hotline) -> Page:
    page = desk.sign_in(desk.context.new_page(), Role.STAFF)
    page.goto(f"{desk.server.address}/leave/new")
    return page


def asked(page: Page, reason: str, until: str = "12:00") -> None:
    """An hour away, on a day of its own, without anything being typed into a draft first."""
    day = next(one for one in (date(2026, 3, 2) + timedelta(days=number) for number in DAYS) if one.weekday() < 5)
    page.locator("#type_code").select_option("outing")
    page.locator("#start").fill(day.isoformat())
    page.locator("#from_time").fill("11:00")
    page.locator("#to_time").fill(until)
    page.locator("#reason").fill(reason)
    page.get_by_role("button", name="提交").click()


def requests(desk: Hotline, reason: str) -> list[str]:
    """The states of the requests with this reason."""
    with closing(sqlite3.connect(desk.server.data / "liangchuang.db", timeout=30)) as opened:
        return [state for state, in opened.execute("SELECT state FROM leave_request WHERE reason = ?", (reason,))]


def test_a_request_waits_without_network_and_is_made_once(desk: Hotline) -> None:
    page = at_leave(desk)
    desk.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("先保存在本机")
    asked(page, "断网请的假")
    waits(page, 1)
    expect(page.locator(MESSAGES)).to_contain_text("已保存在本机")
    expect(page.locator("#ask")).to_be_hidden()
    assert requests(desk, "断网请的假") == []
    desk.context.set_offline(False)
    handed_over(page)
    expect(page.locator(MESSAGES)).to_contain_text("保存在本机的 1 条已经提交")
    assert requests(desk, "断网请的假") == ["pending"]


def test_with_the_network_it_goes_to_its_page_and_faults_come_back_in_the_form(desk: Hotline) -> None:
    page = at_leave(desk)
    asked(page, "有错的", until="10:00")
    expect(page.locator(".lc-summary")).to_be_focused()
    expect(page.locator("#end")).to_be_hidden()
    page.locator("#to_time").fill("12:00")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("h1")).to_contain_text("临时外出申请")
    expect(page.locator(BANNER)).to_be_hidden()
    assert requests(desk, "有错的") == ["pending"]


def test_an_expired_sign_in_keeps_it_here_and_makes_no_draft_beside(desk: Hotline) -> None:
    page = at_leave(desk)
    desk.context.clear_cookies()
    asked(page, "登录过期的假")
    expect(page.locator(MESSAGES)).to_contain_text("登录已过期")
    desk.sign_in(page, Role.STAFF)
    page.goto(f"{desk.server.address}/today")
    handed_over(page)
    assert requests(desk, "登录过期的假") == ["pending"]


def test_a_missed_call_waits_too(desk: Hotline) -> None:
    page = desk.sign_in(desk.context.new_page())
    page.goto(f"{desk.server.address}/complaint/missed")
    desk.context.set_offline(True)
    page.get_by_label("来电号码").fill("13700001111")
    page.get_by_label("来电号码").press("Enter")
    waits(page, 1)
    desk.context.set_offline(False)
    handed_over(page)
    page.goto(f"{desk.server.address}/complaint/missed")
    expect(page.get_by_role("row").filter(has_text="137****1111")).to_have_count(1)


def test_a_finding_of_the_patrol_waits_too_and_is_corrected_where_it_stands(desk: Hotline) -> None:
    page = desk.sign_in(desk.context.new_page())
    page.goto(f"{desk.server.address}/attendance/patrol")
    desk.context.set_offline(True)
    page.locator("#finding [name=person]").fill("没有这个人")
    page.locator("#finding [name=time]").fill("08:50")
    page.locator("#finding [name=note]").fill("断网时看到的")
    page.locator("#finding [type=submit]").click()
    waits(page, 1)
    page.goto("about:blank")
    desk.context.set_offline(False)
    page.goto(f"{desk.server.address}/today")
    expect(page.locator(BANNER)).to_contain_text("有 1 条需要改正")
    page.get_by_role("button", name="改正").click()
    expect(page.locator("#finding [name=note]")).to_have_value("断网时看到的")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="不要了").click()
    handed_over(page)


def test_the_page_of_a_shift_lists_what_this_browser_has_not_handed_over(desk: Hotline) -> None:
    page = desk.sign_in(desk.context.new_page())
    desk.context.route("**/complaint/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("来电号码").fill("13800005678")
    page.get_by_label("反映内容").fill("交班时还没有上传的")
    page.get_by_role("button", name="登记（回车）").click()
    waits(page, 1)
    page.goto(f"{desk.server.address}/complaint/shift")
    expect(page.locator("main")).to_contain_text("没有上传的 1 条")
    expect(page.locator("[data-unsent]")).to_contain_text("交班时还没有上传的")
    expect(page.locator("#unsent")).to_have_value("1")
    desk.context.unroute("**/complaint/new")
    page.get_by_role("button", name="现在提交").click()
    handed_over(page)
    expect(page.locator("[data-unsent-count]")).to_have_text("0")
