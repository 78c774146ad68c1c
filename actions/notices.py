"""What people are told: one table, one dedupe key; kinds and their sentences are data in views/wording/notices.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actions.changes import keep, keep_new
from models import Notice
from rules.errors import NotFound
from rules.people import Actor


def tell(staff_ids: Iterable[str], kind: str, values: dict[str, Any], link: str, key: str, now: datetime) -> int:
    """Tell each person once: the same key to the same person is told once however often this runs. Returns how many are new."""
    return sum(keep_new(Notice(staff_id=staff_id, kind=kind, values=values, link=link, dedupe_key=f"{key}:{staff_id}", at=now))
               for staff_id in dict.fromkeys(staff_ids) if staff_id)


def notices_of(actor: Actor, limit: int = 200) -> list[Notice]:
    """The newest notices of a person, newest first."""
    return list(Notice.select().where(Notice.staff_id == actor.staff_id).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit))


def open_notice(actor: Actor, notice_id: str, now: datetime) -> Notice:
    """Mark one of one's own notices as read. Raises NotFound."""
    notice: Notice | None = Notice.get_or_none((Notice.id == notice_id) & (Notice.staff_id == actor.staff_id))
    if notice is None:
        raise NotFound(f"notice {notice_id}")
    if notice.read_at is None:
        notice.read_at = now
        keep(notice)
    return notice


def read_all(actor: Actor, now: datetime) -> None:
    """Mark all of one's own notices as read."""
    for notice in Notice.select().where((Notice.staff_id == actor.staff_id) & Notice.read_at.is_null()):
        notice.read_at = now
        keep(notice)


def unread_count(actor: Actor) -> int:
    """How many notices a person has not read."""
    return int(Notice.select().where((Notice.staff_id == actor.staff_id) & Notice.read_at.is_null()).count())
