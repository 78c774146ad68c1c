"""Chinese that Python chooses, one file a feature. `say` turns a Problem into a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from rules.errors import Problem
from views.wording import calendar, errors, leave, operations, people, roles, staff

PROBLEMS: Mapping[str, str] = {
    **errors.PROBLEMS, **calendar.PROBLEMS, **leave.PROBLEMS, **people.PROBLEMS, **roles.PROBLEMS, **operations.PROBLEMS, **staff.PROBLEMS}


def say(problem: Problem) -> str:
    """The sentence for a problem, with its values filled in."""
    return PROBLEMS[problem.code].format(**problem.values)
