"""What tells a row of a device from all others, and which rows are kept already: asked by the thousand.

Source: docs/rules/attendance.md section 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from peewee import SQL, Value, ValuesList, fn

from actions.prepared import Prepared
from models import RawPunch
from rules.punches import ReadRow

Key = tuple[str, int]
DENSE = 6
"""So many rows of a span of time for each one asked for are read in one go; in a wider span each is looked for. Reading one from the
index of times costs about a sixth of looking for one.
"""
LOOKED_FOR_AT_ONCE = 4096  # SQLite takes 32,766 values


def key_of(row: ReadRow) -> Key:
    """PIN and second of a row; where one of them cannot be read, a negative digest of its bytes in place of the second."""
    if row.second is None or not row.pin:
        return clean(row.pin), -(int.from_bytes(hashlib.sha256(row.raw).digest()[:8], "big") >> 2) - 1
    return (row.pin if row.pin.isprintable() else clean(row.pin)), row.second


def clean(text: str) -> str:
    """Text that both databases can keep: what stands for half a character or is NUL becomes a mark (`raw_hex` has the bytes).

    >>> clean("7"), clean("7\\0")
    ('7', '7\ufffd')
    """
    return text if text.isprintable() else text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def known_keys(device_id: str, keys: Collection[Key]) -> set[Key]:
    """Those of the keys that stand already. Files are mostly in order of time: then all rows of the span are read at once, else
    each key is looked for on the unique index.
    """
    dated = [second for _, second in keys if second >= 0]
    if not dated:
        return _looked_for_each(device_id, list(keys))
    most = DENSE * len(dated)
    rows = _AMONG.columns(device_id, min(dated), max(dated), most)
    if len(rows) == most:
        return _looked_for_each(device_id, list(keys))
    known = set(rows).intersection(keys)
    return known | _looked_for_each(device_id, [key for key in keys if key[1] < 0]) if len(dated) < len(keys) else known


def _number(slot: Any) -> Any:
    """A value compared with a column of whole numbers."""
    return Value(slot, converter=False)


_AMONG = Prepared(RawPunch, lambda device_id, first, last, most: RawPunch.select(RawPunch.pin, RawPunch.second).where(
    RawPunch.second.between(_number(first), _number(last)) & (RawPunch.device_id.concat("") == device_id)).limit(most))
"""The empty text keeps SQLite from walking all rows of the device instead of those of the span."""


def _looked_for_each(device_id: str, keys: Sequence[Key]) -> set[Key]:
    return set().union(*(_looked_for(device_id, keys[start:start + LOOKED_FOR_AT_ONCE])
                         for start in range(0, len(keys), LOOKED_FOR_AT_ONCE)))


def _looked_for(device_id: str, keys: Sequence[Key]) -> set[Key]:
    """In one query; a key is repeated up to a power of two, so that a dozen sizes serve all."""
    if not keys:
        return set()
    size = 1 << (len(keys) - 1).bit_length()
    padded = [*keys, *[keys[0]] * (size - len(keys))]
    values: list[str | int] = [value for key in padded for value in key]
    return set(_wanted(size).columns(*values, device_id))


@cache
def _wanted(size: int) -> Prepared[RawPunch]:
    """Which of so many (PIN, second) stand for a device. EXISTS keeps SQLite from walking the device's rows instead of the list."""

    def build(*slots: Any) -> Any:
        values = [_number(slot) for slot in slots[:-1]]
        values[0], values[1] = values[0].cast("text"), values[1].cast("bigint")
        wanted = ValuesList([tuple(pair) for pair in zip(values[::2], values[1::2], strict=True)], alias="wanted")
        same = (RawPunch.pin == wanted.c.column1) & (RawPunch.second == wanted.c.column2) & (RawPunch.device_id == slots[-1])
        return RawPunch.select(wanted.c.column1, wanted.c.column2).from_(wanted).where(fn.EXISTS(RawPunch.select(SQL("1")).where(same)))

    return Prepared(RawPunch, build, 2 * size + 1)
