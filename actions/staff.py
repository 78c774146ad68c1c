"""Adding people, changing them, moving them to another unit, and their leaving. Source: docs/rules/people.md, sections 1 and 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from actions.changes import FormStamp, add, change, find, note_act, once, remove_many, transaction
from actions.people import grants_on
from actions.sessions import end_sessions
from actions.staff_handover import open_checklist
from actions.staff_lists import Search, export_rows, person
from actions.staff_words import readings, words
from models import Posting, RoleGrant, Staff, Unit
from rules.errors import InvalidInput, NotAllowed, OutOfDate, Problem
from rules.people import Actor, Permission, Role
from rules.staff import FIELDS, check_days, joined_lately, read_person

LONG_AGO = date(2004, 1, 1)  # the first day of the seeded calendar


def add_staff(actor: Actor, texts: Mapping[str, str], now: datetime, *, stamp: FormStamp | None = None) -> str:
    """Add a person from what was typed (field of rules.staff.FIELDS -> text) and return the id.

    Raises NotAllowed, KeyReused, InvalidInput: what rules.staff finds, number_taken, partner_unknown, partner_self.
    """
    check_editor(actor)

    def make() -> str:
        values = _checked({**dict.fromkeys(FIELDS, ""), **texts}, Staff(id=""))
        return create_person(actor, values, now).id

    return once(actor, stamp, now, make)


def change_staff(actor: Actor, staff_id: str, texts: Mapping[str, str], now: datetime, *, version: int) -> Staff:
    """Change the particulars of a person: the fields given, an empty one is cleared, an empty phone is left as it is.

    Raises NotAllowed, NotFound, OutOfDate with readable values, InvalidInput as add_staff.
    """
    check_editor(actor)
    given = {field: text for field, text in texts.items() if text or field != "phone"}
    with transaction():
        staff = find(Staff, staff_id)
        values = _checked(given, staff)
        staff.version = version
        try:
            return update_person(actor, staff, values, now)
        except OutOfDate as error:
            raise OutOfDate(str(error), _readable(error.current), _readable(error.offered)) from error


def transfer_staff(actor: Actor, staff_id: str, unit_id: str, day: date, now: datetime, *, version: int) -> Staff:
    """Move a person to another unit from a day on, today at the latest; roles held for the old unit end the day before.

    Raises NotAllowed, NotFound, OutOfDate, InvalidInput: transfer_future, unit_same, unit_unknown.
    """
    check_editor(actor)
    with transaction():
        staff, unit = find(Staff, staff_id), Unit.get_or_none((Unit.id == unit_id) & (Unit.active == True))  # noqa: E712  # a column
        problems = [Problem("day", "transfer_future")] if day > now.date() else []
        if unit is None or unit.id == staff.unit_id:
            problems.append(Problem("unit", "unit_same" if unit else "unit_unknown", {"text": unit_id}))
        if problems:
            raise InvalidInput(*problems)
        staff.version = version
        return update_person(actor, staff, {"unit_id": unit_id}, now, day)


def end_staff(actor: Actor, staff_id: str, last_day: date | None, now: datetime, *, version: int) -> Staff:
    """Note the last day of a person who leaves: roles end with it, sessions once it is past. None takes a leaving back.

    Raises NotAllowed, NotFound, OutOfDate, InvalidInput: active_to_before_from.
    """
    check_editor(actor)
    with transaction():
        staff = find(Staff, staff_id)
        problems = check_days({"active_from": staff.active_from, "joined": staff.joined, "active_to": last_day})
        if problems:
            raise InvalidInput(*(Problem("last_day", problem.code) for problem in problems))
        staff.version = version
        return update_person(actor, staff, {"active_to": last_day}, now)


def reveal_phone(actor: Actor, staff_id: str, now: datetime) -> str:
    """The whole telephone number of a person one may see; the act is in the audit. Raises NotFound. Source: FACTS 11 row 81."""
    with transaction():
        staff = person(actor, staff_id)
        note_act(actor, "staff.phone", now, "staff", staff.id)
        return str(staff.phone)


def export_staff(actor: Actor, search: Search, now: datetime) -> list[Sequence[Any]]:
    """The rows of a search for a file, telephones masked; the act is in the audit. Raises NotAllowed."""
    with transaction():
        rows = export_rows(actor, search, now.date())
        note_act(actor, "staff.export", now, "staff", "", f"{len(rows) - 1}")
        return rows


def check_editor(actor: Actor) -> None:
    """Raises NotAllowed unless the actor keeps the people's particulars."""
    if not actor.may(Permission.STAFF_EDIT):
        raise NotAllowed("staff")


def create_person(actor: Actor, values: Mapping[str, Any], now: datetime) -> Staff:
    """Insert a checked person inside the caller's transaction, with the role everybody has and, just joined, the checklist."""
    named = readings(values["name"])
    first_day = values.get("active_from") or values.get("joined")
    staff = add(Staff(**{**values, "active_from": first_day}, initials=named.initials, name_key=named.key), actor, "staff.add", now)
    post_from(actor, staff, first_day or now.date(), now)
    _give_basic_role(actor, staff, first_day or now.date(), now)
    if joined_lately(staff.joined, now.date()):
        open_checklist(actor, staff, "joining", staff.unit_id, staff.joined, now)
    return staff


def update_person(actor: Actor, staff: Staff, values: Mapping[str, Any], now: datetime, day: date | None = None) -> Staff:
    """Write checked values to a person inside the caller's transaction, with what a new unit or a last day brings with it.

    day: the day from which a new unit counts, today unless given.
    """
    old_unit, old_post, old_end = staff.unit_id, staff.post, staff.active_to
    for column, value in values.items():
        setattr(staff, column, value)
    if "name" in values:
        named = readings(staff.name)
        staff.initials, staff.name_key = named.initials, named.key
    change(staff, actor, "staff.change", now)
    if (staff.unit_id, staff.post) != (old_unit, old_post):
        _keep_first_posting(actor, staff, (old_unit or "", old_post), now)
        post_from(actor, staff, day or now.date(), now)
    if old_unit and staff.unit_id != old_unit:
        _after_transfer(actor, staff, old_unit, day or now.date(), now)
    if staff.active_to != old_end:
        _after_last_day(actor, staff, now)
    return staff


def post_from(actor: Actor, staff: Staff, day: date, now: datetime) -> None:
    """Note where somebody stands from a day on, so that earlier days keep the unit and post they had. Later notes of theirs give way."""
    later = list(Posting.select().where((Posting.staff_id == staff.id) & (Posting.valid_from > day)))
    remove_many(later, actor, "posting.change", now)
    same = Posting.get_or_none((Posting.staff_id == staff.id) & (Posting.valid_from == day))
    row = same or Posting(staff_id=staff.id, valid_from=day)
    row.unit_id, row.post = staff.unit_id or "", staff.post
    (change if same else add)(row, actor, "posting.change", now)


def _keep_first_posting(actor: Actor, staff: Staff, stood: tuple[str, str], now: datetime) -> None:
    """Somebody entered before postings were kept: where they stood until now is noted from their first day on."""
    if not Posting.select().where(Posting.staff_id == staff.id).exists():
        add(Posting(staff_id=staff.id, valid_from=staff.active_from or staff.joined or LONG_AGO, unit_id=stood[0], post=stood[1]), actor,
            "posting.change", now)


def _checked(texts: Mapping[str, str], staff: Staff) -> dict[str, Any]:
    """Values as columns, ready to be written; raises InvalidInput with everything that is wrong."""
    values, problems = read_person(texts, words())
    problems += check_days({**staff.__data__, **values})
    taken = Staff.get_or_none((Staff.number == values.get("number")) & (Staff.id != staff.id))
    if taken:
        problems.append(Problem("number", "number_taken", {"name": taken.name}))
    partner_number = values.pop("b_partner", None)
    partner = Staff.get_or_none(Staff.number == partner_number) if partner_number else None
    if partner_number and partner_number in (values.get("number"), staff.number):
        problems.append(Problem("b_partner", "partner_self"))
    elif partner_number and partner is None:
        problems.append(Problem("b_partner", "partner_unknown", {"text": partner_number}))
    if problems:
        raise InvalidInput(*problems)
    return values if partner_number is None else {**values, "b_partner_id": partner.id if partner else None}


def _after_transfer(actor: Actor, staff: Staff, old_unit: str, day: date, now: datetime) -> None:
    for grant in RoleGrant.select().where((RoleGrant.staff_id == staff.id) & (RoleGrant.unit_id == old_unit)):
        _end_grant(actor, grant, day - timedelta(days=1), now)
    open_checklist(actor, staff, "transfer", old_unit, day, now)


def _after_last_day(actor: Actor, staff: Staff, now: datetime) -> None:
    if staff.active_to is None:
        if not grants_on(staff.id, now.date()):
            _give_basic_role(actor, staff, now.date(), now)
        return
    for grant in RoleGrant.select().where(RoleGrant.staff_id == staff.id):
        _end_grant(actor, grant, staff.active_to, now)
    if staff.active_to < now.date():
        end_sessions(staff.id, "left", now)
    open_checklist(actor, staff, "leaving", staff.unit_id, staff.active_to, now)


def _end_grant(actor: Actor, grant: RoleGrant, last_day: date, now: datetime) -> None:
    if grant.valid_to is None or grant.valid_to > last_day:
        grant.valid_to = last_day
        change(grant, actor, "role.end", now)


def _give_basic_role(actor: Actor, staff: Staff, day: date, now: datetime) -> None:
    add(RoleGrant(staff_id=staff.id, role=Role.STAFF, valid_from=day), actor, "role.grant", now)


def _readable(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of Staff as people read them: the partner by number, no derived columns."""
    shown = {name: value for name, value in columns.items() if name not in {"initials", "name_key"}}
    if shown.get("b_partner_id"):
        shown["b_partner_id"] = find(Staff, shown["b_partner_id"]).number
    return shown
