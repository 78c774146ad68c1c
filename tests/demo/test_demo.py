"""The demo centre is made through the ordinary actions and stands where docs/demo.md says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from actions.attendance_nightly import check_verdicts
from actions.attendance_sums import month_of
from actions.attendance_week import unchecked_weeks
from actions.audit import verify_audit
from actions.complaint_lists import given_to
from actions.complaint_statements import own_statements
from actions.people import actor_of
from demo.__main__ import DEMO_DAY, load
from demo.people import ADMINISTRATORS, PEOPLE
from demo.story import moment, tell
from models import Complaint, LeaveRequest, Staff, SupervisionOrder
from rules.attendance import Code
from rules.people import conflicting_administrators

pytestmark = pytest.mark.usefixtures("db")


def test_the_demo_stands_on_the_morning_after_the_festival(settings):
    load(moment("2026-01-04 08:00"))
    tell(settings, DEMO_DAY)
    by_number = {person.number: person.id for person in Staff.select()}
    states = {(row.staff_id, row.type_code): row.state for row in LeaveRequest.select().order_by(LeaveRequest.id)}
    assert states[by_number["2005"], "personal"] == "overdue"
    assert states[by_number["2003"], "annual"] == "handover"
    assert states[by_number["2006"], "personal"] == "pending"
    four_days = LeaveRequest.get((LeaveRequest.staff_id == by_number["2002"]) & (LeaveRequest.type_code == "annual"))
    assert (four_days.state, four_days.halves) == ("running", 8)
    assert verify_audit(settings).fault is None


def test_the_demo_has_twenty_four_people_and_its_page_names_all():
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text("utf-8")
    assert len(PEOPLE) == 24
    assert all(person.name in page for person in PEOPLE)
    assert not conflicting_administrators([ADMINISTRATORS[0][2]])


def test_the_demos_attendance_adds_up(settings):
    load(moment("2026-01-04 08:00"))
    tell(settings, DEMO_DAY)
    by_number = {person.number: person for person in Staff.select()}
    now = moment("2026-02-24 09:00")
    assert check_verdicts(now) == {"cells": 24 * 24 * 2, "differences": 0, "closed": 1, "broken": 0}
    january = {line.person.number: line.sums for line in month_of(date(2026, 1, 1)).lines}
    assert {number for number, sums in january.items() if sums.lates} == {"2006"}
    second_window = {number for number in by_number if number.startswith("21")}
    assert {number for number, sums in january.items() if sums.of(Code.CORRECTED)} == {"2203", *second_window}
    assert {number for number, sums in january.items() if sums.missing} == {"2106"}
    february = {line.person.number: line for line in month_of(date(2026, 2, 1)).lines}
    assert [(one.month, one.before, one.after) for one in february["2106"].adjusted] == [("2026-01", "missing_out", "corrected")]
    assert {number for number, line in february.items() if line.sums.away} == {"2205"}
    assert {number for number, line in february.items() if line.sums.of(Code.ABSENT_PENDING, Code.ABSENT_PROPOSED)} == {"2104", "2005"}
    for number, sums in january.items():
        assert sums.due == 42, number
    waiting = [(one.unit.code, one.monday) for one in unchecked_weeks(actor_of(by_number["1003"], now.date()), now)]
    assert waiting[-1] == ("ZJ3", date(2026, 2, 2))
    assert {monday for _, monday in waiting[:-1]} == {date(2026, 2, 9)}


def test_the_demos_hotline_stands_as_its_page_says(settings):
    load(moment("2026-01-04 08:00"))
    tell(settings, DEMO_DAY)
    now, people = moment("2026-02-24 09:00"), {person.number: person for person in Staff.select()}
    rows = {row.number: (row.state, row.round, row.late) for row in Complaint.select().where(Complaint.track != "")}
    assert sorted(rows.values()) == [("closed", 2, False), ("registered", 1, False), ("to_review", 1, False), ("transferred", 1, False),
                                     ("working", 1, False), ("working", 1, True)]
    assert [row.state for row in SupervisionOrder.select()] == ["drafted"]
    clerk = actor_of(people["2003"], now.date())
    assert [(row.answered_at is not None, row.tenths) for row in own_statements(clerk)] == [(True, -20)]
    assert given_to(clerk, now.date()) == []
    assert verify_audit(settings).fault is None
