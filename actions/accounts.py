"""Signing in, passwords and open sessions. Source: FACTS 11 rows 77-80; docs/rules/people.md, section 3."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from werkzeug.security import check_password_hash, generate_password_hash

from actions.changes import find, keep, note_act, transaction
from actions.people import active_on, actor_of
from models import Account, Session, SignInTry, Staff
from rules.errors import InvalidInput, NotAllowed, NotFound, Problem
from rules.people import Actor, Permission
from rules.signing_in import PASSWORD_RULE, password_problems

_DUMMY_HASH = generate_password_hash(secrets.token_hex(8))


def sign_in(number: str, password: str, address: str, browser: str, now: datetime) -> str:
    """Open a session; returns its token (kept only in the cookie). Raises InvalidInput: sign_in_failed or locked.

    Unknown numbers take as long as wrong passwords. Every try is logged; five failures lock for thirty minutes.
    """
    staff = Staff.get_or_none((Staff.number == number.strip()) & active_on(now.date()))
    account = Account.get_or_none(Account.staff_id == staff.id) if staff else None
    right = check_password_hash(account.password_hash if account else _DUMMY_HASH, password)
    with transaction():
        outcome = _judge_try(account.staff_id if account else "", right, now)
        keep(SignInTry(at=now, number=number[:40], address=address, browser=browser[:200], outcome=outcome))
        if outcome == "good" and staff:
            return open_session(staff.id, address, browser, now)
    raise InvalidInput(Problem("number", "locked" if outcome == "locked" else "sign_in_failed",
                               {"minutes": PASSWORD_RULE.lock_minutes}))


def _judge_try(staff_id: str, right: bool, now: datetime) -> str:
    account = Account.get_or_none(Account.staff_id == staff_id)
    if account is None:
        return "failed"
    if account.locked_until and account.locked_until > now:
        return "locked"
    account.locked_until = None
    account.failures = 0 if right else account.failures + 1
    if account.failures >= PASSWORD_RULE.failures_allowed:
        account.failures, account.locked_until = 0, now + timedelta(minutes=PASSWORD_RULE.lock_minutes)
    keep(account)
    return "good" if right else "locked" if account.locked_until else "failed"


def open_session(staff_id: str, address: str, browser: str, now: datetime) -> str:
    """Make a session row and return its token, 32 random bytes as text."""
    token = secrets.token_urlsafe(32)
    keep(Session(token_hash=_hash(token), staff_id=staff_id, address=address, browser=browser[:200], opened_at=now, seen_at=now))
    return token


def session_of(token: str) -> Session | None:
    """The session of a token, ended or not."""
    found: Session | None = Session.get_or_none(Session.token_hash == _hash(token))
    return found


def live_session(token: str, now: datetime, idle_minutes: int) -> Session | None:
    """The session if it is open and was used within the idle limit; notes that it is used (at most once a minute)."""
    session = session_of(token)
    if session is None or session.ended_at or now - session.seen_at > timedelta(minutes=idle_minutes):
        return None
    if now - session.seen_at > timedelta(minutes=1):
        session.seen_at = now
        keep(session)
    return session


def actor_in(session: Session, address: str, now: datetime) -> Actor | None:
    """Who acts in a session; None when that person is no longer at the centre."""
    staff = Staff.get_or_none((Staff.id == session.staff_id) & active_on(now.date()))
    return actor_of(staff, now.date(), address) if staff else None


def must_change_password(staff_id: str, now: datetime) -> bool:
    """True at first sign-in, after a reset, and when the password is older than allowed."""
    account = Account.get_or_none(Account.staff_id == staff_id)
    return account is not None and (account.must_change or now - account.changed_at > timedelta(days=PASSWORD_RULE.days_valid))


def change_password(actor: Actor, old: str, new: str, now: datetime) -> None:
    """Set one's own password. Raises InvalidInput: old_password_wrong, and what rules.signing_in finds."""
    account = Account.get(Account.staff_id == actor.staff_id)
    if not check_password_hash(account.password_hash, old):
        raise InvalidInput(Problem("old", "old_password_wrong"))
    problems = password_problems(new, actor.number)
    if any(check_password_hash(former, new) for former in [account.password_hash, *account.former_hashes]):
        problems.append(Problem("new", "password_used_before", {"kept": PASSWORD_RULE.former_kept}))
    if problems:
        raise InvalidInput(*problems)
    with transaction():
        _set_password(account, new, must_change=False, now=now)
        note_act(actor, "account.password", now, "staff", actor.staff_id)


def reset_password(actor: Actor, staff_id: str, now: datetime) -> str:
    """Give somebody a new first password, end their sessions, and return it to be told. Raises NotAllowed, NotFound."""
    if not actor.may(Permission.ACCOUNTS):
        raise NotAllowed("accounts")
    staff = find(Staff, staff_id)
    password = first_password()
    with transaction():
        account = Account.get_or_none(Account.staff_id == staff.id) or Account(staff_id=staff.id, password_hash="", changed_at=now)
        account.failures, account.locked_until = 0, None
        _set_password(account, password, must_change=True, now=now)
        end_sessions(staff.id, "reset", now)
        note_act(actor, "account.reset", now, "staff", staff.id)
    return password


def give_account(actor: Actor, staff: Staff, password: str, now: datetime, must_change: bool = True) -> None:
    """Make or renew the account of a person inside the caller's transaction (command line, demo, import)."""
    account = Account.get_or_none(Account.staff_id == staff.id) or Account(staff_id=staff.id, password_hash="", changed_at=now)
    _set_password(account, password, must_change=must_change, now=now)
    note_act(actor, "account.give", now, "staff", staff.id)


def first_password() -> str:
    """A random first password that meets the rule: letters, digits and a sign, easy to read aloud."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(letters) for _ in range(5)).capitalize() + "-" + "".join(
        secrets.choice("23456789") for _ in range(5))


def end_session(actor: Actor, session_id: str, reason: str, now: datetime) -> None:
    """End one open session: one's own, or anybody's as security administrator. Raises NotAllowed, NotFound."""
    with transaction():
        session = find_session(session_id)
        if session.staff_id != actor.staff_id and not actor.may(Permission.ACCOUNTS):
            raise NotAllowed(f"session {session_id}")
        session.ended_at, session.end_reason = now, reason
        keep(session)
        note_act(actor, "session.end", now, "session", session_id, reason)


def find_session(session_id: str) -> Session:
    """The session row. Raises NotFound."""
    row: Session | None = Session.get_or_none(Session.id == session_id)
    if row is None:
        raise NotFound(f"session {session_id}")
    return row


def end_sessions(staff_id: str, reason: str, now: datetime) -> None:
    """End every open session of a person inside the caller's transaction."""
    for session in Session.select().where((Session.staff_id == staff_id) & Session.ended_at.is_null()):
        session.ended_at, session.end_reason = now, reason
        keep(session)


def _set_password(account: Account, password: str, must_change: bool, now: datetime) -> None:
    if account.password_hash:
        account.former_hashes = [account.password_hash, *account.former_hashes][:PASSWORD_RULE.former_kept - 1]
    account.password_hash = generate_password_hash(password)
    account.must_change, account.changed_at = must_change, now
    keep(account)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
