"""Adding, changing, moving people; their leaving; checklists; who sees whom."""

from datetime import date, timedelta

import pytest

from actions import accounts, sessions, staff_lists, staff_units
from actions.changes import transaction
from actions.people import actor_of
from actions.staff import add_staff, change_staff, end_staff, reveal_phone, transfer_staff
from actions.staff_handover import items_of, tick_item
from actions.staff_lists import Search, search_staff
from models import AuditRow, HandoverItem, Notice, RoleGrant, Session, Staff, Unit
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from rules.people import SYSTEM, Role
from rules.staff import UnitDraft
from tests.people_made import actor_for, make_staff, make_unit

pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 3, 2)


def personnel():
    return actor_for(make_staff(Role.PERSONNEL))


def texts(**more):
    return {"number": "5001", "name": "单小红", "employment": "contract", **more}


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


def test_somebody_new_gets_initials_the_basic_role_and_a_joining_checklist(now):
    unit, partner = make_unit(), make_staff()
    staff_id = add_staff(personnel(), texts(unit=unit.code, joined="2026-03-02", b_partner=partner.number), now)
    staff = Staff.get(Staff.id == staff_id)
    assert (staff.unit_id, staff.b_partner_id, staff.active_from) == (unit.id, partner.id, TODAY)
    assert {"dxh", "sxh"} <= set(staff.initials.split())
    assert actor_of(staff, TODAY).roles == {Role.STAFF}
    assert [(item.occasion, item.item, item.unit_id) for item in items_of(staff_id)] == [
        ("joining", "fingerprint", unit.id), ("joining", "card", unit.id)]


def test_somebody_who_joined_long_ago_gets_no_checklist(now):
    assert items_of(add_staff(personnel(), texts(joined="2019-03-02"), now)) == []


def test_every_fault_is_told_at_once(now):
    taken = make_staff(name="王芳")
    with pytest.raises(InvalidInput) as error:
        add_staff(personnel(), {"number": taken.number, "name": "", "unit": "无此窗口", "b_partner": "9999"}, now)
    assert codes(error) == {("number", "number_taken"), ("name", "required"), ("employment", "required"), ("unit", "unit_unknown"),
                            ("b_partner", "partner_unknown")}


def test_nobody_is_their_own_partner(now):
    with pytest.raises(InvalidInput) as error:
        add_staff(personnel(), texts(b_partner="5001"), now)
    assert codes(error) == {("b_partner", "partner_self")}


@pytest.mark.parametrize("role", [Role.STAFF, Role.WINDOW_HEAD, Role.MAIN_LEADER, Role.SECURITY_ADMIN])
def test_only_personnel_add_and_change_people(role, now):
    other, actor = make_staff(), actor_for(make_staff(role))
    with pytest.raises(NotAllowed):
        add_staff(actor, texts(), now)
    with pytest.raises(NotAllowed):
        change_staff(actor, other.id, texts(), now, version=1)
    with pytest.raises(NotAllowed):
        end_staff(actor, other.id, TODAY, now, version=1)


def test_an_empty_telephone_is_kept_and_a_dash_removes_it(now):
    staff = make_staff(phone="13812345678")
    kept = change_staff(personnel(), staff.id, texts(phone=""), now, version=1)
    assert kept.phone == "13812345678"
    assert change_staff(personnel(), staff.id, {"phone": "-"}, now, version=2).phone == ""


def test_the_second_of_two_editors_sees_both_values(now):
    staff, partner = make_staff(name="王芳"), make_staff()
    actor = personnel()
    change_staff(actor, staff.id, {"post": "综合岗"}, now, version=1)
    with pytest.raises(OutOfDate) as error:
        change_staff(actor, staff.id, {"post": "受理岗", "name": "王方", "b_partner": partner.number}, now, version=1)
    assert error.value.current == {"post": "综合岗", "name": "王芳", "b_partner_id": None}
    assert error.value.offered == {"post": "受理岗", "name": "王方", "b_partner_id": partner.number}
    assert Staff.get(Staff.id == staff.id).post == "综合岗"


def test_a_transfer_ends_the_old_units_roles_and_opens_the_handover(now):
    old, new = make_unit(), make_unit()
    head = make_staff(Role.WINDOW_HEAD, Role.STAFF, unit=old)
    transfer_staff(personnel(), head.id, new.id, TODAY, now, version=1)
    moved = Staff.get(Staff.id == head.id)
    assert moved.unit_id == new.id
    assert actor_of(moved, TODAY).roles == {Role.STAFF}
    assert actor_of(moved, TODAY - timedelta(days=1)).roles == {Role.STAFF, Role.WINDOW_HEAD}
    assert {(item.occasion, item.unit_id) for item in items_of(head.id)} == {("transfer", old.id)}


def test_a_transfer_to_the_same_unit_or_from_a_coming_day_is_refused(now):
    unit = make_unit()
    staff = make_staff(unit=unit)
    with pytest.raises(InvalidInput) as error:
        transfer_staff(personnel(), staff.id, unit.id, TODAY + timedelta(days=1), now, version=1)
    assert codes(error) == {("day", "transfer_future"), ("unit", "unit_same")}


def test_who_left_holds_no_role_and_no_session(now):
    staff = make_staff(Role.DUTY_OFFICER)
    with transaction():
        accounts.give_account(SYSTEM, staff, "Window-2026", now, must_change=False)
    token = accounts.sign_in(staff.number, "Window-2026", "", "", now)
    end_staff(personnel(), staff.id, TODAY - timedelta(days=1), now, version=1)
    assert sessions.live_session(token, now, 15) is None
    assert Session.get().end_reason == "left"
    assert actor_of(staff, TODAY).roles == set()
    assert [item.item for item in items_of(staff.id)] == ["fingerprint", "card", "open_matters", "rectifications", "leave"]


def test_a_leaving_can_be_taken_back_and_opens_only_one_checklist(now):
    staff, actor = make_staff(Role.DUTY_OFFICER), personnel()
    end_staff(actor, staff.id, TODAY - timedelta(days=1), now, version=1)
    end_staff(actor, staff.id, TODAY + timedelta(days=30), now, version=2)
    back = end_staff(actor, staff.id, None, now, version=3)
    assert staff_lists.is_here(back, TODAY)
    assert actor_of(back, TODAY).roles == {Role.STAFF}
    assert len(items_of(staff.id)) == 5


def test_nobody_leaves_before_they_came(now):
    staff = make_staff(active_from=TODAY)
    with pytest.raises(InvalidInput) as error:
        end_staff(personnel(), staff.id, TODAY - timedelta(days=1), now, version=1)
    assert codes(error) == {("last_day", "active_to_before_from")}


def leaver(now, unit):
    staff = make_staff(unit=unit)
    end_staff(personnel(), staff.id, TODAY, now, version=1)
    return items_of(staff.id)[0]


def test_a_line_is_ticked_once_by_the_units_head_with_a_note(now):
    unit = make_unit()
    item, head = leaver(now, unit), make_staff(Role.WINDOW_HEAD, unit=unit)
    done = tick_item(actor_for(head), item.id, " 已注销 ", now)
    assert (done.done_at, done.done_by, done.note) == (now, head.id, "已注销")
    assert HandoverItem.select().where(HandoverItem.done_at.is_null()).count() == 4
    with pytest.raises(AlreadyDecided):
        tick_item(actor_for(head), item.id, "", now)


def test_the_head_of_the_unit_left_is_told_of_the_handover(now):
    unit = make_unit()
    head = make_staff(Role.WINDOW_HEAD, unit=unit)
    leaver(now, unit)
    assert [(notice.staff_id, notice.kind) for notice in Notice.select()] == [(head.id, "handover_leaving")]


def test_another_units_head_ticks_nothing(now):
    item = leaver(now, make_unit())
    with pytest.raises(NotAllowed):
        tick_item(actor_for(make_staff(Role.WINDOW_HEAD, unit=make_unit())), item.id, "", now)


def test_a_head_sees_the_unit_and_who_still_owes_it_a_handover(now):
    unit, other = make_unit(), make_unit()
    head, colleague, stranger = make_staff(Role.WINDOW_HEAD, unit=unit), make_staff(unit=unit), make_staff(unit=other)
    transfer_staff(personnel(), colleague.id, other.id, TODAY, now, version=1)
    seen = {line.staff.id for line in staff_lists.people(actor_for(head), Search(), TODAY).lines}
    assert seen == {head.id, colleague.id}
    with pytest.raises(NotFound):
        staff_lists.person_sheet(actor_for(head), stranger.id, TODAY)


def test_who_may_not_see_people_sees_none(now):
    with pytest.raises(NotAllowed):
        staff_lists.people(actor_for(make_staff()), Search(), TODAY)


@pytest.mark.parametrize("text", ["sxh", "dxh", "SXH", "单小", "5001", "shan x", ""])
def test_a_person_is_found_by_number_name_and_any_initials(text, now):
    actor = personnel()
    staff_id = add_staff(actor, texts(), now)
    assert staff_id in [staff.id for staff in search_staff(actor, text, TODAY)]


@pytest.mark.parametrize("text", ["xh", "%", "_", "6"])
def test_what_does_not_fit_finds_nobody(text, now):
    actor = personnel()
    staff_id = add_staff(actor, texts(), now)
    assert staff_id not in [staff.id for staff in search_staff(actor, text, TODAY)]


def test_a_shown_telephone_is_in_the_audit(now):
    staff, actor = make_staff(phone="13812345678"), personnel()
    assert reveal_phone(actor, staff.id, now) == "13812345678"
    entry = AuditRow.select().order_by(AuditRow.seq.desc()).get()
    assert (entry.what, entry.staff_id, entry.row_id) == ("staff.phone", actor.staff_id, staff.id)


def test_units_are_made_once_by_code_and_closed_only_when_empty(now):
    actor = personnel()
    for _ in range(2):
        staff_units.put_unit(actor, UnitDraft("w1", "一号窗口", "window", 1), now)
    unit = Unit.get(Unit.code == "w1")
    assert unit.version == 1
    make_staff(unit=unit)
    with pytest.raises(InvalidInput) as error:
        staff_units.change_unit(actor, unit.id, UnitDraft("w1", "一号窗口", "window", 1, active=False), now, version=1)
    assert codes(error) == {("active", "unit_not_empty")}
    with pytest.raises(InvalidInput) as error:
        staff_units.add_unit(actor, UnitDraft("w1", "另一窗口", "window"), now)
    assert codes(error) == {("code", "unit_code_taken")}


def test_the_last_grant_of_a_leaver_ends_on_the_last_day(now):
    staff = make_staff()
    end_staff(personnel(), staff.id, TODAY, now, version=1)
    assert [grant.valid_to for grant in RoleGrant.select().where(RoleGrant.staff_id == staff.id)] == [TODAY]
