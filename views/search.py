"""Filters that stand in the address of a list: days, numbers, words and the page; passed over when they are not such."""

from __future__ import annotations

from datetime import date

from flask import request

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_MONTH = 2004  # the year the oldest rules begin


def day_asked(name: str) -> date | None:
    """The day a filter names as 2026-03-02, or None; also None for a day of no year people live in."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def month_asked(today: date) -> date:
    """The first day of the month a filter `month` names as 2026-03; this month where it names none."""
    return month_named(request.args.get("month", ""), today)


def month_named(text: str, today: date) -> date:
    """The first day of a month named as 2026-03; this month where it names none."""
    try:
        asked = date.fromisoformat(text[:8] + "-01")
    except ValueError:
        asked = today
    return asked.replace(day=1) if FIRST_MONTH <= asked.year <= LAST_YEAR else today.replace(day=1)


def number_asked(name: str, otherwise: int) -> int:
    """The whole number of a filter, up to nine digits, or what is taken otherwise."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else otherwise


def page_asked() -> int:
    """The page of a list, from 1."""
    return max(number_asked("page", 1), 1)


def text_asked(name: str) -> str:
    """The words of a filter, without blanks around them and no longer than 80 characters."""
    return request.args.get(name, "").strip()[:80]
