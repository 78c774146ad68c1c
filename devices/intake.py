"""A file that somebody brought from a machine: read by its content, kept row by row. Source: docs/rules/attendance.md section 1."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from actions.changes import FormStamp, once
from actions.punches import BatchDraft, Counts, local_second, silent, take_in
from devices.reading import read_file
from devices.rows import ReadFile
from models import Device as Device
from rules.attendance import DAY_SECONDS
from rules.errors import InvalidInput, Problem
from rules.people import Actor
from rules.punches import midnight


def take_file(actor: Actor, device: Device, content: bytes, name: str, now: datetime, *, dry_run: bool = False,
              complete_until: int | None = None, mapping: Mapping[str, str] | None = None,
              progress: Callable[[int], None] = silent) -> tuple[str, Counts]:
    """Which form the file has, and what taking it in came to (actions/punches.py).

    complete_until: the local second up to which the person says the file is complete. mapping: columns of a table nobody knows;
    without one what is remembered of the device. Raises NotAllowed; InvalidInput as devices.read_file.
    """
    file = read_file(content, mapping if mapping is not None else device.mapping or None)
    draft = BatchDraft("file", name, hashlib.sha256(content).hexdigest(), file.decoder, stated_span(file), complete_until)
    return file.decoder, take_in(actor, device, file.rows, draft, now, dry_run, progress)


def stated_span(file: ReadFile) -> tuple[int, int] | None:
    """The local seconds for which a file states that it is complete: its period, not beyond the moment in it at which it was made."""
    if file.covers is None:
        return None
    first, last = map(midnight, file.covers)
    until = last + DAY_SECONDS
    return first, min(until, file.made) if file.made is not None and file.made > first else until


def check_complete(until: int | None, now: datetime) -> None:
    """Nobody can say that what has not happened yet is collected. Raises InvalidInput (complete_until, complete_in_future)."""
    if until is not None and until > local_second(now):
        raise InvalidInput(Problem("complete_until", "complete_in_future"))


def confirm_file(actor: Actor, device: Device, content: bytes, name: str, complete_until: int | None, now: datetime, stamp: FormStamp,
                 progress: Callable[[int], None]) -> str:
    """Take a file in once under a form's key; returns the counts as JSON. Raises as take_file, and KeyReused."""

    def make() -> str:
        decoder, counts = take_file(actor, device, content, name, now, complete_until=complete_until, progress=progress)
        return json.dumps({"decoder": decoder, "device": device.id, **asdict(counts)}, sort_keys=True)

    return once(actor, stamp, now, make)
