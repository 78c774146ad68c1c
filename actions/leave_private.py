"""What of a request is opened only with a note in the audit: its papers and its telephone number."""

from __future__ import annotations

from datetime import datetime

from actions.attachments import Paper, paper_of
from actions.changes import find, note_act, transaction
from actions.leave_visible import may_open_papers, may_see
from models import LeaveDecision, LeaveRequest
from rules.errors import NotAllowed, NotFound
from rules.people import Actor
from settings import Settings


def open_paper(actor: Actor, request_id: str, attachment_id: str, settings: Settings, now: datetime) -> Paper:
    """Open a paper of a request: the person, personnel and who decides. Raises NotFound, NotAllowed."""
    request = find(LeaveRequest, request_id)
    if not may_see(actor, request, now):
        raise NotFound(f"leave {request_id}")
    if not may_open_papers(actor, request, now):
        raise NotAllowed(f"papers of {request_id}")
    signed = LeaveDecision.select().where((LeaveDecision.request_id == request_id) & (LeaveDecision.attachment_id == attachment_id))
    if request.attachment_id != attachment_id and not signed.exists():
        raise NotFound(f"paper {attachment_id} of {request_id}")
    paper = paper_of(settings, attachment_id)
    with transaction():
        note_act(actor, "leave.paper.open", now, "leave_request", request_id, attachment_id)
    return paper


def reveal_phone(actor: Actor, request_id: str, now: datetime) -> str:
    """The telephone number in full, for whoever may see the request. Raises NotFound."""
    request = find(LeaveRequest, request_id)
    if not may_see(actor, request, now):
        raise NotFound(f"leave {request_id}")
    with transaction():
        note_act(actor, "leave.phone.reveal", now, "leave_request", request_id)
    return str(request.phone)
