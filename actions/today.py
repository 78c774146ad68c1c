"""What a person's first page and menu show of everything that waits."""

from __future__ import annotations

from datetime import datetime

from actions.notices import unread_count
from rules.people import Actor


def badges(actor: Actor, now: datetime) -> dict[str, int]:
    """Counts beside the menu entries and the bell: name -> number."""
    return {"unread": unread_count(actor)}
