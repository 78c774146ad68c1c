"""After its term a complaint tells nobody who called and whom it named; what is counted stays, and whoever was kept from it still is.

Both engines.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from nacl.public import PrivateKey

from actions.attachments import keep_paper, path_of
from actions.changes import add, change, find, transaction
from actions.complaint import CallDraft, log_call
from actions.complaint_lists import complaint_seen, may_know
from actions.complaint_papers import hang
from actions.complaint_retention import anonymise, anonymise_due, due_for
from actions.complaint_secrecy import kept_ids
from actions.complaint_sums import compared
from models import (
    Attachment,
    AuditRow,
    ChangeLog,
    Complaint,
    ComplaintAct,
    ComplaintCaller,
    ComplaintDocument,
    ComplaintNamed,
    ComplaintSealed,
    ComplaintStatement,
    ComplaintText,
)
from rules.complaint import Kind
from rules.complaint_retention import kept_until, masked
from rules.complaint_sums import month_of
from rules.people import SYSTEM, Role
from tests.complaint.test_caller_sealed import install
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

LATER = MONDAY.replace(year=2029, month=3, day=20)
SECRETS = ("赵女士", "13800005678", "138 0000 5678", "北街", "李小明")


@pytest.fixture
def world(node_settings):
    install(PrivateKey.generate())
    section, window = make_unit("section"), make_unit()
    monitor, clerk = make_staff(Role.MONITOR, unit=section), make_staff(unit=window, name="李小明")
    actor = actor_for(monitor)
    draft = CallDraft(Kind.COMPLAINT, "赵女士说李小明态度不好，请打 138 0000 5678", unit_id=window.id, named=(clerk.id,), called="赵女士",
                      phone="13800005678", address="北街 5 号", demand="李小明道歉")
    made = log_call(actor, draft, MONDAY)
    paper = keep_paper(actor, b"%PDF-1.4 voice", "", node_settings, MONDAY)
    with transaction():
        row = find(Complaint, made)
        hang(row, [paper], actor, MONDAY)
        add(ComplaintAct(complaint_id=made, at=MONDAY, staff_id=monitor.id, act="note", note="李小明已道歉，赵女士满意"), actor,
            "complaint.act.note", MONDAY)
        add(ComplaintStatement(complaint_id=made, staff_id=clerk.id, subject="态度", asked_by=monitor.id, asked_at=MONDAY,
                               answer="我是李小明"), actor, "complaint.statement", MONDAY)
        add(ComplaintDocument(complaint_id=made, kind="reply", year=2026, serial=1, issued_by=monitor.id, issued_at=MONDAY,
                              facts={"to": "赵女士", "lines": ["李小明"], "day": "2026-03-02", "number": 3}), actor, "complaint.document",
            MONDAY)
        row.state, row.closed_at, row.outcome = "archived", MONDAY + timedelta(days=3), "已批评李小明"
        change(row, actor, "complaint.close", MONDAY)
    return node_settings, actor, clerk, made


def everything():
    """All that the tables of complaints and their change log say."""
    tables = [Complaint, ComplaintAct, ComplaintCaller, ComplaintDocument, ComplaintNamed, ComplaintSealed, ComplaintStatement,
              ComplaintText]
    log = list(ChangeLog.select().where(ChangeLog.tbl.startswith("complaint")).dicts())
    return " ".join(str(list(table.select().dicts())) for table in tables) + str(log)


def test_the_term_begins_when_it_is_over_and_is_that_of_its_rule(world):
    _, _, _, made = world
    assert due_for(date(2029, 3, 5)) == []
    assert [(one.row.id, one.until) for one in due_for(date(2029, 3, 6))] == [(made, date(2029, 3, 5))]
    assert due_for(MONDAY.date()) == []


def test_nobody_is_told_from_it_any_more(world):
    settings, _, clerk, made = world
    assert anonymise_due(settings, LATER) == 1
    said = everything()
    assert not any(secret in said for secret in (*SECRETS, clerk.id))
    assert [table.select().count() for table in (ComplaintCaller, ComplaintSealed)] == [0, 0]
    row = find(Complaint, made)
    assert (row.content, row.demand, row.outcome) == ("○○○说○○态度不好，请打 ****", "○○道歉", "已批评○○")
    assert ComplaintDocument.get().facts == {"to": "○○○", "lines": ["○○"], "day": "2026-03-02", "number": 3}
    written = " ".join(f"{one.before} {one.after} {one.note}" for one in AuditRow.select().where(AuditRow.what == "complaint.anonymise"))
    assert not any(secret in written for secret in (*SECRETS, clerk.id))
    assert anonymise_due(settings, LATER) == 0


def test_what_is_counted_stays(world):
    settings, actor, _, made = world
    figures = [column for column in Complaint._meta.sorted_field_names if column not in (
        "content", "demand", "outcome", "place", "happened", "anonymised_at", "version", "updated_at")]
    before = [getattr(find(Complaint, made), column) for column in figures], ComplaintAct.select().count()
    month = compared(actor, month_of(date(2026, 3, 1)), LATER.date())
    assert [fact.received for fact in month.facts] == [True]
    anonymise_due(settings, LATER)
    assert ([getattr(find(Complaint, made), column) for column in figures], ComplaintAct.select().count()) == before
    assert compared(actor, month_of(date(2026, 3, 1)), LATER.date()) == month


def test_whoever_was_kept_from_it_still_is(world):
    settings, _, _, made = world
    accused, other = make_staff(Role.MONITOR, unit=make_unit("section")), make_staff(Role.MAIN_LEADER)
    with transaction():
        add(ComplaintNamed(complaint_id=made, staff_id=accused.id), SYSTEM, "complaint.named", MONDAY)
    kept = kept_ids(find(Complaint, made), LATER.date())
    anonymise_due(settings, LATER)
    assert [may_know(actor_for(person, LATER.date()), made) for person in (accused, other)] == [False, True]
    assert kept_ids(find(Complaint, made), LATER.date()) == kept
    assert complaint_seen(actor_for(other, LATER.date()), made, LATER.date()).named == []


def test_papers_go_unless_they_hang_elsewhere(world):
    settings, actor, _, made = world
    other = log_call(actor, CallDraft(Kind.COMPLAINT, "x", phone="13800005678"), MONDAY)
    shared, own = Attachment.get(), keep_paper(actor, b"%PDF-1.4 other", "", settings, MONDAY)
    with transaction():
        hang(find(Complaint, other), [shared.id], actor, MONDAY)
        hang(find(Complaint, made), [own], actor, MONDAY)
    gone = path_of(settings, find(Attachment, own).sha256)
    anonymise(settings, made, LATER)
    assert (gone.exists(), path_of(settings, shared.sha256).exists()) == (False, True)
    assert [row.id for row in Attachment.select()] == [shared.id]


def test_what_was_joined_goes_with_it(world):
    settings, actor, _, made = world
    child = log_call(actor, CallDraft(Kind.COMPLAINT, "钱先生说的", called="钱先生", phone="13900001111"), MONDAY)
    row = find(Complaint, child)
    row.state, row.parent_id = "merged", made
    with transaction():
        change(row, actor, "complaint.join", MONDAY)
    assert anonymise_due(settings, LATER) == 2
    assert (find(Complaint, child).content, ComplaintCaller.select().count()) == ("○○○说的", 0)


def test_the_command_says_first_what_it_would_do(app):
    actor = actor_for(make_staff(Role.MONITOR))
    log_call(actor, CallDraft(Kind.ENQUIRY, "问", called="赵女士", settled=True, outcome="答"), MONDAY)
    app.config["CLOCK"].now = LATER
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["complaint", "anonymise", "--dry-run"]).output
    assert "LD-2026-0001  办结 2026-03-02  保存到 2029-03-02" in dry
    assert "有 1 件到了保存期限" in dry
    assert ComplaintCaller.select().count() == 1
    done = json.loads(runner.invoke(args=["complaint", "anonymise", "--json"]).output)
    assert done == {"due": [{"number": "LD-2026-0001", "until": "2029-03-02"}], "anonymised": 1}
    assert "已隐名 0 件" in runner.invoke(args=["complaint", "anonymise"]).output


@pytest.mark.parametrize(("text", "becomes"), [
    ("赵女士 13800005678", "○○○ ****"), ("电话0871-3419196", "电话****"), ("2026-03-02 到 2026-03-05", "2026-03-02 到 2026-03-05"),
    ("交了 300 元，排 12 号", "交了 300 元，排 12 号"), ("身份证 530102199001011234", "身份证 ****"),
    ("李小明、小李", "○○、小李"), ("", ""),
])
def test_texts_are_masked(text, becomes):
    assert masked(text, ["赵女士", "138 0000 5678", "", "赵"], ["李小明"]) == becomes


def test_a_month_that_is_shorter_ends_the_term_on_its_last_day():
    assert [kept_until(day, 1) for day in (date(2026, 1, 31), date(2027, 12, 31))] == [date(2026, 2, 28), date(2028, 1, 31)]
