"""Work schedules as kept, and their pages."""

from __future__ import annotations

from datetime import date

import pytest

from actions.schedule import (
    ScheduleDraft,
    Target,
    add_difference,
    add_schedule,
    change_schedule,
    find_version,
    holding_for,
    remove_difference,
    remove_schedule,
    sessions_between,
    sessions_for,
    sessions_of,
)
from models import Schedule, ScheduleDay, database
from rules.errors import InvalidInput, NotAllowed, OutOfDate
from rules.people import Role
from rules.schedule import WEEK, Scope
from tests.people_made import actor_for, make_staff, make_unit

HOURS = {"am_start": "08:30", "am_end": "12:00", "pm_start": "14:30", "pm_end": "18:00"}
SUMMER = ScheduleDraft("夏季作息", WEEK, date(2026, 5, 1), date(2026, 9, 30), HOURS)
CENTRE = Target(Scope.CENTRE)
JUNE = date(2026, 6, 10)


def clerk():
    return actor_for(make_staff(Role.ATTENDANCE_CLERK))


def starts(sessions) -> list[int]:
    return [session.start_minute for session in sessions]


def test_a_season_begins_and_ends_and_the_standing_hours_come_back(db, now):
    staff = make_staff()
    add_schedule(clerk(), CENTRE, SUMMER, now)
    sessions = sessions_between(staff, date(2026, 4, 30), date(2026, 10, 1))
    assert [starts(sessions[day]) for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 30), date(2026, 10, 1))] == [
        [510, 810], [510, 870], [510, 870], [510, 810]]


def test_hours_of_one_person_and_of_one_day(db, now):
    actor, staff = clerk(), make_staff(post="受理岗")
    add_schedule(actor, Target(Scope.POST, "受理岗"), SUMMER, now)
    add_schedule(actor, Target(Scope.STAFF, staff.number), ScheduleDraft("接送", WEEK, JUNE, None, {**HOURS, "am_start": "09:00"}), now)
    made = add_difference(actor, CENTRE, JUNE, {**HOURS, "am_start": "10:00"}, "停水", now)
    assert starts(sessions_of(staff, JUNE)) == [600, 870]
    assert holding_for(actor, staff.number, JUNE).line.row.reason == "停水"
    remove_difference(actor, made, 1, now)
    assert starts(sessions_of(staff, JUNE)) == [540, 870]
    assert holding_for(actor, staff.number, date(2026, 6, 9)).line.target.name == "受理岗"


def test_many_people_and_days_need_few_queries(db, now, monkeypatch):
    people = [make_staff() for _ in range(30)]
    asked: list[str] = []
    execute = database.obj.execute_sql
    monkeypatch.setattr(database.obj, "execute_sql", lambda sql, *rest, **more: asked.append(sql) or execute(sql, *rest, **more))
    assert len(sessions_for(people, date(2026, 3, 1), date(2026, 3, 31))) == 30 * 31
    assert len(asked) <= 4  # where the logs stand, the node, versions, differences


@pytest.mark.parametrize(("target", "field"), [
    (Target(Scope.STAFF, "0000"), "number"), (Target(Scope.UNIT, "x"), "unit"), (Target(Scope.POST, "没有的岗"), "post")])
def test_hours_for_nobody_are_refused(db, now, target, field):
    with pytest.raises(InvalidInput) as error:
        add_schedule(clerk(), target, SUMMER, now)
    assert error.value.problems[0].field == field


def test_a_version_is_corrected_ended_and_only_before_it_begins_taken_back(db, now):
    actor = clerk()
    made = add_schedule(actor, CENTRE, SUMMER, now)
    change_schedule(actor, made, ScheduleDraft("夏季", WEEK, date(2026, 6, 1), date(2026, 9, 30), HOURS), 1, now)
    with pytest.raises(OutOfDate):
        change_schedule(actor, made, SUMMER, 1, now)
    with pytest.raises(InvalidInput):
        remove_schedule(actor, made, 2, now.replace(month=6))
    remove_schedule(actor, made, 2, now)
    assert Schedule.select().count() == 1


def test_the_standing_hours_of_the_centre_cannot_be_ended(db, now):
    row = Schedule.get()
    with pytest.raises(InvalidInput) as error:
        change_schedule(clerk(), row.id, ScheduleDraft("标准作息", WEEK, row.valid_from, JUNE, HOURS), 1, now)
    assert [problem.code for problem in error.value.problems] == ["centre_needs_hours"]


def test_only_those_who_keep_schedules_change_them_and_others_look_at_their_own(db, now):
    staff, other = make_staff(), make_staff()
    for act in (lambda actor: add_schedule(actor, CENTRE, SUMMER, now), lambda actor: holding_for(actor, other.number, JUNE),
                lambda actor: add_difference(actor, CENTRE, JUNE, HOURS, "停水", now)):
        with pytest.raises(NotAllowed):
            act(actor_for(staff))
    assert holding_for(actor_for(staff), staff.number, JUNE).line.row.name == "标准作息"


FORM = {"name": "夏季作息", "scope": "centre", "weekdays": list(WEEK), "valid_from": "2026-05-01", "valid_to": "2026-09-30", **HOURS}


def test_the_page_says_what_holds_and_why(sign_in):
    staff = make_staff()
    client = sign_in(staff)
    text = client.get("/schedule").get_data(as_text=True)
    assert "08:30–12:00" in text
    assert "按全中心的作息" in text
    assert "增加作息" not in text
    piece = client.piece(f"/schedule?number={staff.number}&day=2026-06-10").get_data(as_text=True)
    assert piece.lstrip().startswith('<div class="lc-card" id="holding"')
    assert "没有这个工号的人员" in client.get("/schedule?number=0000").get_data(as_text=True)


def test_a_version_is_made_by_the_form_once(sign_in):
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    client.get("/schedule/new")
    answers = [client.post("/schedule/new", {**FORM, "request_key": "k", **more}).status_code for more in ({}, {}, {"name": "另一条"})]
    assert answers == [303, 303, 409]
    assert Schedule.select().count() == 2
    clash = client.post("/schedule/new", {**FORM, "valid_from": "2026-06-01"}, htmx=True)
    assert clash.status_code == 422
    assert "日期重叠" in clash.get_data(as_text=True)
    assert "夏季作息" in client.get("/schedule").get_data(as_text=True)


def test_a_version_is_edited_by_the_form_and_a_stale_form_is_409(sign_in):
    client = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    client.post("/schedule/new", FORM)
    row = Schedule.get(Schedule.name == "夏季作息")
    assert "撤销这条作息" in client.get(f"/schedule/{row.id}").get_data(as_text=True)
    assert client.post(f"/schedule/{row.id}", {**FORM, "version": "1", "pm_end": "18:30"}, htmx=True).status_code == 204
    assert client.post(f"/schedule/{row.id}", {**FORM, "version": "1", "pm_end": "19:00"}).status_code == 409
    assert client.post(f"/schedule/{row.id}", {**FORM, "version": "2", "pm_end": "13:00"}).status_code == 422
    assert find_version(row.id).row.pm_end == "18:30"
    assert client.post(f"/schedule/{row.id}/remove", {"version": "2"}).status_code == 303


def test_a_single_day_is_made_and_taken_back_by_the_form(sign_in):
    unit = make_unit()
    client = sign_in(make_staff(Role.SECTION_HEAD))
    form = {"day": "2026-03-06", "scope": "unit", "unit": unit.id, "reason": "停电检修", **HOURS}
    assert client.post("/schedule/days/new", form).status_code == 303
    again = client.post("/schedule/days/new", form)
    assert "已有单日调整" in again.get_data(as_text=True)
    assert "停电检修" in client.get("/schedule").get_data(as_text=True)
    made = ScheduleDay.get()
    assert client.post(f"/schedule/days/{made.id}/remove", {"version": "1"}).status_code == 303
    assert ScheduleDay.select().count() == 0


def test_who_does_not_keep_schedules_is_refused_the_forms(sign_in):
    client = sign_in(make_staff(Role.WINDOW_HEAD))
    row = Schedule.get()
    assert [client.get(address).status_code for address in ("/schedule/new", f"/schedule/{row.id}", "/schedule/days/new")] == [403] * 3
    assert client.post(f"/schedule/{row.id}/remove", {"version": "1"}).status_code == 403
