"""Dated rules of the tracks: a new version from a day on, for what comes from then; what stands is never changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from actions.changes import find
from actions.complaint import CallDraft, log_call
from actions.complaint_clock import rule_of
from actions.complaint_rules import versions_of
from models import Complaint, ComplaintRule
from rules.complaint import CLOCKS, COUNTS, Kind, Track
from rules.people import Role
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit
from views.wording.complaint_rules import FIGURES

SENT = {
    "valid_from": "2026-03-05", "source": "县政务中心通知〔2026〕3 号", "clock": "day", "finish": "7", "accept_clock": "day",
    "accept": "1", "return_hours": "0", "extension": "3", "pauses": ["testing"], "sign": "240", "call_back": "2", "attempts": "2",
    "rounds": "1", "remind": "1", "supervise": "1", "bulletin": "6", "answer": "3", "order": "3", "archive": "30", "keep": "24",
}


@pytest.fixture
def head(app, sign_in):
    return sign_in(make_staff(Role.SECTION_HEAD, unit=make_unit("section")))


def test_every_figure_has_a_name_and_a_field():
    assert set(FIGURES) == {*CLOCKS, *COUNTS, "pauses"}


def test_a_new_version_holds_for_what_is_received_from_its_day_on(head):
    monitor = actor_for(make_staff(Role.MONITOR))
    before = [(row.id, row.figures, row.version) for row in ComplaintRule.select()]
    early = find(Complaint, log_call(monitor, CallDraft(Kind.COMPLAINT, "x", phone="13800005678"), MONDAY))
    form = head.get("/complaint/rules/service/new").get_data(as_text=True)
    assert 'name="finish"' in form
    assert head.post("/complaint/rules/service/new", SENT).status_code == 303
    late = find(Complaint, log_call(monitor, CallDraft(Kind.COMPLAINT, "x", phone="13800005678"), MONDAY + timedelta(days=3)))
    assert (late.rule_version, late.due, rule_of(late).keep) == ("service:2026-03-05", date(2026, 3, 16), 24)
    assert (rule_of(early).finish, rule_of(early).rounds) == (5, 2)
    assert [(row.id, row.figures, row.version) for row in ComplaintRule.select() if row.source != SENT["source"]] == before
    page = head.get("/complaint/rules").get_data(as_text=True)
    for text in ("县政务中心通知〔2026〕3 号", "将执行", "答复期限：5 → 7",
                 "可以暂停计时的情形：检验、检测、鉴定、等来电人补充材料 → 检验、检测、鉴定"):
        assert text in page


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"valid_from": "2026-03-01"}, "不能早于今天"), ({"source": ""}, "请填写这一项"), ({"finish": "0"}, "请填 1 至 1000"),
    ({"attempts": "11"}, "请填 1 至 10"), ({"keep": "5"}, "请填 6 至 1000"), ({"sign": "-1"}, "请填 0 至 4800"),
    ({"finish": "x"}, 'id="finish-fault"'), ({"clock": "minute"}, 'id="clock-fault"'), ({"pauses": ["tea"]}, 'id="pauses-fault"'),
    ({"valid_from": "x"}, 'id="valid_from-fault"'),
])
def test_what_is_wrong_is_said_and_nothing_is_kept(head, changed, sentence):
    count = ComplaintRule.select().count()
    answer = head.post("/complaint/rules/service/new", {**SENT, **changed})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert ComplaintRule.select().count() == count


def test_a_day_has_one_version_of_a_track_and_the_same_form_makes_one(head):
    key = {"request_key": "one"}
    assert [head.post("/complaint/rules/service/new", {**SENT, **key}).status_code for _ in range(2)] == [303, 303]
    assert len(versions_of(Track.SERVICE)) == 2
    assert "已有一个版本" in head.post("/complaint/rules/service/new", SENT).get_data(as_text=True)
    assert head.post("/complaint/rules/petition/new", SENT).status_code == 303
    assert head.get("/complaint/rules/tea/new").status_code == 404


@pytest.mark.parametrize(("role", "status"), [
    (Role.PERSONNEL, 200), (Role.MONITOR, 403), (Role.MAIN_LEADER, 403), (Role.SYSTEM_ADMIN, 403)])
def test_personnel_and_the_sections_head_change_rules(app, sign_in, role, status):
    client = sign_in(make_staff(role, unit=make_unit()))
    assert [client.get(page).status_code for page in ("/complaint/rules", "/complaint/rules/service/new")] == [status] * 2
