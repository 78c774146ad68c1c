"""Forms of the patrol: entering a finding, answering it, deciding it."""

from __future__ import annotations

from datetime import date

from wtforms import DateField, RadioField, StringField, SubmitField, TextAreaField

from actions.patrol import Found
from rules.schedule import minute_of
from views.forms.leave import PERSON
from views.forms.roles import VersionForm
from views.forms.stamped import NEEDED, StampedForm, at_most, choices
from views.wording.attendance_pages import FINDING_KINDS
from views.wording.patrol import HELP, LABELS, VERDICTS


class FindingForm(StampedForm):
    """Somebody found away. person: a staff number, a name or initials; until empty while nobody knows."""

    person = StringField(LABELS["person"], [NEEDED, at_most(80)], render_kw=PERSON)
    day = DateField(LABELS["day"], [NEEDED])
    kind = RadioField(LABELS["kind"], choices=choices(FINDING_KINDS.items()), default="left_post", validators=[NEEDED])
    time = StringField(LABELS["time"], [NEEDED, at_most(5)], render_kw={"type": "time"})
    until = StringField(LABELS["until"], [at_most(5)], description=HELP["until"], render_kw={"type": "time"})
    note = TextAreaField(LABELS["note"], [at_most(300)], render_kw={"rows": 2})
    save = SubmitField(LABELS["save"])

    def found(self, staff_id: str) -> Found:
        """What the form says, once it is valid. Raises InvalidInput (time, until)."""
        day: date = self.day.data or date.min
        until = minute_of(self.until.data, "until") if self.until.data else None
        return Found(staff_id, day, self.kind.data, minute_of(self.time.data or "", "time"), until, self.note.data or "")


class AnswerForm(VersionForm):
    """The person's own word."""

    answer = TextAreaField(LABELS["answer"], [at_most(500)])


class FindingDecisionForm(VersionForm):
    """Uphold a finding or dismiss it."""

    verdict = RadioField(LABELS["verdict"], choices=choices(VERDICTS), validators=[NEEDED])
    opinion = StringField(LABELS["opinion"], [at_most(300)])
