"""The monthly report: filled in, checked by another, issued and frozen; a correction is a new edition; nobody learns what names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from actions.complaint_report import check, fill_in, issue, report_of
from models import AuditRow, HotlineReport
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, OutOfDate
from rules.people import Role
from tests.complaint.centre_made import CALL, days, make_centre
from tests.people_made import actor_for, make_staff

MONTH, NEXT = date(2026, 3, 1), days(31)
TODAY = NEXT.date()


@pytest.fixture
def centre(node_settings):
    made = make_centre()
    made.log()
    return made


def filled(centre, correction="", now=NEXT, seen=0):
    return fill_in(actor_for(centre.monitor), MONTH, "本月一件投诉。", correction, now, seen)


def seen_by(staff, edition=0):
    return report_of(actor_for(staff), MONTH, TODAY, edition)


def signed(centre, made):
    check(actor_for(centre.section), made, NEXT, HotlineReport.get(HotlineReport.id == made).version)
    return issue(actor_for(centre.leader), made, NEXT, HotlineReport.get(HotlineReport.id == made).version)


def test_what_was_issued_stays_and_a_correction_says_what_changed(centre):
    assert (seen_by(centre.monitor).row, seen_by(centre.monitor).found.sums[0].received) == (None, 1)
    first = filled(centre)
    signed(centre, first)
    centre.log(now=days(1))
    assert (seen_by(centre.monitor).found.sums[0].received, seen_by(centre.monitor).former) == (1, None)
    with pytest.raises(InvalidInput) as error:
        filled(centre)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("correction", "required")]
    second = filled(centre, "漏登一件")
    report = seen_by(centre.leader)
    assert (second != first, report.row.sequence, report.editions) == (True, 2, 2)
    assert (report.found.sums[0].received, report.former.sums[0].received) == (2, 1)
    assert (seen_by(centre.leader, 1).found.sums[0].received, seen_by(centre.leader, 1).may_fill) == (1, False)
    assert report.names == {centre.monitor.id: centre.monitor.name}


def test_filling_in_again_takes_new_figures_and_undoes_the_check(centre):
    made = filled(centre)
    check(actor_for(centre.section), made, NEXT, 1)
    centre.log(now=days(1))
    with pytest.raises(OutOfDate):
        filled(centre, seen=1)
    assert filled(centre, seen=2) == made
    report = seen_by(centre.section)
    assert (report.row.checked_at, report.row.sequence, report.found.sums[0].received, report.may_check) == (None, 1, 2, True)


def test_who_signs_is_somebody_else_and_in_order(centre):
    with pytest.raises(NotAllowed):
        fill_in(actor_for(centre.leader), MONTH, "x", "", NEXT, 0)
    made = fill_in(actor_for(centre.section), MONTH, "x", "", NEXT, 0)
    for sign, person in ((check, centre.section), (check, centre.monitor), (issue, centre.section), (issue, centre.second)):
        with pytest.raises(NotAllowed):
            sign(actor_for(person), made, NEXT, 1)
    with pytest.raises(AlreadyDecided):
        issue(actor_for(centre.leader), made, NEXT, 1)
    check(actor_for(centre.leader), made, NEXT, 1)
    for sign in (check, issue):
        with pytest.raises((AlreadyDecided, OutOfDate)):
            sign(actor_for(centre.leader), made, NEXT, 1)
    assert issue(actor_for(make_staff(Role.MAIN_LEADER)), made, NEXT, 2).issued_at == NEXT


def test_a_month_that_runs_or_says_nothing_is_not_filled_in(centre):
    with pytest.raises(InvalidInput) as error:
        fill_in(actor_for(centre.monitor), MONTH, " ", "", days(1), 0)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("narrative", "required"), ("month", "month_runs")]
    assert HotlineReport.select().count() == 0


def test_whoever_is_named_reads_a_report_without_what_names_them(centre):
    accused = make_staff(Role.MONITOR, unit=centre.other)
    centre.log(replace(CALL, named=(accused.id,)))
    filled(centre)
    assert (seen_by(accused).found.sums[0].received, seen_by(centre.monitor).found.sums[0].received) == (1, 2)


def test_the_pages_fill_check_issue_and_write_it(app, sign_in, clock):
    made = make_centre()
    made.log()
    clock.now = NEXT
    client = sign_in(made.monitor)
    assert "还没有填报" in client.get("/complaint/report?month=2026-03").get_data(as_text=True)
    assert client.post("/complaint/report/fill", {"month": "2026-03", "version": "0", "narrative": ""}).status_code == 422
    sent = {"month": "2026-03", "version": "0", "narrative": "<b>一件</b>", "request_key": "k"}
    assert [client.post("/complaint/report/fill", sent).status_code for _ in range(2)] == [303, 303]
    row = HotlineReport.get()
    assert client.post(f"/complaint/report/{row.id}/check", {"version": "1"}).status_code == 403
    assert sign_in(made.section).post(f"/complaint/report/{row.id}/check", {"version": "1"}).status_code == 303
    leader = sign_in(made.leader)
    assert leader.post(f"/complaint/report/{row.id}/issue", {"version": "1"}).status_code == 409
    assert leader.post(f"/complaint/report/{row.id}/issue", {"version": "2"}).status_code == 303
    page = leader.get("/complaint/report?month=2026-03").get_data(as_text=True)
    for text in ("&lt;b&gt;一件&lt;/b&gt;", "已签发，数据不再变化", f"填报：{made.monitor.name}", f"签发：{made.leader.name}",
                 "2026年3月热线投诉月报"):
        assert text in page
    document = Document(BytesIO(leader.get("/complaint/report/report.docx?month=2026-03").get_data()))
    assert any("一件" in paragraph.text for paragraph in document.paragraphs)
    assert document.tables[0].rows[1].cells[0].text == "登记"
    assert AuditRow.select().where(AuditRow.what == "complaint.report.docx").count() == 1
