"""督办: supervision orders about complaints, with a due day and a report of their own. Source: docs/rules/complaint_course.md 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from actions.changes import FormStamp, add, change, check_version, node, once, rows_by_id
from actions.complaint import note_done
from actions.complaint_clock import call_back_end, rule_of
from actions.complaint_rights import deciders_of, heads_free, known_complaint, units_led, visible_to
from actions.complaint_secrecy import kept_ids, open_to
from actions.notices import tell
from actions.people import people_named
from models import Complaint, SupervisionOrder, Unit
from rules.complaint import OVER, State
from rules.errors import AlreadyDecided, InvalidInput, NotAllowed, NotFound, Problem
from rules.people import SYSTEM, Actor, Permission
from rules.supervision import ORDER_STEPS, OrderEvent, OrderState


@dataclass(frozen=True)
class Ordered:
    """What is said with an order: the window, what is demanded (or reported, or held against the report), by which day."""

    text: str = ""
    unit: str = ""
    due: date | None = None


@dataclass(frozen=True)
class OrderLine:
    """An order with what its window and its complaint are called, who did what, and whether its day has passed without a report."""

    row: SupervisionOrder
    unit_name: str
    number: str
    late: bool
    issuer: str
    signer: str
    answerer: str
    decider: str


def order(actor: Actor, complaint_id: str, said: Ordered, now: datetime, stamp: FormStamp | None = None) -> str:
    """Issue an order about a complaint; returns its id.

    Raises NotFound, NotAllowed; InvalidInput: over (the complaint is), unit_unknown, no_head_free, ordered_already (unit), required (text),
    day_past (due).
    """
    def make() -> str:
        row = _complaint(actor, complaint_id)
        if State(row.state) in OVER:
            raise AlreadyDecided(f"order about {complaint_id}", row.state)
        _check(row, said, now)
        if SupervisionOrder.select().where((SupervisionOrder.complaint_id == row.id) & _open()).exists():
            raise InvalidInput(Problem("", "ordered_already"))
        made = add(_new(row, said.unit, OrderState.ISSUED, now), actor, "supervision.order", now)
        _issue(made, actor, row, said, now)
        return made.id

    return once(actor, stamp, now, make)


def draft_order(row: Complaint, now: datetime) -> bool:
    """Draft an order to the window a late complaint lies with, unless one stands; the deciders are told. Inside a transaction."""
    if not row.handler_unit or SupervisionOrder.select().where((SupervisionOrder.complaint_id == row.id) & _open()).exists():
        return False
    made = add(_new(row, row.handler_unit, OrderState.DRAFTED, now), SYSTEM, "supervision.draft", now)
    _tell(deciders_of(row, now.date()), "supervision_drafted", made, row, now)
    return True


def act_on(actor: Actor, order_id: str, event: OrderEvent, said: Ordered, now: datetime, seen: int, stamp: FormStamp | None = None) -> str:
    """Take a step of an order; returns its id.

    Raises NotFound, NotAllowed, AlreadyDecided, OutOfDate; InvalidInput: required (text), day_past (due).
    """
    def make() -> str:
        row = find_order(actor, order_id)
        complaint = Complaint.get_by_id(row.complaint_id)
        source, target, by_supervision = ORDER_STEPS[event]
        if row.state != source.value:
            raise AlreadyDecided(f"order {order_id}", row.state)
        if not (actor.may(Permission.COMPLAINT_DECIDE) if by_supervision else row.unit_id in units_led(actor)):
            raise NotAllowed(f"order {event}")
        check_version(row, seen, state=target.value)
        if event in (OrderEvent.ISSUE, OrderEvent.AGAIN):
            _check(complaint, Ordered(said.text, row.unit_id, said.due), now)
        elif event in (OrderEvent.ANSWER, OrderEvent.DROP) and not said.text.strip():
            raise InvalidInput(Problem("text", "required"))
        _do(row, event, actor, said, now)
        row.state = target.value
        change(row, actor, f"supervision.{event.value}", now)
        if event in (OrderEvent.ISSUE, OrderEvent.AGAIN):
            _issue(row, actor, complaint, said, now)
        if event is OrderEvent.ANSWER:
            _tell([row.issued_by], "supervision_answered", row, complaint, now)
        return row.id

    return once(actor, stamp, now, make)


def _do(row: SupervisionOrder, event: OrderEvent, actor: Actor, said: Ordered, now: datetime) -> None:
    if event is OrderEvent.SIGN:
        row.signed_by, row.signed_at = actor.staff_id, now
    elif event is OrderEvent.ANSWER:
        row.feedback, row.answered_by, row.answered_at = said.text.strip(), actor.staff_id, now
    elif event in (OrderEvent.CLOSE, OrderEvent.DROP):
        row.opinion, row.decided_by, row.decided_at = said.text.strip(), actor.staff_id, now
    elif event is OrderEvent.AGAIN:
        row.round, row.answered_at, row.signed_at = row.round + 1, None, None


def _issue(row: SupervisionOrder, actor: Actor, complaint: Complaint, said: Ordered, now: datetime) -> None:
    """Give the order its demand, its day, who issued it; the window is told, and the complaint's course says so."""
    owed = call_back_end(rule_of(complaint).order, now)
    row.demand, row.due, row.issued_by, row.issued_at = said.text.strip(), said.due or (owed.date() if owed else None), actor.staff_id, now
    change(row, actor, "supervision.issue", now)
    note_done(complaint, actor, "supervise", now, row.demand, row.unit_id)
    _tell([staff.id for staff in heads_free(complaint, row.unit_id, now.date())], "supervision_issued", row, complaint, now)


def find_order(actor: Actor, order_id: str) -> SupervisionOrder:
    """An order this person may know of. Raises NotFound."""
    row: SupervisionOrder | None = SupervisionOrder.get_or_none((SupervisionOrder.id == order_id) & _visible(actor))
    if row is None:
        raise NotFound(f"order {order_id}")
    return row


def orders_of(actor: Actor, today: date, *, open_only: bool = True, complaint_id: str = "") -> list[OrderLine]:
    """The orders this person may know of, the first due first. complaint_id: those about one complaint."""
    wanted = _visible(actor)
    if open_only:
        wanted &= _open()
    if complaint_id:
        wanted &= SupervisionOrder.complaint_id == complaint_id
    rows = list(SupervisionOrder.select().where(wanted))
    return order_lines(sorted(rows, key=lambda row: (row.due or date.max, row.id)), today)


def order_lines(rows: Sequence[SupervisionOrder], today: date) -> list[OrderLine]:
    """The orders with the words a list needs."""
    units, complaints = rows_by_id(Unit, {row.unit_id for row in rows}, ("id", "name")), rows_by_id(
        Complaint, {row.complaint_id for row in rows} - {""}, ("id", "number"))
    people = people_named({staff_id for row in rows for staff_id in (row.issued_by, row.signed_by, row.answered_by, row.decided_by)} - {""})

    def name(staff_id: str) -> str:
        return people[staff_id].name if staff_id in people else ""

    return [OrderLine(row, units[row.unit_id].name, complaints[row.complaint_id].number if row.complaint_id in complaints else "",
                      row.state in (OrderState.ISSUED.value, OrderState.SIGNED.value) and row.due is not None and today > row.due,
                      name(row.issued_by), name(row.signed_by), name(row.answered_by), name(row.decided_by)) for row in rows]


def orders_waiting(actor: Actor) -> int:
    """How many orders wait for this person: drafted or answered for who decides, issued or signed for the windows they lead."""
    if not (units_led(actor) or actor.may(Permission.COMPLAINT_DECIDE)):
        return 0
    mine = SupervisionOrder.unit_id.in_(units_led(actor)) & SupervisionOrder.state.in_([OrderState.ISSUED.value, OrderState.SIGNED.value])
    decided = SupervisionOrder.state.in_([OrderState.DRAFTED.value, OrderState.ANSWERED.value])
    waits = mine | decided if actor.may(Permission.COMPLAINT_DECIDE) else mine
    if not SupervisionOrder.select().where(waits).exists():  # so that the condition of who may see it is seldom written
        return 0
    return int(SupervisionOrder.select().where(waits & _visible(actor)).count())


def may_do(actor: Actor, row: SupervisionOrder) -> list[OrderEvent]:
    """The steps this person may take with an order now."""
    return [event for event, (source, _, by_supervision) in ORDER_STEPS.items() if row.state == source.value
            and (actor.may(Permission.COMPLAINT_DECIDE) if by_supervision else row.unit_id in units_led(actor))]


def _visible(actor: Actor) -> Any:
    """Condition: all orders for who sees all complaints, else those to the windows one leads; never about one that names oneself."""
    if actor.may(Permission.COMPLAINT_ALL):
        return SupervisionOrder.complaint_id.in_(Complaint.select(Complaint.id).where(visible_to(actor)))
    issued = SupervisionOrder.unit_id.in_(units_led(actor)) & (SupervisionOrder.state != OrderState.DRAFTED.value)
    return issued & SupervisionOrder.complaint_id.in_(Complaint.select(Complaint.id).where(open_to(actor)))


def _open() -> Any:
    return SupervisionOrder.state != OrderState.CLOSED.value


def _new(row: Complaint, unit_id: str, state: OrderState, now: datetime) -> SupervisionOrder:
    last = SupervisionOrder.select(fn.MAX(SupervisionOrder.serial)).where(
        (SupervisionOrder.centre == node().centre) & (SupervisionOrder.year == now.year)).scalar()
    return SupervisionOrder(year=now.year, serial=(last or 0) + 1, complaint_id=row.id, unit_id=unit_id, state=state.value)


def _complaint(actor: Actor, complaint_id: str) -> Complaint:
    row = known_complaint(actor, complaint_id)
    if not actor.may(Permission.COMPLAINT_DECIDE):
        raise NotAllowed(f"order about {complaint_id}")
    return row


def _check(complaint: Complaint, said: Ordered, now: datetime) -> None:
    problems = [] if said.text.strip() else [Problem("text", "required")]
    if not Unit.select().where((Unit.id == said.unit) & (Unit.active == 1)).exists():
        problems.append(Problem("unit", "unit_unknown"))
    elif not heads_free(complaint, said.unit, now.date()):
        problems.append(Problem("unit", "no_head_free"))
    if said.due and said.due < now.date():
        problems.append(Problem("due", "day_past"))
    if problems:
        raise InvalidInput(*problems)


def _tell(people: Sequence[str], kind: str, row: SupervisionOrder, complaint: Complaint, now: datetime) -> None:
    kept = kept_ids(complaint, now.date())
    tell([one for one in people if one not in kept], kind, {"year": row.year, "serial": row.serial}, f"/supervision/{row.id}",
         f"{kind}:{row.id}:{row.round}", now)
