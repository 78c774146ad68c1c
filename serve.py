"""Web server and scheduler of one node in one process: `python3 run.py`, after set-up, becomes `python -m serve`.

The server was chosen by measuring: docs/decisions/0001-web-server.md.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

import waitress

from actions.database import DatabaseUnreadable, migrate
from actions.datalock import DataLocked, serving
from app import create_app
from devices.iclock import LIMIT
from jobs import build_scheduler
from settings import Settings, SettingsFault, load_settings
from tls import NoCertificate, TlsFront, own_certificate, server_context
from views.wording import setup

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 8
DEVICE_THREADS = 4
DEVICE_PATHS = "/iclock/"
DEVICE_BYTES = 4 * LIMIT  # read, so that what is above the limit is told so before the connection ends
CONNECTIONS = 1000  # open at once; a waiting browser costs a few kilobytes, not a thread


class Dispatcher(Protocol):
    """The threads of a server."""

    def shutdown(self) -> bool:
        """Finish what was begun, take nothing new."""


class Server(Protocol):
    """What we need of waitress, which carries no types."""

    task_dispatcher: Dispatcher

    def run(self) -> None:
        """Serve until SystemExit or KeyboardInterrupt in this thread, then finish what was begun."""


def main() -> int:
    """Serve until SIGTERM or Ctrl+C. Returns 0 after a clean end, 1 when it cannot start (the reason is on standard error)."""
    try:
        settings = load_settings(os.environ)
        with serving(settings):
            return serve(settings)
    except SettingsFault as fault:
        return refuse(setup.settings_fault(fault.faults))
    except DataLocked:
        return refuse(setup.ALREADY_SERVED.format(data=settings.data))


def serve(settings: Settings) -> int:
    """Serve this data folder, which is ours alone, until the end. Returns what main returns."""
    try:
        app = create_app(settings)
        migrate(settings, app.config["CLOCK"]())
        server = build_server(app, settings)
    except DatabaseUnreadable as trouble:
        return refuse(setup.DATABASE_UNREADABLE.format(reason=trouble, data=settings.data))
    except NoCertificate as trouble:
        return refuse(setup.NO_CERTIFICATE.format(reason=trouble))
    except OSError as trouble:
        return refuse(setup.CANNOT_LISTEN.format(host=settings.host, port=settings.port, reason=trouble))
    try:
        machines = build_device_server(app, settings) if settings.device_port else None
    except OSError as trouble:
        return refuse(setup.CANNOT_LISTEN.format(host=settings.host, port=settings.device_port, reason=trouble))
    signal.signal(signal.SIGTERM, end)
    scheduler = build_scheduler(settings)
    scheduler.start()
    if machines:
        threading.Thread(target=machines.run, name="machines", daemon=True).start()
    try:
        print(setup.SERVING.format(address=public_address(settings), data=settings.data, option=data_option(settings)), flush=True)
        server.run()
    finally:
        scheduler.shutdown()
        if machines:
            machines.task_dispatcher.shutdown()
    return 0


def build_server(app: WSGIApplication, settings: Settings) -> Server:
    """The web server, already listening; with tls behind a front that ends TLS. Raises NoCertificate, OSError."""
    if not settings.tls:
        return limited_server(app, host=settings.host, port=settings.port)
    inner = socket.create_server(("127.0.0.1", 0))
    front = TlsFront(settings.host, settings.port, server_context(*certificate_of(settings)))
    front.start(inner_port=inner.getsockname()[1])
    return limited_server(front.name_clients(app), sockets=[inner], url_scheme="https")


def build_device_server(app: WSGIApplication, settings: Settings) -> Server:
    """The port of attendance machines, already listening: plain, and for nothing else. Bodies stay in memory, as they may hold what is
    never kept. Raises OSError.
    """
    return limited_server(machines_only(app), host=settings.host, port=settings.device_port, threads=DEVICE_THREADS,
                          max_request_body_size=DEVICE_BYTES, inbuf_overflow=DEVICE_BYTES)


def machines_only(app: WSGIApplication) -> WSGIApplication:
    """The application as far as machines may ask for it; everything else is not found."""

    def narrowed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(DEVICE_PATHS):
            return app(environ, start_response)
        start_response("404 Not Found", [("Content-Length", "0")])
        return []

    return narrowed


def limited_server(app: WSGIApplication, **more: object) -> Server:
    """waitress with our limits; more: where it listens, and other limits. Raises OSError when the address cannot be taken."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it would warn of every request that waits its turn
    limits = {"threads": THREADS, "connection_limit": CONNECTIONS, "backlog": CONNECTIONS, "ident": "",
              "asyncore_use_poll": os.name == "posix", **more}
    server: Server = waitress.create_server(app, **limits)
    return server


def certificate_of(settings: Settings) -> tuple[Path, Path]:
    """The certificate and key that the settings name, else the node's own, made at the first start. Raises NoCertificate."""
    if settings.tls_certificate:
        return Path(settings.tls_certificate), Path(settings.tls_key)
    return own_certificate(settings.data / "tls", settings.host)


def public_address(settings: Settings) -> str:
    """What a colleague types into the browser: this machine's name when the server listens on every address."""
    host = socket.gethostname() if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # compared, not bound
    return f"{'https' if settings.tls else 'http'}://{host}:{settings.port}"


def data_option(settings: Settings) -> str:
    """What stands before the word `flask` so that a command finds this data folder: nothing for the usual one."""
    usual = Path(__file__).resolve().parent / "data"
    path = str(settings.data)
    return "" if settings.data == usual else f'--data "{path}" ' if " " in path else f"--data {path} "


def end(_number: int, _frame: object) -> NoReturn:
    """SIGTERM ends the server like Ctrl+C."""
    raise SystemExit(0)


def refuse(reason: str) -> int:
    """Say on standard error why the program does not start."""
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
