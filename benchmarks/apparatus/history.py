"""Years of leave of many people, week by week, as the actions of leave leave it: requests in every state with all their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from actions.leave_ledger import takes_as_json
from actions.leave_rules import Tiers
from benchmarks.apparatus.bulk import id_at
from benchmarks.apparatus.people import Person
from clock import STATION_ZONE
from models import LeaveCell, LeaveDecision, LeaveEntry, LeaveInterval, LeaveRequest, Notice, Table
from rules.approval import ACTIVE, OUTSIDE, State, Step, StepKind, chain, chain_minutes
from rules.calendar import Calendar, Half
from rules.leave import Cell, TypeRule, count_cells, halves_counted
from rules.ledger import Take
from rules.people import Role

A_YEAR = 12  # requests of one person
ANNUAL_HALVES = 20
HALVES = (1, 1, 2, 2, 2, 4, 6)
TYPES = ("annual",) * 7 + ("personal",) * 3 + ("sick",) * 3 + ("official",) * 2 + ("outing",) * 4
OUTING_MINUTES = (30, 60, 90, 150)
Weights = tuple[tuple[State, int], ...]
COMING: Weights = ((State.APPROVED, 45), (State.PENDING, 35), (State.HANDOVER, 10), (State.CANCEL_REQUESTED, 4), (State.DRAFT, 3),
                   (State.RETURNED, 3))
JUST_OVER: Weights = ((State.CLOSED, 60), (State.DUE_BACK, 40))
OVER: Weights = ((State.CLOSED, 88), (State.ENDED_EARLY, 4), (State.REJECTED, 3), (State.WITHDRAWN, 3), (State.CANCELLED, 2))
UNSENT = (State.DRAFT, State.RETURNED)
FREED = (State.REJECTED, State.WITHDRAWN, State.CANCELLED, State.RETURNED)
NOTICE_DAYS = 180
TOLD: dict[str, str] = {State.HANDOVER: "leave_handover", State.PENDING: "leave_to_sign", State.DUE_BACK: "leave_due_back",
                        State.CLOSED: "leave_back"}


@dataclass
class Story:
    """What a history is told from. signers: who signs a step of the people of a unit; left: halves of (person, year) in their pot."""

    people: Sequence[Person]
    rules: dict[str, TypeRule]
    tiers: Tiers
    calendar: Calendar
    now: datetime
    random: Random = field(default_factory=Random)
    pots: dict[tuple[str, int], str] = field(default_factory=dict)
    left: dict[tuple[str, int], int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def week(self, monday: date) -> list[Table]:
        """Everything that belongs to the leave that begins in this week, at most one request a person; the same in every history."""
        self.random.seed(monday.toordinal())
        rows: list[Table] = []
        friday = monday + timedelta(days=4)
        for person in self.people:
            rows += self._annual(person, monday.year) + self._annual(person, friday.year)
            if self.random.random() < A_YEAR / 52:
                rows += self._request(person, monday + timedelta(days=self.random.randrange(5)), friday)
        return rows

    def _annual(self, person: Person, year: int) -> list[Table]:
        """The year's grant, once."""
        key = (person.row.id, year)
        if key in self.pots:
            return []
        granted = datetime.combine(date(year, 1, 1), time(0, 20), STATION_ZONE)
        self.pots[key], self.left[key] = id_at(granted, self.random), ANNUAL_HALVES
        return [LeaveEntry(id=self.pots[key], staff_id=person.row.id, type_code="annual", kind="grant", pot_id=self.pots[key],
                           amount=ANNUAL_HALVES, valid_from=date(year, 1, 1), valid_to=date(year, 12, 31), note=str(year),
                           source_key=f"annual:{person.row.id}:{year}:{year}-01-01", **_stamps(granted))]

    def _request(self, person: Person, start: date, friday: date) -> list[Table]:
        code = self.random.choice(TYPES)
        asked = min(datetime.combine(start - timedelta(days=2), time(9, self.random.randrange(60)), STATION_ZONE), self.now)
        request = LeaveRequest(id=id_at(asked, self.random), staff_id=person.row.id, unit_id=person.row.unit_id, entered_by=person.row.id,
                               type_code=code, start=start, end=start, reason="family matters", destination="the county town",
                               phone="13812345678", partner_id=person.partner.id if person.partner else None,
                               rule_version=f"{code}@2004-01-01", round=1, submitted_at=asked, **_stamps(asked))
        if code == "outing":
            return self._hours(request, person)
        halves = self.random.choice(HALVES)
        request.end = min(start + timedelta(days=(halves - 1) // 2), friday)
        request.end_half = Half.AM if halves == 1 else Half.PM
        cells = count_cells(self.rules[code], self.calendar, start, Half.AM, request.end, Half(request.end_half))
        request.halves = halves_counted(cells)
        key = (person.row.id, start.year)
        if code == "annual" and request.halves > self.left[key]:
            request.type_code = "personal"
        if not request.halves:
            return []
        rule = self.rules[request.type_code]
        steps = chain(request.halves, self.tiers.halves, rule, {person.role}, bool(person.row.home_unit), _vacant(person))
        self._place(request, steps)
        rows: list[Table] = [request, *self._acts(request, person), *self._notices(request, person)]
        if request.state in ACTIVE:
            rows += [LeaveCell(id=id_at(asked, self.random), staff_id=request.staff_id, day=cell.date, half=cell.half,
                               request_id=request.id, counts=cell.counts, **_stamps(asked)) for cell in cells]
        return rows + self._entries(request, cells)

    def _hours(self, request: LeaveRequest, person: Person) -> list[Table]:
        request.minutes = self.random.choice(OUTING_MINUTES)
        request.from_time, request.to_time = "09:00", f"{9 + request.minutes // 60:02d}:{request.minutes % 60:02d}"
        self._place(request, chain_minutes(request.minutes, self.tiers.minutes, self.rules["outing"], {person.role}, _vacant(person)))
        if request.state in (State.RUNNING, State.DUE_BACK, State.ENDED_EARLY):
            request.state = State.CLOSED
        held = [LeaveInterval(id=id_at(request.submitted_at, self.random), staff_id=request.staff_id, day=request.start, half=Half.AM,
                              from_minute=540, to_minute=540 + request.minutes, request_id=request.id, **_stamps(request.submitted_at))]
        return [request, *self._acts(request, person), *self._notices(request, person), *(held if request.state in ACTIVE else [])]

    def _place(self, request: LeaveRequest, steps: Sequence[Step]) -> None:
        """Choose where the request stands by its dates, and the step it waits at."""
        today = self.now.date()
        if request.start > today:
            states: Weights = COMING
        elif request.end >= today:
            states = ((State.RUNNING, 1),)
        else:
            states = JUST_OVER if (today - request.end).days <= 2 else OVER
        request.state = self.random.choices([state for state, _ in states], [weight for _, weight in states])[0]
        if request.state in (State.HANDOVER, State.PENDING) and not (steps and request.partner_id):
            request.state = State.PENDING if steps else State.APPROVED
        request.steps = [{"kind": step.kind.value, "outside": step.outside} for step in steps]
        request.step = self.random.randrange(len(steps)) if request.state == State.PENDING else 0 if request.state in UNSENT else len(steps)
        if request.state != State.DRAFT:
            year = request.submitted_at.year
            self.numbers[year] = self.numbers.get(year, 0) + 1
            request.number = f"QJ-{year}-{self.numbers[year]:04d}"
        if request.partner_id and request.state not in (*UNSENT, State.HANDOVER):
            request.partner_confirmed_by = request.partner_id
        if request.state in (State.CLOSED, State.ENDED_EARLY):
            request.back_day, request.back_half = request.end + timedelta(days=1), Half.AM
            request.back_reported_at = datetime.combine(request.back_day, time(8, 40), STATION_ZONE)

    def _acts(self, request: LeaveRequest, person: Person) -> list[Table]:
        """Who did what to the request so far."""
        if request.state == State.DRAFT:
            return []
        acts: list[tuple[str, str, int, str]] = [("submit", request.staff_id, 0, "")]
        if request.partner_confirmed_by:
            acts.append(("handover", request.partner_confirmed_by, 0, ""))
        for number, step in enumerate(request.steps[:request.step]):
            acts.append(("approve", self._signer(StepKind(step["kind"]), person), number, step["kind"]))
        if request.back_day:
            acts.append(("report_back", request.staff_id, request.step, ""))
        asked = request.submitted_at
        moments = [asked + timedelta(minutes=order) for order in range(len(acts))]
        return [LeaveDecision(id=id_at(at, self.random), request_id=request.id, round=1, step=step, step_kind=kind, act=act,
                              staff_id=staff_id, opinion="agreed" if kind else "", signer="the director" if kind in list(OUTSIDE) else "",
                              at=at, **_stamps(at)) for at, (act, staff_id, step, kind) in zip(moments, acts, strict=True)]

    def _signer(self, kind: StepKind, person: Person) -> str:
        if kind is StepKind.WINDOW_HEAD:
            return next(one.row.id for one in self.people if one.unit_code == person.unit_code)
        role = {StepKind.SECTION: Role.SECTION_HEAD, StepKind.CENTRE_LEADER: Role.MAIN_LEADER}.get(kind, Role.PERSONNEL)
        return next(one.row.id for one in self.people if one.role is role)

    def _entries(self, request: LeaveRequest, cells: Sequence[Cell]) -> list[Table]:
        """The ledger's lines of annual leave: reserved when asked, used when approved, given back when it came to nothing."""
        if request.type_code != "annual" or request.state == State.DRAFT:
            return []
        key = (request.staff_id, request.start.year)
        take = Take(self.pots[key], request.halves, tuple((cell.date, cell.half) for cell in cells if cell.counts))
        request.takes = takes_as_json([take])
        lines = [("reserve", -1)]
        if request.state not in (State.HANDOVER, State.PENDING):
            lines.append(("release", 1))
        if request.state in ACTIVE and len(lines) == 2:
            lines.append(("use", -1))
        if request.state not in FREED:
            self.left[key] -= request.halves
        return [LeaveEntry(id=id_at(request.submitted_at, self.random), staff_id=request.staff_id, type_code="annual", kind=kind,
                           pot_id=take.pot_id, amount=sign * take.amount, request_id=request.id, source_key=f"{request.id}:1:{kind}:0",
                           **_stamps(request.submitted_at)) for kind, sign in lines]

    def _notices(self, request: LeaveRequest, person: Person) -> list[Table]:
        """What was told of it, as far as notices are kept; most were read."""
        kind = TOLD.get(request.state)
        if kind is None or (self.now - request.submitted_at).days > NOTICE_DAYS:
            return []
        step = StepKind(request.steps[request.step]["kind"]) if request.state == State.PENDING else StepKind.WINDOW_HEAD
        reader = {"leave_handover": request.partner_id, "leave_due_back": request.staff_id}.get(kind) or self._signer(step, person)
        values: dict[str, Any] = {"name": person.row.name, "type": request.type_code, "number": request.number, "start": str(request.start),
                                  "end": str(request.end)}
        return [Notice(id=id_at(request.submitted_at, self.random), staff_id=reader, kind=kind, values=values, link=f"leave/{request.id}",
                       dedupe_key=f"{kind}:{request.id}:1:{reader}", at=request.submitted_at,
                       read_at=request.submitted_at if self.random.random() < 0.8 else None)]


def _stamps(moment: datetime) -> dict[str, Any]:
    return {"centre": "bench", "created_at": moment, "updated_at": moment}


def _vacant(person: Person) -> set[StepKind]:
    """Only windows have a head."""
    return set() if person.at_window else {StepKind.WINDOW_HEAD}
