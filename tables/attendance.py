"""Attendance: dated rule sets, the verdict of each half-day with its history, and what people add: corrections, outages, findings,
weekly checks and closed months.
"""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, FlagField, JsonField, MomentField, Row, one_of

HALVES = ("am", "pm")
EDGES = ("in", "out")
CASE_STATES = ("open", "lapsed", "head_confirmed", "confirmed", "excused")
CORRECTION_STATES = ("pending", "approved", "rejected", "withdrawn")
EXEMPT_SCOPES = ("centre", "unit", "post", "staff", "gender")


class AttendanceRules(Row):
    """One dated version of the rules of attendance; `figures` holds rules.attendance.RuleSet as JSON."""

    valid_from = DayField()
    figures = JsonField()
    source = TextField()

    class Meta:
        indexes = ((("centre", "valid_from"), True),)


class Posting(Row):
    """Where somebody stood from a day on: unit and post. What held on a day is the latest row not after it."""

    staff_id = TextField()
    valid_from = DayField()
    unit_id = TextField(default="")
    post = TextField(default="")

    class Meta:
        indexes = ((("staff_id", "valid_from"), True),)


class Exemption(Row):
    """Who need not punch on days (inclusive): a person, post, unit, gender or the centre. half: "" for both halves."""

    scope = TextField(constraints=[one_of("scope", EXEMPT_SCOPES)])
    scope_id = TextField(default="")
    valid_from = DayField()
    valid_to = DayField(null=True)
    half = TextField(default="", constraints=[one_of("half", ("", *HALVES))])
    reason = TextField()


class Verdict(Row):
    """What became of one half-day of one person. Disposable: always what the judge says of the facts (rules/attendance_judge.py).

    late, early: whole minutes. rule: the row of the decision table; rule_version: the day the rule set holds from. facts: JSON with
    what was due, what was used and why each other punch was not: two verdicts that rest on the same are the same text.
    """

    staff_id = TextField()
    day = DayField(index=True)
    half = TextField(constraints=[one_of("half", HALVES)])
    code = TextField()
    late = IntegerField(default=0)
    early = IntegerField(default=0)
    rule = TextField()
    rule_version = TextField()
    facts = TextField()

    class Meta:
        indexes = ((("staff_id", "day", "half"), True),)


class VerdictHistory(Row):
    """A verdict that changed, append-only: what it was, what it became, and the cause (table and id of what was written)."""

    staff_id = TextField()
    day = DayField()
    half = TextField(constraints=[one_of("half", HALVES)])
    code_before = TextField()
    code_after = TextField()
    facts_before = TextField()
    cause = TextField()

    class Meta:
        indexes = ((("staff_id", "day"), False),)


class AttendanceCase(Row):
    """One half-day that asks for an explanation, from the moment its result was published to the person.

    due: the last day to explain. open -> lapsed (nobody explained in time: 拟认定旷工) -> head_confirmed -> confirmed (旷工);
    excused: somebody decided that it is none. Only the judge's own absences are ever read with it. head_for, section_for: the
    principal a delegate confirmed for; opinion: what the last of them said.
    """

    staff_id = TextField()
    day = DayField()
    half = TextField(constraints=[one_of("half", HALVES)])
    code = TextField()
    published_at = MomentField()
    due = DayField()
    state = TextField(constraints=[one_of("state", CASE_STATES)])
    head_by = TextField(default="")
    head_for = TextField(default="")
    section_by = TextField(default="")
    section_for = TextField(default="")
    head_opinion = TextField(default="")
    opinion = TextField(default="")

    class Meta:
        indexes = ((("staff_id", "day", "half"), True), (("state", "due"), False))


class PunchCorrection(Row):
    """补签: one missed punch of one edge of a half-day, explained by the person or entered from the sign-in sheet of an outage.

    edge "": an explanation without a time, which excuses the half-day when it is approved. minute: from midnight of the day (over 1440
    after midnight). late: asked for after the day it was due. filed_by: who filed it at the supervision section (备案).
    """

    staff_id = TextField()
    day = DayField()
    half = TextField(constraints=[one_of("half", HALVES)])
    edge = TextField(default="", constraints=[one_of("edge", ("", *EDGES))])
    minute = IntegerField()
    reason = TextField()
    witness = TextField(default="")
    attachment_id = TextField(null=True)
    outage_id = TextField(default="", index=True)
    entered_by = TextField()
    late = FlagField(default=False)
    state = TextField(constraints=[one_of("state", CORRECTION_STATES)])
    decided_by = TextField(default="")
    principal_id = TextField(default="")
    opinion = TextField(default="")
    decided_at = MomentField(null=True)
    filed_by = TextField(default="")
    filed_at = MomentField(null=True)

    class Meta:
        indexes = ((("staff_id", "day"), False), (("state",), False))


class Outage(Row):
    """Power or a machine failed: one event that covers many people. unit_id "" for the whole centre; minutes from midnight."""

    day = DayField(index=True)
    from_minute = IntegerField()
    to_minute = IntegerField()
    unit_id = TextField(default="")
    device_id = TextField(default="")
    reason = TextField()
    entered_by = TextField()
    attachment_id = TextField(null=True)


class PatrolFinding(Row):
    """脱岗 or 中途擅离 found by a monitor: when, how long, and what the person answers. Minutes from midnight; to_minute of the find's
    end, the same as from_minute while nobody knows.
    """

    staff_id = TextField()
    day = DayField(index=True)
    half = TextField(constraints=[one_of("half", HALVES)])
    kind = TextField(constraints=[one_of("kind", ("left_post", "left_without_leave"))])
    from_minute = IntegerField()
    to_minute = IntegerField()
    note = TextField(default="")
    found_by = TextField()
    answer = TextField(default="")
    answered_at = MomentField(null=True)
    state = TextField(constraints=[one_of("state", ("found", "answered", "upheld", "dismissed"))])
    decided_by = TextField(default="")
    principal_id = TextField(default="")
    opinion = TextField(default="")

    class Meta:
        indexes = ((("staff_id", "day"), False), (("state",), False))


class WeekCheck(Row):
    """The head has looked through the week that begins on a Monday."""

    unit_id = TextField()
    monday = DayField()
    checked_by = TextField()
    note = TextField(default="")

    class Meta:
        indexes = ((("centre", "unit_id", "monday"), True),)


class MonthClose(Row):
    """One month of attendance. month: YYYY-MM. digest: SHA-256 over the frozen figures in staff order, "" while open."""

    month = TextField()
    state = TextField(constraints=[one_of("state", ("open", "confirmed", "closed", "reopened"))])
    confirmed_by = TextField(default="")
    closed_by = TextField(default="")
    closed_at = MomentField(null=True)
    digest = TextField(default="")
    reason = TextField(default="")

    class Meta:
        indexes = ((("centre", "month"), True),)


class MonthFigure(Row):
    """One person's month, frozen when it was closed: the sums and every half-day, as JSON. What the bureau gets."""

    month = TextField()
    staff_id = TextField()
    unit_id = TextField(default="")
    figures = JsonField()

    class Meta:
        indexes = ((("centre", "month", "staff_id"), True),)


class SheetSymbol(Row):
    """What stands for a verdict on this centre's sheets, where it is not the usual sign. Leave types have theirs in the leave rules."""

    code = TextField()
    symbol = TextField()

    class Meta:
        indexes = ((("centre", "code"), True),)


class MonthAdjustment(Row):
    """A half-day of a closed month that came out differently later: counted in the open month, citing the closed one."""

    closed_month = TextField()
    month = TextField(index=True)
    staff_id = TextField()
    day = DayField()
    half = TextField(constraints=[one_of("half", HALVES)])
    code_before = TextField()
    code_after = TextField()
    cause = TextField()
