"""The push protocol of attendance machines: what they are answered. Pure.

Source: docs/rules/attendance-devices.md sections 2 and 4. Orders are made of a closed list of kinds and of numbers; there is no way
to put a text into one.
"""

from __future__ import annotations

from datetime import datetime

from rules.attendance import DAY_SECONDS
from rules.device_orders import Order, OrderKind
from rules.punches import EPOCH

OK = "OK"
STRANGER = "UNKNOWN DEVICE"
POLL_SECONDS = 10
EVERYTHING, ON_FROM_THERE = "0", "9999"
VERSION = "2.2.14"
WANTED = "AttLog", "OpLog", "EnrollUser", "ChgUser"
WANTED_BITS = "1100101000"
_SET_TIME_YEAR = 2000


def taken(lines: int) -> str:
    """So many lines were dealt with."""
    return f"OK: {lines}"


def options(serial: str, has_sent: bool, speaks: str) -> str:
    """What a machine is told at its start: send punches, its own log and names at once, nothing of anybody's body.

    has_sent: it has delivered before, so it goes on from where it stands; else it is asked for all it has. Which marks it names is
    never looked at. speaks: its protocol version, "" from old ones, which know the wish list only as bits.
    """
    stamp = ON_FROM_THERE if has_sent else EVERYTHING
    wanted = "TransData " + "\t".join(WANTED) if speaks else WANTED_BITS
    lines = [f"GET OPTION FROM: {serial}", f"Stamp={stamp}", f"OpStamp={stamp}", f"ATTLOGStamp={stamp}", f"OPERLOGStamp={stamp}",
             f"ATTPHOTOStamp={ON_FROM_THERE}", f"PhotoStamp={ON_FROM_THERE}", f"BIODATAStamp={ON_FROM_THERE}", "ErrorDelay=30",
             f"Delay={POLL_SECONDS}", "TransTimes=00:00;14:05", "TransInterval=1", f"TransFlag={wanted}", "TimeZone=8", "Realtime=1",
             "Encrypt=None", f"ServerVer={VERSION}", f"PushProtVer={VERSION}", "SupportPing=1"]
    return "\n".join(lines) + "\n"


def order_line(number: int, order: Order, now: datetime) -> str:
    """One order as the machine reads it. now: station time, which SET_TIME sets.

    >>> order_line(7, Order(OrderKind.COUNT, 0, 86399), datetime(2026, 3, 2))
    'C:7:VERIFY SUM ATTLOG StartTime=1970-01-01 00:00:00\\tEndTime=1970-01-01 23:59:59'
    """
    if order.kind is OrderKind.AGAIN:
        return f"C:{number:d}:DATA QUERY ATTLOG {_period(order)}"
    if order.kind is OrderKind.COUNT:
        return f"C:{number:d}:VERIFY SUM ATTLOG {_period(order)}"
    if order.kind is OrderKind.SET_TIME:
        return f"C:{number:d}:SET OPTION DateTime={_time_word(now):d}"
    return f"C:{number:d}:{'CHECK' if order.kind is OrderKind.CHECK else 'INFO'}"


def _period(order: Order) -> str:
    return f"StartTime={moment_text(order.since or 0)}\tEndTime={moment_text(order.until or 0)}"


def moment_text(second: int) -> str:
    """A local second as machines write it."""
    day, rest = divmod(int(second), DAY_SECONDS)
    return f"{datetime.fromordinal(day + EPOCH):%Y-%m-%d} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


def _time_word(now: datetime) -> int:
    """A moment as machines count it: every month has 31 days (docs/rules/attendance-devices.md section 4)."""
    days = ((now.year - _SET_TIME_YEAR) * 12 + now.month - 1) * 31 + now.day - 1
    return days * DAY_SECONDS + (now.hour * 60 + now.minute) * 60 + now.second
