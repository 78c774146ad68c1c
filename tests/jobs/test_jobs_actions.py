"""The ledger of runs: once for each slot, whatever happens to processes and clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from actions.changes import keep, transaction
from actions.jobs import ALREADY_DONE, Job, job_state, run_by_hand
from clock import STATION_ZONE
from jobs import JOBS, build_scheduler, run_job
from models import AuditRow, JobRun
from rules.errors import InvalidInput, NotAllowed, NotFound
from rules.jobs import daily, every
from rules.people import Role
from settings import Settings
from tests.people_made import actor_for, make_staff


class Counting:
    """A job that counts its runs, and fails while told to."""

    def __init__(self) -> None:
        self.runs: list[datetime] = []
        self.fails = False

    def __call__(self, _settings: Settings, now: datetime) -> dict[str, int]:
        if self.fails:
            raise RuntimeError("no luck")
        self.runs.append(now)
        return {"runs": len(self.runs)}


@pytest.fixture
def work(db: Any) -> Counting:
    return Counting()


@pytest.fixture
def nightly(work: Counting) -> Job:
    return Job("nightly", daily(2, 30), work, "a test's")


def test_a_slot_is_done_once_and_the_next_slot_again(settings: Settings, nightly: Job, work: Counting, now: datetime) -> None:
    first = run_job(settings, nightly, now)
    assert (first.slot, first.result) == ("2026-03-02T02:30", "runs 1")
    assert run_job(settings, nightly, now + timedelta(hours=5)).result == ALREADY_DONE
    assert run_job(settings, nightly, now + timedelta(days=1)).result == "runs 2"


def test_a_machine_that_was_off_catches_up_with_one_run(settings: Settings, nightly: Job, work: Counting, now: datetime) -> None:
    run_job(settings, nightly, now - timedelta(days=30))
    assert run_job(settings, nightly, now).result == "runs 2"
    assert work.runs[-1] == now


def test_a_failed_run_stays_due_and_is_told_then_done(settings: Settings, nightly: Job, work: Counting, now: datetime) -> None:
    work.fails = True
    with pytest.raises(InvalidInput):
        run_job(settings, nightly, now)
    state = job_state(nightly, now)
    assert (state.state, state.last_good, state.result) == ("failed", None, "RuntimeError: no luck")
    assert state.next == now + timedelta(minutes=10)
    work.fails = False
    assert run_job(settings, nightly, now + timedelta(minutes=10)).result == "runs 1"
    assert job_state(nightly, now + timedelta(minutes=11)).state == "good"


def test_a_run_that_died_is_done_again(settings: Settings, nightly: Job, now: datetime) -> None:
    with transaction():
        keep(JobRun(job="nightly", slot="2026-03-02T02:30", state="running", started_at=now, ended_at=None, result=""))
    assert run_job(settings, nightly, now).result == "runs 1"


def test_a_clock_that_jumps_back_does_not_double_a_slot(settings: Settings, nightly: Job, work: Counting, now: datetime) -> None:
    half_past_two = now.replace(hour=2, minute=31)
    run_job(settings, nightly, half_past_two - timedelta(days=1))
    run_job(settings, nightly, half_past_two)
    assert run_job(settings, nightly, half_past_two - timedelta(hours=1)).result == ALREADY_DONE
    assert run_job(settings, nightly, half_past_two).result == ALREADY_DONE
    assert len(work.runs) == 2


def test_a_clock_that_was_years_ahead_does_not_lose_a_slot(settings: Settings, nightly: Job, work: Counting, now: datetime) -> None:
    run_job(settings, nightly, datetime(2099, 1, 1, 3, 0, tzinfo=STATION_ZONE))
    assert run_job(settings, nightly, now).result == "runs 2"
    assert run_job(settings, nightly, now + timedelta(days=1)).result == "runs 3"
    assert job_state(nightly, now + timedelta(days=1)).last_good == now + timedelta(days=1)


def test_next_is_the_slot_after_a_good_run(settings: Settings, nightly: Job, now: datetime) -> None:
    run_job(settings, nightly, now)
    assert job_state(nightly, now).next == datetime(2026, 3, 3, 2, 30, tzinfo=STATION_ZONE)


def test_by_hand_the_job_runs_though_its_slot_is_done(settings: Settings, nightly: Job, work: Counting, now: datetime) -> None:
    actor = actor_for(make_staff(Role.SYSTEM_ADMIN))
    assert run_by_hand(actor, settings, (nightly,), "nightly", now).slot == "2026-03-02T02:30"
    assert run_by_hand(actor, settings, (nightly,), "nightly", now).slot == "2026-03-02T09:00"
    assert run_by_hand(actor, settings, (nightly,), "nightly", now).result == ALREADY_DONE
    assert AuditRow.select().where(AuditRow.what == "job.run").count() == 3


def test_only_the_operator_runs_jobs_by_hand_and_only_known_ones(settings: Settings, nightly: Job, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        run_by_hand(actor_for(make_staff(Role.MAIN_LEADER)), settings, (nightly,), "nightly", now)
    with pytest.raises(NotFound):
        run_by_hand(actor_for(make_staff(Role.SYSTEM_ADMIN)), settings, (nightly,), "other", now)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_of_the_schedule_runs_and_running_it_again_does_no_harm(db: Any, settings: Settings, job: Job, now: datetime) -> None:
    make_staff(Role.SYSTEM_ADMIN)
    assert run_job(settings, job, now).result
    again = Job(job.name, every(1), job.act, job.about)
    assert run_job(settings, again, now + timedelta(minutes=1)).result


def test_names_of_the_schedule_are_all_different() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_the_scheduler_asks_each_job_at_its_start_and_every_ten_minutes(db: Any, settings: Settings) -> None:
    scheduler = build_scheduler(settings)
    scheduler.start(paused=True)
    try:
        for job in scheduler.get_jobs():
            assert (job.max_instances, job.coalesce, job.misfire_grace_time) == (1, True, None)
            asked = job.trigger.get_next_fire_time(None, datetime(2026, 3, 2, 9, 1, tzinfo=STATION_ZONE))
            assert asked == datetime(2026, 3, 2, 9, 10, tzinfo=STATION_ZONE)
        assert {job.id for job in scheduler.get_jobs()} == {job.name for job in JOBS}
    finally:
        scheduler.shutdown()
