"""Forms of signing in and of one's password."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField, SubmitField
from wtforms.validators import EqualTo

from views.forms.stamped import NEEDED, PlainForm, at_most
from views.wording.account import LABELS
from views.wording.people import PROBLEMS


class SignInForm(PlainForm):
    """Staff number and password; next is the page of ours one was heading for."""

    number = StringField(LABELS["number"], [NEEDED, at_most(40)], render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField(LABELS["password"], [NEEDED, at_most(200)], render_kw={"autocomplete": "current-password"})
    next = HiddenField()
    submit = SubmitField(LABELS["sign_in"])


class PasswordForm(PlainForm):
    """A new password, typed twice."""

    old = PasswordField(LABELS["old"], [NEEDED, at_most(200)], render_kw={"autocomplete": "current-password"})
    new = PasswordField(LABELS["new"], [NEEDED, at_most(200)], render_kw={"autocomplete": "new-password"})
    again = PasswordField(LABELS["again"], [NEEDED, EqualTo("new", PROBLEMS["password_differs"])],
                          render_kw={"autocomplete": "new-password"})
    submit = SubmitField(LABELS["save_password"])
