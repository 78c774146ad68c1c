"""Orders that live on another platform: their number and what that platform says, how its files are read, lines that were held back."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import JsonField, LocalRow, MomentField, Row, one_of

SOURCES = ("order12345", "order12315", "province")


class ComplaintOutside(Row):
    """Where a complaint lives besides. answered_at: when it was answered there, answer: with what."""

    complaint_id = TextField(unique=True)
    source = TextField(constraints=[one_of("source", SOURCES)])
    outside_number = TextField()
    answered_at = MomentField(null=True)
    answer = TextField(default="")

    class Meta:
        indexes = ((("centre", "source", "outside_number"), True),)


class ComplaintColumns(Row):
    """How the files of a platform are read: heading -> field of rules.complaint_orders, as somebody said."""

    source = TextField(constraints=[one_of("source", SOURCES)])
    headings = JsonField()

    class Meta:
        indexes = ((("centre", "source"), True),)


class ComplaintHeld(LocalRow):
    """A line that was not taken in, until one with its number is: problems as [field, code, values]. Of use on this node alone."""

    source = TextField()
    outside_number = TextField()
    line = IntegerField()
    problems = JsonField()
    at = MomentField()

    class Meta:
        indexes = ((("source", "outside_number"), False),)
