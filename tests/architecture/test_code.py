"""Every Python file of ours passes every check, and every check turns red on a bad sample."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable

import pytest

from tests.architecture import code_checks
from tests.architecture.code_base import PYTHON_PARTS, ROOT, Source, find_sources

PYTHON = find_sources(".py")
Check = Callable[[Source], list[str]]


@pytest.mark.parametrize("check", code_checks.CHECKS, ids=lambda check: check.__name__)
def test_the_code_base_passes(check: Check) -> None:
    assert [fault for source in PYTHON for fault in check(source)] == []


BAD_SAMPLES = [
    (code_checks.wrong_imports, "rules/leave.py", "import peewee"),
    (code_checks.wrong_imports, "rules/leave.py", "from clock import station_now"),
    (code_checks.wrong_imports, "actions/leave.py", "from views.page import render"),
    (code_checks.wrong_imports, "actions/leave.py", "import flask"),
    (code_checks.wrong_imports, "actions/leave.py", "import jobs"),
    (code_checks.wrong_imports, "views/leave.py", "from models import Staff"),
    (code_checks.wrong_imports, "views/leave.py", "import peewee"),
    (code_checks.wrong_imports, "views/leave.py", "from . import page"),
    (code_checks.wrong_imports, "views/leave.py", "from sync import outbound"),
    (code_checks.wrong_imports, "views/wording/leave.py", "from views.page import render"),
    (code_checks.wrong_imports, "commands/staff.py", "from views import page"),
    (code_checks.wrong_imports, "sync/outbound.py", "import apscheduler.triggers.cron"),
    (code_checks.wrong_imports, "migrations/0002_more.py", "from models import Staff"),
    (code_checks.wrong_sizes, "rules/leave.py", "def long():\n" + "    print()\n" * 40),
    (code_checks.wrong_sizes, "rules/leave.py", "x = 1\n" * 401),
    (code_checks.wrong_sizes, "tests/leave/test_leave.py", "x = 1\n" * 601),
    (code_checks.wrong_sizes, "tests/conftest.py", "x = 1\n" * 151),
    (code_checks.chinese_literals, "actions/leave.py", "title = '请假'"),
    (code_checks.chinese_literals, "actions/leave.py", "title = f'{1}天'"),
    (code_checks.chinese_literals, "run.py", "SAY = {'a': '好'}\nprint('不好')"),
    (code_checks.clock_readings, "actions/leave.py", "import datetime\nx = datetime.datetime.now()"),
    (code_checks.clock_readings, "actions/leave.py", "from datetime import date\nx = date.today()"),
    (code_checks.clock_readings, "actions/leave.py", "from time import time"),
    (code_checks.clock_readings, "tests/leave/test_leave.py", "import time\ntime.sleep(1)"),
    (code_checks.environment_readings, "actions/leave.py", "import os\nx = os.environ['A']"),
    (code_checks.environment_readings, "views/leave.py", "from os import environ"),
    (code_checks.hidden_imports, "views/leave.py", "def page():\n    from actions import leave"),
    (code_checks.meaningless_names, "views/utils.py", ""),
    (code_checks.meaningless_names, "common/leave.py", ""),
    (code_checks.bare_exemptions, "views/leave.py", "x = 1  # noqa"),
    (code_checks.bare_exemptions, "views/leave.py", "x = 1  # type: ignore[arg-type]"),
    (code_checks.tests_left_out, "tests/leave/test_leave.py", "import pytest\n@pytest.mark.skip\ndef test_x(): pass"),
]


@pytest.mark.parametrize(("check", "path", "text"), BAD_SAMPLES)
def test_a_bad_sample_is_found(check: Check, path: str, text: str) -> None:
    assert len(check(Source(path, text))) == 1


GOOD_SAMPLES = [
    (code_checks.wrong_imports, "views/sync.py", "from sync import feed"),
    (code_checks.wrong_imports, "commands/staff.py", "from views.wording import say"),
    (code_checks.wrong_imports, "actions/accounts.py", "from werkzeug.security import check_password_hash"),
    (code_checks.wrong_sizes, "rules/leave.py", "def long():\n" + "    print()\n" * 39),
    (code_checks.chinese_literals, "actions/leave.py", 'def ask():\n    """我要请假."""'),
    (code_checks.clock_readings, "actions/leave.py", "import time\nx = time.monotonic()"),
    (code_checks.bare_exemptions, "views/leave.py", "x = 1  # noqa: S608  # only our own table names"),
]


@pytest.mark.parametrize(("check", "path", "text"), GOOD_SAMPLES)
def test_a_good_sample_is_left_alone(check: Check, path: str, text: str) -> None:
    assert check(Source(path, text)) == []


def test_every_check_has_a_bad_sample() -> None:
    assert {check for check, _, _ in BAD_SAMPLES} == set(code_checks.CHECKS)


def test_every_python_file_belongs_to_a_known_part() -> None:
    assert {source.part for source in PYTHON} - set(PYTHON_PARTS) == set()


def test_mypy_and_the_import_linter_know_every_part() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    parts = {source.part for source in PYTHON} - {"tests", "tools", "migrations"}
    assert parts - {*tools["mypy"]["packages"], *tools["mypy"]["modules"]} == set()
    packages = {source.part for source in PYTHON if "/" in source.path} - {"tests", "tools", "migrations", "benchmarks"}
    assert packages - set(tools["importlinter"]["root_packages"]) == set()


def test_run_py_parses_on_a_python_that_is_too_old() -> None:
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 7))
