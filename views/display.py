"""How values look on the screen: template filters for days, moments, masks."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from views.wording import account, columns, dates


def day_text(day: date | None) -> str:
    """2026年2月10日 星期二."""
    return "" if day is None else dates.DAY.format(y=day.year, m=day.month, d=day.day, w=dates.WEEKDAYS[day.weekday()])


def short_day(day: date | None) -> str:
    """2月10日."""
    return "" if day is None else dates.SHORT_DAY.format(m=day.month, d=day.day)


def moment_text(moment: datetime | None) -> str:
    """2026-02-10 08:31."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def masked_phone(phone: str) -> str:
    """First three and last four characters; shorter numbers keep their last two (FACTS 11 row 81)."""
    if len(phone) >= 8:
        return phone[:3] + "****" + phone[-4:]
    return "****" + phone[-2:] if phone else ""


def browser_text(description: str) -> str:
    """What a browser calls itself, in plain words: program and system."""
    told = description.lower()
    browser = next((name for mark, name in account.BROWSERS if mark in told), account.UNKNOWN_BROWSER)
    system = next((name for mark, name in account.SYSTEMS if mark in told), "")
    return account.ON_SYSTEM.format(browser=browser, system=system) if system else browser


def init_display(app: Flask) -> None:
    """Register the filters."""
    for filter_ in (day_text, short_day, moment_text, masked_phone, browser_text):
        app.add_template_filter(filter_)
    app.jinja_env.globals.update(day_kinds=dates.DAY_KINDS, half_names=dates.HALVES, column_names=columns.COLUMNS)
