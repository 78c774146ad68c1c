"""What a new node starts with: the calendar of 2004-2026, the hours of the centre, rules, categories, phrases. Source: rules/presets/."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from actions.changes import add_many, transaction
from models import (
    AttendanceRules,
    CalendarDay,
    ComplaintCategory,
    ComplaintRule,
    DeskRule,
    LeavePolicy,
    LeaveRule,
    Phrase,
    Row,
    Schedule,
)
from rules.attendance import figures_of as figures_of_attendance
from rules.attendance import rule_set_of
from rules.calendar import Day, parse_calendar_csv, plain_year
from rules.entitlement import annual_rule_of
from rules.leave_presets import figures_of, load_presets
from rules.people import SYSTEM

PRESETS = Path(__file__).parent.parent / "rules" / "presets"
SOURCE = "preset"


def install_presets(now: datetime) -> None:
    """Fill each table of presets that is empty; what stands is never touched. Calendar: one audit row a year."""
    with transaction():
        if not CalendarDay.select().exists():
            for rows in calendar_rows():
                add_many(rows, SYSTEM, "preset.calendar", now)
        for model, rows_of in FILLED.items():
            if not model.select().exists():
                add_many(rows_of(), SYSTEM, "preset." + model._meta.table_name, now)


def calendar_rows() -> Iterator[list[CalendarDay]]:
    """Every day of each year of calendar.csv, ordinary ones too: a list a year, made when it is asked for (all weigh 10 MB)."""
    with (PRESETS / "calendar.csv").open(encoding="utf-8", newline="") as lines:
        exceptions = parse_calendar_csv(enumerate(csv.DictReader(lines), 2), SOURCE)
    for year in sorted({day.date.year for day in exceptions}):
        yield [_row(day) for day in plain_year(year, exceptions)]


def _row(day: Day) -> CalendarDay:
    return CalendarDay(day=day.date, kind=day.kind, name=day.name, source=day.source,
                       document_year=day.date.year if day.source else 0)


def _schedules() -> list[Schedule]:
    return [Schedule(**{**entry, "valid_from": date.fromisoformat(entry["valid_from"])}) for entry in _json("schedule.json")]


def _leave_rules() -> list[LeaveRule]:
    presets = load_presets((PRESETS / "leave.json").read_text(encoding="utf-8"))
    return [LeaveRule(code=rule.code, valid_from=rule.valid_from, figures=figures_of(rule), source=rule.source)
            for rule in presets.rules]


def _leave_policies() -> list[LeavePolicy]:
    """Tiers from the day of the first type rule; annual leave as annual.json dates it."""
    leave, annual = _json("leave.json"), _json("annual.json")["rules"]
    tiers = LeavePolicy(kind="tiers", valid_from=min(date.fromisoformat(entry["valid_from"]) for entry in leave["rules"]),
                        figures={"tiers": leave["tiers"], "minute_tiers": leave["minute_tiers"]},
                        source="docs/rules/leave.md section 9")
    return [tiers, *(LeavePolicy(kind="annual", valid_from=annual_rule_of(entry).valid_from, figures=entry, source=entry["source"])
                     for entry in annual)]


def _attendance_rules() -> list[AttendanceRules]:
    return [AttendanceRules(valid_from=date.fromisoformat(entry["valid_from"]), source=entry["source"],
                            figures=figures_of_attendance(rule_set_of(date.fromisoformat(entry["valid_from"]), entry["source"],
                                                                      entry["figures"])))
            for entry in _json("attendance.json")["rules"]]


def _complaint_rules() -> list[ComplaintRule]:
    return [ComplaintRule(**{**entry, "valid_from": date.fromisoformat(entry["valid_from"])})
            for entry in _json("complaint.json")["tracks"]]


def _desk_rules() -> list[DeskRule]:
    return [DeskRule(**{**entry, "valid_from": date.fromisoformat(entry["valid_from"])}) for entry in _json("complaint.json")["desk"]]


def _categories() -> list[ComplaintCategory]:
    return [ComplaintCategory(**entry, place=number) for number, entry in enumerate(_json("complaint.json")["categories"])]


def _phrases() -> list[Phrase]:
    return [Phrase(**entry, place=number) for number, entry in enumerate(_json("complaint.json")["phrases"])]


def _json(name: str) -> Any:
    return json.loads((PRESETS / name).read_text(encoding="utf-8"))


FILLED: Mapping[type[Row], Callable[[], Sequence[Row]]] = {
    Schedule: _schedules, LeaveRule: _leave_rules, LeavePolicy: _leave_policies, AttendanceRules: _attendance_rules,
    ComplaintRule: _complaint_rules, DeskRule: _desk_rules, ComplaintCategory: _categories, Phrase: _phrases,
}
