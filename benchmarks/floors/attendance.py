"""What judging attendance is measured against, on the same file and tables (benchmarks/attendance.py runs it).

rebuild: reads the same rows and writes as many rows into the verdict table, with the same triggers, without judging anything.
import_file: splits the lines of the file and inserts them by the same key, ignoring what is there, with the same triggers on the table.
peers: the loop that peers use, a query and a save for each person-day, on as many people as PEER_PEOPLE.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.apparatus.punches import DAYS, FIRST, NOW
from clock import new_id
from models import LeaveCell, RawPunch, Staff, Verdict, database
from rules.punches import midnight

PEER_PEOPLE, PEER_DAYS = 40, 25
PIECE = 5000
PUNCH = ("device_id", "pin", "second", "status", "verify", "work_code", "raw_hex", "batch_id", "line", "state", "problem")
FACTS = ('{"due":[["in",30600],["out",43200]],"used":[["in",30120,"01a21e72-4966-7e1c-ad34-7082801afd10","punch"],'
         '["out",43290,"01a21e72-4966-7e1c-ad34-7082801afd11","punch"]],"unused":[]}')
MOMENT = NOW.isoformat(timespec="milliseconds")


def rebuild() -> int:
    """Read every punch and leave cell by person and time; write two verdicts for each person-day."""
    read = sum(1 for _ in database.execute_sql("SELECT device_id, pin, second, id, status FROM raw_punch ORDER BY device_id, pin, second"))
    read += sum(1 for _ in database.execute_sql("SELECT staff_id, day, half, request_id FROM leave_cell ORDER BY staff_id, day"))
    with database.atomic():
        _insert("verdict", ("staff_id", "day", "half", "code", "late", "early", "rule", "rule_version", "facts"), _verdicts())
    return read


def _verdicts() -> Iterator[tuple[Any, ...]]:
    ids = [row.id for row in Staff.select(Staff.id)]
    for number in range(DAYS):
        day = (FIRST + timedelta(days=number)).isoformat()
        for staff_id in ids:
            for half in ("am", "pm"):
                yield staff_id, day, half, "normal", 0, 0, "normal", "2004-01-01", FACTS


def import_file(file: Path, device_id: str) -> int:
    """Every line into the table of punches, as good as it can be without looking at it twice."""
    before = RawPunch.select().count()
    known = {(pin, second) for pin, second in database.execute_sql("SELECT pin, second FROM raw_punch")}
    with database.atomic():
        _insert("raw_punch", PUNCH, _lines(file, device_id, known))
    return RawPunch.select().count() - before


def _lines(file: Path, device_id: str, known: set[tuple[str, int]]) -> Iterator[tuple[Any, ...]]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            pin, moment, _, status, verify, work_code = line.decode().rstrip("\n").split("\t")
            second = midnight(date.fromisoformat(moment[:10])) + int(moment[11:13]) * 3600 + int(moment[14:16]) * 60 + int(moment[17:])
            key = (pin.strip(), second)
            if key not in known:
                known.add(key)
                yield device_id, *key, status, verify, work_code, line.hex(), "floor", number, "kept", ""


def _insert(table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(("id", "centre", "version", "created_at", "updated_at", *columns))
    marks = ", ".join("?" * (len(columns) + 5))
    while piece := [(new_id(), "local", 1, MOMENT, MOMENT, *row) for row in islice(rows, PIECE)]:
        database.obj.connection().executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", piece)  # noqa: S608  # names of our own


def peers(pins: dict[str, str]) -> int:
    """For each person and day a query of punches and of leave, a look for the attendance, a save. pins: staff id -> PIN."""
    done = 0
    for staff_id, pin in list(pins.items())[:PEER_PEOPLE]:
        for number in range(PEER_DAYS):
            day = FIRST + timedelta(days=number)
            punches = list(RawPunch.select().where((RawPunch.pin == pin) & RawPunch.second.between(midnight(day), midnight(day) + 86399))
                           .order_by(RawPunch.second))
            for half in ("am", "pm"):
                leave = LeaveCell.get_or_none((LeaveCell.staff_id == staff_id) & (LeaveCell.day == day) & (LeaveCell.half == half))
                found = Verdict.get_or_none((Verdict.staff_id == staff_id) & (Verdict.day == day) & (Verdict.half == half))
                row = found or Verdict(staff_id=staff_id, day=day, half=half, centre="local", created_at=NOW)
                row.code = "leave" if leave else "normal" if len(punches) >= 4 else "missing_in"
                row.rule, row.rule_version, row.facts, row.updated_at = row.code, "2004-01-01", FACTS, NOW
                row.save(force_insert=found is None)
            done += 1
    return done
