"""Labels on views and the one gate that reads them. A view without a label is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from actions import accounts, sessions
from rules.errors import NotAllowed, TypedByAnother
from rules.people import Actor, Permission
from views.htmx import send_to, wants_piece

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()
DEVICES = "devices"
TYPED_BY = "X-Typed-By"
TOKEN = "token"  # noqa: S105  # the name of the cookie's entry, not a secret


def public(view: View) -> View:
    """Anybody may open this page without signing in."""
    view.access = None  # type: ignore[attr-defined]  # the label the gate reads
    return view


def devices_only(view: View) -> View:
    """Attendance machines call this, people never: no sign-in, no form, no token. The view itself asks which machine it is."""
    view.access = DEVICES  # type: ignore[attr-defined]  # the label the gate reads
    return view


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Only a signed-in person with one of these permissions may open this page."""

    def label(view: View) -> View:
        view.access = permissions  # type: ignore[attr-defined]  # the label the gate reads
        return view

    return label


def on_expiry(keeper: Callable[[Actor], str | None]) -> Callable[[View], View]:
    """When the sign-in has expired, let `keeper` save what was sent and name the page to return to."""

    def label(view: View) -> View:
        view.on_expiry = keeper  # type: ignore[attr-defined]  # the label the gate reads
        return view

    return label


def unattended(view: View) -> View:
    """A page asks for this by itself, nobody did anything: it does not keep an idle sign-in open."""
    view.unattended = True  # type: ignore[attr-defined]  # the label the gate reads
    return view


def gate() -> BaseResponse | None:
    """Before every request: find who acts, check the form's token, read the label; let them in, send them to sign in, or refuse."""
    settings = current_app.config["SETTINGS"]
    g.now = current_app.config["CLOCK"]()
    g.actor, g.session_row = None, None
    if request.endpoint is None or request.endpoint == "static" or request.endpoint.startswith("bootstrap."):
        return None
    view = current_app.view_functions[request.endpoint]
    access = getattr(view, "access", ())
    if access == DEVICES:  # before anything is read as a form: what machines send is none
        return None
    _refuse_nul()
    token = session.get(TOKEN)
    attended = not getattr(view, "unattended", False)
    if token and (live := sessions.live_session(token, g.now, settings.idle_minutes, attended)):
        g.session_row, g.actor = live, sessions.actor_in(live, request.remote_addr or "", g.now)
    csrf.protect()
    if access is None:
        return None
    if g.actor is None:
        return _to_sign_in(view, token)
    if request.headers.get(TYPED_BY, g.actor.staff_id) != g.actor.staff_id:
        raise TypedByAnother(f"typed by {request.headers[TYPED_BY]}")
    if not any(g.actor.may(permission) for permission in access):
        raise NotAllowed(f"{request.endpoint}")
    if accounts.must_change_password(g.actor.staff_id, g.now) and request.endpoint not in {"account.password", "account.sign_out"}:
        return go_to("account.password")
    return None


def _refuse_nul() -> None:
    """The sign nobody can type and PostgreSQL cannot keep: 400."""
    if any("\0" in text for sent in (request.args, request.form) for text in sent.values()):
        abort(400)


def _to_sign_in(view: Any, token: str | None) -> BaseResponse:
    keeper = None if TYPED_BY in request.headers else getattr(view, "on_expiry", None)  # such a browser keeps it itself
    ended = sessions.session_of(token) if token and keeper and request.method == "POST" else None
    owner = sessions.actor_in(ended, request.remote_addr or "", g.now) if ended and ended.end_reason == "expired" else None
    kept = keeper(owner) if keeper and owner else None
    back = kept or (request.full_path if request.method == "GET" and not wants_piece() else "")
    return go_to("account.sign_in", next=back or None, kept=1 if kept else None)


def go_to(endpoint: str, **values: Any) -> Response | BaseResponse:
    """Send the browser to another page: 303, or HX-Redirect for htmx."""
    address = url_for(endpoint, **values)
    return send_to(address) if wants_piece() else redirect(address, 303)


def init_access(app: Flask) -> None:
    """Put the gate before every request."""
    csrf.init_app(app)
    app.before_request(gate)
