"""How leave looks in words: filters and functions for the templates of leave. Steps need the section's name, which is a setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Flask, current_app

from rules.approval import OUTSIDE, StepKind
from rules.leave import Cell, Counting, TypeRule, days_text, hours_text
from rules.ledger import kept_in_minutes
from rules.schedule import clock_text
from views.wording import leave as words
from views.wording import leave_pages as page_words
from views.wording import say
from views.wording.dates import HALVES

MOST_CHIPS = 42


@dataclass(frozen=True)
class Chip:
    """One day of the drawing. amount: what it counts in days, "" for nothing; note: why; head: day of the month, or month/day."""

    head: str
    weekday: str
    amount: str
    note: str
    counts: bool


def leave_type(code: str) -> str:
    """年休假."""
    return words.TYPES.get(code, code)


def step_name(kind: str) -> str:
    """窗口负责人; the section by its own name."""
    return page_words.STEPS[kind].format(section=current_app.config["SETTINGS"].section_name)


def leave_state(request: Any, state: str = "") -> tuple[str, str]:
    """Kind of tag and word: where a request stands, a pending one with the step it waits at. state: when time moved it on."""
    state = state or request.state
    if state != "pending" or request.step >= len(request.steps):
        return page_words.TAGS[state], words.STATES[state]
    kind = request.steps[request.step]["kind"]
    waits = page_words.WAITS_OUTSIDE if StepKind(kind) in OUTSIDE else page_words.WAITS_AT
    return page_words.TAGS[state], waits.format(step=step_name(kind))


def leave_span(request: Any) -> str:
    """2026-02-12 至 2026-02-24 上午; the halves are named where a day is not whole."""
    if not request.start or not request.end:
        return page_words.NO_DATES
    sign = page_words.WEEKDAY_SIGNS[request.start.weekday()]
    if request.from_time:
        return page_words.BY_HOUR.format(day=request.start, weekday=sign, from_time=request.from_time, to_time=request.to_time)
    late_start, early_end = request.start_half == "pm", request.end_half == "am"
    if request.start == request.end:
        half = HALVES[request.start_half] if late_start or early_end else ""
        return page_words.ONE_DAY.format(day=request.start, weekday=sign, half=half)
    start = page_words.HALF_OF.format(day=request.start, half=HALVES["pm"]) if late_start else str(request.start)
    end = page_words.HALF_OF.format(day=request.end, half=HALVES["am"]) if early_end else str(request.end)
    return page_words.SPAN.format(start=start, end=end)


def leave_amount(request: Any) -> str:
    """4.0 天 or 1.5 小时; empty before it was counted."""
    if request.minutes:
        return page_words.HOURS.format(amount=hours_text(request.minutes))
    return page_words.DAYS.format(amount=days_text(request.halves)) if request.halves else ""


def in_unit(amount: int, type_code: str) -> str:
    """A balance in the unit its type is kept in: half-days as days, minutes (comp) as hours; without the word."""
    return hours_text(amount) if kept_in_minutes(type_code) else days_text(amount)


def unit_word(type_code: str, rule: TypeRule | None = None) -> str:
    """天, 个工作日 or 小时."""
    if kept_in_minutes(type_code):
        text = page_words.HOURS
    elif rule is not None and rule.counting is not Counting.HOURS:
        text = page_words.WORKDAYS if rule.counting is Counting.WORKING else page_words.DAYS
    else:
        text = page_words.DAYS
    return text.format(amount="").strip()


def act_word(row: Any) -> str:
    """What an act was, in a word or two."""
    if row.act == "return" and not row.step_kind:
        return page_words.DECLINED
    if row.act == "report_back":
        return page_words.REPORTED_BACK.format(act=page_words.ACTS[row.act], how=page_words.BACK_KINDS[row.opinion])
    return page_words.ACTS[row.act]


def act_opinion(row: Any) -> str:
    """The words that were given with an act."""
    return "" if row.act == "report_back" else str(row.opinion)


def act_by(line: Any) -> str:
    """Who did it: for a principal, on paper, or the system."""
    name = line.name or page_words.BY_SYSTEM
    if line.row.signer:
        return page_words.ON_PAPER.format(signer=line.row.signer, name=name)
    return page_words.FOR_PRINCIPAL.format(name=name, principal=line.principal) if line.principal else name


def chips(cells: Sequence[Cell]) -> list[Chip]:
    """A chip a day, in order."""
    days = [list(group) for _, group in groupby(cells, key=lambda cell: cell.date)]
    return [_chip(day, number == 0 and days[0][0].date.month != days[-1][0].date.month) for number, day in enumerate(days)]


def _chip(cells: Sequence[Cell], names_month: bool) -> Chip:
    day, counted = cells[0].date, sum(cell.counts for cell in cells)
    head = f"{day.month}/{day.day}" if names_month or day.day == 1 else str(day.day)
    reason = next((cell for cell in cells if not cell.counts), cells[0]) if not counted else next(cell for cell in cells if cell.counts)
    note = {"workday": "", "calendar_day": "", "makeup": words.WHYS["makeup"][-2:]}.get(reason.why)
    if note is None:
        note = reason.name or words.WHYS[reason.why]
    return Chip(head, page_words.WEEKDAY_SIGNS[day.weekday()], days_text(counted) if counted else "", note, bool(counted))


def months(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """(2026-03, days counted) for spans too long to draw."""
    return [(f"{year}-{month:02d}", days_text(sum(cell.counts for cell in group))) for (year, month), group in groupby(
        cells, key=lambda cell: (cell.date.year, cell.date.month))]


def explained(cells: Sequence[Cell]) -> str:
    """Why days count or not, in one sentence: make-up days, and what is off by name."""
    if cells and cells[0].why == "calendar_day":
        return page_words.CALENDAR_DAYS + page_words.STOP
    parts = [page_words.MAKEUP_COUNTS.format(days=_days(days)) for name, days in _runs(cells) if name == "makeup"]
    parts += [page_words.OFF_COUNTS_NOT.format(days=_days(days), name=name) for name, days in _runs(cells) if name not in ("", "makeup")]
    return page_words.JOIN.join(parts or [page_words.ALL_COUNT]) + page_words.STOP


def _runs(cells: Sequence[Cell]) -> Iterator[tuple[str, list[date]]]:
    """Days of the same reason that follow each other: "makeup", the name of what is off, or "" for plain worked days."""
    days = [(group[0].date, _reason(group)) for _, group in ((day, list(some)) for day, some in groupby(
        cells, key=lambda cell: cell.date))]
    for _, run in groupby(enumerate(days), key=lambda item: (item[1][1], item[1][0] - timedelta(days=item[0]))):
        listed = [day for _, day in run]
        yield listed[0][1], [day for day, _ in listed]


def _reason(cells: Sequence[Cell]) -> str:
    off = next((cell for cell in cells if not cell.counts), None)
    if off is not None:
        return off.name or words.WHYS[off.why]
    return "makeup" if cells[0].why == "makeup" else ""


def _days(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return page_words.SHORT_DAY.format(m=first.month, d=first.day)
    ending = page_words.DAY_SIGN if last.month == first.month else page_words.SHORT_DAY
    return page_words.DAY_RANGE.format(first=page_words.SHORT_DAY.format(m=first.month, d=first.day),
                                       last=ending.format(m=last.month, d=last.day))


def sentences(problems: Iterable[Any]) -> list[str]:
    """Problems as sentences."""
    return [say(problem) for problem in problems]


def init_leave_words(app: Flask) -> None:
    """Register them for templates."""
    for filter_ in (leave_type, leave_state, leave_span, leave_amount, in_unit, unit_word, step_name, act_word, act_opinion, act_by,
                    chips, months, explained, sentences, days_text, hours_text, clock_text):
        app.add_template_filter(filter_)
    app.jinja_env.globals.update(leave_words=page_words, most_chips=MOST_CHIPS)
