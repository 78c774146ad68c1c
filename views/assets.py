"""Third-party files that set-up installed by hash, served from this machine."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_file

from views.access import public

bp = Blueprint("assets", __name__, url_prefix="/assets")
HTMX = Path(__file__).parent.parent / "build" / "assets" / "django_htmx" / "static" / "django_htmx" / "htmx-2.min.js"


@bp.get("/htmx.js")
@public
def htmx_script() -> Response:
    """htmx 2 out of the hash-locked package."""
    return send_file(HTMX, mimetype="text/javascript", max_age=86400)
