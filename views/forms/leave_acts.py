"""Forms of everything that is done with a request of leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField

from rules.calendar import Half
from views.forms.leave import HALF_CHOICES, PAPER_KINDS
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, PlainForm, at_most, choices
from views.wording.leave_pages import ABSENCES, ACCEPTS, AGREED, CANCELS, LABELS, VERDICTS


class ActForm(VersionForm):
    """A form that stands on the page of a request beside others: its fields' ids begin with its own name. Sent with the version."""

    place = "act"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = field.label.field_id = f"{self.place}-{field.name}"


class WithdrawForm(ActForm):
    """Take a request back."""

    place = "withdraw"


class OpinionForm(ActForm):
    """An act with words of reason."""

    opinion = TextAreaField(LABELS["opinion"], [at_most(300)], render_kw={"rows": 2})


class DecideForm(OpinionForm):
    """Sign the step a request waits at."""

    place = "decide"
    verdict = RadioField(LABELS["verdict"], choices=choices(VERDICTS), default="approve")


class BatchForm(PlainForm):
    """Sign several requests. The lines are sent as pick = id:version, as often as needed."""

    opinion = StringField(LABELS["opinion"], [at_most(300)])
    verdict = SelectField(LABELS["verdict"], choices=choices(VERDICTS), default="approve")


class HandoverForm(OpinionForm):
    """Take a hand-over or not."""

    place = "handover"
    accept = RadioField(LABELS["accept"], choices=choices(ACCEPTS), default="yes")


class CancelDecisionForm(OpinionForm):
    """Agree to a cancellation or not."""

    place = "cancelling"
    agree = RadioField(LABELS["agree"], choices=choices(CANCELS), default="yes")


class AbsenceForm(OpinionForm):
    """Confirm or dismiss a proposed absence; nothing is chosen beforehand."""

    place = "absence"
    confirm = RadioField(LABELS["confirm"], choices=choices(ABSENCES))


class CancelForm(ActForm):
    """Ask to cancel approved leave."""

    place = "cancel"
    opinion = TextAreaField(LABELS["cancel_reason"], [at_most(300)], render_kw={"rows": 2})


class CoverForm(ActForm):
    """Let a window stand empty."""

    place = "cover"
    cover_reason = TextAreaField(LABELS["waive_reason"], [at_most(300)], render_kw={"rows": 2})


class PapersForm(ActForm):
    """Bring papers."""

    place = "papers"
    attachment = FileField(LABELS["attachment"], render_kw={"accept": PAPER_KINDS})


class SlipForm(OpinionForm):
    """The signed slip of somebody without an account."""

    place = "slip"
    signer = StringField(LABELS["signer"], [at_most(60)])
    agreed = RadioField(LABELS["agreed"], choices=choices(AGREED), default="yes")
    attachment = FileField(LABELS["slip"], render_kw={"accept": PAPER_KINDS})


class BackForm(ActForm):
    """Report back: the first half-day at work again."""

    place = "back"
    back_day = DateField(LABELS["back_day"], [NEEDED])
    back_half = SelectField(LABELS["back_half"], choices=HALF_CHOICES, default=Half.AM.value)

    def back(self) -> tuple[date, Half]:
        """The half-day, once the form is valid."""
        if self.back_day.data is None:
            raise ValueError("back_day is not valid yet")
        return self.back_day.data, Half(self.back_half.data)
