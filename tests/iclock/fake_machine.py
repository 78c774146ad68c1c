"""A machine that speaks the TCP protocol of attendance machines and remembers every command word it was given."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CONNECT, EXIT, SIZES, TIME, PREPARE, READ, FREE = 1000, 1001, 50, 201, 1503, 1504, 1502
OK, DATA, PREPARED, UNKNOWN = 2000, 1501, 1500, 0xFFFF
ATTLOG, USERS, OF_USERS = 13, 9, 5
LARGEST_AT_ONCE = 1000
READING = frozenset({CONNECT, EXIT, SIZES, TIME, PREPARE, READ, FREE})
"""All the words that only read. Not among them: 1002 and 1003 (lock, unlock), 8, 10, 12, 14, 15, 18, 19, 20, 202 (write, clear, set)."""


def time_word(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """A moment as machines count it."""
    return (((year - 2000) * 12 + month - 1) * 31 + day - 1) * 86400 + hour * 3600 + minute * 60 + second


def large(place: int, pin: str, verify: int, word: int, key: int) -> bytes:
    """A record of 40 bytes."""
    return struct.pack("<H24sBIB8s", place, pin.encode(), verify, word, key, b"")


def middle(pin: int, verify: int, word: int, key: int) -> bytes:
    """A record of 16 bytes."""
    return struct.pack("<IIBB2sI", pin, word, verify, key, b"", 0)


def small(place: int, verify: int, word: int, key: int) -> bytes:
    """A record of 8 bytes."""
    return struct.pack("<HBIB", place, verify, word, key)


def person(place: int, pin: str, name: bytes = b"", password: bytes = b"") -> bytes:
    """A person of 72 bytes, password and all."""
    return struct.pack("<HB8s24sIx7sx24s", place, 0, password, name, 0, b"", pin.encode())


class FakeMachine(socketserver.ThreadingTCPServer):
    """records, people: what is in it, as bytes. mute: after so many words it says nothing more; hangs_up: it closes instead."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, records: list[bytes], people: list[bytes] | None = None, clock: int = time_word(2026, 3, 2, 9), mute: int = 0,
                 hangs_up: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.records, self.people, self.clock, self.mute, self.hangs_up = records, people or [], clock, mute, hangs_up
        self.words: list[int] = []
        self.asked_for: list[tuple[int, int]] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


@contextmanager
def running(machine: FakeMachine) -> Iterator[FakeMachine]:
    """The machine while it is on."""
    thread = threading.Thread(target=machine.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield machine
    finally:
        machine.shutdown()
        machine.server_close()
        thread.join()


class _Talk(socketserver.BaseRequestHandler):
    """One conversation."""

    server: FakeMachine

    def handle(self) -> None:
        buffer = b""
        while True:
            head = self._exactly(8)
            if not head:
                return
            packet = self._exactly(struct.unpack("<I", head[4:])[0])
            word, _, _session, reply = struct.unpack("<4H", packet[:8])
            self.server.words.append(word)
            if self.server.mute and len(self.server.words) > self.server.mute:
                if self.server.hangs_up:
                    return
                self._exactly(1)
                return
            buffer = self._answer(word, packet[8:], reply, buffer)
            if word == EXIT:
                return

    def _answer(self, word: int, rest: bytes, reply: int, buffer: bytes) -> bytes:
        machine = self.server
        if word == SIZES:
            sizes = [0] * 20
            sizes[4], sizes[8], sizes[15], sizes[16] = len(machine.people), len(machine.records), 1000, 100000
            self._send(OK, struct.pack("<20i", *sizes), reply)
        elif word == TIME:
            self._send(OK, struct.pack("<I", machine.clock), reply)
        elif word == PREPARE:
            _, command, part, _ = struct.unpack("<bhii", rest)
            machine.asked_for.append((command, part))
            data = b"".join(machine.records if command == ATTLOG else machine.people)
            buffer = struct.pack("<I", len(data)) + data
            if len(buffer) <= LARGEST_AT_ONCE:
                self._send(DATA, buffer, reply)
            else:
                self._send(OK, b"\0" + struct.pack("<I", len(buffer)), reply)
        elif word == READ:
            start, size = struct.unpack("<ii", rest)
            self._send(PREPARED, struct.pack("<II", size, 0), reply)
            self._send(DATA, buffer[start:start + size], reply)
            self._send(OK, b"", reply)
        else:
            self._send(OK if word in READING else UNKNOWN, b"", reply)
        return buffer

    def _send(self, word: int, data: bytes, reply: int) -> None:
        packet = struct.pack("<4H", word, 0, 4711, reply) + data
        self.request.sendall(struct.pack("<HHI", 0x5050, 0x7D82, len(packet)) + packet)

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            piece: Any = self.request.recv(size - len(found))
            if not piece:
                return b""
            found += piece
        return found
