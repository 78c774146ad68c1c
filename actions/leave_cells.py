"""The half-days and hours a request holds. Their unique index is what refuses overlap in the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from peewee import IntegrityError, SqliteDatabase

from actions.changes import add_many, remove_many
from actions.leave_plan import Plan
from models import LeaveCell, LeaveInterval, LeaveRequest, Staff, database
from rules.calendar import Half
from rules.errors import InvalidInput, Problem
from rules.leave import Cell, CellKey
from rules.people import Actor


def lock_person(staff_id: str) -> None:
    """Make requests of one person wait for each other where the engine has no single writer (PostgreSQL)."""
    if not isinstance(database.obj, SqliteDatabase):
        Staff.select(Staff.id).where(Staff.id == staff_id).for_update().execute()


def hold(request: LeaveRequest, plan: Plan, actor: Actor, now: datetime) -> None:
    """Write the request's cells and intervals. Raises InvalidInput (overlap) when another active request has one of them."""
    try:
        add_many([LeaveCell(staff_id=request.staff_id, day=cell.date, half=cell.half, request_id=request.id, counts=cell.counts)
                  for cell in plan.cells], actor, "leave.cells", now)
        add_many([LeaveInterval(staff_id=request.staff_id, day=piece.date, half=piece.half, from_minute=piece.from_minute,
                                to_minute=piece.to_minute, request_id=request.id) for piece in plan.intervals],
                 actor, "leave.hours", now)
    except IntegrityError as error:
        raise InvalidInput(Problem("start", "overlap", {"day": request.start, "half": request.start_half})) from error


def let_go(request: LeaveRequest, actor: Actor, now: datetime, only: Collection[CellKey] | None = None) -> None:
    """Remove the request's cells and intervals, all or only these half-days."""
    cells = [cell for cell in cells_held(request) if only is None or (cell.day, Half(cell.half)) in only]
    remove_many(cells, actor, "leave.cells", now)
    if only is None:
        remove_many(list(LeaveInterval.select().where(LeaveInterval.request_id == request.id)), actor, "leave.hours", now)


def cells_held(request: LeaveRequest) -> list[LeaveCell]:
    """The request's half-days in order."""
    return list(LeaveCell.select().where(LeaveCell.request_id == request.id).order_by(LeaveCell.day, LeaveCell.half))


def as_cells(held: Collection[LeaveCell]) -> list[Cell]:
    """The kept half-days as the rules see them."""
    return [Cell(cell.day, Half(cell.half), bool(cell.counts), "", "") for cell in held]
