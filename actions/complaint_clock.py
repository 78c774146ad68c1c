"""When complaints are due: by the rule of the day of receipt, with pauses and an extension; and the ends of what is owed in a state.

Source: docs/rules/complaint.md 2, docs/rules/complaint_course.md 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.changes import change, transaction
from actions.clocks import centre_openings
from actions.kept import kept
from models import Complaint, ComplaintPause, ComplaintRule
from rules.clocks import DayPause, DueDay, day_due, minute_due
from rules.complaint import OVER, Track, TrackRule, accept_due, due_of, end_of_day, rule_on, track_rule_of
from rules.errors import CalendarMissing, InvalidInput
from rules.people import SYSTEM


@dataclass(frozen=True)
class Reckoned:
    """When a complaint is due and by which version; due None with the year whose calendar is missing."""

    rule: TrackRule
    due: DueDay | None
    missing_year: int | None = None

    @property
    def explain(self) -> list[list[object]] | None:
        """Every day as Complaint.explain keeps it."""
        return [[line.date.isoformat(), line.counted, line.why.value, line.name] for line in self.due.lines] if self.due else None


@kept(1)
def track_rules() -> Sequence[TrackRule]:
    """Every version of every track."""
    return [track_rule_of(row.track, row.valid_from, row.source, row.figures) for row in ComplaintRule.select()]


def rule_of(row: Complaint) -> TrackRule:
    """The version a complaint goes by. Raises InvalidInput (no_track_rule)."""
    named = next((rule for rule in track_rules() if rule.version == row.rule_version), None)
    return named or rule_on(track_rules(), Track(row.track), row.received_at.date())


def reckon(track: Track, received: date) -> Reckoned:
    """When something received on a day is due on a track. Raises InvalidInput (no_track_rule)."""
    return _reckoned(rule_on(track_rules(), track, received), received)


def reckon_row(row: Complaint) -> Reckoned:
    """When a complaint that is kept is due now: from the begin of its round, with its pauses and its extension."""
    pauses = [DayPause(one.first, one.last) for one in ComplaintPause.select().where(ComplaintPause.complaint_id == row.id) if one.last]
    return _reckoned(rule_of(row), row.round_from or row.received_at.date(), pauses, row.extended)


def _reckoned(rule: TrackRule, start: date, pauses: Sequence[DayPause] = (), extended: int = 0) -> Reckoned:
    try:
        return Reckoned(rule, due_of(rule, start, centre_openings(hourly=False), pauses, extended))
    except CalendarMissing as missing:
        return Reckoned(rule, None, missing.year)


def set_due(row: Complaint, reckoned: Reckoned) -> None:
    """Put the due day, its reason and its rule into a row; without a calendar they stay as they were, and what a platform outside says
    prevails.
    """
    row.rule_version = reckoned.rule.version
    if row.due_at:
        row.explain = None
        hold_due(row, row.due_at.date())
    elif reckoned.due:
        row.explain = reckoned.explain
        hold_due(row, reckoned.due.due)


def hold_due(row: Complaint, own: date | None) -> None:
    """Let the earliest due day hold: its own, or that of a complaint joined to it. own_due keeps its own while something is joined."""
    joined = list(Complaint.select(Complaint.due).where(Complaint.parent_id == row.id))
    row.own_due = own if joined else None
    row.due = min([day for day in (own, *(one.due for one in joined)) if day], default=None)


def accept_end(rule: TrackRule, received: datetime) -> datetime | None:
    """When it must be taken up; None where nothing says so, or a calendar is missing."""
    try:
        return accept_due(rule, received, centre_openings(hourly=False))
    except CalendarMissing:
        return None


def sign_end(rule: TrackRule, now: datetime) -> datetime | None:
    """When the window must have signed in; None where calendar or hours are missing."""
    if not rule.sign:
        return None
    try:
        return minute_due(now.replace(tzinfo=None), rule.sign, centre_openings(hourly=True)).due.replace(tzinfo=now.tzinfo)
    except InvalidInput:  # without a calendar or hours nothing is owed by the minute, and work goes on
        return None


def call_back_end(days: int, now: datetime) -> datetime | None:
    """The end of the day, so many working days on, by which the caller must be called; None where a calendar is missing."""
    try:
        return end_of_day(day_due(now.date(), days, centre_openings(hourly=False)).due, now)
    except CalendarMissing:
        return None


def set_missing_dues(now: datetime) -> int:
    """Give open complaints a due day that had none because a calendar was missing. Returns how many got one."""
    done = 0
    with transaction():
        waits = Complaint.due.is_null() & (Complaint.track != "") & Complaint.state.not_in([state.value for state in OVER])
        for row in Complaint.select().where(waits):
            reckoned = reckon_row(row)
            if reckoned.due:
                set_due(row, reckoned)
                change(row, SYSTEM, "complaint.due", now)
                done += 1
    return done
