"""The hotline on the first page: what is open by its light and what is owed today, for who sees all complaints; whoever is named in one
counts it nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, fn

from actions.complaint_book import OPEN, light_is
from actions.complaint_rights import visible_to
from actions.complaint_sums import facts_in
from actions.kept import kept
from models import COMPLAINT_DUE, Complaint
from rules.complaint import Light, State
from rules.complaint_sums import Figures, figures_of, month_of
from rules.people import Actor, Permission


@dataclass(frozen=True)
class Line:
    """How many are open in some respect, and what the list is asked to show them."""

    name: str
    count: int
    asked: dict[str, str]


@dataclass(frozen=True)
class Hotline:
    """What is open. owed: due today, to be taken up, checked, called back; lights: by light; month: this month's figures with those of the
    month before, for who decides about complaints.
    """

    owed: list[Line]
    lights: list[Line]
    month: tuple[Figures, Figures] | None


@kept(32)
def hotline_of(actor: Actor, today: date) -> Hotline | None:
    """The hotline of this morning; None for who does not see all complaints."""
    if not actor.may(Permission.COMPLAINT_ALL):
        return None
    due_today = (today.isoformat() == COMPLAINT_DUE) & Complaint.answered_at.is_null() & (Complaint.state != State.PAUSED.value)
    owed: dict[str, tuple[Any, dict[str, str]]] = {
        "due": (due_today, {"due": today.isoformat()}),
        **{state.value: (Complaint.state == state.value, {"state": state.value})
           for state in (State.REGISTERED, State.TO_ASSIGN, State.RETURNED, State.REDO, State.TO_REVIEW, State.TO_CALLBACK)},
    }
    lights = {light.value: (light_is(light, today), {"light": light.value, "order": "due"}) for light in Light}
    wanted = {**owed, **lights}
    sums = [fn.SUM(Case(None, [(condition, 1)], 0)) for condition, _ in wanted.values()]
    found: Any = Complaint.select(*sums).where(visible_to(actor) & OPEN).tuples().get()
    lines = [Line(name, count or 0, asked) for (name, (_, asked)), count in zip(wanted.items(), found, strict=True)]
    return Hotline(lines[:len(owed)], lines[len(owed):], _board(actor, today) if actor.may(Permission.COMPLAINT_DECIDE) else None)


def _board(actor: Actor, today: date) -> tuple[Figures, Figures]:
    month = month_of(today.replace(day=1))
    return figures_of(facts_in(actor, month, today)), figures_of(facts_in(actor, month.before, today))
