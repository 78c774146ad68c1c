"""A person's particulars: reading them from text, checking them, and the checklists of joining, transfer and leaving.

Source: docs/rules/people.md, sections 1, 4 and 5. Forms and imported files go through the same functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules.errors import InvalidInput, Problem
from rules.people import HEADS, ROLE_PERMISSIONS, Actor, Permission

FIELDS = ("number", "name", "gender", "post", "unit", "home_unit", "employment", "first_work", "joined", "b_partner", "phone",
          "active_from", "active_to")
REQUIRED = ("number", "name", "employment")
DAYS = frozenset({"first_work", "joined", "active_from", "active_to"})
LONGEST = {"number": 40, "name": 40, "post": 40, "home_unit": 80, "b_partner": 40}
CHECKLISTS: Mapping[str, tuple[str, ...]] = {
    "joining": ("fingerprint", "card"),
    "transfer": ("fingerprint", "card", "open_matters", "rectifications", "leave"),
    "leaving": ("fingerprint", "card", "open_matters", "rectifications", "leave"),
}
UNIT_KINDS = ("window", "section", "leadership")
JOINED_LATELY = timedelta(days=31)
_EXCEL_ZERO = date(1899, 12, 30)
_EARLIEST, _LATEST = date(1940, 1, 1), date(2100, 12, 31)
_DAY = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?: 0?0:00(?::00)?)?")
_BETWEEN_WIDE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True)
class Words:
    """What words may stand for. gender, employment: word or code -> code. units: code or name -> ids that are called so."""

    gender: Mapping[str, str]
    employment: Mapping[str, str]
    units: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class UnitDraft:
    """A unit as typed. kind: window, section or leadership; min_present: people a window must keep, 0 for no guard."""

    code: str
    name: str
    kind: str
    min_present: int = 0
    active: bool = True


def tidy(text: str) -> str:
    """Text as it is compared and kept: full-width letters, digits and spaces made ordinary, no space at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def read_person(texts: Mapping[str, str], words: Words) -> tuple[dict[str, Any], list[Problem]]:
    """The values of the fields given as text, and what is wrong with them.

    texts: field of FIELDS -> text as typed. "" and "-" mean nothing there. Values: dates for DAYS, `unit_id`, codes for
    gender and employment; `b_partner` stays a staff number. A field with a problem has no value.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, text in texts.items():
        try:
            values["unit_id" if field == "unit" else field] = _read(field, tidy(text), words)
        except InvalidInput as error:
            problems.extend(error.problems)
    return values, problems


def read_day(text: str, field: str = "") -> date:
    """A day written 2010-07-01, 2010/7/1, 2010.7.1, 2010年7月1日, 20100701 or as Excel's serial 40360.

    A time of midnight after it is let go. Raises InvalidInput: not_a_date, date_out_of_range (before 1940 or after 2100).
    """
    found = _DAY.fullmatch(text)
    try:
        if found:
            day = date(*(int(part) for part in found.groups()))
        elif re.fullmatch(r"\d{8}", text):
            day = date.fromisoformat(text)
        elif re.fullmatch(r"\d{5}", text):
            day = _EXCEL_ZERO + timedelta(days=int(text))
        else:
            raise ValueError(text)
    except ValueError:
        raise InvalidInput(Problem(field, "not_a_date")) from None
    if not _EARLIEST <= day <= _LATEST:
        raise InvalidInput(Problem(field, "date_out_of_range"))
    return day


def check_days(values: Mapping[str, Any]) -> list[Problem]:
    """What does not fit together in a person's days: joined before the first work, last day before the first one here."""
    problems = []
    if _earlier(values.get("joined"), values.get("first_work")):
        problems.append(Problem("joined", "joined_before_first_work"))
    if _earlier(values.get("active_to"), values.get("active_from") or values.get("joined")):
        problems.append(Problem("active_to", "active_to_before_from"))
    return problems


def check_unit(draft: UnitDraft) -> list[Problem]:
    """What is wrong with a unit: code of letters, digits, - and _ up to 20, name up to 40, at least 0 and at most 99 present."""
    problems = []
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", draft.code):
        problems.append(Problem("code", "unit_code_signs"))
    if not 1 <= len(draft.name) <= 40:
        problems.append(Problem("name", "too_long" if draft.name else "required", {"length": 40}))
    if draft.kind not in UNIT_KINDS:
        problems.append(Problem("kind", "choice"))
    if not 0 <= draft.min_present <= 99:
        problems.append(Problem("min_present", "min_present_range"))
    return problems


def masked_phone(phone: str) -> str:
    """First three and last four characters; shorter numbers keep their last two. Source: FACTS 11 row 81."""
    if len(phone) >= 8:
        return phone[:3] + "****" + phone[-4:]
    return "****" + phone[-2:] if phone else ""


def joined_lately(joined: date | None, today: date) -> bool:
    """True when somebody who is entered today has just joined (or is about to), so that a joining checklist is due."""
    return joined is not None and joined >= today - JOINED_LATELY


def visible_units(actor: Actor) -> frozenset[str] | None:
    """The units whose people this actor sees; None for all of the centre. Heads see their own unit."""
    if actor.system:
        return None
    units: set[str] = set()
    for grant in actor.grants:
        if Permission.STAFF_SEE in ROLE_PERMISSIONS[grant.role]:
            if grant.role not in HEADS or not grant.unit_id:
                return None
            units.add(grant.unit_id)
    return frozenset(units)


def may_tick(actor: Actor, unit_id: str) -> bool:
    """True when the actor may tick a line of a checklist: personnel, or the head of the unit the list belongs to."""
    return actor.may(Permission.STAFF_EDIT) or actor.holds(*HEADS, unit_id=unit_id)


def _earlier(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _read(field: str, text: str, words: Words) -> Any:
    if text in ("", "-"):
        if field in REQUIRED:
            raise InvalidInput(Problem(field, "required"))
        return None if field in DAYS or field == "unit" else ""
    if field in DAYS:
        return read_day(text, field)
    if field == "unit":
        return _unit(text, words.units)
    if field in ("gender", "employment"):
        return _choice(field, text, words.gender if field == "gender" else words.employment)
    reader = _READERS.get(field)
    return reader(text) if reader else _short(field, text)


def _short(field: str, text: str) -> str:
    if len(text) > LONGEST[field]:
        raise InvalidInput(Problem(field, "too_long", {"length": LONGEST[field]}))
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise InvalidInput(Problem("number", "number_signs"))
    return _short("number", text)


def _name(text: str) -> str:
    return _short("name", _BETWEEN_WIDE.sub("", text))


def _choice(field: str, text: str, known: Mapping[str, str]) -> str:
    if text not in known:
        raise InvalidInput(Problem(field, f"{field}_unknown", {"text": text}))
    return known[text]


def _unit(text: str, units: Mapping[str, frozenset[str]]) -> str:
    ids = units.get(text, frozenset())
    if len(ids) != 1:
        raise InvalidInput(Problem("unit", "unit_ambiguous" if ids else "unit_unknown", {"text": text}))
    return next(iter(ids))


def _phone(text: str) -> str:
    digits = re.sub(r"[\s()]", "", text)
    if not re.fullmatch(r"\+?\d[\d-]{3,18}\d", digits):
        raise InvalidInput(Problem("phone", "phone_signs"))
    return digits


_READERS: Mapping[str, Callable[[str], str]] = {"number": _number, "name": _name, "phone": _phone}
