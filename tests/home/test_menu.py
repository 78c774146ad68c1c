"""The left menu: by role, in groups, with counts."""

from __future__ import annotations

from rules.people import ROLE_PERMISSIONS, Actor, Grant, Role
from tests.people_made import make_staff
from views.menu import group_of, menu_for
from views.wording.menu import GROUP_OF, GROUPS, MENU


def somebody(role: Role) -> Actor:
    return Actor(staff_id="1", number="1001", name="张一", grants=frozenset({Grant(role)}))


def test_every_role_sees_exactly_the_pages_it_may_open():
    for role in Role:
        shown = {entry.endpoint for group in menu_for(somebody(role), "", {}) for entry in group.entries}
        assert shown == {page for page, _, permission, _ in MENU if permission in ROLE_PERMISSIONS[role]}


def test_groups_stand_in_their_order_and_none_is_empty():
    for role in Role:
        groups = menu_for(somebody(role), "", {})
        assert [group.label for group in groups] == [label for label in GROUPS if label in {group.label for group in groups}]
        assert all(group.entries for group in groups)


def test_a_group_shows_the_sum_of_what_waits_in_its_pages():
    badges = {badge: 2 for *_, badge in MENU if badge}
    for group in menu_for(somebody(Role.WINDOW_HEAD), "", badges):
        assert group.count == sum(entry.count for entry in group.entries)


def test_one_group_is_open_and_no_other():
    groups = menu_for(somebody(Role.STAFF), "home.today", {})
    assert [group.label for group in groups if group.here] == ["我的今天"]


def test_pages_of_the_top_bar_open_no_group():
    assert group_of("account.password") == ""
    assert not any(group.here for group in menu_for(somebody(Role.STAFF), "account.password", {}))


def test_every_group_a_blueprint_names_exists():
    assert set(GROUP_OF.values()) <= {*GROUPS, ""}


def test_every_address_in_the_menu_exists(app):
    assert {page for page, *_ in MENU} <= set(app.view_functions)


def test_who_may_mend_the_calendar_is_told_that_it_is_missing(clock, sign_in):
    clock.now = clock.now.replace(year=2031)
    assert "2031 年的节假日安排还没有录入" in sign_in(make_staff(Role.PERSONNEL)).get("/today").get_data(as_text=True)
    assert "2031 年的节假日安排" not in sign_in(make_staff(Role.STAFF)).get("/today").get_data(as_text=True)


def test_on_a_lan_without_https_every_page_says_what_that_costs(app):
    page = app.test_client().get("/account/sign-in", base_url="http://192.168.1.5:8000").get_data(as_text=True)
    assert "断网后无法重新打开本页" in page
    for address in ("http://127.0.0.1:8000", "https://192.168.1.5:8000"):
        assert "断网后无法重新打开本页" not in app.test_client().get("/account/sign-in", base_url=address).get_data(as_text=True)
