"""Where somebody stood on a day: noted when they come and when they move, and judged by on that day."""

from __future__ import annotations

from datetime import date

import pytest

from actions import schedule
from actions.attendance import cells_of
from actions.changes import find
from actions.staff import add_staff, change_staff, transfer_staff
from models import Posting, Staff, VerdictHistory
from rules.people import Role
from rules.schedule import Scope
from tests.attendance.attendance_made import NOW, judged, make_device, punch
from tests.people_made import actor_for, make_staff, make_unit

TEXTS = {"number": "3001", "name": "周新", "employment": "事业编", "post": "窗口岗", "joined": "2026-02-02"}
EARLY = {"am_start": "08:00", "am_end": "12:00", "pm_start": "13:30", "pm_end": "17:30"}


@pytest.fixture
def personnel(db):
    return actor_for(make_staff(Role.PERSONNEL))


def postings(staff_id):
    rows = Posting.select().where(Posting.staff_id == staff_id).order_by(Posting.valid_from)
    return [(row.valid_from, row.unit_id, row.post) for row in rows]


def test_who_comes_is_posted_from_the_first_day(personnel):
    unit = make_unit()
    made = add_staff(personnel, {**TEXTS, "unit": unit.name}, NOW)
    assert postings(made) == [(date(2026, 2, 2), unit.id, "窗口岗")]


def test_a_transfer_is_noted_from_its_day_and_the_days_before_keep_the_old_unit(personnel):
    old, new = make_unit(), make_unit()
    staff = make_staff(unit=old)
    transfer_staff(personnel, staff.id, new.id, date(2026, 2, 25), NOW, version=staff.version)
    assert [(day, unit) for day, unit, _ in postings(staff.id)] == [(date(2015, 7, 1), old.id), (date(2026, 2, 25), new.id)]


def test_two_transfers_of_one_day_leave_one_note(personnel):
    old, new, newer = make_unit(), make_unit(), make_unit()
    staff = make_staff(unit=old)
    for unit in (new, newer):
        transfer_staff(personnel, staff.id, unit.id, NOW.date(), NOW, version=find(Staff, staff.id).version)
    assert [unit for _, unit, _ in postings(staff.id)] == [old.id, newer.id]


def test_another_post_is_noted_from_today(personnel):
    staff = make_staff(unit=make_unit(), post="窗口岗")
    change_staff(personnel, staff.id, {"post": "咨询岗"}, NOW, version=staff.version)
    assert [(day, post) for day, _, post in postings(staff.id)] == [(date(2015, 7, 1), "窗口岗"), (NOW.date(), "咨询岗")]


def test_other_particulars_note_nothing(personnel):
    staff = make_staff(unit=make_unit())
    change_staff(personnel, staff.id, {"phone": "13900001111"}, NOW, version=staff.version)
    assert postings(staff.id) == []


def test_a_transfer_judges_again_only_the_days_from_it_on(personnel):
    old, new = make_unit(), make_unit()
    staff, clerk = make_staff(unit=old), actor_for(make_staff(Role.ATTENDANCE_CLERK))
    draft = schedule.ScheduleDraft("早班", "1234567", date(2026, 1, 1), None, EARLY)
    schedule.add_schedule(clerk, schedule.Target(Scope.UNIT, new.id), draft, NOW)
    device = make_device(staff)
    for number in (24, 25, 26):
        punch(device, staff, date(2026, 2, number), "08:20", "12:05", "13:20", "17:40")
    judged(date(2026, 2, 24), date(2026, 2, 26))
    transfer_staff(personnel, staff.id, new.id, date(2026, 2, 25), NOW, version=staff.version)
    mornings = {day.day: cell.code.value for (day, half), cell in cells_of(staff.id, date(2026, 2, 24), date(2026, 2, 26)).items()
                if half == "am"}
    assert mornings == {24: "normal", 25: "late", 26: "late"}
    assert {row.day.day for row in VerdictHistory.select().where(VerdictHistory.staff_id == staff.id)} == {25, 26}
