"""Forms of signing in and of one's password."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField, SubmitField
from wtforms.validators import EqualTo

from views.forms.stamped import NEEDED, PlainForm, at_most
from views.wording import people as words


class SignInForm(PlainForm):
    """Staff number and password."""

    number = StringField("工号", [NEEDED, at_most(40)], render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField("密码", [NEEDED, at_most(200)], render_kw={"autocomplete": "current-password"})
    next = HiddenField()
    submit = SubmitField("登录")


class PasswordForm(PlainForm):
    """A new password, typed twice."""

    old = PasswordField("原密码", [NEEDED], render_kw={"autocomplete": "current-password"})
    new = PasswordField("新密码", [NEEDED, at_most(200)], render_kw={"autocomplete": "new-password"})
    again = PasswordField("再输入一次新密码", [NEEDED, EqualTo("new", words.PROBLEMS["password_differs"])],
                          render_kw={"autocomplete": "new-password"})
    submit = SubmitField("保存新密码")
