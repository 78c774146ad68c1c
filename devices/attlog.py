"""attlog.dat of ZKTeco TFT machines: no heading, TAB between PIN, local time, device, status, verify and work code; or spaces, where
an editor turned the TABs into some.

Source: docs/rules/attendance-files.md section 4. Works on bytes: every broken line becomes a row with a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

from devices.moments import DAY, FILLER_CLOCK, FILLER_DAY, FIRST_DAY
from devices.rows import BAD_DATE, BAD_LINE, BAD_PIN, FILLER
from rules.punches import ReadRow

_TRACE = re.compile(rb"^[^\t\r\n]{1,32}\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\t *\d+\t *\d+(?:\t|\r?$)", re.MULTILINE)
_SPACED = re.compile(rb" *([!-~]{1,32}) +(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)((?: +\d+)*) *")
_SPACED_TRACE = re.compile(rb"^ *[!-~]{1,32} +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\d+ +\d+(?: +\d+)* *\r?$", re.MULTILINE)
_STAMP = re.compile(rb"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)")
_PIN = re.compile(rb"[!-~]{1,24}")
_TAIL = re.compile(rb"[\t -~]*")
_MOST_KEPT = 100_000

Tail = tuple[str, str, str]


def is_attlog(content: bytes) -> bool:
    """Whether at least one line is of the form."""
    return (_TRACE.search(content) or _SPACED_TRACE.search(content)) is not None


def read_attlog(content: bytes) -> Iterator[ReadRow]:
    """The lines in their order, one by one; nothing is kept but what was seen of each PIN, day, clock time and tail."""
    pins: dict[bytes, str] = {}
    days: dict[bytes, int] = {}
    clocks: dict[bytes, int] = {}
    tails: dict[bytes, Tail] = {}
    make: Callable[..., ReadRow] = tuple.__new__  # a third of the time of ReadRow(...)
    for number, whole in enumerate(BytesIO(content), 1):
        line = whole.rstrip(b"\r\n")
        fields = line.split(b"\t", 2)
        try:
            stamp = fields[1]
            second = days[stamp[:10]] + clocks[stamp[10:]]
            status, verify, work_code = tails[fields[2]]
            yield make(ReadRow, (number, line, pins[fields[0]], second, status, verify, work_code, "", ""))
            continue
        except (KeyError, IndexError):
            pass
        if not line.strip():
            continue
        row = _read_line(number, line, fields)
        yield row
        is_plain = not row.problem and len(fields) == 3 and len(stamp) == len("2026-03-02 08:00:00")
        if row.second is None or not is_plain or max(len(pins), len(days), len(tails)) >= _MOST_KEPT:
            continue
        pins[fields[0]], tails[fields[2]] = row.pin, (row.status, row.verify, row.work_code)
        days[stamp[:10]], clocks[stamp[10:]] = row.second // DAY * DAY, row.second % DAY


def _read_line(number: int, line: bytes, fields: list[bytes]) -> ReadRow:
    if len(fields) < 2 and (spaced := _SPACED.fullmatch(line)):
        fields = [spaced.group(1), spaced.group(2), b"\t".join(spaced.group(3).split())]
    if len(fields) < 2:
        return ReadRow(number, line, "", None, "", "", "", "", BAD_LINE)
    pin = fields[0].strip()
    readable = pin.decode() if _PIN.fullmatch(pin) else ""
    second, problem = _moment(fields[1].strip(b" "))
    tail = fields[2] if len(fields) == 3 else b""
    if not _TAIL.fullmatch(tail):
        return ReadRow(number, line, readable, second, "", "", "", "", problem or BAD_LINE)
    status, verify, work_code = ([text.strip() for text in tail.decode().split("\t")] + [""] * 4)[1:4]
    return ReadRow(number, line, readable, second, status, verify, work_code, "", problem or ("" if readable else BAD_PIN))


def _moment(stamp: bytes) -> tuple[int | None, str]:
    found = _STAMP.fullmatch(stamp)
    if not found:
        return None, BAD_LINE
    day, clock = found.group(1).decode(), found.group(2).decode()
    if (day, clock) == (FILLER_DAY, FILLER_CLOCK):
        return None, FILLER
    hour, minute, second = int(clock[:2]), int(clock[3:5]), int(clock[6:])
    try:
        ordinal = date(int(day[:4]), int(day[5:7]), int(day[8:])).toordinal()
    except ValueError:
        return None, BAD_DATE
    if hour > 23 or minute > 59 or second > 59:
        return None, BAD_DATE
    return (ordinal - FIRST_DAY) * DAY + hour * 3600 + minute * 60 + second, ""
