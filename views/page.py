"""Rendering: the page or the piece htmx asked for, with the frame everybody sees; no query runs while it renders."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, make_response, render_template, request

from actions.calendar import day_or_none
from actions.database import no_queries
from actions.people import unit_name
from actions.today import badges
from rules.people import Actor, Permission
from views.htmx import wants_piece
from views.menu import menu_for
from views.wording.menu import PERSON_MENU


def render(page: str, *, partial: str | None = None, status: int = 200, **values: Any) -> Response:
    """Answer with a page, or with its piece when htmx asks for one. values: everything shown, loaded before."""
    piece = partial is not None and wants_piece()
    frame = {} if piece else _frame()
    with no_queries():
        text = render_template(partial if piece and partial else page, **{**frame, **values})
    answer = make_response(text, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _frame() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    actor, today = g.get("actor"), day_or_none(g.now.date())
    frame: dict[str, Any] = {"centre_name": settings.centre_name, "section_name": settings.section_name, "actor": actor,
                             "now": g.now, "today": today, "menu": [], "plain_http": _plain_http()}
    if actor:
        frame.update(_own_frame(actor), calendar_gap=g.now.year if not today and actor.may(Permission.CALENDAR_EDIT) else 0)
    return frame


def _own_frame(actor: Actor) -> dict[str, Any]:
    """What the frame shows of the person signed in."""
    counts = badges(actor, g.now.date())
    menu = menu_for(actor, request.endpoint or "", counts)
    return {"menu": menu, "place": next((group for group in menu if group.here), None), "person_menu": PERSON_MENU,
            "unread": counts.get("unread", 0), "unit_name": unit_name(actor)}


def _plain_http() -> bool:
    """True on a LAN without https, where a browser cannot reopen a page while offline."""
    return not request.is_secure and request.host.split(":")[0] not in {"127.0.0.1", "localhost"}
