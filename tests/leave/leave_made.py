"""A small centre for leave tests: one window of three, its head, the section, the leaders, personnel; and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions import leave
from actions.changes import find
from actions.leave_plan import LeaveDraft
from clock import STATION_ZONE
from models import LeaveRequest, Staff, Unit
from rules.calendar import Half
from rules.people import Actor, Role
from tests.people_made import actor_for, make_staff, make_unit


@dataclass
class Centre:
    """People by their place in the centre."""

    window: Unit
    clerk: Staff
    partner: Staff
    third: Staff
    head: Staff
    section: Staff
    deputy: Staff
    leader: Staff
    personnel: Staff


def make_centre(min_present: int = 1, **clerk: Any) -> Centre:
    """A window with head, clerk, partner and a third, and the people above it."""
    window = make_unit(min_present=min_present)
    return Centre(window=window, clerk=make_staff(unit=window, **clerk), partner=make_staff(unit=window), third=make_staff(unit=window),
                  head=make_staff(Role.STAFF, Role.WINDOW_HEAD, unit=window), section=make_staff(Role.SECTION_HEAD),
                  deputy=make_staff(Role.DEPUTY_LEADER), leader=make_staff(Role.MAIN_LEADER), personnel=make_staff(Role.PERSONNEL))


def day(text: str) -> date:
    """03-10 or 2026-03-10 as a day of 2026."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def at(text: str) -> datetime:
    """03-10 09:00 as a moment of 2026 at the station."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=STATION_ZONE)


def draft(start: str, end: str = "", type_code: str = "annual", partner: Staff | None = None, **values: Any) -> LeaveDraft:
    """A draft; '03-10 pm' begins in the afternoon, and ends with 'am' at noon."""
    first, _, first_half = start.partition(" ")
    last, _, last_half = (end or start).partition(" ")
    whole_day = not end and not first_half
    return LeaveDraft(**{"type_code": type_code, "start": day(first), "start_half": Half(first_half or "am"), "end": day(last),
                         "end_half": Half((last_half or "pm") if not whole_day else "pm"), "reason": "家中有事",
                         "destination": "云岭县石桥镇", "phone": "13812345678", "partner_id": partner.id if partner else "", **values})


def act(staff: Staff) -> Actor:
    """The person as actor."""
    return actor_for(staff)


def asked(centre: Centre, wanted: LeaveDraft, now: datetime, staff: Staff | None = None) -> LeaveRequest:
    """A request handed over to the partner and waiting for its first signature."""
    person = staff or centre.clerk
    request_id = leave.submit(act(person), wanted, now)
    request = find(LeaveRequest, request_id)
    if request.state == "handover":
        leave.answer_handover(act(find(Staff, request.partner_id)), request_id, True, "", request.version, now)
    return find(LeaveRequest, request_id)


def approved(centre: Centre, wanted: LeaveDraft, now: datetime, staff: Staff | None = None) -> LeaveRequest:
    """A request signed by everybody it needs."""
    request = asked(centre, wanted, now, staff)
    signer = {"window_head": centre.head, "section": centre.section, "centre_leader": centre.leader}
    while request.state == "pending":
        step = request.steps[request.step]
        if step["outside"]:
            slip = leave.Slip("李局长", True, "同意", "scan")
            leave.enter_slip(act(centre.personnel), request.id, slip, request.version, now)
        else:
            leave.decide(act(signer[step["kind"]]), request.id, "approve", "同意", request.version, now)
        request = find(LeaveRequest, request.id)
    return request
