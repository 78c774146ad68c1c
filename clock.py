"""The one place that reads the time, and makes the time-ordered ids that rest on it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

STATION_ZONE = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def station_now() -> datetime:
    """This moment as an aware datetime in Asia/Shanghai, whole milliseconds (what the database keeps)."""
    moment = datetime.now(STATION_ZONE)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """A UUID of version 7 as 36 characters: sorts by the time it was made, needs no coordination (RFC 9562, 5.7)."""
    millis = int(datetime.now(STATION_ZONE).timestamp() * 1000)
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=value))
