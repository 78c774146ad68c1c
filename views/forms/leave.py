"""Forms of asking for leave, for oneself and for somebody else."""

from __future__ import annotations

from datetime import time
from typing import Any, Protocol

from flask import current_app
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import Optional

from actions.leave_plan import LeaveDraft
from rules.calendar import Half
from rules.errors import Problem
from rules.leave import Counting, TypeRule
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.dates import HALVES
from views.wording.leave import TYPES
from views.wording.leave_pages import CHOOSE, HELP, LABELS, NAMED

PAPER_KINDS = ".jpg,.jpeg,.png,.pdf"
PERSON = {"autocomplete": "off", "list": "colleagues", "placeholder": HELP["person"]}
HALF_CHOICES = choices(HALVES.items())
FORM_NAMES = {"partner_id": "partner", "attachment_id": "attachment", "staff_id": "number"}
"""What the rules call a field -> what the form calls it."""


class Named(Protocol):
    """Somebody with a name and a staff number."""

    @property
    def name(self) -> Any:
        """The name."""

    @property
    def number(self) -> Any:
        """The staff number."""


class AskForm(StampedForm):
    """Ask for leave. partner: a staff number, a name or initials. draft_id, version: of the draft that is gone on with, if any."""

    type_code = SelectField(LABELS["type_code"], validate_choice=False, render_kw={"required": True})
    partner = StringField(LABELS["partner"], [at_most(80)], render_kw=PERSON)
    start = DateField(LABELS["start"], [Optional()], render_kw={"required": True})
    start_half = SelectField(LABELS["half"], choices=HALF_CHOICES, default=Half.AM.value)
    end = DateField(LABELS["end"], [Optional()])
    end_half = SelectField(LABELS["half"], choices=HALF_CHOICES, default=Half.PM.value)
    from_time = TimeField(LABELS["from_time"], [Optional()])
    to_time = TimeField(LABELS["to_time"], [Optional()], description=HELP["to_time"])
    reason = TextAreaField(LABELS["reason"], [at_most(500)], render_kw={"rows": 2, "required": True})
    destination = StringField(LABELS["destination"], [at_most(100)])
    phone = StringField(LABELS["phone"], [at_most(30)], render_kw={"inputmode": "tel", "autocomplete": "tel"})
    leaves_area = BooleanField(LABELS["leaves_area"])
    attachment = FileField(LABELS["attachment"], render_kw={"accept": PAPER_KINDS})
    kept_attachment = HiddenField()
    extends = HiddenField()
    draft_id = HiddenField()
    version = HiddenField()

    def offer(self, types: list[TypeRule]) -> None:
        """Fill the choice of types and say what files may be."""
        chosen = self.type_code.data
        offered = [(rule.code, TYPES.get(rule.code, rule.code)) for rule in types]
        self.type_code.choices = choices(offered if chosen in dict(offered) else [("", CHOOSE), *offered])
        most = current_app.config["SETTINGS"].attachment_max_bytes
        self.attachment.description = HELP["attachment"].format(megabytes=f"{most / 1024 / 1024:.3g}")

    def put(self, draft: LeaveDraft, partner: Named | None, draft_id: str = "", version: int = 0) -> None:
        """Begin with a draft."""
        for name in ("type_code", "start", "end", "reason", "destination", "phone", "leaves_area"):
            self[name].data = getattr(draft, name)
        self.start_half.data, self.end_half.data = draft.start_half.value, draft.end_half.value
        self.from_time.data, self.to_time.data = _time(draft.from_minute), _time(draft.to_minute)
        self.partner.data = shown_person(partner)
        self.kept_attachment.data, self.extends.data = draft.attachment_id, draft.extends_id
        self.draft_id.data, self.version.data = draft_id, str(version or "")

    def draft(self, partner_id: str, attachment_id: str, hourly: bool = False) -> LeaveDraft:
        """What the form asks for, unreadable values left out. hourly: leave by the hour, whose last day is its first."""
        return LeaveDraft(
            type_code=(self.type_code.data or "")[:40], start=self.start.data, start_half=_half(self.start_half.data, Half.AM),
            end=(self.end.data or self.start.data) if hourly else self.end.data, end_half=_half(self.end_half.data, Half.PM),
            from_minute=_minute(self.from_time.data) if hourly else None, to_minute=_minute(self.to_time.data) if hourly else None,
            reason=self.reason.data or "", destination=self.destination.data or "", phone=self.phone.data or "",
            leaves_area=bool(self.leaves_area.data), partner_id=partner_id, attachment_id=attachment_id,
            extends_id=self.extends.data or "")

    def is_hourly(self, types: list[TypeRule]) -> bool:
        """True when the chosen type is counted in hours."""
        return any(rule.code == self.type_code.data and rule.counting is Counting.HOURS for rule in types)

    def seen(self) -> int:
        """The version of the draft that was shown, 0 for none."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) <= 9 else 0

    def show(self, problems: Any) -> None:
        """As in every form, under the form's own names of fields."""
        super().show([Problem(FORM_NAMES.get(problem.field, problem.field), problem.code, problem.values) for problem in problems])


class EnterForm(AskForm):
    """Enter leave for somebody who telephoned: who, and the head's reason where the window stands empty."""

    number = StringField(LABELS["number"], [NEEDED, at_most(80)], render_kw=PERSON)
    cover_reason = StringField(LABELS["cover_reason"], [at_most(200)])


def shown_person(person: Named | None) -> str:
    """How somebody stands in a field that takes a person: name and number."""
    return NAMED.format(name=person.name, number=person.number) if person else ""


def _half(text: str | None, otherwise: Half) -> Half:
    return Half(text) if text in set(Half) else otherwise


def _minute(value: time | None) -> int | None:
    return None if value is None else value.hour * 60 + value.minute


def _time(minute: int | None) -> time | None:
    return None if minute is None or minute >= 24 * 60 else time(minute // 60, minute % 60)
