"""Forms of the complaint hotline: 登记来电, looking at who called, and correcting it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import Regexp

from actions.complaint import CallDraft
from actions.complaint_caller import CallerDraft, Correction
from rules.complaint import Kind, Track
from views.forms.complaint_desk import FILE_KINDS, made_by_us
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.complaint import CHANNELS, HELP, KINDS, LABELS, NAME_BREAKS, NONE_CHOSEN, TRACKS
from views.wording.complaint_desk import HELP as DESK_HELP
from views.wording.complaint_desk import LABELS as DESK_LABELS
from views.wording.errors import PROBLEMS

TEXTS = ("category", "channel", "called", "phone", "address", "place", "happened", "demand", "content", "outcome")
ASKS: dict[str, Any] = {"data-asks": True}
"""A field that what stands beside the form depends on."""
FLAGS = ("wants_reply", "confidential", "anonymous", "urgent")


class CallForm(StampedForm):
    """A call as it is typed while the caller is on the line."""

    phone = StringField(LABELS["phone"], [at_most(40)], description=HELP["phone"],
                        render_kw={"autofocus": True, "inputmode": "tel", "autocomplete": "off", **ASKS})
    called = StringField(LABELS["called"], [at_most(40)], render_kw={"autocomplete": "off"})
    kind = SelectField(LABELS["kind"], choices=choices(KINDS), default="complaint", validators=[NEEDED])
    category = SelectField(LABELS["category"], validate_choice=False)
    unit = SelectField(LABELS["unit"], validate_choice=False, render_kw=ASKS)
    named = StringField(LABELS["named"], [at_most(200)], description=HELP["named"],
                        render_kw={"autocomplete": "off", "list": "colleagues"})
    content = TextAreaField(LABELS["content"], [NEEDED, at_most(4000)], id="told", render_kw={"rows": 5})
    demand = StringField(LABELS["demand"], [at_most(500)])
    happened = StringField(LABELS["happened"], [at_most(100)], description=HELP["happened"])
    place = StringField(LABELS["place"], [at_most(100)])
    track = SelectField(LABELS["track"], choices=choices(TRACKS), default="service", validators=[NEEDED], render_kw=ASKS)
    channel = SelectField(LABELS["channel"], choices=choices(CHANNELS), default="phone", validators=[NEEDED])
    address = StringField(LABELS["address"], [at_most(200)])
    wants_reply = BooleanField(LABELS["wants_reply"], default=True)
    confidential = BooleanField(LABELS["confidential"], description=HELP["confidential"])
    anonymous, urgent = BooleanField(LABELS["anonymous"]), BooleanField(LABELS["urgent"])
    outcome = TextAreaField(LABELS["outcome"], [at_most(2000)], description=HELP["outcome"], render_kw={"rows": 2})
    papers = MultipleFileField(DESK_LABELS["papers"], description=DESK_HELP["papers"], render_kw={"accept": FILE_KINDS})
    made_at, missed = HiddenField(), HiddenField()
    alike = SelectField(DESK_LABELS["alike"], validate_choice=False, choices=choices([]))
    alike_reason = StringField(DESK_LABELS["alike_reason"], [at_most(300)], description=DESK_HELP["alike_reason"])
    save, settle = SubmitField(LABELS["save"]), SubmitField(LABELS["settle"])

    def offer(self, categories: Iterable[tuple[str, str]], units: Iterable[tuple[str, str]]) -> None:
        """Fill the choices of what it is about (code, name) and of windows (id, name)."""
        self.category.choices = choices([("", NONE_CHOSEN), *categories])
        self.unit.choices = choices([("", NONE_CHOSEN), *units])

    def names(self) -> list[str]:
        """The people named, as typed."""
        return [name for name in re.split(NAME_BREAKS, self.named.data or "") if name]

    def draft(self, named: tuple[str, ...], now: datetime) -> CallDraft:
        """What the form says, once it is valid and sent now."""
        typed: dict[str, Any] = {name: self[name].data or "" for name in TEXTS} | {name: bool(self[name].data) for name in FLAGS}
        return CallDraft(kind=Kind(self.kind.data), track=Track(self.track.data), unit_id=self.unit.data or "", named=named,
                         settled=bool(self.settle.data), made=made_by_us(self.made_at.data or "", now), **typed)


class RevealForm(PlainForm):
    """Why somebody has to know who called."""

    reason = StringField(LABELS["reason"], [at_most(200)])
    show_caller = SubmitField(LABELS["reveal"])


class CallerForm(StampedForm):
    """Who called, as it should have been written. edition: which writing of it was read."""

    called = StringField(LABELS["called"], [at_most(40)], id="right-called", render_kw={"autocomplete": "off"})
    phone = StringField(LABELS["phone"], [at_most(40)], id="right-phone", render_kw={"inputmode": "tel", "autocomplete": "off"})
    address = StringField(LABELS["address"], [at_most(200)], id="right-address")
    correct_reason = StringField(LABELS["correct_reason"], [at_most(200)])
    edition = HiddenField(validators=[Regexp(r"\d{1,9}", message=PROBLEMS["required"])])
    correct = SubmitField(LABELS["correct"])

    def draft(self) -> CallerDraft:
        """Who called, as typed."""
        return CallerDraft(self.called.data or "", self.phone.data or "", self.address.data or "")

    def why(self) -> Correction:
        """Why it is corrected."""
        return Correction(int(self.edition.data or 0), self.correct_reason.data or "")
