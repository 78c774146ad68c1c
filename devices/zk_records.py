"""Records as machines keep them in memory, of 8, 16 or 40 bytes, read. Pure. Source: docs/rules/attendance-devices.md section 8.

In each of them the byte before the time is how somebody was verified and the one behind it is the key that was pressed (in, out).
The library that fetches them calls the first "status" and the second "punch": its names are not used here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from datetime import date

from rules.attendance import DAY_SECONDS
from rules.punches import EPOCH, ReadRow

FILLER_WORD = 0x5A5A5A5A
SIZES = (8, 16, 40)
_SMALL, _MIDDLE, _LARGE = struct.Struct("<HBIB"), struct.Struct("<IIBB2sI"), struct.Struct("<H24sBIB8s")


def record_size(length: int, count: int) -> int | None:
    """The size of each of `count` records in `length` bytes; None when it is none we know.

    >>> record_size(80, 2), record_size(81, 2), record_size(0, 0)
    (40, None, None)
    """
    size, rest = divmod(length, count) if count else (0, 0)
    return size if size in SIZES and not rest else None


def read_records(data: bytes, size: int, pins: Mapping[int, str]) -> Iterator[ReadRow]:
    """The records in their order. pins: place of a person in the machine -> PIN, wanted for the small records only."""
    for number in range(len(data) // size):
        raw = data[number * size:(number + 1) * size]
        yield _record(number + 1, raw, pins)


def moment_of_word(word: int) -> tuple[int | None, str]:
    """Local seconds since 1970 of a time word, or None and why not. Months have 31 places, so 30 February can stand there.

    >>> moment_of_word(0x5A5A5A5A), moment_of_word(0)[0] == 946684800, moment_of_word((1 * 31 + 29) * 86400)
    ((None, 'filler'), True, (None, 'bad_date'))
    """
    if word == FILLER_WORD:
        return None, "filler"
    days, seconds = divmod(word, DAY_SECONDS)
    months, day = divmod(days, 31)
    year, month = divmod(months, 12)
    try:
        return (date(year + 2000, month + 1, day + 1).toordinal() - EPOCH) * DAY_SECONDS + seconds, ""
    except ValueError:
        return None, "bad_date"


def _record(number: int, raw: bytes, pins: Mapping[int, str]) -> ReadRow:
    if len(raw) == _LARGE.size:
        _, text, verify, word, key, _ = _LARGE.unpack(raw)
        pin = text.partition(b"\0")[0].decode("ascii", "replace").strip()
    elif len(raw) == _MIDDLE.size:
        who, word, verify, key, _, _ = _MIDDLE.unpack(raw)
        pin = str(who)
    else:
        place, verify, word, key = _SMALL.unpack(raw)
        pin = pins.get(place, str(place))
    second, problem = moment_of_word(word)
    if not pin or not pin.isascii() or not pin.isprintable():
        pin, problem = "", problem or "bad_pin"
    return ReadRow(number, raw, pin, second, str(key), str(verify), problem=problem)
