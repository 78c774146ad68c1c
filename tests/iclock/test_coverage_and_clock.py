"""Contact becomes coverage, silence becomes a notice, a wrong clock is found out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.attendance import cells_of
from actions.device_contact import state_of
from actions.device_coverage import complete_until, extend_coverage
from actions.device_sheet import wrong_span
from actions.device_watch import tell_silent, watched
from actions.operations import is_healthy, operations_status
from actions.punches import local_second
from models import AuditRow, Coverage, Notice, RawPunch
from rules.device_contact import MARGIN
from rules.people import Role
from tests.iclock.machines_made import get, give_pin, make_device, post, rows
from tests.people_made import make_staff, make_unit


def keep_contact(client, clock, minutes):
    """The machine polls every minute for a while."""
    for _ in range(minutes):
        clock.now += timedelta(minutes=1)
        assert get(client, "getrequest").status_code == 200


def test_contact_covers_the_day_it_began_on_up_to_a_margin_and_goes_on_in_steps(app, clock):
    device, client = make_device(), app.test_client()
    keep_contact(client, clock, 3)
    assert extend_coverage(clock.now) == {"devices": 1, "extended": 0}
    keep_contact(client, clock, 4)
    assert extend_coverage(clock.now) == {"devices": 1, "extended": 1}
    [row] = Coverage.select()
    begins = local_second(clock.now.replace(hour=0, minute=0))
    assert (row.since, row.until, row.source) == (begins, local_second(clock.now) - MARGIN, "contact")
    audits = AuditRow.select().count()
    keep_contact(client, clock, 10)
    assert extend_coverage(clock.now)["extended"] == 0
    assert AuditRow.select().count() == audits
    keep_contact(client, clock, 15)
    assert extend_coverage(clock.now)["extended"] == 1
    [row] = Coverage.select()
    assert complete_until(device) == row.until == local_second(clock.now) - MARGIN


def test_what_a_machine_kept_while_it_was_cut_off_is_covered_when_it_comes_back(app, clock):
    make_device()
    client = app.test_client()
    keep_contact(client, clock, 10)
    extend_coverage(clock.now)
    clock.now += timedelta(days=2)
    get(client, "getrequest")
    assert extend_coverage(clock.now)["extended"] == 0
    post(client, "ATTLOG", rows(local_second(clock.now) - 86400, 20))
    keep_contact(client, clock, 2)
    assert extend_coverage(clock.now)["extended"] == 0
    keep_contact(client, clock, 8)
    assert extend_coverage(clock.now)["extended"] == 1
    first, second = Coverage.select().order_by(Coverage.since)
    assert second.since == first.until
    assert second.until == local_second(clock.now) - MARGIN


def test_a_machine_that_was_cleared_unseen_is_covered_from_the_day_after(app, clock):
    make_device()
    client = app.test_client()
    keep_contact(client, clock, 10)
    extend_coverage(clock.now)
    clock.now += timedelta(hours=6)
    cleared = f"{clock.now - timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
    post(client, "OPERLOG", f"OPLOG 23\t0\t{cleared}\t0\t0\t0\t0\n".encode())
    keep_contact(client, clock, 10)
    assert extend_coverage(clock.now)["extended"] == 0
    clock.now += timedelta(days=1)
    keep_contact(client, clock, 10)
    assert extend_coverage(clock.now)["extended"] == 1
    last = Coverage.select().order_by(Coverage.since.desc()).first()
    assert last.since == local_second(clock.now.replace(hour=0, minute=0))


def test_a_missing_punch_is_pending_until_the_machine_is_collected_and_told_then(app, clock):
    device, client, staff = make_device(), app.test_client(), make_staff(Role.STAFF, unit=make_unit())
    give_pin(device, "7", staff)
    clock.now = clock.now.replace(hour=8, minute=20)
    get(client, "getrequest")
    post(client, "ATTLOG", rows(local_second(clock.now), 1, pin="7"))
    keep_contact(client, clock, 10)
    extend_coverage(clock.now)
    today = clock.now.date()
    assert {cell.code.value for cell in cells_of(staff.id, today, today).values()} == {"pending"}
    keep_contact(client, clock, 12 * 60)
    extend_coverage(clock.now)
    codes = [cell.code.value for cell in cells_of(staff.id, today, today).values()]
    assert codes == ["missing_out", "absent_pending"]


@pytest.mark.parametrize("age", [300, -200, 1800])
def test_a_wrong_clock_is_measured_told_and_asks_for_a_correction(app, clock, age):
    device, client = make_device(), app.test_client()
    keeper = make_staff(Role.SYSTEM_ADMIN)
    keep_contact(client, clock, 40)
    post(client, "ATTLOG", rows(local_second(clock.now) - age, 1, pin="7"))
    assert state_of(device).drift == age
    [told] = Notice.select().where(Notice.staff_id == keeper.id)
    assert (told.kind, told.values["seconds"]) == ("device_drift", age)
    span = wrong_span(device, clock.now)
    assert (span.since, span.seconds) == (local_second(clock.now) - age, age)
    clock.now += timedelta(minutes=1)
    post(client, "ATTLOG", rows(local_second(clock.now), 1, pin="7"))
    assert state_of(device).drift == 0
    assert {row.kind for row in Notice.select()} == {"device_drift", "device_jump"}
    assert wrong_span(device, clock.now).until == local_second(clock.now)


def test_rows_that_had_waited_say_nothing_of_the_clock(app, clock):
    device, client = make_device(), app.test_client()
    get(client, "getrequest")
    clock.now += timedelta(minutes=8)
    post(client, "ATTLOG", rows(local_second(clock.now) - 400, 1, pin="7"))
    assert state_of(device).drift is None
    assert Notice.select().count() == 0


def test_rows_of_the_future_are_held_back_and_the_clock_is_told(app, clock):
    device, client = make_device(), app.test_client()
    keep_contact(client, clock, 10)
    assert post(client, "ATTLOG", rows(local_second(clock.now) + 3600, 1, pin="7")).text == "OK: 1"
    assert [(row.state, row.problem) for row in RawPunch.select()] == [("quarantined", "in_future")]
    assert state_of(device).drift == -3600


def test_a_silent_machine_is_told_once_a_day_within_working_hours_and_is_a_red_line(app, clock, settings):
    make_device()
    client, keeper, clerk = app.test_client(), make_staff(Role.SYSTEM_ADMIN), make_staff(Role.ATTENDANCE_CLERK)
    get(client, "getrequest")
    clock.now += timedelta(minutes=29)
    assert tell_silent(settings, clock.now) == {"silent": 0, "told": 0}
    clock.now += timedelta(minutes=2)
    assert tell_silent(settings, clock.now) == {"silent": 1, "told": 2}
    assert tell_silent(settings, clock.now + timedelta(minutes=10)) == {"silent": 1, "told": 0}
    assert {row.staff_id for row in Notice.select().where(Notice.kind == "device_silent")} == {keeper.id, clerk.id}
    line = next(item for item in operations_status(settings, clock.now, []) if item.code == "devices")
    assert (line.state, line.level) == ("silent", "bad")
    assert not is_healthy([line])


@pytest.mark.parametrize("when", [{"hour": 12, "minute": 50}, {"hour": 20, "minute": 0}, {"day": 7, "hour": 10}])
def test_nobody_is_told_of_silence_outside_working_hours(app, clock, settings, when):
    make_device()
    clock.now = clock.now.replace(hour=11, minute=59) if when.get("hour") == 12 else clock.now.replace(hour=17, minute=29)
    clock.now = clock.now.replace(day=6) if "day" in when else clock.now
    get(app.test_client(), "getrequest")
    clock.now = clock.now.replace(**when)
    assert [one.silent for one in watched(settings, clock.now)] == [0]


def test_without_machines_the_line_is_quiet(app, settings, now):
    line = next(item for item in operations_status(settings, now, []) if item.code == "devices")
    assert (line.state, line.level) == ("none", "ok")
