"""What a file would do, looked at before it is taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.pins import numbers_of
from actions.punches import BatchDraft, Counts, local_second, take_in
from devices.intake import Device, stated_span
from devices.reading import read_file
from rules.attendance import DAY_SECONDS
from rules.people import Actor
from rules.punches import ReadRow, collected_days, impossible, possible

SHOWN_ROWS = 12


@dataclass(frozen=True)
class Preview:
    """What a file would do. rows: its first lines; problems: the first of those that would be held back. covers: the days the file
    itself states; good: earliest and latest second of the rows that would count; until: the second up to which the file is complete
    unless somebody says otherwise. unknown: numbers that are nobody's at all, with the name in the file, and how many rows.
    """

    decoder: str
    counts: Counts
    rows: list[ReadRow]
    problems: list[ReadRow]
    covers: tuple[date, date] | None
    good: tuple[int, int] | None
    until: int | None
    unknown: list[tuple[str, str, int]]


@dataclass
class _Look:
    """What is seen of the rows as they go by."""

    installed: date
    received: int
    rows: list[ReadRow] = field(default_factory=list)
    problems: list[ReadRow] = field(default_factory=list)
    pins: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    good: tuple[int, int] | None = None
    days: Counter[int] = field(default_factory=Counter)

    def at(self, rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
        """The same rows, looked at."""
        span = possible(self.installed, self.received)
        for row in rows:
            if len(self.rows) < SHOWN_ROWS:
                self.rows.append(row)
            if row.problem or row.second not in span:
                self._note_problem(row)
            elif row.second is not None:
                first, last = self.good or (row.second, row.second)
                self.good = min(first, row.second), max(last, row.second)
                self.days[row.second // DAY_SECONDS] += 1
                self.pins[row.pin] += 1
                self.names.setdefault(row.pin, row.name)
            yield row

    def _note_problem(self, row: ReadRow) -> None:
        if len(self.problems) < SHOWN_ROWS:
            problem = row.problem or impossible(row.second or 0, self.installed, self.received)
            self.problems.append(row._replace(problem=problem))

    def until(self, stated: tuple[int, int] | None) -> int | None:
        """The end of the stated span, else of the last day for which the good rows speak; not beyond now."""
        if stated:
            return min(stated[1], self.received)
        spoken = collected_days(self.days)
        return min((spoken[-1][1] + 1) * DAY_SECONDS, self.received) if spoken else None


def preview_file(actor: Actor, device: Device, content: bytes, now: datetime) -> Preview:
    """Read a file to its end and write nothing. Raises as devices.intake.take_file."""
    file = read_file(content, device.mapping or None)
    look = _Look(device.installed, local_second(now))
    counts = take_in(actor, device, look.at(file.rows), BatchDraft("file", decoder=file.decoder), now, dry_run=True)
    mapped = numbers_of(device)
    unknown = [(pin, look.names[pin], count) for pin, count in look.pins.most_common() if pin not in mapped]
    return Preview(file.decoder, counts, look.rows, look.problems, file.covers, look.good, look.until(stated_span(file)), unknown)
