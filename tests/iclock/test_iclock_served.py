"""The real program, and machines on plain sockets: a port of their own, quirks of the wire, a kill in the middle."""

from __future__ import annotations

import http.client
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.database import open_database
from settings import load_settings
from tests.iclock.machines_made import SERIAL, make_device, raw, rows
from tests.setup.servers import HOST, free_port, serving, stop

LINE = b"1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t\n"


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder in which one machine is registered."""
    shutil.copytree(migrated, tmp_path / "data")
    opened = open_database(load_settings({"LIANGCHUANG_DATA": str(tmp_path / "data")}))
    make_device(addresses="127.0.0.1")
    opened.close()
    return tmp_path / "data"


@pytest.fixture
def port(data: Path) -> Iterator[int]:
    """The machines' own port of the running program."""
    own = free_port()
    with serving(data, free_port(), device_port=str(own)):
        yield own


def request(body: bytes, table: str = "ATTLOG", head: bytes = b"", path: str = "cdata") -> bytes:
    """What a machine writes: HTTP/1.1 without a Host, close, no Content-Type."""
    first = f"POST /iclock/{path}?SN={SERIAL}&table={table}&Stamp=9999 HTTP/1.1\r\nUser-Agent: iClock Proxy/1.09\r\n"
    return first.encode() + head + b"Connection: close\r\nAccept: */*\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def punches(data: Path) -> int:
    with sqlite3.connect(data / "liangchuang.db") as opened:
        return int(opened.execute("SELECT COUNT(*) FROM raw_punch").fetchone()[0])


@pytest.mark.parametrize("head", [b"", b"Host: 10.10.2.87:8081\r\n", b"Content-Type: text/plain\r\n", b"Content-Type: garbage\r\n",
                                  b"Content-Type: application/x-www-form-urlencoded\r\n", b"Content-Type: multipart/form-data\r\n",
                                  b"Expect: nothing\r\n"])
def test_machines_are_understood_on_their_own_port(data, port, head):
    start = raw(port, f"GET /iclock/cdata?SN={SERIAL}&options=all&language=73&pushver=2.4.0 HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    assert b" 200 " in start.split(b"\r\n")[0]
    assert f"GET OPTION FROM: {SERIAL}\n".encode() in start
    assert b"Date: " in start
    assert raw(port, request(LINE, head=head)).endswith(b"\r\n\r\nOK: 1")
    assert punches(data) == 1


def test_a_large_body_comes_in_and_a_larger_one_is_refused(data, port):
    body = rows(1_700_000_000, 20_000)
    assert 600_000 < len(body) < 1_000_000
    assert raw(port, request(body)).endswith(b"OK: 20000")
    assert punches(data) == 20_000
    assert b" 413 " in raw(port, request(b"x" * (2 * 1024 * 1024 + 10))).split(b"\r\n")[0]


@pytest.mark.parametrize("path", [
    "/", "/account/sign-in", "/static/theme.css", "/iclock", "/iclock/", "/iclock/../account/sign-in", "/today", "//iclock/ping",
    "/iclock%2f..%2faccount/sign-in", "/iclock/exchange",
])
def test_the_machines_port_serves_nothing_else(port, path):
    answer = raw(port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.split(b"\r\n")[0].split(b" ")[1] in {b"404", b"403"}
    assert b"<form" not in answer


@pytest.mark.parametrize("tls", ["false", "true"], ids=["http", "https"])
def test_both_ports_serve_and_end_cleanly(data, tls):
    own, main = free_port(), free_port()
    with serving(data, main, device_port=str(own), tls=tls) as (process, _):
        assert raw(own, request(LINE)).endswith(b"OK: 1")
        if tls == "false":
            connection = http.client.HTTPConnection(HOST, main, timeout=30)
            connection.request("POST", f"/iclock/cdata?SN={SERIAL}&table=ATTLOG", LINE)
            assert connection.getresponse().read() == b"OK: 1"
        assert stop(process) == 0


def test_a_kill_in_the_middle_loses_nothing_that_was_answered(data):
    """Every row whose delivery was answered OK is there after a kill; what was not answered is sent again."""
    own, answered = free_port(), []
    with serving(data, free_port(), device_port=str(own)) as (process, _):
        def send() -> None:
            for number in range(400):
                try:
                    answer = raw(own, request(rows(1_600_000_000 + number * 8000, 128, step=1, pin=f"{number}")))
                except OSError:
                    return
                if answer.endswith(b"OK: 128"):
                    answered.append(number)
                if len(answered) == 20:
                    process.kill()

        sending = threading.Thread(target=send)
        sending.start()
        sending.join()
    assert len(answered) == 20
    with sqlite3.connect(data / "liangchuang.db") as opened:
        kept = dict(opened.execute("SELECT pin, COUNT(*) FROM raw_punch GROUP BY pin").fetchall())
    assert [kept.get(f"{number}") for number in answered] == [128] * 20
    with serving(data, free_port(), device_port=str(own)):
        for number in (0, 21):
            assert raw(own, request(rows(1_600_000_000 + number * 8000, 128, step=1, pin=f"{number}"))).endswith(b"OK: 128")
    assert punches(data) in {21 * 128, 22 * 128}


def test_a_port_that_is_taken_is_named(data):
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(AssertionError, match=port), serving(data, free_port(), device_port=port):
            pass


def test_templates_sent_over_the_wire_are_in_no_file_of_the_node(data, port):
    template = b"TUVTUzIxAAADoKcECAUHCc7QAAAboYEBAAAAgxMTlqAaABoPkwC7AJivFAAsAE8PsABFoJQPZwBZAIYPj6BrAIkPLgA="
    line = b"FP PIN=1\tFID=0\tTMP=" + template
    for table, body in (("OPERLOG", line), ("BIODATA", template * 9000), ("ATTLOG", line)):
        assert b"\r\n\r\nOK" in raw(port, request(body, table))
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert template[:40] not in kept
    assert template[:40].hex().encode() not in kept
