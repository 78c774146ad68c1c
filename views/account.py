"""Signing in and out, one's own password and open sign-ins."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, request, session
from werkzeug.wrappers import Response as BaseResponse

from actions import accounts, sessions
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import TOKEN, go_to, public, requires
from views.forms.account import PasswordForm, SignInForm
from views.page import render

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response | BaseResponse:
    """The sign-in page; a good sign-in goes on to where one was heading. 422 with the sentence otherwise."""
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            token = accounts.sign_in(form.number.data or "", form.password.data or "", request.remote_addr or "",
                                     request.headers.get("User-Agent", ""), g.now)
        except InvalidInput as error:
            form.show(error.problems)
        else:
            _renew_cookie(token)
            return redirect(form.next.data or "", 303) if is_ours(form.next.data) else go_to("home.today")
    kept = bool(request.args.get("kept"))
    return render("account/sign_in.html", status=422 if form.is_submitted() else 200, form=form, kept=kept)


def _renew_cookie(token: str) -> None:
    if g.actor:
        sessions.end_session(g.actor, g.session_row.id, "signed_in_anew", g.now)
    session.clear()
    session[TOKEN] = token


@bp.post("/sign-out")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> Response | BaseResponse:
    """End this sign-in."""
    sessions.end_session(g.actor, g.session_row.id, "signed_out", g.now)
    session.clear()
    return go_to("account.sign_in")


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def password() -> Response | BaseResponse:
    """Change one's own password; 422 with the sentences when it does not meet the rule."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            accounts.change_password(g.actor, g.session_row.id, form.old.data or "", form.new.data or "", g.now)
            return go_to("home.today")
        except InvalidInput as error:
            form.show(error.problems)
    must = accounts.must_change_password(g.actor.staff_id, g.now)
    return render("account/password.html", status=422 if form.is_submitted() else 200, form=form, must=must)


@bp.get("/sessions")
@requires(Permission.OWN_ACCOUNT)
def own_sessions() -> Response:
    """我的登录: where one is signed in."""
    idle_minutes = current_app.config["SETTINGS"].idle_minutes
    rows = sessions.open_sessions_of([g.actor.staff_id], g.now, idle_minutes)
    return render("account/sessions.html", rows=rows, this_id=g.session_row.id, idle_minutes=idle_minutes)


@bp.post("/sessions/<uuid:session_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_own_session(session_id: UUID) -> Response | BaseResponse:
    """End one of one's own sign-ins; 404 for anybody else's."""
    sessions.end_session(g.actor, str(session_id), "ended_by_self", g.now)
    return go_to("account.own_sessions")


@bp.post("/sessions/end-others")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> Response | BaseResponse:
    """End all of one's own sign-ins but this one."""
    sessions.end_other_sessions(g.actor, g.session_row.id, g.now)
    return go_to("account.own_sessions")


def is_ours(address: str | None) -> bool:
    """True for an address on this site as a browser would read it: a path, no host, nothing a browser drops or turns round."""
    if not address or not address.startswith("/") or "\\" in address or not address.isprintable():
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc
