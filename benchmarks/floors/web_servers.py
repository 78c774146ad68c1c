"""The web servers that were compared, each serving the bare page: `python -m benchmarks.floors.web_servers NAME PORT [CERT KEY]`."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cheroot.wsgi
import waitress
from cheroot.ssl.builtin import BuiltinSSLAdapter

from benchmarks.floors.bare_page import create_bare_app
from tls import TlsFront, server_context

HOST = "127.0.0.1"
Certificate = tuple[str, str] | None


class LateHandshake(BuiltinSSLAdapter):
    """Shakes hands in the worker thread that reads the request, instead of in the one thread that accepts everybody."""

    def wrap(self, sock: Any) -> tuple[Any, dict[str, Any]]:
        wrapped = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


def serve_cheroot(port: int, certificate: Certificate) -> None:
    """As delivered, with 8 threads."""
    server: Any = cheroot.wsgi.Server((HOST, port), create_bare_app(), numthreads=8, request_queue_size=256)
    server.keep_alive_conn_limit = None
    if certificate:
        server.ssl_adapter = BuiltinSSLAdapter(*certificate)
    server.start()


def serve_guarded_cheroot(port: int, certificate: Certificate) -> None:
    """80 threads that may wait for clients, 8 of which may work; the TLS handshake in the worker thread."""
    app, turns = create_bare_app(), threading.BoundedSemaphore(8)

    def gated(environ: Any, start_response: Any) -> Any:
        with turns:
            return app(environ, start_response)

    server: Any = cheroot.wsgi.Server((HOST, port), gated, numthreads=80, request_queue_size=256)
    server.keep_alive_conn_limit = None
    if certificate:
        server.ssl_adapter = LateHandshake(*certificate)
    server.start()


def serve_waitress(port: int, certificate: Certificate) -> None:
    """8 threads; TLS is ended by our front."""
    if not certificate:
        waitress.serve(create_bare_app(), host=HOST, port=port, threads=8, connection_limit=1000)
        return
    front = TlsFront(HOST, port, server_context(Path(certificate[0]), Path(certificate[1])))
    inner = socket.create_server((HOST, 0))
    front.start(inner_port=inner.getsockname()[1])
    waitress.serve(front.name_clients(create_bare_app()), sockets=[inner], threads=8, connection_limit=1000)


SERVERS: dict[str, Callable[[int, Certificate], None]] = {
    "cheroot": serve_cheroot,
    "cheroot-guarded": serve_guarded_cheroot,
    "waitress": serve_waitress,
}

if __name__ == "__main__":
    name, port_text, *files = sys.argv[1:]
    SERVERS[name](int(port_text), (files[0], files[1]) if files else None)
