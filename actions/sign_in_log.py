"""The log of tries to sign in, kept at least six months. Source: FACTS 11 row 80."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from clock import STATION_ZONE
from models import SignInTry
from rules.errors import NotAllowed
from rules.people import Actor, Permission

OUTCOMES = ("good", "failed", "locked", "old_wrong")


@dataclass(frozen=True)
class TrySearch:
    """What is looked for: a staff number, an address, an outcome ("" for all), days (both included), only before this id."""

    number: str = ""
    address: str = ""
    outcome: str = ""
    first: date | None = None
    last: date | None = None
    before: str = ""


def tries(actor: Actor, search: TrySearch, limit: int) -> list[SignInTry]:
    """Tries the search finds, the newest first. Raises NotAllowed."""
    if not actor.may(Permission.SIGN_IN_LOG):
        raise NotAllowed("sign-in log")
    found: Any = SignInTry.id != ""
    for column, value in ((SignInTry.number, search.number), (SignInTry.address, search.address), (SignInTry.outcome, search.outcome)):
        if value:
            found &= column == value
    if search.first:
        found &= SignInTry.at >= datetime.combine(search.first, time(), STATION_ZONE)
    if search.last:
        found &= SignInTry.at < datetime.combine(search.last + timedelta(days=1), time(), STATION_ZONE)
    if search.before:
        found &= SignInTry.id < search.before
    return list(SignInTry.select().where(found).order_by(SignInTry.id.desc()).limit(limit))
