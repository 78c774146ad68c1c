"""The only place that knows HTMX headers."""

from __future__ import annotations

from flask import Flask, Response
from flask_htmx import HTMX
from werkzeug.wrappers import Response as BaseResponse

htmx = HTMX()


def wants_piece() -> bool:
    """True when htmx asks for a piece of a page (not a boosted link, not a history restore)."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def send_to(address: str) -> Response:
    """Tell htmx to go to another page."""
    return Response(status=204, headers={"HX-Redirect": address})


def show_as_message(response: BaseResponse) -> BaseResponse:
    """Put the answer into the message area instead of the target the form named."""
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def init_htmx(app: Flask) -> None:
    """Read the headers on each request and say that answers differ by them."""
    htmx.init_app(app)

    @app.after_request
    def vary(response: Response) -> Response:
        response.headers.add("Vary", "HX-Request")
        return response
