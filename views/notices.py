"""通知: the bell in the top bar and the page of everything one was told."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from actions import notices
from rules.people import Permission
from views.access import go_to, public, requires, unattended
from views.account import is_ours
from views.page import render
from views.search import page_asked
from views.wording import notices as words

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("/bell")
@public
@unattended
def bell() -> Response:
    """The bell's count for htmx; 204, which changes nothing, when nobody is signed in any more."""
    if g.actor is None:
        return Response(status=204)
    return render("_bell.html", partial="_bell.html", unread=notices.unread_count(g.actor))


@bp.get("")
@requires(Permission.NOTICES)
def mine() -> Response:
    """通知: all or the unread ones, newest first."""
    show = "unread" if request.args.get("show") == "unread" else "all"
    page = page_asked()
    rows, pages = notices.notices_of(g.actor, show == "unread", page)
    shown = [(row, words.sentence(row.kind, row.values), words.severity(row.kind)) for row in rows]
    return render("notices/mine.html", rows=shown, number=min(max(page, 1), pages), pages=pages, show=show, filters=words.FILTERS,
                  severities=words.SEVERITIES)


@bp.post("/<uuid:notice_id>/open")
@requires(Permission.NOTICES)
def open_one(notice_id: UUID) -> Response | BaseResponse:
    """Mark a notice as read and go to what it is about; 404 for anybody else's."""
    notice = notices.open_notice(g.actor, str(notice_id), g.now)
    link = "/" + notice.link.lstrip("/")
    return redirect(link, 303) if notice.link and is_ours(link) else go_to("notices.mine")


@bp.post("/read-all")
@requires(Permission.NOTICES)
def read_all() -> Response | BaseResponse:
    """全部已读."""
    notices.read_all(g.actor, g.now)
    return go_to("notices.mine")
