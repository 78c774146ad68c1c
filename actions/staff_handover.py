"""The checklists of joining, transfer and leaving: opened by what happens to a person, ticked line by line."""

from __future__ import annotations

from datetime import date, datetime

from actions.changes import add_many, change, find, transaction
from actions.notices import tell
from actions.people import holders
from models import HandoverItem, Staff
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, Problem
from rules.people import HEADS, Actor
from rules.staff import CHECKLISTS, may_tick


def open_checklist(actor: Actor, staff: Staff, occasion: str, unit_id: str | None, day: date, now: datetime) -> None:
    """Open the checklist of an occasion inside the caller's transaction, unless one of this kind is open still; tell the head.

    unit_id: the unit whose head may tick it. day: the day the person joins, moves or leaves.
    """
    if _open_still(staff.id, occasion):
        return
    add_many([HandoverItem(staff_id=staff.id, unit_id=unit_id or "", occasion=occasion, opened_on=day, item=item)
              for item in CHECKLISTS[occasion]], actor, "handover.open", now)
    heads = {head.id for role in HEADS for head in holders(role, now.date(), unit_id)} if unit_id else set()
    tell(heads - {staff.id}, f"handover_{occasion}", {"name": staff.name, "day": day.isoformat()}, f"/staff/{staff.id}",
         f"handover:{occasion}:{staff.id}:{day}", now)


def _open_still(staff_id: str, occasion: str) -> bool:
    open_still = HandoverItem.select().where((HandoverItem.staff_id == staff_id) & (HandoverItem.occasion == occasion)
                                             & HandoverItem.done_at.is_null())
    return bool(open_still.exists())


def items_of(staff_id: str) -> list[HandoverItem]:
    """Every line of a person's checklists, the newest list first, in the order of the list."""
    newest = (HandoverItem.created_at.desc(), HandoverItem.id)
    return list(HandoverItem.select().where(HandoverItem.staff_id == staff_id).order_by(*newest))


def tick_item(actor: Actor, item_id: str, note: str, now: datetime) -> HandoverItem:
    """Tick one line with a note. Raises NotFound, NotAllowed, AlreadyDecided when it is ticked, InvalidInput."""
    with transaction():
        item = find(HandoverItem, item_id)
        if not may_tick(actor, item.unit_id):
            raise NotAllowed(f"handover item {item_id}")
        if item.done_at:
            raise AlreadyDecided(f"handover item {item_id}", "done")
        if len(note) > 200:
            raise InvalidInput(Problem("note", "too_long", {"length": 200}))
        item.done_at, item.done_by, item.note = now, actor.staff_id, note.strip()
        return change(item, actor, "handover.tick", now)
