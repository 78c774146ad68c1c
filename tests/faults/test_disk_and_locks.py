"""The disk is full, the database is held by another process, the clock is wrong: truthful answers, nothing by half, and it goes on."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date

import pytest

from tests.faults.asking import act_on, handed_over, leave_form, sentences, standing
from tests.faults.full_centre import CLERKS, LEADER, PARTNERS
from tests.faults.naive_checker import faults_of
from tests.faults.outside_client import Outside, at_once
from tests.faults.running_node import Node


def test_a_full_disk_refuses_what_is_sent_and_afterwards_the_same_key_goes_through(node: Node) -> None:
    client, key, before = node.client(CLERKS[0]), uuid.uuid4().hex, faults_of(node.database)
    written = node.count("SELECT next_seq FROM node_self")
    node.limit_files(node.database.with_name("liangchuang.db-wal").stat().st_size + 4096)
    refused = [client.post("/leave/new", leave_form("2026-03-10"), key) for _ in range(2)]
    assert [answer.status for answer in refused] == [507, 507]
    assert "不能写入" in sentences(refused[0].text)
    assert client.get("/leave").status == 200
    assert node.count("SELECT next_seq FROM node_self") == written
    node.limit_files(-1)
    done = [client.post("/leave/new", leave_form("2026-03-10"), key) for _ in range(2)]
    assert [answer.status for answer in done] == [303, 303]
    assert done[0].made == done[1].made
    assert faults_of(node.database) == before == []


@contextmanager
def held(node: Node) -> Iterator[None]:
    """Another process writes and does not finish."""
    with closing(sqlite3.connect(node.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_while_another_process_writes_pages_open_and_what_is_sent_waits_its_turn(node: Node) -> None:
    clients = [node.client(number) for number in CLERKS[:3]]
    with ThreadPoolExecutor(3) as pool:
        with held(node):
            sent = [pool.submit(one.post, "/leave/new", leave_form("2026-03-10")) for one in clients]
            assert {client.get("/leave").status for client in clients for _ in range(20)} == {200}
            assert not any(one.done() for one in sent)
        assert {one.result().status for one in sent} == {303}
    assert faults_of(node.database) == []


@pytest.mark.long
def test_what_waits_too_long_is_told_that_nothing_was_written(node: Node) -> None:
    clients = [node.client(number) for number in CLERKS[:6]]
    with held(node):
        answers = at_once([lambda one=one: one.post("/leave/new", leave_form("2026-03-10"), "late") for one in clients])
    assert {answer.status for answer in answers} == {503}
    assert "没有保存" in sentences(answers[0].text)
    assert {one.post("/leave/new", leave_form("2026-03-10"), "late").status for one in clients} == {303}
    assert node.count("SELECT count(*) FROM leave_request") == len(clients)


def again_on(node: Node, day: date) -> Node:
    """The node after a restart, with its clock on another day."""
    node.kill()
    node.day = day
    return node.start()


def test_a_clock_that_jumps_back_and_forth_loses_nothing(node: Node) -> None:
    clerk, partner = node.client(CLERKS[0]), node.client(PARTNERS[0])
    request_id = handed_over(node, clerk, partner, leave_form("2026-03-10", "2026-03-12"))
    again_on(node, date(2026, 2, 26))
    leader = node.client(LEADER)
    assert act_on(leader, request_id, "decide", standing(node, request_id)[1], verdict="approve").status == 303
    assert standing(node, request_id)[0] == "approved"
    assert node.client(CLERKS[1]).post("/leave/new", leave_form("2026-03-11")).status == 303
    again_on(node, date(2026, 3, 13))
    clerk = node.client(CLERKS[0])
    back = act_on(clerk, request_id, "back", standing(node, request_id)[1], back_day="2026-03-13", back_half="am")
    assert (back.status, standing(node, request_id)[0]) == (303, "closed")
    again_on(node, date(2026, 3, 2))
    assert standing(node, request_id)[0] == "closed"
    assert node.client(CLERKS[2]).post("/leave/new", leave_form("2026-03-12")).status == 303
    assert faults_of(node.database) == []
    assert "Traceback" not in node.said()


def test_a_sign_in_of_a_day_to_come_is_no_way_in_for_ever(node: Node) -> None:
    """Signed in while the clock was ahead: after it is put right the sign-in still ends."""
    ahead = again_on(node, date(2026, 3, 20)).client(CLERKS[0])
    again_on(node, date(2026, 3, 2))
    client = Outside(node.port)
    client.cookies = ahead.cookies
    assert client.get("/notices").location.startswith("/account/sign-in")
