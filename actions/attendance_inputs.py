"""What the judge needs from the database: every table asked once for a span of days, of one person or of everybody, as tuples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from peewee import Value

from actions.calendar import calendar_between
from actions.nursing import HELD
from actions.people import administers_only
from actions.prepared import Prepared
from actions.schedule import timetable
from models import (
    AttendanceCase,
    AttendanceRules,
    ClockCorrection,
    Coverage,
    DutyHours,
    Exemption,
    LeaveCell,
    LeaveInterval,
    LeaveRequest,
    NoonDuty,
    NursingArrangement,
    PatrolFinding,
    PinMap,
    Posting,
    PunchCorrection,
    RawPunch,
    Staff,
    Verdict,
)
from rules.approval import State
from rules.attendance import DAY_SECONDS, MINUTE, Away, Edge, Event, RuleSet, read_rule_set
from rules.attendance_cases import standing
from rules.attendance_facts import Columns
from rules.calendar import Calendar, Half
from rules.nursing import Placed, Shift
from rules.punches import day_of, midnight
from rules.schedule import Timetable

SHIELDS = frozenset(state.value for state in (State.APPROVED, State.RUNNING, State.DUE_BACK, State.OVERDUE, State.CLOSED,
                                              State.ENDED_EARLY, State.CANCEL_REQUESTED))
WAITING = frozenset({State.HANDOVER.value, State.PENDING.value})
GOOD = ("kept", "released")
HALVES = {half.value: half for half in Half}
Key = tuple[str, date]
ClockShift = tuple[str, int, int, int]
"""Device, local seconds since (inclusive) and until (exclusive), seconds to add."""


class Person(NamedTuple):
    """A person as the judge needs them. Days inclusive, None = open."""

    id: str
    number: str
    unit_id: str
    post: str
    gender: str
    active_from: date | None
    active_to: date | None

    def here(self, day: date) -> bool:
        """At the centre on this day?"""
        return (self.active_from is None or self.active_from <= day) and (self.active_to is None or self.active_to >= day)


class Stored(NamedTuple):
    """A verdict as it is kept: its id, and the columns the judge writes."""

    id: str
    columns: Columns


class Mapped(NamedTuple):
    """A number on a device that is somebody's, from a day to a day (inclusive, last None = open)."""

    device_id: str
    pin: str
    staff_id: str
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Theirs on this day?"""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass
class Inputs:
    """Everything for a span of days (and the day before and after where neighbours matter), by person and day."""

    first: date
    last: date
    people: list[Person]
    calendar: Calendar
    timetable: Timetable
    rules: list[RuleSet]
    postings: Mapping[str, list[tuple[date, str, str]]]
    nursing: Mapping[str, list[tuple[date, date, Shift]]]
    noon: Mapping[Key, tuple[int, int]]
    leave: Mapping[Key, dict[Half, tuple[str, str, bool]]]
    hours: Mapping[Key, list[tuple[Away, bool]]]
    duty: frozenset[Key]
    exempt: Sequence[tuple[str, str, date, date | None, str, str]]
    mapped: Mapping[str, list[Mapped]]
    covered: Mapping[str, list[tuple[int, int]]]
    punches: Mapping[str, list[Event]]
    corrections: Mapping[Key, list[Event]]
    cases: Mapping[Key, dict[Half, str]]
    findings: Mapping[Key, list[Away]]
    stored: Mapping[Key, dict[Half, Stored]]


def load_inputs(first: date, last: date, staff_id: str = "", with_stored: bool = True, as_if: Sequence[ClockShift] = ()) -> Inputs:
    """Everything for a span of days (inclusive) of one person, or ("") of everybody. Some twenty queries, however many people.

    as_if: clock corrections taken to be approved, to see what they would change.
    """
    people = people_between(first, last, staff_id)
    mapped = _mapped(staff_id, first, last)
    return Inputs(
        first=first, last=last, people=people,
        calendar=calendar_between(first - timedelta(days=1), last + timedelta(days=1)),
        timetable=timetable(first - timedelta(days=1), last + timedelta(days=1)),
        rules=all_rule_sets(), postings=_postings(staff_id),
        nursing=_nursing(staff_id, first - timedelta(days=1), last + timedelta(days=1)),
        noon=_noon(staff_id, first, last), leave=_leave(staff_id, first, last), hours=_hours(staff_id, first, last),
        duty=frozenset((one, _day(day)) for one, day in _DUTY(staff_id, first, last)), exempt=_exempt(first, last), mapped=mapped,
        covered=_covered(first, last), punches=_punches(mapped, staff_id, first, last, as_if),
        corrections=_corrections(staff_id, first, last), cases=_cases(staff_id, first, last),
        findings=_findings(staff_id, first, last), stored=_stored(staff_id, first, last) if with_stored else {})


def all_rule_sets() -> list[RuleSet]:
    """Every version, the newest last."""
    return [read_rule_set(*row) for row in _RULES.columns()]


_RULES = Prepared(AttendanceRules, lambda: AttendanceRules.select(
    AttendanceRules.valid_from, AttendanceRules.source, AttendanceRules.figures).order_by(AttendanceRules.valid_from))


class _Both:
    """One query in two forms: of one person, and of everybody ("")."""

    def __init__(self, model: Any, build: Callable[..., Any]) -> None:
        self._one = Prepared(model, lambda staff_id, first, last: build(model.staff_id == staff_id, first, last))
        self._all = Prepared(model, lambda first, last: build(model.staff_id == model.staff_id, first, last))

    def __call__(self, staff_id: str, first: date, last: date) -> list[tuple[Any, ...]]:
        return self._one.columns(staff_id, first, last) if staff_id else self._all.columns(first, last)


def _between(table: Any, columns: Sequence[Any], *more: Any) -> _Both:
    def build(whose: Any, first: Any, last: Any) -> Any:
        found = table.select(table.staff_id, table.day, *columns).where(whose & table.day.between(first, last))
        for condition in more:
            found = found.where(condition)
        return found

    return _Both(table, build)


def _of_leave(table: Any, columns: Sequence[Any]) -> _Both:
    """Pieces of leave in any state that may count; which of them do, the rule set of the day says."""
    def build(whose: Any, first: Any, last: Any) -> Any:
        return (table.select(table.staff_id, table.day, table.half, LeaveRequest.type_code, LeaveRequest.number, LeaveRequest.state,
                             *columns).join(LeaveRequest, on=(table.request_id == LeaveRequest.id))
                .where(whose & table.day.between(first, last) & LeaveRequest.state.in_(sorted(SHIELDS | WAITING))))

    return _Both(table, build)


def _here(first: Any, last: Any) -> Any:
    return (Staff.active_from.is_null() | (Staff.active_from <= last)) & (Staff.active_to.is_null() | (Staff.active_to >= first))


PERSON = (Staff.id, Staff.number, Staff.unit_id, Staff.post, Staff.gender, Staff.active_from, Staff.active_to)
_PERSONS = Prepared(Staff, lambda first, last: Staff.select(*PERSON).where(_here(first, last) & ~administers_only()).order_by(
    Staff.number))
_PERSON_BY_ID = Prepared(Staff, lambda staff_id, first, last: Staff.select(*PERSON).where(
    (Staff.id == staff_id) & _here(first, last) & ~administers_only()))
_NURSING = _Both(NursingArrangement, lambda whose, first, last: NursingArrangement.select(
    NursingArrangement.staff_id, NursingArrangement.valid_from, NursingArrangement.valid_to, NursingArrangement.minutes,
    NursingArrangement.placed).where(whose & NursingArrangement.state.in_(HELD) & (NursingArrangement.valid_from <= last)
                                     & (NursingArrangement.valid_to >= first)))
_DUTY = _between(DutyHours, (), DutyHours.state == "approved")
_NOON = _between(NoonDuty, (NoonDuty.start, NoonDuty.end))
_CELLS = _of_leave(LeaveCell, ())
_INTERVALS = _of_leave(LeaveInterval, (LeaveInterval.from_minute, LeaveInterval.to_minute))
_CORRECTIONS = _between(PunchCorrection, (PunchCorrection.half, PunchCorrection.edge, PunchCorrection.minute, PunchCorrection.id),
                        PunchCorrection.state == "approved", PunchCorrection.edge != "")
_CASES = _between(AttendanceCase, (AttendanceCase.half, AttendanceCase.state, AttendanceCase.code))
_FINDINGS = _between(PatrolFinding, (PatrolFinding.kind, PatrolFinding.from_minute, PatrolFinding.to_minute, PatrolFinding.id),
                     PatrolFinding.state != "dismissed")
_STORED = _between(Verdict, (Verdict.half, Verdict.id, Verdict.code, Verdict.late, Verdict.early, Verdict.rule, Verdict.rule_version,
                             Verdict.facts))
_POSTINGS = Prepared(Posting, lambda: Posting.select(Posting.staff_id, Posting.valid_from, Posting.unit_id, Posting.post).order_by(
    Posting.valid_from))
_POSTINGS_OF = Prepared(Posting, lambda staff_id: Posting.select(
    Posting.staff_id, Posting.valid_from, Posting.unit_id, Posting.post).where(Posting.staff_id == staff_id).order_by(Posting.valid_from))
_EXEMPT = Prepared(Exemption, lambda first, last: Exemption.select(
    Exemption.scope, Exemption.scope_id, Exemption.valid_from, Exemption.valid_to, Exemption.half, Exemption.reason).where(
    (Exemption.valid_from <= last) & (Exemption.valid_to.is_null() | (Exemption.valid_to >= first))))
_PIN = (PinMap.device_id, PinMap.pin, PinMap.staff_id, PinMap.valid_from, PinMap.valid_to)
_PINS = Prepared(PinMap, lambda first, last: PinMap.select(*_PIN).where(
    (PinMap.valid_from <= last) & (PinMap.valid_to.is_null() | (PinMap.valid_to >= first))))
_PINS_OF = Prepared(PinMap, lambda staff_id, first, last: PinMap.select(*_PIN).where(
    (PinMap.staff_id == staff_id) & (PinMap.valid_from <= last) & (PinMap.valid_to.is_null() | (PinMap.valid_to >= first))))


def _number(slot: Any) -> Any:
    """A value compared with a column of whole numbers."""
    return Value(slot, converter=False)


_COVERED = Prepared(Coverage, lambda since, until: Coverage.select(Coverage.device_id, Coverage.since, Coverage.until).where(
    (Coverage.since < _number(until)) & (Coverage.until > _number(since))).order_by(Coverage.since))
_SHIFTS = Prepared(ClockCorrection, lambda: ClockCorrection.select(
    ClockCorrection.device_id, ClockCorrection.since, ClockCorrection.until, ClockCorrection.seconds).where(
    ClockCorrection.state == "approved"))
_PUNCH = (RawPunch.device_id, RawPunch.pin, RawPunch.second, RawPunch.id, RawPunch.status)
_PUNCHES = Prepared(RawPunch, lambda since, until: RawPunch.select(*_PUNCH).where(
    RawPunch.second.between(_number(since), _number(until)) & RawPunch.state.in_(GOOD)))
_PUNCHES_OF = Prepared(RawPunch, lambda device_id, pin, since, until: RawPunch.select(*_PUNCH[2:]).where(
    (RawPunch.device_id == device_id) & (RawPunch.pin == pin) & RawPunch.second.between(_number(since), _number(until))
    & RawPunch.state.in_(GOOD)))


def people_between(first: date, last: date, staff_id: str = "") -> list[Person]:
    """Who is at the centre at any day of a span, by number; people who are administrators and nothing else are not."""
    rows = _PERSON_BY_ID.columns(staff_id, first, last) if staff_id else _PERSONS.columns(first, last)
    return [Person(one, number, unit_id or "", post, gender, _day_or_none(since), _day_or_none(until))
            for one, number, unit_id, post, gender, since, until in rows]


def _postings(staff_id: str) -> dict[str, list[tuple[date, str, str]]]:
    found: dict[str, list[tuple[date, str, str]]] = {}
    for whose, since, unit_id, post in _POSTINGS_OF.columns(staff_id) if staff_id else _POSTINGS.columns():
        found.setdefault(whose, []).append((_day(since), unit_id, post))
    return found


def _nursing(staff_id: str, first: date, last: date) -> dict[str, list[tuple[date, date, Shift]]]:
    """Person -> (first day, last day, what nursing takes) of arrangements that touch the span."""
    found: dict[str, list[tuple[date, date, Shift]]] = {}
    for one, since, until, minutes, placed in _NURSING(staff_id, first, last):
        found.setdefault(one, []).append((_day(since), _day(until), Shift(minutes, Placed(placed))))
    return found


def _noon(staff_id: str, first: date, last: date) -> dict[Key, tuple[int, int]]:
    return {(one, _day(day)): (_clock(start), _clock(end)) for one, day, start, end in _NOON(staff_id, first, last)}


def _leave(staff_id: str, first: date, last: date) -> dict[Key, dict[Half, tuple[str, str, bool]]]:
    """Half -> type, number and whether it is only asked for."""
    found: dict[Key, dict[Half, tuple[str, str, bool]]] = {}
    for one, day, half, code, number, state in _CELLS(staff_id, first, last):
        found.setdefault((one, _day(day)), {})[Half(half)] = (code, number or "", state in WAITING)
    return found


def _hours(staff_id: str, first: date, last: date) -> dict[Key, list[tuple[Away, bool]]]:
    found: dict[Key, list[tuple[Away, bool]]] = {}
    for one, day, _half, code, number, state, start, end in _INTERVALS(staff_id, first, last):
        away = Away(start * MINUTE, end * MINUTE, code, number or "")
        found.setdefault((one, _day(day)), []).append((away, state in WAITING))
    return found


def _exempt(first: date, last: date) -> list[tuple[str, str, date, date | None, str, str]]:
    return [(scope, scope_id, _day(since), _day_or_none(until), half, reason)
            for scope, scope_id, since, until, half, reason in _EXEMPT.columns(first, last)]


def _mapped(staff_id: str, first: date, last: date) -> dict[str, list[Mapped]]:
    """Person -> numbers that are theirs on some day of the span."""
    found: dict[str, list[Mapped]] = {}
    for device_id, pin, whose, since, until in _PINS_OF.columns(staff_id, first, last) if staff_id else _PINS.columns(first, last):
        found.setdefault(whose, []).append(Mapped(device_id, pin, whose, _day(since), _day_or_none(until)))
    return found


def _covered(first: date, last: date) -> dict[str, list[tuple[int, int]]]:
    """Device -> spans of local seconds for which it is collected, joined where they touch."""
    found: dict[str, list[tuple[int, int]]] = {}
    for device_id, since, until in _COVERED.columns(midnight(first - timedelta(days=1)), midnight(last + timedelta(days=3))):
        spans = found.setdefault(device_id, [])
        if spans and spans[-1][1] >= since:
            spans[-1] = (spans[-1][0], max(spans[-1][1], until))
        else:
            spans.append((since, until))
    return found


def _punches(mapped: Mapping[str, list[Mapped]], staff_id: str, first: date, last: date,
             as_if: Sequence[ClockShift]) -> dict[str, list[Event]]:
    """Person -> punches in order of corrected time; `at` is the local second since 1970, not yet of a day."""
    shifts: dict[str, list[tuple[int, int, int]]] = {}
    for device_id, since, until, seconds in [*_SHIFTS.columns(), *as_if]:
        shifts.setdefault(device_id, []).append((since, until, seconds))
    slack = DAY_SECONDS + max((abs(seconds) for spans in shifts.values() for *_, seconds in spans), default=0)
    since, until = midnight(first) - slack, midnight(last) + DAY_SECONDS + slack
    pins: dict[tuple[str, str], list[Mapped]] = {}
    for numbers in mapped.values():
        for number in numbers:
            pins.setdefault((number.device_id, number.pin), []).append(number)
    found: dict[str, list[Event]] = defaultdict(list)
    rows: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for row in () if staff_id else _PUNCHES.columns(since, until):
        rows[row[:2]].append(row[2:])
    for pin, owners in pins.items():
        _give(found, owners, shifts.get(pin[0], ()), _PUNCHES_OF.columns(*pin, since, until) if staff_id else rows[pin])
    for events in found.values():
        events.sort()
    return found


def _give(found: dict[str, list[Event]], owners: Sequence[Mapped], spans: Sequence[tuple[int, int, int]],
          rows: Sequence[tuple[Any, ...]]) -> None:
    """The punches of one number (second, id, status) to whose it was: nearly every number is one person's from a day on."""
    whose = owners[0] if len(owners) == 1 and owners[0].last is None else None
    if whose and not spans:
        begins = midnight(whose.first)
        found[whose.staff_id] += [Event(at, punch_id, status) for at, punch_id, status in rows if at >= begins]
        return
    for second, punch_id, status in rows:
        at = second + _shift(spans, second)
        if owner := _owner(owners, at):
            found[owner.staff_id].append(Event(at, punch_id, status))


def _shift(spans: Sequence[tuple[int, int, int]], second: int) -> int:
    return sum(seconds for since, until, seconds in spans if since <= second < until)


def _owner(owners: Sequence[Mapped], at: int) -> Mapped | None:
    day = day_of(at)
    return next((one for one in owners if one.holds_on(day)), None)


def _corrections(staff_id: str, first: date, last: date) -> dict[Key, list[Event]]:
    found: dict[Key, list[Event]] = {}
    for one, day, half, edge, minute, row_id in _CORRECTIONS(staff_id, first, last):
        found.setdefault((one, _day(day)), []).append(Event(minute * MINUTE, row_id, "", Half(half), Edge(edge)))
    return found


def _cases(staff_id: str, first: date, last: date) -> dict[Key, dict[Half, str]]:
    found: dict[Key, dict[Half, str]] = {}
    for one, day, half, state, published in _CASES(staff_id, first, last):
        found.setdefault((one, _day(day)), {})[Half(half)] = standing(state, published)
    return found


def _findings(staff_id: str, first: date, last: date) -> dict[Key, list[Away]]:
    found: dict[Key, list[Away]] = {}
    for one, day, kind, start, end, row_id in _FINDINGS(staff_id, first, last):
        found.setdefault((one, _day(day)), []).append(Away(start * MINUTE, end * MINUTE, kind, row_id))
    return found


def _stored(staff_id: str, first: date, last: date) -> dict[Key, dict[Half, Stored]]:
    found: dict[Key, dict[Half, Stored]] = {}
    for one, day, half, row_id, *columns in _STORED(staff_id, first, last):
        found.setdefault((one, _day(day)), {})[HALVES[half]] = Stored(row_id, tuple(columns))
    return found


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    """The day a text names. The same few hundred texts come by the hundred thousand, so what was read is kept."""
    return date.fromisoformat(text)


def _day_or_none(text: str | None) -> date | None:
    return _day(text) if text else None


def _clock(text: str) -> int:
    return (int(text[:2]) * 60 + int(text[3:5])) * MINUTE
