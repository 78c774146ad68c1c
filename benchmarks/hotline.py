"""How long does the hotline take? `python3 run.py bench hotline [SIZES]` prints the tables of docs/performance.md.

For each number of calls (100,000 and 1,000,000) a centre is made (benchmarks/apparatus/complaints.py). Everything is asked in turn
within each round, beside a complaint found by its primary key on the same data. Making a million takes a quarter of an hour.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from actions.capture import column_values
from actions.changes import find
from actions.complaint import CallDraft, log_call
from actions.complaint_alike import alike_to
from actions.complaint_book import complaints_of
from actions.complaint_lists import earlier_of
from actions.complaint_search import search
from actions.complaint_sums import compared
from actions.database import open_database
from actions.people import actor_of
from benchmarks.apparatus.centre import NOW
from benchmarks.apparatus.complaints import make_hotline, words_of
from benchmarks.apparatus.processes import ROOT, machine
from clock import new_id, station_now
from models import Complaint, ComplaintCaller, Staff, database
from rules.complaint import Kind
from rules.complaint_book import Asked
from rules.complaint_sums import month_of
from rules.people import Actor
from settings import load_settings

SIZES = (100_000, 1_000_000)
ROUNDS = 12
MONITOR = "1185"
FLOOR, BARE_SAVE = "primary key", "bare insert"
TODAY = NOW.date()
MONTH = TODAY.replace(month=5, day=1)


def queries() -> dict[str, str]:
    """What is searched for: words of two and four signs, common, rare, and in no text."""
    known = words_of().known
    common, rare, none = known[0], known[-1], chr(0x9FA0) * 2
    return {"2 signs, common": common, "2 signs, rare": rare, "2 signs, none": none, "4 signs, common": common + known[1],
            "4 signs, rare": common + known[-2], "4 signs, none": rare + known[-3], "1 sign, common": common[0],
            "two words": f"{common} {known[2]}"}


def asked(actor: Actor) -> dict[str, Callable[[], object]]:
    """Everything that is measured inside the program."""
    ids = [row.id for row in Complaint.select(Complaint.id).limit(5000)]
    caller = ComplaintCaller.get()
    about = Complaint.get(Complaint.track != "")
    draft = CallDraft(Kind.COMPLAINT, about.content, unit_id=about.unit_id, phone="13800000000", demand=about.demand)
    found: dict[str, Callable[[], object]] = {
        FLOOR: lambda: find(Complaint, random.choice(ids)),  # noqa: S311  # any of them
        "list": lambda: complaints_of(actor, TODAY), "list of all": lambda: complaints_of(actor, TODAY, Asked(all=True)),
        "earlier calls of a number": lambda: earlier_of(actor, caller.phone, TODAY),
        "calls that are alike": lambda: alike_to(actor, TODAY, caller.phone, about.unit_id, about.content),
        "figures of a month": lambda: compared(actor, month_of(MONTH), TODAY),
        BARE_SAVE: lambda: bare_insert(about), "save": lambda: log_call(actor, draft, NOW),
    }
    for name, query in queries().items():
        found[f"search, {name}"] = lambda query=query: search(actor, query, TODAY)  # type: ignore[misc]  # a loop's own value
    return found


def bare_insert(like: Complaint) -> None:
    """The least a save can be: one row of the same table with the same triggers, committed."""
    values = {**column_values(like), "id": new_id(), "number": new_id()}
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    with database.atomic():
        database.execute_sql(f"INSERT INTO complaint ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608  # our own names


def step(folder: Path) -> None:
    """Measure inside the program on one data folder; prints milliseconds by name as JSON."""
    opened = open_database(load_settings({"LIANGCHUANG_DATA": str(folder)}))
    actor = actor_of(Staff.get(Staff.number == MONITOR), TODAY, "bench")
    everything = asked(actor)
    times: dict[str, list[float]] = {name: [] for name in everything}
    for _ in range(ROUNDS + 1):
        for name, ask in everything.items():
            begun = time.perf_counter()
            ask()
            times[name].append((time.perf_counter() - begun) * 1000)
    opened.close()
    print(json.dumps({name: statistics.median(taken[1:]) for name, taken in times.items()}))


def main(sizes: Sequence[int]) -> None:
    """Make the centres, measure, print the table."""
    with tempfile.TemporaryDirectory() as home:
        folders = [Path(home) / str(size) for size in sizes]
        for folder, size in zip(folders, sizes, strict=True):
            make_hotline(folder, size)
            database.close()
        report(sizes, folders)


def report(sizes: Sequence[int], folders: Sequence[Path]) -> None:
    """The table: each thing with its milliseconds, beside the floor of its column, and the last column beside the first."""
    found = []
    for folder in folders:
        done = subprocess.run([sys.executable, "-m", "benchmarks.hotline", "step", str(folder)], cwd=ROOT, check=True,
                              stdout=subprocess.PIPE, text=True)
        found.append(json.loads(done.stdout))
    megabytes = [round((folder / "liangchuang.db").stat().st_size / 2**20) for folder in folders]
    print(f"{machine()}, {station_now().date()}; medians of {ROUNDS} rounds\n")
    heads = [f"{size:,} calls ({large} MB), ms | of the floor" for size, large in zip(sizes, megabytes, strict=True)]
    print(f"| what | {' | '.join(heads)} | last of first |\n|{'---|' * (2 * len(sizes) + 2)}")
    for name in found[0]:
        floor = BARE_SAVE if name == "save" else FLOOR
        cells = [f"{times[name]:.2f} | {times[name] / times[floor]:.1f}" for times in found]
        print(f"| {name} | {' | '.join(cells)} | {found[-1][name] / found[0][name]:.2f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["step"]:
        step(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["kept"]:
        report([int(Path(folder).name) for folder in sys.argv[2:]], [Path(folder) for folder in sys.argv[2:]])
    else:
        main([int(size) for size in sys.argv[1:]] or SIZES)
