"""`python -m demo`: make the demo centre in the data folder once. Prints the fixed sign-ins on standard error."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path

from actions.accounts import give_account
from actions.administrators import appoint
from actions.changes import keep, transaction
from actions.roles import GrantAsked, add_grant
from actions.staff import create_person, update_person
from actions.staff_units import put_unit
from app import create_app
from clock import STATION_ZONE, station_now
from demo.people import ADMINISTRATORS, PASSWORD, PEOPLE, UNITS, Person
from demo.story import tell
from models import Account, Staff, Unit
from rules.people import HEADS, SYSTEM
from rules.staff import UnitDraft

FIRST_MORNING = datetime(2026, 1, 4, 8, 0, tzinfo=STATION_ZONE)
DEMO_DAY = date(2026, 2, 24)
SETTINGS = """# the demo centre: its clock runs some days behind, so that it stays in the weeks after the Spring Festival of 2026
centre_code = "yunling"
centre_name = "云岭县政务服务中心"
section_name = "督查科"
clock_days_back = {days}
"""


def main() -> int:
    """Write the demo's settings, load it when the folder is empty, print who can sign in. Returns 0."""
    folder = Path(os.environ["LIANGCHUANG_DATA"])
    folder.mkdir(parents=True, exist_ok=True)
    settings_file = folder / "settings.toml"
    if not settings_file.exists():
        days = (station_now().date() - DEMO_DAY).days
        settings_file.write_text(SETTINGS.format(days=days), "utf-8")
    app = create_app(clock=lambda: FIRST_MORNING)
    if not Staff.select().exists():
        load(FIRST_MORNING)
        tell(app.config["SETTINGS"], DEMO_DAY)
    print_sign_ins()
    return 0


def load(now: datetime) -> None:
    """Make the units and people, their roles and accounts."""
    with transaction():
        for unit in UNITS:
            put_unit(SYSTEM, UnitDraft(*unit), now)
        units = {unit.code: unit.id for unit in Unit.select()}
        made = {person.number: _person(person, units[person.unit], now) for person in PEOPLE}
        for person in PEOPLE:
            if person.b_partner:
                update_person(SYSTEM, made[person.number], {"b_partner_id": made[person.b_partner].id}, now)
        for number, name, role in ADMINISTRATORS:
            appoint(role, number, name, PASSWORD, now)
        for account in Account.select().where(Account.must_change):
            account.must_change = False
            keep(account)


def _person(person: Person, unit_id: str, now: datetime) -> Staff:
    staff = create_person(SYSTEM, {
        "number": person.number, "name": person.name, "gender": person.gender, "post": person.post, "unit_id": unit_id,
        "home_unit": person.home_unit, "employment": person.employment, "first_work": date.fromisoformat(person.first_work),
        "joined": date(2021, 3, 1), "phone": f"1390000{person.number}"}, now)
    for role in person.roles:
        scope = unit_id if role in HEADS else ""
        add_grant(SYSTEM, staff, GrantAsked(person.number, role, scope, now.date(), None), now)
    give_account(SYSTEM, staff, PASSWORD, now, must_change=False)
    return staff


def print_sign_ins() -> None:
    """One line a person on standard error: number, name, post; the password is the same for all."""
    units = {code: name for code, name, _, _ in UNITS}
    print(f"演示账号（密码都是 {PASSWORD}）：", file=sys.stderr)
    for person in PEOPLE:
        print(f"  {person.number}  {person.name}  {units[person.unit]} {person.post}", file=sys.stderr)
    for number, name, _ in ADMINISTRATORS:
        print(f"  {number}  {name}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
