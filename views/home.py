"""The first page in the morning, by role."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from rules.people import Permission
from views.access import go_to, public, requires
from views.page import render

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def root() -> Response | BaseResponse:
    """To the first page."""
    return go_to("home.today")


@bp.get("/today")
@requires(Permission.TODAY)
def today() -> Response:
    """我的今天."""
    return render("home/today.html")
