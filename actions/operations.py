"""Whether a node is well: one list of values with codes, shown by the operator's page and by `flask status`, told by a job."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from peewee import DatabaseError, SqliteDatabase

from actions.archive import read_manifest
from actions.backup import backups_in, moment_of, nightly_folder
from actions.calendar import known_years
from actions.capture import capture_faults
from actions.complaint_caller import seal_state
from actions.database import known_steps, pending_steps, sqlite_path
from actions.device_pulled import has_library
from actions.device_watch import at_the_door, watched
from actions.jobs import Job, JobState, job_state, last_run
from actions.notices import tell
from actions.people import holders
from models import AuditRow, ChangeLog, Session, database
from rules.errors import InvalidInput
from rules.jobs import slot_begin
from rules.people import Role
from settings import VERSION, Settings

INTEGRITY_DAYS = 3
BACKUP_HOURS = 30
DISK_LOW_MB, DISK_FULL_MB = 2000, 500
LATE = timedelta(minutes=30)
CLOCK_SLACK = timedelta(minutes=2)
NEW_YEAR_MONTH = 11  # the State Council's notice for the next year comes out about now
FIXED_SQLITE = (3, 51, 3)


@dataclass(frozen=True)
class StatusItem:
    """One line. code: what; state: how it is, with values for the sentence; level: ok, warn (watch it) or bad (act now)."""

    code: str
    state: str
    level: str
    values: dict[str, Any] = field(default_factory=dict)


def operations_status(settings: Settings, now: datetime, jobs: Sequence[Job]) -> list[StatusItem]:
    """Every line, always the same codes in the same order. A line whose figures cannot be read is bad itself (unreadable)."""
    lines: dict[str, Callable[[], StatusItem]] = {
        "database": lambda: _database(now),
        "engine": _engine,
        "backup": lambda: _backup(settings, now),
        "disk": lambda: _disk(settings),
        "calendar": lambda: _calendar(now.date()),
        "jobs": lambda: _jobs(now, jobs),
        "attendance": lambda: _attendance(now),
        "devices": lambda: _devices(settings, now),
        "seal": _seal,
        "sessions": lambda: _sessions(settings, now),
        "version": lambda: StatusItem("version", "ok", "ok", {"version": VERSION}),
        "schema": _schema,
        "clock": lambda: _clock(now),
        "change_log": lambda: StatusItem("change_log", "ok", "ok", {"count": ChangeLog.select().count()}),
    }
    return [_guarded(code, line) for code, line in lines.items()]


def is_healthy(status: Sequence[StatusItem]) -> bool:
    """True when nothing is bad."""
    return all(item.level != "bad" for item in status)


def job_states(now: datetime, jobs: Sequence[Job]) -> list[JobState]:
    """Where each job stands."""
    return [job_state(job, now) for job in jobs]


def watch(settings: Settings, now: datetime, jobs: Sequence[Job]) -> dict[str, int]:
    """The job: tell the system administrators what is bad, each line once a day. Returns {"bad", "told"}."""
    bad = [item for item in operations_status(settings, now, jobs) if item.level == "bad"]
    people = [staff.id for staff in holders(Role.SYSTEM_ADMIN, now.date())]
    told = sum(tell(people, f"operations_{item.code}", {}, "/operations", f"operations:{item.code}:{now:%Y-%m-%d}", now) for item in bad)
    return {"bad": len(bad), "told": told}


def _guarded(code: str, line: Callable[[], StatusItem]) -> StatusItem:
    try:
        return line()
    except (DatabaseError, OSError) as error:
        return StatusItem(code, "unreadable", "bad", {"reason": str(error)})


def _database(now: datetime) -> StatusItem:
    run = last_run("integrity")
    if run is None:
        return StatusItem("database", "unchecked", "warn")
    if run.state == "failed":
        return StatusItem("database", "damaged", "bad", {"reason": run.result})
    old = now - run.started_at > timedelta(days=INTEGRITY_DAYS)
    values = {"at": _minute(run.started_at), "days": INTEGRITY_DAYS}
    return StatusItem("database", "old", "warn", values) if old else StatusItem("database", "ok", "ok", values)


def _engine() -> StatusItem:
    if not isinstance(database.obj, SqliteDatabase):
        return StatusItem("engine", "ok", "ok", {"engine": "PostgreSQL", "version": str(database.obj.server_version)})
    state = "ok" if sqlite3.sqlite_version_info >= FIXED_SQLITE else "serialised"
    return StatusItem("engine", state, "ok", {"engine": "SQLite", "version": sqlite3.sqlite_version})


def _backup(settings: Settings, now: datetime) -> StatusItem:
    if sqlite_path(settings) is None:
        return StatusItem("backup", "elsewhere", "ok")
    files = backups_in(nightly_folder(settings), now)
    if not files:
        return StatusItem("backup", "none", "bad")
    try:
        read_manifest(files[0])
    except InvalidInput:
        return StatusItem("backup", "damaged", "bad", {"file": files[0].name})
    age = now - (moment_of(files[0]) or now)
    values = {"file": files[0].name, "hours": age // timedelta(hours=1), "count": len(files)}
    stale = not timedelta(0) <= age <= timedelta(hours=BACKUP_HOURS)
    return StatusItem("backup", "old", "bad", values) if stale else StatusItem("backup", "ok", "ok", values)


def _disk(settings: Settings) -> StatusItem:
    usage = shutil.disk_usage(settings.data)
    free = usage.free // 2**20
    values = {"free_mb": free, "free_gb": free // 1024, "total_gb": usage.total // 2**30}
    if free < DISK_FULL_MB:
        return StatusItem("disk", "full", "bad", values)
    return StatusItem("disk", "low", "warn", values) if free < DISK_LOW_MB else StatusItem("disk", "ok", "ok", values)


def _calendar(today: date) -> StatusItem:
    known = known_years()
    if today.year not in known:
        return StatusItem("calendar", "missing", "bad", {"year": today.year})
    if today.month >= NEW_YEAR_MONTH and today.year + 1 not in known:
        return StatusItem("calendar", "next_missing", "warn", {"year": today.year + 1})
    return StatusItem("calendar", "ok", "ok", {"first": min(known), "last": max(known)})


def _jobs(now: datetime, jobs: Sequence[Job]) -> StatusItem:
    states = job_states(now, jobs)
    failed = [state.name for state in states if state.state == "failed"]
    late = [state.name for job, state in zip(jobs, states, strict=True)
            if state.state == "due" and now - slot_begin(job.when, now) > LATE]
    if failed or late:
        return StatusItem("jobs", "failed" if failed else "late", "bad", {"names": failed or late})
    return StatusItem("jobs", "ok", "ok", {"count": len(jobs)})


def _attendance(now: datetime) -> StatusItem:
    """What the last nightly check of verdicts and seals found; its result is `cells 4, differences 0, closed 1, broken 0`."""
    run = last_run("attendance_check")
    if run is None:
        return StatusItem("attendance", "unchecked", "ok")
    values = {"at": _minute(run.started_at), "days": INTEGRITY_DAYS}
    if run.state == "failed":
        return StatusItem("attendance", "failed", "bad", {**values, "reason": run.result})
    counts = dict(part.rsplit(" ", 1) for part in run.result.split(", "))
    for fault in ("differences", "broken"):
        if counts.get(fault, "0") != "0":
            return StatusItem("attendance", fault, "bad", {**values, **counts})
    if now - run.started_at > timedelta(days=INTEGRITY_DAYS):
        return StatusItem("attendance", "old", "warn", values)
    return StatusItem("attendance", "ok", "ok", {**values, **counts})


def _seal() -> StatusItem:
    """Who called travels only sealed: what keeps it from being sealed, and how much waits."""
    stands = seal_state()
    values = {"fingerprint": stands.fingerprint, "owed": stands.owed, "count": stands.callers - stands.owed}
    if not stands.fingerprint:
        return StatusItem("seal", "no_key", "warn", values) if stands.owed else StatusItem("seal", "none", "ok")
    if stands.owed and not stands.library:
        return StatusItem("seal", "no_library", "bad", values)
    return StatusItem("seal", "owed", "warn", values) if stands.owed else StatusItem("seal", "ok", "ok", values)


def _sessions(settings: Settings, now: datetime) -> StatusItem:
    live = Session.ended_at.is_null() & (Session.seen_at > now - timedelta(minutes=settings.idle_minutes))
    return StatusItem("sessions", "ok", "ok", {"count": Session.select().where(live).count()})


def _schema() -> StatusItem:
    faults = pending_steps(database.obj) + capture_faults(database.obj)
    if faults:
        return StatusItem("schema", "pending", "bad", {"names": faults})
    return StatusItem("schema", "ok", "ok", {"step": known_steps()[-1]})


def _clock(now: datetime) -> StatusItem:
    newest = AuditRow.select().order_by(AuditRow.seq.desc()).first()
    if newest is not None and now < newest.at - CLOCK_SLACK:
        return StatusItem("clock", "behind", "bad", {"now": _minute(now), "newest": _minute(newest.at)})
    return StatusItem("clock", "ok", "ok")


def _devices(settings: Settings, now: datetime) -> StatusItem:
    found = watched(settings, now)
    silent = [one.device.name for one in found if one.silent]
    fetched = [one.device.name for one in found if one.device.kind == "pull"]
    wrong, strange = [one.device.name for one in found if one.wrong], at_the_door(now)
    if fetched and not has_library():
        return StatusItem("devices", "no_library", "bad", {"names": fetched})
    if silent:
        return StatusItem("devices", "silent", "bad", {"names": silent})
    if wrong:
        return StatusItem("devices", "clock", "warn", {"names": wrong})
    if strange:
        return StatusItem("devices", "strangers", "warn", {"count": strange})
    return StatusItem("devices", "ok" if found else "none", "ok", {"count": len(found)})


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
