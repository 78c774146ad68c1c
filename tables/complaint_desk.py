"""The desk of the hotline: its dated figures, what belongs to which complaint, papers, missed calls, shifts that are handed over."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, JsonField, LocalRow, MomentField, Row, one_of

LINKS = ("link", "repeat")
MISSED_STATES = ("owed", "reached", "unreached", "logged")


class DeskRule(Row):
    """One dated version of the desk's figures (rules.complaint_desk.DeskRule)."""

    valid_from = DayField()
    figures = JsonField()
    source = TextField()

    class Meta:
        indexes = ((("centre", "valid_from"), True),)


class ComplaintLink(Row):
    """A complaint that belongs to an earlier one. repeat: the same facts told again after a decision."""

    complaint_id = TextField()
    other_id = TextField(index=True)
    kind = TextField(constraints=[one_of("kind", LINKS)])

    class Meta:
        indexes = ((("complaint_id", "other_id"), True),)


class ComplaintPaper(Row):
    """A paper or a recording that belongs to a complaint."""

    complaint_id = TextField(index=True)
    attachment_id = TextField()
    staff_id = TextField()
    at = MomentField()


class MissedCall(Row):
    """A call nobody took. due: by when to call back; answered_at, answered_by, outcome: the call-back; complaint_id: what it became."""

    rang_at = MomentField()
    logged_by = TextField()
    due = MomentField(null=True)
    state = TextField(constraints=[one_of("state", MISSED_STATES)])
    note = TextField(default="")
    answered_at = MomentField(null=True)
    answered_by = TextField(default="")
    outcome = TextField(default="")
    complaint_id = TextField(default="")

    class Meta:
        indexes = ((("state", "due"), False),)


class MissedCaller(LocalRow):
    """The number of a missed call: guarded, and never leaves the node."""

    missed_id = TextField(unique=True)
    phone = TextField()
    phone_key = TextField(index=True)


class ShiftHandover(Row):
    """A shift at the desk that was handed over: signed by who gives it and who takes it (taken_at: None until then). unsent: what was not
    handed over from the browser; missed, due: call-backs owed and complaints due that day, as the giver saw them.
    """

    given_by = TextField()
    given_at = MomentField(index=True)
    taken_by = TextField()
    taken_at = MomentField(null=True)
    unsent = IntegerField(default=0)
    missed = IntegerField(default=0)
    due = IntegerField(default=0)
    note = TextField(default="")
