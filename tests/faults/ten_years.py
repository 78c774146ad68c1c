"""Ten years of leave in a small centre, lived through the ordinary actions by a dice: asked, signed, refused, withdrawn, cancelled,
come back from early, in time and late, extended, carried over; each week its nights with their jobs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from actions import leave, leave_jobs, leave_ledger, leave_return
from actions.changes import find
from actions.leave_plan import LeaveDraft
from actions.people import actor_of
from clock import STATION_ZONE
from models import LeaveRequest, Staff
from rules.calendar import Half
from rules.errors import DomainError
from rules.people import Actor
from tests.leave.leave_made import Centre

KINDS = ("annual", "annual", "annual", "sick", "personal", "official", "training", "outing", "bereavement", "home_visit")
HALVES = (Half.AM, Half.PM)


class History:
    """The life of some centres under one dice. refused: how often the rules said no, by the error's class."""

    def __init__(self, centres: list[Centre], seed: int) -> None:
        self.centres, self.dice = centres, random.Random(seed)  # noqa: S311  # a life that can be repeated
        self.refused, self.done = Counter[str](), Counter[str]()
        self.now = datetime(2016, 1, 4, 9, 0, tzinfo=STATION_ZONE)

    def live(self, years: int) -> None:
        """Week after week, from Monday 2016-01-04 on."""
        for week in range(52 * years):
            self.now = datetime.combine(date(2016, 1, 4) + timedelta(weeks=week), time(9), STATION_ZONE)
            leave_jobs.grant_annual(self.now)
            leave_jobs.begin_and_end(self.now)
            leave_jobs.expire_balances(self.now)
            for centre in self.centres:
                self.week_of(centre)

    def week_of(self, centre: Centre) -> None:
        """What people of one centre do this week."""
        if self.now.isocalendar().week == 50:
            self.carry_over(centre)
        for staff in (centre.clerk, centre.partner, centre.third, centre.head, centre.section, centre.deputy):
            for request in list(LeaveRequest.select().where((LeaveRequest.staff_id == staff.id) & LeaveRequest.state.in_(
                    ("handover", "pending", "approved", "running", "due_back", "overdue", "cancel_requested")))):
                self.go_on(centre, staff, request)
            if self.dice.random() < 0.35:
                self.dare("ask", lambda staff=staff: self.ask(centre, staff))

    def dare(self, what: str, act: Callable[[], object]) -> None:
        """Do it, or note that the rules refused."""
        try:
            act()
            self.done[what] += 1
        except DomainError as error:
            self.refused[type(error).__name__] += 1

    def actor(self, staff: Staff) -> Actor:
        """The person as they act today."""
        return actor_of(staff, self.now.date())

    def ask(self, centre: Centre, staff: Staff, extends: LeaveRequest | None = None) -> None:
        """Ask for something between last week and in two months."""
        start = extends.end + timedelta(days=1) if extends else self.now.date() + timedelta(days=self.dice.randrange(-5, 60))
        kind = extends.type_code if extends else self.dice.choice(KINDS)
        hourly = kind == "outing"
        end = start if hourly else start + timedelta(days=self.dice.choice((0, 0, 1, 2, 3, 8)))
        partner = centre.partner if staff.id != centre.partner.id else centre.third
        draft = LeaveDraft(type_code=kind, start=start, start_half=Half.AM if extends else self.dice.choice(HALVES), end=end,
                           end_half=self.dice.choice(HALVES), from_minute=540 if hourly else None, to_minute=630 if hourly else None,
                           reason="有事", partner_id=partner.id, extends_id=extends.id if extends else "")
        leave.submit(self.actor(staff), draft, self.now)

    def go_on(self, centre: Centre, staff: Staff, request: LeaveRequest) -> None:
        """The next thing that happens to a request."""
        if request.state == "handover":
            partner = find(Staff, request.partner_id)
            self.dare("handover", lambda: leave.answer_handover(self.actor(partner), request.id, self.dice.random() < 0.9, "",
                                                                request.version, self.now))
        elif request.state in ("pending", "cancel_requested"):
            self.decide(centre, staff, request)
        elif request.state == "approved" and self.dice.random() < 0.15:
            self.dare("cancel", lambda: leave.ask_cancel(self.actor(staff), request.id, "不去了", request.version, self.now))
        elif request.state in ("running", "due_back", "overdue"):
            self.come_back(centre, staff, request)

    def decide(self, centre: Centre, staff: Staff, request: LeaveRequest) -> None:
        """Somebody signs, refuses or sends back; or the person takes it back."""
        if request.state == "pending" and self.dice.random() < 0.05:
            self.dare("withdraw", lambda: leave.withdraw(self.actor(staff), request.id, request.version, self.now))
            return
        verdict = self.dice.choices(("approve", "refuse", "return"), (90, 6, 4))[0]
        for signer in (centre.head, centre.section, centre.deputy, centre.leader):
            fresh = find(LeaveRequest, request.id)
            if fresh.state == "pending" and fresh.steps[fresh.step]["outside"]:
                slip = leave.Slip("李局长", verdict == "approve", "意见", "scan")
                self.dare("slip", lambda fresh=fresh, slip=slip: leave.enter_slip(
                    self.actor(centre.personnel), fresh.id, slip, fresh.version, self.now))
            elif fresh.state == "pending":
                self.dare(verdict, lambda fresh=fresh, signer=signer: leave.decide(
                    self.actor(signer), fresh.id, verdict, "意见", fresh.version, self.now))
            elif fresh.state == "cancel_requested":
                self.dare("cancelled", lambda fresh=fresh, signer=signer: leave.decide_cancel(
                    self.actor(signer), fresh.id, self.dice.random() < 0.8, "", fresh.version, self.now))

    def come_back(self, centre: Centre, staff: Staff, request: LeaveRequest) -> None:
        """Come back (early, in time or late), go on into more leave, or not care this week."""
        luck = self.dice.random()
        if luck < 0.15:
            self.dare("extend", lambda: self.ask(centre, staff, extends=request))
        elif luck < 0.85:
            day = self.now.date() - timedelta(days=self.dice.randrange(4))
            self.dare("back", lambda: leave_return.report_back(
                self.actor(staff), request.id, day, self.dice.choice(HALVES), request.version, self.now))

    def carry_over(self, centre: Centre) -> None:
        """Personnel carries the rest of the year over for one person."""
        self.dare("carry", lambda: leave_ledger.carry_over(self.actor(centre.personnel), centre.clerk.id, self.now.year, self.now))
