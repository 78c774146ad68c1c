"""Every role walks every page: who may come in comes in, who may not is refused, and who is not signed in is sent to the door.

Read from the program itself, so a page added later walks along.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from rules.people import ROLE_PERMISSIONS, Role
from tests.people_made import Client, make_staff, make_unit
from views.access import DEVICES

OPEN_TO_ALL = ("static", "bootstrap.static")
COMES_IN = {200, 204, 303}
MADE_UP = {"UUIDConverter": uuid.UUID("01900000-0000-7000-8000-000000000000"), "IntegerConverter": 2026}


def label(app: Flask, rule: Rule) -> Any:
    """What the view is labelled with: permissions, None for everybody, "missing" without a label."""
    return getattr(app.view_functions[rule.endpoint], "access", "missing")


def rules(app: Flask, method: str, of_machines: bool = False) -> Iterator[Rule]:
    """Every address of ours that answers the method; those only machines call apart."""
    yield from (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint not in OPEN_TO_ALL
                and (label(app, rule) == DEVICES) == of_machines)


def address(app: Flask, rule: Rule) -> str:
    """An address of the rule, with made-up ids where it asks for some."""
    values = {name: MADE_UP.get(type(rule._converters[name]).__name__, "2026-03-02") for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def may_enter(role: Role, access: Any) -> bool:
    """True when the role carries one of the permissions the view asks for."""
    return access is None or bool(ROLE_PERMISSIONS[role] & set(access))


def client_of(role: Role, sign_in: Any) -> Client:
    """Somebody of a window, signed in with the one role."""
    return sign_in(make_staff(role, unit=make_unit()))


def test_every_address_has_a_label(app):
    unlabelled = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN_TO_ALL and label(app, rule) == "missing"]
    assert unlabelled == []


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_opens_exactly_the_pages_it_may(app, sign_in, role):
    client, wrong = client_of(role, sign_in), []
    for rule in rules(app, "GET"):
        if rule.arguments:
            continue
        status, wanted = client.get(address(app, rule)).status_code, may_enter(role, label(app, rule))
        if (status in COMES_IN) != wanted or (not wanted and status != 403):
            wrong.append((rule.rule, status))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_is_refused_every_record_and_every_form_it_may_not_use(app, sign_in, role):
    client, wrong = client_of(role, sign_in), []
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if not may_enter(role, label(app, rule)) and (method == "POST" or rule.arguments):
                send = client.get if method == "GET" else client.post
                status = send(address(app, rule)).status_code
                wrong += [(method, rule.rule, status)] if status != 403 else []
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_is_sent_to_the_door(app, method):
    client, wrong = Client(app), []
    client.get("/account/sign-in")
    for rule in rules(app, method):
        answer = client.get(address(app, rule)) if method == "GET" else client.post(address(app, rule))
        at_door = answer.status_code == 303 and answer.location.startswith("/account/sign-in")
        if at_door == (label(app, rule) is None):
            wrong.append((rule.rule, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_is_changed_without_the_forms_token(app, sign_in, method):
    client, wrong = client_of(Role.SECURITY_ADMIN, sign_in), []
    for rule in rules(app, method):
        status = client.http.open(address(app, rule), method=method).status_code
        wrong += [(rule.rule, status)] if status != 400 else []
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_only_machines_call_is_refused_to_every_person_signed_in_or_not(app, sign_in, method):
    asked = list(rules(app, method, of_machines=True))
    names = ("cdata", "devicecmd", "fdata", "getrequest", "ping", "registry")
    assert {rule.rule for rule in asked} == {f"/iclock/{name}" for name in names}
    for client in (Client(app), *(client_of(role, sign_in) for role in Role)):
        statuses = {client.http.open(rule.rule, method=method).status_code for rule in asked}
        assert statuses == {403}


def test_no_address_changes_anything_by_being_looked_at(app):
    assert {method for rule in app.url_map.iter_rules() for method in rule.methods or ()} <= {"GET", "HEAD", "OPTIONS", "POST"}
