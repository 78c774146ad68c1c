"""How long do the pages of leave take? `python3 run.py bench pages` prints the tables of docs/performance.md.

Two centres of 200 people are made, one with 3 years of leave and one with 30, and served by the program itself, beside a bare
page of 200 rows on the same server. All are asked in turn within the same minutes, so that a busy machine slows all alike.
Takes about four minutes.
"""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.apparatus.centre import make_centre
from benchmarks.apparatus.clients import Client, milliseconds
from benchmarks.apparatus.people import PASSWORD
from benchmarks.apparatus.processes import free_port, machine, megabytes, program, resident_mb, running
from jobs import JOBS

DATABASE = "liangchuang.db"
YEARS, MORE_YEARS = 3, 30
ROUNDS = 60
CLIENTS = 50
LOAD_ROUNDS, LOAD_SECONDS = 3, 3.0
CLERKS = tuple(str(1001 + 9 * (number % 20) + 1 + number // 20) for number in range(CLIENTS))
"""Staff numbers of clerks of all twenty windows."""
SECTION_HEAD, PERSONNEL = ("1181",), ("1192",)
DRAFT = {"type_code": "annual", "start": "2026-07-29", "start_half": "pm", "end": "2026-08-03", "end_half": "am",
         "partner": "1185", "reason": "family matters", "destination": "the county town", "phone": "13812345678", "request_key": "preview"}


@dataclass(frozen=True)
class Page:
    """What is asked for, and who may: staff numbers, the clients take turns; none for the bare page."""

    name: str
    path: str
    numbers: Sequence[str] = ()
    form: Mapping[str, str] | None = None

    @property
    def method(self) -> str:
        """A page with a form is a preview, asked for as htmx does."""
        return "POST" if self.form else "GET"


BARE = Page("bare page of 200 rows", "/")
PAGES = (
    Page("home", "/today", CLERKS),
    Page("home of the section's head", "/today", SECTION_HEAD),
    Page("home of personnel", "/today", PERSONNEL),
    Page("my leave", "/leave", CLERKS),
    Page("approval list", "/leave/approvals", SECTION_HEAD),
    Page("team calendar, one window", "/leave/team", CLERKS),
    Page("team calendar, whole centre", "/leave/team", SECTION_HEAD),
    Page("preview of a request", "/leave/preview", CLERKS, DRAFT),
)


@dataclass
class Server:
    """One running server: its address, its process, its database, its clients by the staff number they are signed in as, its idle
    memory.
    """

    port: int
    pid: int
    database: Path
    idle: float | None = None
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, number: str = "") -> Client:
        """The client signed in as this person; without a number nobody is."""
        if number not in self.clients:
            self.clients[number] = Client(self.port)
            if number:
                self.clients[number].sign_in(number, PASSWORD)
        return self.clients[number]

    def time(self, page: Page) -> float:
        """One answer in milliseconds, the second of two, so that what is kept until something is written is there."""
        self.ask(page)
        return self.ask(page)

    def ask(self, page: Page) -> float:
        """One answer, in milliseconds."""
        number = page.numbers[0] if page.numbers else ""
        return milliseconds(self.client(number), page.method, page.path, page.form, bool(page.form))

    def time_after_write(self, page: Page) -> float:
        """One answer once something was written, so that nothing the program kept is given again."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=60)) as opened, opened:
            opened.execute("UPDATE unit SET version = version + 1 WHERE id = (SELECT MIN(id) FROM unit)")
        return self.ask(page)

    def rate(self, page: Page) -> float:
        """Answers a second to CLIENTS clients who ask without pause."""
        clients = [Client(self.port) for _ in range(CLIENTS)]
        for place, client in enumerate(clients):
            if page.numbers:
                known = self.client(page.numbers[place % len(page.numbers)])
                client.cookies, client.token = dict(known.cookies), known.token
        counts, stop = [0] * CLIENTS, time.monotonic() + LOAD_SECONDS

        def work(place: int) -> None:
            while time.monotonic() < stop:
                clients[place].ask(page.method, page.path, page.form, piece=bool(page.form))
                counts[place] += 1

        workers = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return sum(counts) / LOAD_SECONDS


@contextlib.contextmanager
def serving(data: Path, years: int) -> Iterator[Server]:
    """The program on a centre with so many years of leave, once its first round of jobs is done."""
    make_centre(data, years)
    port = free_port()
    with running(program(data, port), port) as pid:
        wait_for_jobs(data)
        yield Server(port, pid, data / DATABASE, resident_mb(pid))


def wait_for_jobs(data: Path) -> None:
    """Wait until every job has had its turn: at its start the program catches up, the backup included."""
    with contextlib.closing(sqlite3.connect(data / DATABASE, timeout=60)) as opened:
        while opened.execute("SELECT count(*) FROM job_run WHERE state <> 'running'").fetchone()[0] < len(JOBS):
            time.sleep(0.2)


@contextlib.contextmanager
def serving_bare(data: Path) -> Iterator[Server]:
    """The bare page, of the same rows."""
    port = free_port()
    with running(["-m", "benchmarks.floors.bare_list", str(data / DATABASE), str(port)], port) as pid:
        yield Server(port, pid, data / DATABASE, resident_mb(pid))


def print_times(bare: Server, centre: Server, larger: Server) -> None:
    """One answer at a time: medians of ROUNDS rounds, in each of which everything is asked once."""
    asked: list[tuple[Callable[[Page], float], Page]] = [(bare.time, BARE)]
    asked += [(time_it, page) for page in PAGES for time_it in (centre.time, centre.time_after_write, larger.time)]
    for time_it, page in asked:
        time_it(page)  # the first answer compiles the template
    found: list[list[float]] = [[] for _ in asked]
    for _ in range(ROUNDS):
        for taken, (time_it, page) in zip(found, asked, strict=True):
            taken.append(time_it(page))
    floor, *medians = [statistics.median(taken) for taken in found]
    print(f"Server time, one answer at a time, median of {ROUNDS} rounds:\n")
    print(f"| page | {YEARS} years, ms | of the bare page | after a write | of the bare page | {MORE_YEARS} years, ms | of {YEARS} years |")
    print(f"|---|---|---|---|---|---|---|\n| {BARE.name} | {floor:.1f} | 1.00 | | | | |")
    for page, few, written, many in zip(PAGES, medians[0::3], medians[1::3], medians[2::3], strict=True):
        print(f"| {page.name} | {few:.1f} | {few / floor:.2f} | {written:.1f} | {written / floor:.2f} | {many:.1f} | {many / few:.2f} |")


def print_rates(bare: Server, centre: Server, larger: Server) -> None:
    """CLIENTS clients at a time: medians of LOAD_ROUNDS rounds of LOAD_SECONDS."""
    asked = [(bare, BARE), *((server, page) for page in PAGES for server in (centre, larger))]
    found: list[list[float]] = [[] for _ in asked]
    for _ in range(LOAD_ROUNDS):
        for rates, (server, page) in zip(found, asked, strict=True):
            rates.append(server.rate(page))
    floor, *medians = [statistics.median(rates) for rates in found]
    print(f"\nAnswers a second to {CLIENTS} clients, median of {LOAD_ROUNDS} rounds of {LOAD_SECONDS:.0f} s:\n")
    print(f"| page | {YEARS} years | bare page / page | {MORE_YEARS} years |\n|---|---|---|---|")
    print(f"| {BARE.name} | {floor:.0f} | 1.00 | |")
    for page, few, many in zip(PAGES, medians[0::2], medians[1::2], strict=True):
        print(f"| {page.name} | {few:.0f} | {floor / few:.2f} | {many:.0f} |", flush=True)


def print_memory(bare: Server, centre: Server, larger: Server) -> None:
    """Resident memory in MB: before the first request, after the load, at most."""
    print("\n| memory, MB | idle | after the load | at most |\n|---|---|---|---|")
    for name, server in ((BARE.name, bare), (f"the program, {YEARS} years", centre), (f"the program, {MORE_YEARS} years", larger)):
        figures = (server.idle, resident_mb(server.pid), resident_mb(server.pid, "VmHWM"))
        print(f"| {name} | " + " | ".join(map(megabytes, figures)) + " |")


def main() -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        centre = stack.enter_context(serving(folder / "centre", YEARS))
        larger = stack.enter_context(serving(folder / "larger", MORE_YEARS))
        bare = stack.enter_context(serving_bare(folder / "centre"))
        print(machine() + "\n")
        print_times(bare, centre, larger)
        print_rates(bare, centre, larger)
        print_memory(bare, centre, larger)


if __name__ == "__main__":
    main()
