"""Prepared queries give what peewee gives, on both engines; and so do the first pages, which are made of them."""

from __future__ import annotations

from datetime import date

import pytest

from actions import today_hall
from actions.changes import find_or_none, rows_by_id
from actions.leave_lists import my_open_leave, my_requests, waiting_for
from actions.leave_sheet import preview_of
from actions.leave_team import away_on, team_month
from actions.prepared import Prepared
from actions.today import badges, my_day, todos
from models import CalendarDay, LeavePolicy, LeaveRequest, LeaveRule, NodeSelf, Notice, Schedule, Staff
from tests.leave.leave_made import act, asked, at, draft, make_centre

pytestmark = pytest.mark.usefixtures("node_settings")
NOW = at("03-02 09:00")


@pytest.mark.parametrize("model", [CalendarDay, LeavePolicy, LeaveRequest, LeaveRule, NodeSelf, Notice, Schedule, Staff])
def test_rows_are_what_peewee_makes(model):
    centre = make_centre()
    asked(centre, draft("03-10", partner=centre.partner), NOW)
    made = Prepared(model, lambda: model.select().order_by(model._meta.primary_key).limit(50)).rows()
    expected = list(model.select().order_by(model._meta.primary_key).limit(50))
    assert [row.__data__ for row in made] == [row.__data__ for row in expected]
    assert made
    assert not any(row.is_dirty() for row in made)


def test_values_are_given_when_it_is_asked():
    between = Prepared(CalendarDay, lambda first, last, kind: CalendarDay.select(CalendarDay.day).where(
        CalendarDay.day.between(first, last) & (CalendarDay.kind == kind)).order_by(CalendarDay.day))
    assert [row.day for row in between.rows(date(2026, 3, 6), date(2026, 3, 9), "workday")] == [date(2026, 3, 6), date(2026, 3, 9)]
    assert between.columns(date(2026, 3, 7), date(2026, 3, 8), "day_off") == [("2026-03-07",), ("2026-03-08",)]
    assert between.first(date(2026, 3, 7), date(2026, 3, 8), "workday") is None


def test_rows_are_found_by_any_number_of_ids():
    centre = make_centre()
    people = [centre.clerk, centre.partner, centre.head, centre.section, centre.deputy]
    for count in range(len(people) + 1):
        wanted = [person.id for person in people[:count]]
        assert set(rows_by_id(Staff, [*wanted, *wanted])) == set(wanted)
    assert rows_by_id(Staff, ["nobody"]) == {}
    named = rows_by_id(Staff, [centre.clerk.id], ("id", "name"))[centre.clerk.id]
    assert named.__data__ == {"id": centre.clerk.id, "name": centre.clerk.name}
    assert find_or_none(Staff, None) is None
    assert find_or_none(Staff, "nobody") is None


def test_the_first_pages_are_read_on_both_engines():
    centre = make_centre()
    request = asked(centre, draft("03-02", "03-04", partner=centre.partner), NOW)
    clerk, leader, head = act(centre.clerk), act(centre.leader), act(centre.head)
    assert my_requests(clerk, 1).rows == [request]
    assert my_open_leave(clerk) == []
    assert len(waiting_for(leader, NOW.date()).all()) == len(todos(leader, NOW.date())) == 1
    assert badges(leader, NOW.date())["leave_waiting"] == 1
    assert my_day(clerk, NOW).waiting_own == 1
    assert today_hall.hall(leader, NOW).lines
    assert today_hall.desk(act(centre.personnel), NOW.date()).overdue == []
    assert len(today_hall.windows_of(head, NOW.date())) == 1
    assert away_on(head, NOW.date()) == []
    assert [line.staff.name for line in team_month(head, date(2026, 3, 1), "").lines if line.marks] == [centre.clerk.name]
    assert preview_of(centre.third, draft("03-10", "03-12", partner=centre.partner), NOW).plan is not None
