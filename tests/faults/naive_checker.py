"""An independent look at a database file: every sum, cell, log line and hash reckoned again, with nothing of the program's own.

Each check returns what it finds wrong as sentences; faults_of asks them all. Plain SQL and plain loops on purpose.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Line = dict[str, Any]
HOLDING = {"handover", "pending", "approved", "running", "due_back", "overdue", "closed", "cancel_requested", "ended_early"}
RESERVED = {"handover", "pending"}
CALENDAR_TYPES = {"sick", "maternity", "home_visit"}
WORKED = {"workday": ("am", "pm"), "makeup": ("am", "pm"), "half_am": ("am",), "half_pm": ("pm",), "day_off": ()}


def faults_of(database: Path) -> list[str]:
    """Everything wrong in a database file; empty is good."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")  # one moment for all questions, also of a running node
        checks = (wrong_file, wrong_audit, wrong_change_log, wrong_cells, wrong_overlaps, wrong_balances, wrong_numbers, wrong_keys)
        return [f"{check.__name__}: {fault}" for check in checks for fault in check(connection)]


def lines(connection: sqlite3.Connection, statement: str) -> list[Line]:
    """Rows as dicts."""
    return [dict(row) for row in connection.execute(statement)]


def wrong_file(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong."""
    return [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]


def wrong_audit(connection: sqlite3.Connection) -> list[str]:
    """Hashes, links and numbers of the audit, and its end in the node's own row."""
    before, count, faults = "", 0, []
    for row in connection.execute("SELECT * FROM audit_row ORDER BY seq"):
        columns = dict(row)
        claimed, linked = columns.pop("hash"), columns.pop("prev_hash")
        count += 1
        digest = hashlib.sha256(json.dumps([before, columns], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        if (columns["seq"], linked, claimed) != (count, before, digest):
            faults.append(f"row {columns['seq']} is not number {count} of the chain")
        before = claimed
    end = lines(connection, "SELECT audit_seq, audit_hash FROM node_self")[0]
    return faults + ([] if end == {"audit_seq": count, "audit_hash": before} else [f"{count} rows, the node says {end['audit_seq']}"])


def wrong_change_log(connection: sqlite3.Connection) -> list[str]:
    """No gap in it; played from the beginning it gives exactly the tables; each version of a row stands once and has an audit row."""
    faults, state, versions = [], defaultdict[str, dict[str, Line]](dict), Counter[tuple[str, str]]()
    log = lines(connection, "SELECT * FROM change_log ORDER BY seq")
    if [row["seq"] for row in log] != list(range(1, len(log) + 1)):
        faults.append("the numbers have gaps")
    if connection.execute("SELECT next_seq FROM node_self").fetchone()[0] != len(log) + 1:
        faults.append("the node's next number is not the one after the last")
    for row in log:
        key = row["tbl"], row["pk"]
        if row["op"] == "D":
            state[row["tbl"]].pop(row["pk"], None)
            continue
        versions[key] += 1
        if row["ver"] != versions[key]:
            faults.append(f"{key} version {row['ver']} is logged as its {versions[key]}th")
        state[row["tbl"]][row["pk"]] = json.loads(row["body"])
    for table in sorted(state):
        if state[table] != {row["id"]: row for row in lines(connection, f"SELECT * FROM {table}")}:
            faults.append(f"{table} is not what the log says")
    return faults + _unaudited(connection, versions)


def _unaudited(connection: sqlite3.Connection, versions: Counter[tuple[str, str]]) -> list[str]:
    audited = Counter({(row["tbl"], row["row_id"]): row["n"] for row in lines(connection, (
        "SELECT tbl, row_id, count(*) AS n FROM audit_row WHERE after IS NOT NULL AND row_id <> '' GROUP BY tbl, row_id"))})
    single = {"leave_request", "leave_decision", "staff", "unit", "duty_hours"}
    return [f"{key} was written {count} times and audited {audited[key]} times" for key, count in versions.items()
            if key[0] in single and audited[key] != count]


def span_of(request: Line) -> list[tuple[str, str]]:
    """The half-days of a request from its first to its last, or to the half before the one it came back on."""
    day, last, found = date.fromisoformat(request["start"]), date.fromisoformat(request["end"]), []
    while day <= last:
        found += [(day.isoformat(), "am"), (day.isoformat(), "pm")]
        day += timedelta(days=1)
    end = (request["end"], request["end_half"])
    back = (request["back_day"], request["back_half"]) if request["state"] == "ended_early" else None
    return [half for half in found if (request["start"], request["start_half"]) <= half <= end and not (back and half >= back)]


def wrong_cells(connection: sqlite3.Connection) -> list[str]:
    """Each request that holds days has exactly its half-days, which count as the calendar says; the others have none."""
    kinds = dict(connection.execute("SELECT day, kind FROM calendar_day").fetchall())
    held, hours = defaultdict[str, Line](dict), Counter[str]()
    for row in lines(connection, "SELECT * FROM leave_cell"):
        held[row["request_id"]][row["day"], row["half"]] = row["counts"]
    for row in lines(connection, "SELECT * FROM leave_interval"):
        hours[row["request_id"]] += row["to_minute"] - row["from_minute"]
    faults = []
    for request in lines(connection, "SELECT * FROM leave_request"):
        cells, name = held.pop(request["id"], {}), f"{request['number']} ({request['state']})"
        wanted: Line = {}
        if request["state"] in HOLDING and not request["from_time"]:
            wanted = {half: int(request["type_code"] in CALENDAR_TYPES or half[1] in WORKED[kinds[half[0]]]) for half in span_of(request)}
        if cells != wanted:
            faults.append(f"{name} holds other half-days than its own")
        if request["state"] in HOLDING and (sum(wanted.values()), hours.pop(request["id"], 0)) != (request["halves"], request["minutes"]):
            faults.append(f"{name} says {request['halves']} halves and {request['minutes']} minutes, its days say otherwise")
    return faults + [f"{request_id} has days but is not there" for request_id in [*held, *hours]]


def wrong_overlaps(connection: sqlite3.Connection) -> list[str]:
    """Two active requests of one person never share a half-day or a minute."""
    taken, faults = defaultdict[tuple[str, str, str], list[tuple[int, int]]](list), []
    whole = [(row, 0, 24 * 60) for row in lines(connection, "SELECT * FROM leave_cell")]
    parts = [(row, row["from_minute"], row["to_minute"]) for row in lines(connection, "SELECT * FROM leave_interval")]
    for row, first, last in whole + parts:
        pieces = taken[row["staff_id"], row["day"], row["half"]]
        if any(first < other_last and other_first < last for other_first, other_last in pieces):
            faults.append(f"{row['staff_id']} is away twice on {row['day']} {row['half']}")
        pieces.append((first, last))
    return faults


def wrong_balances(connection: sqlite3.Connection) -> list[str]:
    """No pot below nothing or over what it was granted; each request has reserved or used exactly what it takes."""
    pots, granted = Counter[str](), Counter[str]()
    moved: dict[str, Counter[str]] = defaultdict(Counter)
    for row in lines(connection, "SELECT * FROM leave_entry"):
        pots[row["pot_id"]] += row["amount"]
        granted[row["pot_id"]] += row["amount"] if row["kind"] == "grant" else 0
        moved[row["request_id"]]["reserved" if row["kind"] in ("reserve", "release") else "used"] -= row["amount"]
    faults = [f"pot {pot} holds {amount} of {granted[pot]}" for pot, amount in pots.items() if not 0 <= amount <= granted[pot]]
    moved.pop("", None)
    for request in lines(connection, "SELECT * FROM leave_request"):
        takes = sum(take["amount"] for take in json.loads(request["takes"]))
        holds, state = request["state"] in HOLDING, request["state"]
        wanted = (takes if state in RESERVED else 0, takes if holds and state not in RESERVED else 0)
        sums = moved.pop(request["id"], Counter())
        if (sums["reserved"], sums["used"]) != wanted:
            faults.append(f"{request['number']} ({state}) has moved {dict(sums)}, not {wanted}")
        if request["type_code"] == "annual" and holds and takes != request["halves"]:
            faults.append(f"{request['number']} takes {takes} for {request['halves']} halves")
    return faults + [f"lines of {request_id}, which is not there" for request_id in moved]


def wrong_numbers(connection: sqlite3.Connection) -> list[str]:
    """The numbers of each year's requests have no gap."""
    years = defaultdict[str, list[int]](list)
    for (number,) in connection.execute("SELECT number FROM leave_request WHERE number IS NOT NULL ORDER BY number"):
        head, _, tail = number.rpartition("-")
        years[head].append(int(tail))
    return [f"{head}: {numbers}" for head, numbers in years.items() if sorted(numbers) != list(range(1, len(numbers) + 1))]


def wrong_keys(connection: sqlite3.Connection) -> list[str]:
    """What a form's key answers is there."""
    return [f"{key} answers {answer}" for key, answer in connection.execute(
        "SELECT key, answer_id FROM form_key WHERE length(answer_id) = 36 AND NOT EXISTS ("
        "SELECT 1 FROM change_log WHERE pk = answer_id) AND NOT EXISTS ("
        "SELECT 1 FROM leave_entry WHERE source_key LIKE 'taken:' || answer_id || '%')")]
