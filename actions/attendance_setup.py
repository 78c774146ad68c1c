"""Setting a centre's attendance up from one TOML file: everything in it is made what the file says, or nothing is.

The same file again changes nothing. Source: docs/operating.md section "Setting up attendance".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.changes import add, change, node, transaction
from actions.devices import DeviceDraft, add_device, change_device, check_keeper, device_named
from actions.duty import add_duty, change_duty
from actions.pins import PinDraft, assign_pin, change_pin
from actions.schedule import ScheduleDraft, Target, add_difference, add_schedule, change_schedule, scope_id_of
from models import AttendanceRules, Device, Exemption, NoonDuty, PinMap, Row, Schedule, ScheduleDay, Staff, Unit
from rules.attendance import figures_of, rule_set_of
from rules.attendance_setup import TABLES, Entry, SetupRefused, read_setup
from rules.duty import Duty
from rules.errors import InvalidInput, Problem
from rules.people import Actor
from rules.schedule import HOUR_FIELDS, WEEK, Scope, read_hours

EXEMPT_SCOPES = ("centre", "unit", "post", "staff", "gender")
OUTCOMES = ("created", "updated", "unchanged")
Counts = dict[str, dict[str, int]]
_NAMES = {"valid_from": "from", "valid_to": "to", "am_start": "am", "am_end": "am", "pm_start": "pm", "pm_end": "pm", "staff": "person"}
_KEYED = {"schedules", "schedule_days", "exemptions"}


def set_up(actor: Actor, content: bytes, now: datetime) -> Counts:
    """Write what a file says; returns table -> {"created", "updated", "unchanged"}.

    Raises NotAllowed; SetupRefused with every fault and its place (rules.attendance_setup.read_setup, what each action refuses,
    entry_twice, unit_unknown, exempt_scope): then nothing is written.
    """
    check_keeper(actor)
    entries, faults = read_setup(content)
    counts: Counts = {table: dict.fromkeys(OUTCOMES, 0) for table in TABLES}
    broken = {(fault.table, fault.number) for fault in faults}
    with transaction():
        writer = _Writer(actor, now)
        for entry in sorted(entries, key=lambda one: (TABLES.index(one.table), not writer.stands(one))):
            if (entry.table, entry.number) in broken:
                continue
            try:
                counts[entry.table][writer.write(entry)] += 1
            except InvalidInput as error:
                faults += [entry.fault(_as_written(entry.table, problem)) for problem in error.problems]
        if faults:
            raise SetupRefused(sorted(faults, key=lambda one: (one.table in TABLES and TABLES.index(one.table), one.number)))
    return counts


def _as_written(table: str, problem: Problem) -> Problem:
    """The problem at the field as the file names it."""
    keyed = {"number": "key", "unit": "key", "post": "key"} if table in _KEYED else {"number": "person"}
    return replace(problem, field={**_NAMES, **keyed}.get(problem.field, problem.field))


class _Writer:
    """Makes one entry after the other what it says, inside one transaction."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self._actor, self._now = actor, now
        self._seen: set[tuple[Any, ...]] = set()

    def stands(self, entry: Entry) -> bool:
        """Does a number of this entry stand already? Those are changed first, so that one may end where another begins."""
        values = entry.values
        return entry.table == "pins" and {"device", "pin", "from"} <= values.keys() and PinMap.select().join(
            Device, on=(Device.id == PinMap.device_id)).where((Device.code == values["device"]) & (PinMap.pin == values["pin"])
                                                              & (PinMap.valid_from == values["from"])).exists()

    def write(self, entry: Entry) -> str:
        """Write one entry; returns its outcome. Raises InvalidInput."""
        return _WRITERS[entry.table](self, entry.values)

    def _once(self, *key: Any) -> None:
        if key in self._seen:
            raise InvalidInput(Problem("", "entry_twice"))
        self._seen.add(key)

    def device(self, values: Mapping[str, Any]) -> str:
        """A machine by its code; what is not given stays."""
        self._once("device", values["code"])
        row = Device.get_or_none((Device.centre == node().centre) & (Device.code == values["code"]))
        if row is None:
            add_device(self._actor, DeviceDraft(**{"kind": "file", **values}), self._now)
            return "created"
        stood = {name: getattr(row, name) for name in DeviceDraft.__dataclass_fields__}
        return _outcome(row.version, change_device(self._actor, row.id, DeviceDraft(**{**stood, **values}), row.version, self._now))

    def rules(self, values: Mapping[str, Any]) -> str:
        """A dated rule set; figures that are not given have their defaults."""
        self._once("rules", values["from"])
        given = {name: value for name, value in values.items() if name not in ("from", "source")}
        columns = {"figures": figures_of(rule_set_of(values["from"], values["source"], given)), "source": values["source"]}
        return self._put(AttendanceRules, {"valid_from": values["from"]}, columns, "attendance_rules")

    def schedule(self, values: Mapping[str, Any]) -> str:
        """A version of hours by scope, weekdays and first day."""
        target, weekdays = self._target(values), values.get("weekdays", WEEK)
        self._once("schedule", target, weekdays, values["from"])
        draft = ScheduleDraft(values["name"], weekdays, values["from"], values.get("to"), _hours(values))
        row = Schedule.get_or_none((Schedule.centre == node().centre) & (Schedule.scope == target.scope)
                                   & (Schedule.scope_id == scope_id_of(target)) & (Schedule.weekdays == weekdays)
                                   & (Schedule.valid_from == values["from"]))
        if row is None:
            add_schedule(self._actor, target, draft, self._now)
            return "created"
        return _outcome(row.version, change_schedule(self._actor, row.id, draft, row.version, self._now))

    def schedule_day(self, values: Mapping[str, Any]) -> str:
        """Other hours on one day by day and scope."""
        target, hours = self._target(values), _hours(values)
        self._once("schedule_day", target, values["day"])
        row = ScheduleDay.get_or_none((ScheduleDay.centre == node().centre) & (ScheduleDay.scope == target.scope)
                                      & (ScheduleDay.scope_id == scope_id_of(target)) & (ScheduleDay.day == values["day"]))
        if row is None:
            add_difference(self._actor, target, values["day"], hours, values["reason"], self._now)
            return "created"
        read_hours(hours)
        return self._changed(row, {**hours, "reason": values["reason"]}, "schedule.day_change")

    def noon_duty(self, values: Mapping[str, Any]) -> str:
        """A noon duty by day and person."""
        self._once("noon_duty", values["day"], values["person"])
        unit, staff = _unit(values["unit"], "unit"), _person(values["person"], "person")
        partner = _person(values["partner"], "partner").id if values.get("partner") else ""
        duty = Duty(values["day"], staff.id, partner, values["start"], values["end"])
        row = NoonDuty.get_or_none((NoonDuty.centre == node().centre) & (NoonDuty.day == duty.day) & (NoonDuty.staff_id == staff.id))
        if row is None:
            add_duty(self._actor, unit.id, duty, self._now)
            return "created"
        if row.unit_id != unit.id:
            raise InvalidInput(Problem("unit", "duty_twice"))
        return _outcome(row.version, change_duty(self._actor, row.id, duty, row.version, self._now))

    def exemption(self, values: Mapping[str, Any]) -> str:
        """Who need not punch, by scope, half and first day."""
        scope, half, until = values["scope"], values.get("half", ""), values.get("to")
        problems = [Problem("scope", "exempt_scope")] if scope not in EXEMPT_SCOPES else []
        problems += [Problem("half", "exempt_half")] if half not in ("", "am", "pm") else []
        problems += [Problem("key", "exempt_gender")] if scope == "gender" and values.get("key") not in ("f", "m") else []
        problems += [Problem("to", "from_after_to")] if until and until < values["from"] else []
        if problems:
            raise InvalidInput(*problems)
        scope_id = values["key"] if scope == "gender" else scope_id_of(self._target(values))
        self._once("exemption", scope, scope_id, half, values["from"])
        return self._put(Exemption, {"scope": scope, "scope_id": scope_id, "half": half, "valid_from": values["from"]},
                         {"valid_to": until, "reason": values["reason"]}, "exemption")

    def pin(self, values: Mapping[str, Any]) -> str:
        """Whose number a PIN is, by machine, PIN and first day."""
        device = device_named(values["device"])
        self._once("pin", device.id, values["pin"], values["from"])
        draft = PinDraft(values["pin"], values["person"], values["from"], values.get("to"))
        row = PinMap.get_or_none((PinMap.device_id == device.id) & (PinMap.pin == draft.pin) & (PinMap.valid_from == draft.valid_from))
        if row is None:
            assign_pin(self._actor, device.id, draft, self._now)
            return "created"
        if (row.staff_id, row.valid_to) == (_person(draft.number, "person").id, draft.valid_to):
            return "unchanged"
        change_pin(self._actor, row.id, draft, row.version, self._now)
        return "updated"

    def _target(self, values: Mapping[str, Any]) -> Target:
        """For whom: a unit is named by its code, a person by their number."""
        scope = values.get("scope", "centre")
        if scope not in list(Scope):
            raise InvalidInput(Problem("scope", "exempt_scope"))
        key = values.get("key", "")
        return Target(Scope(scope), str(_unit(key, "key").id) if scope == Scope.UNIT else key)

    def _put(self, model: type[Row], key: Mapping[str, Any], columns: Mapping[str, Any], what: str) -> str:
        centre: Any = model._meta.fields["centre"]
        where = centre == node().centre
        for name, value in key.items():
            where &= model._meta.fields[name] == value
        row = model.get_or_none(where)
        if row is None:
            add(model(**key, **columns), self._actor, f"{what}.add", self._now)
            return "created"
        return self._changed(row, columns, f"{what}.change")

    def _changed(self, row: Any, columns: Mapping[str, Any], what: str) -> str:
        version = row.version
        for name, value in columns.items():
            setattr(row, name, value)
        return _outcome(version, change(row, self._actor, what, self._now))


_WRITERS: Mapping[str, Callable[[_Writer, Mapping[str, Any]], str]] = {
    "devices": _Writer.device, "rules": _Writer.rules, "schedules": _Writer.schedule, "schedule_days": _Writer.schedule_day,
    "exemptions": _Writer.exemption, "noon_duty": _Writer.noon_duty, "pins": _Writer.pin,
}


def _outcome(version: int, row: Any) -> str:
    return "unchanged" if row.version == version else "updated"


def _hours(values: Mapping[str, Any]) -> dict[str, str]:
    """The four texts of a day; a session that is not given has none."""
    nothing = ("", "")
    return dict(zip(HOUR_FIELDS, (*values.get("am", nothing), *values.get("pm", nothing)), strict=True))


def _unit(code: str, field: str) -> Unit:
    unit: Unit | None = Unit.get_or_none((Unit.centre == node().centre) & (Unit.code == code))
    if unit is None:
        raise InvalidInput(Problem(field, "setup_unit_unknown", {"code": code}))
    return unit


def _person(number: str, field: str) -> Staff:
    staff: Staff | None = Staff.get_or_none((Staff.centre == node().centre) & (Staff.number == number))
    if staff is None:
        raise InvalidInput(Problem(field, "nobody_has_number", {"number": number}))
    return staff
