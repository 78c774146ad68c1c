"""What is asked of the list of complaints: by what it is narrowed and in which order it stands, as an address or a saved view keeps it.

Pure. Source: docs/rules/complaint_search.md 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules.complaint import Kind, Light, State, Track

FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_SIGNS = 80


class Mine(StrEnum):
    """What somebody has to do with a complaint: typed it, or was given it to work on."""

    LOGGED = "logged"
    HANDLED = "handled"


class Order(StrEnum):
    """NEW: the latest first. DUE: what is open and due first; what has no due day stands last."""

    NEW = "new"
    DUE = "due"


CHOICES: Mapping[str, frozenset[str]] = {
    "state": frozenset(State), "kind": frozenset(Kind), "track": frozenset(Track), "light": frozenset(Light), "mine": frozenset(Mine),
    "order": frozenset(Order),
}
WORDS = ("category", "channel", "unit", "handler", "person", "text")
DAYS = ("since", "until", "due")


@dataclass(frozen=True)
class Asked:
    """all: also what is over; otherwise only what is open, unless a state is asked for. unit: the window it is about; handler: the window
    that works on it; person: who is named; since, until: the days of receipt, both in it; due: the day it is due. "" and None
    narrow nothing.
    """

    all: bool = False
    state: str = ""
    kind: str = ""
    track: str = ""
    light: str = ""
    mine: str = ""
    category: str = ""
    channel: str = ""
    unit: str = ""
    handler: str = ""
    person: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    due: date | None = None
    order: str = Order.NEW.value

    @property
    def open_only(self) -> bool:
        """Is only what is open asked for?"""
        return not self.all and not self.state

    def kept(self) -> dict[str, str]:
        """The same as the words of an address; what narrows nothing is left out."""
        texts = {name: getattr(self, name) for name in (*CHOICES, *WORDS)} | {name: _day_text(getattr(self, name)) for name in DAYS}
        texts["all"], texts["order"] = "1" if self.all else "", "" if self.order == Order.NEW else self.order
        return {name: text for name, text in texts.items() if text}


def asked_of(given: Mapping[str, str]) -> Asked:
    """What an address or a saved view asks for; what is no possible value is passed over.

    >>> asked_of({"state": "closed", "light": "blue", "since": "2026-02-30", "text": "  a "}).kept()
    {'state': 'closed', 'text': 'a'}
    """
    read: dict[str, Any] = {name: given.get(name, "") if given.get(name, "") in values else "" for name, values in CHOICES.items()}
    read |= {name: given.get(name, "").strip()[:MOST_SIGNS] for name in WORDS} | {name: _day(given.get(name, "")) for name in DAYS}
    return Asked(**{**read, "order": read["order"] or Order.NEW.value}, all=given.get("all", "") == "1")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""
