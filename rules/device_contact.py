"""What contact with a machine tells: how wrong its clock is, how far it is collected, whether it is silent. Pure.

Source: docs/rules/attendance-devices.md sections 3, 5 and 6. Moments are seconds of the station's wall clock unless a datetime.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.attendance import DAY_SECONDS

GAP = timedelta(seconds=90)
"""A machine that was not heard for longer has been out of contact: what it sends next may have waited."""
QUIET = 180
"""Seconds after the last delivery of old rows until nothing more is taken to be on its way."""
STEADY = 300
"""Seconds a contact has to last before a machine is taken to have sent what it had."""
MARGIN = 300
"""Seconds before the last contact up to which a machine counts as collected."""
REAL_TIME_ROWS = 5
"""A delivery of more rows than this brings what had waited."""
OLD = 600
"""Seconds after which a row of a large delivery is an old one."""
ALWAYS_REAL = 120
"""A row so young is real-time however short the contact is."""
DRIFT_LIMIT = 120
"""Seconds a clock may be wrong before the administrators are told; a change by more is a jump."""
STEP = 20 * 60
"""Coverage is written on in steps of at least so many seconds, so that not every poll is a change."""


@dataclass(frozen=True)
class Contact:
    """How contact stands when something arrives. run: seconds it has lasted without a gap; backlog: seconds since old rows came in
    number, None for never; asked: rows of a period were asked for again and may be among them.
    """

    run: int
    backlog: int | None = None
    asked: bool = False

    def quiet(self) -> bool:
        """Is nothing old on its way any more?"""
        return self.backlog is None or self.backlog >= QUIET


def run_begin(since: datetime | None, last: datetime | None, now: datetime) -> datetime:
    """When the contact that holds `now` began."""
    return since if since and last and timedelta(0) <= now - last <= GAP and since <= now else now


def brings_backlog(newest: int, rows: int, received: int) -> bool:
    """Does a delivery bring what had waited: many rows, and even the newest is old?"""
    return rows > REAL_TIME_ROWS and received - newest > OLD


def measured_drift(newest: int, rows: int, received: int, contact: Contact) -> int | None:
    """Receipt minus device time of the newest row of a delivery, where that row was punched just now; else None.

    It was, when the machine has been in contact for as long as the row seems to be old, nothing had waited and nothing was asked for
    again. So a clock that is an hour slow is found out an hour after contact began, and rows that had waited are never taken for one.
    """
    age = received - newest
    if rows > REAL_TIME_ROWS or abs(age) > DAY_SECONDS // 2 or age > max(contact.run, ALWAYS_REAL):
        return None
    return age if contact.quiet() and not contact.asked else None


def is_jump(before: int | None, after: int) -> bool:
    """Did the clock change by more than it may be wrong?"""
    return before is not None and abs(after - before) > DRIFT_LIMIT


def collected_until(last: int, drift: int | None, contact: Contact) -> int | None:
    """Up to which device second everything has come in: MARGIN before the last contact, as the machine's own clock had it where that
    is slow. None while something may be on its way.
    """
    if contact.run < STEADY or not contact.quiet():
        return None
    return last - MARGIN - max(0, drift or 0)


def silent_minutes(last: datetime, now: datetime, worked: Iterable[tuple[datetime, datetime]]) -> int:
    """Minutes of working time since the last contact, up to now; worked: spans of working time, in order."""
    silent = timedelta(0)
    for start, end in worked:
        silent += max(timedelta(0), min(end, now) - max(start, last))
    return silent // timedelta(minutes=1)


def in_networks(address: str, networks: str) -> bool:
    """Does an address lie in one of the networks (by comma, IPv4 or IPv6, single addresses too)? Nothing lies in none.

    >>> in_networks("10.1.2.3", "192.168.1.0/24, 10.1.0.0/16"), in_networks("::ffff:10.1.2.3", "10.1.2.3"), in_networks("10.1.2.3", "")
    (True, True, False)
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any(found in network or (mapped is not None and mapped in network) for network in read_networks(networks))


def read_networks(text: str) -> Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks of a text; what is none is left out, so that a slip of the pen lets nobody in."""
    found = []
    for part in text.replace(";", ",").split(","):
        try:
            found.append(ipaddress.ip_network(part.strip(), strict=False))
        except ValueError:
            continue
    return found
