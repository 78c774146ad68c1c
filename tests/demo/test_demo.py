"""The demo centre is made through the ordinary actions and stands where docs/demo.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.audit import verify_audit
from demo.__main__ import DEMO_DAY, load
from demo.people import ADMINISTRATORS, PEOPLE
from demo.story import moment, tell
from models import LeaveRequest, Staff
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
