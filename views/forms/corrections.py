"""Forms of 补签, of deciding about it, of proposed absences and of findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import current_app
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, SubmitField, TextAreaField

from actions.corrections import Asked
from rules.calendar import Half
from rules.errors import InvalidInput, Problem
from rules.schedule import minute_of
from views.forms.leave import PAPER_KINDS
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, PlainForm, StampedForm, at_most, choices
from views.wording.corrections import CASE_VERDICTS, HELP, LABELS, SLOTS, VERDICTS


class CorrectionForm(StampedForm):
    """Ask for a missed punch (what: am-in, am-out, pm-in, pm-out), or explain a half-day without a time (am, pm)."""

    what = SelectField(LABELS["what"], [NEEDED], validate_choice=False)
    time = StringField(LABELS["time"], [at_most(5)], description=HELP["time"], render_kw={"type": "time"})
    reason = TextAreaField(LABELS["reason"], [NEEDED, at_most(300)], render_kw={"rows": 2})
    witness = StringField(LABELS["witness"], [at_most(60)], description=HELP["witness"])
    attachment = FileField(LABELS["attachment"], render_kw={"accept": PAPER_KINDS})
    save = SubmitField(LABELS["ask"])

    def offer(self, slots: Iterable[tuple[Half, str]]) -> None:
        """Fill the choices with what may be asked for."""
        keys = [f"{half}-{edge}" if edge else half.value for half, edge in slots]
        self.what.choices = choices((key, SLOTS[key]) for key in keys)
        most = current_app.config["SETTINGS"].attachment_max_bytes
        self.attachment.description = HELP["attachment"].format(megabytes=f"{most / 1024 / 1024:.3g}")

    def asked(self, day: date, attachment_id: str = "") -> Asked:
        """What the form asks for, once it is valid. Raises InvalidInput (what, time)."""
        half, _, edge = (self.what.data or "").partition("-")
        if half not in set(Half) or edge not in ("", "in", "out"):
            raise InvalidInput(Problem("what", "choice"))
        text = (self.time.data or "").strip()
        minute = minute_of(text, "time") if edge and text else None
        return Asked(day, Half(half), edge, minute, self.reason.data or "", self.witness.data or "", attachment_id)


class DecideForm(VersionForm):
    """Approve a correction or not."""

    verdict = RadioField(LABELS["verdict"], choices=choices(VERDICTS), validators=[NEEDED])
    opinion = StringField(LABELS["opinion"], [at_most(300)])


class CaseForm(VersionForm):
    """Confirm a proposed absence or excuse it; nothing is chosen beforehand."""

    verdict = RadioField(LABELS["verdict"], choices=choices(CASE_VERDICTS), validators=[NEEDED])
    opinion = StringField(LABELS["opinion"], [at_most(300)])


class BatchForm(PlainForm):
    """Decide several corrections. The lines are sent as pick = id:version, as often as needed."""

    verdict = SelectField(LABELS["verdict"], choices=choices(VERDICTS), default="approve")
    opinion = StringField(LABELS["opinion"], [at_most(300)])


class CaseBatchForm(PlainForm):
    """Decide several proposed absences, picked as above; an opinion is needed."""

    case_verdict = SelectField(LABELS["verdict"], choices=choices([("", LABELS["choose"]), *CASE_VERDICTS]), validators=[NEEDED])
    case_opinion = StringField(LABELS["opinion"], [at_most(300)])


class FilingForm(PlainForm):
    """File approved corrections; pick = id as often as needed."""
