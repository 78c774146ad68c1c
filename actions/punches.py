"""Taking punches in: every row of a file or delivery is kept unchanged, once, and judged in the transaction that keeps it.

Rows that cannot be read or cannot be true are held back with a reason, never dropped. Source: docs/rules/attendance.md section 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from peewee import SQL, Value, ValuesList, fn

from actions.changes import add, transaction
from actions.changes_bulk import Bulk, in_pieces
from actions.prepared import Prepared
from actions.punches_judge import Span, cover, day_of, judge_new
from clock import STATION_ZONE, new_id
from models import Device, ImportBatch, PinMap, RawPunch
from rules.attendance import DAY_SECONDS
from rules.errors import NotAllowed
from rules.people import Actor, Permission
from rules.punches import ReadRow, impossible

AT_ONCE = 4096
COLUMNS = ("device_id", "pin", "second", "status", "verify", "work_code", "raw", "batch_id", "line", "state", "problem")
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
Key = tuple[str, int]


@dataclass(frozen=True)
class BatchDraft:
    """Where rows come from. source: file, push or pull.

    covers: the local seconds (since inclusive, until exclusive) for which the source itself says that it is complete. complete_until:
    the local second up to which the person importing says so. With neither, a file speaks for its own days; a push or pull for none.
    """

    source: str
    file_name: str = ""
    file_hash: str = ""
    decoder: str = ""
    covers: Span | None = None
    complete_until: int | None = None


@dataclass
class Counts:
    """What taking in came to: read = stored + duplicate + quarantined. unknown_pin: stored rows without a person on that day.

    first, last: earliest and latest second that can be read in the file, also of rows held back or known, `YYYY-MM-DD HH:MM:SS`.
    out_of_order: good rows whose time lies before the good row above. batch_id: "" when nothing was written.
    """

    read: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    unknown_pin: int = 0
    first: str | None = None
    last: str | None = None
    out_of_order: int = 0
    batch_id: str = ""


def _silent(_read: int) -> None:
    """Nobody watches."""


def take_in(actor: Actor, device: Device, rows: Iterable[ReadRow], batch: BatchDraft, now: datetime, dry_run: bool = False,
            progress: Callable[[int], None] = _silent) -> Counts:
    """Keep every row of a device once, note what is covered, and judge what that changes; all of it or nothing.

    rows: walked once, piece by piece. A dry run counts the same and writes nothing. What is known already writes nothing, not even a
    batch. progress: told how many rows are done. Raises NotAllowed.
    """
    if not actor.may(Permission.ATTENDANCE_DEVICES):
        raise NotAllowed("punches")
    taking = _Taking(device, local_second(now))
    if dry_run:
        seen: set[Key] = set()
        for piece in in_pieces(rows, AT_ONCE):
            fresh = taking.fresh(piece, seen)
            seen.update(fresh)
            progress(taking.counts.read)
        return taking.result()
    with transaction():
        return _keep(actor, taking, rows, batch, now, progress)


def local_second(moment: datetime) -> int:
    """A moment as the station's wall clock shows it, in seconds since 1970-01-01 00:00:00."""
    return int((moment.astimezone(STATION_ZONE).replace(tzinfo=UTC) - EPOCH_START).total_seconds())


def second_text(second: int) -> str:
    """A local second as `YYYY-MM-DD HH:MM:SS`.

    >>> second_text(86399)
    '1970-01-01 23:59:59'
    """
    return f"{EPOCH_START + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}"


def _keep(actor: Actor, taking: _Taking, rows: Iterable[ReadRow], batch: BatchDraft, now: datetime,
          progress: Callable[[int], None]) -> Counts:
    batch_id, bulk = new_id(), Bulk(RawPunch, COLUMNS, now)
    for piece in in_pieces(rows, AT_ONCE):
        fresh = taking.fresh(piece)
        bulk.add((taking.device.id, pin, second, _clean(row.status), _clean(row.verify), _clean(row.work_code), row.raw.hex(), batch_id,
                  row.line, "quarantined" if problem else "kept", problem) for (pin, second), (row, problem) in fresh.items())
        progress(taking.counts.read)
    counts = taking.result()
    covered = cover(taking.device, _claim(taking, batch), "said" if batch.complete_until else _SAYS[batch.source], batch_id, now)
    if not (counts.stored or counts.quarantined or covered):
        return counts
    counts.batch_id = batch_id
    add(ImportBatch(id=batch_id, device_id=taking.device.id, source=batch.source, file_name=batch.file_name, file_hash=batch.file_hash,
                    decoder=batch.decoder, read=counts.read, stored=counts.stored, duplicate=counts.duplicate,
                    quarantined=counts.quarantined, unknown_pin=counts.unknown_pin, out_of_order=counts.out_of_order,
                    first=counts.first or "", last=counts.last or "", staff_id=actor.staff_id), actor, "punches.import", now)
    bulk.close(actor, "punches.rows", now, batch_id)
    judge_new(taking.device, taking.punched, covered, now, f"import_batch:{batch_id}")
    return counts


_SAYS = {"file": "file", "push": "contact", "pull": "contact"}
_KNOWN_FILE = Prepared(ImportBatch, lambda device_id, file_hash: ImportBatch.select(ImportBatch.id).where(
    (ImportBatch.device_id == device_id) & (ImportBatch.file_hash == file_hash)).limit(1))


def _claim(taking: _Taking, batch: BatchDraft) -> Span | None:
    """The span a delivery is complete for, never beyond now. A file that was taken in before claims nothing new by itself."""
    since, until = batch.covers or (taking.first_good_day(), taking.end_of_last_good_day())
    if batch.complete_until is not None:
        until = batch.complete_until
    elif batch.covers is None and (batch.source != "file" or (batch.file_hash and _KNOWN_FILE.columns(taking.device.id, batch.file_hash))):
        return None
    if since is None or until is None:
        return None
    until = min(until, taking.received)
    return (since, until) if since < until else None


@dataclass
class _Taking:
    """The rows of one delivery as they go by: what is new, and what they add up to."""

    device: Device
    received: int
    counts: Counts = field(default_factory=Counts)
    punched: set[tuple[str, date]] = field(default_factory=set)
    least: int | None = None
    most: int | None = None
    least_good: int | None = None
    most_good: int | None = None
    above: int | None = None

    def __post_init__(self) -> None:
        self.owners: dict[str, list[tuple[date, date | None, str]]] = {}
        for mapped in PinMap.select().where(PinMap.device_id == self.device.id):
            self.owners.setdefault(mapped.pin, []).append((mapped.valid_from, mapped.valid_to, mapped.staff_id))

    def fresh(self, piece: Sequence[ReadRow], seen: set[Key] | frozenset[Key] = frozenset()) -> dict[Key, tuple[ReadRow, str]]:
        """The rows of a piece that are not known yet, by their key, each with the reason to hold it back ("" for none)."""
        read: dict[Key, tuple[ReadRow, str]] = {}
        for row in piece:
            problem = row.problem if row.problem or row.second is None else impossible(row.second, self.device.installed, self.received)
            problem = problem or ("bad_date" if row.second is None else "" if row.pin else "bad_pin")
            self._note_time(row.second, not problem)
            read.setdefault(_key(row), (row, problem))
        for key in _known(self.device.id, list(read)):
            del read[key]
        for key in seen & read.keys():
            del read[key]
        self.counts.read += len(piece)
        self.counts.duplicate += len(piece) - len(read)
        for (pin, second), (_, problem) in read.items():
            if problem:
                self.counts.quarantined += 1
            else:
                self._note_stored(pin, day_of(second))
        return read

    def _note_time(self, second: int | None, good: bool) -> None:
        if second is None:
            return
        if self.least is None or second < self.least:
            self.least = second
        if self.most is None or second > self.most:
            self.most = second
        if good:
            if self.least_good is None or second < self.least_good:
                self.least_good = second
            if self.most_good is None or second > self.most_good:
                self.most_good = second
            self.counts.out_of_order += self.above is not None and second < self.above
            self.above = second

    def _note_stored(self, pin: str, day: date) -> None:
        self.counts.stored += 1
        whose = next((staff_id for first, last, staff_id in self.owners.get(pin, ()) if first <= day and (last is None or day <= last)), "")
        if whose:
            self.punched.add((whose, day))
        else:
            self.counts.unknown_pin += 1

    def result(self) -> Counts:
        """The counts with the earliest and latest moment as text."""
        self.counts.first = None if self.least is None else second_text(self.least)
        self.counts.last = None if self.most is None else second_text(self.most)
        return self.counts

    def first_good_day(self) -> int | None:
        """The midnight before the earliest good row, as a local second."""
        return None if self.least_good is None else self.least_good - self.least_good % DAY_SECONDS

    def end_of_last_good_day(self) -> int | None:
        """The midnight after the latest good row, as a local second."""
        return None if self.most_good is None else self.most_good - self.most_good % DAY_SECONDS + DAY_SECONDS


def _key(row: ReadRow) -> Key:
    """What tells a row of a device from all others: its PIN and second; where one of them cannot be read, a digest of its bytes."""
    if row.second is None or not row.pin:
        return _clean(row.pin), -(int.from_bytes(hashlib.sha256(row.raw).digest()[:8], "big") >> 2) - 1
    return _clean(row.pin), row.second


def _clean(text: str) -> str:
    """Text that both databases can keep: what stands for half a character or is NUL becomes U+FFFD (`raw` has the bytes)."""
    return text if text.isprintable() else text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _known(device_id: str, keys: Sequence[Key]) -> set[Key]:
    """Those of the keys that stand already, in one query on the unique index. A key is repeated up to a power of two, so that a dozen
    sizes serve all.
    """
    if not keys:
        return set()
    size = 1 << (len(keys) - 1).bit_length()
    padded = [*keys, *[keys[0]] * (size - len(keys))]
    values: list[str | int] = [value for key in padded for value in key]
    return set(_wanted(size).columns(*values, device_id))


@cache
def _wanted(size: int) -> Prepared[RawPunch]:
    """Which of so many (PIN, second) stand for a device. EXISTS keeps SQLite from walking the device's rows instead of the list."""

    def build(*slots: Any) -> Any:
        values: list[Any] = [Value(slot, converter=False) for slot in slots[:-1]]
        values[0], values[1] = values[0].cast("text"), values[1].cast("bigint")
        keys = [tuple(pair) for pair in zip(values[::2], values[1::2], strict=True)]
        wanted = ValuesList(keys, alias="wanted")
        same = (RawPunch.pin == wanted.c.column1) & (RawPunch.second == wanted.c.column2) & (RawPunch.device_id == slots[-1])
        return RawPunch.select(wanted.c.column1, wanted.c.column2).from_(wanted).where(fn.EXISTS(RawPunch.select(SQL("1")).where(same)))

    return Prepared(RawPunch, build, 2 * size + 1)
