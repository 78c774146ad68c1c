"""Deciding in somebody's place: who may be asked to, and for which days. Source: docs/rules/leave.md 4.5."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from rules.errors import Problem
from rules.people import ROLE_PERMISSIONS, Permission, Role

DECIDING = frozenset(role for role, permissions in ROLE_PERMISSIONS.items() if Permission.LEAVE_DECIDE in permissions)
"""The roles that decide leave. Only their holders delegate, and only to each other: nobody decides who could not open the page."""


def delegation_problems(principal_id: str, delegate_id: str, delegate_roles: Collection[Role], first: date, last: date,
                        today: date, standing: Iterable[tuple[date, date]] = ()) -> list[Problem]:
    """What speaks against a delegation for the days first to last (both included); empty when it may stand.

    standing: the days of delegations from the same principal to the same delegate that are not revoked.
    """
    problems = []
    if delegate_id == principal_id:
        problems.append(Problem("number", "delegate_self"))
    elif not DECIDING & frozenset(delegate_roles):
        problems.append(Problem("number", "delegate_may_not"))
    if first < today:
        problems.append(Problem("valid_from", "day_past"))
    if last < first:
        problems.append(Problem("valid_to", "days_reversed"))
    if any(first <= end and begin <= last for begin, end in standing):
        problems.append(Problem("number", "delegated_already"))
    return problems
