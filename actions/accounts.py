"""Signing in and passwords. Source: FACTS 11 rows 77-80; docs/rules/people.md, section 3."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from werkzeug.security import check_password_hash, generate_password_hash

from actions.changes import FormStamp, find, keep, note_act, once, transaction
from actions.people import active_on
from actions.prepared import Prepared
from actions.sessions import end_sessions, open_session, open_sessions_of
from models import Account, SignInTry, Staff
from rules.errors import InvalidInput, NotAllowed, NotFound, OutOfDate, Problem
from rules.people import Actor, Permission
from rules.signing_in import PASSWORD_RULE, password_problems

_DUMMY_HASH = generate_password_hash(secrets.token_hex(8))
_LOCK = timedelta(minutes=PASSWORD_RULE.lock_minutes)
_OF_STAFF = Prepared(Account, lambda staff_id: Account.select().where(Account.staff_id == staff_id))


def sign_in(number: str, password: str, address: str, browser: str, now: datetime) -> str:
    """Open a session; returns its token (kept only in the cookie). Raises InvalidInput: sign_in_failed or locked.

    Numbers nobody has take as long as wrong passwords, and lock like them. Every try is logged; five failures lock for
    thirty minutes; while locked the right password is refused too, and tries do not make the lock longer.
    """
    number = number.strip()
    account = _account_of_number(number, now.date())
    right = check_password_hash(account.password_hash if account else _DUMMY_HASH, password)
    with transaction():
        outcome = _judge_try(account, right, now) if account else _judge_stranger(number, now)
        keep(SignInTry(at=now, number=number[:40], address=address, browser=browser[:200], outcome=outcome))
        if account and outcome == "good":
            return open_session(account.staff_id, address, browser, now)
    raise InvalidInput(_refusal("number", outcome, "sign_in_failed"))


def _account_of_number(number: str, day: date) -> Account | None:
    staff = Staff.get_or_none((Staff.number == number) & active_on(day))
    found: Account | None = Account.get_or_none(Account.staff_id == staff.id) if staff else None
    return found


def _judge_try(read: Account, right: bool, now: datetime) -> str:
    """good, failed or locked; counts the failure. read: the account whose password was compared, before the transaction."""
    account = Account.get(Account.id == read.id)
    if is_locked(account, now):
        return "locked"
    if right and account.password_hash == read.password_hash:
        account.failures, account.locked_until = 0, None
        keep(account)
        return "good"
    account.failures, account.locked_until = account.failures + 1, None
    if account.failures >= PASSWORD_RULE.failures_allowed:
        account.failures, account.locked_until = 0, now + _LOCK
    keep(account)
    return "locked" if account.locked_until else "failed"


def _judge_stranger(number: str, now: datetime) -> str:
    recent = SignInTry.select().where((SignInTry.at > now - _LOCK) & (SignInTry.number == number[:40])
                                      & (SignInTry.outcome == "failed")).count()
    return "locked" if recent >= PASSWORD_RULE.failures_allowed - 1 else "failed"


def _refusal(field: str, outcome: str, code: str) -> Problem:
    return Problem(field, "locked" if outcome == "locked" else code, {"minutes": PASSWORD_RULE.lock_minutes})


def is_locked(account: Account, now: datetime) -> bool:
    """True while nobody can sign in to the account, even with the right password."""
    return account.locked_until is not None and account.locked_until > now


def must_change_password(staff_id: str, now: datetime) -> bool:
    """True at first sign-in, after a reset, and when the password is older than allowed."""
    account = _OF_STAFF.first(staff_id)
    return account is not None and _must_change(account, now)


def _must_change(account: Account, now: datetime) -> bool:
    return bool(account.must_change or now - account.changed_at > timedelta(days=PASSWORD_RULE.days_valid))


def change_password(actor: Actor, session_id: str, old: str, new: str, now: datetime) -> None:
    """Set one's own password and end all one's sessions but this one.

    A wrong old password counts as a failed try. Raises InvalidInput: old_password_wrong, locked, and what
    rules.signing_in finds; OutOfDate when the password was changed at the same moment.
    """
    account = Account.get(Account.staff_id == actor.staff_id)
    right = check_password_hash(account.password_hash, old)
    with transaction():
        outcome = _judge_try(account, right, now)
        if outcome != "good":
            keep(SignInTry(at=now, number=actor.number, address=actor.address, browser="", outcome="old_wrong"))
    if outcome != "good":
        raise InvalidInput(_refusal("old", outcome, "old_password_wrong"))
    _check_new(account, actor.number, new)
    password_hash = generate_password_hash(new)
    with transaction():
        stands = Account.get(Account.id == account.id)
        if stands.password_hash != account.password_hash:
            raise OutOfDate("account", {}, {})
        _set_password(stands, password_hash, must_change=False, now=now)
        end_sessions(actor.staff_id, "password", now, but=session_id)
        note_act(actor, "account.password", now, "staff", actor.staff_id)


def _check_new(account: Account, number: str, new: str) -> None:
    problems = password_problems(new, number)
    if any(check_password_hash(former, new) for former in [account.password_hash, *account.former_hashes]):
        problems.append(Problem("new", "password_used_before", {"kept": PASSWORD_RULE.former_kept}))
    if problems:
        raise InvalidInput(*problems)


def reset_password(actor: Actor, staff_id: str, now: datetime, stamp: FormStamp | None = None) -> str:
    """Give somebody a first or a new password, end their sessions, unlock, and return the password to be told.

    "" when it was done before under the form's key: the password is kept nowhere, so it is shown once only.
    Raises NotAllowed, NotFound, KeyReused.
    """
    if not actor.may(Permission.ACCOUNTS):
        raise NotAllowed("accounts")
    staff, password, made = find(Staff, staff_id), first_password(), []

    def reset() -> str:
        give_account(actor, staff, password, now)
        made.append(password)
        return staff.id

    once(actor, stamp, now, reset)
    return made[0] if made else ""


def give_account(actor: Actor, staff: Staff, password: str, now: datetime, must_change: bool = True) -> None:
    """Make or renew the account of a person inside the caller's transaction; their sessions end and a lock goes."""
    account = Account.get_or_none(Account.staff_id == staff.id)
    what = "account.reset" if account else "account.give"
    account = account or Account(staff_id=staff.id, password_hash="", changed_at=now)
    account.failures, account.locked_until = 0, None
    _set_password(account, generate_password_hash(password), must_change=must_change, now=now)
    end_sessions(staff.id, "reset", now)
    note_act(actor, what, now, "staff", staff.id)


OPENED_AT_ONCE = 50


def without_account(actor: Actor, day: date) -> list[Staff]:
    """People at the centre who cannot sign in yet, by number. Raises NotAllowed."""
    if not actor.may(Permission.ACCOUNTS):
        raise NotAllowed("accounts")
    return list(Staff.select().where(Staff.id.not_in(Account.select(Account.staff_id)) & active_on(day)).order_by(Staff.number))


def open_accounts(actor: Actor, now: datetime, stamp: FormStamp | None = None) -> list[tuple[Staff, str]]:
    """Give a first password to everybody who has no account, fifty at a time; they are shown once only, for a list to hand out.

    Empty when it was done before under the form's key. Raises NotAllowed, KeyReused.
    """
    waiting = [(staff, first_password()) for staff in without_account(actor, now.date())[:OPENED_AT_ONCE]]
    hashes = {staff.id: generate_password_hash(password) for staff, password in waiting}  # slow on purpose: before the transaction
    made: list[tuple[Staff, str]] = []

    def make() -> str:
        still = {staff.id for staff in without_account(actor, now.date())}
        for staff, password in waiting:
            if staff.id in still:
                _set_password(Account(staff_id=staff.id, password_hash="", changed_at=now), hashes[staff.id], must_change=True, now=now)
                note_act(actor, "account.give", now, "staff", staff.id)
                made.append((staff, password))
        return str(len(made))

    once(actor, stamp, now, make)
    return made


def unlock(actor: Actor, staff_id: str, now: datetime) -> None:
    """Let somebody try again before the thirty minutes are over. Raises NotAllowed, NotFound."""
    if not actor.may(Permission.ACCOUNTS):
        raise NotAllowed("accounts")
    with transaction():
        account = Account.get_or_none(Account.staff_id == staff_id)
        if account is None:
            raise NotFound(f"account of {staff_id}")
        account.failures, account.locked_until = 0, None
        keep(account)
        note_act(actor, "account.unlock", now, "staff", staff_id)


def first_password() -> str:
    """A random first password that meets the rule: letters, digits and a sign, easy to read aloud."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(letters) for _ in range(5)).capitalize() + "-" + "".join(
        secrets.choice("23456789") for _ in range(5))


def _set_password(account: Account, password_hash: str, must_change: bool, now: datetime) -> None:
    if account.password_hash:
        account.former_hashes = [account.password_hash, *account.former_hashes][:PASSWORD_RULE.former_kept - 1]
    account.password_hash = password_hash
    account.must_change, account.changed_at = must_change, now
    keep(account)


@dataclass(frozen=True)
class AccountLine:
    """How somebody's sign-in stands. state: none, locked, must_change or active; sessions: open ones."""

    staff: Staff
    state: str
    locked_until: datetime | None
    changed_at: datetime | None
    sessions: int


def account_lines(actor: Actor, people: list[Staff], now: datetime, idle_minutes: int) -> list[AccountLine]:
    """The accounts of these people, in their order. Raises NotAllowed."""
    if not actor.may(Permission.ACCOUNTS):
        raise NotAllowed("accounts")
    ids = [person.id for person in people]
    accounts = {row.staff_id: row for row in Account.select().where(Account.staff_id.in_(ids))}
    opened = [session.staff_id for session in open_sessions_of(ids, now, idle_minutes)]
    return [_line(person, accounts.get(person.id), opened.count(person.id), now) for person in people]


def _line(person: Staff, account: Account | None, sessions: int, now: datetime) -> AccountLine:
    if account is None:
        return AccountLine(person, "none", None, None, sessions)
    state = "locked" if is_locked(account, now) else "must_change" if _must_change(account, now) else "active"
    return AccountLine(person, state, account.locked_until, account.changed_at, sessions)
