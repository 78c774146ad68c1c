"""Leave: dated rules, requests, the half-day cells they hold, decisions, and the ledger of balances."""

from __future__ import annotations

from peewee import IntegerField, TextField

from tables.fields import DayField, FlagField, JsonField, MomentField, Row, one_of

HALVES = ("am", "pm")
STATES = ("draft", "handover", "pending", "approved", "running", "due_back", "overdue", "closed", "rejected", "returned",
          "withdrawn", "cancel_requested", "cancelled", "ended_early")
DUTY_KINDS = ("noon", "weekend", "extended", "other")
ENTRIES = ("grant", "reserve", "release", "use", "refund", "expire")
ACTS = ("submit", "enter", "handover", "override", "approve", "refuse", "return", "withdraw", "ask_cancel", "cancel",
        "keep", "report_back", "confirm_absence", "dismiss_absence", "papers", "supersede")


class LeaveRule(Row):
    """One dated version of one leave type; `figures` holds the rest of rules.leave.TypeRule as JSON."""

    code = TextField()
    valid_from = DayField()
    figures = JsonField()
    source = TextField()

    class Meta:
        indexes = ((("centre", "code", "valid_from"), True),)


class LeavePolicy(Row):
    """One dated version of a table of the regime: `tiers` (who approves up to how much) or `annual` (5/10/15)."""

    kind = TextField(constraints=[one_of("kind", ("tiers", "annual"))])
    valid_from = DayField()
    figures = JsonField()
    source = TextField()

    class Meta:
        indexes = ((("centre", "kind", "valid_from"), True),)


class LeaveRequest(Row):
    """A request from draft to return. Days: halves counted (half-days); hours: minutes counted. steps: who signs, in order.

    left_at, returned_at: when somebody with a pass (outing) really went out and came back.
    """

    number = TextField(null=True)
    staff_id = TextField()
    unit_id = TextField(default="")
    entered_by = TextField()
    type_code = TextField()
    start = DayField(null=True)
    start_half = TextField(default="am", constraints=[one_of("start_half", HALVES)])
    end = DayField(null=True)
    end_half = TextField(default="pm", constraints=[one_of("end_half", HALVES)])
    from_time = TextField(default="")
    to_time = TextField(default="")
    halves = IntegerField(default=0)
    minutes = IntegerField(default=0)
    reason = TextField(default="")
    destination = TextField(default="")
    phone = TextField(default="")
    leaves_area = FlagField(default=False)
    partner_id = TextField(null=True)
    partner_confirmed_by = TextField(default="")
    attachment_id = TextField(null=True)
    papers_owed = FlagField(default=False)
    entry_kind = TextField(default="normal", constraints=[one_of("entry_kind", ("normal", "late", "emergency"))])
    extends_id = TextField(null=True, index=True)
    cover_reason = TextField(default="")
    state = TextField(constraints=[one_of("state", STATES)])
    steps = JsonField(default=list)
    step = IntegerField(default=0)
    round = IntegerField(default=0)
    takes = JsonField(default=list)
    rule_version = TextField(default="")
    submitted_at = MomentField(null=True)
    back_day = DayField(null=True)
    back_half = TextField(null=True)
    back_reported_at = MomentField(null=True)
    overstay_state = TextField(default="", constraints=[one_of("overstay_state", ("", "proposed", "confirmed", "dismissed"))])
    overstay_halves = IntegerField(default=0)
    left_at = MomentField(null=True)
    returned_at = MomentField(null=True)

    class Meta:
        indexes = ((("centre", "number"), True), (("staff_id", "state", "papers_owed"), False), (("state", "end"), False),
                   (("unit_id", "start"), False), (("overstay_state",), False), (("papers_owed",), False))


class LeaveCell(Row):
    """One half-day of one person held by one active request. Unique: the database itself refuses overlap."""

    staff_id = TextField()
    day = DayField(index=True)
    half = TextField(constraints=[one_of("half", HALVES)])
    request_id = TextField(index=True)
    counts = FlagField()

    class Meta:
        indexes = ((("staff_id", "day", "half"), True),)


class LeaveInterval(Row):
    """Leave by the hour inside one session: minutes from midnight, start inclusive, end exclusive."""

    staff_id = TextField()
    day = DayField(index=True)
    half = TextField(constraints=[one_of("half", HALVES)])
    from_minute = IntegerField()
    to_minute = IntegerField()
    request_id = TextField(index=True)

    class Meta:
        indexes = ((("staff_id", "day", "half", "from_minute"), True),)


class LeaveDecision(Row):
    """One act on one request, never changed: who, in whose place, at which step, with what opinion and slip."""

    request_id = TextField(index=True)
    round = IntegerField()
    step = IntegerField()
    step_kind = TextField(default="")
    act = TextField(constraints=[one_of("act", ACTS)])
    staff_id = TextField()
    principal_id = TextField(default="")
    signer = TextField(default="")
    opinion = TextField(default="")
    attachment_id = TextField(null=True)
    at = MomentField()


class LeaveEntry(Row):
    """One line of the balance ledger, append-only. A grant is its own pot; the others name the pot they take from or give to.

    amount: signed, half-days (minutes for comp). Balance of a pot = sum of its lines.
    """

    staff_id = TextField()
    type_code = TextField()
    kind = TextField(constraints=[one_of("kind", ENTRIES)])
    pot_id = TextField(index=True)
    amount = IntegerField()
    valid_from = DayField(null=True)
    valid_to = DayField(null=True, index=True)
    request_id = TextField(default="", index=True)
    note = TextField(default="")
    source_key = TextField(unique=True)

    class Meta:
        indexes = ((("staff_id", "kind", "valid_to"), False),)


class DutyHours(Row):
    """Duty done outside hours, claimed by a person and approved by another: what 调休 is paid from.

    kind: over noon, on a day off, extended service (延时服务) or other. proposed: made from the noon roster, not typed.
    """

    staff_id = TextField(index=True)
    day = DayField()
    kind = TextField(default="other", constraints=[one_of("kind", DUTY_KINDS)])
    proposed = FlagField(default=False)
    minutes = IntegerField()
    reason = TextField()
    state = TextField(constraints=[one_of("state", ("claimed", "approved", "rejected"))])
    decided_by = TextField(default="")
    opinion = TextField(default="")

    class Meta:
        indexes = ((("centre", "staff_id", "day", "kind"), True), (("state",), False))


class NursingArrangement(Row):
    """哺乳时间: one standing arrangement that shifts daily hours until the child is one. minutes: taken from each working day."""

    staff_id = TextField(index=True)
    child_born = DayField()
    children = IntegerField(default=1)
    valid_from = DayField()
    valid_to = DayField()
    minutes = IntegerField()
    placed = TextField(constraints=[one_of("placed", ("am_start", "am_end", "pm_start", "pm_end", "split"))])
    state = TextField(constraints=[one_of("state", ("pending", "approved", "rejected", "withdrawn", "ended"))])
    decided_by = TextField(default="")
    opinion = TextField(default="")
