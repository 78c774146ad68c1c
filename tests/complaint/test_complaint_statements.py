"""Whoever is named is heard and told the subject only; both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.complaint_statements import (
    Finding,
    answer_statement,
    answers_owed,
    ask_statement,
    object_to,
    own_statement,
    own_statements,
    statements_of,
    tell_finding,
)
from models import ComplaintStatement, Notice
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from tests.complaint.centre_made import CALL, days, make_centre
from tests.conftest import MONDAY
from tests.people_made import actor_for

pytestmark = pytest.mark.usefixtures("node_settings")
SUBJECT = "2 月 27 日上午 2 号窗口解答咨询的情况"
FOUND = Finding("回答不规范，属实。", -20, "收到之日起五日内向督查科书面申诉。")


@pytest.fixture
def centre(node_settings):
    made = make_centre()
    made.log(replace(CALL, named=(made.clerk.id, made.other_head.id)))
    return made


@pytest.fixture
def asked(centre):
    return ask_statement(actor_for(centre.monitor), centre.id, centre.clerk.id, SUBJECT, MONDAY)


def test_heard_and_told_step_by_step(centre, asked):
    clerk = actor_for(centre.clerk)
    row = own_statement(clerk, asked)
    assert (row.subject, row.due, answers_owed(clerk).scalar()) == (SUBJECT, date(2026, 3, 5), 1)
    answer_statement(clerk, asked, "当时排队较多，回答得急了。", days(1))
    assert (own_statement(clerk, asked).answered_at, answers_owed(clerk).scalar()) == (days(1), 0)
    tell_finding(actor_for(centre.section), asked, FOUND, days(2), own_statement(clerk, asked).version)
    row = own_statement(clerk, asked)
    assert (row.finding, row.tenths, row.appeal, row.told_by) == (FOUND.text, -20, FOUND.appeal, centre.section.id)
    object_to(clerk, asked, "请核对监控。", days(3))
    assert [line.row.objection for line in statements_of(centre.id)] == ["请核对监控。"]
    kinds = {(notice.staff_id, notice.kind) for notice in Notice.select()}
    assert {(centre.clerk.id, "statement_asked"), (centre.clerk.id, "statement_told"), (centre.monitor.id, "statement_answered"),
            (centre.section.id, "statement_objected")} <= kinds


def test_the_person_learns_neither_the_number_nor_the_caller(centre, asked):
    told = [str(notice.values) + notice.link + notice.kind for notice in Notice.select().where(Notice.staff_id == centre.clerk.id)]
    assert told
    for text in told:
        for secret in (centre.row.number, centre.id, "赵女士", "13800005678"):
            assert secret not in text


@pytest.mark.parametrize("text", ["赵女士反映的情况", "请回 138 0000-5678", "TS-2026-0001 的情况", "  "])
def test_a_text_that_tells_who_called_is_refused(centre, asked, text):
    row = ComplaintStatement.get()
    with pytest.raises(InvalidInput) as error:
        tell_finding(actor_for(centre.section), asked, replace(FOUND, text=text), MONDAY, row.version)
    code = "tells_caller" if text.strip() else "required"
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("finding", code)]
    with pytest.raises(InvalidInput) as error:
        ask_statement(actor_for(centre.monitor), centre.id, centre.other_head.id, text, MONDAY)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("subject", code)]


def test_each_is_asked_and_answers_and_is_told_once(centre, asked):
    with pytest.raises(InvalidInput) as error:
        ask_statement(actor_for(centre.monitor), centre.id, centre.clerk.id, SUBJECT, MONDAY)
    assert [problem.code for problem in error.value.problems] == ["asked_already_statement"]
    answer_statement(actor_for(centre.clerk), asked, "说明", MONDAY)
    with pytest.raises(AlreadyDecided):
        answer_statement(actor_for(centre.clerk), asked, "再说明", MONDAY)
    with pytest.raises(OutOfDate):
        tell_finding(actor_for(centre.section), asked, FOUND, MONDAY, 1)
    tell_finding(actor_for(centre.section), asked, FOUND, MONDAY, 2)
    with pytest.raises(AlreadyDecided):
        tell_finding(actor_for(centre.section), asked, FOUND, MONDAY, 3)
    object_to(actor_for(centre.clerk), asked, "申诉", MONDAY)
    with pytest.raises(AlreadyDecided):
        object_to(actor_for(centre.clerk), asked, "再申诉", MONDAY)


def test_who_may_ask_tell_and_see(centre, asked):
    with pytest.raises(InvalidInput) as error:
        ask_statement(actor_for(centre.monitor), centre.id, centre.head.id, SUBJECT, MONDAY)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("person", "not_named")]
    with pytest.raises(NotFound):
        ask_statement(actor_for(centre.head), centre.id, centre.clerk.id, SUBJECT, MONDAY)
    with pytest.raises(NotAllowed):
        tell_finding(actor_for(centre.monitor), asked, FOUND, MONDAY, 1)
    for other in (centre.head, centre.monitor, centre.section):
        with pytest.raises(NotFound):
            own_statement(actor_for(other), asked)
        assert own_statements(actor_for(other)) == []
    with pytest.raises(InvalidInput) as error:
        tell_finding(actor_for(centre.section), asked, replace(FOUND, tenths=10), MONDAY, 1)
    assert [problem.code for problem in error.value.problems] == ["points_positive"]
