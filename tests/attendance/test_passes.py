"""临时外出: asked for in one form, signed as leave by the hour is, with the real times; what is not used is taken back."""

from __future__ import annotations

import pytest

from actions import leave, passes
from actions.changes import FormStamp, find
from models import LeaveInterval, LeaveRequest
from rules.errors import AlreadyDecided, InvalidInput, NotFound
from tests.attendance.attendance_made import at, code_of, day, judged, make_hall, punch
from tests.people_made import actor_for

MONDAY, NOW = day("03-02"), at("03-02 09:30")


@pytest.fixture
def hall(db):
    return make_hall()


def ask(hall, start=600, end=630, now=NOW, stamp=None, **values):
    asked = passes.PassAsked(start, end, **{"reason": "送材料", "destination": "县局", **values})
    return find(LeaveRequest, passes.ask_pass(actor_for(hall.clerk), asked, now, stamp))


def approved(hall, **values):
    row = ask(hall, **values)
    leave.decide(actor_for(hall.head), row.id, "approve", "", row.version, NOW)
    return find(LeaveRequest, row.id)


def go(act, hall, row, when, who=None):
    act(actor_for(who or hall.clerk), row.id, find(LeaveRequest, row.id).version, at(when))
    return find(LeaveRequest, row.id)


def spans(row):
    return [(piece.from_minute, piece.to_minute) for piece in LeaveInterval.select().where(LeaveInterval.request_id == row.id)]


@pytest.mark.parametrize(("minutes", "step"), [(30, "window_head"), (31, "section"), (120, "section")])
def test_a_pass_is_leave_of_the_type_outing_and_signed_by_its_length(hall, minutes, step):
    row = ask(hall, end=600 + minutes)
    assert (row.type_code, row.state, row.minutes, [one["kind"] for one in row.steps]) == ("outing", "pending", minutes, [step])


def test_a_longer_one_is_refused_unless_it_is_asked_for_knowingly_and_then_goes_to_a_leader(hall):
    with pytest.raises(InvalidInput) as error:
        ask(hall, start=840, end=961)
    assert [(one.field, one.code, one.values["most"]) for one in error.value.problems] == [("to_time", "pass_too_long", 120)]
    assert ask(hall, start=840, end=961, beyond=True).steps[0]["kind"] == "centre_leader"


def test_where_to_is_needed(hall):
    with pytest.raises(InvalidInput) as error:
        ask(hall, destination=" ")
    assert error.value.problems[0].field == "destination"


def test_one_form_sent_twice_asks_once(hall):
    stamp = FormStamp("key", "hash")
    assert ask(hall, stamp=stamp).id == ask(hall, stamp=stamp).id


def test_coming_back_early_gives_back_what_is_left(hall):
    row = go(passes.go_out, hall, approved(hall), "03-02 10:05")
    row = go(passes.come_back, hall, row, "03-02 10:20")
    assert spans(row) == [(605, 620)]
    assert (row.minutes, row.left_at, row.returned_at) == (15, at("03-02 10:05"), at("03-02 10:20"))


def test_coming_back_late_allows_no_more_and_shows_the_overrun(hall):
    row = go(passes.go_out, hall, approved(hall), "03-02 10:00")
    [line] = passes.passes_watched(actor_for(hall.head), at("03-02 10:45"))
    assert (line.state, line.overrun) == ("overdue", 15)
    row = go(passes.come_back, hall, row, "03-02 10:50")
    assert spans(row) == [(600, 630)]
    [line] = passes.own_passes(actor_for(hall.clerk), at("03-02 11:00"))
    assert (line.state, line.overrun) == ("back", 20)


def test_the_judge_allows_being_away_with_the_pass_and_no_longer(hall):
    row = go(passes.go_out, hall, approved(hall), "03-02 10:00")
    punch(hall.device, hall.clerk, MONDAY, "08:20", "10:01", "10:25", "12:05", "13:20", "17:40")
    judged(MONDAY, now=at("03-02 18:00"))
    assert code_of(hall.clerk, MONDAY) == "normal"
    go(passes.come_back, hall, row, "03-02 10:10")
    assert code_of(hall.clerk, MONDAY) == "left_post"


def test_a_pass_does_not_replace_the_last_punch(hall):
    approved(hall, start=1020, end=1050)
    punch(hall.device, hall.clerk, MONDAY, "08:20", "12:05", "13:20")
    judged(MONDAY, now=at("03-02 18:00"))
    assert code_of(hall.clerk, MONDAY, "pm") == "missing_out"


def test_nobody_goes_out_before_it_is_approved_twice_or_on_another_day(hall):
    row = ask(hall)
    with pytest.raises(AlreadyDecided):
        go(passes.go_out, hall, row, "03-02 10:00")
    leave.decide(actor_for(hall.head), row.id, "approve", "", row.version, NOW)
    with pytest.raises(InvalidInput):
        go(passes.go_out, hall, row, "03-03 10:00")
    go(passes.go_out, hall, row, "03-02 10:00")
    with pytest.raises(AlreadyDecided):
        go(passes.go_out, hall, row, "03-02 10:01")
    with pytest.raises(NotFound):
        go(passes.come_back, hall, row, "03-02 10:02", who=hall.other)


def test_who_is_out_is_seen_by_the_head_and_the_hall_and_by_no_colleague(hall):
    go(passes.go_out, hall, approved(hall), "03-02 10:00")
    seen = {name: len(passes.passes_watched(actor_for(getattr(hall, name)), at("03-02 10:10")))
            for name in ("head", "section", "monitor", "other", "clerk")}
    assert seen == {"head": 1, "section": 1, "monitor": 1, "other": 0, "clerk": 0}


def test_the_page_asks_goes_out_and_comes_back(hall, app, clock, sign_in):
    clock.now = NOW
    client, head = sign_in(hall.clerk), sign_in(hall.head)
    assert "30 分钟以内由窗口负责人批" in client.get("/attendance/passes").get_data(as_text=True)
    sent = {"from_time": "09:31", "to_time": "09:33", "reason": "送件", "destination": "县局"}
    assert client.post("/attendance/passes", {**sent, "to_time": "09:00"}).status_code == 422
    assert client.post("/attendance/passes", sent).status_code == 303
    row = LeaveRequest.get()
    assert client.post(f"/attendance/passes/{row.id}/out", {"version": str(row.version)}).status_code == 409
    head.post(f"/leave/{row.id}/decide", {"verdict": "approve", "version": str(row.version)})
    clock.now = at("03-02 09:32")
    row = find(LeaveRequest, row.id)
    assert client.post(f"/attendance/passes/{row.id}/out", {"version": str(row.version)}, htmx=True).status_code == 204
    clock.now = at("03-02 09:43")
    assert "超时 10 分钟" in head.get("/attendance/passes").get_data(as_text=True)
    row = find(LeaveRequest, row.id)
    assert client.post(f"/attendance/passes/{row.id}/back", {"version": str(row.version)}).status_code == 303
    assert "09:32–09:43" in client.get("/attendance/passes").get_data(as_text=True)
