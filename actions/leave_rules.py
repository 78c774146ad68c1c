"""The dated rules of the leave regime as kept, and changing them: a new version from a day on, never an old one rewritten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from actions.changes import FormStamp, add, once
from actions.kept import kept
from actions.prepared import Prepared
from models import LeavePolicy, LeaveRule
from rules.approval import MinuteTier, Tier
from rules.entitlement import AnnualRule, annual_rule_of
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.leave import TypeRule, rule_on
from rules.leave_presets import check_tiers, minute_tier_of, tier_of, type_rule_of
from rules.people import Actor, Permission


@dataclass(frozen=True)
class Tiers:
    """Who signs up to how much: by half-days and, for leave by the hour, by minutes."""

    halves: tuple[Tier, ...]
    minutes: tuple[MinuteTier, ...]


def type_rules() -> list[TypeRule]:
    """Every version of every leave type."""
    return [_read(*row) for row in _EVERY.columns()]


def type_rule_on(code: str, on: date) -> TypeRule:
    """The version of a type in force on a day. Raises InvalidInput (code "no_rule")."""
    return rule_on([_read(*row) for row in _OF_TYPE.columns(code, on)], code, on)


@lru_cache(maxsize=256)
def _read(code: str, valid_from: str, source: str, figures: str) -> TypeRule:
    """The rule that a row's columns say. The same columns always say the same, so what was read is kept."""
    return type_rule_of(code, date.fromisoformat(valid_from), source, json.loads(figures))


_COLUMNS = (LeaveRule.code, LeaveRule.valid_from, LeaveRule.source, LeaveRule.figures)
_EVERY = Prepared(LeaveRule, lambda: LeaveRule.select(*_COLUMNS))
_OF_TYPE = Prepared(LeaveRule, lambda code, on: LeaveRule.select(*_COLUMNS).where(
    (LeaveRule.code == code) & (LeaveRule.valid_from <= on)))
_POLICY = Prepared(LeavePolicy, lambda kind, on: LeavePolicy.select().where(
    (LeavePolicy.kind == kind) & (LeavePolicy.valid_from <= on)).order_by(LeavePolicy.valid_from.desc()).limit(1))


@kept(8)
def rules_in_force(on: date) -> dict[str, TypeRule]:
    """Code -> version in force, for every type known on that day."""
    every = type_rules()
    return {code: rule_on(every, code, on) for code in sorted({rule.code for rule in every if rule.valid_from <= on})}


def versions_of(code: str) -> list[TypeRule]:
    """Every version of one type, the newest first."""
    return sorted((rule for rule in type_rules() if rule.code == code), key=lambda rule: rule.valid_from, reverse=True)


def tiers_on(on: date) -> Tiers:
    """The table of approval tiers in force on a day. Raises InvalidInput (code "no_rule")."""
    return tiers_of(_policy_on("tiers", on).figures)


def tiers_of(figures: dict[str, Any]) -> Tiers:
    """The table one version of the policy holds."""
    return Tiers(tuple(tier_of(entry) for entry in figures["tiers"]), tuple(minute_tier_of(entry) for entry in figures["minute_tiers"]))


def annual_rule_in_force(on: date) -> AnnualRule:
    """The rule of annual leave in force on a day. Raises InvalidInput (code "no_rule")."""
    return annual_rule_of(_policy_on("annual", on).figures)


def add_type_version(actor: Actor, code: str, valid_from: date, figures: dict[str, Any], source: str, now: datetime,
                     stamp: FormStamp | None = None) -> str:
    """A new version of a type from a day on; returns its id. Raises NotAllowed, KeyReused; InvalidInput (rules_unreadable,
    version_exists).
    """
    _check_editor(actor)
    try:
        type_rule_of(code, valid_from, source, figures)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(Problem("figures", "rules_unreadable", {"error": str(error)})) from error

    def make() -> str:
        if LeaveRule.select().where((LeaveRule.code == code) & (LeaveRule.valid_from == valid_from)).exists():
            raise InvalidInput(Problem("valid_from", "version_exists", {"day": valid_from}))
        return add(LeaveRule(code=code, valid_from=valid_from, figures=figures, source=source), actor, "leave.rule", now).id

    return once(actor, stamp, now, make)


def add_policy_version(actor: Actor, kind: str, valid_from: date, figures: dict[str, Any], source: str, now: datetime,
                       stamp: FormStamp | None = None) -> str:
    """A new version of the tiers or of the annual rule from a day on; returns its id. Raises as add_type_version."""
    _check_editor(actor)
    try:
        if kind == "tiers":
            check_tiers(map(tier_of, figures["tiers"]), map(minute_tier_of, figures["minute_tiers"]))
        else:
            annual_rule_of(figures)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(Problem("figures", "rules_unreadable", {"error": str(error)})) from error

    def make() -> str:
        if LeavePolicy.select().where((LeavePolicy.kind == kind) & (LeavePolicy.valid_from == valid_from)).exists():
            raise InvalidInput(Problem("valid_from", "version_exists", {"day": valid_from}))
        return add(LeavePolicy(kind=kind, valid_from=valid_from, figures=figures, source=source), actor, "leave.policy", now).id

    return once(actor, stamp, now, make)


def policy_versions(kind: str) -> list[LeavePolicy]:
    """All versions of one policy, newest first."""
    return list(LeavePolicy.select().where(LeavePolicy.kind == kind).order_by(LeavePolicy.valid_from.desc()))


def _policy_on(kind: str, on: date) -> LeavePolicy:
    row = _POLICY.first(kind, on)
    if row is None:
        raise InvalidInput(Problem("type_code", "no_rule", {"type": kind, "on": on}))
    return row


def _check_editor(actor: Actor) -> None:
    if not actor.may(Permission.LEAVE_RULES):
        raise NotAllowed("leave rules")
