"""Calls are never lost: without network, with the server killed, the answer lost, the tab closed, the sign-in expired, two clicks."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from rules.people import Role
from tests.browser.conftest import PASSWORD, ROOT, Server

BANNER, MESSAGES = "#outbox", "#messages"


@dataclass
class Hotline:
    """A monitor's browser at a running server."""

    context: BrowserContext
    server: Server
    before: set[str] = field(default_factory=set)

    def sign_in(self, page: Page, role: Role = Role.MONITOR) -> Page:
        """This role's person, at the page of a new call."""
        page.goto(f"{self.server.address}/account/sign-in")
        page.get_by_label("工号").fill(self.server.numbers[role])
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{self.server.address}/**")
        page.goto(f"{self.server.address}/complaint/new")
        return page

    def tab(self) -> Page:
        """Another tab of the same browser at the page of a new call."""
        page = self.context.new_page()
        page.goto(f"{self.server.address}/complaint/new")
        return page

    def kept(self) -> list[str]:
        """What the database has of the calls of this test."""
        with closing(sqlite3.connect(self.server.data / "liangchuang.db", timeout=30)) as opened:
            rows = opened.execute("SELECT content FROM complaint ORDER BY id").fetchall()
        return [content for content, in rows if content not in self.before]


@pytest.fixture
def hotline(context: BrowserContext, server: Server) -> Iterator[Hotline]:
    """Nothing of this test's calls is kept yet."""
    made = Hotline(context, server)
    made.before = set(made.kept())
    yield made
    context.set_offline(False)


def typed(page: Page, words: str, phone: str = "13800005678") -> None:
    page.get_by_label("来电号码").fill(phone)
    page.get_by_label("反映内容").fill(words)


def logged(page: Page, words: str, phone: str = "13800005678") -> None:
    typed(page, words, phone)
    page.get_by_role("button", name="登记（回车）").click()


def waits(page: Page, count: int) -> None:
    expect(page.locator(BANNER)).to_contain_text(f"有 {count} 条未上传")


def handed_over(page: Page) -> None:
    page.wait_for_function("withStore('readonly', (store) => store.count()).then((count) => count === 0)")
    expect(page.locator(BANNER)).to_be_hidden(timeout=30_000)


def test_with_the_network_a_call_goes_straight_to_its_page(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    logged(page, "直接登记的")
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    handed_over(page)
    assert hotline.kept() == ["直接登记的"]


def test_without_network_it_waits_in_the_browser_and_goes_out_by_itself(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.set_offline(True)
    for number in (1, 2):
        logged(page, f"断网的第{number}")
        waits(page, number)
        expect(page.locator(MESSAGES)).to_contain_text("已保存在本机")
        expect(page.get_by_label("反映内容")).to_have_value("")
    assert hotline.kept() == []
    hotline.context.set_offline(False)
    handed_over(page)
    assert hotline.kept() == ["断网的第1", "断网的第2"]


def test_an_answer_that_is_lost_makes_no_second_call(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    lost = []

    def lose(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/complaint/new", lose)
    logged(page, "回音丢了的")
    waits(page, 1)
    assert hotline.kept() == ["回音丢了的"]
    page.get_by_role("button", name="现在提交").click()
    handed_over(page)
    assert (len(lost), hotline.kept()) == (1, ["回音丢了的"])


def test_a_tab_that_is_closed_hands_over_from_the_next_page(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.set_offline(True)
    logged(page, "关了页面的")
    waits(page, 1)
    page.close()
    hotline.context.set_offline(False)
    another = hotline.context.new_page()
    another.goto(f"{hotline.server.address}/today")
    handed_over(another)
    assert hotline.kept() == ["关了页面的"]


def test_three_tabs_with_five_calls_each_are_fifteen(hotline):
    hotline.sign_in(hotline.context.new_page())
    tabs = [hotline.tab() for _ in range(3)]
    hotline.context.set_offline(True)
    for number in range(5):
        for place, tab in enumerate(tabs):
            logged(tab, f"第{place}页第{number}个")
            expect(tab.locator(MESSAGES)).to_contain_text("已保存在本机")
            expect(tab.get_by_label("反映内容")).to_have_value("")
    hotline.context.set_offline(False)
    for tab in tabs:
        handed_over(tab)
    assert sorted(hotline.kept()) == [f"第{place}页第{number}个" for place in range(3) for number in range(5)]


def test_two_clicks_are_one_call(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    typed(page, "点了两次的")
    page.get_by_role("button", name="登记（回车）").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    assert hotline.kept() == ["点了两次的"]


def test_an_expired_sign_in_keeps_the_call_until_one_is_signed_in_again(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.clear_cookies()
    logged(page, "登录过期的")
    expect(page.locator(MESSAGES)).to_contain_text("登录已过期")
    assert hotline.kept() == []
    hotline.sign_in(page)
    handed_over(page)
    assert hotline.kept() == ["登录过期的"]


def test_a_stale_token_is_fetched_anew(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'stale'")
    logged(page, "令牌过期的")
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    assert hotline.kept() == ["令牌过期的"]


def test_what_is_refused_waits_to_be_corrected(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.set_offline(True)
    logged(page, "要改正的", phone="不详")
    waits(page, 1)
    hotline.context.set_offline(False)
    expect(page.locator(BANNER)).to_contain_text("有 1 条需要改正", timeout=30_000)
    expect(page.locator(BANNER)).to_contain_text("没有提交成功：来电号码：要求答复的，请记下能打通的号码")
    assert hotline.kept() == []
    page.goto(f"{hotline.server.address}/today")
    page.get_by_role("button", name="改正").click()
    expect(page.get_by_label("反映内容")).to_have_value("要改正的")
    page.get_by_label("来电号码").fill("13800005678")
    page.get_by_role("button", name="登记（回车）").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    handed_over(page)
    assert hotline.kept() == ["要改正的"]


def test_a_fault_that_is_told_at_once_is_corrected_in_the_form(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    logged(page, "当场改正的", phone="不详")
    expect(page.locator(".lc-summary")).to_be_focused()
    page.get_by_label("来电号码").fill("13800005678")
    page.get_by_role("button", name="登记（回车）").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    handed_over(page)
    assert hotline.kept() == ["当场改正的"]


def test_another_person_at_the_same_browser_neither_sees_nor_sends_it(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.set_offline(True)
    logged(page, "头一个人的")
    waits(page, 1)
    hotline.context.set_offline(False)
    hotline.context.clear_cookies()
    other = hotline.sign_in(page, Role.SECTION_HEAD)
    expect(other.locator(BANNER)).to_be_hidden()
    assert hotline.kept() == []
    hotline.context.clear_cookies()
    handed_over(hotline.sign_in(page))
    assert hotline.kept() == ["头一个人的"]


def test_what_one_typed_is_not_sent_in_the_name_of_another_who_signed_in_beside(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.clear_cookies()
    other = hotline.sign_in(hotline.context.new_page(), Role.SECTION_HEAD)
    logged(page, "旁边换了人的")
    expect(page.locator(MESSAGES)).to_contain_text("现在登录的是别人")
    waits(page, 1)
    expect(other.locator(BANNER)).to_be_hidden()
    assert hotline.kept() == []
    hotline.context.clear_cookies()
    handed_over(hotline.sign_in(page))
    assert hotline.kept() == ["旁边换了人的"]


def test_signing_out_warns_before_anything_is_cleared(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    page.route("**/complaint/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    logged(page, "没有清除的")
    waits(page, 1)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("details.lc-person summary").click()
    page.get_by_role("button", name="退出登录").click()
    waits(page, 1)
    assert "还有 1 条没有上传" in asked[0]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/account/sign-in")
    page.unroute("**/complaint/new")
    handed_over(hotline.sign_in(page))
    assert hotline.kept() == []


NO_ROOM = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"


def test_a_browser_without_room_sends_straight_to_the_server(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    page.evaluate(NO_ROOM)
    logged(page, "没有地方但有网的")
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    assert hotline.kept() == ["没有地方但有网的"]


def test_a_browser_without_room_or_network_says_so_and_keeps_the_page(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    page.evaluate(NO_ROOM)
    hotline.context.set_offline(True)
    logged(page, "没有地方的")
    expect(page.locator(MESSAGES)).to_contain_text("本机没有地方保存")
    expect(page.get_by_label("反映内容")).to_have_value("没有地方的")


class Mortal:
    """A server that is killed while one types."""

    def __init__(self, server: Server, port: int) -> None:
        self.server, self._port = server, port
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.standing_server"], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "LIANGCHUANG_DATA": str(self.server.data), "LIANGCHUANG_PORT": str(self._port)})
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "listening\n"

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


@pytest.fixture
def mortal(server: Server) -> Iterator[Mortal]:
    """A server of its own on the data of the others, that can be killed and started again on its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Mortal(Server(f"http://127.0.0.1:{port}", server.data, server.numbers), port)
    made.start()
    yield made
    made.kill()


def test_a_server_that_is_killed_costs_no_call(context, mortal):
    hotline = Hotline(context, mortal.server)
    hotline.before = set(hotline.kept())
    page = hotline.sign_in(context.new_page())
    mortal.kill()
    for number in (1, 2, 3):
        logged(page, f"服务器停了的第{number}")
        waits(page, number)
    mortal.start()
    page.get_by_role("button", name="现在提交").click()
    handed_over(page)
    assert hotline.kept() == ["服务器停了的第1", "服务器停了的第2", "服务器停了的第3"]


def with_worker(page: Page) -> None:
    """The worker has filled its shelf."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/complaint/offline').then((kept) => Boolean(kept))")


def test_the_page_opens_again_while_the_server_is_dead_and_the_call_goes_out_when_it_is_back(context, mortal):
    hotline = Hotline(context, mortal.server)
    hotline.before = set(hotline.kept())
    page = hotline.sign_in(context.new_page())
    with_worker(page)
    mortal.kill()
    page.close()
    for number in (1, 2):
        again = hotline.tab()
        expect(again.get_by_role("heading", level=1)).to_contain_text("没有连上服务器")
        expect(again.get_by_label("来电号码")).to_be_focused()
        logged(again, f"重新打开的第{number}")
        waits(again, number)
        again.close()
    mortal.start()
    last = hotline.tab()
    expect(last.get_by_role("heading", level=1)).to_have_text("登记来电")
    handed_over(last)
    assert hotline.kept() == ["重新打开的第1", "重新打开的第2"]


def test_reloading_without_network_keeps_what_waits(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    with_worker(page)
    hotline.context.set_offline(True)
    logged(page, "刷新前的")
    waits(page, 1)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有连上服务器")
    waits(page, 1)
    logged(page, "刷新后的")
    waits(page, 2)
    hotline.context.set_offline(False)
    handed_over(page)
    assert hotline.kept() == ["刷新前的", "刷新后的"]


def test_a_new_worker_takes_over_while_something_waits_and_nothing_is_lost(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    with_worker(page)
    hotline.context.set_offline(True)
    logged(page, "换程序前的")
    waits(page, 1)
    hotline.context.route("**/complaint/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    hotline.context.set_offline(False)
    page.evaluate("""async () => {
      const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
      await navigator.serviceWorker.register('/assets/sw.js?v=new', { scope: '/' });
      await taken;
    }""")
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("?v=new")
    waits(page, 1)
    hotline.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有连上服务器")
    waits(page, 1)
    logged(page, "换程序后的")
    waits(page, 2)
    hotline.context.unroute("**/complaint/new")
    hotline.context.set_offline(False)
    handed_over(page)
    assert hotline.kept() == ["换程序前的", "换程序后的"]


def test_a_worker_that_cannot_be_fetched_leaves_the_old_one_and_its_page(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    with_worker(page)
    hotline.context.set_offline(True)
    refused = page.evaluate("navigator.serviceWorker.register('/assets/sw.js?v=no', { scope: '/' }).then(() => '', (error) => error.name)")
    assert refused != ""
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有连上服务器")
    logged(page, "旧程序记下的")
    waits(page, 1)
    hotline.context.set_offline(False)
    handed_over(page)
    assert hotline.kept() == ["旧程序记下的"]


def test_a_store_that_fails_while_something_waits_loses_nothing_of_what_waits(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.set_offline(True)
    logged(page, "满之前的")
    waits(page, 1)
    page.evaluate(NO_ROOM)
    logged(page, "满之后的")
    expect(page.locator(MESSAGES)).to_contain_text("本机没有地方保存")
    expect(page.get_by_label("反映内容")).to_have_value("满之后的")
    hotline.context.set_offline(False)
    handed_over(page)
    expect(page.get_by_label("反映内容")).to_have_value("满之后的")
    page.reload()
    expect(page.get_by_label("反映内容")).to_have_value("满之后的")
    page.get_by_role("button", name="登记（回车）").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    assert hotline.kept() == ["满之前的", "满之后的"]


def test_nobody_logs_in_the_name_of_who_has_signed_out(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    with_worker(page)
    page.locator("details.lc-person summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/account/sign-in")
    hotline.context.set_offline(True)
    page.goto(f"{hotline.server.address}/complaint/new")
    expect(page.locator(MESSAGES)).to_contain_text("没有登录的人")
    expect(page.get_by_role("button", name="登记（回车）")).to_be_hidden()


def test_the_kept_page_holds_nobodys_data(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    logged(page, "不该留下的")
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    page.goto(f"{hotline.server.address}/complaint/new")
    with_worker(page)
    shelf = page.evaluate("""async () => {
      const shelf = await caches.open('lc-shell'), texts = [];
      for (const request of await shelf.keys()) { texts.push(request.url, await (await shelf.match(request)).text()); }
      return texts.join();
    }""")
    name = page.locator("details.lc-person summary").inner_text().split("·")[0].strip()
    assert "不该留下的" not in shelf
    assert name not in shelf


def chosen(page: Page, name: str, size: int) -> None:
    """A picture of so many bytes is chosen for the call."""
    page.get_by_text("更多：").click()
    page.get_by_label("材料、录音").set_input_files({"name": name, "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"x" * size})


def test_a_small_file_waits_with_its_call_and_comes_with_it(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    hotline.context.set_offline(True)
    chosen(page, "现场.png", 2_000_000)
    logged(page, "带照片的")
    waits(page, 1)
    page.close()
    hotline.context.set_offline(False)
    again = hotline.tab()
    handed_over(again)
    assert hotline.kept() == ["带照片的"]
    again.goto(f"{hotline.server.address}/complaint")
    again.get_by_role("row").filter(has_text="带照片的").get_by_role("link").first.click()
    expect(again.locator("main")).to_contain_text("材料 1")
    expect(again.locator("main")).to_contain_text("1954 KB")


def test_a_large_file_is_told_to_be_added_online(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    chosen(page, "大.png", 5_300_000)
    expect(page.locator(MESSAGES)).to_contain_text("一共超过 5 MB")
    assert page.get_by_label("材料、录音").evaluate("field => field.files.length") == 0


def test_a_call_to_be_corrected_keeps_its_file(hotline):
    page = hotline.sign_in(hotline.context.new_page())
    chosen(page, "现场.png", 3000)
    logged(page, "改正后照片还在的", phone="不详")
    expect(page.locator(".lc-summary")).to_be_focused()
    expect(page.locator("#call")).to_contain_text("已带 1 个文件")
    page.get_by_label("来电号码").fill("13800005678")
    page.get_by_role("button", name="登记（回车）").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    expect(page.locator("main")).to_contain_text("材料 1")
