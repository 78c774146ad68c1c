"""角色与权限, granting and ending roles, delegating: through the pages."""

from datetime import timedelta

import pytest

from actions.leave_signers import principals_of
from actions.people import grants_on
from models import AuditRow, Delegation, RoleGrant
from rules.people import Permission, Role
from tests.people_made import actor_for, make_staff, make_unit
from views.wording.people import ROLES
from views.wording.roles import PERMISSIONS


@pytest.fixture
def secadmin(sign_in):
    return sign_in(make_staff(Role.SECURITY_ADMIN, name="安管"))


def test_every_role_and_every_permission_has_a_chinese_name():
    assert set(ROLES) == {role.value for role in Role}
    assert set(PERMISSIONS) == {permission.value for permission in Permission}


def test_the_matrix_says_in_words_who_may_what(secadmin):
    page = secadmin.get("/roles").get_data(as_text=True)
    assert "授予和结束角色" in page
    assert page.count('scope="row"') == len(Permission)


def test_a_granted_role_counts_from_the_next_request(secadmin, sign_in, now):
    staff = make_staff()
    client = sign_in(staff)
    assert client.get("/audit").status_code == 403
    answer = secadmin.post("/roles/grant", {"number": staff.number, "role": "auditor", "valid_from": "2026-03-02"})
    assert answer.status_code == 303
    assert client.get("/audit").status_code == 200


def test_an_ended_role_is_gone_at_the_next_request(secadmin, sign_in):
    staff = make_staff(Role.AUDIT_ADMIN)
    client = sign_in(staff)
    grant = RoleGrant.get(RoleGrant.staff_id == staff.id)
    secadmin.get(f"/roles/{grant.id}/end")
    assert secadmin.post(f"/roles/{grant.id}/end", {"version": "1"}).status_code == 303
    assert client.get("/audit").status_code == 403


def test_a_role_may_end_after_a_day_to_come(secadmin, now):
    staff = make_staff(Role.MONITOR)
    grant = RoleGrant.get(RoleGrant.staff_id == staff.id)
    secadmin.post(f"/roles/{grant.id}/end", {"version": "1", "last_day": "2026-03-05"})
    assert grants_on(staff.id, now.date() + timedelta(days=3))
    assert not grants_on(staff.id, now.date() + timedelta(days=4))


def test_nobody_grants_or_ends_a_role_of_their_own(sign_in):
    staff = make_staff(Role.SECURITY_ADMIN)
    client = sign_in(staff)
    assert client.post("/roles/grant", {"number": staff.number, "role": "monitor", "valid_from": "2026-03-02"}).status_code == 403
    grant = RoleGrant.get(RoleGrant.staff_id == staff.id)
    assert client.post(f"/roles/{grant.id}/end", {"version": "1"}).status_code == 403


@pytest.mark.parametrize(("sent", "sentence"), [
    ({"role": "auditor"}, "一人不能兼任两个"), ({"role": "sysadmin"}, "已有这个角色"), ({"role": "window_head"}, "要选定所在窗口"),
    ({"role": "monitor", "valid_from": "2026-03-01"}, "不能早于今天"), ({"role": "monitor", "valid_to": "2026-02-01"}, "早于开始日期"),
    ({"role": "monitor", "number": "none"}, "没有这个工号"), ({"role": "king"}, "Not a valid choice"),
])
def test_a_grant_that_may_not_be_is_refused_with_its_reason(secadmin, sent, sentence):
    staff = make_staff(Role.SYSTEM_ADMIN)
    answer = secadmin.post("/roles/grant", {"number": staff.number, "valid_from": "2026-03-02", **sent})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True) or sentence.isascii()


def test_administrators_may_follow_one_another_but_not_overlap(secadmin):
    staff = make_staff(Role.SYSTEM_ADMIN)
    grant = RoleGrant.get(RoleGrant.staff_id == staff.id)
    secadmin.post(f"/roles/{grant.id}/end", {"version": "1", "last_day": "2026-03-05"})
    asked = {"number": staff.number, "role": "auditor", "valid_from": "2026-03-05"}
    assert secadmin.post("/roles/grant", asked).status_code == 422
    assert secadmin.post("/roles/grant", {**asked, "valid_from": "2026-03-06"}).status_code == 303


def test_a_head_is_put_over_a_unit(secadmin, now):
    staff, unit = make_staff(), make_unit()
    secadmin.post("/roles/grant", {"number": staff.number, "role": "window_head", "unit": unit.id, "valid_from": "2026-03-02"})
    assert (Role.WINDOW_HEAD, unit.id) in {(grant.role, grant.unit_id) for grant in grants_on(staff.id, now.date())}
    assert unit.name in secadmin.get("/roles/holders?role=window_head").get_data(as_text=True)


def test_ending_what_somebody_else_changed_meanwhile_is_a_conflict_that_shows_both_days(secadmin):
    grant = RoleGrant.get(RoleGrant.staff_id == make_staff(Role.MONITOR).id)
    secadmin.post(f"/roles/{grant.id}/end", {"version": "1", "last_day": "2026-03-05"})
    answer = secadmin.post(f"/roles/{grant.id}/end", {"version": "1", "last_day": "2026-03-09"})
    assert answer.status_code == 409
    assert "截止日</th><td>2026-03-05</td><td>2026-03-09" in answer.get_data(as_text=True)


def test_the_same_grant_sent_twice_is_made_once(secadmin):
    staff = make_staff()
    sent = {"number": staff.number, "role": "monitor", "valid_from": "2026-03-02", "request_key": "k1"}
    assert [secadmin.post("/roles/grant", sent).status_code for _ in range(2)] == [303, 303]
    assert RoleGrant.select().where((RoleGrant.staff_id == staff.id) & (RoleGrant.role == "monitor")).count() == 1
    assert secadmin.post("/roles/grant", {**sent, "role": "duty_officer"}).status_code == 409


def test_a_grant_is_in_the_audit(secadmin):
    staff = make_staff()
    secadmin.post("/roles/grant", {"number": staff.number, "role": "monitor", "valid_from": "2026-03-02"})
    row = AuditRow.select().order_by(AuditRow.seq.desc()).get()
    assert (row.what, row.staff_name, row.after["role"]) == ("role.grant", "安管", "monitor")


def test_a_head_delegates_to_another_decider_and_takes_it_back(sign_in, now):
    head, deputy = make_staff(Role.WINDOW_HEAD), make_staff(Role.DEPUTY_LEADER)
    client = sign_in(head)
    sent = {"number": deputy.number, "valid_from": "2026-03-02", "valid_to": "2026-03-04", "reason": "外出开会"}
    assert client.post("/delegations", sent).status_code == 303
    acting = actor_for(deputy)
    assert principals_of(acting, now.date()) == [head.id]
    assert principals_of(acting, now.date() + timedelta(days=3)) == []
    row = Delegation.get()
    assert client.post(f"/delegations/{row.id}/revoke", {"version": "1"}).status_code == 303
    assert principals_of(acting, now.date()) == []
    assert client.post(f"/delegations/{row.id}/revoke", {"version": "2"}).status_code == 409
    assert "已收回" in client.get("/delegations").get_data(as_text=True)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"number": "self"}, "不能委托给自己"),
    ({"number": "clerk"}, "没有审批请假的角色"), ({"valid_to": "2026-03-01"}, "早于开始日期"),
    ({"reason": ""}, "请填写这一项"),
])
def test_a_delegation_that_may_not_be_is_refused(sign_in, change, sentence):
    people = {"self": make_staff(Role.WINDOW_HEAD), "clerk": make_staff(), "deputy": make_staff(Role.DEPUTY_LEADER)}
    sent = {"number": "deputy", "valid_from": "2026-03-02", "valid_to": "2026-03-04", "reason": "外出", **change}
    answer = sign_in(people["self"]).post("/delegations", {**sent, "number": people[sent["number"]].number})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_nobody_takes_back_what_another_delegated(sign_in):
    head, deputy = make_staff(Role.WINDOW_HEAD), make_staff(Role.DEPUTY_LEADER)
    sign_in(head).post("/delegations", {"number": deputy.number, "valid_from": "2026-03-02", "valid_to": "2026-03-04", "reason": "外出"})
    assert sign_in(deputy).post(f"/delegations/{Delegation.get().id}/revoke", {"version": "1"}).status_code == 404
