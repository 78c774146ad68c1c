"""The forms on a complaint's page that one was not sent: who called, and what it belongs to. views/complaint_desk.py takes the latter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g

from actions.complaint_alike import related_of
from actions.complaint_lists import Line
from rules.people import Permission
from views.forms.complaint import CallerForm, RevealForm
from views.forms.complaint_desk import AlikeForm, pick_choices
from views.forms.stamped import choices


@dataclass(frozen=True)
class Beside:
    """The forms of the page as they were sent; the others are made new."""

    reveal: RevealForm | None = None
    correction: CallerForm | None = None
    alike: AlikeForm | None = None

    @property
    def faulty(self) -> bool:
        """True when one of them came with faults."""
        return any(form.errors for form in (self.reveal, self.correction, self.alike) if form)

    def values(self, line: Line, revealed: object) -> dict[str, Any]:
        """What complaint/_caller.html and complaint/_related.html need. revealed: who called, in full, or None."""
        row = line.row
        related = related_of(g.actor, row, g.now.date())
        alike = self.alike or AlikeForm(formdata=None, version=row.version)
        alike.alike.choices = choices(pick_choices(related.alike, typed=True))
        return {"form": self.reveal or RevealForm(formdata=None), "revealed": revealed,
                "correction": self.correction or (CallerForm(formdata=None, obj=revealed) if revealed else None),
                "related": related, "alike_form": alike, "at_desk": g.actor.may(Permission.COMPLAINT_LOG)}
