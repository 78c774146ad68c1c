"""The base of all forms: Chinese messages, problems from the rules shown at their fields, and the client-made key."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField, HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its published types lag behind
from wtforms.validators import InputRequired, Length

from actions.changes import FormStamp
from rules.errors import Problem
from views.wording import say
from views.wording.errors import PROBLEMS

UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NEEDED = InputRequired(PROBLEMS["required"])


def at_most(length: int) -> Length:
    """Validator: no more than this many characters."""
    return Length(max=length, message=PROBLEMS["too_long"].format(length=length))


def choices(pairs: Iterable[tuple[str | int, str]]) -> list[SelectChoice]:
    """What a field of choices offers: (value sent, what is shown)."""
    return [SelectChoice(value, label) for value, label in pairs]


class PlainForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A form in Chinese. Call `show(problems)` to put what the rules found at the fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF carries no types
        locales = ("zh_CN", "zh")

        def wrap_formdata(self, form: Any, formdata: Any) -> MultiDict[str, Any] | None:
            """What is read: what was given, else what was sent, without signs nobody types, which no document and no table takes.

            A file reaches a field of files alone, and JSON is no form.
            """
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if not form.is_submitted():
                return None
            files = [(name, file) for name, file in request.files.items(multi=True) if isinstance(form._fields.get(name), FileField)]
            texts = [(name, UNTYPED.sub("", text)) for name, text in request.form.items(multi=True)]
            return CombinedMultiDict([MultiDict(files), MultiDict(texts)])

    def show(self, problems: Iterable[Problem]) -> None:
        """Add each problem's sentence to its field's errors, or to the form's when the field is not on it."""
        for problem in problems:
            field = self._fields.get(problem.field)
            if field is None:
                self.form_errors.append(say(problem))
            else:
                field.errors = [*field.errors, say(problem)]


class StampedForm(PlainForm):
    """A form that makes something: request_key is made anew for every fresh form (formdata=None: fresh in answer to another form)
    and comes back with it.
    """

    request_key = HiddenField(validators=[InputRequired(PROBLEMS["key_required"]), at_most(80)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        was_sent = self.is_submitted() and kwargs.get("formdata", True) is not None
        if not self.request_key.data:
            self.request_key.data = None if was_sent else uuid.uuid4().hex

    def stamp(self) -> FormStamp:
        """The key and the SHA-256 of everything else that was sent, files included."""
        digest = hashlib.sha256(request.path.encode())
        for name, values in sorted(request.form.lists()):
            if name not in {"csrf_token", "request_key"}:
                digest.update(repr((name, values)).encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda sent: sent[0]):
            digest.update(name.encode() + file.stream.read())
            file.stream.seek(0)
        return FormStamp(str(self.request_key.data), digest.hexdigest())
