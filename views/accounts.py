"""账号 and 登录日志, for the security administrator (the log for the auditor too)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import accounts, sessions, sign_in_log, staff_lists
from rules.people import Permission
from views.access import go_to, requires
from views.forms.accounts import ResetForm
from views.page import render
from views.search import day_asked, page_asked, text_asked
from views.wording.accounts import OUTCOMES, STATES

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
ROWS = 50


@bp.get("")
@requires(Permission.ACCOUNTS)
def people() -> Response:
    """账号: find a person and see how their sign-in stands."""
    search = staff_lists.Search(text=text_asked("q"), state="active", page=page_asked())
    found = staff_lists.people(g.actor, search, g.now.date())
    lines = accounts.account_lines(g.actor, [line.staff for line in found.lines], g.now, _idle_minutes())
    return render("accounts/people.html", lines=lines, search=search, total=found.total, pages=found.pages, states=STATES)


@bp.route("/open", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS)
def open_all() -> Response:
    """Open accounts for everybody who has none; the first passwords are on the page this once, to print and cut up."""
    form = ResetForm()
    opened = accounts.open_accounts(g.actor, g.now, form.stamp()) if form.validate_on_submit() else []
    return render("accounts/open.html", status=422 if form.is_submitted() and form.errors else 200, opened=opened, form=form,
                  waiting=accounts.without_account(g.actor, g.now.date()), done=form.is_submitted())


@bp.get("/<uuid:staff_id>")
@requires(Permission.ACCOUNTS)
def person(staff_id: UUID) -> Response:
    """One person's account, with what may be done to it."""
    return _person(str(staff_id), "")


@bp.post("/<uuid:staff_id>/password")
@requires(Permission.ACCOUNTS)
def reset(staff_id: UUID) -> Response:
    """Give a first or a new password, shown this once: 200 with it on the page; 409 for a used key with another body."""
    form = ResetForm()
    if not form.validate():
        return _person(str(staff_id), "", form)
    password = accounts.reset_password(g.actor, str(staff_id), g.now, form.stamp())
    return _person(str(staff_id), password, again=not password)


@bp.post("/<uuid:staff_id>/unlock")
@requires(Permission.ACCOUNTS)
def unlock(staff_id: UUID) -> Response | BaseResponse:
    """Let somebody try again at once; 404 without an account."""
    accounts.unlock(g.actor, str(staff_id), g.now)
    return go_to("accounts.person", staff_id=staff_id)


@bp.post("/<uuid:staff_id>/end-sessions")
@requires(Permission.ACCOUNTS)
def end_sessions(staff_id: UUID) -> Response | BaseResponse:
    """End every open sign-in of somebody."""
    sessions.end_sessions_of(g.actor, str(staff_id), g.now)
    return go_to("accounts.person", staff_id=staff_id)


@bp.get("/tries")
@requires(Permission.SIGN_IN_LOG)
def tries() -> Response:
    """登录日志: tries to sign in, the newest first."""
    search = sign_in_log.TrySearch(number=text_asked("number"), address=text_asked("address"), outcome=text_asked("outcome"),
                                   first=day_asked("first"), last=day_asked("last"), before=text_asked("before"))
    rows = sign_in_log.tries(g.actor, search, ROWS + 1)
    return render("accounts/tries.html", rows=rows[:ROWS], search=search, older=rows[ROWS - 1].id if len(rows) > ROWS else "",
                  outcomes=OUTCOMES)


def _person(staff_id: str, password: str, form: ResetForm | None = None, again: bool = False) -> Response:
    staff = staff_lists.person(g.actor, staff_id)
    line = accounts.account_lines(g.actor, [staff], g.now, _idle_minutes())[0]
    rows = sessions.open_sessions_of([staff.id], g.now, _idle_minutes())
    return render("accounts/person.html", status=422 if form else 200, line=line, rows=rows, password=password, again=again,
                  form=form or ResetForm(formdata=None), states=STATES)


def _idle_minutes() -> int:
    return int(current_app.config["SETTINGS"].idle_minutes)
