"""Starting the real program in a data folder, and clients that behave badly."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.architecture.code_base import ROOT
from tests.setup.small_project import without_settings

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def start_program(data: Path, port: int, environ: Mapping[str, str] = MappingProxyType({}), **settings: str) -> subprocess.Popen[str]:
    """Begin `python -m serve` on this data folder with these settings (LIANGCHUANG_*) and other variables, its two outputs caught."""
    given = {f"LIANGCHUANG_{name.upper()}": value for name, value in {"data": str(data), "port": str(port), **settings}.items()}
    environment = {**without_settings(), "PYTHONUTF8": "1", **given, **environ}
    return subprocess.Popen(
        [sys.executable, "-m", "serve"], cwd=ROOT, env=environment, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@contextmanager
def serving(data: Path, port: int, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, once it listens, with the first line it printed; killed when the block ends."""
    process = start_program(data, port, **settings)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate()[1])
        yield process, line
    finally:
        process.kill()
        process.communicate()


def stop(process: subprocess.Popen[str]) -> int:
    """End it as the system does, and return its exit code."""
    process.terminate()
    return process.wait(timeout=30)


def trusting(data: Path) -> ssl.SSLContext:
    """What a client is told so that it trusts the node's own certificate."""
    return ssl.create_default_context(cafile=str(data / "tls" / "certificate.pem"))
