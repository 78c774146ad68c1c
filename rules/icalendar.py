"""Calendar feeds as text: events in the form that phones and desktop calendars subscribe to.

Source: RFC 5545 (3.1 lines of at most 75 octets, 3.3.11 escapes, 3.6.1 events, 3.6.5 time zones). China keeps +08:00 all year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from unicodedata import category

ZONE = "Asia/Shanghai"
MOST_OCTETS = 75
PRODUCT = "-//liangchuang//leave//ZH"
TIME_ZONE = ("BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19920101T000000", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800",
             "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE")


@dataclass(frozen=True)
class Event:
    """One event. begin, end: days (the last one included) or moments (the end not included). sequence rises with each change."""

    uid: str
    summary: str
    begin: date | datetime
    end: date | datetime
    changed_at: datetime
    sequence: int
    tentative: bool = False


def calendar_text(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """The whole feed: UTF-8, lines end in CRLF. now: the moment it is made, with a zone."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escape(name)}", f"X-WR-TIMEZONE:{ZONE}", *TIME_ZONE]
    for event in events:
        lines += _event(event, now)
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{escape(event.uid)}", f"DTSTAMP:{_utc(now)}", f"LAST-MODIFIED:{_utc(event.changed_at)}",
                f"SEQUENCE:{event.sequence}")
    if isinstance(event.begin, datetime) and isinstance(event.end, datetime):
        yield f"DTSTART;TZID={ZONE}:{event.begin:%Y%m%dT%H%M%S}"
        yield f"DTEND;TZID={ZONE}:{event.end:%Y%m%dT%H%M%S}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.begin:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{date.fromordinal(event.end.toordinal() + 1):%Y%m%d}"
    yield from (f"SUMMARY:{escape(event.summary)}", "CLASS:PRIVATE", f"STATUS:{'TENTATIVE' if event.tentative else 'CONFIRMED'}",
                "END:VEVENT")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    r"""Text as a value: backslash, semicolon, comma and line breaks escaped, other control characters left out.

    >>> escape("a;b,c\\d\ne")
    'a\\;b\\,c\\\\d\\ne'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(character for character in plain if character == "\n" or category(character) != "Cc").replace("\n", "\\n")


def fold(line: str) -> bytes:
    """A content line with its CRLF, folded so that no line is longer than 75 octets and no character is cut.

    >>> [len(part) for part in fold("SUMMARY:" + "假" * 40).removesuffix(b"\\r\\n").split(b"\\r\\n")]
    [74, 55]
    """
    parts, used = [b""], 0
    for character in line:
        encoded = character.encode()
        if used + len(encoded) > MOST_OCTETS:
            parts.append(b" ")
            used = 1
        parts[-1] += encoded
        used += len(encoded)
    return b"\r\n".join(parts) + b"\r\n"
