"""kill -9 in the middle of calls being saved: each is there whole or not at all; sent again as the outbox does, each is there once."""

from __future__ import annotations

import uuid

import pytest

from tests.faults.full_centre import MONITOR, SECTION
from tests.faults.naive_checker import faults_of
from tests.faults.running_node import Node
from tests.faults.rush import Sent, send_again, send_until_it_dies

DESKS = (MONITOR, SECTION)
PARTS = {
    "caller": "SELECT count(*) FROM complaint_caller WHERE complaint_id = ?",
    "act": "SELECT count(*) FROM complaint_act WHERE complaint_id = ? AND act = 'log'",
    "words": "SELECT count(*) FROM complaint_text WHERE complaint_id = ?",
    "audit": "SELECT count(*) FROM audit_row WHERE row_id = ? AND what = 'complaint.log'",
    "key": "SELECT count(*) FROM form_key WHERE answer_id = ?",
}


def calls(count: int) -> list[Sent]:
    """So many calls of two desks, each with words of its own."""
    made = []
    for number in range(count):
        form = {"kind": "complaint", "track": "service", "channel": "phone", "phone": f"1380000{number:04d}", "called": "赵女士",
                "wants_reply": "y", "content": f"第 {number} 个来电：窗口无人，等候较久。"}
        made.append(Sent(DESKS[number % len(DESKS)], uuid.uuid4().hex, form, path="/complaint/new"))
    return made


def half(node: Node, sent: list[Sent]) -> list[str]:
    """What is wrong with what is there: twice, or without one of its parts; or gone although it was answered."""
    faults = []
    for one in sent:
        found = [row_id for row_id, in node.rows("SELECT id FROM complaint WHERE content = ?", one.form["content"])]
        if len(found) > 1 or (one.answer is not None and not found):
            faults.append(f"{one.form['content']}: {len(found)}")
        faults += [f"{one.form['content']}: {part}" for row_id in found for part, asked in PARTS.items() if node.count(asked, row_id) != 1]
    return faults


def save_with_kills(node: Node, count: int, every: int) -> int:
    """Both desks save their calls; the node dies after so many answers, again and again, until all were answered. Returns its deaths."""
    sent, kills = calls(count), 0
    clients = {number: node.client(number) for number in DESKS}
    while any(one.answer is None for one in sent):
        process = node.process
        assert process is not None
        send_until_it_dies(clients, [one for one in sent if one.answer is None], lambda answers, died=process: _die(died, answers, every))
        node.kill()
        kills += 1
        assert faults_of(node.database) == []
        assert half(node, sent) == []
        node.start()
    assert {one.answer.status for one in sent if one.answer} == {303}
    assert send_again(clients, sent) == []
    assert half(node, sent) == []
    assert node.count("SELECT count(*) FROM complaint") == count
    numbers = [number for number, in node.rows("SELECT number FROM complaint ORDER BY number")]
    assert numbers == [f"TS-2026-{place:04d}" for place in range(1, count + 1)]
    return kills


def _die(process: object, answers: int, every: int) -> None:
    if answers >= every:
        process.kill()  # type: ignore[attr-defined]  # a running program


def test_twenty_calls_with_a_server_that_is_killed_in_their_middle_are_there_once_and_whole(node: Node) -> None:
    assert save_with_kills(node, 20, every=4) >= 4


@pytest.mark.long
def test_two_hundred_calls_with_a_server_that_is_killed_in_their_middle_are_there_once_and_whole(node: Node) -> None:
    assert save_with_kills(node, 200, every=20) >= 8
