"""A rush of submissions by many clients, and what must be true of it afterwards, also when the node died in its middle."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.faults.asking import leave_form
from tests.faults.outside_client import Answer, NoAnswer, Outside, at_once
from tests.faults.running_node import Node


@dataclass
class Sent:
    """One form somebody sent, under its key. answer: None when none came."""

    number: str
    key: str
    form: dict[str, str]
    answer: Answer | None = None
    path: str = "/leave/new"


def forms_of(number: str, first: date, count: int) -> list[Sent]:
    """One form a day from a Monday on, in the mornings: sick leave, so that no balance and no weekend matters."""
    days = [(first + timedelta(days=n)).isoformat() for n in range(count)]
    return [Sent(number, uuid.uuid4().hex, leave_form(f"{day} am", f"{day} am", "sick")) for day in days]


def send_until_it_dies(clients: dict[str, Outside], sent: list[Sent], stop: Callable[[int], None]) -> None:
    """Everybody sends their forms one after the other, all at the same time. stop: told how many answers came in all."""
    answered: list[int] = []

    def send_own(number: str) -> None:
        for one in (form for form in sent if form.number == number):
            try:
                one.answer = clients[number].post(one.path, one.form, one.key)
            except NoAnswer:
                return
            answered.append(1)
            stop(len(answered))

    at_once([lambda number=number: send_own(number) for number in clients])


def lost_or_half(node: Node, sent: list[Sent]) -> list[str]:
    """What is wrong with what was answered 303: not there, there twice, or without its days, decision and audit."""
    faults = []
    for one in sent:
        if one.answer is None or one.answer.status != 303:
            continue
        found = [node.count(statement, one.answer.made) for statement in (
            "SELECT count(*) FROM leave_request WHERE id = ?", "SELECT count(*) FROM leave_cell WHERE request_id = ?",
            "SELECT count(*) FROM leave_decision WHERE request_id = ? AND act = 'submit'",
            "SELECT count(*) FROM audit_row WHERE row_id = ? AND what = 'leave.submit'")]
        if found != [1, 1, 1, 1]:
            faults.append(f"{one.number} {one.form['start']}: {found}")
    return faults


def send_again(clients: dict[str, Outside], sent: list[Sent]) -> list[str]:
    """Send every form again under its key; what is not answered as the first time, or not at all."""
    faults = []
    for one in sent:
        answer = clients[one.number].post(one.path, one.form, one.key)
        if answer.status != 303 or (one.answer is not None and one.answer.location != answer.location):
            faults.append(f"{one.number} {one.form['start']}: {answer.status} {answer.location}")
    return faults
