"""Third-party files that set-up installed by hash, served from this machine."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, send_file

from views.access import public

VERSIONED = frozenset({"static", "assets.htmx_script", "bootstrap.static"})
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


def init_assets(app: Flask) -> None:
    """Let the address of a file change with what is in it, so that no browser goes on with an old script beside a new page."""
    files = sorted(Path(app.static_folder or "").iterdir())
    parts = [*(path.read_bytes() for path in files), HTMX.read_bytes() if HTMX.exists() else b"", version("bootstrap-flask").encode()]
    edition = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:12]

    @app.url_defaults
    def name_edition(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in VERSIONED:
            values.setdefault("v", edition)
