"""What clients of these tests send: forms of leave as docs/http.md lists them."""

from __future__ import annotations

import re

from tests.faults.outside_client import Answer, Outside
from tests.faults.running_node import Node


def leave_form(first: str, last: str = "", type_code: str = "annual", partner: str = "2101", **more: str) -> dict[str, str]:
    """The fields of /leave/new; days as '2026-03-10' or '2026-03-10 pm'."""
    start, _, start_half = first.partition(" ")
    end, _, end_half = (last or first).partition(" ")
    return {"type_code": type_code, "partner": partner, "start": start, "start_half": start_half or "am", "end": end,
            "end_half": end_half or "pm", "reason": "家中有事", **more}


def act_on(client: Outside, request_id: str, act: str, version: int, **fields: str) -> Answer:
    """Do something with a request."""
    return client.post(f"/leave/{request_id}/{act}", {"version": str(version), **fields}, key="")


def standing(node: Node, request_id: str) -> tuple[str, int]:
    """State and version of a request."""
    state, version = node.rows("SELECT state, version FROM leave_request WHERE id = ?", request_id)[0]
    return state, version


def handed_over(node: Node, client: Outside, partner: Outside, form: dict[str, str]) -> str:
    """Ask, and let the partner accept: the request waits for its first signature."""
    asked = client.post("/leave/new", form)
    assert asked.status == 303, asked.text
    accepted = act_on(partner, asked.made, "handover", standing(node, asked.made)[1], accept="yes")
    assert accepted.status == 303, accepted.text
    return asked.made


def sentences(text: str) -> str:
    """A page without its markup."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", " ", text, flags=re.S))
