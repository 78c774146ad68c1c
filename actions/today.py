"""What a person's first page and menu show of everything that waits."""

from __future__ import annotations

from datetime import datetime

from actions.leave_lists import waiting_count
from actions.notices import unread_count
from rules.people import Actor, Permission


def badges(actor: Actor, now: datetime) -> dict[str, int]:
    """Counts beside the menu entries and the bell: name -> number."""
    return {"unread": unread_count(actor), "leave_waiting": waiting_count(actor, now) if actor.may(Permission.LEAVE_ASK) else 0}
