"""登记来电 with what the monitor said of calls that are alike: one save, exactly once.

Source: docs/rules/complaint_desk.md.
"""

from __future__ import annotations

from datetime import datetime

from actions.changes import FormStamp, find, once
from actions.complaint import CallDraft, log_call
from actions.complaint_join import Picked, apply_pick
from models import Complaint
from rules.people import Actor


def take_call(actor: Actor, draft: CallDraft, picked: Picked | None, now: datetime, stamp: FormStamp | None = None) -> str:
    """Keep a call and what it is beside an earlier one; returns the complaint's id. Raises what log_call and apply_pick raise."""
    def make() -> str:
        made = log_call(actor, draft, now)
        if picked is not None:
            apply_pick(actor, find(Complaint, made), picked, now)
        return made

    return once(actor, stamp, now, make)
