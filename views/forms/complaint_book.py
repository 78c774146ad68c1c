"""Forms of the list of complaints: saving a view, throwing one away."""

from __future__ import annotations

from urllib.parse import parse_qsl

from wtforms import HiddenField, StringField, SubmitField

from rules.complaint_book import Asked, asked_of
from views.forms.stamped import PlainForm, at_most
from views.wording.complaint_book import VIEW_LABELS


class ViewForm(PlainForm):
    """A name for what the list is narrowed by; the same name again writes over it."""

    name = StringField(VIEW_LABELS["name"], [at_most(20)], render_kw={"autocomplete": "off"})
    asked = HiddenField(validators=[at_most(1000)])
    save = SubmitField(VIEW_LABELS["save"])

    def narrowed(self) -> Asked:
        """What the address in `asked` asks for."""
        return asked_of(dict(parse_qsl(self.asked.data or "")))
