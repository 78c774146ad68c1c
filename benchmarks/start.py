"""How long does a start take, from the command to the first page? `python3 run.py bench start`.

Set-up is done before; each start is `run.py` on the same data folder. Prints the median and the worst of five, in seconds.
"""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.apparatus.processes import HOST, free_port, machine, program

STARTS = 5


def seconds_to_first_page(data: str) -> float:
    """Start the program, ask until a page comes, stop it."""
    port = free_port()
    begun = time.monotonic()
    with subprocess.Popen([sys.executable, *program(Path(data), port)], stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.01)
        taken = time.monotonic() - begun
        process.terminate()
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        first, *later = [seconds_to_first_page(data) for _ in range(STARTS + 1)]
    print(machine())
    print(f"empty data folder: {first:.2f} s; later starts: median {statistics.median(later):.2f} s, worst {max(later):.2f} s")


if __name__ == "__main__":
    main()
