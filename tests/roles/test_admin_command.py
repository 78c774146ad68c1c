"""`flask admin create`: the first people of an empty node, from the command line."""

import json

import pytest

from actions import accounts
from actions.people import grants_on
from models import AuditRow, RoleGrant, Staff
from rules.people import Role
from tests.people_made import Client, make_staff


@pytest.fixture
def create(app):
    """create("--role", "sysadmin", ...) as on the command line."""
    return lambda *words, given=None: app.test_cli_runner().invoke(args=["admin", "create", *words], input=given)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_any_role_is_made_with_a_first_password_that_opens_once(create, app, now, role):
    made = json.loads(create("--role", role.value, "--json").stdout)
    staff = Staff.get(Staff.number == made["number"])
    assert {grant.role for grant in grants_on(staff.id, now.date())} == {role}
    client = Client(app)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"number": made["number"], "password": made["password"]})
    assert client.get("/today").location == "/account/password"


def test_the_password_is_printed_once_and_kept_nowhere(create):
    printed = create("--role", "sysadmin").stdout
    password = printed.split("首次密码：")[1].split()[0]
    assert "工号：admin" in printed
    assert not [row for row in AuditRow.select() if password in json.dumps([row.before, row.after, row.note])]


def test_the_password_may_be_given_and_must_be_good(create, now):
    assert create("--role", "auditor", "--number", "a1", "--password-stdin", given="short\n").exit_code == 1
    assert Staff.get_or_none(Staff.number == "a1") is None
    good = create("--role", "auditor", "--number", "a1", "--name", "赵审", "--password-stdin", given="Harbour-77\n")
    assert (good.exit_code, "首次密码" in good.stdout) == (0, False)
    assert Staff.get(Staff.number == "a1").name == "赵审"
    assert accounts.sign_in("a1", "Harbour-77", "", "", now)


def test_somebody_who_is_there_gets_the_role_and_a_new_password(create, now):
    staff = make_staff(number="2001", name="钱二")
    made = json.loads(create("--role", "secadmin", "--number", "2001", "--json").stdout)
    assert (made["name"], {grant.role for grant in grants_on(staff.id, now.date())}) == ("钱二", {Role.STAFF, Role.SECURITY_ADMIN})
    create("--role", "secadmin", "--number", "2001")
    assert RoleGrant.select().where((RoleGrant.staff_id == staff.id) & (RoleGrant.role == "secadmin")).count() == 1


def test_two_administrators_in_one_person_are_refused_and_nothing_is_left(create):
    create("--role", "sysadmin", "--number", "x")
    refused = create("--role", "auditor", "--number", "x")
    assert refused.exit_code == 1
    assert "一人不能兼任两个" in refused.stderr
    assert RoleGrant.select().where(RoleGrant.role == "auditor").count() == 0


def test_a_role_nobody_knows_is_wrong_usage(create):
    assert create("--role", "king").exit_code == 2
    assert create().exit_code == 2
