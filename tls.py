"""TLS for the web server: its certificate, and a front that ends TLS before it.

The web server (waitress) speaks no TLS. The front accepts TLS on the public address, and passes the plain bytes on to the
web server's loopback port. See docs/decisions/0001-web-server.md.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HANDSHAKE_SECONDS = 10
IDLE_SECONDS = 150  # longer than the web server's own limit, so that an idle connection is ended by the server
CHUNK_BYTES = 64 * 1024
VALID_DAYS = 3650  # every client has to be told to trust the certificate by hand, so it is made to last


class NoCertificate(Exception):
    """There is no certificate and none can be made, as the openssl command is absent or fails; the text is its own words."""


def own_certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """The node's self-signed certificate and its key in `folder`, made at the first call (key readable by its owner alone).

    It names this machine, localhost, 127.0.0.1 and `host`. Raises NoCertificate.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not certificate.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            _make_certificate(Path(made), host)
            Path(made, "pair").rename(folder)
    return certificate, key


def _make_certificate(made: Path, host: str) -> None:
    folder = made / "pair"
    folder.mkdir(mode=0o700)
    names = ",".join(dict.fromkeys(_alternative_name(name) for name in (socket.gethostname(), "localhost", "127.0.0.1", host)))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-sha256", "-nodes", "-days", str(VALID_DAYS),
               "-subj", "/CN=liangchuang", "-addext", f"subjectAltName={names}", "-addext", "extendedKeyUsage=serverAuth",
               "-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except OSError as error:
        raise NoCertificate(str(error)) from error
    except subprocess.CalledProcessError as error:
        raise NoCertificate(error.stderr) from error
    (folder / "key.pem").chmod(0o600)


def _alternative_name(name: str) -> str:
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 and later with this certificate. Raises OSError (ssl.SSLError is one) when the files cannot be used."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


class TlsFront:
    """Accepts TLS clients and carries their bytes to and from the web server behind it.

    `clients` maps the loopback port of each carried connection to the client's address, so that `name_clients` can tell the
    application who is calling: a request that did not come through the front is refused.
    """

    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        self.host = host
        self.port = port
        self.context = context
        self.clients: dict[int, str] = {}

    def name_clients(self, application: WSGIApplication) -> WSGIApplication:
        """Wrap a WSGI application so that REMOTE_ADDR is the TLS client's address."""

        def named(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            address = self.clients.get(int(environ["REMOTE_PORT"]))
            if address is None:
                start_response("403 Forbidden", [("Content-Length", "0")])
                return []
            environ["REMOTE_ADDR"] = address
            return application(environ, start_response)

        return named

    def start(self, inner_port: int) -> None:
        """Listen, in a thread of its own, and return once the address is taken. Raises OSError when it cannot be."""
        loop = asyncio.new_event_loop()
        self._inner_port = inner_port
        listening = asyncio.start_server(
            self._carry, self.host, self.port, ssl=self.context, ssl_handshake_timeout=HANDSHAKE_SECONDS, backlog=256
        )
        loop.run_until_complete(listening)
        threading.Thread(target=loop.run_forever, name="tls-front", daemon=True).start()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._inner_port)
        inner_port = inner_writer.get_extra_info("sockname")[1]
        self.clients[inner_port] = writer.get_extra_info("peername")[0]
        ways = [asyncio.ensure_future(_pump(reader, inner_writer)), asyncio.ensure_future(_pump(inner_reader, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            inner_writer.close()
            writer.close()
            del self.clients[inner_port]


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until the end, a broken connection, or IDLE_SECONDS without one byte getting through."""
    while True:
        async with asyncio.timeout(IDLE_SECONDS):
            data = await reader.read(CHUNK_BYTES)
        if not data:
            return
        writer.write(data)
        async with asyncio.timeout(IDLE_SECONDS):
            await writer.drain()
