"""Fetching over TCP with the real library from a machine that remembers every word: reading only, cleanly ended, one at a time."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import timedelta

import pytest

from actions import device_pulled
from actions.device_contact import state_of
from actions.device_coverage import complete_until
from actions.punches import local_second, second_text
from devices import pull
from devices.zk_records import read_records, record_size
from jobs import JOBS
from models import ImportBatch, RawPunch
from rules.errors import InvalidInput
from rules.people import SYSTEM, Role
from tests.iclock.fake_machine import ATTLOG, OF_USERS, READING, USERS, FakeMachine, large, middle, person, running, small, time_word
from tests.iclock.machines_made import make_device
from tests.people_made import make_staff

MORNING = time_word(2026, 3, 2, 8, 31, 5)


def pull_device(machine: FakeMachine) -> object:
    return make_device("pull", host="127.0.0.1", port=machine.port, serial="")


def kept() -> list[tuple[str, str, str, str, str]]:
    return [(row.pin, second_text(row.second) if row.second > 0 else row.problem, row.status, row.verify, row.state)
            for row in RawPunch.select().order_by(RawPunch.line)]


@pytest.mark.parametrize(("records", "people"), [
    ([large(1, "1156", 15, MORNING, 0)], []), ([middle(1156, 15, MORNING, 0)], []), ([small(3, 15, MORNING, 0)], [person(3, "1156")]),
])
def test_records_of_every_size_are_taken_in_with_key_and_way_of_verifying_right(db, now, records, people):
    with running(FakeMachine(records, people)) as machine:
        counts = pull.pull(SYSTEM, pull_device(machine), now)
    assert (counts.read, counts.stored) == (1, 1)
    assert kept() == [("1156", "2026-03-02 08:31:05", "0", "15", "kept")]
    assert bytes.fromhex(RawPunch.get().raw_hex) == records[0]
    assert ImportBatch.get().source == "pull"


def test_a_machine_is_only_ever_asked_to_read(db, now):
    records = [small(number % 9 + 1, 1, MORNING - 86400 + number, 255) for number in range(3000)]
    people = [person(place, f"{place}00", b"\xd5\xc5\xc8\xfd", b"87654321") for place in range(1, 10)]
    with running(FakeMachine(records, people)) as machine:
        device = pull_device(machine)
        assert pull.pull(SYSTEM, device, now).stored == 3000
        assert pull.pull(SYSTEM, device, now).duplicate == 3000
    assert set(machine.words) <= READING
    assert set(machine.asked_for) == {(ATTLOG, 0), (USERS, OF_USERS)}
    assert {row.pin for row in RawPunch.select(RawPunch.pin).distinct()} == {f"{place}00" for place in range(1, 10)}


def test_rows_a_machine_cannot_mean_are_held_back_and_stop_nothing(db, now):
    records = [large(1, "1", 1, 0x5A5A5A5A, 0), large(1, "1", 1, (1 * 31 + 29) * 86400, 0), large(1, "1", 1, 0, 0),
               large(1, "1", 1, time_word(2131, 1, 1), 0), large(1, "", 1, MORNING, 0), large(1, "1", 1, MORNING, 1)]
    with running(FakeMachine(records)) as machine:
        counts = pull.pull(SYSTEM, pull_device(machine), now)
    assert (counts.stored, counts.quarantined) == (1, 5)


def test_what_was_fetched_is_collected_up_to_now_and_the_clock_is_known(db, now):
    with running(FakeMachine([large(1, "1", 1, MORNING, 0)], clock=time_word(2026, 3, 2, 8, 55))) as machine:
        device = pull_device(machine)
        pull.pull(SYSTEM, device, now)
    state = state_of(device)
    assert (state.drift, state.records, state.last_contact) == (300, 1, now)
    assert complete_until(device) == local_second(now) - 600


def test_an_empty_machine_is_in_order(db, now):
    with running(FakeMachine([])) as machine:
        assert pull.pull(SYSTEM, pull_device(machine), now).read == 0


@pytest.mark.parametrize("mute", [1, 2, 3])
@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_machine_that_falls_silent_or_hangs_up_is_left_cleanly_and_stops_no_other(db, now, mute, hangs_up):
    with running(FakeMachine([large(1, "1", 1, MORNING, 0)], mute=mute, hangs_up=hangs_up)) as broken, running(
            FakeMachine([large(1, "2", 1, MORNING, 0)])) as whole:
        first, _ = pull_device(broken), pull_device(whole)
        assert pull.pull_all(now, seconds=1, whole=4) == {"devices": 2, "failed": 1, "stored": 1}
    assert state_of(first).about["failed"]["code"] == "pull_failed"
    assert [row.pin for row in RawPunch.select()] == ["2"]


def test_a_machine_that_is_off_is_named_and_the_note_goes_when_it_is_back(db, now):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    device = make_device("pull", host="127.0.0.1", port=port)
    for later in (0, 30):
        with pytest.raises(InvalidInput) as caught:
            pull.pull(SYSTEM, device, now + timedelta(minutes=later), seconds=1)
        assert caught.value.problems[0].code == "pull_failed"
    assert state_of(device).about["failed"]["since"] == f"{now:%Y-%m-%d %H:%M}"
    with running(FakeMachine([])) as machine:
        device.port = machine.port
        pull.pull(SYSTEM, device, now)
    assert "failed" not in state_of(device).about


def test_without_the_library_the_reason_is_said(db, now, monkeypatch):
    monkeypatch.setattr(device_pulled, "find_spec", lambda _name: None)
    with pytest.raises(InvalidInput) as caught:
        pull.pull(SYSTEM, make_device("pull", host="127.0.0.1", port=1), now)
    assert caught.value.problems[0].code == "pull_absent"
    ended = subprocess.run([sys.executable, "-I", "-S", str(pull.FETCH), "127.0.0.1", "1", "1"], capture_output=True, check=False)
    assert ended.returncode == pull.ABSENT


def test_the_button_fetches_at_once_and_says_why_it_cannot(app, sign_in):
    person_ = sign_in(make_staff(Role.ATTENDANCE_CLERK))
    with running(FakeMachine([large(1, "1", 1, MORNING, 0)])) as machine:
        device = pull_device(machine)
        assert person_.post(f"/attendance/machines/{device.id}/pull").status_code == 303
        assert RawPunch.select().count() == 1
    answer = person_.post(f"/attendance/machines/{device.id}/pull")
    assert answer.status_code == 422
    assert "没有连上" in answer.text


def test_a_job_fetches_every_half_hour():
    [job] = [job for job in JOBS if job.name == "device_pull"]
    assert job.when.minutes == 30


@pytest.mark.parametrize(("length", "count", "size"), [(80, 2, 40), (32, 2, 16), (16, 2, 8), (81, 2, None), (0, 0, None), (10, 2, None)])
def test_sizes_of_records_are_known_or_refused(length, count, size):
    assert record_size(length, count) == size


def test_a_number_that_is_not_in_the_machines_list_is_its_place():
    assert [row.pin for row in read_records(small(7, 1, MORNING, 0), 8, {})] == ["7"]
