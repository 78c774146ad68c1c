"""People: units (windows, sections), staff, roles, handover checklists."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, FlagField, MomentField, Row, one_of


class Unit(Row):
    """A window, a section or the leadership of the centre. min_present: staff a window must keep (0 for no guard)."""

    code = TextField()
    name = TextField()
    kind = TextField(constraints=[one_of("kind", ("window", "section", "leadership"))])
    min_present = IntegerField(default=0)
    active = FlagField(default=True)

    class Meta:
        indexes = ((("centre", "code"), True),)


class Staff(Row):
    """A person of the centre. home_unit "" means the centre's own staff; dates are inclusive; initials are all readings."""

    number = TextField()
    name = TextField(index=True)
    initials = TextField(default="")
    name_key = TextField(default="")
    gender = TextField(default="", constraints=[one_of("gender", ("", "f", "m"))])
    post = TextField(default="")
    unit_id = TextField(null=True, index=True)
    home_unit = TextField(default="")
    employment = TextField(constraints=[one_of("employment", ("civil_servant", "institution", "contract"))])
    first_work = DayField(null=True)
    joined = DayField(null=True)
    b_partner_id = TextField(null=True)
    phone = TextField(default="")
    active_from = DayField(null=True)
    active_to = DayField(null=True)

    class Meta:
        indexes = ((("centre", "number"), True),)


class RoleGrant(Row):
    """A role held by a person, for one unit or ("" ) the whole centre, from a day to a day (inclusive, null = open)."""

    staff_id = TextField(index=True)
    role = TextField()
    unit_id = TextField(default="")
    valid_from = DayField()
    valid_to = DayField(null=True)

    class Meta:
        indexes = ((("centre", "staff_id", "role", "unit_id", "valid_from"), True),)


class Delegation(Row):
    """Somebody decides in somebody's place while away: every decision names both. Days inclusive."""

    principal_id = TextField(index=True)
    delegate_id = TextField(index=True)
    valid_from = DayField()
    valid_to = DayField()
    reason = TextField()
    revoked_at = MomentField(null=True)


class HandoverItem(Row):
    """One line of a checklist on joining, transfer or leaving: fingerprint number, card, open cases, rectifications.

    unit_id: the unit whose head may tick it (the one joined, or the one left); "" for personnel alone.
    """

    staff_id = TextField(index=True)
    unit_id = TextField(default="", index=True)
    occasion = TextField(constraints=[one_of("occasion", ("joining", "transfer", "leaving"))])
    opened_on = DayField()
    item = TextField()
    done_at = MomentField(null=True)
    done_by = TextField(default="")
    note = TextField(default="")


class Attachment(Row):
    """A file kept by its hash. Bytes stand under data/attachments; this row is what travels first."""

    sha256 = TextField(index=True)
    size = IntegerField()
    media_type = TextField()
    file_name = TextField()
    staff_id = TextField()
