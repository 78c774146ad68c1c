"""The TLS front: who is calling, and who may call."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import waitress

from tests.setup.servers import HOST, free_port
from tls import NoCertificate, TlsFront, own_certificate, server_context

LARGE = b"x" * 3_000_000


def tell(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answers with who called, over what, and what they sent; /large with three megabytes."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    told = f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']} {len(body)}".encode()
    return [LARGE if environ["PATH_INFO"] == "/large" else told]


def run_until_closed(server: Any) -> None:
    """Closing its sockets from another thread is how these tests end the server."""
    with contextlib.suppress(OSError):
        server.run()


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Public port of the front and inner port of the server behind it."""
    outer, inner = free_port(), socket.create_server((HOST, 0))
    inner_port = inner.getsockname()[1]
    front = TlsFront(HOST, outer, server_context(*own_certificate(tmp_path / "tls", HOST)))
    server = waitress.create_server(front.name_clients(tell), sockets=[inner], url_scheme="https")
    threading.Thread(target=run_until_closed, args=(server,), daemon=True).start()
    starting = threading.Thread(target=front.start, args=(inner_port,))  # the browser tests leave a loop running in this thread
    starting.start()
    starting.join()
    yield outer, inner_port
    server.close()


@pytest.fixture
def client(ports: tuple[int, int], tmp_path: Path) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=str(tmp_path / "tls" / "certificate.pem"))
    return http.client.HTTPSConnection(HOST, ports[0], timeout=30, context=context, source_address=("127.0.0.9", 0))


def ask(client: http.client.HTTPConnection, path: str = "/", body: bytes = b"") -> bytes:
    client.request("POST" if body else "GET", path, body=body or None)
    return client.getresponse().read()


def test_the_application_learns_the_clients_own_address(client: http.client.HTTPSConnection) -> None:
    assert ask(client) == b"127.0.0.9 https 0"


def test_one_connection_carries_many_requests_and_large_ones_both_ways(client: http.client.HTTPSConnection) -> None:
    for _ in range(3):
        assert ask(client, "/large") == LARGE
        assert ask(client, body=LARGE) == b"127.0.0.9 https 3000000"


def test_a_forged_header_changes_nobodys_address(client: http.client.HTTPSConnection) -> None:
    client.request("GET", "/", headers={"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "Remote-Addr": "10.0.0.1"})
    assert client.getresponse().read() == b"127.0.0.9 https 0"


def test_nobody_comes_in_behind_the_front(ports: tuple[int, int]) -> None:
    connection = http.client.HTTPConnection(HOST, ports[1], timeout=30)
    connection.request("GET", "/")
    assert connection.getresponse().status == 403


def test_plain_http_on_the_https_port_gets_no_answer_and_harms_nobody(
    ports: tuple[int, int], client: http.client.HTTPSConnection
) -> None:
    with socket.create_connection((HOST, ports[0]), timeout=30) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert b"200 OK" not in plain.recv(1000)
    assert ask(client) == b"127.0.0.9 https 0"


def test_an_openssl_that_fails_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(NoCertificate):
        own_certificate(tmp_path / "tls", "a,no:name")
    assert list(tmp_path.iterdir()) == []
