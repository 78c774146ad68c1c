"""Signing in and out, one's own password and open sessions."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, request, session
from werkzeug.wrappers import Response as BaseResponse

from actions import accounts
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
            token = accounts.sign_in(form.number.data, form.password.data, request.remote_addr or "",
                                     request.headers.get("User-Agent", ""), g.now)
        except InvalidInput as error:
            form.show(error.problems)
        else:
            session.clear()
            session[TOKEN] = token
            return redirect(form.next.data, 303) if _is_ours(form.next.data) else go_to("home.today")
    kept = bool(request.args.get("kept"))
    return render("account/sign_in.html", status=422 if form.is_submitted() else 200, form=form, kept=kept)


@bp.post("/sign-out")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> Response | BaseResponse:
    """End this session."""
    accounts.end_session(g.actor, g.session_row.id, "signed_out", g.now)
    session.clear()
    return go_to("account.sign_in")


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def password() -> Response | BaseResponse:
    """Change one's own password; 422 with the sentences when it does not meet the rule."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            accounts.change_password(g.actor, form.old.data, form.new.data, g.now)
            return go_to("home.today")
        except InvalidInput as error:
            form.show(error.problems)
    must = accounts.must_change_password(g.actor.staff_id, g.now)
    return render("account/password.html", status=422 if form.is_submitted() else 200, form=form, must=must)


def _is_ours(address: str | None) -> bool:
    return bool(address) and str(address).startswith("/") and not str(address).startswith(("//", "/\\"))
