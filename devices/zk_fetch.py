"""Fetches what one machine has in memory, in a process of its own, and writes it to standard output: one line of JSON, then the bytes.

Run by devices/pull.py, which ends it when it takes too long: the library (pyzk) may wait for ever on a machine that falls silent.
It asks only for reading: how many records, the records, the clock, and for the smallest records the places of the numbers. The
machine is not locked meanwhile, its clock is not set, nothing is cleared, no templates are asked for.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from typing import Any

SMALL = 8
PEOPLE = {28: struct.Struct("<H22xI"), 72: struct.Struct("<H46x24s")}


def main(host: str, port: int, seconds: int) -> int:
    """Returns 0; 3 when the library is not there, 4 when the machine cannot be read."""
    try:
        from zk import ZK
    except ImportError:
        return 3
    with os.fdopen(os.dup(1), "wb") as out, contextlib.redirect_stdout(sys.stderr):
        try:
            said, data = fetch(ZK(host, port=port, timeout=seconds, ommit_ping=True))
        except Exception as error:  # the library raises its own, of the socket, of struct, and TypeError
            print(type(error).__name__, file=sys.stderr)
            return 4
        out.write(json.dumps(said).encode() + b"\n" + data)
    return 0


def fetch(machine: Any) -> tuple[dict[str, Any], bytes]:
    """What it says of itself, and its records without the length before them. Raises whatever the library does."""
    from zk import const

    connected = machine.connect()
    try:
        clock = clock_of(connected)
        connected.read_sizes()
        count, data = connected.records, b""
        if count:
            data = connected.read_with_buffer(const.CMD_ATTLOG_RRQ)[0]
            data = data[4:4 + struct.unpack("<I", data[:4])[0]]
        pins = {}
        if count and len(data) == SMALL * count and connected.users:
            pins = read_places(connected.read_with_buffer(const.CMD_USERTEMP_RRQ, const.FCT_USER)[0][4:], connected.users)
        return {"count": count, "clock": clock, "pins": pins, "size": len(data)}, data
    finally:
        with contextlib.suppress(Exception):
            connected.disconnect()


def clock_of(connected: Any) -> str:
    """The machine's time as text, "" when it shows one that does not exist."""
    try:
        return f"{connected.get_time():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return ""


def read_places(data: bytes, people: int) -> dict[str, str]:
    """Place in the machine -> PIN; names, passwords and cards beside them are passed over."""
    size = len(data) // people
    if size not in PEOPLE:
        return {}
    found = {}
    for start in range(0, size * people, size):
        place, who = PEOPLE[size].unpack(data[start:start + PEOPLE[size].size])
        found[str(place)] = str(who) if isinstance(who, int) else who.partition(b"\0")[0].decode("ascii", "ignore")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
