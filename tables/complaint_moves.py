"""Due days that moved because the calendar was changed, as they were confirmed."""

from __future__ import annotations

from peewee import TextField

from rules.complaint_moves import MoveState
from tables.fields import DayField, JsonField, MomentField, Row, one_of


class ComplaintMove(Row):
    """One complaint's due day as it was, and as the calendar now says it; explain as in Complaint. reason: as who confirmed it wrote."""

    complaint_id = TextField(index=True)
    old_due = DayField()
    new_due = DayField()
    explain = JsonField()
    reason = TextField()
    state = TextField(index=True, constraints=[one_of("state", MoveState)])
    confirmed_by = TextField()
    confirmed_at = MomentField()
    decided_by = TextField(default="")
    decided_at = MomentField(null=True)
    opinion = TextField(default="")
