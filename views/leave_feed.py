"""日历订阅: the page that makes and revokes secret addresses, and the feed itself, which needs no sign-in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, url_for
from werkzeug.wrappers import Response as BaseResponse

from actions import leave_feed
from actions.leave_feed import Feed, FeedEntry
from rules.errors import InvalidInput, NotAllowed, NotFound
from rules.icalendar import Event, calendar_text
from rules.people import Permission
from views.access import go_to, public, requires
from views.forms.leave_feed import FeedForm
from views.leave_words import leave_type
from views.page import render
from views.wording import leave_feed as words

bp = Blueprint("leave_feed", __name__, url_prefix="/leave")


@bp.get("/feed/<token>.ics")
@public
def feed(token: str) -> Response:
    """The feed as text/calendar; the token is the secret. 404 when it is unknown, revoked or its owner may no longer see it."""
    try:
        found = leave_feed.open_feed(token, g.now)
    except NotAllowed as error:
        raise NotFound("feed") from error
    name = words.NAMES[found.scope].format(name=found.owner.name)
    content = calendar_text(name, [_event(found, entry) for entry in found.entries], g.now)
    return Response(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})


def _event(found: Feed, entry: FeedEntry) -> Event:
    text = leave_type(entry.code)
    if found.scope != leave_feed.OWN:
        text = words.SUMMARY.format(name=entry.staff.name, word=words.ELSEWHERE if entry.elsewhere else words.AWAY)
    if entry.tentative:
        text = words.TENTATIVE.format(text=text)
    uid = f"{entry.request.id}@{current_app.config['SETTINGS'].centre_code}.liangchuang"
    return Event(uid, text, entry.begin, entry.end, entry.request.updated_at, entry.request.version, entry.tentative)


@bp.route("/feeds", methods=["GET", "POST"])
@requires(Permission.LEAVE_CALENDAR)
def feeds() -> Response | BaseResponse:
    """One's own addresses; POST makes one and shows it this once (200). 422 for a scope one may not have."""
    form = FeedForm()
    form.offer(leave_feed.scopes_of(g.actor))
    address, shown_before = "", False
    if form.validate_on_submit():
        try:
            token = leave_feed.make_feed(g.actor, form.scope.data or "", g.now, form.stamp())
            address, shown_before = url_for("leave_feed.feed", token=token, _external=True) if token else "", not token
            form = FeedForm(formdata=None)
            form.offer(leave_feed.scopes_of(g.actor))
        except InvalidInput as error:
            form.show(error.problems)
    return render("leave_feed/feeds.html", status=422 if form.errors else 200, form=form, rows=leave_feed.feeds_of(g.actor),
                  address=address, shown_before=shown_before, words=words)


@bp.post("/feeds/<uuid:feed_id>/revoke")
@requires(Permission.LEAVE_CALENDAR)
def revoke(feed_id: UUID) -> Response | BaseResponse:
    """End one of one's own addresses; 404 for anybody else's."""
    leave_feed.revoke_feed(g.actor, str(feed_id), g.now)
    return go_to("leave_feed.feeds")
