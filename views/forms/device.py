"""Forms of a machine's page and of clock corrections."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import NumberRange, Optional, Regexp

from actions.punches import second_text
from rules.clock_correction import Span
from rules.device_orders import Order, OrderKind
from rules.punches import midnight
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.device import DIRECTIONS, LABELS, ORDERS
from views.wording.errors import PROBLEMS

CLOCK = Regexp(r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", message=PROBLEMS["not_a_time"])
FEW = [Optional(), NumberRange(0, 500000, PROBLEMS["not_a_number"])]


class OrderForm(StampedForm):
    """One thing asked of a machine. first, last: days of a period, for the kinds that have one; reason: for setting its clock."""

    kind = SelectField(choices=choices(ORDERS.items()))
    first = DateField(LABELS["first"], [Optional()])
    last = DateField(LABELS["last"], [Optional()])
    reason = StringField(LABELS["reason"], [at_most(200)])

    def order(self) -> Order:
        """What the form asks for, once it is valid."""
        first, last = self.first.data, self.last.data
        return Order(OrderKind(self.kind.data), midnight(first) if first else None,
                     midnight(last) + 86399 if last else None, self.reason.data or "")


class ClockForm(StampedForm):
    """A span in which a machine's clock was wrong, in its own time, and by how much."""

    direction = RadioField(LABELS["direction"], [NEEDED], choices=choices(DIRECTIONS.items()), default="slow")
    hours = IntegerField(LABELS["hours"], FEW)
    minutes = IntegerField(LABELS["minutes"], FEW)
    seconds = IntegerField(LABELS["seconds"], FEW)
    since_day = DateField(LABELS["since_day"], [NEEDED])
    since_time = StringField(LABELS["since_time"], [NEEDED, CLOCK], render_kw={"type": "time", "step": "1"})
    until_day = DateField(LABELS["until_day"], [NEEDED])
    until_time = StringField(LABELS["until_time"], [NEEDED, CLOCK], render_kw={"type": "time", "step": "1"})
    reason = TextAreaField(LABELS["reason"], [NEEDED, at_most(200)])
    submit = SubmitField(LABELS["ask"])

    def span(self) -> Span:
        """What the form asks for, once it is valid."""
        amount = (self.hours.data or 0) * 3600 + (self.minutes.data or 0) * 60 + (self.seconds.data or 0)
        return Span(_second(self.since_day.data, self.since_time.data), _second(self.until_day.data, self.until_time.data),
                    amount if self.direction.data == "slow" else -amount)

    @classmethod
    def of(cls, span: Span | None) -> ClockForm:
        """The form, filled with a span that was found out."""
        if span is None:
            return cls()
        amount = abs(span.seconds)
        (since_day, since_time), (until_day, until_time) = (second_text(at).split(" ") for at in (span.since, span.until))
        return cls(direction="slow" if span.seconds > 0 else "fast", hours=amount // 3600, minutes=amount // 60 % 60, seconds=amount % 60,
                   since_day=date.fromisoformat(since_day), since_time=since_time, until_day=date.fromisoformat(until_day),
                   until_time=until_time)


class ClockDecisionForm(VersionForm):
    """Approving or rejecting a clock correction."""

    opinion = TextAreaField(LABELS["opinion"], [at_most(200)])
    verdict = SelectField(choices=choices((code, LABELS[code]) for code in ("approve", "reject")))


def _second(day: Any, clock: Any) -> int:
    hour, minute, second = [int(part) for part in f"{clock}:00".split(":")[:3]]
    return midnight(day) + hour * 3600 + minute * 60 + second
