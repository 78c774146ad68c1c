"""Forms of taking in orders: the file and its platform, its columns when nobody knows them, the confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SubmitField

from rules.complaint_orders import FIELDS
from views.forms.stamped import NEEDED, PlainForm, StampedForm, choices
from views.wording.complaint_orders import COLUMNS, HELP, LABELS, NO_COLUMN, SOURCES
from views.wording.errors import PROBLEMS


class OrdersForm(PlainForm):
    """A platform's file, to be looked at first."""

    source = SelectField(LABELS["source"], choices=choices(SOURCES), validators=[NEEDED])
    file = FileField(LABELS["file"], [FileRequired(PROBLEMS["required"])], description=HELP["file"],
                     render_kw={"accept": ".xlsx,.csv,.txt"})
    save = SubmitField(LABELS["look"])


class TakeOrdersForm(StampedForm):
    """Take in the file that was looked at."""

    skip_bad = BooleanField(LABELS["skip_bad"], description=HELP["skip_bad"])
    save = SubmitField(LABELS["confirm"])


def column_field(code: str) -> SelectField:
    """The choice of the column that holds something."""
    return SelectField(COLUMNS[code], id=f"column-{code}", validate_choice=False)


class OrderColumnsForm(PlainForm):
    """Which column of a platform's files holds what."""

    number, received, due = column_field("number"), column_field("received"), column_field("due")
    kind, content, demand = column_field("kind"), column_field("content"), column_field("demand")
    called, phone, address = column_field("called"), column_field("phone"), column_field("address")
    unit, confidential = column_field("unit"), column_field("confidential")
    answered, outcome = column_field("answered"), column_field("outcome")
    save = SubmitField(LABELS["bind"])

    def offer(self, headings: Sequence[str]) -> None:
        """Fill the choices."""
        for code in FIELDS:
            self[code].choices = choices([("", NO_COLUMN), *((heading, heading) for heading in headings)])

    def headings(self, known: Sequence[str]) -> Mapping[str, str]:
        """Heading -> field of what was chosen among the headings there are."""
        return {self[code].data: code for code in FIELDS if self[code].data in known}
