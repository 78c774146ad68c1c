"""投诉台账: the list with its filters, plain and by htmx, and the views somebody saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_views as saved
from actions.complaint import categories
from actions.complaint_book import complaints_of, history_of
from actions.leave_team import active_units
from actions.people import people_named
from rules.complaint_book import Asked, asked_of
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.forms.complaint_book import ViewForm
from views.page import render
from views.wording import complaint as words
from views.wording import complaint_book as book_words

bp = Blueprint("complaint_book", __name__, url_prefix="/complaint/views")


def show_book(form: ViewForm | None = None, asked: Asked | None = None) -> Response:
    """The list; 422 when a view could not be saved. form, asked: as they were sent with it."""
    asked = asked or asked_of(request.args)
    today = g.now.date()
    book = complaints_of(g.actor, today, asked, after=request.args.get("after", ""), before=request.args.get("before", ""))
    form = form or ViewForm(formdata=None, asked=urlencode(asked.kept()))
    people = people_named([asked.person]) if asked.person else {}
    person = people[asked.person].name if asked.person in people else ""
    views = [(row, _address(row.asked)) for row in saved.views_of(g.actor)]
    return render("complaint/list.html", partial="complaint/_book.html", status=422 if form.errors else 200, words=words,
                  book_words=book_words, book=book, asked=asked, kept=asked.kept(), offered=_offered(), form=form, person=person,
                  further=bool(set(asked.kept()).intersection(book_words.FURTHER)), history=history_of(g.actor, asked, today), views=views)


@bp.post("/save")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def save() -> Response | BaseResponse:
    """Keep what the list is narrowed by under a name; 303 to the list so narrowed, 422 with the sentence."""
    form = ViewForm()
    if form.validate():
        try:
            saved.save_view(g.actor, form.name.data or "", form.narrowed())
            return redirect(_address(form.narrowed().kept()), 303)
        except InvalidInput as error:
            form.show(error.problems)
    return show_book(form, form.narrowed())


@bp.post("/<uuid:view_id>/forget")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def forget(view_id: UUID) -> Response | BaseResponse:
    """Throw an own view away; 404 for what is not one's own."""
    saved.forget_view(g.actor, str(view_id))
    return go_to("complaint.complaints")


def _address(kept: Mapping[str, str]) -> str:
    return f"{url_for('complaint.complaints')}?{urlencode(kept)}"


def _offered() -> dict[str, list[tuple[str, str]]]:
    """Filter -> what it offers: (value, word)."""
    units = [(unit.id, unit.name) for unit in active_units()]
    found: dict[str, Any] = {name: list(pairs) for name, pairs in book_words.CHOICES.items()}
    found["category"] = [(row.code, f"{words.BELOW if row.parent else ''}{row.name}") for row in categories()]
    return {**found, "unit": units, "handler": units}
