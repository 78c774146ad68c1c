"""Calendar feeds of leave: secret addresses that somebody makes, hands to a calendar program, and revokes.

What a feed shows is decided anew each time by what its owner may see then. Others' leave carries no type and no reason.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from actions.changes import FormStamp, keep, note_act, once, rows_by_id, transaction
from actions.leave_team import SETTLED, WAITING
from actions.people import active_on, actor_of
from actions.schedule import person_of, timetable
from clock import STATION_ZONE
from models import FeedToken, LeaveCell, LeaveRequest, Staff
from rules.approval import State
from rules.attendance_due import ELSEWHERE
from rules.calendar import Half
from rules.errors import InvalidInput, NotAllowed, NotFound, Problem
from rules.people import HEADS, Actor, Permission
from rules.schedule import Timetable

OWN, UNIT, CENTRE = "own", "unit", "centre"
BACKWARD, FORWARD = timedelta(days=60), timedelta(days=400)


@dataclass(frozen=True)
class FeedEntry:
    """One leave in a feed. code: the type in one's own feed, else whether it is leave or work elsewhere (elsewhere True). begin, end:
    days when it fills whole days, else moments.
    """

    request: LeaveRequest
    staff: Staff
    code: str
    elsewhere: bool
    begin: date | datetime
    end: date | datetime
    tentative: bool


@dataclass(frozen=True)
class Feed:
    """What an address gives: its scope, whose it is, and the entries by start."""

    scope: str
    owner: Staff
    entries: list[FeedEntry]


def scopes_of(actor: Actor) -> list[str]:
    """The scopes a person may make a feed of: their own leave; heads also their windows'; who sees all leave the centre's."""
    heads = [UNIT] if any(grant.role in HEADS and grant.unit_id for grant in actor.grants) else []
    return [OWN, *heads, *([CENTRE] if actor.may(Permission.LEAVE_ALL) else [])]


def feeds_of(actor: Actor) -> list[FeedToken]:
    """The addresses that are in use, the newest first."""
    return list(FeedToken.select().where((FeedToken.staff_id == actor.staff_id) & FeedToken.revoked_at.is_null())
                .order_by(FeedToken.made_at.desc()))


def make_feed(actor: Actor, scope: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Make a secret address and return its token, which is kept as a hash only; one of the same scope made before ends.

    The same form sent again gives "": the token was shown once. Raises InvalidInput (choice), KeyReused.
    """
    if scope not in scopes_of(actor):
        raise InvalidInput(Problem("scope", "choice"))
    token = secrets.token_urlsafe(32)

    def make() -> str:
        for feed in feeds_of(actor):
            if feed.scope == scope:
                _revoke(feed, now)
        made = keep(FeedToken(staff_id=actor.staff_id, token_hash=_hash(token), scope=scope, made_at=now))
        note_act(actor, "leave.feed.make", now, "feed_token", made.id, scope)
        return made.id

    made_id = once(actor, stamp, now, make)
    return token if FeedToken.get_by_id(made_id).token_hash == _hash(token) else ""


def revoke_feed(actor: Actor, feed_id: str, now: datetime) -> None:
    """End one of one's own addresses. Raises NotFound."""
    with transaction():
        feed = FeedToken.get_or_none((FeedToken.id == feed_id) & (FeedToken.staff_id == actor.staff_id))
        if feed is None:
            raise NotFound(f"feed {feed_id}")
        if feed.revoked_at is None:
            _revoke(feed, now)
            note_act(actor, "leave.feed.revoke", now, "feed_token", feed.id, feed.scope)


def open_feed(token: str, now: datetime) -> Feed:
    """What the address shows now. Raises NotFound for an unknown or revoked token, an owner who left or lost the right to its scope."""
    feed = FeedToken.get_or_none((FeedToken.token_hash == _hash(token)) & FeedToken.revoked_at.is_null())
    owner = Staff.get_or_none((Staff.id == feed.staff_id) & active_on(now.date())) if feed else None
    if feed is None or owner is None:
        raise NotFound("feed")
    actor = actor_of(owner, now.date())
    if feed.scope not in scopes_of(actor):
        raise NotAllowed("feed")
    return Feed(feed.scope, owner, _entries(actor, feed.scope, now.date()))


def _entries(actor: Actor, scope: str, today: date) -> list[FeedEntry]:
    first, last = today - BACKWARD, today + FORWARD
    states = SETTLED | WAITING if scope == OWN else SETTLED
    shown = LeaveRequest.state.in_([state.value for state in states]) & (LeaveRequest.start <= last) & (LeaveRequest.end >= first)
    if scope == OWN:
        shown &= LeaveRequest.staff_id == actor.staff_id
    elif scope == UNIT:
        units = [grant.unit_id for grant in actor.grants if grant.role in HEADS]
        shown &= LeaveRequest.staff_id.in_(Staff.select(Staff.id).where(Staff.unit_id.in_(units)))
    requests = list(LeaveRequest.select().where(shown).order_by(LeaveRequest.start, LeaveRequest.id))
    people = rows_by_id(Staff, [request.staff_id for request in requests])
    taken = _taken(request for request in requests if request.state == State.ENDED_EARLY)
    hours = timetable(min([first, *(request.start for request in requests)]), max([last, *(request.end for request in requests)]))
    found = [_entry(request, people[request.staff_id], scope, taken, hours) for request in requests]
    return [entry for entry in found if entry]


def _taken(requests: Iterable[LeaveRequest]) -> dict[str, tuple[date, Half]]:
    """Request id -> the last half-day still held, for leave that ended early."""
    cells = LeaveCell.select().where(LeaveCell.request_id.in_([request.id for request in requests])).order_by(
        LeaveCell.day, LeaveCell.half)
    return {cell.request_id: (cell.day, Half(cell.half)) for cell in cells}


def _entry(request: LeaveRequest, staff: Staff, scope: str, taken: dict[str, tuple[date, Half]], hours: Timetable) -> FeedEntry | None:
    """The request as an entry; None for leave of which nothing was taken."""
    end_day, end_half = request.end, Half(request.end_half)
    if request.state == State.ENDED_EARLY:
        if request.id not in taken:
            return None
        end_day, end_half = taken[request.id]
    begin: date | datetime = request.start
    end: date | datetime = end_day
    if request.from_time:
        begin, end = _at(request.start, request.from_time), _at(end_day, request.to_time)
    elif request.start_half == Half.PM or end_half == Half.AM:
        person = person_of(staff)
        begin = _moment(request.start, hours.sessions(person, request.start)[request.start_half == Half.PM].start_minute)
        end = _moment(end_day, hours.sessions(person, end_day)[end_half == Half.PM].end_minute)
    code = request.type_code if scope == OWN else ""
    return FeedEntry(request, staff, code, request.type_code in ELSEWHERE, begin, end, State(request.state) in WAITING)


def _at(day: date, text: str) -> datetime:
    return _moment(day, int(text[:2]) * 60 + int(text[3:]))


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(0), STATION_ZONE) + timedelta(minutes=minute)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _revoke(feed: FeedToken, now: datetime) -> None:
    feed.revoked_at = now
    keep(feed)
