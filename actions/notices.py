"""What people are told: one table, one dedupe key; kinds and their sentences are data in views/wording/notices.py.

Notices are local and kept 180 days (actions/housekeeping.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import fn

from actions.changes import keep, keep_new, transaction
from actions.prepared import Prepared
from models import Notice
from rules.errors import NotFound
from rules.people import Actor

PAGE_ROWS = 30


def tell(staff_ids: Iterable[str], kind: str, values: dict[str, Any], link: str, key: str, now: datetime) -> int:
    """Tell each person once: the same key to the same person is told once however often this runs. Returns how many are new.

    link: the path of the page the notice leads to, as `/leave/ID`; "" for none.
    """
    with transaction():
        return sum(keep_new(Notice(staff_id=staff_id, kind=kind, values=values, link=link, dedupe_key=f"{key}:{staff_id}", at=now))
                   for staff_id in dict.fromkeys(staff_ids) if staff_id)


def notices_of(actor: Actor, unread_only: bool = False, page: int = 1) -> tuple[list[Notice], int]:
    """One page (from 1; PAGE_ROWS rows) of one's own notices, newest first, and how many pages there are (at least 1)."""
    own = Notice.select().where(_unread(actor.staff_id) if unread_only else Notice.staff_id == actor.staff_id)
    pages = max(1, -(-own.count() // PAGE_ROWS))
    rows = own.order_by(Notice.at.desc(), Notice.id.desc()).paginate(min(max(page, 1), pages), PAGE_ROWS)
    return list(rows), pages


def open_notice(actor: Actor, notice_id: str, now: datetime) -> Notice:
    """Mark one of one's own notices as read. Raises NotFound."""
    with transaction():
        notice: Notice | None = Notice.get_or_none((Notice.id == notice_id) & (Notice.staff_id == actor.staff_id))
        if notice is None:
            raise NotFound(f"notice {notice_id}")
        if notice.read_at is None:
            notice.read_at = now
            keep(notice)
        return notice


def read_all(actor: Actor, now: datetime) -> None:
    """Mark all of one's own notices up to now as read."""
    with transaction():
        for notice in list(Notice.select().where(_unread(actor.staff_id) & (Notice.at <= now))):
            notice.read_at = now
            keep(notice)


def unread_count(actor: Actor) -> int:
    """How many notices a person has not read."""
    [(count,)] = _UNREAD.columns(actor.staff_id)
    return int(count)


def _unread(staff_id: str) -> Any:
    return (Notice.staff_id == staff_id) & Notice.read_at.is_null()


_UNREAD = Prepared(Notice, lambda staff_id: Notice.select(fn.COUNT(Notice.id)).where(_unread(staff_id)))
