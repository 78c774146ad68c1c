"""The ladder of complaints near and past their due day, climbed by a job; what was late is marked for good; what is over is put away.

Source: docs/rules/complaint_course.md 5.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.changes import change, transaction
from actions.clocks import centre_openings
from actions.complaint import note_done
from actions.complaint_clock import rule_of, track_rules
from actions.complaint_course import take
from actions.complaint_lists import standing_of
from actions.complaint_rights import deciders_of, heads_free, monitors_of
from actions.complaint_secrecy import kept_ids
from actions.complaint_step import Said
from actions.notices import tell
from actions.supervision import draft_order
from models import Complaint, ComplaintAct
from rules.clocks import Openings
from rules.complaint import State, is_late
from rules.complaint_course import BY_EVENT, OPEN, Event
from rules.errors import CalendarMissing
from rules.people import SYSTEM
from rules.supervision import Rung, rungs_reached

MOST_PUT_AWAY = 500


def watch_complaints(now: datetime) -> int:
    """Climb the ladder for every open complaint that is not answered; returns how many rungs were climbed."""
    openings, climbed = centre_openings(hourly=False), 0
    waits = Complaint.due.is_null(False) & Complaint.answered_at.is_null() & Complaint.state.in_([state.value for state in OPEN])
    for complaint_id in [row.id for row in Complaint.select(Complaint.id).where(waits & (Complaint.state != State.PAUSED.value))]:
        with transaction():
            climbed += _climb(complaint_id, openings, now)
    return climbed


def _climb(complaint_id: str, openings: Openings, now: datetime) -> int:
    """The rungs of one complaint. It is read again inside the transaction: it may have been answered or paused meanwhile."""
    row = Complaint.get_by_id(complaint_id)
    if State(row.state) not in OPEN or row.state == State.PAUSED.value or row.answered_at or row.due is None:
        return 0
    if not row.late and is_late(standing_of(row), now.date()):
        row.late = True
        change(row, SYSTEM, "complaint.late", now)
    try:
        reached = rungs_reached(rule_of(row), row.due, now.date(), openings)
    except CalendarMissing:  # nothing is guessed; the missing year is told by the calendar's own job
        return 0
    done = {act.act for act in ComplaintAct.select().where((ComplaintAct.complaint_id == row.id) & (ComplaintAct.round == row.round))}
    return sum(_take(row, rung, now) for rung in reached if rung.value not in done)


def _take(row: Complaint, rung: Rung, now: datetime) -> bool:
    if rung is Rung.SUPERVISE:
        told = draft_order(row, now)
        if not told and not row.handler_unit:
            _tell(row, deciders_of(row, now.date()), "overdue", now)
        return told
    note_done(row, SYSTEM, rung.value, now)
    handlers = [row.handler_id] if row.handler_id else [staff.id for staff in heads_free(row, row.handler_unit, now.date())]
    people = [*(handlers if row.handler_unit else []), *monitors_of(row, now.date())]
    _tell(row, people if rung is Rung.REMIND else [*people, *deciders_of(row, now.date())], rung.value, now)
    return True


def _tell(row: Complaint, people: list[str], event: str, now: datetime) -> None:
    kept = kept_ids(row, now.date())
    tell([one for one in people if one not in kept], f"complaint_{event}", {"number": row.number, "due": str(row.due)},
         f"/complaint/{row.id}", f"complaint:{event}:{row.id}:{row.round}", now)


def put_away(now: datetime) -> int:
    """Archive what has been over as long as its rule says (归档); returns how many."""
    done, sources = 0, [state.value for state in BY_EVENT[Event.ARCHIVE].sources]
    soonest = now - timedelta(days=min(rule.archive for rule in track_rules()))
    over = Complaint.select().where(Complaint.state.in_(sources) & (Complaint.track != "") & (Complaint.closed_at < soonest))
    for row in over.order_by(Complaint.id).limit(MOST_PUT_AWAY):
        if row.closed_at < now - timedelta(days=rule_of(row).archive):
            take(SYSTEM, row.id, Event.ARCHIVE, Said(), now, row.version)
            done += 1
    return done
