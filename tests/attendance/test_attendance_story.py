"""Any story of changes, in any order, leaves the verdicts that judging everything anew would give (hypothesis, real database)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import DoesNotExist

from actions import attendance_rules, calendar, corrections, leave, leave_return, pins
from actions.attendance_judge import judge_and_count, judge_days
from actions.attendance_rules import ExemptionDraft
from actions.changes import find
from actions.pins import PinDraft
from actions.punches import BatchDraft, take_in
from actions.schedule import Target, add_difference, remove_difference
from models import CalendarDay, Device, Exemption, LeaveRequest, PinMap, PunchCorrection, ScheduleDay
from rules.attendance import RuleSet, figures_of
from rules.calendar import DayKind, Half
from rules.errors import DomainError
from rules.people import SYSTEM
from rules.schedule import Scope
from tests.attendance.attendance_made import at
from tests.leave.leave_made import Centre, act, draft, make_centre
from tests.punches.conftest import make_device
from tests.punches.rows_made import punch

NOW = at("03-06 20:00")
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
TIMES = ("08:20", "08:45", "12:05", "13:20", "16:50", "17:40")
HOURS = {"am_start": "08:45", "am_end": "12:00", "pm_start": "13:30", "pm_end": "16:30"}
KNOWN = ["punch", "punch", "punch", "leave", "sign", "refuse", "cancel", "back", "correct", "grant", "exempt", "end", "hours", "usual",
         "holiday", "rules", "pin", "unpin"]
ACTS = st.lists(st.tuples(st.sampled_from(KNOWN), st.integers(0, 4), st.sampled_from(list(Half)), st.integers(0, 5)), min_size=4,
                max_size=10)
_numbers = itertools.count(1)


class _Story:
    """A window of its own, with a machine on which the clerk has a number; other stories' people stand beside it."""

    def __init__(self) -> None:
        self.centre: Centre = make_centre()
        self.clerk = self.centre.clerk
        self.device: Device = make_device(f"s{next(_numbers)}")
        pins.assign_pin(SYSTEM, self.device.id, PinDraft("7", self.clerk.number, date(2026, 1, 1)), NOW)

    def do(self, what: str, day: date, half: Half, way: int) -> None:
        """One act of the story; a refusal of the rules is one of its turns."""
        acts: dict[str, Callable[[date, Half, int], object]] = {
            "punch": self._punch, "leave": self._leave, "sign": self._sign, "refuse": self._sign, "cancel": self._cancel,
            "back": self._back, "correct": self._correct, "grant": self._grant, "exempt": self._exempt, "end": self._end,
            "hours": self._hours, "usual": self._usual, "holiday": self._holiday, "rules": self._rules, "pin": self._pin,
            "unpin": self._unpin}
        acts[what](day, half, -1 if what == "refuse" else way)

    def _punch(self, day: date, _half: Half, way: int) -> None:
        take_in(SYSTEM, self.device, [punch(1, "7", f"{day} {TIMES[way]}:00")], BatchDraft("file"), NOW)

    def _leave(self, day: date, half: Half, way: int) -> None:
        last = min(day + timedelta(days=way // 3), FRIDAY)
        wanted = draft(f"{day:%m-%d} {half.value}", f"{last:%m-%d} pm", type_code="sick", partner=self.centre.partner)
        leave.enter_for(act(self.centre.head), self.clerk.id, wanted, NOW)

    def _request(self) -> LeaveRequest:
        return LeaveRequest.select().where(LeaveRequest.staff_id == self.clerk.id).order_by(LeaveRequest.id.desc()).get()

    def _sign(self, _day: date, _half: Half, way: int) -> None:
        request = self._request()
        if request.state == "handover":
            leave.answer_handover(act(self.centre.partner), request.id, True, "", request.version, NOW)
            request = find(LeaveRequest, request.id)
        signers = {"window_head": self.centre.head, "section": self.centre.section, "centre_leader": self.centre.leader}
        verdict = "refuse" if way < 0 else "approve"
        while request.state == "pending":
            signer = signers[request.steps[request.step]["kind"]]
            leave.decide(act(signer), request.id, verdict, "知道了", request.version, NOW)
            request = find(LeaveRequest, request.id)

    def _cancel(self, _day: date, _half: Half, _way: int) -> None:
        request = self._request()
        leave.withdraw(act(self.centre.head), request.id, request.version, NOW)

    def _back(self, day: date, half: Half, _way: int) -> None:
        request = self._request()
        leave_return.report_back(act(self.clerk), request.id, day, half, request.version, NOW)

    def _correct(self, day: date, half: Half, way: int) -> None:
        edge = "in" if way % 2 else "out"
        minute = {"am": {"in": 505, "out": 725}, "pm": {"in": 800, "out": 1060}}[half.value][edge]
        corrections.ask(act(self.clerk), corrections.Asked(day, half, edge, minute, reason="忘了打卡", witness="王芳"), NOW)

    def _grant(self, _day: date, _half: Half, way: int) -> None:
        for row in PunchCorrection.select().where(PunchCorrection.staff_id == self.clerk.id, PunchCorrection.state == "pending"):
            corrections.decide(act(self.centre.head), row.id, way > 1, "核对过", row.version, NOW)

    def _exempt(self, day: date, half: Half, way: int) -> None:
        wanted = ExemptionDraft("staff", self.clerk.id, day, day if way < 3 else None, half.value if way % 2 else "", "外派")
        attendance_rules.add_exemption(SYSTEM, wanted, NOW)

    def _end(self, day: date, _half: Half, _way: int) -> None:
        row = Exemption.select().where(Exemption.scope_id == self.clerk.id).order_by(Exemption.id.desc()).get()
        attendance_rules.end_exemption(SYSTEM, row.id, day, row.version, NOW)

    def _hours(self, day: date, _half: Half, way: int) -> None:
        target = Target(Scope.CENTRE) if way == 0 else Target(Scope.STAFF, self.clerk.number)
        add_difference(SYSTEM, target, day, HOURS, "停电", NOW)

    def _usual(self, _day: date, _half: Half, _way: int) -> None:
        row = ScheduleDay.select().order_by(ScheduleDay.id.desc()).get()
        remove_difference(SYSTEM, row.id, row.version, NOW)

    def _holiday(self, day: date, _half: Half, way: int) -> None:
        kind = (DayKind.DAY_OFF, DayKind.HALF_AM, DayKind.WORKDAY)[way % 3]
        calendar.edit_day(SYSTEM, day, kind, "活动" if way % 3 < 2 else "", "通知", CalendarDay.get(CalendarDay.day == day).version, NOW)

    def _rules(self, day: date, _half: Half, way: int) -> None:
        attendance_rules.add_rule_set(SYSTEM, day, figures_of(RuleSet(valid_from=day, late_grace=way * 5)), "办法", NOW)

    def _pin(self, day: date, _half: Half, _way: int) -> None:
        pins.assign_pin(SYSTEM, self.device.id, PinDraft("7", self.centre.partner.number, day), NOW)

    def _unpin(self, day: date, _half: Half, way: int) -> None:
        row = PinMap.select().where(PinMap.device_id == self.device.id).order_by(PinMap.id.desc()).get()
        if way < 2:
            pins.remove_pin(SYSTEM, row.id, row.version, NOW)
        else:
            number = find(type(self.clerk), row.staff_id).number
            pins.change_pin(SYSTEM, row.id, PinDraft("7", number, row.valid_from, day), row.version, NOW)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_after_any_change_judging_everything_anew_would_change_nothing(db, acts):
    story = _Story()
    judge_days(MONDAY - timedelta(days=3), FRIDAY, NOW, "begin")
    for what, offset, half, way in acts:
        try:
            story.do(what, MONDAY + timedelta(days=offset), half, way)
        except (DomainError, DoesNotExist):
            continue
        found = judge_and_count(MONDAY - timedelta(days=3), FRIDAY, NOW, "check", check=True)
        assert found["cells"] > 0
        assert found["differences"] == 0, (what, offset, half, way)
