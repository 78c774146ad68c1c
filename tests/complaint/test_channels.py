"""Nobody who is kept from a complaint learns of it by any channel: every page of the program stays for them what it was before it came.

Read from the program itself: a page added later walks along, and an address with parts nobody filled in here fails.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from actions.attachments import keep_paper
from actions.changes import add, change, find, transaction
from actions.complaint import CallDraft, log_call
from actions.complaint_secrecy import kept_ids
from jobs import JOBS
from models import Complaint, ComplaintAsk, ComplaintDocument, ComplaintPaper, ComplaintStatement, Notice, SupervisionOrder
from rules.complaint import Kind
from rules.complaint_course import Event
from rules.people import SYSTEM, Role
from rules.supervision import OrderEvent
from tests.architecture.test_roles_walk import label, may_enter
from tests.conftest import MONDAY
from tests.people_made import Client, actor_for, make_staff, make_unit

SECRET, PHONE = "鹦鹉螺", "13800005678"
UNTOLD = str(uuid.UUID("01900000-0000-7000-8000-000000000000"))
ASKED = {  # what a page may be asked for besides
    "complaint.complaints": [{"all": "1"}, {"text": SECRET}, {"all": "1", "text": SECRET[:2]}, {"text": PHONE}, {"text": "TS-2026-0001"}],
}
TABLES = {"ask_id": ComplaintAsk, "statement_id": ComplaintStatement, "order_id": SupervisionOrder, "paper_id": ComplaintPaper,
          "document_id": ComplaintDocument}
PARTS: dict[str, Callable[[], list[str]]] = {  # what stands in the other parts of an address
    "track": lambda: ["service"], "source": lambda: ["order12345"], "digest": lambda: ["0" * 64],
    "event": lambda: [event.value for event in (*Event, *OrderEvent)],
    **dict.fromkeys(("view_id", "missed_id", "handover_id", "report_id"), lambda: [UNTOLD]),
    **{name: (lambda table=table: [row.id for row in table.select()] or [UNTOLD]) for name, table in TABLES.items()},
}
ADDS_UP = {"audit.rows", "operations.show", "operations.status"}
"""Pages that count everything that is written: there the complaint itself is looked for, not a change."""
CHANGES = re.compile(r"I[\w-]{40,}\.[\w-]+\.[\w-]+|[0-9a-f]{32}")
"""Tokens and keys of forms."""


def nameless(text: str, complaint_id: str) -> str:
    """A text in which the complaint and what hangs on it are as good as made up."""
    for one in (complaint_id, *(row.id for table in TABLES.values() for row in table.select())):
        text = text.replace(one, UNTOLD)
    return text


def addresses(app: Flask, method: str, complaint_id: str) -> Iterator[tuple[Rule, str]]:
    """Every address that needs no other row than the complaint, with everything it may be asked for."""
    for rule in app.url_map.iter_rules():
        ours = rule.rule.startswith(("/complaint", "/supervision"))
        if method not in (rule.methods or ()) or rule.endpoint in ("static", "bootstrap.static") or (rule.arguments and not ours):
            continue
        names = sorted(rule.arguments)
        for values in product(*([complaint_id] if name == "complaint_id" else PARTS[name]() for name in names)):
            with app.test_request_context():
                yield from ((rule, url_for(rule.endpoint, **dict(zip(names, values, strict=True)), **asked))
                            for asked in [{}, *ASKED.get(rule.endpoint, [])])


def entered(app: Flask, role: Role, method: str, complaint_id: str) -> list[tuple[Rule, str]]:
    return [(rule, address) for rule, address in addresses(app, method, complaint_id) if may_enter(role, label(app, rule))
            and rule.endpoint != "account.sign_out"]


def plain(answer: TestResponse) -> str:
    """What an answer says, also in a workbook or document, without what is new with every answer."""
    body = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in sorted(parts.namelist()) if name != "docProps/core.xml")
    return CHANGES.sub("", body.decode("utf-8", "ignore"))


def seen(app: Flask, client: Client, role: Role, complaint_id: str) -> dict[str, str]:
    """Address -> what this person gets there, also as a piece."""
    told = {}
    for rule, address in entered(app, role, "GET", complaint_id):
        if rule.endpoint not in ADDS_UP:
            told[address] = plain(client.get(address))
            told[f"piece {address}"] = plain(client.piece(address))
    return told


class Centre:
    """People of a centre, and the complaint that some of them are kept from."""

    def __init__(self, app: Flask, sign_in: Any) -> None:
        self.app, self.window, self.section = app, make_unit(), make_unit("section")
        self.people: dict[str, Any] = {
            "monitor": (Role.MONITOR, self.section), "leader": (Role.MAIN_LEADER, None), "clerk": (Role.STAFF, self.window),
            "window_head": (Role.WINDOW_HEAD, self.window), "auditor": (Role.AUDIT_ADMIN, None), "personnel": (Role.PERSONNEL, None),
            "sysadmin": (Role.SYSTEM_ADMIN, None), "free": (Role.MONITOR, self.section), "section_head": (Role.SECTION_HEAD, self.section),
        }
        self.roles = {who: role for who, (role, _) in self.people.items()}
        self.staff = {who: make_staff(role, unit=unit) for who, (role, unit) in self.people.items()}
        self.clients = {who: sign_in(staff) for who, staff in self.staff.items()}

    def log(self, *named: str) -> str:
        """A complaint that names these people and is worked on by the window."""
        people = tuple(self.staff[who].id for who in named)
        draft = CallDraft(Kind.COMPLAINT, f"{SECRET}态度不好", called="赵女士", phone=PHONE, unit_id=self.window.id, named=people)
        row = find(Complaint, log_call(SYSTEM, draft, MONDAY))
        row.handler_unit, row.state = self.window.id, "to_sign"
        paper = keep_paper(actor_for(self.staff["free"]), f"%PDF-1.4 {SECRET}".encode(), "a.pdf", self.app.config["SETTINGS"], MONDAY)
        with transaction():
            add(ComplaintAsk(complaint_id=row.id, event="refuse", asked_by=self.staff["free"].id, asked_at=MONDAY), SYSTEM,
                "complaint.ask", MONDAY)
            add(ComplaintPaper(complaint_id=row.id, attachment_id=paper, staff_id=self.staff["free"].id, at=MONDAY), SYSTEM,
                "complaint.paper", MONDAY)
            return change(row, SYSTEM, "complaint.due", MONDAY).id

    def kept(self, complaint_id: str) -> set[str]:
        ids = kept_ids(find(Complaint, complaint_id), MONDAY.date())
        return {who for who, staff in self.staff.items() if staff.id in ids}


NAMED = ("monitor", "leader", "clerk", "auditor", "personnel", "sysadmin")
CASES = [(NAMED, who) for who in (*NAMED, "window_head")] + [(("monitor", "free"), who) for who in ("monitor", "section_head")]


@pytest.fixture
def centre(app, sign_in):
    return Centre(app, sign_in)


@pytest.mark.parametrize(("named", "who"), CASES, ids=lambda part: part if isinstance(part, str) else f"{len(part)}")
def test_every_page_stays_what_it_was_for_whoever_is_kept_from_it(app, centre, named, who):
    client, role = centre.clients[who], centre.roles[who]
    before = seen(app, client, role, UNTOLD)
    made = centre.log(*named)
    assert who in centre.kept(made)
    after = seen(app, client, role, made)
    assert len(after) > 10
    assert {nameless(address, made): nameless(text, made) for address, text in after.items()} == before
    for rule, address in entered(app, role, "GET", made):
        if rule.endpoint in ADDS_UP:
            told = plain(client.get(address))
            assert not any(word in told for word in (SECRET, PHONE, "赵女士", made, "TS-2026-0001"))


@pytest.mark.parametrize(("named", "who"), CASES, ids=lambda part: part if isinstance(part, str) else f"{len(part)}")
def test_every_form_answers_whoever_is_kept_from_it_as_if_there_were_nothing(app, centre, named, who):
    made, client, role = centre.log(*named), centre.clients[who], centre.roles[who]
    sent = {"phone": PHONE, "reason": "核实", "note": SECRET, "edition": "1", "version": "1", "unit": centre.window.id}
    forms = zip(entered(app, role, "POST", made), entered(app, role, "POST", UNTOLD), strict=True)
    for (rule, address), (_, nothing) in forms:
        if rule.rule.startswith("/complaint"):
            answers = [client.post(one, {**sent, "request_key": uuid.uuid4().hex}, htmx=htmx)
                       for one in (address, nothing) for htmx in (False, True)]
            told = [(answer.status_code, plain(answer).replace(made, UNTOLD)) for answer in answers]
            assert told[:2] == told[2:], address
            assert not any(SECRET in text.replace(f">{SECRET}<", "") and made in text for _, text in told)


def test_who_is_not_kept_from_it_sees_it_on_these_pages(app, centre):
    made = centre.log(*NAMED)
    assert centre.kept(made) == {*NAMED, "window_head"}
    told = seen(app, centre.clients["free"], Role.MONITOR, made)
    shown = {address for address, text in told.items() if SECRET in text or "TS-2026-0001" in text}
    assert {"/complaint", "/complaint?all=1", f"/complaint/{made}"} <= shown


def test_no_job_of_the_hotline_tells_whoever_is_kept_from_it(settings, centre):
    made = centre.log(*NAMED)
    for days in range(0, 60, 3):
        for job in JOBS:
            if "complaint" in job.name:
                job.act(settings, MONDAY + timedelta(days=days))
    kept = [centre.staff[who].id for who in centre.kept(made)]
    assert [notice.kind for notice in Notice.select().where(Notice.staff_id.in_(kept))] == []
