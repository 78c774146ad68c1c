"""How values look on the screen: template filters for days, moments, masks."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from flask import Flask, request, url_for

from rules.staff import masked_phone
from views.wording import account, columns, dates, say

HOURS_A_DAY = 24


def day_text(day: date | None) -> str:
    """2026年2月10日 星期二."""
    return "" if day is None else dates.DAY.format(y=day.year, m=day.month, d=day.day, w=dates.WEEKDAYS[day.weekday()])


def short_day(day: date | None) -> str:
    """2月10日."""
    return "" if day is None else dates.SHORT_DAY.format(m=day.month, d=day.day)


def moment_text(moment: datetime | None) -> str:
    """2026-02-10 08:31."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def session_text(hours: object, half: str) -> str:
    """The morning (am) or afternoon (pm) of a schedule's row: 08:30–12:00, 22:00–次日02:00; – when there is none."""
    start, end = getattr(hours, f"{half}_start"), getattr(hours, f"{half}_end")
    return f"{_written_on(start)}–{_written_on(end)}" if start else dates.NO_SESSION


def _written_on(clock: str) -> str:
    hour = int(clock[:2])
    return clock if hour < HOURS_A_DAY else dates.NEXT_DAY.format(clock=f"{hour - HOURS_A_DAY:02}{clock[2:]}")


def column_text(value: object, column: str) -> object:
    """A column's value as people read it: codes by their word, telephones masked."""
    return masked_phone(str(value or "")) if column == "phone" else columns.VALUES.get(column, {}).get(str(value), value)


def browser_text(description: str) -> str:
    """What a browser calls itself, in plain words: program and system."""
    told = description.lower()
    browser = next((name for mark, name in account.BROWSERS if mark in told), account.UNKNOWN_BROWSER)
    system = next((name for mark, name in account.SYSTEMS if mark in told), "")
    return account.ON_SYSTEM.format(browser=browser, system=system) if system else browser


def page_address(endpoint: str) -> str:
    """The address of a page without variables, as url_for makes it; the menu's are on every page."""
    return _page_address(request.script_root, endpoint)


@lru_cache(maxsize=200)
def _page_address(_mounted_at: str, endpoint: str) -> str:
    return url_for(endpoint)


def file_address(filename: str) -> str:
    """The address of a file of static/, as url_for makes it; some are on every page."""
    return _file_address(request.script_root, filename)


@lru_cache(maxsize=50)
def _file_address(_mounted_at: str, filename: str) -> str:
    return url_for("static", filename=filename)


def init_display(app: Flask) -> None:
    """Register the filters."""
    for filter_ in (day_text, short_day, moment_text, session_text, masked_phone, browser_text, column_text, say):
        app.add_template_filter(filter_)
    app.jinja_env.globals.update(day_kinds=dates.DAY_KINDS, half_names=dates.HALVES, column_names=columns.COLUMNS,
                                 page_address=page_address, file_address=file_address)
