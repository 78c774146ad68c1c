"""The push protocol of attendance machines (ADMS, /iclock): what they send, read. Pure: bytes in, values out, never an exception.

Source: docs/rules/attendance-devices.md section 2. Fingerprints, faces, palms, photographs, passwords, cards and identity cards are
left out here already: nothing behind this module ever sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rules.punches import EPOCH, ReadRow

LIMIT = 2 * 1024 * 1024
"""The longest body that is read. Machines send up to 900 KB."""
LONGEST_LINE = 512
LONGEST_BAD_LINE = 200
DAY_SECONDS = 86400
STATION_OFFSET = 8 * 3600
FILLER = "2047-02-30 19:13:30"

_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?", re.ASCII)
_UNIX = re.compile(r"\d{9,10}", re.ASCII)
_OFFSET = re.compile(r"[+-]\d{1,5}", re.ASCII)
_PIN = re.compile(r"[!-~]{1,24}", re.ASCII)
_KEYED = re.compile(rb"\s*~?[A-Za-z_]+[ \t]+~?[A-Za-z_]+=|.*\b(?:TMP|Tmp|tmp|Content|FPTemplate\d?|Photo|Passwd)=", re.DOTALL)
_PICTURE = re.compile(rb"CMD=(?:uploadphoto|realupload)|\xff\xd8\xff|\x89PNG")
_BLOB = re.compile(rb"[A-Za-z0-9+/=_-]{40}")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_SIGNED = re.compile(r"-?\d{1,9}", re.ASCII)
_OPLOG = re.compile(rb"OPLOG[ \t]+(\d{1,4})\t([^\t]*)\t([^\t]*)")
_USER = re.compile(rb"USER[ \t]+(.*)", re.DOTALL)


@dataclass
class Punches:
    """The lines of an ATTLOG body. refused: lines that carry no punch but something of a body, which nobody keeps."""

    rows: list[ReadRow] = field(default_factory=list)
    refused: int = 0

    @property
    def lines(self) -> int:
        """How many lines the machine is told were dealt with."""
        return len(self.rows) + self.refused


class LoggedEvent(NamedTuple):
    """One line of a machine's own log. second: its local wall time. raw: code, operator and time again, nothing else of the line."""

    code: str
    second: int
    raw: str


@dataclass
class OwnLog:
    """The lines of an OPERLOG body. people: PIN -> name as the machine has it, a hint for mapping and nothing more."""

    events: list[LoggedEvent] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    lines: int = 0


@dataclass
class Reply:
    """What a machine says an order came to. code: its return code, None when it cannot be read; values: what it added, by name."""

    number: int
    code: int | None
    command: str
    values: dict[str, str] = field(default_factory=dict)


def read_punches(body: bytes) -> Punches:
    """The lines of an ATTLOG body, by LF or CRLF, blank ones left out. Every other line is a row (with a problem where it cannot be
    read) or refused.

    >>> [row.pin for row in read_punches(b"1156\\t2024-08-05 12:40:57\\t1\\t1\\t\\t0\\t0\\t\\n").rows]
    ['1156']
    """
    found = Punches()
    if _PICTURE.search(body[:LONGEST_LINE]):
        found.refused = 1
        return found
    for number, line in _lines(body):
        row = read_punch(number, line)
        if row is None:
            found.refused += 1
        else:
            found.rows.append(row)
    return found


def read_punch(number: int, line: bytes) -> ReadRow | None:
    """PIN, time, status, verify, work code and what newer machines add; None for a line that may hold a template.

    Field 11 is the offset to UTC in seconds only with a sign before it; the running number that some machines have there is none, and
    a multiple of 900 without a sign is what our own zone is anyway or cannot be told from such a number: neither moves the time.
    """
    fields = line.split(b"\t")
    pin = fields[0].strip().decode("ascii", "replace")
    second, problem = moment_of(fields[1].decode("ascii", "replace")) if len(fields) > 1 else (None, "bad_line")
    if second is None and (len(line) > LONGEST_BAD_LINE or _KEYED.match(line) or _BLOB.search(line)):
        return None
    if len(line) > LONGEST_LINE:
        line, fields = b"\t".join(fields[:11])[:LONGEST_LINE], fields[:11]
    if not _PIN.fullmatch(pin):
        pin, problem = "", problem or "bad_pin"
    status, verify, work_code = ([_short(value) for value in fields[2:5]] + [""] * 3)[:3]
    if second is not None and len(fields) > 10:
        second += offset_of(fields[10].decode("ascii", "replace"))
    return ReadRow(number, line, pin, second, status, verify, work_code, problem=problem)


def moment_of(text: str) -> tuple[int | None, str]:
    """Local seconds since 1970-01-01 00:00:00 of a machine's time, or None and why not: bad_line, bad_date, filler.

    >>> moment_of("1970-01-02 00:00:01"), moment_of("2047-02-30 19:13:30")
    ((86401, ''), (None, 'filler'))
    >>> moment_of("1722832857") == moment_of("2024-08-05 12:40:57")
    True
    """
    text = text.strip()
    if text == FILLER:
        return None, "filler"
    if _UNIX.fullmatch(text):
        return int(text) + STATION_OFFSET, ""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None, "bad_line" if not text[:4].isdigit() else "bad_date"
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    ordinal = _ordinal(year, month, day)
    if ordinal is None or hour > 23 or minute > 59 or second > 59:
        return None, "bad_date"
    return (ordinal - EPOCH) * DAY_SECONDS + hour * 3600 + minute * 60 + second, ""


def offset_of(text: str) -> int:
    """Seconds to add so that a time written with this offset to UTC is the station's own.

    >>> offset_of("+28800"), offset_of("28800"), offset_of("17"), offset_of("900"), offset_of("+25200")
    (0, 0, 0, 0, 3600)
    """
    text = text.strip()
    if not _OFFSET.fullmatch(text) or int(text) % 900 or not -12 * 3600 <= int(text) <= 14 * 3600:
        return 0
    return STATION_OFFSET - int(text)


def read_own_log(body: bytes) -> OwnLog:
    """The lines of an OPERLOG body: OPLOG lines become events, USER lines a hint; everything else is refused unread."""
    found = OwnLog()
    if body[:2] == b"\x1f\x8b" or _PICTURE.search(body[:LONGEST_LINE]):
        found.lines = found.refused = 1
        return found
    for _, line in _lines(body):
        found.lines += 1
        event, person = _event(line), _person(line)
        if event:
            found.events.append(event)
        elif person:
            found.people[person[0]] = person[1]
        else:
            found.refused += 1
    return found


def read_replies(body: bytes) -> list[Reply]:
    """What orders came to: `ID=..&Return=..&CMD=..` lines; lines without an ID belong to the reply above (INFO answers so)."""
    found: list[Reply] = []
    for _, line in _lines(body[:64 * 1024]):
        text = line[:LONGEST_LINE].decode("utf-8", "replace")
        pairs = _pairs(text.split("&"))
        number = pairs.pop("ID", "")
        if number:
            kept = number if _NUMBER.fullmatch(number) else "0"
            code = pairs.pop("Return", "")
            found.append(Reply(int(kept), int(code) if _SIGNED.fullmatch(code) else None, pairs.pop("CMD", "")[:40], pairs))
        elif found:
            last = found[-1]
            code = pairs.pop("Return", "")
            if last.code is None and _SIGNED.fullmatch(code):
                last.code = int(code)
            last.command = last.command or pairs.pop("CMD", "")[:40]
            last.values.update(list(pairs.items())[:60 - len(last.values)] if len(last.values) < 60 else ())
    return found


def counted(reply: Reply) -> int | None:
    """How many records the machine says it has in the period asked for; both spellings are about."""
    texts = [text for name, text in reply.values.items() if name.lower() in {"attlogsum", "attlogcount"}]
    return int(texts[0]) if texts and _NUMBER.fullmatch(texts[0]) else None


ABOUT = {"fwversion": "firmware", "firmver": "firmware", "~devicename": "model", "devicename": "model", "usercount": "people",
         "transactioncount": "records", "attlogcount": "records", "pushversion": "push"}
"""What of a machine's own description is kept, by the names machines use. Nothing else is."""


def read_about(body: bytes) -> dict[str, str]:
    """A machine's own description, `key=value` by comma, line or &, as far as it is kept: firmware, model, people, records, push."""
    text = body[:64 * 1024].decode("utf-8", "replace")
    return about_of(_pairs(re.split(r"[,&\r\n]", text)))


def about_of(pairs: Mapping[str, str]) -> dict[str, str]:
    """What of such pairs is kept."""
    found: dict[str, str] = {}
    for name, value in pairs.items():
        kept = ABOUT.get(name.lower())
        if kept and value.isprintable() and len(value) <= 60 and not (kept in {"people", "records"} and not _NUMBER.fullmatch(value)):
            found[kept] = value
    return found


def read_info(text: str) -> dict[str, str]:
    """INFO of a poll: firmware, people, fingers, records and more by place; what is kept of it.

    >>> read_info("Ver 2.0.12-20150625,3,5,44718,192.168.16.27,10,7")
    {'firmware': 'Ver 2.0.12-20150625', 'people': '3', 'records': '44718'}
    """
    parts = [part.strip() for part in text.split(",")]
    named = dict(zip(("FWVersion", "UserCount", "", "TransactionCount"), parts, strict=False))
    return about_of({name: value for name, value in named.items() if value})


def is_reply(body: bytes) -> bool:
    """Does a body without a table answer orders? One model sends them so."""
    return body[:64].lstrip().startswith(b"ID=")


def _lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line without its end); blank lines and NULs that fill up are left out."""
    for number, line in enumerate(body.split(b"\n"), 1):
        line = line.strip(b"\r\x00")
        if line.strip():
            yield number, line


def _event(line: bytes) -> LoggedEvent | None:
    found = _OPLOG.match(line)
    if not found:
        return None
    second, _ = moment_of(found.group(3)[:32].decode("ascii", "replace"))
    if second is None:
        return None
    code, operator = str(int(found.group(1))), _short(found.group(2))
    return LoggedEvent(code, second, f"OPLOG {code}\t{operator}\t{found.group(3).decode('ascii', 'replace').strip()}")


def _person(line: bytes) -> tuple[str, str] | None:
    """PIN and name of a USER line; the rest of it (password, card, group) is not looked at."""
    found = _USER.match(line)
    if not found:
        return None
    pin = name = b""
    for pair in found.group(1).split(b"\t"):
        key, _, value = pair.partition(b"=")
        if key.strip() == b"PIN":
            pin = value.strip()
        elif key.strip() == b"Name":
            name = value.strip()
    number = pin.decode("ascii", "replace")
    return (number, name_of(name)) if _PIN.fullmatch(number) else None


def name_of(value: bytes) -> str:
    """A name as a machine sends it: UTF-8, or GB2312 on Chinese firmware, where a sign may be cut in half.

    >>> name_of("Isa004".encode()), name_of(b"\\xd5\\xc5\\xc8\\xfd\\xcb") == b"\\xd5\\xc5\\xc8\\xfd".decode("gbk")
    ('Isa004', True)
    """
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("gb18030", "ignore")
    return "".join(sign for sign in text if sign.isprintable())[:40].strip()


def _pairs(texts: list[str]) -> dict[str, str]:
    """`key=value` texts by their keys; others are left out."""
    found = {}
    for text in texts[:200]:
        name, mark, value = text.partition("=")
        if mark and name.strip():
            found[name.strip()[:40]] = value.strip()[:LONGEST_BAD_LINE]
    return found


def _short(value: bytes) -> str:
    return value.strip()[:24].decode("ascii", "replace")


@lru_cache(4096)
def _ordinal(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None
