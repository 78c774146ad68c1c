"""The real program from a real wheelhouse: made with the network, used without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code_base import NOT_OURS, ROOT
from tests.setup.small_project import without_settings

pytestmark = pytest.mark.long
NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": "/dev/null"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheelhouse made by the program itself."""
    folder = tmp_path_factory.mktemp("usb") / "wheels"
    subprocess.run([sys.executable, str(ROOT / "run.py"), "wheelhouse", str(folder)], check=True, env=without_settings())
    return folder


def copy_of_ours(folder: Path) -> Path:
    """The program's files without anything that set-up made."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS, ".git", ".*_cache"))
    return folder


def run_copy(copy: Path, wheels: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(copy / "run.py"), "--wheelhouse", str(wheels), *words],
        env={**without_settings(), **NO_NETWORK, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_empty_copy_comes_up_without_network(wheels: Path, tmp_path: Path) -> None:
    copy = copy_of_ours(tmp_path / "copy")
    first = run_copy(copy, wheels, "flask", "db", "upgrade")
    assert first.returncode == 0, first.stderr
    assert (copy / "data" / "liangchuang.db").exists()
    assert run_copy(copy, wheels, "flask", "db", "check").stderr == ""


def test_a_machine_without_ready_made_wheels_builds_the_one_that_needs_it(wheels: Path, tmp_path: Path) -> None:
    pure = tmp_path / "wheels"
    shutil.copytree(wheels, pure, ignore=shutil.ignore_patterns("*manylinux*", "*win*", "*macosx*"))
    copy = copy_of_ours(tmp_path / "copy")
    ended = run_copy(copy, pure, "flask", "db", "upgrade", CC="no-compiler-here")
    assert ended.returncode == 0, ended.stderr


def test_the_real_set_up_heals_after_a_kill_in_the_middle_of_installing(wheels: Path, tmp_path: Path) -> None:
    copy = copy_of_ours(tmp_path / "copy")
    command = [sys.executable, str(copy / "run.py"), "--wheelhouse", str(wheels), "flask", "db", "upgrade"]
    with subprocess.Popen(command, env={**without_settings(), **NO_NETWORK}, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list((copy / ".venv").glob("lib/*/site-packages/peewee*")):
            pass  # until the middle of installing is reached
        process.kill()
    assert not (copy / "data").exists()
    assert run_copy(copy, wheels, "flask", "db", "upgrade").returncode == 0
