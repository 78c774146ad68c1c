"""The schedule as one table, and the scheduler that asks it. What a run does and when it counts: actions/jobs.py.

The scheduler is only a metronome: at its start and every ten minutes it asks each job whether the slot that holds this moment
is done. So a machine that was off catches up by itself, a failed run is tried again, and a run that died is done again.
"""

from __future__ import annotations

from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from actions.attendance_cases import lapse, publish
from actions.attendance_nightly import check_verdicts, open_days, remind
from actions.audit import anchor_audit
from actions.backup import nightly_backup
from actions.calendar import remind_calendar
from actions.complaint_caller import seal_owed
from actions.complaint_clock import set_missing_dues
from actions.complaint_moves import tell_of_moves
from actions.complaint_orders import mark_late
from actions.complaint_retention import anonymise_due
from actions.complaint_watch import put_away, watch_complaints
from actions.device_coverage import extend_coverage
from actions.device_watch import tell_silent
from actions.housekeeping import check_integrity, clear_away
from actions.jobs import Job, Outcome, run_slot
from actions.leave_jobs import begin_and_end, expire_balances, grant_annual
from actions.nursing import end_what_is_over
from actions.operations import watch
from clock import STATION_ZONE, clock_behind, station_now
from devices.pull import pull_all
from models import database
from rules.jobs import daily, every, slot_begin, slot_name
from settings import Settings

ASKED_EVERY = 10  # minutes

JOBS: tuple[Job, ...] = (
    Job("leave_course", every(10), lambda _settings, now: begin_and_end(now), "leave begins, ends, falls overdue; reminders"),
    Job("nursing_end", daily(0, 15), lambda _settings, now: end_what_is_over(now), "nursing arrangements whose last day has passed end"),
    Job("leave_expiry", daily(0, 10), lambda _settings, now: expire_balances(now), "balances that ended are closed"),
    Job("leave_grant", daily(0, 20), lambda _settings, now: grant_annual(now), "annual leave of the year is granted"),
    Job("device_pull", every(30), lambda _settings, now: pull_all(now), "punches are fetched from machines that do not push"),
    Job("device_coverage", every(10), lambda _settings, now: extend_coverage(now), "how far machines in contact are collected"),
    Job("device_silence", every(10), tell_silent, "machines that are silent while people work are told"),
    Job("attendance_lapse", daily(0, 25), lambda _settings, now: lapse(now), "half-days nobody explained in time are proposed as absence"),
    Job("attendance_publish", daily(7, 30), lambda _settings, now: publish(now), "exceptional half-days are published to their people"),
    Job("attendance_day", daily(0, 5), lambda _settings, now: open_days(now), "the new day of attendance is opened"),
    Job("attendance_check", daily(1, 30), lambda _settings, now: check_verdicts(now),
        "stored verdicts of open months are held against the judge, closed months against their seals"),
    Job("attendance_remind", daily(8, 30), lambda _settings, now: remind(now),
        "weeks not checked, months not closed, absence near its bounds are told"),
    Job("complaint_due", daily(0, 30), lambda _settings, now: set_missing_dues(now),
        "complaints whose due day could not be reckoned without a calendar get it"),
    Job("complaint_late", every(10), lambda _settings, now: mark_late(now), "orders past the moment their platform says are late"),
    Job("complaint_retention", daily(1, 10), anonymise_due, "complaints whose term is over tell nobody who called and whom they named"),
    Job("complaint_moves", every(60), lambda _settings, now: tell_of_moves(now),
        "due days moved by the calendar are told to who confirms them"),
    Job("complaint_seal", every(10), lambda _settings, now: seal_owed(now), "callers not yet sealed to the bureau's key are sealed"),
    Job("complaint_watch", daily(8, 15), lambda _settings, now: watch_complaints(now),
        "complaints near their due day are reminded, late ones supervised and put into the bulletin"),
    Job("complaint_archive", daily(0, 40), lambda _settings, now: put_away(now), "complaints that are long over are archived"),
    Job("calendar", daily(8, 0), remind_calendar, "a missing year of the holiday calendar is told"),
    Job("audit_anchor", every(60), anchor_audit, "where the audit chain stands, written outside the database"),
    Job("backup", daily(2, 30), nightly_backup, "copy of the whole node to data/backups, checked, the newest kept"),
    Job("integrity", daily(3, 30), check_integrity, "PRAGMA integrity_check of the live database"),
    Job("clear_away", daily(4, 0), clear_away, "old form keys, sessions, notices, sign-in tries and runs"),
    Job("watch", every(60), lambda settings, now: watch(settings, now, JOBS), "tell the system administrators what is red"),
)


def run_job(settings: Settings, job: Job, now: datetime) -> Outcome:
    """Do what the job owes up to `now`, once for the slot that holds `now`. Raises InvalidInput."""
    return run_slot(settings, job, slot_name(slot_begin(job.when, now)), now)


def build_scheduler(settings: Settings) -> BackgroundScheduler:
    """A scheduler for this process, not yet started. The database is open; each run uses a connection of its own."""
    scheduler = BackgroundScheduler(
        timezone=STATION_ZONE,
        executors={"default": ThreadPoolExecutor(2)},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for job in JOBS:
        scheduler.add_job(_ask, CronTrigger(minute=f"*/{ASKED_EVERY}", timezone=STATION_ZONE), args=(settings, job), id=job.name,
                          next_run_time=station_now())
    return scheduler


def _ask(settings: Settings, job: Job) -> None:
    with database.connection_context():
        run_job(settings, job, clock_behind(settings.clock_days_back)())
