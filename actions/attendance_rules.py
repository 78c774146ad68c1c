"""The dated rule sets of attendance as kept, and adding one from a day on; who need not punch. Nothing old is rewritten.

A rule set or an exemption re-judges the days it touches in the same transaction (actions/attendance_touch.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions.attendance_inputs import all_rule_sets
from actions.changes import FormStamp, add, change, check_version, find, once, rows_by_id, transaction
from models import AttendanceRules, Exemption, MonthClose, Staff, Unit
from rules.attendance import RuleSet, rule_set_of
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission


def versions() -> list[RuleSet]:
    """Every rule set, the newest first."""
    return sorted(all_rule_sets(), key=lambda one: one.valid_from, reverse=True)


def add_rule_set(actor: Actor, valid_from: date, figures: Mapping[str, Any], source: str, now: datetime,
                 stamp: FormStamp | None = None) -> str:
    """A new rule set from a day on; returns its id. Days from it on that are judged already are judged anew at once.

    Raises NotAllowed, KeyReused; InvalidInput: what rule_set_of finds, required (source), version_exists, month_closed.
    """
    _check_editor(actor)
    rule_set_of(valid_from, source, figures)
    problems = [] if source.strip() else [Problem("source", "required")]
    if problems:
        raise InvalidInput(*problems)

    def make() -> str:
        if AttendanceRules.select().where(AttendanceRules.valid_from == valid_from).exists():
            raise InvalidInput(Problem("valid_from", "version_exists", {"day": valid_from}))
        _check_month(valid_from, "valid_from")
        row = AttendanceRules(valid_from=valid_from, figures=dict(figures), source=source.strip())
        return add(row, actor, "attendance.rules", now).id

    return once(actor, stamp, now, make)


@dataclass(frozen=True)
class ExemptionDraft:
    """Who need not punch: scope centre, unit, post, staff or gender; scope_id: id, post or f|m, "" for the centre; last None = open."""

    scope: str
    scope_id: str
    first: date
    last: date | None
    half: str
    reason: str


@dataclass(frozen=True)
class ExemptionLine:
    """An exemption and what its scope is called. standing: coming, standing or over."""

    row: Exemption
    name: str
    standing: str


def exemptions(today: date, limit: int = 200) -> list[ExemptionLine]:
    """Every exemption, the newest first."""
    rows = list(Exemption.select().order_by(Exemption.valid_from.desc(), Exemption.id.desc()).limit(limit))
    units = rows_by_id(Unit, [row.scope_id for row in rows if row.scope == "unit"])
    people = rows_by_id(Staff, [row.scope_id for row in rows if row.scope == "staff"])
    return [ExemptionLine(row, _name(row, units, people), _standing(row, today)) for row in rows]


def _name(row: Exemption, units: Mapping[str, Unit], people: Mapping[str, Staff]) -> str:
    if row.scope == "unit":
        return units[row.scope_id].name if row.scope_id in units else row.scope_id
    if row.scope == "staff":
        return people[row.scope_id].name if row.scope_id in people else row.scope_id
    return str(row.scope_id)


def _standing(row: Exemption, today: date) -> str:
    if row.valid_from > today:
        return "coming"
    return "over" if row.valid_to is not None and row.valid_to < today else "standing"


def add_exemption(actor: Actor, draft: ExemptionDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """Exempt a scope from punching from a day on; returns the id.

    Raises NotAllowed, KeyReused; InvalidInput: required (reason, scope_id), choice (unit), days_reversed, exempt_already, month_closed.
    """
    _check_editor(actor)
    problems = [] if draft.reason.strip() else [Problem("reason", "required")]
    problems += [Problem("scope_id", "required")] if draft.scope != "centre" and not draft.scope_id else []
    problems += [Problem("valid_to", "days_reversed")] if draft.last and draft.last < draft.first else []
    if problems:
        raise InvalidInput(*problems)

    def make() -> str:
        _check_month(draft.first, "valid_from")
        same = (Exemption.scope == draft.scope) & (Exemption.scope_id == draft.scope_id) & Exemption.half.in_(("", draft.half))
        meets = Exemption.valid_to.is_null() | (Exemption.valid_to >= draft.first)
        if draft.last is not None:
            meets &= Exemption.valid_from <= draft.last
        if Exemption.select().where(same & meets).exists():
            raise InvalidInput(Problem("valid_from", "exempt_already"))
        return add(Exemption(scope=draft.scope, scope_id=draft.scope_id, valid_from=draft.first, valid_to=draft.last, half=draft.half,
                             reason=draft.reason.strip()), actor, "exemption.add", now).id

    return once(actor, stamp, now, make)


def end_exemption(actor: Actor, exemption_id: str, last: date | None, version: int, now: datetime) -> Exemption:
    """End an exemption after a day, or before today when last is None. Raises NotAllowed, NotFound, OutOfDate; InvalidInput:
    exemption_ends_before, month_closed.
    """
    _check_editor(actor)
    with transaction():
        row = find(Exemption, exemption_id)
        check_version(row, version)
        ends = last or now.date() - timedelta(days=1)
        _check_month(ends + timedelta(days=1), "valid_to")
        if row.valid_to is not None and row.valid_to <= ends:
            raise InvalidInput(Problem("valid_to", "exemption_ends_before", {"day": row.valid_to}))
        row.valid_to = max(ends, row.valid_from - timedelta(days=1))
        return change(row, actor, "exemption.end", now)


def _check_month(day: date, field: str) -> None:
    """What reaches into a closed month would change what was sent in."""
    rows: Any = MonthClose.select(MonthClose.month).where(
        (MonthClose.state == "closed") & (MonthClose.month >= f"{day:%Y-%m}")).order_by(MonthClose.month).tuples()
    closed = [month for (month,) in rows]
    if closed:
        raise InvalidInput(Problem(field, "month_closed", {"month": closed[-1]}))


def _check_editor(actor: Actor) -> None:
    if not actor.may(Permission.ATTENDANCE_RULES):
        raise NotAllowed("rules of attendance")
