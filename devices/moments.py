"""Dates and clock times as machines and programs write them, as seconds of the local wall clock since 1970.

Pure. Source: docs/rules/attendance-files.md section 3. Nothing here says whether a date is plausible, only whether it exists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache

from devices.headings import WORDS
from devices.rows import BAD_DATE, FILLER, refused

DAY = 86_400
FIRST_DAY = date(1970, 1, 1).toordinal()
FILLER_DAY, FILLER_CLOCK = "2047-02-30", "19:13:30"
_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)")
_CLOCK = re.compile(r"(?:([AP])M)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([AP])\.?M\.?)?", re.IGNORECASE)
_FILLER = re.compile(r"2047[-/.]0?2[-/.]30\s+19:13:30")
_SERIAL = re.compile(r"[2-7]\d{4}\.\d+")
_SERIAL_START = date(1899, 12, 30).toordinal() - FIRST_DAY
_TIGHT = re.compile(r"%[A-Za-z]%[A-Za-z]")
_WEEKDAY = re.compile("|".join(sorted(map(re.escape, (day for day in WORDS["weekdays"] if len(day) > 1)), key=len, reverse=True)))

Moment = tuple[int | None, str]
Reader = Callable[[str], Moment]


def plain(text: str) -> str:
    """The text with signs of half width and the words for year, month, day, morning and afternoon turned into signs."""
    if text.isascii():
        return text.strip()
    text = _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text))
    for word, sign in WORDS["replaced"].items():
        text = text.replace(word, sign)
    return text.strip()


def moment_of(text: str, *, short_year_first: bool = False) -> Moment:
    """(second, problem) of a text that holds date and time, in any of the listed forms; a date alone is no punch."""
    text = plain(text)
    if _FILLER.fullmatch(text):
        return None, FILLER
    if _SERIAL.fullmatch(text):
        return round((float(text) + _SERIAL_START) * DAY), ""
    found = _DATE.match(text)
    day = day_number(found.group(), short_year_first=short_year_first) if found else None
    clock = clock_seconds(text[found.end():].lstrip("T ,")) if found else None
    return (None, BAD_DATE) if day is None or clock is None else (day * DAY + clock, "")


def moment_of_parts(day_text: str, clock_text: str, *, short_year_first: bool = False) -> Moment:
    """(second, problem) of a date and a time in two cells; the time's own date wins when it has one, a next day is meant so."""
    if _DATE.search(plain(clock_text)):
        return moment_of(clock_text, short_year_first=short_year_first)
    later = clock_text.strip().startswith(WORDS["next_day"])
    clock_text = clock_text.strip().removeprefix(WORDS["next_day"]).removeprefix(WORDS["same_day"])
    day_text, clock_text = plain(day_text), plain(clock_text)
    found = _DATE.match(day_text)
    if found and _FILLER.fullmatch(f"{found.group()} {clock_text}"):
        return None, FILLER
    day = day_number(found.group(), short_year_first=short_year_first) if found else None
    clock = clock_seconds(clock_text)
    return (None, BAD_DATE) if day is None or clock is None else ((day + later) * DAY + clock, "")


@lru_cache(8192)
def day_number(text: str, *, short_year_first: bool = False) -> int | None:
    """Days since 1970 of 2026-02-10, 2026/2/10, 02/10/2026, 2/10/26; 26-02-10 with short_year_first. None when there is none."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    first, second, third = found.group(1), found.group(3), found.group(4)
    if len(first) == 4 or (short_year_first and len(first) == 2 and len(third) <= 2):
        year, month, day = first, second, third
    elif len(first) <= 2 and len(third) in (2, 4):
        year, month, day = third, first, second
    else:
        return None
    try:
        return date(int(year) + 2000 * (len(year) == 2), int(month), int(day)).toordinal() - FIRST_DAY
    except ValueError:
        return None


@lru_cache(8192)
def clock_seconds(text: str) -> int | None:
    """Seconds since midnight of 8:30, 08:30:05, 01:19:29PM, 8:30 am. None when there is no such time."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, second = int(found.group(2)), int(found.group(3)), int(found.group(4) or 0)
    half = (found.group(5) or found.group(1) or "").upper()
    if half:
        if hour > 12:
            return None
        hour = hour % 12 + 12 * (half == "P")
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def is_moment(text: str) -> bool:
    """Whether a cell holds a date, alone or among other text."""
    return bool(_DATE.search(plain(text)))


def day_or_month_first(text: str) -> int:
    """1 when a date can only be day/month/year, -1 when only month/day/year, 0 when it says neither."""
    found = _DATE.match(plain(text))
    if not found or len(found.group(1)) > 2 or len(found.group(4)) not in (2, 4):
        return 0
    first, second = int(found.group(1)), int(found.group(3))
    return (12 < first <= 31 and second <= 12) - (first <= 12 and 12 < second <= 31)


def reader_of_format(form: str) -> Reader:
    """A reader of one form only: a key of FORMATS or a strptime format. Raises InvalidInput attendance_format when it is none."""
    pattern = WORDS["formats"].get(form, form)
    sample = datetime(2001, 2, 3, 16, 5, tzinfo=UTC)
    try:
        told = datetime.strptime(sample.strftime(pattern), pattern).replace(tzinfo=UTC)
    except (ValueError, re.error, UnicodeError) as error:
        raise refused("attendance_format", format=form) from error
    if told != sample:
        raise refused("attendance_format", format=form)
    is_tight = bool(_TIGHT.search(pattern))

    def read(text: str) -> Moment:
        try:
            when = datetime.strptime(plain(text), pattern).replace(tzinfo=UTC)
            if is_tight and when.strftime(pattern) != plain(text):
                return None, BAD_DATE  # a figure is missing, and nobody knows which
        except (ValueError, OverflowError):
            return None, FILLER if _FILLER.fullmatch(plain(text)) else BAD_DATE
        return (when.toordinal() - FIRST_DAY) * DAY + when.hour * 3600 + when.minute * 60 + when.second, ""

    return read
