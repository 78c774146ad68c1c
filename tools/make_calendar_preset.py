"""Write rules/presets/calendar.csv from the development package chinesecalendar: run `python -m tools.make_calendar_preset`.

One line for each day that is off or made up by a notice; ordinary weekdays and weekends have none (rules/calendar.py plain_year).
Names are those of calendar_names.json. Source: docs/rules/calendar.md section 2.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from chinese_calendar import constants  # type: ignore[import-untyped]  # the package ships no types

from rules.calendar import DayKind

NAMES = Path(__file__).with_name("calendar_names.json")
PRESET = Path(__file__).parent.parent / "rules" / "presets" / "calendar.csv"


def preset_text(names: Mapping[str, str]) -> str:
    """The whole file, sorted by date. names: festival of the package -> its Chinese name; "makeup": the form for make-up days."""
    off = [(on, DayKind.DAY_OFF, names[festival]) for on, festival in constants.holidays.items()]
    made_up = [(on, DayKind.MAKEUP, names["makeup"].format(festival=names[festival])) for on, festival in constants.workdays.items()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("date", "kind", "name"))
    writer.writerows((on.isoformat(), kind.value, name) for on, kind, name in sorted(off + made_up))
    return text.getvalue()


if __name__ == "__main__":
    PRESET.write_text(preset_text(json.loads(NAMES.read_text(encoding="utf-8"))), encoding="utf-8")
