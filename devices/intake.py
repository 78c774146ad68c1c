"""A file that somebody brought from a machine: read by its content, kept row by row. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from actions.changes import FormStamp, once
from actions.pins import numbers_of
from actions.punches import BatchDraft, Counts, local_second, silent, take_in
from devices.reading import read_file
from models import Device as Device
from rules.attendance import DAY_SECONDS
from rules.errors import InvalidInput, Problem
from rules.people import Actor
from rules.punches import EPOCH, ReadRow, impossible, possible

SHOWN_ROWS = 12


def take_file(actor: Actor, device: Device, content: bytes, name: str, now: datetime, *, dry_run: bool = False,
              complete_until: int | None = None, mapping: Mapping[str, str] | None = None,
              progress: Callable[[int], None] = silent) -> tuple[str, Counts]:
    """Which form the file has, and what taking it in came to (actions/punches.py).

    complete_until: the local second up to which the person says the file is complete. mapping: columns of a table nobody knows;
    without one what is remembered of the device. Raises NotAllowed; InvalidInput as devices.read_file.
    """
    file = read_file(content, mapping if mapping is not None else device.mapping or None)
    draft = BatchDraft("file", name, hashlib.sha256(content).hexdigest(), file.decoder, seconds_of(file.covers), complete_until)
    return file.decoder, take_in(actor, device, file.rows, draft, now, dry_run, progress)


def seconds_of(days: tuple[date, date] | None) -> tuple[int, int] | None:
    """Days (inclusive) as local seconds, the first inclusive, the last exclusive."""
    if days is None:
        return None
    first, last = ((day.toordinal() - EPOCH) * DAY_SECONDS for day in days)
    return first, last + DAY_SECONDS


def check_complete(until: int | None, now: datetime) -> None:
    """Nobody can say that what has not happened yet is collected. Raises InvalidInput (complete_until, complete_in_future)."""
    if until is not None and until > local_second(now):
        raise InvalidInput(Problem("complete_until", "complete_in_future"))


@dataclass(frozen=True)
class Preview:
    """What a file would do. rows: the first lines; problems: the first of those that would be held back; covers: the days the file
    itself states; unknown: numbers that are nobody's at all, with the name the file has, and how many rows.
    """

    decoder: str
    counts: Counts
    rows: list[ReadRow]
    problems: list[ReadRow]
    covers: tuple[date, date] | None
    unknown: list[tuple[str, str, int]]


def preview_file(actor: Actor, device: Device, content: bytes, now: datetime) -> Preview:
    """Read a file to its end and write nothing. Raises as take_file."""
    file = read_file(content, device.mapping or None)
    first: list[ReadRow] = []
    problems: list[ReadRow] = []
    pins: Counter[str] = Counter()
    names: dict[str, str] = {}

    def looked_at() -> Iterator[ReadRow]:
        span = possible(device.installed, local_second(now))
        for row in file.rows:
            if len(first) < SHOWN_ROWS:
                first.append(row)
            if len(problems) < SHOWN_ROWS and (row.problem or row.second not in span):
                problems.append(row if row.problem or row.second is None else row._replace(
                    problem=impossible(row.second, device.installed, local_second(now))))
            if row.pin and not row.problem:
                pins[row.pin] += 1
                names.setdefault(row.pin, row.name)
            yield row

    counts = take_in(actor, device, looked_at(), BatchDraft("file", decoder=file.decoder), now, dry_run=True)
    mapped = numbers_of(device)
    unknown = [(pin, names[pin], count) for pin, count in pins.most_common() if pin not in mapped]
    return Preview(file.decoder, counts, first, problems, file.covers, unknown)


def confirm_file(actor: Actor, device: Device, content: bytes, name: str, complete_until: int | None, now: datetime, stamp: FormStamp,
                 progress: Callable[[int], None]) -> str:
    """Take a file in once under a form's key; returns the counts as JSON. Raises as take_file, and KeyReused."""

    def make() -> str:
        decoder, counts = take_file(actor, device, content, name, now, complete_until=complete_until, progress=progress)
        return json.dumps({"decoder": decoder, "device": device.id, **asdict(counts)}, sort_keys=True)

    return once(actor, stamp, now, make)
