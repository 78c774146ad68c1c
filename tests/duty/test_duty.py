"""Noon duty: the plan of a window, who may make it, carrying a week on, and leave that clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.changes import add, transaction
from actions.duty import add_duty, change_duty, copy_week, month_plan, remove_duty
from models import LeaveCell, NoonDuty
from rules.duty import Duty
from rules.errors import CalendarMissing, InvalidInput, NotAllowed, OutOfDate
from rules.people import SYSTEM, Role
from tests.people_made import actor_for, make_staff, make_unit

FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


class Window:
    """A window of two with its head, and another window's head."""

    def __init__(self) -> None:
        self.unit = make_unit()
        self.head = make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=self.unit)
        self.clerk = make_staff(unit=self.unit)
        self.stranger = make_staff(Role.WINDOW_HEAD, unit=make_unit())
        self.actor = actor_for(self.head)

    def duty(self, day: date = FRIDAY, **changes) -> Duty:
        return replace(Duty(day, self.clerk.id, self.head.id, "12:00", "13:30"), **changes)


@pytest.fixture
def window(db) -> Window:
    return Window()


def codes(error) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in error.value.problems]


def test_a_head_plans_their_own_window_and_no_other(window, now):
    add_duty(window.actor, window.unit.id, window.duty(), now)
    with pytest.raises(NotAllowed):
        add_duty(actor_for(window.stranger), window.unit.id, window.duty(MONDAY), now)
    add_duty(actor_for(make_staff(Role.ATTENDANCE_CLERK)), window.unit.id, window.duty(MONDAY), now)


@pytest.mark.parametrize(("changes", "found"), [
    ({"day": date(2026, 3, 7)}, [("day", "duty_day_off")]), ({"end": "12:00"}, [("end", "from_after_to")]),
    ({"start": "noon"}, [("start", "not_a_time")]), ({"staff_id": "x"}, [("staff", "not_of_window")]),
    ({"partner_id": "x"}, [("partner", "not_of_window")]),
])
def test_a_duty_that_cannot_be_kept_is_refused(window, now, changes, found):
    with pytest.raises(InvalidInput) as error:
        add_duty(window.actor, window.unit.id, window.duty(**changes), now)
    assert codes(error) == found


def test_nobody_is_their_own_partner_or_twice_on_a_day(window, now):
    with pytest.raises(InvalidInput) as error:
        add_duty(window.actor, window.unit.id, window.duty(partner_id=window.clerk.id), now)
    assert codes(error) == [("partner", "partner_self")]
    add_duty(window.actor, window.unit.id, window.duty(), now)
    with pytest.raises(InvalidInput) as error:
        add_duty(window.actor, window.unit.id, window.duty(start="12:30"), now)
    assert codes(error) == [("staff", "duty_twice")]


def test_duty_in_a_year_nobody_entered_is_refused(window, now):
    with pytest.raises(CalendarMissing):
        add_duty(window.actor, window.unit.id, window.duty(date(2027, 1, 4)), now)


def test_a_duty_is_changed_and_taken_off_and_a_stale_form_is_told(window, now):
    made = add_duty(window.actor, window.unit.id, window.duty(), now)
    change_duty(window.actor, made, window.duty(partner_id=""), 1, now)
    with pytest.raises(OutOfDate):
        change_duty(window.actor, made, window.duty(), 1, now)
    with pytest.raises(OutOfDate):
        remove_duty(window.actor, made, 1, now)
    remove_duty(window.actor, made, 2, now)
    assert NoonDuty.select().count() == 0


def test_a_week_is_carried_on_to_working_days_only_and_once(window, now):
    for day in (date(2026, 4, 3), date(2026, 4, 2)):
        add_duty(window.actor, window.unit.id, window.duty(day), now)
    assert copy_week(window.actor, window.unit.id, date(2026, 4, 8), now) == 2
    assert {row.day for row in NoonDuty.select()} == {date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 9), date(2026, 4, 10)}
    with pytest.raises(InvalidInput) as error:
        copy_week(window.actor, window.unit.id, date(2026, 4, 8), now)
    assert codes(error) == [("", "nothing_to_copy")]
    add_duty(window.actor, window.unit.id, window.duty(date(2026, 4, 30)), now)
    add_duty(window.actor, window.unit.id, window.duty(date(2026, 4, 28)), now)
    assert copy_week(window.actor, window.unit.id, date(2026, 5, 6), now) == 1  # 5 May is a holiday


def test_leave_that_clashes_is_shown_beside_the_duty(window, now):
    add_duty(window.actor, window.unit.id, window.duty(), now)
    with transaction():
        add(LeaveCell(staff_id=window.clerk.id, day=FRIDAY, half="pm", request_id="r", counts=True), SYSTEM, "test", now)
    [line] = next(day.lines for day in month_plan(window.unit.id, FRIDAY, MONDAY) if day.day == FRIDAY)
    assert (line.away, line.partner_away) == (("pm",), ())


def test_the_plan_of_a_month_has_every_working_day(window):
    days = month_plan(window.unit.id, date(2026, 2, 1), date(2026, 2, 28))
    assert [day.day.day for day in days] == [*range(2, 7), *range(9, 15), *range(24, 29)]


def test_the_page_plans_a_month_plain_and_by_htmx(sign_in, window):
    client = sign_in(window.head)
    address = f"/duty/{window.unit.id}/2026-03"
    assert client.get("/duty").location == address
    assert "未排" in client.get(address).get_data(as_text=True)
    form = {"day": "2026-03-06", "staff": window.clerk.id, "partner": "", "start": "12:00", "end": "13:30"}
    answers = [client.post(address, {**form, "request_key": "k", **more}).status_code for more in ({}, {}, {"end": "14:00"})]
    assert answers == [303, 303, 409]
    wrong = client.post(address, {**form, "day": "2026-03-07"}, htmx=True)
    assert wrong.status_code == 422
    assert "不用排午间值班" in wrong.get_data(as_text=True)
    assert client.post(f"/duty/{window.unit.id}/copy-week", {"week": "2026-03-10"}).status_code == 303
    made = NoonDuty.get(NoonDuty.day == FRIDAY)
    assert client.post(f"/duty/{made.id}", {**form, "end": "14:00", "version": "1"}).status_code == 303
    assert client.post(f"/duty/{made.id}", {**form, "end": "14:30", "version": "1"}).status_code == 409
    assert "12:00–14:00" in client.get(address).get_data(as_text=True)
    assert client.post(f"/duty/{made.id}/remove", {"version": "2"}).status_code == 303


def test_others_look_and_do_not_plan(sign_in, window):
    address = f"/duty/{window.unit.id}/2026-03"
    clerk, stranger = sign_in(window.clerk), sign_in(window.stranger)
    assert "排一次值班" not in clerk.get(address).get_data(as_text=True)
    assert clerk.post(address, {}).status_code == 403
    form = {"day": "2026-03-06", "staff": window.clerk.id, "start": "12:00", "end": "13:30"}
    assert stranger.post(address, form).status_code == 403
    assert [clerk.get(f"/duty/{window.unit.id}/{month}").status_code for month in ("2026-13", "march")] == [404, 404]


def test_without_windows_the_page_says_what_is_missing(sign_in):
    assert "还没有建窗口" in sign_in(make_staff()).get("/duty").get_data(as_text=True)


def test_a_month_of_a_missing_year_says_so(sign_in, window):
    assert "2027 年的日历还没有录入" in sign_in(window.head).get(f"/duty/{window.unit.id}/2027-01").get_data(as_text=True)
