"""How long does attendance take? `python3 run.py bench attendance [ROUNDS]` prints the tables of docs/performance.md.

1,000 people and 250 days are made (benchmarks/apparatus/punches.py). In every round each thing is done in a process of its own, on a
copy of the same database, ours and what it is compared with in turn; the medians of the rounds are printed. Takes about half an hour.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from actions.attendance_inputs import people_between
from actions.attendance_judge import differences, judge_and_count
from actions.attendance_sums import live_lines
from actions.database import open_database
from actions.punches import BatchDraft, take_in
from benchmarks.apparatus.processes import ROOT, machine, resident_mb
from benchmarks.apparatus.punches import FIRST, LAST, NOW, PEOPLE, make_attendance
from benchmarks.floors import attendance as floor
from devices import read_file
from models import Device, PinMap, database
from rules.people import SYSTEM
from settings import load_settings

ROUNDS = 5
FILE = "1_attlog.dat"
MONTH = (date(2025, 3, 1), date(2025, 3, 31))
DAY = date(2025, 3, 4)
TIMES = 20  # a person-month is too short to be timed once


def import_ours(folder: Path) -> int:
    """Take the file in."""
    counts = take_in(SYSTEM, Device.get(), read_file((folder / FILE).read_bytes()).rows, BatchDraft("file", FILE, "x", "attlog"), NOW)
    return counts.read


def import_floor(folder: Path) -> int:
    """The floor's import."""
    return floor.import_file(folder / FILE, Device.get().id)


def rebuild_ours(_: Path) -> int:
    """Judge everything and store it with evidence."""
    return judge_and_count(FIRST, LAST, NOW, "bench")["changed"]


def rebuild_floor(_: Path) -> int:
    """The floor's rebuild."""
    return floor.rebuild()


def peers(_: Path) -> int:
    """The peers' loop."""
    return floor.peers({row.staff_id: row.pin for row in PinMap.select()})


def person_month(_: Path) -> int:
    """One person's month, loaded, judged and compared, TIMES times."""
    someone = people_between(*MONTH)[PEOPLE // 2].id
    for _time in range(TIMES):
        list(differences(*MONTH, someone))
    return TIMES


def everyone_day(_: Path) -> int:
    """Everybody on one day, loaded, judged and compared."""
    return sum(judged.cells for judged in differences(DAY, DAY))


def month_summary(_: Path) -> int:
    """The month of everybody, from the verdicts: sums of each person."""
    return len(live_lines(MONTH[0]))


STEPS: dict[str, Callable[[Path], int]] = {
    "import floor": import_floor, "import": import_ours, "import again": import_ours, "rebuild floor": rebuild_floor,
    "rebuild": rebuild_ours, "rebuild again": rebuild_ours, "person-month": person_month, "everyone, one day": everyone_day,
    "month summary": month_summary, "peers": peers,
}
WARMED = ("person-month", "everyone, one day", "month summary")
"""What a running program asks time and again, and has its SQL written for."""
ON_FRESH = {"import floor": "empty", "import": "empty", "rebuild floor": "punched", "rebuild": "punched", "peers": "punched"}
"""Which database a step begins on; the others go on with what the step before left."""


def step(name: str, folder: Path) -> None:
    """One step in this process; prints seconds, count and peak memory (MB) as JSON."""
    opened = open_database(load_settings({"LIANGCHUANG_DATA": str(folder), "LIANGCHUANG_CENTRE_CODE": "local"}))
    if name in WARMED:
        STEPS[name](folder)
    begun = time.perf_counter()
    count = STEPS[name](folder)
    taken = time.perf_counter() - begun
    opened.close()
    print(json.dumps({"seconds": taken, "count": count, "peak": resident_mb(os.getpid(), "VmHWM") or 0}))


def run_step(name: str, folder: Path, made: dict[str, Path]) -> dict[str, Any]:
    """One step in a process of its own."""
    if name in ON_FRESH:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made[ON_FRESH[name]], folder)
    done = subprocess.run([sys.executable, "-m", "benchmarks.attendance", "step", name, str(folder)], cwd=ROOT, check=True,
                          stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main(rounds: int) -> None:
    """All rounds, then the table."""
    with tempfile.TemporaryDirectory() as home:
        made = {"empty": Path(home) / "empty", "punched": Path(home) / "punched"}
        make_attendance(made["empty"])
        database.close()
        shutil.copytree(made["empty"], made["punched"])
        subprocess.run([sys.executable, "-m", "benchmarks.attendance", "step", "import floor", str(made["punched"])], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
        results: dict[str, list[dict[str, Any]]] = {name: [] for name in STEPS}
        for _ in range(rounds):
            for name in STEPS:
                results[name].append(run_step(name, Path(home) / "work", made))
        report(results, (made["empty"] / FILE).stat().st_size)


def report(results: dict[str, list[dict[str, Any]]], size: int) -> None:
    """The table of the medians, each beside what it is compared with."""
    seconds = {name: statistics.median(result["seconds"] for result in found) for name, found in results.items()}
    peak = {name: max(result["peak"] for result in found) for name, found in results.items()}
    lines = results["import"][0]["count"]
    person_days = PEOPLE * ((LAST - FIRST).days + 1)
    per_day = seconds["peers"] / (floor.PEER_PEOPLE * floor.PEER_DAYS)
    print(f"{machine()}; {lines:,} lines ({size / 2**20:.0f} MB), {person_days:,} person-days; medians of {len(results['import'])}\n")
    print("| what | seconds | compared with | peak memory, MB |\n|---|---|---|---|")
    for name, against in (("import", "import floor"), ("import again", ""), ("rebuild", "rebuild floor"), ("rebuild again", "")):
        beside = f"{seconds[name] / seconds[against]:.2f} x the floor of {seconds[against]:.1f}" if against else ""
        print(f"| {name} | {seconds[name]:.1f} | {beside} | {peak[name]:.0f} |")
    print(f"| cells written by the rebuild again | {sum(result['count'] for result in results['rebuild again'])} | | |")
    print(f"| import again, a million lines | {seconds['import again'] / lines * 1e6:.1f} | | |")
    print(f"| one person-month | {seconds['person-month'] / TIMES * 1000:.2f} ms | | |")
    print(f"| everyone, one day | {seconds['everyone, one day'] * 1000:.0f} ms | | |")
    print(f"| month summary of everybody | {seconds['month summary'] * 1000:.0f} ms | | |")
    print(f"| the peers' loop, extrapolated from {floor.PEER_PEOPLE} people | {per_day * person_days:.0f} | "
          f"{per_day * person_days / seconds['rebuild']:.0f} x ours | |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["step"]:
        step(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
