"""Missed calls with their call-back, and shifts that are handed over. Both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions.changes import FormStamp, find
from actions.complaint import log_call
from actions.complaint_desk import Taken, take_call
from actions.complaint_missed import called_back, log_missed, missed_calls, number_of
from actions.complaint_shift import hand_over, handovers, left_open, take_over, takers
from clock import STATION_ZONE
from models import AuditRow, ChangeLog, Complaint, MissedCall, Notice, ShiftHandover
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, OutOfDate
from rules.people import Role
from tests.complaint.test_complaint_join import DRAFT
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff

pytestmark = pytest.mark.usefixtures("node_settings")
HOUR = timedelta(hours=1)


@pytest.fixture
def monitor(node_settings):
    return actor_for(make_staff(Role.MONITOR))


def missed(actor, rang_at=None, phone="138 0000 5678", now=MONDAY):
    return find(MissedCall, log_missed(actor, phone, rang_at, "", now))


def codes(ask):
    with pytest.raises(InvalidInput) as error:
        ask()
    return [(problem.field, problem.code) for problem in error.value.problems]


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=STATION_ZONE)


@pytest.mark.parametrize(("rang", "due"), [
    (at(2, 9), at(2, 11)), (at(2, 11, 30), at(2, 15)), (at(1, 20), at(2, 10, 30)), (None, at(2, 11)),
])
def test_a_missed_call_is_owed_a_call_back_within_two_hours_of_work(monitor, rang, due):
    row = missed(monitor, rang, now=at(2, 12) if rang and rang > MONDAY else MONDAY)
    assert (row.state, row.due) == ("owed", due)


def test_its_number_stands_apart_is_masked_and_looking_at_it_is_audited(monitor):
    row = missed(monitor)
    assert [line.phone for line in missed_calls(monitor)] == ["138****5678"]
    assert number_of(monitor, row.id, MONDAY)[1] == "138 0000 5678"
    assert AuditRow.select().where(AuditRow.what == "missed.number").count() == 1
    kept = "".join([*(str(one.body) for one in ChangeLog.select()), *(f"{one.after}" for one in AuditRow.select())])
    assert "0000 5678" not in kept


def test_what_cannot_be_a_missed_call_is_refused(monitor):
    assert codes(lambda: missed(monitor, phone="不详")) == [("phone", "number_needed")]
    assert codes(lambda: missed(monitor, MONDAY + HOUR)) == [("rang_at", "rang_ahead")]
    assert codes(lambda: missed(monitor, MONDAY - timedelta(days=8))) == [("rang_at", "rang_long_ago")]
    for role in (Role.STAFF, Role.MAIN_LEADER):
        with pytest.raises(NotAllowed):
            missed(actor_for(make_staff(role)))


def test_calling_back_has_an_outcome_and_who_was_not_reached_may_be_called_again(monitor):
    row = missed(monitor)
    assert codes(lambda: called_back(monitor, row.id, True, " ", row.version, MONDAY)) == [("outcome", "required")]
    called_back(monitor, row.id, False, "无人接听", row.version, MONDAY)
    with pytest.raises(OutOfDate):
        called_back(monitor, row.id, True, "已答复", row.version, MONDAY)
    called_back(monitor, row.id, True, "已答复", row.version + 1, MONDAY + HOUR)
    stands = find(MissedCall, row.id)
    assert (stands.state, stands.outcome, stands.answered_by, stands.answered_at) == ("reached", "已答复", monitor.staff_id, MONDAY + HOUR)
    with pytest.raises(AlreadyDecided):
        called_back(monitor, row.id, False, "", stands.version, MONDAY)


def test_a_missed_call_becomes_a_complaint_in_the_same_save_once(monitor):
    row, stamp = missed(monitor), FormStamp("key", "hash")
    made = {take_call(monitor, Taken(DRAFT, missed=row.id), MONDAY, stamp) for _ in range(2)}
    stands = find(MissedCall, row.id)
    assert (stands.state, {stands.complaint_id}, Complaint.select().count()) == ("logged", made, 1)
    take_call(monitor, Taken(DRAFT, missed=row.id), MONDAY)
    assert {find(MissedCall, row.id).complaint_id} == made
    assert missed_calls(monitor, owed_only=True) == []


def test_a_shift_is_signed_by_who_gives_it_and_by_who_takes_it(monitor):
    taker = make_staff(Role.MONITOR)
    missed(monitor)
    log_call(monitor, DRAFT, MONDAY)
    evening = at(9, 17)
    key = FormStamp("key", "hash")
    made = {hand_over(monitor, taker.id, " 钥匙在抽屉 ", 2, evening, key) for _ in range(2)}
    [row] = ShiftHandover.select()
    assert (made, row.unsent, row.missed, row.due, row.note, row.taken_at) == ({row.id}, 2, 1, 1, "钥匙在抽屉", None)
    assert [note.staff_id for note in Notice.select()] == [taker.id]
    with pytest.raises(NotAllowed):
        take_over(monitor, row.id, row.version, evening)
    take_over(actor_for(taker), row.id, row.version, evening + HOUR)
    with pytest.raises(AlreadyDecided):
        take_over(actor_for(taker), row.id, row.version + 1, evening + HOUR)
    [line] = handovers(monitor)
    assert (line.taker, line.row.taken_at) == (taker.name, evening + HOUR)


def test_the_desk_is_given_to_who_logs_calls_and_never_to_oneself(monitor):
    clerk, other = make_staff(Role.STAFF), make_staff(Role.SECTION_HEAD)
    assert [staff.id for staff in takers(monitor, MONDAY.date())] == [other.id]
    for taker in (clerk.id, monitor.staff_id, ""):
        assert codes(lambda taker=taker: hand_over(monitor, taker, "", 0, MONDAY)) == [("taker", "choice")]
    with pytest.raises(NotAllowed):
        hand_over(actor_for(clerk), other.id, "", 0, MONDAY)


def test_what_is_left_leaves_out_what_one_is_named_in(monitor):
    section = make_staff(Role.SECTION_HEAD)
    waits = replace(DRAFT, made=MONDAY - 2 * HOUR)
    for draft in (waits, replace(waits, named=(section.id,))):
        log_call(monitor, draft, MONDAY)
    assert [len(part) for part in _parts(left_open(monitor, date(2026, 3, 9)))] == [0, 2, 2]
    assert [len(part) for part in _parts(left_open(actor_for(section), date(2026, 3, 9)))] == [0, 1, 1]
    assert [len(part) for part in _parts(left_open(monitor, date(2026, 3, 8)))] == [0, 0, 2]


def _parts(left):
    return left.missed, left.due, left.to_confirm
