"""登记来电 with all that comes with it at the desk: what calls that are alike are to it, its files. One save, exactly once.

Source: docs/rules/complaint_desk.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.changes import FormStamp, find, once
from actions.complaint import CallDraft, log_call
from actions.complaint_join import Picked, apply_pick
from actions.complaint_missed import became
from actions.complaint_papers import hang
from models import Complaint
from rules.people import Actor


@dataclass(frozen=True)
class Taken:
    """A call as it is taken. picked: what it is beside an earlier one; papers: ids of kept files; missed: id of the missed call that was
    called back, "" for none.
    """

    draft: CallDraft
    picked: Picked | None = None
    papers: tuple[str, ...] = ()
    missed: str = ""


def take_call(actor: Actor, taken: Taken, now: datetime, stamp: FormStamp | None = None) -> str:
    """Keep a call; returns the complaint's id. Raises what log_call and apply_pick raise."""
    def make() -> str:
        made = log_call(actor, taken.draft, now)
        if taken.picked is not None:
            apply_pick(actor, find(Complaint, made), taken.picked, now)
        if taken.papers:
            hang(find(Complaint, made), taken.papers, actor, now)
        if taken.missed:
            became(actor, taken.missed, made, now)
        return made

    return once(actor, stamp, now, make)
