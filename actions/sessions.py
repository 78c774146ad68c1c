"""Open sign-ins: one row each, known by the hash of a token that only the browser holds. Source: FACTS 11 row 79."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from actions.changes import keep, note_act, transaction
from actions.people import active_on, actor_of
from actions.prepared import Prepared
from models import Session, Staff
from rules.errors import NotAllowed, NotFound
from rules.people import Actor, Permission

SEEN_STEP = timedelta(minutes=1)
_BY_TOKEN = Prepared(Session, lambda token_hash: Session.select().where(Session.token_hash == token_hash))
_WHO = Prepared(Staff, lambda staff_id, day: Staff.select(Staff.id, Staff.number, Staff.name, Staff.unit_id).where(
    (Staff.id == staff_id) & active_on(day)))


def open_session(staff_id: str, address: str, browser: str, now: datetime) -> str:
    """Make a session row and return its token, 32 random bytes as text."""
    token = secrets.token_urlsafe(32)
    keep(Session(token_hash=_hash(token), staff_id=staff_id, address=address, browser=browser[:200], opened_at=now, seen_at=now))
    return token


def session_of(token: str) -> Session | None:
    """The session of a token, ended or not."""
    return _BY_TOKEN.first(_hash(token))


def live_session(token: str, now: datetime, idle_minutes: int, attended: bool = True) -> Session | None:
    """The session if it is open and was used within the idle limit; one that lay idle longer is ended as expired.

    attended: a person asked, which counts as use (noted at most once a minute); a page that refreshes itself does not.
    """
    session = session_of(token)
    if session and not session.ended_at and abs(now - session.seen_at) > SEEN_STEP:
        session = _see(token, now, timedelta(minutes=idle_minutes), attended)
    return session if session and not session.ended_at else None


def _see(token: str, now: datetime, idle: timedelta, attended: bool) -> Session | None:
    with transaction():
        session = session_of(token)
        if session is None or session.ended_at:
            return session
        if abs(now - session.seen_at) > idle:  # also when a clock that was ahead has been put right
            session.ended_at, session.end_reason = now, "expired"
        elif attended:
            session.seen_at = now
        return keep(session)


def actor_in(session: Session, address: str, now: datetime) -> Actor | None:
    """Who acts in a session; None when that person is no longer at the centre."""
    staff = _WHO.first(session.staff_id, now.date())
    return actor_of(staff, now.date(), address) if staff else None


def open_sessions_of(staff_ids: Iterable[str], now: datetime, idle_minutes: int) -> list[Session]:
    """The sessions of these people that are open and not idle too long, the last used first."""
    since = now - timedelta(minutes=idle_minutes)
    wanted = Session.staff_id.in_(list(staff_ids)) & Session.ended_at.is_null() & (Session.seen_at >= since)
    return list(Session.select().where(wanted).order_by(Session.seen_at.desc(), Session.id.desc()))


def end_session(actor: Actor, session_id: str, reason: str, now: datetime) -> None:
    """End one open session: one's own, or anybody's as security administrator. One that has ended stays as it ended.

    Raises NotFound, also for a session of somebody else.
    """
    with transaction():
        session: Session | None = Session.get_or_none(Session.id == session_id)
        if session is None or (session.staff_id != actor.staff_id and not actor.may(Permission.ACCOUNTS)):
            raise NotFound(f"session {session_id}")
        if session.ended_at is None:
            session.ended_at, session.end_reason = now, reason
            keep(session)
            note_act(actor, "session.end", now, "session", session_id, reason)


def end_other_sessions(actor: Actor, session_id: str, now: datetime) -> int:
    """End all of one's own sessions but the one that is used now; returns how many."""
    with transaction():
        ended = end_sessions(actor.staff_id, "ended_by_self", now, but=session_id)
        note_act(actor, "session.end_others", now, "staff", actor.staff_id)
    return ended


def end_sessions_of(actor: Actor, staff_id: str, now: datetime) -> int:
    """End every open session of a person, as security administrator; returns how many. Raises NotAllowed."""
    if not actor.may(Permission.ACCOUNTS):
        raise NotAllowed("accounts")
    with transaction():
        ended = end_sessions(staff_id, "ended_by_admin", now)
        note_act(actor, "session.end_all", now, "staff", staff_id)
    return ended


def end_sessions(staff_id: str, reason: str, now: datetime, but: str = "") -> int:
    """End every open session of a person, but for one id, inside the caller's transaction; returns how many."""
    found = list(Session.select().where((Session.staff_id == staff_id) & Session.ended_at.is_null() & (Session.id != but)))
    for session in found:
        session.ended_at, session.end_reason = now, reason
        keep(session)
    return len(found)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
