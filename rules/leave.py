"""Leave: the dated rule of each type, what a span counts, hours, caps, evidence, cover of the window, and coming back.

Source: docs/rules/leave.md. Amounts are whole half-days, or whole minutes for leave by the hour: never
fractions. Nothing here pronounces an absence: late halves are only proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from rules.calendar import ONE_DAY, Calendar, Day, DayKind, Half, halves_between
from rules.errors import InvalidInput, Problem

DAY_MINUTES = 24 * 60
TYPE_CODES = ("annual", "sick", "personal", "marriage", "maternity", "prenatal", "paternity", "childcare", "elder_care",
              "bereavement", "home_visit", "official", "training", "outing", "nursing", "comp", "injury")

CellKey = tuple[date, Half]
YearMonth = tuple[int, int]


class Counting(StrEnum):
    """What a span is counted in: half-days that are worked, every half-day, or minutes of the sessions."""

    WORKING = "working"
    CALENDAR = "calendar"
    HOURS = "hours"


@dataclass(frozen=True)
class TypeRule:
    """One dated version of one leave type, in force from valid_from until the next version of the same code.

    balanced: taken from pots (annual, comp). evidence_halves: papers are owed from this many halves on, None = never.
    max_halves_*: inclusive caps of one request, of a month, of a year; None = no cap. record_only: filed, not approved.
    home_unit_halves: from this many halves on the home unit signs first, None = never. minutes_per_half: what a half
    costs of a pot kept in minutes (comp). expiry_months: how long a grant lives, None = not by this rule (comp).
    minutes_per_day: what the law gives a day for each child (nursing). standing: the same hours on every day of the span
    (nursing). gender: "" = everybody. entitlement_halves: what a year gives where no pot is kept; None = nothing is checked.
    symbol: one or two characters that stand for the type in the month's sheet, "" = the first of its name.
    as_of: when the figure was looked at. Source: docs/rules/leave.md section 1.
    """

    code: str
    valid_from: date
    counting: Counting
    balanced: bool = False
    evidence_halves: int | None = None
    max_halves_request: int | None = None
    max_halves_month: int | None = None
    max_halves_year: int | None = None
    record_only: bool = False
    home_unit_halves: int | None = None
    minutes_per_half: int = 240
    expiry_months: int | None = None
    minutes_per_day: int | None = None
    standing: bool = False
    gender: str = ""
    entitlement_halves: int | None = None
    symbol: str = ""
    source: str = ""
    as_of: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """One half-day of a span. why: workday, makeup, weekend, holiday, half_day_off or calendar_day; name: the festival, or ""."""

    date: date
    half: Half
    counts: bool
    why: str
    name: str


@dataclass(frozen=True)
class Session:
    """The hours of one half-day: minutes from midnight, start inclusive, end exclusive."""

    half: Half
    start_minute: int
    end_minute: int


@dataclass(frozen=True)
class Interval:
    """A piece of leave by the hour inside one session: minutes from midnight, from inclusive, to exclusive."""

    date: date
    half: Half
    from_minute: int
    to_minute: int


def rule_on(rules: Iterable[TypeRule], code: str, on: date) -> TypeRule:
    """The version in force: the latest valid_from that is not after on. A request asks for the date it starts, once, even
    when it runs over the year's end. Raises InvalidInput (field "type_code", code "no_rule"). Source: docs/rules/leave.md 1.1.
    """
    versions = [rule for rule in rules if rule.code == code and rule.valid_from <= on]
    if not versions:
        raise InvalidInput(Problem("type_code", "no_rule", {"type": code, "on": on}))
    return max(versions, key=lambda rule: rule.valid_from)


def count_cells(rule: TypeRule, calendar: Calendar, start: date, start_half: Half, end: date, end_half: Half) -> list[Cell]:
    """Every half-day of the span with whether it counts and why, in order. Both ends are inclusive.

    Raises InvalidInput "from_after_to"; "hours_need_times" for a type counted in hours; CalendarMissing for an unknown date,
    for calendar-day types too. Source: docs/rules/leave.md section 2.
    """
    if rule.counting is Counting.HOURS:
        raise InvalidInput(Problem("type_code", "hours_need_times", {"type": rule.code}))
    for known in (start, end):
        calendar.day(known)  # an absurd span is refused before it is spread out into days
    return [_cell(rule, calendar.day(on), half) for on, half in halves_between(start, start_half, end, end_half)]


def _cell(rule: TypeRule, day: Day, half: Half) -> Cell:
    if rule.counting is Counting.CALENDAR:
        return Cell(day.date, half, True, "calendar_day", day.name)
    return Cell(day.date, half, day.works(half), _reason(day, half), day.name)


def _reason(day: Day, half: Half) -> str:
    if day.works(half):
        return "makeup" if day.kind is DayKind.MAKEUP else "workday"
    if day.kind is not DayKind.DAY_OFF:
        return "half_day_off"
    return "weekend" if day.is_weekend else "holiday"


def halves_counted(cells: Iterable[Cell]) -> int:
    """How many half-days count."""
    return sum(cell.counts for cell in cells)


def days_text(halves: int) -> str:
    """Days with one decimal, always exact.

    >>> days_text(8), days_text(1), days_text(-3)
    ('4.0', '0.5', '-1.5')
    """
    return f"{Decimal(halves) / 2:.1f}"


def hours_text(minutes: int) -> str:
    """Hours, rounded half up to two decimals, one at least.

    >>> hours_text(90), hours_text(60), hours_text(50), hours_text(15)
    ('1.5', '1.0', '0.83', '0.25')
    """
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{hours:.2f}".removesuffix("0")


def count_minutes(calendar: Calendar, sessions_of: Callable[[date], Iterable[Session]], start_date: date, end_date: date,
                  from_minute: int, to_minute: int, *, daily: bool = False) -> list[Interval]:
    """The pieces of sessions that a leave by the hour takes: only sessions of worked halves, clipped to the hours asked.

    from_minute, to_minute: minutes from midnight. Usually from_minute of start_date runs on to to_minute of end_date; with
    daily (TypeRule.standing) the same hours are taken on every day. Intervals are never empty and stand in order.
    Raises InvalidInput "from_after_to" (field "end" or "to_time"; equal times too), "time_unreadable"; CalendarMissing.
    Source: docs/rules/leave.md 2.6.
    """
    _check_hours(start_date, end_date, from_minute, to_minute, daily)
    intervals = []
    for offset in range((end_date - start_date).days + 1):
        on = start_date + timedelta(days=offset)
        first = from_minute if daily or on == start_date else 0
        last = to_minute if daily or on == end_date else DAY_MINUTES
        intervals += _clipped(calendar.day(on), sessions_of(on), first, last)
    return intervals


def _check_hours(start: date, end: date, from_minute: int, to_minute: int, daily: bool) -> None:
    if start > end:
        raise InvalidInput(Problem("end", "from_after_to"))
    problems = [Problem(name, "time_unreadable") for name, minute in (("from_time", from_minute), ("to_time", to_minute))
                if not 0 <= minute <= DAY_MINUTES]
    if not problems and from_minute >= to_minute and (daily or start == end):
        problems = [Problem("to_time", "from_after_to")]
    if problems:
        raise InvalidInput(*problems)


def _clipped(day: Day, sessions: Iterable[Session], first: int, last: int) -> list[Interval]:
    clipped = [Interval(day.date, session.half, max(first, session.start_minute), min(last, session.end_minute))
               for session in sessions if day.works(session.half)]
    return sorted((interval for interval in clipped if interval.from_minute < interval.to_minute),
                  key=lambda interval: interval.from_minute)


def minutes_counted(intervals: Iterable[Interval]) -> int:
    """How many minutes the intervals hold together."""
    return sum(interval.to_minute - interval.from_minute for interval in intervals)


def evidence_needed(rule: TypeRule, halves: int) -> bool:
    """True when papers are owed for this many halves in a row; the bound is inclusive. Source: docs/rules/leave.md 3.1."""
    return rule.evidence_halves is not None and halves >= rule.evidence_halves


def adjoining(held: Mapping[CellKey, bool], first: CellKey, last: CellKey) -> int:
    """How many counted half-days held already follow without a gap on both sides of a span. held: half-day -> whether it counts.

    Source: docs/rules/leave.md 3.1.
    """
    counted, by_place = 0, {_place(cell): counts for cell, counts in held.items()}
    for place, step in ((_place(first), -1), (_place(last), 1)):
        while (place := place + step) in by_place:
            counted += by_place[place]
    return counted


def _place(cell: CellKey) -> int:
    """Half-days in a row have numbers in a row."""
    return 2 * cell[0].toordinal() + (cell[1] is Half.PM)


def by_month(cells: Iterable[Cell]) -> dict[YearMonth, int]:
    """Counted halves of each (year, month): a request over the year's end counts where its days lie."""
    return dict(Counter((cell.date.year, cell.date.month) for cell in cells if cell.counts))


def check_caps(rule: TypeRule, halves_by_month: Mapping[YearMonth, int], already_by_month: Mapping[YearMonth, int]) -> None:
    """Refuse what goes over a cap; exactly at a cap is allowed.

    halves_by_month: what is asked now; already_by_month: what active requests of the same person and type hold in the years
    touched, this one left out. Raises InvalidInput with one problem (field "end") for every cap broken: "over_request_cap",
    "over_month_cap", "over_year_cap", "over_entitlement"; values asked, already, allowed in halves, and year, month.
    Source: docs/rules/leave.md 3.2.
    """
    asked = sum(halves_by_month.values())
    problems = []
    if rule.max_halves_request is not None and asked > rule.max_halves_request:
        problems.append(Problem("end", "over_request_cap", {"asked": asked, "already": 0, "allowed": rule.max_halves_request}))
    problems += _over(rule.max_halves_month, "over_month_cap", halves_by_month, already_by_month)
    by_year, already_by_year = _years(halves_by_month), _years(already_by_month)
    problems += _over(rule.max_halves_year, "over_year_cap", by_year, already_by_year)
    problems += _over(rule.entitlement_halves, "over_entitlement", by_year, already_by_year)
    if problems:
        raise InvalidInput(*problems)


def _years(halves_by_month: Mapping[YearMonth, int]) -> dict[YearMonth, int]:
    """The same sums by year; the month is 0."""
    years: Counter[YearMonth] = Counter()
    for (year, _), halves in halves_by_month.items():
        years[year, 0] += halves
    return dict(years)


def _over(cap: int | None, code: str, asked: Mapping[YearMonth, int], already: Mapping[YearMonth, int]) -> list[Problem]:
    return [] if cap is None else [
        Problem("end", code, {"year": year, "month": month, "asked": halves, "already": already.get((year, month), 0), "allowed": cap})
        for (year, month), halves in sorted(asked.items()) if halves + already.get((year, month), 0) > cap]


def check_gender(rule: TypeRule, gender: str) -> None:
    """Refuse a type that is for the other sex. An unrecorded gender ("") is let through: the approver knows the person.

    Raises InvalidInput (field "type_code", code "not_for_gender").
    """
    if rule.gender and gender and gender != rule.gender:
        raise InvalidInput(Problem("type_code", "not_for_gender", {"type": rule.code, "gender": rule.gender}))


def empty_halves(present_by_cell: Mapping[CellKey, int], minimum: int) -> list[CellKey]:
    """The half-days, in order, on which the window would have fewer people than minimum.

    present_by_cell: people left at the window, the one who asks not counted, for the worked half-days of the span.
    Source: docs/rules/leave.md 3.3.
    """
    return sorted(cell for cell, present in present_by_cell.items() if present < minimum)


def most_at_once(intervals: Iterable[tuple[int, int]], first: int, last: int) -> int:
    """The largest number of intervals that share one minute of the span. All are minutes from midnight, start inclusive, end
    exclusive. Source: docs/rules/leave.md 3.3.
    """
    within = [(max(start, first), min(end, last)) for start, end in intervals if max(start, first) < min(end, last)]
    return max((sum(start <= minute < end for start, end in within) for minute, _ in within), default=0)


def nursing_until(child_born: date) -> date:
    """The last day of nursing hours: the day before the child's first birthday. Source: docs/rules/leave.md 5.2.

    >>> nursing_until(date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    leap_day = (child_born.month, child_born.day) == (2, 29)
    birthday = date(child_born.year + 1, 3, 1) if leap_day else child_born.replace(year=child_born.year + 1)
    return birthday - ONE_DAY


class ReturnKind(StrEnum):
    """How somebody came back."""

    ON_TIME = "on_time"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True)
class ReturnOutcome:
    """credited: counted cells given back, in order. overstayed: worked halves missed after the end, to be proposed as absence."""

    kind: ReturnKind
    credited: tuple[Cell, ...] = ()
    overstayed: tuple[CellKey, ...] = ()


def remind_on(end_date: date) -> date:
    """The day of the reminder: the day before the leave ends. Source: docs/rules/leave.md 6.1."""
    return end_date - ONE_DAY


def return_due(calendar: Calendar, end_date: date) -> date:
    """The last day to report back: the next working day after the leave's last day, to its end. Raises CalendarMissing."""
    return calendar.next_workday(end_date)


def return_outcome(calendar: Calendar, cells: Sequence[Cell], back: CellKey, reported_on: date) -> ReturnOutcome:
    """Judge a return.

    cells: every cell of the request in order, counted or not. back: the first half-day the person was at work again.
    reported_on: the day it was reported.
    Early: back before the end, so that counted cells are left; they are credited, however late it is reported. Late: reported
    after return_due; overstayed are the worked halves between the end and back, none when only the report came late.
    On time: all else; a half-day missed on the due day itself is left to attendance.
    Raises InvalidInput (field "back_day", code "back_after_report") when the return lies in the future; CalendarMissing.
    Source: docs/rules/leave.md 6.2-6.4.
    """
    if back[0] > reported_on:
        raise InvalidInput(Problem("back_day", "back_after_report"))
    credited = tuple(cell for cell in cells if cell.counts and (cell.date, cell.half) >= back)
    if credited:
        return ReturnOutcome(ReturnKind.EARLY, credited=credited)
    if reported_on <= return_due(calendar, cells[-1].date):
        return ReturnOutcome(ReturnKind.ON_TIME)
    return ReturnOutcome(ReturnKind.LATE, overstayed=tuple(overstayed_halves(calendar, cells[-1], back)))


def overstayed_halves(calendar: Calendar, last: Cell, back: CellKey) -> list[CellKey]:
    """The worked half-days after the leave's last cell and before back, both exclusive. Raises CalendarMissing."""
    if (last.date, last.half) >= back:
        return []
    between = halves_between(last.date, last.half, *back)[1:-1]
    return [(on, half) for on, half in between if calendar.day(on).works(half)]


class ExtensionKind(StrEnum):
    """Whether an extension was asked in time; a late one is accepted all the same."""

    NORMAL = "normal"
    LATE = "late"


def extension_kind(parent_end: date, asked_on: date) -> ExtensionKind:
    """In time up to the calendar day before the leave ends; from its last day on it is late. Source: docs/rules/leave.md 6.5."""
    return ExtensionKind.NORMAL if asked_on < parent_end else ExtensionKind.LATE
