"""登记来电 in a real browser by the keyboard alone, while the caller is on the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from rules.people import Role
from tests.browser.conftest import PASSWORD, Server
from tests.browser.inspection import Ears, accessible, faults_of

MOST_KEYS = 40
WORDS = "昨天上午到二号台问特种设备登记，工作人员回答不清楚。"


class Keys:
    """A keyboard that counts the keys that are no free text."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *names: str) -> None:
        """Keys that move, choose or send; they count."""
        for name in names:
            self.page.keyboard.press(name)
            self.pressed += 1

    def write(self, text: str) -> None:
        """Free text: what the caller says."""
        self.page.keyboard.type(text)


@pytest.fixture
def monitor(page: Page, server: Server) -> Page:
    """A monitor at the page of a new call."""
    page.goto(f"{server.address}/account/sign-in")
    page.get_by_label("工号").fill(server.numbers[Role.MONITOR])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{server.address}/today")
    page.goto(f"{server.address}/complaint/new")
    expect(page.get_by_label("来电号码")).to_be_focused()
    return page


def test_a_call_is_logged_by_the_keyboard_alone_in_forty_keys(monitor: Page, server: Server) -> None:
    ears, keys = Ears(monitor, server.address), Keys(monitor)
    keys.write("13800005678")
    keys.press("Tab")
    keys.write("赵女士")
    keys.press("Tab", "Tab", "ArrowDown", "ArrowDown", "Tab", "Tab", "Tab")
    keys.write(WORDS)
    keys.press("Tab")
    keys.write("核实并答复")
    with monitor.expect_navigation():
        keys.press("Enter")
    assert keys.pressed <= MOST_KEYS
    expect(monitor.get_by_role("heading", level=1)).to_contain_text("投诉 TS-2026-")
    for text in (WORDS, "使用禁用语", "下班前", "138****5678"):
        expect(monitor.locator("main")).to_contain_text(text)
    assert [*faults_of(monitor), *ears.take()] == []


def test_the_earlier_calls_appear_when_the_number_is_left(monitor: Page, server: Server) -> None:
    for _ in range(2):
        monitor.goto(f"{server.address}/complaint/new")
        expect(monitor.get_by_label("来电号码")).to_be_focused()
        monitor.keyboard.type("0871-3419196")
        monitor.keyboard.press("Tab")
        expect(monitor.locator("#call-aside")).to_contain_text("个号码")
        earlier = monitor.locator("#call-aside").inner_text()
        monitor.get_by_label("反映内容").fill(WORDS)
        monitor.get_by_label("诉求").press("Enter")
        expect(monitor.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    assert "这个号码来过 1 次" in earlier


def test_the_due_day_follows_the_track(monitor: Page) -> None:
    expect(monitor.locator("#call-aside")).to_contain_text("服务投诉，5 个工作日")
    monitor.get_by_text("更多：").click()
    monitor.get_by_label("按什么办").select_option("petition")
    expect(monitor.locator("#call-aside")).to_contain_text("信访事项，60 天")


def test_a_call_that_is_alike_is_seen_while_typing_and_joined_by_the_keyboard(monitor: Page, server: Server) -> None:
    ears, words = Ears(monitor, server.address), "二楼的饮水机没有水，问了三个人都说不归自己管。"
    monitor.get_by_label("来电号码").fill("13911110000")
    monitor.get_by_label("反映内容").fill(words)
    monitor.get_by_label("诉求").press("Enter")
    expect(monitor.get_by_role("heading", level=1)).to_contain_text("TS-2026-")
    parent = monitor.get_by_role("heading", level=1).inner_text().split()[-1]
    monitor.goto(f"{server.address}/complaint/new")
    monitor.keyboard.type("13911110000")
    for _ in range(6):
        monitor.keyboard.press("Tab")
    monitor.keyboard.type(words)
    expect(monitor.locator("#call-aside")).to_contain_text("可能重复 1 件")
    monitor.keyboard.press("F8")
    expect(monitor.get_by_label("这个来电")).to_be_focused()
    monitor.keyboard.press("ArrowDown")
    monitor.get_by_label("诉求").press("Enter")
    expect(monitor.locator("main")).to_contain_text("已并案")
    expect(monitor.locator("main")).to_contain_text(parent)
    assert [*faults_of(monitor), *ears.take()] == []


def test_a_phrase_is_put_in_by_its_initials_where_the_cursor_is(monitor: Page, server: Server) -> None:
    ears, told, demand = Ears(monitor, server.address), monitor.get_by_label("反映内容"), monitor.get_by_label("诉求")
    told.fill("前后")
    told.press("ArrowLeft")
    monitor.keyboard.type(";;bqc")
    expect(monitor.get_by_role("listbox", name="常用语")).to_contain_text("没有告知应到哪个窗口")
    monitor.keyboard.press("Enter")
    expect(told).to_have_value("前工作人员回答“不清楚”，没有告知应到哪个窗口。后")
    demand.focus()
    monitor.keyboard.type("；；xw")
    expect(monitor.locator("#phrase-list li")).to_have_count(4)
    assert accessible(monitor) == []
    monitor.keyboard.press("ArrowDown")
    monitor.keyboard.press("Enter")
    expect(demand).to_have_value("希望尽快办结，并告知结果。")
    monitor.keyboard.type(";;")
    monitor.keyboard.press("Escape")
    expect(monitor.get_by_role("listbox", name="常用语")).to_have_count(0)
    assert monitor.url.endswith("/complaint/new")
    assert ears.take() == []


def test_the_shortcuts_can_be_switched_off(monitor: Page, server: Server) -> None:
    monitor.get_by_role("button", name="关闭快捷键").click()
    monitor.reload()
    monitor.get_by_label("反映内容").focus()
    monitor.keyboard.type(";;bqc")
    expect(monitor.get_by_label("反映内容")).to_have_value(";;bqc")
    expect(monitor.get_by_role("listbox", name="常用语")).to_have_count(0)
    monitor.get_by_role("button", name="打开快捷键").click()
    monitor.get_by_label("反映内容").press("End")
    monitor.keyboard.press("Backspace")
    expect(monitor.get_by_role("listbox", name="常用语")).to_have_count(1)
