"""Filters that stand in the address of a list: days and numbers, passed over when they are not such."""

from __future__ import annotations

from datetime import date

from flask import request


def day_asked(name: str) -> date | None:
    """The day a filter names as 2026-03-02, or None."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def text_asked(name: str) -> str:
    """The words of a filter, without blanks around them and no longer than 80 characters."""
    return request.args.get(name, "").strip()[:80]
