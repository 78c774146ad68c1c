"""A long time of mixed traffic: memory and open files do not grow, nothing fails, and what was written is whole."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.faults.asking import act_on, leave_form, standing
from tests.faults.full_centre import CLERKS, HEAD, LEADER, PARTNERS, PERSONNEL, SECTION
from tests.faults.naive_checker import faults_of
from tests.faults.outside_client import Outside, at_once
from tests.faults.running_node import Node

PAGES = ("/today", "/leave", "/leave/new", "/leave/approvals", "/leave/team", "/leave/team.xlsx", "/leave/away", "/leave/year", "/notices",
         "/notices/bell", "/calendar/2026/3", "/leave?page=2", "/static/theme.css", "/nothing/here")
ROUNDS, WARM_ROUNDS, TURNS = 10, 3, 40
GROWTH_MB = 12


def megabytes(node: Node) -> float:
    """What the process holds in memory."""
    assert node.process is not None
    lines = Path(f"/proc/{node.process.pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def open_files(node: Node) -> int:
    """How many files and sockets the process has open."""
    assert node.process is not None
    return len(list(Path(f"/proc/{node.process.pid}/fd").iterdir()))


def behave(node: Node, client: Outside, dice: random.Random) -> set[int]:
    """One person for a while: looks, types, asks, and often takes it back. Returns the statuses that came."""
    seen = set[int]()
    for _ in range(TURNS):
        first = date(2026, 3, 3) + timedelta(days=dice.randrange(280))
        form = leave_form(f"{first} am", f"{first} {dice.choice(['am', 'pm'])}", dice.choice(["annual", "sick", "personal"]),
                          dice.choice(PARTNERS))
        seen.add(client.get(dice.choice(PAGES)).status)
        match dice.randrange(4):
            case 0:
                seen.add(client.post("/leave/preview", form).status)
            case 1:
                seen.add(client.post("/leave/autosave", form).status)
            case 2:
                asked = client.post("/leave/new", form)
                seen.add(asked.status)
                if asked.status == 303 and dice.random() < 0.7:
                    seen.add(act_on(client, asked.made, "withdraw", standing(node, asked.made)[1]).status)
            case _:
                seen.add(client.get("/leave").status)
    return seen


@pytest.mark.long
def test_memory_and_open_files_do_not_grow_in_hours_of_traffic(node: Node) -> None:
    clients = [node.client(number) for number in (*CLERKS[:10], HEAD, SECTION, LEADER, PERSONNEL)]
    sizes, files, seen = [], [], set[int]()
    for number in range(ROUNDS):
        dice = [random.Random(number * 100 + place) for place in range(len(clients))]  # noqa: S311  # a test that can be repeated
        answers = at_once([lambda one=one, own=own: behave(node, one, own) for one, own in zip(clients, dice, strict=True)])
        seen |= set[int]().union(*answers)
        sizes.append(megabytes(node))
        files.append(open_files(node))
    assert seen <= {200, 204, 303, 403, 404, 409, 422}
    assert sizes[-1] - sizes[WARM_ROUNDS] < GROWTH_MB, sizes
    assert files[-1] <= max(files[:WARM_ROUNDS]) + 2, files
    assert "Traceback" not in node.said()
    assert faults_of(node.database) == []
