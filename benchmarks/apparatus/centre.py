"""A data folder with a centre of 200 people and years of leave, for the benchmarks.

What no measured page reads is left out: the change log and the audit rows of that leave.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from actions.calendar import calendar_between
from actions.database import migrate, open_database
from actions.leave_rules import rules_in_force, tiers_on
from benchmarks.apparatus.bulk import drop_triggers, put_in
from benchmarks.apparatus.history import Story
from benchmarks.apparatus.people import place_people
from clock import STATION_ZONE, station_now
from rules.calendar import Calendar, plain_year
from settings import load_settings

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=STATION_ZONE)
FIRST_KNOWN_YEAR = 2004
WEEKS_AHEAD = 4


def make_centre(folder: Path, years: int) -> None:
    """Fill an empty folder: `years` of leave up to 10 June 2026, and what is asked for the four weeks to come."""
    folder.mkdir(parents=True)
    days_back = (station_now().date() - NOW.date()).days
    (folder / "settings.toml").write_text(f'centre_code = "bench"\nclock_days_back = {days_back}\n', "utf-8")
    settings = load_settings({"LIANGCHUANG_DATA": str(folder)})
    opened = open_database(settings)
    migrate(settings, NOW)
    drop_triggers()
    with opened.atomic():
        people = place_people(NOW)
        story = Story(people, rules_in_force(NOW.date()), tiers_on(NOW.date()), _calendar(years), NOW)
        monday = NOW.date() - timedelta(days=NOW.weekday())
        for week in range(-52 * years, WEEKS_AHEAD + 1):
            put_in(story.week(monday + timedelta(weeks=week)))
    migrate(settings, NOW)
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()


def _calendar(years: int) -> Calendar:
    """The node's calendar, and plain years before it begins."""
    early = [day for year in range(NOW.year - years - 1, FIRST_KNOWN_YEAR) for day in plain_year(year, ())]
    return Calendar([*early, *calendar_between(date(FIRST_KNOWN_YEAR, 1, 1), date(NOW.year, 12, 31)).days()])
