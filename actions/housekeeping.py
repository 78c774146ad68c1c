"""What a node does for its own health at night: clearing away what is past its time, and checking the database file."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.changes import forget, transaction
from actions.database import integrity_faults
from models import FormKey, JobRun, Notice, Session, SignInTry, database
from rules.errors import InvalidInput, Problem
from settings import Settings

DAYS_KEPT = {"form_keys": 30, "sessions": 30, "notices": 180, "runs": 60, "sign_in_tries": 366}


def clear_away(_settings: Settings, now: datetime) -> dict[str, int]:
    """Delete local rows past their time (days in DAYS_KEPT; sign-in tries at least six months, FACTS 11 row 80).

    Returns what -> how many. A session counts from its last use, a notice and a form key from when it was made.
    """
    before = {what: now - timedelta(days=days) for what, days in DAYS_KEPT.items()}
    with transaction():
        return {
            "form_keys": forget(FormKey, FormKey.at < before["form_keys"]),
            "sessions": forget(Session, Session.seen_at < before["sessions"]),
            "notices": forget(Notice, Notice.at < before["notices"]),
            "runs": forget(JobRun, JobRun.started_at < before["runs"]),
            "sign_in_tries": forget(SignInTry, SignInTry.at < before["sign_in_tries"]),
        }


def check_integrity(_settings: Settings, _now: datetime) -> str:
    """SQLite's full check of the live database. Returns "ok"; raises InvalidInput (database_damaged) with the first faults."""
    faults = integrity_faults(database.obj)
    if faults:
        raise InvalidInput(Problem("", "database_damaged", {"faults": "; ".join(faults[:3])}))
    return "ok"
