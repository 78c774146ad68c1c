"""Which web server stands slow clients? Prints the table of docs/decisions/0001-web-server.md.

`python3 run.py bench servers [CLIENTS]` takes about five minutes; CLIENTS is the number of bad ones, 50. Every server runs
alone, as its own process, on a loopback port of its own, and is asked by threads of this process.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.apparatus.processes import HOST, free_port, megabytes, resident_mb, running
from benchmarks.floors.web_servers import SERVERS

SECONDS = 3.0
BUSY_CLIENTS = 8
BAD_CLIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 50
PROBES = 20
PATIENCE = 2.0  # a probe that waits longer counts as not served

Connect = Callable[[], http.client.HTTPConnection]
Closable = socket.socket | http.client.HTTPConnection
BadClient = Callable[[int, Connect], Closable]


def make_certificate(folder: Path) -> tuple[str, str]:
    """A throw-away certificate for 127.0.0.1; returns its path and its key's."""
    certificate, key = str(folder / "certificate.pem"), str(folder / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench",
         "-addext", f"subjectAltName=IP:{HOST}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


def connector(port: int, certificate: tuple[str, str] | None) -> Connect:
    """How a well-behaved client reaches the server, waiting at most PATIENCE seconds."""
    if not certificate:
        return lambda: http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    context = ssl.create_default_context(cafile=certificate[0])
    return lambda: http.client.HTTPSConnection(HOST, port, timeout=PATIENCE, context=context)


def ask(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise OSError(f"status {answer.status}")


def requests_per_second(connect: Connect) -> float:
    """Pages of 200 rows answered to BUSY_CLIENTS kept-alive clients, over SECONDS."""
    counts = [0] * BUSY_CLIENTS
    stop = time.monotonic() + SECONDS

    def work(index: int) -> None:
        connection = connect()
        while time.monotonic() < stop:
            ask(connection)
            counts[index] += 1

    workers = [threading.Thread(target=work, args=(index,)) for index in range(BUSY_CLIENTS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / SECONDS


def probe(connect: Connect) -> str:
    """PROBES new clients, one after another: how many were served in time, and their median milliseconds."""
    taken = []
    for _ in range(PROBES):
        start = time.monotonic()
        with contextlib.suppress(OSError), contextlib.closing(connect()) as connection:
            ask(connection)
            taken.append((time.monotonic() - start) * 1000)
    return f"{len(taken)}/{PROBES}" + (f" {statistics.median(taken):.0f} ms" if taken else "")


def silent(port: int, _connect: Connect) -> socket.socket:
    """A client that connects and sends nothing, not even a TLS greeting."""
    return socket.create_connection((HOST, port), timeout=PATIENCE)


def half_open(_port: int, connect: Connect) -> http.client.HTTPConnection:
    """A client that stops in the middle of its headers."""
    connection = connect()
    connection.connect()
    connection.sock.sendall(b"GET / HTTP/1.1\r\nHost: bench\r\nX-Half:")
    return connection


def slow_reader(_port: int, connect: Connect) -> http.client.HTTPConnection:
    """A client that asks for 8 MiB and reads none of it."""
    connection = connect()
    connection.request("GET", "/large")
    return connection


def served_beside(bad_client: BadClient, port: int, connect: Connect) -> str:
    """What well-behaved clients see while BAD_CLIENTS of one kind are connected."""
    clients: list[Closable] = []
    for _ in range(BAD_CLIENTS):
        with contextlib.suppress(OSError):
            clients.append(bad_client(port, connect))
    seen = probe(connect)
    for client in clients:
        client.close()
    return seen


def server(name: str, port: int, certificate: tuple[str, str] | None) -> list[str]:
    """What starts a server."""
    return ["-m", "benchmarks.floors.web_servers", name, str(port), *(certificate or ())]


def measure(name: str, certificate: tuple[str, str] | None) -> list[str]:
    """One row of the table; every kind of bad client meets a freshly started server."""
    row = [name, "https" if certificate else "http"]
    port = free_port()
    with running(server(name, port, certificate), port) as pid:
        connect = connector(port, certificate)
        row += [f"{requests_per_second(connect):.0f}", megabytes(resident_mb(pid)), probe(connect)]
    bad_clients: tuple[BadClient, ...] = (silent, half_open, slow_reader)
    for bad_client in bad_clients:
        port = free_port()
        with running(server(name, port, certificate), port):
            row.append(served_beside(bad_client, port, connector(port, certificate)))
    return row


def main() -> None:
    bad = BAD_CLIENTS
    print(f"| server | | requests/s | MB | alone | {bad} silent | {bad} half-open | {bad} slow readers |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for certificate in (None, make_certificate(Path(folder))):
            for name in SERVERS:
                print("| " + " | ".join(measure(name, certificate)) + " |", flush=True)


if __name__ == "__main__":
    main()
