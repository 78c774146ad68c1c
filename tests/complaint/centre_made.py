"""A small centre with a complaint, whose steps are one word each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.changes import find
from actions.complaint import CallDraft, log_call
from actions.complaint_course import ask, take, waiting_asks
from actions.complaint_step import Said
from models import Complaint, ComplaintAsk, Staff, Unit
from rules.complaint import Kind
from rules.complaint_course import Event
from rules.people import Role
from tests.conftest import MONDAY
from tests.people_made import actor_for, make_staff, make_unit

CALL = CallDraft(Kind.COMPLAINT, "工作人员回答不清楚。", called="赵女士", phone="13800005678")


def days(count: int, hour: int = 9) -> datetime:
    """An hour of a day counted from Monday."""
    return MONDAY.replace(hour=hour) + timedelta(days=count)


@dataclass
class Centre:
    """The people of a small centre, a complaint about one of them, and steps in one word."""

    window: Unit
    other: Unit
    clerk: Staff
    head: Staff
    other_head: Staff
    monitor: Staff
    second: Staff
    section: Staff
    leader: Staff
    id: str = ""

    def log(self, draft: CallDraft = CALL, now: datetime = MONDAY) -> Complaint:
        """Keep a call."""
        self.id = log_call(actor_for(self.monitor), draft, now)
        return self.row

    @property
    def row(self) -> Complaint:
        """The complaint as it stands."""
        return find(Complaint, self.id)

    def take(self, staff: Staff, event: str, now: datetime = MONDAY, **said: object) -> Complaint:
        """Take a step as this person."""
        take(actor_for(staff), self.id, Event(event), Said(**said), now, self.row.version)
        return self.row

    def ask(self, staff: Staff, event: str, now: datetime = MONDAY, **said: object) -> ComplaintAsk:
        """Ask for a step as this person."""
        ask(actor_for(staff), self.id, Event(event), Said(**said), now, self.row.version)
        return waiting_asks(self.row, Event(event))[0]

    def to_working(self, now: datetime = MONDAY) -> Complaint:
        """Assign and sign in."""
        self.take(self.monitor, "assign", now, unit=self.window.id)
        return self.take(self.head, "sign", now)

    def to_callback(self, now: datetime = MONDAY) -> Complaint:
        """Assign, sign in, reply, approve."""
        self.to_working(now)
        self.take(self.head, "reply", now, note="已向群众说明。")
        return self.take(self.monitor, "approve", now)


def make_centre() -> Centre:
    """Two windows with heads, a clerk, two monitors, the section's head and a leader."""
    window, other, section = make_unit(), make_unit(), make_unit()
    return Centre(window, other, make_staff(Role.STAFF, unit=window), make_staff(Role.WINDOW_HEAD, unit=window),
                  make_staff(Role.WINDOW_HEAD, unit=other), make_staff(Role.MONITOR, unit=section), make_staff(Role.MONITOR, unit=section),
                  make_staff(Role.SECTION_HEAD, unit=section), make_staff(Role.DEPUTY_LEADER))
