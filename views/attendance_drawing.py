"""The day on one line: sessions, leave and passes as bars, punches as marks, the late part in red. Only geometry and words; the template
writes the SVG. Widths are in units of the drawing, which is WIDTH wide and scales with the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.attendance_day import DaySheet
from rules.attendance import EXCEPTIONS, MINUTE, Edge
from rules.attendance_facts import Cell
from rules.schedule import clock_text
from views.wording import attendance as words
from views.wording import attendance_pages as pages
from views.wording.dates import HALVES
from views.wording.leave import TYPES

WIDTH, MARGIN, HOUR = 760, 24, 3600
LABEL = 54  # the room a time needs below its mark
ROWS = 3


@dataclass(frozen=True)
class Bar:
    """A span on the line. kind: session, leave, late or away."""

    x: float
    width: float
    text: str
    kind: str


@dataclass(frozen=True)
class Mark:
    """A moment on the line. kind: ok, bad, corrected or unused; row: the line of labels, from 0; text: its label; said: the whole of it."""

    x: float
    text: str
    kind: str
    row: int
    said: str


@dataclass(frozen=True)
class Drawing:
    """The whole drawing. hours: (x, "8"); said: the same facts as a sentence for who does not see it."""

    hours: list[tuple[float, str]]
    bars: list[Bar]
    marks: list[Mark]
    title: str
    said: str

    @property
    def height(self) -> int:
        """High enough for the rows of labels that are used."""
        return 70 + 15 * max((mark.row for mark in self.marks), default=0)


def drawing_of(sheet: DaySheet) -> Drawing | None:
    """The drawing of a day; None where nothing was due and nobody punched."""
    edges = [minute * MINUTE for session in sheet.sessions for minute in (session.start_minute, session.end_minute)]
    edges += [one.at for one in sheet.evidence] + [minute * MINUTE for span in sheet.spans for minute in (span.start, span.end)]
    if not edges:
        return None
    first, last = (min(edges) - 1800) // HOUR * HOUR, -((-max(edges) - 1800) // HOUR) * HOUR
    scale = (WIDTH - 2 * MARGIN) / (last - first)

    def x(second: int) -> float:
        return round(MARGIN + (second - first) * scale, 1)

    bars = [Bar(x(start), round(x(end) - x(start), 1), text, kind) for start, end, text, kind in _spans(sheet)]
    step = HOUR if last - first <= 16 * HOUR else 2 * HOUR
    hours = [(x(second), str(second // HOUR % 24)) for second in range(first, last + 1, step)]
    marks = list(_in_rows((x(at), text, kind, said) for at, text, kind, said in _moments(sheet)))
    title = pages.DRAWING_TITLE.format(name=sheet.staff.name, day=sheet.day)
    said = pages.JOIN.join([*(bar.text for bar in bars if bar.text), *(mark.said for mark in marks)])
    return Drawing(hours, bars, marks, title, said)


def _spans(sheet: DaySheet) -> Iterator[tuple[int, int, str, str]]:
    for session in sheet.sessions:
        leave = sheet.leaves.get(session.half)
        text = pages.DRAWN_SESSION.format(half=HALVES[session.half], start=clock_text(session.start_minute),
                                          end=clock_text(session.end_minute))
        yield (session.start_minute * MINUTE, session.end_minute * MINUTE, f"{text} {TYPES.get(leave.type_code, '')}" if leave else text,
               "leave" if leave else "session")
    for span in sheet.spans:
        yield span.start * MINUTE, span.end * MINUTE, TYPES.get(span.type_code, ""), "leave"
    for finding in sheet.findings:
        if finding.state != "dismissed" and finding.to_minute > finding.from_minute:
            yield finding.from_minute * MINUTE, finding.to_minute * MINUTE, pages.FINDING_KINDS[finding.kind], "away"
    for cell in sheet.cells:
        yield from _off_hours(cell)


def _off_hours(cell: Cell) -> Iterator[tuple[int, int, str, str]]:
    """The part of a session that was missed at its ends."""
    for one in cell.used:
        if cell.late_seconds and one.edge is Edge.IN:
            yield one.due, one.at, pages.DRAWN_LATE.format(lasting=words.lasting(cell.late_seconds)), "late"
        if cell.early_seconds and one.edge is Edge.OUT:
            yield one.at, one.due, pages.DRAWN_EARLY.format(lasting=words.lasting(cell.early_seconds)), "late"


def _moments(sheet: DaySheet) -> Iterator[tuple[int, str, str, str]]:
    """Each punch and correction: when, label, kind and the whole of it in words."""
    off = {(cell.half, "in") for cell in sheet.cells if cell.late_seconds}
    off |= {(cell.half, "out") for cell in sheet.cells if cell.early_seconds}
    bad = {cell.half for cell in sheet.cells if cell.code in EXCEPTIONS}
    for one in sheet.evidence:
        at = words.moment(one.at)
        short = words.moment(one.at - one.at % MINUTE)
        if not one.edge:
            yield one.at, "" if one.why == "burst" else short, "unused", pages.DRAWN_UNUSED.format(at=at, why=words.UNUSED[one.why])
            continue
        kind = "corrected" if one.correction else "bad" if one.half in bad and (one.half, one.edge) in off else "ok"
        counts = (pages.BY_CORRECTION if one.correction else pages.COUNTS_FOR).format(half=HALVES[one.half], edge=pages.EDGES[one.edge])
        yield one.at, f"{short} {pages.OFF[one.edge]}" if kind == "bad" else short, kind, f"{at} {counts}"


def _in_rows(marks: Iterable[tuple[float, str, str, str]]) -> Iterator[Mark]:
    """Labels that would lie on each other go down a row, as far as there are rows."""
    ends = [0.0] * ROWS
    for place, text, kind, said in marks:
        row = next((number for number, end in enumerate(ends) if place >= end), ROWS - 1) if text else 0
        ends[row] = place + LABEL * (0 if not text else 1.5 if kind == "bad" else 1)
        yield Mark(place, text, kind, row, said)
