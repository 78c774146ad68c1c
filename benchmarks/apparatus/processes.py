"""Servers as processes of their own: the program, the bare page; and the memory they take."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def running(arguments: list[str], port: int) -> Iterator[int]:
    """Run Python with these arguments until the block ends, which begins when the port answers; gives the process id."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.kill()
        process.wait()


def program(data: Path, port: int) -> list[str]:
    """What starts the program on a data folder."""
    return [str(ROOT / "run.py"), "--data", str(data), "--port", str(port)]


def resident_mb(pid: int, what: str = "VmRSS") -> float | None:
    """Memory of a process in MB, VmRSS now or VmHWM at most so far; None where the system does not tell it in /proc."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


def megabytes(amount: float | None) -> str:
    """As the tables show it."""
    return "-" if amount is None else f"{amount:.0f}"


def machine() -> str:
    """One line on what the figures were measured with."""
    described = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = re.findall(r"^model name\s*: (.*)$", described, re.MULTILINE) or [platform.machine()]
    return f"{os.cpu_count()} cores ({models[0]}), {platform.system()}, Python {platform.python_version()}"
