"""The monthly report of the hotline, edition by edition."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, JsonField, MomentField, Row


class HotlineReport(Row):
    """One edition of a month's report. sequence: which one; month: its first day; facts: what was counted when it was filled in, as
    rules.complaint_sums.Fact.kept gives it, for the month, the one before and the year before; correction: what changed since the edition
    before, "" in the first. Frozen once issued_at is set.
    """

    month = DayField()
    sequence = IntegerField(default=1)
    facts = JsonField()
    narrative = TextField(default="")
    correction = TextField(default="")
    filled_by = TextField()
    filled_at = MomentField()
    checked_by = TextField(default="")
    checked_at = MomentField(null=True)
    issued_by = TextField(default="")
    issued_at = MomentField(null=True)

    class Meta:
        indexes = ((("centre", "month", "sequence"), True),)
