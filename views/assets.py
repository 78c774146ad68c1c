"""Third-party files that set-up installed by hash, served from this machine."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, send_file

from views.access import public

bp = Blueprint("assets", __name__, url_prefix="/assets")
HTMX = Path(__file__).parent.parent / "build" / "assets" / "django_htmx" / "static" / "django_htmx" / "htmx-2.min.js"


@bp.get("/htmx.js")
@public
def htmx_script() -> Response:
    """htmx 2 out of the hash-locked package."""
    return send_file(HTMX, mimetype="text/javascript", max_age=86400)


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """The worker that gives the page of an unsent call while the server cannot be reached; for all of this address, never kept."""
    answer = current_app.send_static_file("sw.js")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
