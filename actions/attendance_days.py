"""One person-day as the judge is given it, put together from what was loaded (actions/attendance_inputs.py)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from actions.attendance_inputs import Inputs, Person
from rules.attendance import DAY_SECONDS, MINUTE, Event, Idle, PersonDay, RuleSet, Session, rules_on
from rules.attendance_due import NO_RELIEF, Relief, obligation
from rules.calendar import SATURDAY, Half
from rules.errors import InvalidInput
from rules.nursing import shifted
from rules.punches import midnight
from rules.schedule import Person as Scheduled

Hours = tuple[tuple[Half, int, int], ...]
ONE_DAY = timedelta(days=1)


class DayMaker:
    """Makes PersonDays of one span. What many people share (hours, obligation of a plain day) is worked out once."""

    def __init__(self, inputs: Inputs) -> None:
        self._in = inputs
        self._hours: dict[tuple[str, str, str, date], Hours] = {}
        self._plain: dict[tuple[object, ...], tuple[tuple[Session, ...], tuple[Idle, ...]]] = {}
        self._rules = {day: rules_on(inputs.rules, day) for day in days_between(inputs.first, inputs.last)}
        self._own_hours = inputs.timetable.people()
        self._late = inputs.timetable.is_late()

    def person_days(self, person: Person) -> Iterator[PersonDay]:
        """Each day of the span on which the person is at the centre. Raises CalendarMissing, InvalidInput (no_attendance_rules)."""
        punches = self._in.punches.get(person.id, [])
        for day in days_between(self._in.first, self._in.last):
            if person.here(day):
                yield self._person_day(person, day, punches)

    def _person_day(self, person: Person, day: date, punches: Sequence[Event]) -> PersonDay:
        given, key, rules = self._in, (person.id, day), self._rules[day]
        hours = self._hours_of(person, day)
        relief = self._relief(person, day, rules)
        if relief is NO_RELIEF:
            sessions, idle = self._plain_day(day, hours, rules)
        else:
            sessions, idle = obligation(given.calendar.day(day), hours, rules, relief)
        begins, ends, earliest, latest = self._bounds(person, day, hours, rules)
        base = midnight(day)
        events = _of_day(punches, base, begins, ends)
        if key in given.corrections:
            events = sorted([*events, *given.corrections[key]])
        enrolled, until = self._complete_until(person, day, base)
        return PersonDay(day, sessions, idle, events, rules, until, earliest, latest, enrolled, relief.hours,
                         tuple(given.findings.get(key, ())), given.cases.get(key, {}))

    def _plain_day(self, day: date, hours: Hours, rules: RuleSet) -> tuple[tuple[Session, ...], tuple[Idle, ...]]:
        known = self._in.calendar.day(day)
        key = known.kind, known.name, day.weekday() >= SATURDAY, hours, rules.valid_from  # all that a plain day owes depends on
        found = self._plain.get(key)
        if found is None:
            found = self._plain[key] = obligation(known, hours, rules)
        return found

    def _relief(self, person: Person, day: date, rules: RuleSet) -> Relief:
        """What takes the obligation away, NO_RELIEF on a plain day."""
        given, key = self._in, (person.id, day)
        shields = rules.pending_leave_shields
        leave = {half: (code, number) for half, (code, number, waits) in given.leave.get(key, {}).items() if shields or not waits}
        hours = tuple(away for away, waits in given.hours.get(key, ()) if shields or not waits)
        exempt = self._exempt(person, day) if given.exempt else {}
        noon, duty = given.noon.get(key), key in given.duty
        return Relief(leave, hours, exempt, noon, duty) if leave or hours or exempt or noon or duty else NO_RELIEF

    def _exempt(self, person: Person, day: date) -> dict[Half, str]:
        unit_id, post = self.stands(person, day)
        own = {"centre": "", "unit": unit_id, "post": post, "staff": person.id, "gender": person.gender}
        found: dict[Half, str] = {}
        for scope, scope_id, first, last, half, reason in self._in.exempt:
            if own[scope] == scope_id and first <= day and (last is None or day <= last):
                found.update({one: reason for one in Half if half in ("", one)})
        return found

    def stands(self, person: Person, day: date) -> tuple[str, str]:
        """Unit and post on a day: the latest posting not after it; who has none stands where they stand now."""
        for since, unit_id, post in reversed(self._in.postings.get(person.id, ())):
            if since <= day:
                return unit_id, post
        return person.unit_id, person.post

    def _hours_of(self, person: Person, day: date) -> Hours:
        """The sessions of a day as scheduled, nursing taken off, seconds from midnight; none where no schedule holds."""
        unit_id, post = self.stands(person, day) if person.id in self._in.postings else (person.unit_id, person.post)
        own = person.id if person.id in self._own_hours or person.id in self._in.nursing else ""
        key = (own, post, unit_id, day)
        found = self._hours.get(key)
        if found is None:
            found = self._hours[key] = self._scheduled(person.id, post, unit_id, day)
        return found

    def _scheduled(self, staff_id: str, post: str, unit_id: str, day: date) -> Hours:
        try:
            sessions = self._in.timetable.sessions(_known(staff_id, post, unit_id), day)
        except InvalidInput:
            return ()
        for first, last, shift in self._in.nursing.get(staff_id, ()):
            if first <= day <= last:
                sessions = shifted(sessions, shift)
        return tuple((session.half, session.start_minute * MINUTE, session.end_minute * MINUTE) for session in sessions)

    def _bounds(self, person: Person, day: date, hours: Hours, rules: RuleSet) -> tuple[int, int, int, int]:
        """From when to when (exclusive) moments are of this day, and the first and last moment that can fill a slot.

        Days part at midnight; where hours or their margins reach over it, in the middle between the two days' hours.
        """
        (first, last), (before, after) = _span(hours), (rules.before * MINUTE, rules.after * MINUTE)
        begins, ends = 0, DAY_SECONDS
        if first - before < 0 or last + after > DAY_SECONDS or self._late:
            yesterday = _span(self._hours_of(person, day - ONE_DAY))[1] - DAY_SECONDS
            tomorrow = _span(self._hours_of(person, day + ONE_DAY))[0] + DAY_SECONDS
            begins = _parting(yesterday, after, first, before, 0)
            ends = _parting(last, after, tomorrow, before, DAY_SECONDS)
        return begins, ends, max(first - before, begins), min(last + after, ends - 1)

    def _complete_until(self, person: Person, day: date, base: int) -> tuple[bool, int | None]:
        """Has the person a number on any device that day, and up to when are all those devices collected (None: one is not)."""
        devices = {one.device_id for one in self._in.mapped.get(person.id, ()) if one.holds_on(day)}
        if not devices:
            return False, None
        ends = [next((until for since, until in self._in.covered.get(device, ()) if since <= base < until), None) for device in devices]
        return True, None if None in ends else min(until for until in ends if until is not None) - base


@lru_cache(maxsize=4096)
def _known(staff_id: str, post: str, unit_id: str) -> Scheduled:
    """The person for whom hours are asked day after day."""
    return Scheduled(staff_id, post, unit_id)


def days_between(first: date, last: date) -> list[date]:
    """Every day of a span (inclusive)."""
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def _span(hours: Hours) -> tuple[int, int]:
    """First and last second of a day's hours; noon where there are none."""
    return (hours[0][1], hours[-1][2]) if hours else (DAY_SECONDS // 2, DAY_SECONDS // 2)


def _parting(end: int, after: int, start: int, before: int, usual: int) -> int:
    """Where two days part: at midnight unless the hours of one, with their margins, reach over it."""
    if end + after < usual <= start - before:
        return usual
    if end + after < start - before:
        return start - before
    return (end + start) // 2


def _of_day(punches: Sequence[Event], base: int, begins: int, ends: int) -> list[Event]:
    """The punches of one day, their moments counted from its midnight."""
    low = bisect_left(punches, (base + begins,))
    found = []
    for event in punches[low:]:
        at = event.at - base
        if at >= ends:
            break
        found.append(Event(at, event.id, event.status))
    return found
