"""The audit speaks Chinese: every act the program can do, every table and every column it keeps has a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from models import CAPTURED
from tests.architecture.code_base import find_sources
from views.audit import BOOKKEEPING
from views.wording.audit import ACTS, TABLES
from views.wording.columns import COLUMNS

POSITION = {"add": 2, "add_many": 2, "change": 2, "remove": 2, "remove_many": 2, "note_act": 1}


def acts_done() -> Iterator[str]:
    """The act named in each call of the write path that names it in place."""
    for source in find_sources(".py"):
        if source.part in {"actions", "sync", "devices"}:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > POSITION.get(node.func.id, 99):
                    act = node.args[POSITION[node.func.id]]
                    if isinstance(act, ast.Constant) and isinstance(act.value, str):
                        yield act.value


def test_every_act_has_a_name():
    done = set(acts_done())
    assert len(done) > 10
    assert sorted(done - set(ACTS)) == []


def test_every_captured_table_has_a_name():
    assert sorted({model._meta.table_name for model in CAPTURED} - set(TABLES)) == []


def test_every_column_has_a_name():
    columns = {field.column_name for model in CAPTURED for field in model._meta.sorted_fields}
    assert sorted(columns - set(COLUMNS) - BOOKKEEPING) == []
