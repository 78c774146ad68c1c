"""The leave slip: who may print a request, and the note in the audit that it was printed."""

from __future__ import annotations

from datetime import datetime

from actions.changes import note_act, transaction
from actions.leave_sheet import Sheet, sheet_of
from rules.errors import AlreadyDecided
from rules.people import Actor


def slip_of(actor: Actor, request_id: str, form: str, now: datetime) -> Sheet:
    """Everything about a request that was handed in, noting that it goes on paper. form: print or document.

    Raises NotFound for whom it is hidden from, AlreadyDecided for what was never handed in.
    """
    sheet = sheet_of(actor, request_id, now)
    if not sheet.request.number:
        raise AlreadyDecided(f"slip of {request_id}", sheet.request.state)
    with transaction():
        note_act(actor, f"leave.slip.{form}", now, "leave_request", request_id)
    return sheet
