"""What static/app.js promises of forms: nothing typed is lost, nothing is sent twice, and a lost network is told."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

from rules.people import Role
from tests.browser.conftest import PASSWORD, Server
from tests.browser.inspection import Ears

Enter = Callable[[Role], Page]
KEEP_FORMS = """document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("main form")) { form.dataset.keep = "trial"; form.dataset.dirtyGuard = ""; }
})"""

KEPT = "() => JSON.stringify(sessionStorage)"


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/account/sign-in")
    page.get_by_label("工号").fill("0000")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".lc-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("工号")).to_be_focused()
    expect(page.get_by_label("工号")).to_have_accessible_description("工号或密码不对。")


def test_a_double_click_sends_a_form_once(page: Page, server: Server) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto(f"{server.address}/account/sign-in")
    page.get_by_label("工号").fill(server.numbers[Role.STAFF])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").dblclick()
    page.wait_for_url(f"{server.address}/today")
    assert len(sent) == 1


def test_without_network_a_banner_says_so_and_nothing_is_sent(enter: Enter, server: Server) -> None:
    page = enter(Role.PERSONNEL)
    page.goto(f"{server.address}/account/password")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    for field in ("#old", "#new", "#again"):
        page.locator(field).fill("Something-2026")
    page.get_by_role("button", name="保存新密码").click()
    expect(page.locator("#messages")).to_contain_text("没有连上服务器")
    expect(page.get_by_label("原密码")).to_have_value("Something-2026")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()


def test_what_was_typed_comes_back_after_the_page_was_lost(enter: Enter, server: Server) -> None:
    page = enter(Role.PERSONNEL)
    page.add_init_script(KEEP_FORMS)
    page.goto(f"{server.address}/staff/new")
    page.get_by_label("姓名").fill("赵一")
    page.get_by_label("性别").select_option(index=1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("姓名")).to_have_value("赵一")
    expect(page.locator("#messages")).to_contain_text("已恢复您刚才填写的内容")
    page.get_by_role("button", name="不用恢复").click()
    expect(page.get_by_label("姓名")).to_have_value("")
    expect(page.locator("#messages")).to_be_empty()


def test_leaving_a_changed_form_asks_first(enter: Enter, server: Server) -> None:
    page = enter(Role.PERSONNEL)
    page.add_init_script(KEEP_FORMS)
    page.goto(f"{server.address}/staff/new")
    page.get_by_label("姓名").fill("赵一")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="我的今天").click()
    page.wait_for_url(f"{server.address}/today")
    assert asked == ["beforeunload"]


def test_a_form_that_was_taken_is_not_kept_and_passwords_never_are(enter: Enter, server: Server) -> None:
    page = enter(Role.PERSONNEL)
    page.add_init_script(KEEP_FORMS)
    page.goto(f"{server.address}/staff/new")
    page.get_by_label("工号").fill("88001")
    page.get_by_label("姓名").fill("钱二")
    page.get_by_label("用工性质").select_option(index=1)
    assert "钱二" in page.evaluate(KEPT)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(lambda address: not address.endswith("/staff/new"))
    assert "钱二" not in page.evaluate(KEPT)
    page.goto(f"{server.address}/account/password")
    page.get_by_label("原密码").fill("Something-2026")
    assert "Something" not in page.evaluate(KEPT)


def test_what_one_person_typed_is_gone_after_signing_out(enter: Enter, server: Server) -> None:
    page = enter(Role.PERSONNEL)
    page.add_init_script(KEEP_FORMS)
    page.goto(f"{server.address}/staff/new")
    page.get_by_label("姓名").fill("赵一")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".lc-person summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/account/sign-in*")
    assert "赵一" not in page.evaluate(KEPT)


def test_the_persons_menu_opens_and_closes_by_keyboard(enter: Enter, server: Server) -> None:
    page = enter(Role.STAFF)
    ears = Ears(page, server.address)
    page.locator(".lc-person summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="修改密码")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="修改密码")).to_be_hidden()
    expect(page.locator(".lc-person summary")).to_be_focused()
    assert ears.take() == []
