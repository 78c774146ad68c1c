"""People and roles made from the command line: the first administrators of an empty node, and a way back in when locked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.accounts import first_password, give_account
from actions.changes import add, transaction
from actions.people import grants_on
from actions.roles import GrantAsked, add_grant
from actions.staff_words import readings
from models import Staff
from rules.errors import InvalidInput
from rules.people import HEADS, SYSTEM, Grant, Role
from rules.signing_in import password_problems


@dataclass(frozen=True)
class Appointment:
    """Who was given what. password is "" when it was chosen by whoever gave the command."""

    number: str
    name: str
    role: Role
    password: str


def appoint(role: Role, number: str, name: str, chosen: str | None, now: datetime) -> Appointment:
    """Make the person when the number is new, grant the role from today, and give a password to be changed at first sign-in.

    Heads are put over their own unit, or over the whole centre when they stand in none. A role that is held already stays as it
    is, so that the command also gives a new password. Raises InvalidInput: administrators_apart, and what is wrong with a chosen
    password.
    """
    problems = password_problems(chosen, number) if chosen is not None else []
    if problems:
        raise InvalidInput(*problems)
    password = first_password() if chosen is None else chosen
    with transaction():
        staff = Staff.get_or_none(Staff.number == number) or _new_person(number, name, now)
        unit_id = (staff.unit_id or "") if role in HEADS else ""
        if Grant(role, unit_id) not in grants_on(staff.id, now.date()):
            add_grant(SYSTEM, staff, GrantAsked(number, role, unit_id, now.date(), None), now)
        give_account(SYSTEM, staff, password, now)
    return Appointment(staff.number, staff.name, role, "" if chosen is not None else password)


def _new_person(number: str, name: str, now: datetime) -> Staff:
    read = readings(name)
    return add(Staff(number=number, name=name, initials=read.initials, name_key=read.key, employment="institution",
                     active_from=now.date()), SYSTEM, "staff.add", now)
