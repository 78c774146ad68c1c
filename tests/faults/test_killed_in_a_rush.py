"""kill -9 in the middle of a rush: what was answered is there once and whole, the rest is there whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from tests.architecture.code_base import ROOT
from tests.faults.full_centre import CLERKS
from tests.faults.naive_checker import faults_of
from tests.faults.running_node import Node
from tests.faults.rush import forms_of, lost_or_half, send_again, send_until_it_dies
from tests.setup.small_project import without_settings

FORMS_EACH = 4


def kill_in_a_rush(node: Node, first: date, after: int) -> None:
    """Twenty clerks send their forms; the node dies after so many answers, and starts again."""
    clients = {number: node.client(number) for number in CLERKS}
    sent = [form for number in CLERKS for form in forms_of(number, first, FORMS_EACH)]
    process = node.process
    assert process is not None
    send_until_it_dies(clients, sent, lambda answers: process.kill() if answers >= after else None)
    node.kill()
    assert faults_of(node.database) == []
    node.start()
    answered = [one for one in sent if one.answer is not None]
    assert after <= len(answered) < len(sent)
    assert {one.answer.status for one in answered if one.answer} == {303}
    assert lost_or_half(node, sent) == []
    again = {number: node.client(number) for number in CLERKS}
    assert send_again(again, sent) == []
    assert lost_or_half(node, sent) == []
    assert node.count("SELECT count(*) FROM leave_request WHERE start >= ? AND start <= date(?, '+6 days')",
                      first.isoformat(), first.isoformat()) == len(sent)
    assert faults_of(node.database) == []


def verified(node: Node) -> int:
    """The exit status of `flask audit verify` on the node's folder."""
    return subprocess.run([sys.executable, "-m", "flask", "--app", "app", "audit", "verify"], cwd=ROOT, check=False, capture_output=True,
                          env={**without_settings(), "LIANGCHUANG_DATA": str(node.data)}).returncode


def test_a_node_killed_in_a_rush_of_twenty_clients_keeps_what_it_answered_and_nothing_by_half(node: Node) -> None:
    kill_in_a_rush(node, date(2026, 3, 9), after=25)
    assert verified(node) == 0
    assert "Traceback" not in node.said()


@pytest.mark.long
def test_twenty_kills_one_after_the_other(node: Node) -> None:
    for number in range(20):
        kill_in_a_rush(node, date.fromordinal(date(2026, 3, 9).toordinal() + 7 * number), after=5 + 3 * number)
    assert verified(node) == 0
