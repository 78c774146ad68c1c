"""Browser tests: a real server, a real Chromium, one person for each role."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from actions.accounts import give_account
from actions.changes import transaction
from actions.database import open_database
from models import Staff, database
from rules.people import SYSTEM, Role
from settings import load_settings
from tests.conftest import MONDAY
from tests.people_made import make_staff, make_unit

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Window-2026"
NO_CHROMIUM = "Chromium is missing: install it with `sudo apt-get install chromium fonts-noto-cjk`, then run the tests again."


@dataclass(frozen=True)
class Server:
    """A running server: its address without a slash at the end, its data folder, and the number of one person per role."""

    address: str
    data: Path
    numbers: dict[Role, str]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of this machine, cut off from everything but this machine."""
    found = shutil.which("chromium")
    if found is None:
        pytest.fail(NO_CHROMIUM)
    return {"executable_path": found, "env": {**os.environ, "LANGUAGE": "zh_CN"}, "args": [
        "--no-sandbox", "--lang=zh-CN", "--disable-background-networking", "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A desk's screen, in Chinese."""
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1366, "height": 768}}


@pytest.fixture(scope="session")
def server(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The web server in a process of its own, on a data folder with one person for each role."""
    data = tmp_path_factory.mktemp("browser") / "data"
    shutil.copytree(migrated, data)
    numbers = _people(data)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.standing_server"], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "LIANGCHUANG_DATA": str(data), "LIANGCHUANG_PORT": str(port)})
    assert process.stdout is not None
    assert process.stdout.readline() == "listening\n", "the server did not start"
    yield Server(f"http://127.0.0.1:{port}", data, numbers)
    process.terminate()
    process.wait(timeout=20)


def _people(data: Path) -> dict[Role, str]:
    """One person for each role, all of one window, with an account."""
    opened = open_database(load_settings({"LIANGCHUANG_DATA": str(data)}))
    window = make_unit(name="质监窗口")
    people: dict[Role, Staff] = {role: make_staff(role, unit=window) for role in Role}
    with transaction():
        for staff in people.values():
            give_account(SYSTEM, staff, PASSWORD, MONDAY, must_change=False)
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.obj.close()
    return {role: staff.number for role, staff in people.items()}


@pytest.fixture
def enter(page: Page, server: Server) -> Callable[[Role], Page]:
    """enter(role) -> the page after this role's person has signed in."""

    def enter(role: Role) -> Page:
        page.goto(f"{server.address}/account/sign-in")
        page.get_by_label("工号").fill(server.numbers[role])
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{server.address}/today")
        return page

    return enter
