"""The one place that reads the time, and makes the time-ordered ids that rest on it."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

STATION_ZONE = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
_ticking = threading.Lock()
_last_tick = 0  # of 1/4096 millisecond: the newest an id was made of


def station_now() -> datetime:
    """This moment as an aware datetime in Asia/Shanghai, whole milliseconds (what the database keeps)."""
    moment = datetime.now(STATION_ZONE)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def clock_behind(days: int) -> Clock:
    """The station's clock, some whole days behind: the demo lives in the weeks it tells of; 0 everywhere else."""
    return lambda: station_now() - timedelta(days=days)


def new_id() -> str:
    """A UUID of version 7 as 36 characters: sorts by the time it was made, needs no coordination (RFC 9562, 5.7 and 6.2 method 3).

    The twelve bits after the milliseconds hold the fraction of the millisecond, so that the ids of one process always rise, also
    within a millisecond and when its clock is set back.
    """
    global _last_tick
    with _ticking:
        _last_tick = tick = max(time.time_ns() * 4096 // 1_000_000, _last_tick + 1)
    random_bits = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return str(uuid.UUID(int=(tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0x2 << 62 | random_bits))
