"""A complaint from the desk to its end in a real browser: the monitor, the window's head, the section's head, and whoever is named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rules.people import Role
from tests.browser.conftest import PASSWORD, Server
from tests.browser.inspection import Ears, faults_of

WORDS = "上午到二号台问特种设备登记，工作人员回答不清楚。"


@dataclass
class Person:
    """Somebody at a browser of their own, listened to."""

    page: Page
    ears: Ears
    address: str

    def open(self, path: str) -> Page:
        """Open a page and find no fault on it."""
        self.page.goto(self.address + path)
        self.check()
        return self.page

    def check(self) -> None:
        """The page shown is good."""
        assert [*faults_of(self.page), *self.ears.take()] == []

    def send(self, place: str, fields: dict[str, str], button: str) -> None:
        """Open the step at this place, fill its fields, and send it with two clicks."""
        step = self.page.locator(place)
        if step.get_attribute("open") is None and step.evaluate("e => e.tagName") == "DETAILS":
            step.locator("summary").click()
        for label, text in fields.items():
            field = step.get_by_label(label, exact=False).first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)
        with self.page.expect_navigation():
            step.get_by_role("button", name=button).dblclick()
        self.check()


@pytest.fixture
def people(browser: Browser, server: Server, browser_context_args: dict[str, Any]) -> Any:
    made: list[Any] = []

    def enter(role: Role) -> Person:
        context = browser.new_context(**browser_context_args)
        made.append(context)
        page = context.new_page()
        page.goto(f"{server.address}/account/sign-in")
        page.get_by_label("工号").fill(server.numbers[role])
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{server.address}/today")
        return Person(page, Ears(page, server.address), server.address)

    yield enter
    for context in made:
        with closing(context):
            pass


def type_call(page: Page, **fields: str) -> None:
    """Type a call and send it with Enter."""
    for name, text in {**fields, "content": WORDS, "demand": "核实并答复"}.items():
        page.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        page.locator("[name=demand]").press("Enter")


def test_from_the_desk_to_a_satisfied_caller(people: Callable[[Role], Person], server: Server) -> None:
    monitor, head, section = people(Role.MONITOR), people(Role.WINDOW_HEAD), people(Role.SECTION_HEAD)
    page = monitor.open("/complaint/new")
    type_call(page, phone="13800005678", called="赵女士")
    path = page.url.removeprefix(server.address)
    window = page.locator("#assign-unit option").nth(1).inner_text()
    monitor.send("#step-assign", {"窗口": window, "办理要求": "三日内答复"}, "交办")
    expect(page.locator("main")).to_contain_text("待签收")
    assert page.locator(".lc-timeline li").count() == 2  # two clicks are one step

    head.open("/complaint/given")
    head.open(path)
    expect(head.page.locator("main")).not_to_contain_text("赵女士")
    head.send("#step-sign", {}, "签收")
    head.send("#step-extend", {"延期理由": "等检验结果"}, "延期")
    section.open("/complaint/given").get_by_role("link", name="提请：延期").first.click()
    section.page.get_by_label("同意", exact=True).check()
    with section.page.expect_navigation():
        section.page.locator("[id^='ask-']").get_by_role("button").click()
    section.check()
    head.open(path)
    head.send("#step-reply", {"答复内容": "已当面致歉并一次告知材料。"}, "提交答复")

    monitor.open(path)
    monitor.send("#step-approve", {}, "审核通过")
    monitor.send("#step-satisfied", {"来电人的话": "谢谢"}, "满意")
    expect(page.locator("main")).to_contain_text("已办结")
    monitor.open(f"{path}/documents")
    page.get_by_role("row", name="答复函").get_by_role("button", name="印发").click()
    expect(page.locator(".lc-letter")).to_contain_text("已当面致歉并一次告知材料。")
    monitor.check()


def test_an_order_and_a_statement_reach_whom_they_concern(people: Callable[[Role], Person], server: Server) -> None:
    monitor, clerk, section, head = people(Role.MONITOR), people(Role.STAFF), people(Role.SECTION_HEAD), people(Role.WINDOW_HEAD)
    page = monitor.open("/complaint/new")
    type_call(page, phone="13900005678", called="钱先生", named=server.numbers[Role.STAFF])
    path = page.url.removeprefix(server.address)
    monitor.open(f"{path}/statements")
    page.get_by_label("被反映人").select_option(index=1)
    page.get_by_label("请说明的事项").fill("三月二日上午接待咨询的情况")
    with page.expect_navigation():
        page.get_by_role("button", name="发出情况说明通知").dblclick()
    monitor.check()

    clerk.open("/complaint/given").get_by_role("link", name="三月二日上午接待咨询的情况").click()
    for secret in ("钱先生", WORDS, "TS-2026"):
        expect(clerk.page.locator("main")).not_to_contain_text(secret)
    clerk.page.get_by_label("我的说明").fill("当时排队较多。")
    with clerk.page.expect_navigation():
        clerk.page.get_by_role("button", name="提交说明").dblclick()
    clerk.check()
    assert clerk.page.request.get(server.address + path).status == 404

    section.open(f"{path}/orders/new")
    section.page.get_by_label("督办的窗口").select_option(index=1)
    section.page.get_by_label("督办要求").fill("三日内查清")
    with section.page.expect_navigation():
        section.page.get_by_role("button", name="发出督办单").dblclick()
    section.check()
    head.open("/supervision").locator("tbody a").first.click()
    with head.page.expect_navigation():
        head.page.get_by_role("button", name="签收").dblclick()
    head.check()
    expect(head.page.locator("main")).to_contain_text("办理中")
