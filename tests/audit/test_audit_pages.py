"""审计记录: for the auditor alone, readable, searchable, telephones masked."""

import re

import pytest

from actions.changes import add, add_many, change, transaction
from models import Staff, Unit
from rules.people import SYSTEM, Role
from tests.people_made import actor_for, make_staff


@pytest.fixture
def auditor(sign_in):
    return sign_in(make_staff(Role.AUDIT_ADMIN))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMIN])
def test_nobody_but_the_auditor_sees_it(sign_in, role):
    assert sign_in(make_staff(role)).get("/audit").status_code == 403


def test_a_change_is_shown_with_who_before_and_after(auditor, now):
    boss, staff = make_staff(name="李四"), make_staff()
    staff = Staff.get_by_id(staff.id)
    staff.post = "咨询岗"
    with transaction():
        change(staff, actor_for(boss), "staff.change", now)
    page = auditor.get("/audit?person=李四").get_data(as_text=True)
    assert "修改人员" in page
    assert re.search(r"<dt>岗位</dt><dd><ins>咨询岗</ins>", page)
    assert "192.168.1.20" in page


def test_telephones_are_masked_wherever_they_stand(auditor, now):
    make_staff(phone="13812345678")
    with transaction():
        add(Unit(code="u", name="联系 13912345678 的窗口", kind="window"), SYSTEM, "unit.add", now)
    page = auditor.get("/audit").get_data(as_text=True)
    assert "138****5678" in page
    assert "139****5678" in page
    assert "12345678" not in page


def test_the_filters_narrow_by_act_table_and_day(auditor, now):
    make_staff(name="王五")
    assert "王五" in auditor.get("/audit?what=staff.add&table=staff&first=2024-01-02&last=2024-01-02").get_data(as_text=True)
    for address in ("/audit?what=role.grant&table=staff", "/audit?first=2030-01-01", "/audit?last=2001-01-01", "/audit?person=nobody"):
        assert "没有符合条件" in auditor.get(address).get_data(as_text=True)


def test_a_filter_that_is_no_day_is_passed_over(auditor):
    assert auditor.get("/audit?first=yesterday&before=x").status_code == 200


def test_older_rows_follow_page_by_page_without_a_gap(auditor, now):
    for number in range(120):
        with transaction():
            add(Unit(code=f"p{number}", name=f"窗{number}", kind="window"), SYSTEM, "unit.page", now)
    address, seen = "/audit?what=unit.page", []
    while address:
        page = auditor.get(address).get_data(as_text=True)
        seen += [int(seq) for seq in re.findall(r'<td class="lc-num">(\d+)</td>', page)]
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found and found.group(1).replace("&amp;", "&")
    assert len(seen) == 120
    assert seen == sorted(seen, reverse=True)


def test_one_row_about_many_records_shows_the_first_of_them(auditor, now):
    with transaction():
        add_many([Unit(code=f"m{number}", name=f"许多{number}", kind="window") for number in range(30)], SYSTEM, "unit.many", now)
    page = auditor.get("/audit?what=unit.many").get_data(as_text=True)
    assert "许多19" in page
    assert "许多20" not in page
    assert "30 条" in page
