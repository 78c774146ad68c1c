"""What somebody is entitled to: annual leave by length of service, carry-over, and duty hours turned into time off.

Source: docs/rules/leave.md section 8. Every figure comes from a dated AnnualRule, none from code.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rules.errors import InvalidInput, Problem


class Employment(StrEnum):
    """How somebody is employed: the two kinds of the public service, and contract staff, who follow the enterprise rules."""

    CIVIL_SERVANT = "civil_servant"
    INSTITUTION = "institution"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Bracket:
    """From min_years of cumulative service on: halves a year; no leave in a year with sick_days calendar days sick or more."""

    min_years: int
    halves: int
    sick_days: int


@dataclass(frozen=True)
class AnnualRule:
    """One dated version of the annual-leave figures. brackets: by rising min_years, the first one the least service needed.

    paid_personal_halves: paid personal leave that costs the year's leave. next_month: who gets a higher bracket only from the
    month after reaching it. pro_rata: whose first year is cut by remaining days / year_days, whole days kept.
    continuous_months: unbroken work needed first. carry_over_years: how long approved rest may be carried.
    """

    valid_from: date
    brackets: tuple[Bracket, ...]
    continuous_months: int
    paid_personal_halves: int
    next_month: frozenset[Employment]
    pro_rata: frozenset[Employment]
    year_days: int
    carry_over_years: int
    source: str


@dataclass(frozen=True)
class YearOfLeave:
    """What one calendar year held. paid_personal_halves, annual_taken_halves: half-days; sick_days, school_holiday_days: days."""

    paid_personal_halves: int = 0
    sick_days: int = 0
    school_holiday_days: int = 0
    annual_taken_halves: int = 0


@dataclass(frozen=True)
class Reason:
    """One step of the reckoning: a code and its values."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Portion:
    """Half-days that may be taken from a day of the year on."""

    valid_from: date
    halves: int


@dataclass(frozen=True)
class Annual:
    """Annual leave of one year that explains itself: halves = sum of portions; reasons in the order they were reckoned.

    lost: the last reason, when the year or the one before costs the whole year's leave.
    """

    year: int
    halves: int
    portions: tuple[Portion, ...]
    reasons: tuple[Reason, ...]
    lost: Reason | None = None


def load_annual_rules(text: str) -> list[AnnualRule]:
    """Read rules/presets/annual.json, or the same form kept by a centre. Raises InvalidInput (code "rules_unreadable")."""
    try:
        return [annual_rule_of(entry) for entry in json.loads(text)["rules"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(Problem("", "rules_unreadable", {"error": str(error)})) from error


def annual_rule_of(figures: Mapping[str, Any]) -> AnnualRule:
    """One AnnualRule from its JSON form. Raises KeyError, ValueError or TypeError when it is not one."""
    brackets = [Bracket(entry["min_years"], entry["halves"], entry["sick_days"]) for entry in figures["brackets"]]
    amounts = [figures[name] for name in ("continuous_months", "paid_personal_halves", "year_days", "carry_over_years")]
    amounts += [amount for bracket in brackets for amount in (bracket.min_years, bracket.halves, bracket.sick_days)]
    if not brackets or not figures["year_days"] or any(type(amount) is not int or amount < 0 for amount in amounts):
        raise ValueError("figures of annual leave are whole numbers, and there is at least one bracket")
    return AnnualRule(
        valid_from=date.fromisoformat(figures["valid_from"]),
        brackets=tuple(sorted(brackets, key=lambda bracket: bracket.min_years)),
        continuous_months=figures["continuous_months"],
        paid_personal_halves=figures["paid_personal_halves"],
        next_month=frozenset(Employment(kind) for kind in figures["next_month"]),
        pro_rata=frozenset(Employment(kind) for kind in figures["pro_rata"]),
        year_days=figures["year_days"],
        carry_over_years=figures["carry_over_years"],
        source=figures["source"],
    )


def annual_rule_on(rules: Iterable[AnnualRule], on: date) -> AnnualRule:
    """The version in force on a day. Raises InvalidInput (field "type_code", code "no_rule")."""
    versions = [rule for rule in rules if rule.valid_from <= on]
    if not versions:
        raise InvalidInput(Problem("type_code", "no_rule", {"type": "annual", "on": on}))
    return max(versions, key=lambda rule: rule.valid_from)


def annual_halves(first_work: date, joined: date, on_year: int, employment: Employment, rule: AnnualRule, *,
                  continuous_since: date | None = None, this_year: YearOfLeave | None = None,
                  last_year: YearOfLeave | None = None) -> Annual:
    """Annual leave of a person in a calendar year, in half-days.

    first_work: first day of any work (service is cumulative); joined: first day in this unit; continuous_since: start of the
    unbroken work, first_work when it was never broken. this_year, last_year: what those years held.
    Source: docs/rules/leave.md 8.1-8.5.
    """
    eligible = max(joined, _usable_from(after_months(continuous_since or first_work, rule.continuous_months), employment, rule))
    portions = _portions(first_work, eligible, on_year, employment, rule)
    reasons = [Reason("service", {"years": years_of_service(first_work, date(on_year, 12, 31))})]
    if not portions:
        return Annual(on_year, 0, (), (*reasons, Reason("not_yet_eligible", {"from": eligible})))
    if eligible.year == on_year and employment in rule.pro_rata:
        portions, cut = _cut(portions, rule)
        reasons.append(cut)
    else:
        reasons += [Reason("bracket", {"halves": portion.halves, "from": portion.valid_from}) for portion in portions]
    lost = _lost(first_work, on_year, rule, sum(portion.halves for portion in portions), this_year, last_year)
    if lost:
        return Annual(on_year, 0, (), (*reasons, lost), lost)
    return Annual(on_year, sum(portion.halves for portion in portions), tuple(portions), tuple(reasons))


def _usable_from(reached: date, employment: Employment, rule: AnnualRule) -> date:
    """The first day on which something reached on a day counts."""
    return _next_month(reached) if employment in rule.next_month else reached


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def _portions(first_work: date, eligible: date, year: int, employment: Employment, rule: AnnualRule) -> list[Portion]:
    """The brackets usable in the year, each as what it adds, from the day it may be used."""
    new_year, year_end = date(year, 1, 1), date(year, 12, 31)
    portions: list[Portion] = []
    given = 0
    for bracket in rule.brackets:
        start = max(eligible, _usable_from(after_months(first_work, 12 * bracket.min_years), employment, rule), new_year)
        if start > year_end:
            break
        if portions and portions[-1].valid_from == start:
            portions.pop()
            given = sum(portion.halves for portion in portions)
        portions.append(Portion(start, bracket.halves - given))
        given = bracket.halves
    return portions


def _cut(portions: list[Portion], rule: AnnualRule) -> tuple[list[Portion], Reason]:
    """The first year of contract staff: each portion by its remaining calendar days / year_days, the sum in whole days."""
    first, year_end = portions[0].valid_from, date(portions[0].valid_from.year, 12, 31)
    weighted = sum(portion.halves * ((year_end - portion.valid_from).days + 1) for portion in portions)
    halves = 2 * (weighted // (2 * rule.year_days))
    values = {"days": (year_end - first).days + 1, "year_days": rule.year_days,
              "full": sum(portion.halves for portion in portions), "halves": halves}
    return ([Portion(first, halves)] if halves else []), Reason("pro_rata", values)


def _lost(first_work: date, year: int, rule: AnnualRule, halves: int, this_year: YearOfLeave | None,
          last_year: YearOfLeave | None) -> Reason | None:
    """Why the year's leave is lost altogether, or None."""
    if this_year and 2 * this_year.school_holiday_days > halves:
        return Reason("school_holidays", {"days": this_year.school_holiday_days})
    if this_year and not this_year.annual_taken_halves:
        cause = _disqualified(first_work, year, rule, this_year)
        if cause:
            return cause
    if last_year and last_year.annual_taken_halves:
        cause = _disqualified(first_work, year - 1, rule, last_year)
        if cause:
            return Reason("lost_by_last_year", {"because": cause.code, **cause.values})
    return None


def _disqualified(first_work: date, year: int, rule: AnnualRule, held: YearOfLeave) -> Reason | None:
    """The disqualifier a year fulfils: paid personal leave, or sick leave by bracket of service at the year's end."""
    if held.paid_personal_halves >= rule.paid_personal_halves:
        return Reason("personal_leave", {"halves": held.paid_personal_halves})
    years = years_of_service(first_work, date(year, 12, 31))
    bracket = max((entry for entry in rule.brackets if entry.min_years <= years), key=lambda entry: entry.min_years, default=None)
    if bracket and held.sick_days >= bracket.sick_days:
        return Reason("sick_leave", {"days": held.sick_days, "allowed": bracket.sick_days})
    return None


def years_of_service(first_work: date, on: date) -> int:
    """Whole years completed on a day.

    >>> years_of_service(date(2016, 7, 1), date(2026, 6, 30)), years_of_service(date(2016, 7, 1), date(2026, 7, 1))
    (9, 10)
    """
    years = max(on.year - first_work.year, 0)
    return years if after_months(first_work, 12 * years) <= on else max(years - 1, 0)


def after_months(on: date, months: int) -> date:
    """The same day of a later month; the last of that month when it has no such day. Source: docs/rules/leave.md 8.1.

    >>> after_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = on.year + (on.month - 1 + months) // 12, (on.month - 1 + months) % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def carry_over_expiry(year: int, years: int = 1) -> date:
    """The last day on which annual leave of a year may be used when it is carried over: the end of the years after it.

    >>> carry_over_expiry(2025)
    datetime.date(2026, 12, 31)
    """
    return date(year + years, 12, 31)


def comp_halves(minutes: int, minutes_per_half: int) -> int:
    """Half-days that approved duty minutes pay for, rounded down. Source: docs/rules/leave.md 7.5."""
    return minutes // minutes_per_half


def comp_expiry(earned_on: date, months: int) -> date:
    """The last day on which duty hours may be taken off: the same day, months later. Source: docs/rules/leave.md 7.5."""
    return after_months(earned_on, months)
