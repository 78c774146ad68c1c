"""Papers and recordings that belong to a complaint, at the desk and later. They may show who called: only who may look at the caller opens
them, each time with a note in the audit, and their own names are not kept. Source: docs/rules/complaint_desk.md 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.attachments import Paper, keep_paper, paper_of
from actions.changes import FormStamp, add_many, note_act, once, rows_by_id, transaction
from actions.complaint import note_done
from actions.complaint_join import own_complaint
from actions.complaint_rights import known_complaint
from actions.people import people_named
from models import Attachment, Complaint, ComplaintPaper
from rules.errors import InvalidInput, NotAllowed, NotFound, Problem
from rules.people import Actor, Permission
from settings import Settings

MOST = 5
"""So many files at once."""


@dataclass(frozen=True)
class PaperLine:
    """A file of a complaint. sound: a recording; name: who added it."""

    row: ComplaintPaper
    size: int
    sound: bool
    name: str


def keep_files(actor: Actor, contents: Sequence[bytes], settings: Settings, now: datetime) -> tuple[str, ...]:
    """Keep files that were sent with a form; returns their ids. Outside any transaction.

    Raises InvalidInput (field "papers": too_many_files, and what keep_paper raises).
    """
    if len(contents) > MOST:
        raise InvalidInput(Problem("papers", "too_many_files", {"count": MOST}))
    try:
        return tuple(keep_paper(actor, content, "", settings, now, sounds=True) for content in contents)
    except InvalidInput as error:
        raise InvalidInput(*(Problem("papers", problem.code, problem.values) for problem in error.problems)) from error


def hang(row: Complaint, attachment_ids: Sequence[str], actor: Actor, now: datetime) -> None:
    """Add kept files to a complaint, each once. Inside a transaction."""
    known = {one.attachment_id for one in ComplaintPaper.select().where(ComplaintPaper.complaint_id == row.id)}
    fresh = [one for one in dict.fromkeys(attachment_ids) if one not in known]
    add_many([ComplaintPaper(complaint_id=row.id, attachment_id=one, staff_id=actor.staff_id, at=now) for one in fresh], actor,
             "complaint.paper", now)


def add_files(actor: Actor, complaint_id: str, attachment_ids: Sequence[str], now: datetime, stamp: FormStamp | None = None) -> str:
    """Add kept files later. Raises NotFound, NotAllowed; InvalidInput (required at papers)."""
    def make() -> str:
        row = own_complaint(actor, complaint_id)
        if not attachment_ids:
            raise InvalidInput(Problem("papers", "required"))
        hang(row, attachment_ids, actor, now)
        note_done(row, actor, "paper", now)
        return row.id

    return once(actor, stamp, now, make)


def papers_of(actor: Actor, row: Complaint) -> list[PaperLine]:
    """The files of a complaint, for who may open them."""
    if not actor.may(Permission.COMPLAINT_ALL):
        return []
    papers = list(ComplaintPaper.select().where(ComplaintPaper.complaint_id == row.id).order_by(ComplaintPaper.id))
    kept, people = rows_by_id(Attachment, [one.attachment_id for one in papers]), people_named({one.staff_id for one in papers})
    return [PaperLine(one, kept[one.attachment_id].size, kept[one.attachment_id].media_type.startswith("audio/"),
                      str(people[one.staff_id].name) if one.staff_id in people else "") for one in papers]


def open_file(actor: Actor, complaint_id: str, paper_id: str, settings: Settings, now: datetime) -> Paper:
    """Open a file; the audit keeps who did. Raises NotFound, NotAllowed."""
    known_complaint(actor, complaint_id)
    paper = ComplaintPaper.get_or_none((ComplaintPaper.id == paper_id) & (ComplaintPaper.complaint_id == complaint_id))
    if paper is None:
        raise NotFound(f"paper {paper_id} of {complaint_id}")
    if not actor.may(Permission.COMPLAINT_ALL):
        raise NotAllowed(f"papers of {complaint_id}")
    found = paper_of(settings, paper.attachment_id)
    with transaction():
        note_act(actor, "complaint.paper.open", now, "complaint", complaint_id, paper.id)
    return found
