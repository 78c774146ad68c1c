"""What one person may do on the page of one day: what is offered there. The acts themselves ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.attendance_approvals import may_open_paper, right_on
from actions.attendance_cases import may_excuse
from actions.attendance_day import DaySheet
from actions.attendance_signers import Deciders
from actions.corrections import used_in_month
from actions.patrol import OPEN
from actions.patrol import right_on as right_on_finding
from rules.attendance import EXCEPTIONS, Code
from rules.calendar import Half
from rules.people import Actor


@dataclass(frozen=True)
class DayRights:
    """slots: (half, edge) the person may ask for, edge "" for an explanation; used: corrections of the month so far.

    By id of the row: corrections to decide, to withdraw, whose paper may be opened; findings to answer, to decide. confirm, excuse:
    halves whose case this person may confirm or excuse now.
    """

    slots: list[tuple[Half, str]]
    used: int
    decide: frozenset[str]
    withdraw: frozenset[str]
    papers: frozenset[str]
    answer: frozenset[str]
    judge: frozenset[str]
    confirm: frozenset[Half]
    excuse: frozenset[Half]


def day_rights(actor: Actor, sheet: DaySheet, now: datetime) -> DayRights:
    """Everything this person may do on this day, which they may see."""
    staff, own, deciders = sheet.staff, sheet.staff.id == actor.staff_id, Deciders(actor, now.date())
    pending = [row for row in sheet.corrections if row.state == "pending"]
    proposed = {cell.half for cell in sheet.cells if cell.code is Code.ABSENT_PROPOSED}
    cases = {half: row for half, row in sheet.cases.items() if half in proposed or row.state == "confirmed"}
    findings = [row for row in sheet.findings if row.state in OPEN]
    return DayRights(
        slots_of(sheet, now) if own else [], used_in_month(staff.id, sheet.day) if own else 0,
        frozenset(row.id for row in pending if right_on(deciders, row, staff)), frozenset(row.id for row in pending if own),
        frozenset(row.id for row in sheet.corrections if row.attachment_id and may_open_paper(actor, row, staff, now)),
        frozenset(row.id for row in findings if own), frozenset(row.id for row in findings if right_on_finding(deciders, row, staff)),
        frozenset(half for half, row in cases.items() if half in proposed and deciders.on_case(row, staff)),
        frozenset(half for half, row in cases.items() if may_excuse(deciders, row, staff)))


def slots_of(sheet: DaySheet, now: datetime) -> list[tuple[Half, str]]:
    """What may be asked for on this day: each end that is due and not settled, and an explanation of each exception."""
    if sheet.day > now.date():
        return []
    taken = {(Half(row.half), row.edge) for row in sheet.corrections if row.state in ("pending", "approved")}
    closed = {half for half, row in sheet.cases.items() if row.state == "confirmed"}
    found: list[tuple[Half, str]] = []
    for cell in sheet.cells:
        used = {one.edge for one in cell.used}
        late = {"in": bool(cell.late_seconds), "out": bool(cell.early_seconds)}
        found += [(cell.half, edge.value) for edge, _ in cell.due if edge not in used or late[edge]]
        found += [(cell.half, "")] if cell.code in EXCEPTIONS else []
    if not sheet.cells:
        found = [(session.half, edge) for session in sheet.sessions for edge in ("in", "out")]
    return sorted((slot for slot in found if slot not in taken and slot[0] not in closed), key=lambda slot: slot[1] == "")
