"""Windows, sections and the leadership: making and changing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from actions.changes import FormStamp, add, change, find, once, transaction
from actions.people import active_on
from models import Staff, Unit
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission
from rules.staff import UnitDraft, check_unit


@dataclass(frozen=True)
class UnitLine:
    """A unit with the number of its people who are here."""

    unit: Unit
    people: int


def units(*, closed: bool = False) -> list[Unit]:
    """Open units by code, closed ones too when asked for."""
    chosen = Unit.select().order_by(Unit.code)
    return list(chosen if closed else chosen.where(Unit.active == True))  # noqa: E712  # a column, not a value


def unit_lines(actor: Actor, day: date) -> list[UnitLine]:
    """Every unit with its number of people on a day. Raises NotAllowed."""
    if not actor.may(Permission.STAFF_SEE):
        raise NotAllowed("units")
    counted: Any = Staff.select(Staff.unit_id, fn.COUNT(Staff.id)).where(active_on(day)).group_by(Staff.unit_id).tuples()
    people = dict(counted)
    return [UnitLine(unit, people.get(unit.id, 0)) for unit in units(closed=True)]


def find_unit(unit_id: str) -> Unit:
    """One unit. Raises NotFound."""
    return find(Unit, unit_id)


def add_unit(actor: Actor, draft: UnitDraft, now: datetime, *, stamp: FormStamp | None = None) -> str:
    """Make a unit and return its id. Raises NotAllowed, KeyReused, InvalidInput: what check_unit finds, unit_code_taken."""
    _check_editor(actor)

    def make() -> str:
        _check(draft, "")
        return add(Unit(code=draft.code, name=draft.name, kind=draft.kind, min_present=draft.min_present), actor, "unit.add", now).id

    return once(actor, stamp, now, make)


def change_unit(actor: Actor, unit_id: str, draft: UnitDraft, now: datetime, *, version: int) -> Unit:
    """Change a unit, or close it (`active` false), which asks that nobody is in it any more.

    Raises NotAllowed, NotFound, OutOfDate, InvalidInput: as add_unit, unit_not_empty.
    """
    _check_editor(actor)
    with transaction():
        unit = find(Unit, unit_id)
        _check(draft, unit_id)
        if not draft.active and Staff.select().where((Staff.unit_id == unit_id) & active_on(now.date())).exists():
            raise InvalidInput(Problem("active", "unit_not_empty"))
        unit.code, unit.name, unit.kind = draft.code, draft.name, draft.kind
        unit.min_present, unit.active, unit.version = draft.min_present, draft.active, version
        return change(unit, actor, "unit.change", now)


def put_unit(actor: Actor, draft: UnitDraft, now: datetime) -> None:
    """Make the unit of a code, or change it into what is given; doing it again changes nothing. Raises as add_unit."""
    with transaction():
        unit = Unit.get_or_none(Unit.code == draft.code)
        if unit is None:
            add_unit(actor, draft, now)
        else:
            change_unit(actor, unit.id, draft, now, version=unit.version)


def _check_editor(actor: Actor) -> None:
    if not actor.may(Permission.STAFF_EDIT):
        raise NotAllowed("units")


def _check(draft: UnitDraft, unit_id: str) -> None:
    problems = check_unit(draft)
    if Unit.select().where((Unit.code == draft.code) & (Unit.id != unit_id)).exists():
        problems.append(Problem("code", "unit_code_taken"))
    if problems:
        raise InvalidInput(*problems)
