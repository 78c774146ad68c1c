"""The 200 people of the measured centre: 20 windows of nine, a section, an office, the leadership. Everybody signs in with PASSWORD."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.security import generate_password_hash

from benchmarks.apparatus.bulk import put_in
from models import Account, RoleGrant, Staff, Table, Unit
from rules.people import HEADS, Role

PASSWORD = "Measured-2026"  # noqa: S105  # of a centre that lives as long as a benchmark
WINDOWS = 20
WINDOW_STAFF = 9
SINCE = date(2004, 1, 1)
SECTION = (Role.SECTION_HEAD, *[Role.MONITOR] * 6, *[Role.DUTY_OFFICER] * 4)
OFFICE = (Role.PERSONNEL, Role.ATTENDANCE_CLERK, *[Role.STAFF] * 4)
LEADERS = (Role.MAIN_LEADER, Role.DEPUTY_LEADER, Role.DEPUTY_LEADER)


@dataclass(frozen=True)
class Person:
    """One of the 200. unit_code: W00 to W19, DC, BG or LD; partner: whom they hand over to."""

    row: Staff
    role: Role
    unit_code: str
    partner: Staff | None = None

    @property
    def at_window(self) -> bool:
        """Do they serve at a window?"""
        return self.unit_code.startswith("W")


def place_people(now: datetime) -> list[Person]:
    """Write units, people, roles and accounts; returns the people by number."""
    people: list[Person] = []
    rows: list[Table] = []
    stamps = {"centre": "bench", "created_at": now, "updated_at": now}
    for code, kind, roles in _units():
        unit = Unit(code=code, name=f"unit {code}", kind=kind, min_present=2 if kind == "window" else 0, **stamps)
        staff = [_staff(len(people) + place, role, unit, stamps) for place, role in enumerate(roles)]
        for place, (row, role) in enumerate(zip(staff, roles, strict=True)):
            partner = staff[(place + 1) % len(staff)] if kind == "window" else None
            row.b_partner_id = partner.id if partner else None
            people.append(Person(row, role, code, partner))
            rows += _grants(row, role, unit, stamps)
        rows += [unit, *staff]
    password_hash = generate_password_hash(PASSWORD)
    rows += [Account(staff_id=person.row.id, password_hash=password_hash, must_change=False, changed_at=now) for person in people]
    put_in(rows)
    return people


def _units() -> Iterator[tuple[str, str, tuple[Role, ...]]]:
    for number in range(WINDOWS):
        yield f"W{number:02d}", "window", (Role.WINDOW_HEAD, *[Role.STAFF] * (WINDOW_STAFF - 1))
    yield "DC", "section", SECTION
    yield "BG", "section", OFFICE
    yield "LD", "leadership", LEADERS


def _staff(number: int, role: Role, unit: Unit, stamps: dict[str, Any]) -> Staff:
    home = f"bureau {number % 5}" if unit.kind == "window" else ""
    return Staff(number=f"{1001 + number}", name=f"person {number:03d}", initials=f"p{number:03d}", name_key=f"p {number:03d}",
                 gender="fm"[number % 2], post=role.value, unit_id=unit.id, home_unit=home, employment="institution",
                 first_work=date(1990 + number % 20, 7, 1), joined=date(2010, 3, 1), phone="13812345678", active_from=SINCE, **stamps)


def _grants(row: Staff, role: Role, unit: Unit, stamps: dict[str, Any]) -> list[Table]:
    scopes = {Role.STAFF: "", role: unit.id if role in HEADS else ""}
    return [RoleGrant(staff_id=row.id, role=held, unit_id=scope, valid_from=SINCE, **stamps) for held, scope in scopes.items()]
