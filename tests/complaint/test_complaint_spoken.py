"""A call that waited: its telephone time is confirmed, and its due day reckoned from the day the caller spoke. Both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions.changes import find
from actions.complaint import CallDraft, log_call
from actions.complaint_join import Picked, say_what
from actions.complaint_spoken import confirm_spoken
from clock import STATION_ZONE
from models import AuditRow, Complaint, ComplaintAct
from rules.complaint import Kind, Track
from rules.complaint_desk import Pick
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, OutOfDate
from rules.people import Role
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff

pytestmark = pytest.mark.usefixtures("node_settings")
HOUR = timedelta(hours=1)
EVENING = MONDAY - 16 * HOUR  # Sunday, five in the afternoon
DRAFT = CallDraft(Kind.COMPLAINT, "窗口无人。", phone="13800005678")


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def logged(actor, made, now=MONDAY, **changes):
    return find(Complaint, log_call(actor, replace(DRAFT, made=made, **changes), now))


@pytest.mark.parametrize(("made", "state"), [
    (None, ""), (MONDAY - timedelta(minutes=59), ""), (MONDAY - 2 * HOUR, "waiting"), (EVENING, "waiting"),
    (MONDAY - 25 * HOUR, "arrival"), (MONDAY + 24 * HOUR, "arrival"), (MONDAY + HOUR, ""),
])
def test_only_a_call_that_waited_is_to_be_confirmed_and_only_if_its_time_may_be_right(monitor, made, state):
    row = logged(monitor, made)
    assert (row.spoken_state, row.received_at, row.made_at, row.due) == (state, MONDAY, made, date(2026, 3, 9))


def test_the_due_day_is_reckoned_from_the_day_the_caller_spoke_and_the_audit_keeps_both(monitor):
    row, spoken = logged(monitor, EVENING), EVENING + timedelta(minutes=5)
    confirm_spoken(monitor, row.id, spoken, row.version, MONDAY + HOUR)
    stands = find(Complaint, row.id)
    assert (stands.received_at, stands.spoken_state, stands.created_at) == (spoken, "confirmed", MONDAY)
    assert (row.due, stands.due, stands.explain[0]) == (date(2026, 3, 9), date(2026, 3, 6), ["2026-03-01", 0, "start", ""])
    assert (row.duty_due.date(), stands.duty_due.date()) == (date(2026, 3, 3), date(2026, 3, 2))
    noted = AuditRow.select().where(AuditRow.what == "complaint.spoken").get()
    assert (noted.before["received_at"], noted.after["received_at"]) == (MONDAY.isoformat(timespec="milliseconds"),
                                                                         spoken.isoformat(timespec="milliseconds"))
    assert [act.note for act in ComplaintAct.select().where(ComplaintAct.act == "spoken")] == ["2026-03-01 17:05"]


def test_the_rule_of_the_day_the_caller_spoke_holds(monitor):
    arrived = datetime(2026, 4, 15, 8, 0, tzinfo=STATION_ZONE)
    row = logged(monitor, arrived - 10 * HOUR, arrived, track=Track.CONSUMER, called="赵女士")
    assert row.rule_version == "consumer:2026-04-15"
    confirm_spoken(monitor, row.id, row.made_at, row.version, arrived)
    assert find(Complaint, row.id).rule_version == "consumer:2020-01-01"


def test_the_arrival_may_stand(monitor):
    row = logged(monitor, EVENING)
    confirm_spoken(monitor, row.id, None, row.version, MONDAY)
    stands = find(Complaint, row.id)
    assert (stands.spoken_state, stands.received_at, stands.due) == ("arrival", MONDAY, row.due)


@pytest.mark.parametrize("spoken", [MONDAY + timedelta(minutes=1), MONDAY - 25 * HOUR])
def test_a_time_that_cannot_be_is_refused(monitor, spoken):
    row = logged(monitor, EVENING)
    with pytest.raises(InvalidInput) as error:
        confirm_spoken(monitor, row.id, spoken, row.version, MONDAY)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("spoken", "not_plausible")]


def test_it_is_confirmed_once_by_who_may_and_knows_of_it(monitor):
    section = make_staff(Role.SECTION_HEAD)
    row = logged(monitor, EVENING, named=(section.id,))
    for actor, error in ((actor_for(make_staff(Role.MAIN_LEADER)), NotAllowed), (actor_for(section), NotFound)):
        with pytest.raises(error):
            confirm_spoken(actor, row.id, EVENING, row.version, MONDAY)
    with pytest.raises(OutOfDate):
        confirm_spoken(monitor, row.id, EVENING, row.version + 1, MONDAY)
    confirm_spoken(monitor, row.id, EVENING, row.version, MONDAY)
    with pytest.raises(AlreadyDecided):
        confirm_spoken(monitor, row.id, EVENING, row.version + 1, MONDAY)


def test_a_joined_call_that_was_spoken_earlier_moves_the_earliest_due_day_of_its_parent(monitor):
    parent, child = logged(monitor, None), logged(monitor, EVENING)
    say_what(monitor, child.id, Picked(Pick.JOIN, parent.number), child.version, MONDAY)
    assert find(Complaint, parent.id).due == date(2026, 3, 9)
    confirm_spoken(monitor, child.id, EVENING, child.version + 1, MONDAY)
    assert (find(Complaint, child.id).due, find(Complaint, parent.id).due) == (date(2026, 3, 6), date(2026, 3, 6))
