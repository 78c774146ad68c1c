"""docs/http.md as data, and the fields the program's own forms have, to hold one to the other."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from flask import Flask
from flask_wtf import FlaskForm
from wtforms import SubmitField
from wtforms.fields.core import UnboundField

from tests.architecture.code_base import ROOT

HEADER = ["field", "required", "form", "meaning"]
HEADING = re.compile(r"^### POST (\S+)$", re.M)
NEVER_NAMED = {"csrf_token"}


@dataclass(frozen=True)
class Entry:
    """One form as the document describes it. faults: what is wrong with the description itself."""

    route: str
    fields: frozenset[str]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class FormFields:
    """What a view reads. named: must be documented; buttons: may be."""

    named: frozenset[str]
    buttons: frozenset[str]


def plain_route(rule: str) -> str:
    """`/staff/<uuid:staff_id>/edit` and `/staff/<id>/edit` as `/staff/<>/edit`."""
    return re.sub(r"<[^>]*>", "<>", rule)


def read_entries(text: str) -> list[Entry]:
    """The entries of the document, in its order."""
    parts = HEADING.split(re.sub(r"^## .*$", "", text, flags=re.M))
    return [_entry(route, body) for route, body in zip(parts[1::2], parts[2::2], strict=True)]


def _entry(route: str, body: str) -> Entry:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in body.splitlines() if line.startswith("|")]
    faults = [] if not rows or rows[0] == HEADER else [f"{route}: the table begins with {rows[0]} instead of {HEADER}"]
    fields = {name.strip(" `") for row in rows[2:] for name in row[0].split(",")}
    answers = body.partition("Answers:")[2]
    if not re.search(r"^- [1-5]\d\d", answers, re.M):
        faults.append(f"{route}: no list of answers with their status")
    if not body.strip() or body.lstrip().startswith(("|", "Answers")):
        faults.append(f"{route}: no line that says what it does")
    return Entry(plain_route(route), frozenset(fields - {""}), tuple(faults))


def document() -> list[Entry]:
    """The entries of docs/http.md."""
    return read_entries((ROOT / "docs" / "http.md").read_text("utf-8"))


def posted_views(app: Flask) -> dict[str, Callable[..., Any]]:
    """Plain route -> view, of every address that takes POST."""
    posted = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return {plain_route(rule.rule): app.view_functions[rule.endpoint] for rule in posted}


def fields_of(view: Callable[..., Any]) -> FormFields:
    """The fields a view reads: of the forms it and the functions of views/ it calls name, and those taken from request.form itself."""
    named: set[str] = set()
    buttons: set[str] = set()
    for function in _called(view, set()):
        for found in _used(function):
            if isinstance(found, type) and issubclass(found, FlaskForm):
                for field, unbound in _fields(found):
                    (buttons if issubclass(unbound.field_class, SubmitField) else named).add(field)
        named |= set(_taken_from_request(function))
    return FormFields(frozenset(named - NEVER_NAMED), frozenset(buttons))


def _fields(form: type[FlaskForm]) -> Iterator[tuple[str, UnboundField]]:
    for name in dir(form):
        found = inspect.getattr_static(form, name)
        if isinstance(found, UnboundField):
            yield found.name or name, found


def _called(view: Callable[..., Any], seen: set[Any]) -> Iterator[FunctionType]:
    function = inspect.unwrap(view)
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith("views."):
        return
    seen.add(function)
    yield function
    for found in _used(function):
        if isinstance(found, FunctionType):
            yield from _called(found, seen)


def _used(function: FunctionType) -> Iterator[Any]:
    """What the names in a function stand for, also where a module is named before them."""
    for node in ast.walk(_tree(function)):
        if isinstance(node, ast.Name):
            yield function.__globals__.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = function.__globals__.get(node.value.id)
            if isinstance(module, ModuleType) and module.__name__.startswith("views."):
                yield getattr(module, node.attr)


def _taken_from_request(function: FunctionType) -> Iterator[str]:
    """Names in request.form["x"], request.form.get("x"), .getlist("x") and the same of request.files."""
    for node in ast.walk(_tree(function)):
        if isinstance(node, ast.Subscript) and _is_sent(node.value):
            key: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_sent(node.func.value) and node.args:
            key = node.args[0]
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def _is_sent(value: ast.expr) -> bool:
    return ast.unparse(value) in {"request.form", "request.files"}


def _tree(function: FunctionType) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
