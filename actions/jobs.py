"""The ledger of runs: each job once for each slot, whatever number of processes ask, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.changes import keep, note_act, transaction
from actions.datalock import job_lock
from models import JobRun
from rules.errors import InvalidInput, NotAllowed, NotFound, Problem
from rules.jobs import When, slot_after, slot_begin, slot_name
from rules.people import Actor, Permission
from settings import Settings

ALREADY_DONE = "already done"


@dataclass(frozen=True)
class Job:
    """One line of the schedule. act(settings, now) does everything due up to `now` and may be run again at any time;
    what it returns (None, a text, a number or name -> number) is kept as the result."""

    name: str
    when: When
    act: Callable[[Settings, datetime], object]
    about: str


@dataclass(frozen=True)
class Outcome:
    """What one call came to: the slot, and what was done or "already done"."""

    name: str
    slot: str
    result: str


@dataclass(frozen=True)
class JobState:
    """Where a job stands. state: good, failed, running, due. next: when it is asked again."""

    name: str
    state: str
    last_good: datetime | None
    next: datetime
    result: str


def run_slot(settings: Settings, job: Job, slot: str, now: datetime) -> Outcome:
    """Do the job for this slot unless it is done. It stays due when it fails.

    The job's lock is held meanwhile. A run the ledger calls running, while we hold the lock, died: it is done again.
    Raises InvalidInput: what the job itself found wrong, or job_failed with the reason for anything else.
    """
    with job_lock(settings, job.name):
        if not _claim(job.name, slot, now):
            return Outcome(job.name, slot, ALREADY_DONE)
        try:
            result = _text(job.act(settings, now))
        except InvalidInput as error:
            _finish(job.name, slot, "failed", "; ".join(_plain(problem) for problem in error.problems), now)
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            _finish(job.name, slot, "failed", reason, now)
            raise InvalidInput(Problem("", "job_failed", {"job": job.name, "reason": reason})) from error
        _finish(job.name, slot, "good", result, now)
        return Outcome(job.name, slot, result)


def run_by_hand(actor: Actor, settings: Settings, jobs: Sequence[Job], name: str, now: datetime) -> Outcome:
    """The operator's button: the slot that is due, or when it is done, one more run of this minute.

    Raises NotAllowed, NotFound, and what run_slot raises.
    """
    if not actor.may(Permission.OPERATIONS):
        raise NotAllowed("operations")
    job = find_job(jobs, name)
    with transaction():
        note_act(actor, "job.run", now, "job_run", name)
    outcome = run_slot(settings, job, slot_name(slot_begin(job.when, now)), now)
    return run_slot(settings, job, slot_name(now), now) if outcome.result == ALREADY_DONE else outcome


def find_job(jobs: Sequence[Job], name: str) -> Job:
    """The job of this name. Raises NotFound."""
    for job in jobs:
        if job.name == name:
            return job
    raise NotFound(f"job {name}")


def job_state(job: Job, now: datetime, retry_minutes: int = 10) -> JobState:
    """Where a job stands now; runs from a clock that was ahead of `now` do not count as its last good one."""
    begin = slot_begin(job.when, now)
    runs = JobRun.select().where((JobRun.job == job.name) & (JobRun.started_at <= now))
    good = runs.where(JobRun.state == "good").order_by(JobRun.started_at.desc()).first()
    current = JobRun.get_or_none((JobRun.job == job.name) & (JobRun.slot == slot_name(begin)))
    state = current.state if current else "due"
    retry = slot_after(When(retry_minutes), slot_begin(When(retry_minutes), now))
    return JobState(job.name, state, good.started_at if good else None,
                    slot_after(job.when, begin) if state == "good" else retry, current.result if current else "")


def last_run(name: str) -> JobRun | None:
    """The newest finished run of a job, good or failed."""
    finished = JobRun.select().where((JobRun.job == name) & (JobRun.state != "running"))
    found: JobRun | None = finished.order_by(JobRun.started_at.desc()).first()
    return found


def _claim(name: str, slot: str, now: datetime) -> bool:
    with transaction():
        run = JobRun.get_or_none((JobRun.job == name) & (JobRun.slot == slot))
        if run is not None and run.state == "good":
            return False
        keep(JobRun(job=name, slot=slot, state="running", started_at=now, ended_at=None, result=""))
        return True


def _finish(name: str, slot: str, state: str, result: str, now: datetime) -> None:
    with transaction():
        keep(JobRun(job=name, slot=slot, state=state, started_at=now, ended_at=now, result=result[:1000]))


def _plain(problem: Problem) -> str:
    return f"{problem.code}: {', '.join(str(value) for value in problem.values.values())}"


def _text(result: object) -> str:
    if isinstance(result, Mapping):
        result = ", ".join(f"{name} {value}" for name, value in result.items())
    return "done" if result in (None, "") else str(result)
