"""Keeping what is typed while it is typed, so that keeping and sending one form never fight.

A form carries one key. Sending stands under the key itself, the draft that typing makes under `key:draft`. So however often and in
whatever order a browser sends the two: keeping after sending does nothing, and sending after keeping goes on with the draft.
"""

from __future__ import annotations

from datetime import datetime

from actions.changes import FormStamp, find, transaction
from actions.leave import EDITABLE, save_draft, submit
from actions.leave_plan import LeaveDraft
from models import FormKey, LeaveRequest
from rules.approval import State
from rules.people import Actor


def keep_typing(actor: Actor, draft: LeaveDraft, form_key: str, now: datetime, *, request_id: str = "",
                version: int = 0) -> LeaveRequest | None:
    """Keep what was typed as a draft and return it as it now stands; None when the form has been sent meanwhile.

    request_id, version: of the draft the form knows it goes on with. Raises NotAllowed, NotFound, OutOfDate, AlreadyDecided.
    """
    with transaction():
        if _answer(actor, form_key):
            return None
        stamp = None if request_id else FormStamp(draft_key(form_key), "draft")
        return find(LeaveRequest, save_draft(actor, draft, now, request_id=request_id, version=version, stamp=stamp))


def send_typed(actor: Actor, draft: LeaveDraft, stamp: FormStamp, now: datetime, *, request_id: str = "", version: int = 0,
               submits: bool = True) -> str:
    """Submit a form, or keep it as a draft; when typing into it made a draft, that goes on. Returns the request's id.

    The draft is looked for in the transaction that sends it: one that was being kept at the same moment is found too, and its
    version is no matter, because the form itself raised it. request_id, version as keep_typing. Raises as leave.submit.
    """
    with transaction():
        typed = _draft_under(actor, stamp.key)
        if typed is not None and request_id in ("", typed.id):
            request_id, version = typed.id, typed.version
        act = submit if submits else save_draft
        return act(actor, draft, now, request_id=request_id, version=version, stamp=stamp)


def _draft_under(actor: Actor, form_key: str) -> LeaveRequest | None:
    made = _answer(actor, draft_key(form_key))
    request: LeaveRequest | None = LeaveRequest.get_or_none(LeaveRequest.id == made) if made else None
    return request if request and State(request.state) in EDITABLE else None


def draft_key(form_key: str) -> str:
    """The key the draft of a form stands under."""
    return f"{form_key}:draft"


def _answer(actor: Actor, key: str) -> str:
    known = FormKey.get_or_none((FormKey.staff_id == actor.staff_id) & (FormKey.key == key))
    return str(known.answer_id) if known else ""
