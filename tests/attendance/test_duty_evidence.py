"""值班: who decides sees the punches of the day, and noon duties that were kept are claimed from the roster."""

from __future__ import annotations

import pytest

from actions import leave_duty
from actions.changes import add, transaction
from models import DutyHours, NoonDuty
from rules.errors import InvalidInput
from rules.people import SYSTEM
from tests.attendance.attendance_made import at, code_of, day, judged, make_hall, punch
from tests.people_made import actor_for

SUNDAY, MONDAY, NOW = day("03-01"), day("03-02"), at("03-03 09:00")


@pytest.fixture
def hall(db):
    """A clerk on noon duty on a Monday; a colleague on the same roster who did not come."""
    made = make_hall()
    punch(made.device, made.clerk, MONDAY, "08:20", "17:40")
    with transaction():
        for who in (made.clerk, made.other, made.head):
            add(NoonDuty(day=MONDAY, unit_id=made.window.id, staff_id=who.id, start="12:00", end="13:30"), SYSTEM, "duty.add", NOW)
    punch(made.device, made.head, MONDAY, "08:20", "17:40")
    judged(MONDAY, now=NOW)
    return made


def test_who_decides_sees_the_punches_of_the_day(hall):
    punch(hall.device, hall.clerk, SUNDAY, "08:55", "17:05")
    judged(SUNDAY, now=NOW)
    leave_duty.claim_duty(actor_for(hall.clerk), SUNDAY, 480, "大厅值班", NOW, kind="weekend")
    [line] = leave_duty.duty_to_decide(actor_for(hall.head))
    assert line.punches == (8 * 3600 + 55 * 60, 17 * 3600 + 5 * 60)
    leave_duty.decide_duty(actor_for(hall.head), line.duty.id, True, "", 1, NOW)
    assert code_of(hall.clerk, SUNDAY) == "duty"


def test_noon_duties_that_were_kept_are_claimed_once_and_ones_own_is_left_to_others(hall):
    assert [leave_duty.propose_noon(actor_for(hall.head), NOW) for _ in range(2)] == [1, 0]
    [row] = DutyHours.select()
    assert (row.staff_id, row.day, row.minutes, row.kind, row.proposed, row.state) == (hall.clerk.id, MONDAY, 90, "noon", True, "claimed")
    assert leave_duty.propose_noon(actor_for(hall.section), NOW) == 1  # the head's own
    assert leave_duty.propose_noon(actor_for(hall.clerk), NOW) == 0


def test_one_day_may_have_a_noon_duty_and_an_evening_but_not_two_of_a_kind(hall):
    clerk = actor_for(hall.clerk)
    leave_duty.claim_duty(clerk, MONDAY, 90, "午间", NOW, kind="noon")
    leave_duty.claim_duty(clerk, MONDAY, 60, "延时", NOW, kind="extended")
    with pytest.raises(InvalidInput):
        leave_duty.claim_duty(clerk, MONDAY, 60, "延时", NOW, kind="extended")


def test_the_page_shows_the_evidence_and_proposes(hall, app, clock, sign_in):
    clock.now = NOW
    client = sign_in(hall.head)
    assert client.post("/leave/duty-hours/propose").status_code == 303
    page = client.get("/leave/duty-hours").get_data(as_text=True)
    assert "按午间值班表 12:00-13:30" in page
    assert "08:20 17:40" in page
