"""Forms of the desk: what a call is beside an earlier one, its files, when the caller spoke."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import DateTimeLocalField, MultipleFileField, SelectField, StringField, SubmitField
from wtforms.fields.core import Field
from wtforms.validators import Optional

from actions.complaint_alike import Alike
from actions.complaint_join import Picked
from clock import STATION_ZONE
from rules.complaint_desk import Pick
from rules.errors import InvalidInput, Problem
from views.forms.leave_acts import ActForm
from views.forms.stamped import StampedForm, at_most, choices
from views.wording.complaint_desk import HELP, LABELS, OF_NUMBER, PICKS, UNDECIDED

MEGABYTE = 1024 * 1024
FILE_KINDS = ".jpg,.jpeg,.png,.pdf,.mp3,.m4a,.wav,.ogg,.amr"
SENT_AT = "X-Sent-At"
"""Header: when a browser sends, by its own clock, what it kept."""


def moment_in(text: str) -> datetime | None:
    """A moment a browser wrote; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def made_by_us(text: str, now: datetime) -> datetime | None:
    """When a call was typed, by this node's clock: the browser says by its own when it typed and when it sends, and only what lay between
    is believed.
    """
    made, sent = moment_in(text), moment_in(request.headers.get(SENT_AT, ""))
    if made is None:
        return None
    try:
        return now - (sent - made) if sent else made.astimezone(STATION_ZONE)
    except OverflowError:
        return None


def contents_of(field: Field) -> list[bytes]:
    """The bytes of the files that were sent with a field."""
    sent = [file for file in field.data or () if isinstance(file, FileStorage) and file.filename]
    contents = [file.read() for file in sent]
    for file in sent:
        file.stream.seek(0)
    return contents


class Picking(Protocol):
    """A form that says what a call is beside an earlier one."""

    alike: Field
    alike_reason: Field


def picked_in(form: Picking, other: str = "") -> Picked | None:
    """What was chosen; None for nothing yet. other: the number typed, where no complaint stands in the choice. Raises InvalidInput."""
    pick, _, chosen = (form.alike.data or "").partition(":")
    if not pick:
        return None
    if pick not in list(Pick):
        raise InvalidInput(Problem("alike", "choice"))
    return Picked(Pick(pick), chosen or other, form.alike_reason.data or "")


def pick_choices(found: Iterable[Alike], typed: bool = False) -> list[tuple[str, str]]:
    """(value, words): nothing yet, each earlier complaint with what it may be, one of its own. typed: also with a number that is typed."""
    offered = [(f"{pick}:{one.line.row.id}", PICKS[pick].format(number=one.line.row.number))
               for one in found for pick in ((Pick.REPEAT, Pick.LINK) if one.over else (Pick.JOIN, Pick.LINK))]
    numbered = [(pick.value, PICKS[pick].format(number=OF_NUMBER)) for pick in (Pick.JOIN, Pick.LINK, Pick.REPEAT)] if typed else []
    return [("", UNDECIDED), *offered, *numbered, (Pick.NEW.value, PICKS[Pick.NEW])]


class AlikeForm(ActForm):
    """On a complaint's page: what it is beside another."""

    place = "alike"
    alike = SelectField(LABELS["alike"], validate_choice=False, choices=choices([]))
    other = StringField(LABELS["other"], [at_most(40)], description=HELP["other"], render_kw={"autocomplete": "off"})
    alike_reason = StringField(LABELS["alike_reason"], [at_most(300)], description=HELP["alike_reason"])
    say = SubmitField(LABELS["say"])

    def picked(self) -> Picked:
        """What was chosen. Raises InvalidInput (required, choice at alike)."""
        found = picked_in(self, self.other.data or "")
        if found is None:
            raise InvalidInput(Problem("alike", "required"))
        return found


class PaperForm(StampedForm):
    """On a complaint's page: files that are added later."""

    papers = MultipleFileField(LABELS["papers"], render_kw={"accept": FILE_KINDS})
    add = SubmitField(LABELS["add"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = field.label.field_id = f"paper-{field.name}"

    def tell_most(self, most: int) -> None:
        """Say how many bytes are taken at once."""
        self.papers.description = HELP["more_papers"].format(megabytes=f"{most / MEGABYTE:.3g}")


class SpokenForm(ActForm):
    """When the caller spoke, of a call that waited."""

    place = "spoken"
    spoken = DateTimeLocalField(LABELS["spoken"], [Optional()], format="%Y-%m-%dT%H:%M")
    confirm, arrival = SubmitField(LABELS["confirm"]), SubmitField(LABELS["arrival"])

    def moment(self) -> datetime | None:
        """What was typed, None for the arrival. Raises InvalidInput (required at spoken)."""
        if self.arrival.data:
            return None
        if self.spoken.data is None:
            raise InvalidInput(Problem("spoken", "required"))
        return self.spoken.data.replace(tzinfo=STATION_ZONE)
