"""Nursing hours: asked, decided, one at a time, shifting the day, ending by itself; actions and pages."""

from __future__ import annotations

from datetime import date

import pytest

from actions import nursing, today
from actions.changes import FormStamp, find
from actions.schedule import sessions_of
from models import Notice, NursingArrangement
from rules.calendar import Half
from rules.errors import AlreadyDecided, InvalidInput, KeyReused, NotAllowed, NotFound
from rules.leave import Session
from rules.nursing import Placed, Shift, shifted
from tests.leave.leave_made import act, at, make_centre

NOW = at("03-02 09:00")
BORN = date(2025, 11, 20)
DAY = (Session(Half.AM, 510, 720), Session(Half.PM, 810, 1050))


@pytest.fixture
def centre(db):
    return make_centre(gender="f")


def wanted(first="2026-03-09", last="2026-11-19", children=1, placed=Placed.PM_END, born=BORN):
    return nursing.NursingDraft(born, children, date.fromisoformat(first), date.fromisoformat(last), placed)


def asked(centre, draft=None, stamp=None):
    return nursing.ask_nursing(act(centre.clerk), draft or wanted(), NOW, stamp)


def approved(centre, draft=None):
    arrangement_id = asked(centre, draft)
    nursing.decide_nursing(act(centre.head), arrangement_id, True, "", 1, NOW)
    return find(NursingArrangement, arrangement_id)


@pytest.mark.parametrize(("placed", "minutes", "hours"), [
    (Placed.AM_START, 60, [(570, 720), (810, 1050)]),
    (Placed.AM_END, 60, [(510, 660), (810, 1050)]),
    (Placed.PM_START, 60, [(510, 720), (870, 1050)]),
    (Placed.PM_END, 120, [(510, 720), (810, 930)]),
    (Placed.SPLIT, 60, [(540, 720), (810, 1020)]),
    (Placed.AM_START, 240, [(810, 1050)]),
])
def test_the_sessions_shift_where_the_time_is_placed(placed, minutes, hours):
    assert [(session.start_minute, session.end_minute) for session in shifted(DAY, Shift(minutes, placed))] == hours


def test_a_day_with_one_session_shifts_what_there_is():
    assert shifted(DAY[:1], Shift(60, Placed.PM_END)) == DAY[:1]


def test_the_minutes_are_the_laws_for_each_child(centre):
    assert approved(centre, wanted(children=2)).minutes == 120


@pytest.mark.parametrize(("draft", "field", "code"), [
    (wanted(last="2026-11-20"), "valid_to", "after_first_year"),
    (wanted(first="2025-11-19", last="2026-03-09"), "valid_from", "before_birth"),
    (wanted(first="2026-03-09", last="2026-03-08"), "valid_to", "from_after_to"),
    (wanted(born=date(2026, 3, 3)), "child_born", "in_the_future"),
    (wanted(children=0), "children", "children_range"),
    (wanted(children=7), "children", "children_range"),
])
def test_what_the_law_does_not_give_is_refused_at_its_field(centre, draft, field, code):
    with pytest.raises(InvalidInput) as error:
        asked(centre, draft)
    assert (field, code) in [(problem.field, problem.code) for problem in error.value.problems]


def test_it_is_for_mothers(db):
    with pytest.raises(InvalidInput, match="not_for_gender"):
        asked(make_centre(gender="m"))


def test_there_is_one_at_a_time(centre):
    approved(centre)
    with pytest.raises(InvalidInput, match="nursing_exists"):
        asked(centre, wanted(first="2026-10-01"))


def test_one_that_has_ended_still_holds_its_days(centre):
    approved(centre, wanted(last="2026-03-31"))
    nursing.end_what_is_over(NOW.replace(month=4))
    with pytest.raises(InvalidInput, match="nursing_exists"):
        asked(centre, wanted(first="2026-03-31"))


def test_the_same_form_asks_once(centre):
    stamp = FormStamp("k", "b")
    assert asked(centre, stamp=stamp) == asked(centre, stamp=stamp)
    with pytest.raises(KeyReused):
        asked(centre, stamp=FormStamp("k", "other"))


def test_the_head_decides_and_nobody_their_own(centre):
    arrangement_id = asked(centre)
    assert [row.staff_id for row in Notice.select().where(Notice.kind == "nursing_asked")] == [centre.head.id]
    for person in (centre.clerk, centre.partner, centre.section):
        with pytest.raises(NotAllowed):
            nursing.decide_nursing(act(person), arrangement_id, True, "", 1, NOW)
    with pytest.raises(InvalidInput, match="required"):
        nursing.decide_nursing(act(centre.head), arrangement_id, False, " ", 1, NOW)
    nursing.decide_nursing(act(centre.head), arrangement_id, True, "", 1, NOW)
    with pytest.raises(AlreadyDecided):
        nursing.decide_nursing(act(centre.head), arrangement_id, False, "晚了", 2, NOW)


def test_the_heads_own_goes_one_level_up(centre):
    arrangement_id = nursing.ask_nursing(act(centre.head), wanted(), NOW)
    with pytest.raises(NotAllowed):
        nursing.decide_nursing(act(centre.head), arrangement_id, True, "", 1, NOW)
    assert [line.row.id for line in nursing.nursing_to_decide(act(centre.section), NOW.date())] == [arrangement_id]


def test_only_an_approved_one_shifts_the_day_and_only_within_its_days(centre):
    asked(centre)
    assert nursing.nursing_shift(centre.clerk, date(2026, 3, 9)) is None
    nursing.decide_nursing(act(centre.head), NursingArrangement.get().id, True, "", 1, NOW)
    shift = nursing.nursing_shift(centre.clerk, date(2026, 3, 9))
    assert shift == Shift(60, Placed.PM_END)
    assert shifted(sessions_of(centre.clerk, date(2026, 3, 9)), shift)[1].end_minute == 990
    assert nursing.nursing_shift(centre.clerk, date(2026, 3, 8)) is None
    assert nursing.nursing_shift(centre.clerk, date(2026, 11, 20)) is None


def test_the_first_page_shows_the_shifted_hours(centre):
    approved(centre)
    assert today.my_day(act(centre.clerk), at("03-09 08:00")).sessions[-1].end_minute == 990


def test_it_ends_by_itself_and_what_was_still_stands(centre):
    row = approved(centre)
    later = at("11-20 00:15")
    assert nursing.end_what_is_over(later) == 1
    assert nursing.end_what_is_over(later) == 0
    assert find(NursingArrangement, row.id).state == "ended"
    assert nursing.nursing_shift(centre.clerk, date(2026, 11, 19)) is not None


def test_one_that_runs_is_ended_from_today_on_and_one_to_come_is_withdrawn(centre):
    row = approved(centre, wanted(first="2026-03-02"))
    with pytest.raises(NotFound):
        nursing.end_nursing(act(centre.head), row.id, date(2026, 3, 6), row.version, NOW)
    with pytest.raises(InvalidInput, match="nursing_last_day"):
        nursing.end_nursing(act(centre.clerk), row.id, date(2026, 3, 1), row.version, NOW)
    nursing.end_nursing(act(centre.clerk), row.id, date(2026, 3, 6), row.version, NOW)
    assert nursing.nursing_shift(centre.clerk, date(2026, 3, 7)) is None
    coming = approved(centre)
    nursing.end_nursing(act(centre.clerk), coming.id, NOW.date(), coming.version, NOW)
    assert find(NursingArrangement, coming.id).state == "withdrawn"
    assert nursing.nursing_shift(centre.clerk, date(2026, 3, 9)) is None


FORM = {"child_born": "2025-11-20", "children": "1", "valid_from": "2026-03-09", "valid_to": "2026-11-19", "placed": "split"}


def test_it_is_asked_decided_and_withdrawn_by_the_forms(centre, sign_in):
    clerk, head = sign_in(centre.clerk), sign_in(centre.head)
    assert clerk.post("/leave/nursing", FORM).status_code == 303
    row = NursingArrangement.get()
    assert "有 1 项哺乳时间等您批准" in head.get("/today").get_data(as_text=True)
    assert centre.clerk.name in head.get("/leave/nursing").get_data(as_text=True)
    refused = head.post(f"/leave/nursing/{row.id}/decide", {"verdict": "reject", "version": "1"})
    assert refused.status_code == 422
    assert head.post(f"/leave/nursing/{row.id}/decide", {"verdict": "approve", "version": "1"}).status_code == 303
    assert "已批准" in clerk.get("/leave/nursing").get_data(as_text=True)
    assert clerk.post(f"/leave/nursing/{row.id}/decide", {"verdict": "approve", "version": "2"}).status_code == 403
    assert clerk.post(f"/leave/nursing/{row.id}/end", {"last_day": "x", "version": "2"}).status_code == 422
    stale = clerk.post(f"/leave/nursing/{row.id}/end", {"last_day": "2026-04-01", "version": "1"})
    assert stale.status_code == 409
    assert "<td>2026-11-19</td><td>2026-04-01</td>" in stale.get_data(as_text=True)
    assert clerk.post(f"/leave/nursing/{row.id}/end", {"last_day": "2026-03-02", "version": "2"}).status_code == 303
    assert clerk.post(f"/leave/nursing/{row.id}/end", {"last_day": "2026-03-02", "version": "3"}).status_code == 409


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"valid_to": "2026-12-01"}, "最晚到 2026-11-19"), ({"children": "9"}, "1 到 6"), ({"placed": "noon"}, "选择"),
    ({"child_born": ""}, "填写日期")])
def test_a_wrong_form_comes_back_with_its_sentence(centre, sign_in, wrong, sentence):
    answer = sign_in(centre.clerk).post("/leave/nursing", {**FORM, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
