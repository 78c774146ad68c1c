"""What was taken in: the list of imports and deliveries, and what an import came to that was begun under a form's key."""

from __future__ import annotations

from dataclasses import dataclass

from actions.changes import find, rows_by_id
from actions.devices import check_keeper
from models import Device, FormKey, ImportBatch, Staff
from rules.people import Actor

PAGE_ROWS = 30


@dataclass(frozen=True)
class BatchLine:
    """One import with the machine and who did it (None: the machine itself, or the command line)."""

    row: ImportBatch
    device: Device
    staff: Staff | None


def batch_lines(actor: Actor, device_id: str, page: int) -> tuple[list[BatchLine], int]:
    """A page of the imports of a machine, or of all (""), the newest first, and how many pages there are. Raises NotAllowed."""
    check_keeper(actor)
    asked = ImportBatch.select()
    if device_id:
        asked = asked.where(ImportBatch.device_id == device_id)
    pages = max(1, -(-asked.count() // PAGE_ROWS))
    rows = list(asked.order_by(ImportBatch.created_at.desc(), ImportBatch.id.desc()).paginate(page, PAGE_ROWS))
    machines = rows_by_id(Device, [row.device_id for row in rows])
    people = rows_by_id(Staff, [row.staff_id for row in rows if row.staff_id])
    return [BatchLine(row, machines[row.device_id], people.get(row.staff_id)) for row in rows], pages


def find_batch(actor: Actor, batch_id: str) -> ImportBatch:
    """One import. Raises NotAllowed, NotFound."""
    check_keeper(actor)
    return find(ImportBatch, batch_id)


def answer_under(actor: Actor, key: str) -> str | None:
    """What this person's form with a key came to; None when nothing was written under it."""
    known = FormKey.get_or_none((FormKey.staff_id == actor.staff_id) & (FormKey.key == key))
    return None if known is None else str(known.answer_id)
