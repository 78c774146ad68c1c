"""A span in which a clock was wrong: asked by one, approved by two others, shown before it is decided, judged by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from actions import clock_corrections
from actions.attendance import cells_of
from actions.attendance_judge import judge_days
from actions.changes import add, transaction
from actions.punches import BatchDraft, take_in
from models import ClockCorrection, Coverage, Notice, RawPunch
from rules.clock_correction import Span, check_span, may_decide
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, OutOfDate
from rules.people import SYSTEM, Role
from rules.punches import ReadRow, midnight
from tests.iclock.machines_made import give_pin, make_device
from tests.people_made import LONG_AGO, actor_for, make_staff, make_unit

DAY = date(2026, 2, 27)
BASE = midnight(DAY)
SPAN = Span(BASE, BASE + 86400, -600)


@pytest.fixture
def office(db, now):
    """A machine ten minutes fast all day, somebody who was punctual and seems late, and the people who decide."""
    device, staff = make_device(), make_staff(Role.STAFF, unit=make_unit())
    give_pin(device, "7", staff)
    with transaction():
        add(Coverage(device_id=device.id, since=BASE - 86400, until=BASE + 3 * 86400, source="said"), SYSTEM, "device.cover", LONG_AGO)
    times = [(8, 35), (12, 11), (13, 25), (17, 45)]
    punches = [ReadRow(line, b"x%d" % line, "7", BASE + hour * 3600 + minute * 60) for line, (hour, minute) in enumerate(times, 1)]
    take_in(SYSTEM, device, punches, BatchDraft("push"), now)
    judge_days(DAY, DAY, now, "test")
    people = [make_staff(Role.ATTENDANCE_CLERK), make_staff(Role.SECTION_HEAD), make_staff(Role.PERSONNEL)]
    return device, staff, people


def codes(staff):
    return [cell.code.value for cell in cells_of(staff.id, DAY, DAY).values()]


def ask(device, person, now, span=SPAN):
    return clock_corrections.ask(actor_for(person), device.id, span, "电池没电", now)


def decide(person, row_id, approve, now, opinion=""):
    version = ClockCorrection.get_by_id(row_id).version
    return clock_corrections.decide(actor_for(person), row_id, approve, opinion, version, now)


def test_two_others_approve_and_the_day_is_judged_anew_by_itself(office, now):
    device, staff, (clerk, head, personnel) = office
    raw = [row.second for row in RawPunch.select()]
    assert codes(staff) == ["late", "normal"]
    row_id = ask(device, clerk, now)
    assert decide(head, row_id, True, now).state == "once"
    assert codes(staff) == ["late", "normal"]
    assert decide(personnel, row_id, True, now).state == "approved"
    assert codes(staff) == ["normal", "normal"]
    assert [row.second for row in RawPunch.select()] == raw
    row = ClockCorrection.get_by_id(row_id)
    assert (row.asked_by, row.decided_by, row.second_by) == (clerk.id, head.id, personnel.id)
    assert Notice.select().where((Notice.staff_id == clerk.id) & (Notice.kind == "clock_approved")).exists()


def test_who_asked_or_approved_never_approves_again_and_others_may_not(office, now):
    device, _, (clerk, head, _) = office
    row_id = ask(device, clerk, now)
    for person in (clerk, make_staff(Role.WINDOW_HEAD, unit=make_unit()), make_staff(Role.SYSTEM_ADMIN), make_staff(Role.STAFF)):
        with pytest.raises(NotAllowed):
            decide(person, row_id, True, now)
    decide(head, row_id, True, now)
    with pytest.raises(NotAllowed):
        decide(head, row_id, True, now)
    with pytest.raises(NotAllowed):
        decide(clerk, row_id, True, now)
    assert ClockCorrection.get_by_id(row_id).state == "once"


def test_the_system_itself_never_approves(office, now):
    device, _, (clerk, *_) = office
    row_id = ask(device, clerk, now)
    with pytest.raises(NotAllowed):
        clock_corrections.decide(SYSTEM, row_id, True, "", 1, now)
    assert not may_decide(SYSTEM, "asked", clerk.id, "")


def test_one_may_reject_with_an_opinion_and_then_it_is_over(office, now):
    device, staff, (clerk, head, personnel) = office
    row_id = ask(device, clerk, now)
    with pytest.raises(InvalidInput):
        decide(head, row_id, False, now)
    assert decide(head, row_id, False, now, "时间不对").state == "rejected"
    with pytest.raises(AlreadyDecided):
        decide(personnel, row_id, True, now)
    assert codes(staff) == ["late", "normal"]
    assert ask(device, clerk, now)


def test_a_decision_on_what_changed_meanwhile_is_refused(office, now):
    device, _, (clerk, head, personnel) = office
    row_id = ask(device, clerk, now)
    decide(head, row_id, True, now)
    with pytest.raises(OutOfDate):
        clock_corrections.decide(actor_for(personnel), row_id, True, "", 1, now)


def test_the_effect_is_shown_before_and_is_what_then_happens(office, now):
    device, staff, (clerk, head, personnel) = office
    row_id = ask(device, clerk, now)
    before = codes(staff)
    effect = clock_corrections.sheet(actor_for(head), row_id).effect
    assert effect.punches == 4
    assert (effect.counts, effect.total) == ((("late", "normal", 1),), 1)
    assert [(cell.staff.id, cell.day, cell.half) for cell in effect.cells] == [(staff.id, DAY, "am")]
    assert codes(staff) == before
    decide(head, row_id, True, now)
    decide(personnel, row_id, True, now)
    assert codes(staff) == ["normal", "normal"]
    assert clock_corrections.sheet(actor_for(head), row_id).effect is None


@pytest.mark.parametrize("span", [
    Span(BASE, BASE, 60), Span(BASE + 1, BASE, 60), Span(BASE, BASE + 401 * 86400, 60), Span(BASE, BASE + 60, 0),
    Span(BASE, BASE + 60, 401 * 86400), Span(BASE + 3600, BASE + 7200, 60), Span(BASE - 60, BASE + 1, 60),
])
def test_a_span_that_is_none_or_lies_over_another_is_refused(span):
    with pytest.raises(InvalidInput):
        check_span(span, [SPAN])


def test_spans_that_touch_are_two():
    check_span(Span(BASE + 86400, BASE + 90000, 60), [SPAN])
    check_span(Span(BASE - 3600, BASE, 60), [SPAN])


def test_the_pages_lead_from_the_machine_to_the_decision(app, sign_in, office, clock):
    device, staff, (clerk, head, personnel) = office
    asker = sign_in(clerk)
    assert "提出时钟校正" in asker.get(f"/attendance/machines/{device.id}/clock").text
    form = {"direction": "fast", "minutes": "10", "since_day": "2026-02-27", "since_time": "00:00", "until_day": "2026-02-28",
            "until_time": "00:00", "reason": "电池没电"}
    refused = asker.post(f"/attendance/machines/{device.id}/clock", {**form, "minutes": "0"})
    assert refused.status_code == 422
    assert "不能是 0" in refused.text
    made = asker.post(f"/attendance/machines/{device.id}/clock", form)
    assert made.status_code == 303
    page = made.location
    assert "同意</button>" not in asker.get(page).text
    assert asker.post(page, {"verdict": "approve", "version": "1"}).status_code == 403
    first = sign_in(head)
    shown = first.get(page).text
    assert "迟到改为正常 1 个" in shown
    assert staff.name in shown
    assert first.post(page, {"verdict": "reject", "version": "1"}).status_code == 422
    assert first.post(page, {"verdict": "approve", "version": "1"}).status_code == 303
    assert "一人已同意" in first.get("/attendance/clock").text
    second = sign_in(personnel)
    assert second.post(page, {"verdict": "approve", "version": "2"}).status_code == 303
    assert "已生效" in second.get(page).text
    assert codes(staff) == ["normal", "normal"]
    clock.now += timedelta(minutes=1)
    assert "已生效" in asker.get(f"/attendance/machines/{device.id}").text
