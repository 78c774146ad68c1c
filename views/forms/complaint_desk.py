"""Forms of the desk: what a call is beside an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from wtforms import SelectField, StringField, SubmitField
from wtforms.fields.core import Field

from actions.complaint_alike import Alike
from actions.complaint_join import Picked
from rules.complaint_desk import Pick
from rules.errors import InvalidInput, Problem
from views.forms.leave_acts import ActForm
from views.forms.stamped import at_most, choices
from views.wording.complaint_desk import HELP, LABELS, OF_NUMBER, PICKS, UNDECIDED


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
