"""Card sheets: a block for each person, days across, several HH:MM in a cell. Deli and ZK self-service machines.

Source: docs/rules/attendance-files.md section 8. A line of day numbers, over all people or over each; lines of cells below a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from devices.grids import Grid, Line
from devices.headings import WORDS, loose, loose_set
from devices.moments import DAY, FIRST_DAY, clock_seconds, day_number, plain
from devices.rows import BAD_DATE, BAD_LINE, BAD_PIN, refused, tidy_pin
from rules.punches import ReadRow

TITLE_WITHIN = 6
PERIOD_WITHIN = 10
PERSON_WITHIN = 100
_DAY = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_PERIOD = re.compile(rf"({_DAY})(?:\s*(?:~|--?|\u2014|\u2013)\s*((?:\d{{4}}[-/.])?\d{{1,2}}[-/.]\d{{1,2}}))?(?!\d)")
_SLASHES = re.compile("[/.]")
_SPREAD = [r"\s*".join(map(re.escape, label.replace(" ", ""))) for label in WORDS["card_labels"]["period"]]
_PERIOD_LABEL = re.compile("|".join(_SPREAD), re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_SEPARATORS = re.compile(rf"[\s,;|{re.escape(WORDS['separators'])}]+")
_LABELS: Mapping[str, frozenset[str]] = {code: loose_set(texts) for code, texts in WORDS["card_labels"].items()}
_STOPS = re.compile("|".join(map(re.escape, WORDS["card_labels"]["stops"])), re.IGNORECASE)
_MADE = re.compile(rf"(?:{_STOPS.pattern})\D{{0,12}}({_DAY})(?!\d)(?:[ T]+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?))?"
                   r"(?![\d:]|\s*[~\u2014\u2013-]|\s+\d)", re.IGNORECASE)
"""A moment behind such a word, and no span of days."""
_NUMBER = re.compile("[0-9A-Za-z]")
_ALL_LABELS: frozenset[str] = frozenset().union(*_LABELS.values())
_WEEKDAYS = loose_set(WORDS["weekdays"])

Period = tuple[date, date]


def decoder_of_cards(grid: Grid) -> str:
    """"deli" or "zk_self" by the sheet's name or title, whatever the spaces between its characters, and a person under it; else ""."""
    names = titles_of(grid)
    decoder = next((decoder for decoder, titles in WORDS["cards"].items() if loose_set(titles) & names), "")
    people = (_value([text.strip() for text in line.cells], "pin") for line in grid.top(PERSON_WITHIN))
    return decoder if any(_NUMBER.search(pin) for pin in people) else ""


def titles_of(grid: Grid) -> set[str]:
    """The sheet's name and what stands alone in one of its first lines."""
    alone = [[text for text in line.cells if text.strip()] for line in grid.top(TITLE_WITHIN)]
    return {loose(grid.name), *(loose(texts[0]) for texts in alone if len(texts) == 1)}


def period_of(grid: Grid) -> Period | None:
    """The period that one of the first lines states behind its label."""
    return next((period for line in grid.top(PERIOD_WITHIN) if (period := _period_in(line.cells))), None)


def made_at(lines: Iterable[Line]) -> int | None:
    """The local second at which one of the lines says that the file was made; of a day alone its end. None when none says so."""
    for line in lines:
        found = _MADE.search(plain(" ".join(text.strip() for text in line.cells if text.strip())))
        day = day_number(_SLASHES.sub("-", found.group(1))) if found else None
        if found and day is not None:
            clock = clock_seconds(found.group(2)) if found.group(2) else DAY
            return None if clock is None else day * DAY + clock
    return None


def period_stated(lines: Iterator[Line], before: int) -> Period | None:
    """The period stated above the headings of a table."""
    return next((period for line in lines if line.number < before and (period := _period_in(line.cells))), None)


def _period_in(cells: list[str]) -> Period | None:
    joined = unicodedata.normalize("NFKC", " ".join(text.strip() for text in cells if text.strip()))
    label = _PERIOD_LABEL.search(joined)
    found = _PERIOD.search(plain(_STOPS.split(joined[label.end():])[0])) if label else None
    if not found:
        return None
    first, last_text = day_number(found.group(1)), found.group(2) or found.group(1)
    last = day_number(_SLASHES.sub("-", last_text if last_text[:4].isdigit() else f"{found.group(1)[:4]}-{last_text}"))
    if first is None or last is None:
        return None
    start, end = date.fromordinal(first + FIRST_DAY), date.fromordinal(last + FIRST_DAY)
    return (start, end) if start <= end else None


@dataclass
class _Block:
    """Where reading stands: whose lines these are and which day is in which column. over_all: one line of days for everybody."""

    period: Period
    pin_text: str = ""
    name: str = ""
    has_person: bool = False
    over_all: bool = False
    awaiting: bool = True
    numbers: dict[int, int] = field(default_factory=dict)
    days: dict[int, date | None] = field(default_factory=dict)
    last: tuple[int, date] | None = None


def read_cards(grid: Grid, period: Period) -> Iterator[ReadRow]:
    """One row for every time in every cell; a cell that holds something else is a row with a problem.

    Raises InvalidInput attendance_day_numbers when the numbers over the columns can be neither days of the month nor an index.
    """
    block = _Block(period)
    for line in grid.lines():
        if _is_data(block, [text.strip() for text in line.cells]):
            yield from _punches(block, line)


def check_cards(grid: Grid, period: Period) -> None:
    """Refuse, before anything is read, a sheet whose day numbers say nothing sure. Raises as read_cards; attendance_no_cards when
    there is no line of days at all."""
    block = _Block(period)
    for line in grid.lines():
        _is_data(block, [text.strip() for text in line.cells])
    if not block.days:
        raise refused("attendance_no_cards")


def _is_data(block: _Block, texts: list[str]) -> bool:
    """Whether a line holds punches; what it says of person and days is taken into the block."""
    if any(_label(text) in _LABELS["pin"] for text in texts):
        block.pin_text, block.name, block.has_person = _value(texts, "pin"), _value(texts, "name"), True
        block.awaiting = not block.over_all
        return False
    numbers = _day_numbers(texts)
    if numbers and block.awaiting:
        block.over_all = not block.has_person
        _take_days(block, numbers)
        return False
    if not block.has_person or _is_furniture(texts) or (numbers and numbers == block.numbers):
        return False
    block.awaiting = False
    return True


def _label(text: str) -> str:
    """The label a cell begins with: the whole cell, or what stands before its colon."""
    return loose(unicodedata.normalize("NFKC", text).split(":")[0]) if text else ""


def _value(texts: list[str], code: str) -> str:
    """What stands behind a label: in its own cell after the colon, or in the next filled cell that is no label."""
    for place, text in enumerate(texts):
        if _label(text) in _LABELS[code]:
            own = unicodedata.normalize("NFKC", text).partition(":")[2].strip()
            following = next((other for other in texts[place + 1:] if other), "")
            return own or ("" if _label(following) in _ALL_LABELS else following)
    return ""


def _day_numbers(texts: list[str]) -> dict[int, int]:
    """Column -> number of a line of day numbers; empty when the line is none."""
    filled = {place: text for place, text in enumerate(texts) if text}
    if not filled or not all(text.isascii() and text.isdigit() and 1 <= int(text) <= 31 for text in filled.values()):
        return {}
    return {place: int(text) for place, text in filled.items()}


def _take_days(block: _Block, numbers: dict[int, int]) -> None:
    """Give every column its date: the numbers are days of the month from the first day on, or an index that counts from it."""
    start, end = block.period
    run = list(numbers.values())
    begin, is_index = start, run[0] != start.day
    if block.last and run[0] == block.last[0] + 1 and run[0] not in (1, start.day):
        begin, is_index = block.last[1] + timedelta(1), block.last[0] != block.last[1].day
    elif is_index and run[0] != 1:
        raise _unsure(start, run)
    days = [date.fromordinal(min(begin.toordinal() + offset, date.max.toordinal())) for offset in range(len(run))]
    right = list(range(run[0], run[0] + len(run))) if is_index else [day.day for day in days]
    if any(number != due for number, due, day in zip(run, right, days, strict=True) if is_index or day <= end):
        raise _unsure(start, run)
    if is_index and days[-1] > end:
        raise _unsure(start, run)
    block.numbers, block.last = numbers, (run[-1], days[-1])
    block.days = {place: day if number == due else None
                  for place, number, due, day in zip(numbers, run, right, days, strict=True)}


def _unsure(start: date, run: list[int]) -> Exception:
    return refused("attendance_day_numbers", first=run[0], last=run[-1], start=start.isoformat())


def _is_furniture(texts: list[str]) -> bool:
    """Titles, periods, weekdays and day numbers that come again on the next page are no data."""
    filled = [text for text in texts if text]
    if all(loose(text) in _WEEKDAYS for text in filled) or _period_in(filled):
        return True
    return len(filled) == 1 and any(loose(filled[0]) in loose_set(titles) for titles in WORDS["cards"].values())


def _punches(block: _Block, line: Line) -> Iterator[ReadRow]:
    for place, cell in enumerate(line.cells):
        day, text = block.days.get(place), plain(cell)
        for clock in _TIME.findall(text):
            yield _card_row(block, line.number, day, clock, BAD_DATE)
        rest = _SEPARATORS.sub(" ", _TIME.sub(" ", text)).strip()
        if rest:
            yield _card_row(block, line.number, day, rest, BAD_LINE)


def _card_row(block: _Block, number: int, day: date | None, text: str, otherwise: str) -> ReadRow:
    """The row of one time; otherwise: the problem when it is none, or its column has no date."""
    pin, seconds = tidy_pin(block.pin_text, zero_filled=True), clock_seconds(text)
    raw = f"{block.pin_text}\t{day.isoformat() if day else ''} {text}".encode("utf-8", "replace")
    if day is None or seconds is None:
        return ReadRow(number, raw, pin, None, "", "", "", block.name, otherwise)
    second = (day.toordinal() - FIRST_DAY) * DAY + seconds
    return ReadRow(number, raw, pin, second, "", "", "", block.name, "" if pin else BAD_PIN)
