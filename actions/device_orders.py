"""Orders for machines that push: asked by people, fetched by the machine at its next poll, answered when it has done them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from peewee import fn

from actions.changes import FormStamp, add, find, keep, note_act, once, transaction
from actions.device_contact import machine
from actions.device_tell import tell_keepers
from actions.prepared import Prepared
from actions.punches import local_second
from actions.punches_judge import judge_new
from models import Coverage, Device, DeviceCommand, RawPunch
from rules.device_orders import Order, OrderKind, check_order
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission

MOST_WAITING = 10
SENT_AGAIN = timedelta(minutes=10)
WAITS_AT_MOST = timedelta(days=2)
SHOWN = 20


class Answered(NamedTuple):
    """What a machine answered: the order's number, its return code, and how many records it counts (None for none said)."""

    number: int
    code: int | None
    records: int | None


def ask(actor: Actor, device_id: str, order: Order, now: datetime, stamp: FormStamp | None = None) -> int:
    """Ask a machine that pushes for something of the closed list; returns the order's number.

    Raises NotFound, NotAllowed, KeyReused; InvalidInput (order_not_push, order_period, required, orders_waiting).
    """
    if not actor.may(Permission.ATTENDANCE_DEVICES):
        raise NotAllowed("device orders")

    def make() -> str:
        device = find(Device, device_id)
        if device.kind != "push":
            raise InvalidInput(Problem("", "order_not_push"))
        check_order(order)
        if len(_waiting(device, now)) >= MOST_WAITING:
            raise InvalidInput(Problem("", "orders_waiting", {"count": MOST_WAITING}))
        number = (DeviceCommand.select(fn.MAX(DeviceCommand.number)).scalar() or 0) + 1
        keep(DeviceCommand(number=number, device_id=device.id, kind=order.kind.value, since=order.since, until=order.until,
                           reason=order.reason.strip(), asked_by=actor.staff_id, asked_at=now))
        note_act(actor, f"device.order.{order.kind.value}", now, "device", device.id, order.reason.strip())
        return str(number)

    return int(once(actor, stamp, now, make))


def fetch(device: Device, now: datetime) -> list[tuple[int, Order]]:
    """The orders a machine is to be given now; they count as sent. One that is not answered is given again after SENT_AGAIN."""
    if not _ANY.columns(device.id, now - WAITS_AT_MOST):
        return []
    with transaction():
        rows = [row for row in _waiting(device, now) if row.sent_at is None or not timedelta(0) <= now - row.sent_at < SENT_AGAIN]
        for row in rows:
            row.sent_at = now
            keep(row)
    return [(row.number, Order(OrderKind(row.kind), row.since, row.until, row.reason)) for row in rows]


def answer(device: Device, answers: Iterable[Answered], address: str, now: datetime) -> None:
    """Note what orders came to. Two counts that agree make a period collected; two that do not are told to the keepers."""
    told = list(answers)
    if not told:
        return
    with transaction():
        for one in told:
            row = DeviceCommand.get_or_none((DeviceCommand.number == one.number) & (DeviceCommand.device_id == device.id))
            if row is None or row.answered_at is not None:
                continue
            row.answered_at, row.code = now, one.code
            if row.kind == OrderKind.COUNT.value and one.records is not None:
                since, until = row.since or 0, row.until or 0
                row.theirs, row.ours = one.records, counted(device, since, until)
                _judge_count(device, row, (since, until), address, now)
            keep(row)


def counted(device: Device, since: int, until: int) -> int:
    """How many rows of a machine we keep whose time lies in a period (both inclusive), held back or not."""
    rows = RawPunch.select(fn.COUNT(RawPunch.id)).where((RawPunch.device_id == device.id) & RawPunch.second.between(since, until))
    return int(rows.scalar())


def orders_of(device: Device) -> list[DeviceCommand]:
    """The latest orders of a machine, newest first."""
    return list(DeviceCommand.select().where(DeviceCommand.device_id == device.id).order_by(DeviceCommand.number.desc()).limit(SHOWN))


def _judge_count(device: Device, row: DeviceCommand, period: tuple[int, int], address: str, now: datetime) -> None:
    if row.theirs != row.ours:
        values = {"name": device.name, "theirs": row.theirs, "ours": row.ours}
        tell_keepers("device_sum", values, device, f"order:{row.number}", now)
        return
    since, until = period[0], min(period[1] + 1, local_second(row.sent_at or now))
    if since < until:
        add(Coverage(device_id=device.id, since=since, until=until, source="sum"), machine(device, address), "device.cover", now)
        judge_new(device, (), [(since, until)], now, f"device_command:{row.number}")


def _waiting(device: Device, now: datetime) -> list[DeviceCommand]:
    return list(DeviceCommand.select().where((DeviceCommand.device_id == device.id) & DeviceCommand.answered_at.is_null()
                                             & (DeviceCommand.asked_at > now - WAITS_AT_MOST)).order_by(DeviceCommand.number))


_ANY = Prepared(DeviceCommand, lambda device_id, since: DeviceCommand.select(DeviceCommand.number).where(
    (DeviceCommand.device_id == device_id) & DeviceCommand.answered_at.is_null() & (DeviceCommand.asked_at > since)).limit(1))
