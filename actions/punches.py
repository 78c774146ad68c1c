"""Taking punches in: every row of a file or delivery is kept unchanged, once, and judged in the transaction that keeps it.

Rows that cannot be read or cannot be true are held back with a reason, never dropped. Source: docs/rules/attendance.md section 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import gt

from actions.changes import add, change, keep, transaction
from actions.changes_bulk import Bulk, in_pieces
from actions.prepared import Prepared
from actions.punches_judge import Span, cover, judge_new
from actions.punches_known import Key, clean, key_of, known_keys
from clock import STATION_ZONE, new_id
from models import Device, ImportBatch, PinHint, PinMap, RawPunch
from rules.attendance import DAY_SECONDS
from rules.errors import NotAllowed
from rules.people import Actor, Permission
from rules.punches import ReadRow, collected_days, day_of, impossible, possible

AT_ONCE = 16384
COLUMNS = ("device_id", "pin", "second", "status", "verify", "work_code", "raw_hex", "batch_id", "line", "state", "problem")
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)


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


def silent(_read: int) -> None:
    """Nobody watches."""


def take_in(actor: Actor, device: Device, rows: Iterable[ReadRow], batch: BatchDraft, now: datetime, dry_run: bool = False,
            progress: Callable[[int], None] = silent) -> Counts:
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
    return (EPOCH_START + timedelta(seconds=second)).replace(tzinfo=None).isoformat(" ")


def second_of(text: str) -> int:
    """The local second that `YYYY-MM-DD HH:MM[:SS]` names, or the beginning of a day. Raises ValueError.

    >>> second_of("1970-01-02 00:00")
    86400
    """
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH_START).total_seconds())


def _keep(actor: Actor, taking: _Taking, rows: Iterable[ReadRow], batch: BatchDraft, now: datetime,
          progress: Callable[[int], None]) -> Counts:
    stands = _batch_of_today(taking.device, batch, now)
    batch_id, above, bulk = stands.id if stands else new_id(), stands.read if stands else 0, Bulk(RawPunch, COLUMNS, now)
    for piece in in_pieces(rows, AT_ONCE):
        fresh = taking.fresh(piece)
        bulk.add((taking.device.id, pin, second, clean(row.status), clean(row.verify), clean(row.work_code), row.raw.hex(), batch_id,
                  above + row.line, _STATES.get(problem, "quarantined"), problem) for (pin, second), (row, problem) in fresh.items())
        progress(taking.counts.read)
    counts = taking.result()
    source = "said" if batch.complete_until is not None else _SAYS[batch.source]
    covered = cover(taking.device, _claims(taking, batch), source, batch_id, now)
    if not (counts.stored or counts.quarantined or covered):
        return counts
    counts.batch_id = batch_id
    if stands:
        change(_grown(stands, counts), actor, "punches.import", now)
    else:
        add(ImportBatch(id=batch_id, device_id=taking.device.id, source=batch.source, file_name=batch.file_name, file_hash=batch.file_hash,
                        decoder=batch.decoder, first=counts.first or "", last=counts.last or "", staff_id=actor.staff_id,
                        **{name: getattr(counts, name) for name in _COUNTED}), actor, "punches.import", now)
    bulk.close(actor, "punches.rows", now, batch_id)
    for pin, name in taking.names.items():
        keep(PinHint(device_id=taking.device.id, pin=pin, name=name))
    judge_new(taking.device, taking.punched, covered, now, f"import_batch:{batch_id}")
    return counts


_COUNTED = ("read", "stored", "duplicate", "quarantined", "unknown_pin", "out_of_order")


def _batch_of_today(device: Device, batch: BatchDraft, now: datetime) -> ImportBatch | None:
    """What a machine sends by itself in a day is one batch: it sends row by row, and hundreds of batches would say nothing."""
    if batch.source != "push":
        return None
    last: ImportBatch | None = ImportBatch.select().where((ImportBatch.device_id == device.id) & (ImportBatch.source == "push")).order_by(
        ImportBatch.id.desc()).first()
    return last if last is not None and last.created_at.date() == now.date() else None


def _grown(row: ImportBatch, counts: Counts) -> ImportBatch:
    """The batch with a further delivery counted in."""
    for name in _COUNTED:
        setattr(row, name, getattr(row, name) + getattr(counts, name))
    row.first = min(filter(None, (row.first, counts.first)), default="")
    row.last = max(row.last, counts.last or "")
    return row


_STATES = {"": "kept", "no_punch": "dismissed"}
"""How a row is kept, by its problem. Where the file itself says that nobody punched, there is nothing to look at."""
_SAYS = {"file": "file", "push": "contact", "pull": "contact"}
_KNOWN_FILE = Prepared(ImportBatch, lambda device_id, file_hash: ImportBatch.select(ImportBatch.id).where(
    (ImportBatch.device_id == device_id) & (ImportBatch.file_hash == file_hash)).limit(1))


def _claims(taking: _Taking, batch: BatchDraft) -> list[Span]:
    """The spans a delivery is complete for, never beyond now. A file that was taken in before claims nothing new by itself."""
    spans, latest = [batch.covers] if batch.covers else taking.good_spans(), taking.received
    if batch.complete_until is not None and spans:
        spans, latest = [*spans[:-1], (spans[-1][0], batch.complete_until)], min(latest, batch.complete_until)
    elif batch.covers is None and (batch.source != "file" or (batch.file_hash and _KNOWN_FILE.columns(taking.device.id, batch.file_hash))):
        return []
    return [(since, min(until, latest)) for since, until in spans if since < min(until, latest)]


@dataclass
class _Extent:
    """Earliest and latest of the moments seen so far; none yet where the latest lies before the earliest."""

    least: int = 0
    most: int = -1

    def __bool__(self) -> bool:
        return self.least <= self.most

    def widen(self, seconds: Sequence[int]) -> None:
        if seconds:
            least, most = min(seconds), max(seconds)
            self.least, self.most = (min(self.least, least), max(self.most, most)) if self else (least, most)


@dataclass
class _Taking:
    """The rows of one delivery as they go by: what is new, and what they add up to."""

    device: Device
    received: int
    counts: Counts = field(default_factory=Counts)
    punched: set[tuple[str, date]] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    all: _Extent = field(default_factory=_Extent)
    days: Counter[int] = field(default_factory=Counter)
    above: int | None = None

    def __post_init__(self) -> None:
        self.span = possible(self.device.installed, self.received)
        self.owners: dict[str, list[tuple[date, date | None, str]]] = {}
        for mapped in PinMap.select().where(PinMap.device_id == self.device.id):
            self.owners.setdefault(mapped.pin, []).append((mapped.valid_from, mapped.valid_to, mapped.staff_id))

    def fresh(self, piece: Sequence[ReadRow], seen: set[Key] | frozenset[Key] = frozenset()) -> dict[Key, tuple[ReadRow, str]]:
        """The rows of a piece that are not known yet, by their key, each with the reason to hold it back ("" for none)."""
        keys, span = [key_of(row) for row in piece], self.span
        good = [row.second for row in piece if row.second is not None and row.second in span and row.pin and not row.problem]
        self._note_times([row.second for row in piece if row.second is not None], good)
        known = known_keys(self.device.id, set(keys)) | seen
        read: dict[Key, tuple[ReadRow, str]] = {}
        for key, row in zip(keys, piece, strict=True):
            if key not in known and key not in read:
                read[key] = (row, row.problem or self._problem(row))
        self.counts.read += len(piece)
        self.counts.duplicate += len(piece) - len(read)
        for (pin, second), (row, problem) in read.items():
            if problem:
                self.counts.quarantined += 1
            else:
                self._note_stored(pin, day_of(second), row.name)
        return read

    def _problem(self, row: ReadRow) -> str:
        if row.second is None:
            return "bad_date"
        if row.second not in self.span:
            return impossible(row.second, self.device.installed, self.received)
        return "" if row.pin else "bad_pin"

    def _note_times(self, seconds: list[int], good: list[int]) -> None:
        self.all.widen(seconds)
        self.days.update([second // DAY_SECONDS for second in good])
        if good:
            self.counts.out_of_order += sum(map(gt, [good[0] if self.above is None else self.above, *good], good))
            self.above = good[-1]

    def _note_stored(self, pin: str, day: date, name: str) -> None:
        self.counts.stored += 1
        whose = next((staff_id for first, last, staff_id in self.owners.get(pin, ()) if first <= day and (last is None or day <= last)), "")
        if whose:
            self.punched.add((whose, day))
        else:
            self.counts.unknown_pin += 1
            if name.strip():
                self.names[pin] = clean(name.strip())

    def result(self) -> Counts:
        """The counts with the earliest and latest moment as text."""
        if self.all:
            self.counts.first, self.counts.last = second_text(self.all.least), second_text(self.all.most)
        return self.counts

    def good_spans(self) -> list[Span]:
        """The days of good rows for which they speak, as local seconds from midnight to midnight."""
        return [(first * DAY_SECONDS, (last + 1) * DAY_SECONDS) for first, last in collected_days(self.days)]
