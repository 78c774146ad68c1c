"""Views of the list of complaints that somebody saved for themselves: a name, and what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from actions.changes import forget, keep, transaction
from models import SavedView
from rules.complaint_book import Asked
from rules.errors import InvalidInput, NotFound, Problem
from rules.people import Actor

MOST_VIEWS = 20


def views_of(actor: Actor) -> Sequence[SavedView]:
    """This person's own, in the order in which they were made."""
    return list(SavedView.select().where(SavedView.staff_id == actor.staff_id).order_by(SavedView.id))


def save_view(actor: Actor, name: str, asked: Asked) -> str:
    """Keep a view, in the place of one of the same name; returns its id. Raises InvalidInput (at name: required, too_many_views)."""
    if not name.strip():
        raise InvalidInput(Problem("name", "required"))
    with transaction():
        mine = {row.name: row for row in views_of(actor)}
        row = mine.get(name.strip()) or SavedView(staff_id=actor.staff_id, name=name.strip())
        if row.name not in mine and len(mine) >= MOST_VIEWS:
            raise InvalidInput(Problem("name", "too_many_views", {"most": MOST_VIEWS}))
        row.asked = asked.kept()
        return str(keep(row).id)


def forget_view(actor: Actor, view_id: str) -> None:
    """Throw an own view away. Raises NotFound."""
    if not forget(SavedView, (SavedView.id == view_id) & (SavedView.staff_id == actor.staff_id)):
        raise NotFound(f"view {view_id}")
