"""Rendering: the page or the piece htmx asked for, with the frame everybody sees; no query runs while it renders."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, make_response, render_template, request

from actions.calendar import day_or_none
from actions.database import no_queries
from actions.today import badges
from views.htmx import wants_piece
from views.wording.menu import MENU


def render(page: str, *, partial: str | None = None, status: int = 200, **values: Any) -> Response:
    """Answer with a page, or with its piece when htmx asks for one. values: everything shown, loaded before."""
    piece = partial is not None and wants_piece()
    frame = {} if piece else _frame()
    with no_queries():
        text = render_template(partial if piece and partial else page, **frame, **values)
    answer = make_response(text, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _frame() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    actor = g.get("actor")
    frame: dict[str, Any] = {"centre_name": settings.centre_name, "section_name": settings.section_name, "actor": actor,
                             "now": g.now, "menu": [], "unread": 0, "today": day_or_none(g.now.date()),
                             "plain_http": not request.is_secure and request.host.split(":")[0] not in {"127.0.0.1", "localhost"}}
    if actor:
        counts = badges(actor, g.now)
        frame["menu"] = [(endpoint, label, counts.get(badge, 0)) for endpoint, label, permission, badge in MENU
                         if actor.may(permission)]
        frame["unread"] = counts.get("unread", 0)
    return frame
