"""What time does to attendance: a new day opens, stored verdicts are held against the judge, weeks and months are reminded of.

Each does everything due up to now and may be run again at any time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from peewee import fn

from actions.attendance_close import broken_seals, remind_close
from actions.attendance_dismissal import remind_dismissal
from actions.attendance_judge import judge_and_count, judge_days, opened_days, spans_of
from actions.attendance_week import remind_weeks
from actions.prepared import Prepared
from models import Device, MonthClose, Verdict
from rules.attendance_close import CloseState

MOST_DAYS = 62
LONG_AGO = date(2000, 1, 1)


def open_days(now: datetime) -> int:
    """Open today, and the days since the last opened one that a machine slept through, while a device is in use. Returns cells.

    Raises CalendarMissing, InvalidInput (no_attendance_rules).
    """
    today = now.date()
    if not Device.select().where(Device.active == 1).exists():
        return 0
    [(newest,)] = _NEWEST.columns(today)
    first = date.fromisoformat(newest) + timedelta(days=1) if newest else today
    return judge_days(max(min(first, today), today - timedelta(days=MOST_DAYS)), today, now, "day")


def check_verdicts(now: datetime) -> dict[str, int]:
    """Judge every day of the months that are not closed and count what differs from what is stored; nothing is written. Also the
    seals of closed months. Returns {"cells", "differences", "closed", "broken"}. Raises CalendarMissing.
    """
    closed = {row.month for row in MonthClose.select().where(MonthClose.state == CloseState.CLOSED.value)}
    counts = {"cells": 0, "differences": 0, "closed": len(closed), "broken": len(broken_seals())}
    days = [day for day in opened_days(LONG_AGO, now.date()) if f"{day:%Y-%m}" not in closed]
    for first, last in spans_of(days):
        found = judge_and_count(first, last, now, "check", check=True)
        counts["cells"] += found["cells"]
        counts["differences"] += found["differences"]
    return counts


def remind(now: datetime) -> int:
    """Tell of weeks not checked, of absence near its bounds, and of months not closed. Returns how many were told.

    Raises CalendarMissing when the year of a day to close by is not there.
    """
    return remind_weeks(now) + remind_dismissal(now) + remind_close(now)


_NEWEST = Prepared(Verdict, lambda today: Verdict.select(fn.MAX(Verdict.day)).where(Verdict.day <= today))
