"""Who decides about somebody's attendance: the head, for a head one level up, never oneself; delegates in a principal's name."""

from __future__ import annotations

from datetime import date

from actions.leave_signers import Authority, delegates_of, principals_of, signing_day
from models import AttendanceCase, Staff
from rules.approval import LADDER, StepKind, may_decide
from rules.attendance_cases import STAGES
from rules.people import Actor


class Deciders:
    """The signing roles of a day and whom this person stands in for: two queries, then everything is decided in memory."""

    def __init__(self, actor: Actor, day: date) -> None:
        self._actor, self._day = actor, day
        self._signing = signing_day(day)
        self._principals: set[str] | None = None

    @property
    def actor_id(self) -> str:
        """Whose rights are asked."""
        return self._actor.staff_id

    def lowest(self, staff: Staff, entered_by: str = "") -> StepKind | None:
        """The lowest step above somebody that another person than who entered it holds; None when nobody does."""
        return next((kind for kind in self._signing.above(staff.id, staff.unit_id)
                     if any(one.id != entered_by for one in self._signing.of(kind, staff.id, staff.unit_id))), None)

    def over(self, staff: Staff, entered_by: str = "") -> Authority | None:
        """By whose right the actor decides something of this person, None when they may not."""
        kind = self.lowest(staff, entered_by)
        return self.at(kind, staff, entered_by) if kind else None

    def at(self, kind: StepKind, staff: Staff, left_out: str = "") -> Authority | None:
        """By whose right the actor speaks at a step; left_out: who may not be it, by themselves or through a delegate."""
        held = {one.id for one in self._signing.of(kind, staff.id, staff.unit_id)} - {left_out}
        if self._actor.staff_id == left_out:
            return None
        if self._actor.staff_id in held:
            return Authority() if may_decide(self._actor.staff_id, staff.id) else None
        if self._principals is None:
            self._principals = set(principals_of(self._actor, self._day))
        for principal in sorted(held & self._principals):
            if may_decide(self._actor.staff_id, staff.id, (principal,)):
                return Authority(principal)
        return None

    def on_case(self, case: AttendanceCase, staff: Staff) -> Authority | None:
        """By whose right the actor speaks next on a proposed absence: the head, then the section; two people in any case."""
        kind = self.stage_of(case, staff)
        return self.at(kind, staff, case.head_by) if kind else None

    def stage_of(self, case: AttendanceCase, staff: Staff) -> StepKind | None:
        """Who speaks next: the lowest step above the person; then the section, or what stands above the first where that is it."""
        steps = self._signing.above(staff.id, staff.unit_id)
        if not steps or case.state not in STAGES:
            return None
        if STAGES[case.state] == "head":
            return steps[0]
        later = [kind for kind in steps[1:] if LADDER.index(kind) >= LADDER.index(StepKind.SECTION)]
        return later[0] if later else steps[0]

    def section(self, staff: Staff) -> Authority | None:
        """By whose right the actor speaks as the supervision section about this person."""
        return self.at(StepKind.SECTION, staff)

    def people(self, kind: StepKind, staff: Staff) -> list[str]:
        """Who is to be told that something waits at a step: those who hold it and those who stand in for them."""
        held = [one.id for one in self._signing.of(kind, staff.id, staff.unit_id)]
        return [*held, *(one for one in delegates_of(held, self._day) if one != staff.id)]
