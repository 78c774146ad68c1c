"""停电和故障: one event, a sheet on paper, the times of many people in one form, never one's own without a second person."""

from __future__ import annotations

import io
from datetime import date

import pytest

from actions import corrections, outages
from actions.attendance_approvals import waiting_for
from actions.changes import FormStamp, find
from models import Outage, PunchCorrection
from rules.errors import CalendarMissing, InvalidInput, NotAllowed, NotFound
from rules.people import Role
from tests.attendance.attendance_made import at, code_of, day, enrol, judged, make_hall, punch
from tests.people_made import actor_for, make_staff, make_unit

MONDAY, NOW = day("03-02"), at("03-02 18:00")


@pytest.fixture
def hall(db):
    """A Monday on which nobody's morning out and afternoon in were taken: the power was off from 11:30 to 14:00."""
    made = make_hall()
    for who in (made.clerk, made.other, made.head):
        punch(made.device, who, MONDAY, "08:20", "17:40")
    judged(MONDAY, now=NOW)
    return made


def event(hall, *, who=None, unit_id=None, on=MONDAY, start=690, end=840, reason="全县停电", stamp=None):
    draft = outages.OutageDraft(on, start, end, hall.window.id if unit_id is None else unit_id, "", reason)
    return outages.add_outage(actor_for(who or hall.head), draft, NOW, stamp)


def enter(hall, made, times, who=None, stamp=None, now=NOW):
    return outages.enter_times(actor_for(who or hall.head), made, times, now, stamp)


def both(*people):
    return {(one.id, slot): minute for one in people for slot, minute in (("am-out", 722), ("pm-in", 805))}


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_one_event_covers_many_people_and_counts_towards_nobodys_limit(hall):
    assert code_of(hall.clerk, MONDAY) == "missing_out"
    assert enter(hall, event(hall), both(hall.clerk, hall.other)) == 4
    assert [code_of(who, MONDAY, half) for who in (hall.clerk, hall.other) for half in ("am", "pm")] == ["corrected"] * 4
    assert corrections.used_in_month(hall.clerk.id, MONDAY) == 0


def test_ones_own_time_waits_for_a_second_person(hall):
    made = event(hall)
    enter(hall, made, both(hall.head))
    assert code_of(hall.head, MONDAY) == "missing_out"
    waiting = waiting_for(actor_for(hall.section), NOW.date()).corrections
    assert {(line.staff.id, line.row.outage_id) for line in waiting} == {(hall.head.id, made)}
    assert waiting_for(actor_for(hall.head), NOW.date()).corrections == []
    for line in waiting:
        corrections.decide(actor_for(hall.section), line.row.id, True, "", line.row.version, NOW)
    assert code_of(hall.head, MONDAY) == "corrected"


def test_the_clerks_own_entered_by_the_clerk_waits_for_the_head(hall):
    clerk = make_staff(Role.ATTENDANCE_CLERK, unit=hall.window)
    enrol(hall.device, clerk)
    enter(hall, event(hall, who=clerk), both(clerk, hall.clerk), who=clerk)
    states = {row.staff_id: row.state for row in PunchCorrection.select()}
    assert states == {clerk.id: "pending", hall.clerk.id: "approved"}


@pytest.mark.parametrize("minute", [689, 841])
def test_times_outside_the_event_are_refused(hall, minute):
    with pytest.raises(InvalidInput) as error:
        enter(hall, event(hall), {(hall.clerk.id, "am-out"): minute})
    assert codes(error) == ["outside_outage"]
    assert not PunchCorrection.select().exists()


def test_a_time_in_the_wrong_column_is_refused(hall):
    with pytest.raises(InvalidInput) as error:
        enter(hall, event(hall), {(hall.clerk.id, "pm-out"): 722, (hall.other.id, "am-out"): 722})
    assert [(problem.code, problem.values["name"]) for problem in error.value.problems] == [("outside_hours", "陈雨")]


@pytest.mark.parametrize("minute", [690, 840])
def test_the_ends_of_the_event_belong_to_it(hall, minute):
    assert enter(hall, event(hall), {(hall.clerk.id, "am-out"): minute}) == 1


def test_nothing_strange_is_entered(hall):
    made, stranger = event(hall), make_staff(unit=make_unit())
    for times, code in (({(stranger.id, "am-out"): 700}, "not_of_outage"), ({}, "nothing_entered")):
        with pytest.raises(InvalidInput) as error:
            enter(hall, made, times)
        assert codes(error) == [code]
    with pytest.raises(InvalidInput) as error:
        enter(hall, made, {(hall.clerk.id, "am-out"): 722}, now=at("03-02 12:00"))
    assert codes(error) == ["entered_ahead"]
    corrections.ask(actor_for(hall.clerk), corrections.Asked(MONDAY, "am", "out", 722, "停电"), NOW)
    with pytest.raises(InvalidInput) as error:
        enter(hall, made, {(hall.clerk.id, "am-out"): 722})
    assert codes(error) == ["entered_exists"]


def test_entering_the_sheet_again_adds_only_what_is_new_and_one_form_twice_adds_nothing(hall):
    made, stamp = event(hall), FormStamp("key", "hash")
    assert [enter(hall, made, both(hall.clerk), stamp=stamp) for _ in range(2)] == [2, 2]
    assert enter(hall, made, both(hall.clerk, hall.other)) == 2
    assert PunchCorrection.select().count() == 4


def test_one_form_of_an_event_sent_twice_is_one_event(hall):
    stamp = FormStamp("key", "hash")
    assert event(hall, stamp=stamp) == event(hall, stamp=stamp)


def test_the_head_runs_their_own_unit_the_section_and_the_clerk_every_one(hall):
    other = make_unit()
    for unit_id in ("", other.id):
        with pytest.raises(NotAllowed):
            event(hall, unit_id=unit_id)
        assert event(hall, who=hall.section, unit_id=unit_id)
    for who in (hall.clerk, hall.leader, hall.monitor):
        with pytest.raises(NotAllowed):
            event(hall, who=who)
    with pytest.raises(NotFound):
        outages.sheet_of(actor_for(hall.head), Outage.get(Outage.unit_id == other.id).id)


@pytest.mark.parametrize(("values", "code"), [({"reason": " "}, "required"), ({"end": 690}, "from_after_to"),
                                              ({"on": day("03-03")}, "in_the_future")])
def test_an_event_says_when_and_why(hall, values, code):
    with pytest.raises(InvalidInput) as error:
        event(hall, **values)
    assert codes(error) == [code]


def test_an_event_on_a_day_nobody_knows_is_refused(hall):
    with pytest.raises(CalendarMissing):
        event(hall, on=date(1, 1, 1))


def test_the_whole_centre_has_everybody_on_its_sheet_by_unit(hall):
    made = event(hall, who=hall.section, unit_id="")
    names = [line.staff.id for line in outages.sheet_of(actor_for(hall.section), made)]
    assert set(names) == {hall.clerk.id, hall.other.id, hall.head.id, hall.section.id, hall.personnel.id, hall.monitor.id}
    assert find(Outage, made).unit_id == ""


def test_the_pages_enter_print_and_give_back_what_was_typed(hall, app, clock, sign_in):
    clock.now = NOW
    client = sign_in(hall.head)
    sent = {"day": "2026-03-02", "time": "11:30", "until": "14:00", "unit": hall.window.id, "device": "", "reason": "停电"}
    assert client.post("/attendance/outages", {**sent, "until": "11:00"}).status_code == 422
    assert client.post("/attendance/outages", sent).status_code == 303
    made = Outage.get().id
    assert "临时签到表" in client.get(f"/attendance/outages/{made}/print").get_data(as_text=True)
    people = {"person": [hall.clerk.id, hall.other.id], "am_out": ["12:02", "15:00"],
              **{name: ["", ""] for name in ("am_in", "pm_in", "pm_out")}}
    refused = client.post(f"/attendance/outages/{made}", people)
    assert refused.status_code == 422
    assert "王芳 上午的时间不在停电或故障的时段内" in refused.get_data(as_text=True)
    assert 'value="12:02"' in refused.get_data(as_text=True)
    done = client.post(f"/attendance/outages/{made}", {**people, "am_out": ["12:02", "12:03"]}, htmx=True)
    assert done.status_code == 204
    scanned = {**people, "am_out": ["12:02", "12:03"], "attachment": (io.BytesIO(b"%PDF-1.4 sheet"), "签到表.pdf")}
    assert client.post(f"/attendance/outages/{made}", scanned, content_type="multipart/form-data").status_code == 303
    assert client.get(f"/attendance/outages/{made}/scan").data == b"%PDF-1.4 sheet"
    assert PunchCorrection.select().count() == 2
    assert sign_in(hall.clerk).get("/attendance/outages").status_code == 403
    assert sign_in(hall.leader).get(f"/attendance/outages/{made}").status_code == 403
