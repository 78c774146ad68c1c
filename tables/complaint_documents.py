"""What goes on paper about a complaint, what whoever is named is asked and told, and supervision orders with a due day of their own."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, JsonField, MomentField, Row, one_of

DOCUMENTS = ("register", "assign", "hand_over", "transfer", "refusal", "return", "pause", "extension", "reply", "call_back", "statement",
          "finding", "order")
ORDER_STATES = ("drafted", "issued", "signed", "answered", "closed")


class ComplaintDocument(Row):
    """A document (文书) that was issued: numbered without a gap within its kind and year, with what stood on it then. about_id: the act,
    statement or order it is about; prints: how often it was printed, from the second time marked as a reprint. `facts` never hold the
    caller.
    """

    complaint_id = TextField(index=True)
    kind = TextField(constraints=[one_of("kind", DOCUMENTS)])
    about_id = TextField(default="")
    year = IntegerField()
    serial = IntegerField()
    issued_by = TextField()
    issued_at = MomentField()
    edition = IntegerField(default=1)
    facts = JsonField()
    prints = IntegerField(default=1)

    class Meta:
        indexes = ((("centre", "kind", "year", "serial"), True), (("kind", "complaint_id", "about_id"), True))


class ComplaintStatement(Row):
    """Whoever is named is heard and told: the subject only, their answer by a due day, then the finding with points (tenths) and how to
    appeal; never the file, never the caller.
    """

    complaint_id = TextField(index=True)
    staff_id = TextField(index=True)
    subject = TextField()
    asked_by = TextField()
    asked_at = MomentField()
    due = DayField(null=True)
    answer = TextField(default="")
    answered_at = MomentField(null=True)
    finding = TextField(default="")
    tenths = IntegerField(default=0)
    appeal = TextField(default="")
    told_by = TextField(default="")
    told_at = MomentField(null=True)
    objection = TextField(default="")
    objected_at = MomentField(null=True)

    class Meta:
        indexes = ((("complaint_id", "staff_id"), True),)


class SupervisionOrder(Row):
    """督办: a window is told to deal with something by a day of its own and to report. round: rises when the report was not enough.

    state: drafted (by the escalation), issued, signed, answered, closed.
    """

    year = IntegerField()
    serial = IntegerField()
    complaint_id = TextField(default="", index=True)
    unit_id = TextField()
    demand = TextField(default="")
    state = TextField(constraints=[one_of("state", ORDER_STATES)])
    round = IntegerField(default=1)
    issued_by = TextField(default="")
    issued_at = MomentField(null=True)
    due = DayField(null=True)
    signed_by = TextField(default="")
    signed_at = MomentField(null=True)
    feedback = TextField(default="")
    answered_by = TextField(default="")
    answered_at = MomentField(null=True)
    decided_by = TextField(default="")
    decided_at = MomentField(null=True)
    opinion = TextField(default="")

    class Meta:
        indexes = ((("centre", "year", "serial"), True), (("state", "due"), False), (("unit_id", "state"), False))
