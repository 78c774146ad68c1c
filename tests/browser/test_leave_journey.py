"""Four days over the spring festival in a real browser, by keyboard: asked, taken over, signed, on paper, and back early."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from actions import leave_jobs
from actions.accounts import give_account
from actions.changes import transaction
from models import Staff
from rules.people import SYSTEM, Role
from tests.browser.conftest import PASSWORD
from tests.browser.inspection import Ears, faults_of
from tests.conftest import StandingClock
from tests.leave.leave_made import at
from tests.people_made import make_staff, make_unit

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20


@dataclass(frozen=True)
class Desk:
    """The program on a port, its clock, and opening a page as one of its people."""

    address: str
    clock: StandingClock
    open_page: Callable[[str], Page]


@pytest.fixture
def clock() -> StandingClock:
    """Two days before the leave begins; the test moves it."""
    return StandingClock(at("02-10 09:00"))


@pytest.fixture
def desk(app: Flask, clock: StandingClock, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Desk]:
    """The program served from a thread; open_page(name) signs somebody in with the keyboard."""
    served = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    address, people = f"http://127.0.0.1:{served.port}", make_people(clock.now)

    def open_page(name: str) -> Page:
        page = browser.new_context(**browser_context_args).new_page()
        page.goto(f"{address}/account/sign-in")
        page.keyboard.type(people[name].number)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/today")
        return page

    yield Desk(address, clock, open_page)
    served.shutdown()
    thread.join()


def make_people(now: datetime) -> dict[str, Staff]:
    """A window with its head, the leader and personnel, all with an account."""
    window, office = make_unit(name="质监窗口", min_present=1), make_unit("section", name="督查科")
    partner = make_staff(unit=window, name="王芳", initials="wf")
    people = {
        "partner": partner, "clerk": make_staff(unit=window, name="陈雨", b_partner_id=partner.id, phone="13812345678",
                                                first_work=date(2010, 7, 1)),
        "head": make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=window, name="李敏"),
        "leader": make_staff(Role.MAIN_LEADER, unit=office, name="周主任"), "personnel": make_staff(Role.PERSONNEL, unit=office),
    }
    with transaction():
        for staff in people.values():
            give_account(SYSTEM, staff, PASSWORD, now, must_change=False)
    return people


def tab_to(page: Page, place: str) -> None:
    """Go on with Tab until the focus is there: the id of a field, or the word on a button or link."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(place) => [document.activeElement.id, document.activeElement.textContent.trim()].includes(place)", place):
            return
    raise AssertionError(f"Tab never reaches {place}")


def press_enter(page: Page, place: str) -> None:
    """Go to a button or link with Tab, press Enter and wait for the next page."""
    tab_to(page, place)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_day(page: Page, day: date) -> None:
    """Type a day into the date field that has the focus, in the order this browser's own language has."""
    first = page.evaluate("document.activeElement.id")
    for order in ("%m%d%Y", "%Y\t%m%d"):
        page.locator(f"#{first}").focus()
        page.keyboard.type(day.strftime(order))
        if page.locator(f"#{first}").input_value() == day.isoformat():
            return
    raise AssertionError(f"{day} cannot be typed")


def test_four_days_over_the_spring_festival_by_keyboard_alone(desk: Desk, tmp_path: Path) -> None:
    clerk = desk.open_page("clerk")
    ears = Ears(clerk, desk.address)
    request = ask(desk, clerk)
    for sign in (take_over, sign_as_leader):
        sign(desk)
    enter_slip(desk, request, tmp_path)
    clerk.goto(request)
    expect(clerk.locator("h1")).to_contain_text("年休假申请")
    expect(clerk.locator("main")).to_contain_text("已批准")
    come_back_early(desk)
    assert ears.take() == []


def ask(desk: Desk, page: Page) -> str:
    """Fill the form in without a mouse; returns the address of the request."""
    page.goto(f"{desk.address}/leave/new")
    expect(page.locator("#type_code")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#type_code")).to_have_value("annual")
    tab_to(page, "start")
    type_day(page, date(2026, 2, 12))
    tab_to(page, "end")
    type_day(page, date(2026, 2, 24))
    tab_to(page, "reason")
    page.keyboard.type("回乡探望父母")
    tab_to(page, "destination")
    page.keyboard.type("云岭县石桥镇")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("共 4.0 个工作日")
    expect(preview).to_contain_text("本次 4.0 = 6.0 天")
    expect(preview).to_contain_text("王芳 接交接")
    expect(page.locator("#saved")).to_contain_text("已自动保存 09:00")
    assert faults_of(page) == []
    page.locator("#destination").focus()
    press_enter(page, "提交")
    expect(page.locator("main")).to_contain_text("待B岗确认")
    return page.url


def take_over(desk: Desk) -> None:
    page = desk.open_page("partner")
    page.goto(f"{desk.address}/leave/approvals")
    assert faults_of(page) == []
    press_enter(page, "去确认")
    press_enter(page, "确认")
    expect(page.locator("main")).to_contain_text("没有等您审批或接手的请假")


def sign_as_leader(desk: Desk) -> None:
    page = desk.open_page("leader")
    page.goto(f"{desk.address}/leave/approvals")
    assert faults_of(page) == []
    tab_to(page, "tick-all")
    page.keyboard.press("Space")
    press_enter(page, "批量办理")
    expect(page.locator("#outcomes")).to_contain_text("待上级局领导签批")


def enter_slip(desk: Desk, request: str, folder: Path) -> None:
    scan = folder / "请假条.png"
    scan.write_bytes(PNG)
    page = desk.open_page("personnel")
    page.goto(request)
    assert faults_of(page) == []
    tab_to(page, "slip-signer")
    page.keyboard.type("李局长")
    page.locator("#slip-attachment").set_input_files(scan)
    press_enter(page, "录入签批")
    expect(page.locator("main")).to_contain_text("李局长（纸质签批")
    expect(page.get_by_role("link", name="请假条.png")).to_be_visible()


def come_back_early(desk: Desk) -> None:
    desk.clock.now = at("02-14 08:20")
    page = desk.open_page("clerk")
    leave_jobs.begin_and_end(desk.clock.now)
    page.goto(f"{desk.address}/leave")
    assert faults_of(page) == []
    press_enter(page, "提前销假")
    tab_to(page, "back-back_day")
    press_enter(page, "销假")
    expect(page.locator("main")).to_contain_text("提前销假，未休的退回余额")
    assert faults_of(page) == []
    page.goto(f"{desk.address}/leave")
    expect(page.locator(".lc-balances")).to_contain_text("8.0 天")
    expect(page.locator(".lc-balances")).to_contain_text("已用 2.0，在途 0.0")


def test_leave_by_the_hour_asks_for_times_and_a_refused_form_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.open_page("clerk")
    ears = Ears(page, desk.address)
    page.goto(f"{desk.address}/leave/new")
    expect(page.locator("#from_time")).to_be_hidden()
    page.locator("#type_code").select_option("outing")
    expect(page.locator("#end")).to_be_hidden()
    page.locator("#start").fill("2026-02-11")
    page.locator("#from_time").fill("11:00")
    page.locator("#to_time").fill("10:00")
    page.locator("#reason").fill("送材料")
    expect(page.locator("#preview")).to_contain_text("结束必须晚于开始")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".lc-summary")).to_be_focused()
    expect(page.locator("#reason")).to_have_value("送材料")
    expect(page.locator("#end")).to_be_hidden()
    assert faults_of(page) == []
    page.locator("#to_time").fill("14:00")
    expect(page.locator("#preview")).to_contain_text("共 1.5 小时")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("h1")).to_contain_text("临时外出申请")
    assert ears.take() == []
