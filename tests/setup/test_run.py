"""run.py: words, options, and a set-up that heals."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.architecture.code_base import ROOT
from tests.setup.small_project import SmallProject


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    """A copy that nobody has set up."""
    return SmallProject(tmp_path)


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    project = SmallProject(tmp_path_factory.mktemp("small"))
    assert project.run("flask").returncode == 0
    return project


@pytest.fixture
def ready(set_up_once: SmallProject, tmp_path: Path) -> SmallProject:
    """A copy that is set up."""
    return set_up_once.copy_to(tmp_path / "ready")


def run_ours(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The real run.py, for words that end before any set-up."""
    return subprocess.run([sys.executable, str(ROOT / "run.py"), *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [["--prot", "1"], ["--port", "many"], ["--role", "province"], ["nonsense"], ["demo"], ["wheelhouse"]],
)
def test_wrong_usage_ends_with_2_and_says_why_on_standard_error(arguments: list[str]) -> None:
    ended = run_ours(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr != ""


def test_a_python_that_is_too_old_is_told_so() -> None:
    pretend = f"import runpy, sys; sys.version_info = (3, 7, 3); runpy.run_path({str(ROOT / 'run.py')!r}, run_name='__main__')"
    ended = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "需要 Python 3.11" in ended.stderr


def test_options_reach_the_program_as_environment(ready: SmallProject) -> None:
    ended = run_options(ready, "--data", "here", "--host", "192.0.2.1", "--port", "8100", "--tls")
    assert ended == {
        "LIANGCHUANG_DATA": str(ready.wheels.parent / "here"),
        "LIANGCHUANG_HOST": "192.0.2.1",
        "LIANGCHUANG_PORT": "8100",
        "LIANGCHUANG_TLS": "1",
    }
    assert run_options(ready) == {"LIANGCHUANG_DATA": str(ready.folder / "data")}


def run_options(project: SmallProject, *options: str) -> dict[str, str]:
    ended = project.run(*options)
    assert ended.returncode == 0, ended.stderr
    arguments, environment = json.loads(ended.stdout)
    assert arguments == []
    return dict(environment)


def test_what_stands_after_the_word_belongs_to_the_word(ready: SmallProject) -> None:
    ended = ready.run("flask", "staff", "import", "--port", "--json")
    assert json.loads(ended.stdout)[0] == ["--app", str(ready.folder / "app.py"), "staff", "import", "--port", "--json"]


def test_an_exit_code_of_the_program_is_handed_on(ready: SmallProject) -> None:
    assert ready.run("flask", "wrong").returncode == 2


def test_an_empty_copy_is_set_up_without_network_and_the_second_start_does_nothing_of_it(project: SmallProject) -> None:
    first = project.run("flask", "one")
    assert (first.returncode, len(first.stdout.splitlines())) == (0, 1)
    assert "requirements.txt" in first.stderr
    assert (project.folder / "build/assets/assets/script.js").exists()
    second = project.run("flask", "two")
    assert (second.returncode, second.stderr) == (0, "")


def test_a_changed_lock_file_is_installed(ready: SmallProject) -> None:
    ready.lock("requirements.txt", "flask", "2", {"flask/__init__.py": "", "flask/__main__.py": "print('version 2')"})
    assert ready.run("flask").stdout == "version 2\n"


def test_a_wheel_with_another_hash_is_refused_and_the_next_start_tries_again(project: SmallProject) -> None:
    lock = project.folder / "requirements.txt"
    right = lock.read_text("utf-8")
    lock.write_text(right[:-2] + ("0" if right[-2] != "0" else "1") + "\n", "utf-8")
    refused = project.run("flask")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "安装没有完成" in refused.stderr
    lock.write_text(right, "utf-8")
    assert project.run("flask").returncode == 0


@pytest.mark.parametrize("killed_at", [pytest.param(".venv", marks=pytest.mark.long), "requirements.txt"])
def test_a_killed_set_up_heals_at_the_next_start(project: SmallProject, killed_at: str) -> None:
    process = project.start("flask")
    assert process.stderr is not None
    next(line for line in process.stderr if killed_at in line)
    process.kill()
    process.communicate()
    healed = project.run("flask", "again")
    assert healed.returncode == 0, healed.stderr
    assert json.loads(healed.stdout)[0][-1] == "again"


@pytest.mark.long
def test_a_virtual_environment_left_half_done_is_not_trusted(ready: SmallProject) -> None:
    (ready.folder / "build/setup.unfinished").touch()
    for broken in (ready.folder / ".venv").rglob("flask/__main__.py"):
        broken.unlink()
    assert ready.run("flask").returncode == 0


def test_two_starts_at_once_set_up_once(project: SmallProject) -> None:
    both = [project.start("flask", name) for name in ("one", "two")]
    outputs = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("requirements.txt" in err for _, err in outputs) == 1


def test_a_node_on_postgresql_gets_its_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LIANGCHUANG_ROLE", "LIANGCHUANG_DATABASE", "LIANGCHUANG_DATA"):
        monkeypatch.delenv(name, raising=False)
    both = run.BASE_LOCKS + run.BUREAU_LOCKS
    data = ["--data", str(tmp_path)]
    assert run.run_locks(run.read_options(data)) == run.BASE_LOCKS
    assert run.run_locks(run.read_options([*data, "--role", "bureau"])) == both
    assert run.run_locks(run.read_options([*data, "--database", "postgresql://u@h/d"])) == both
    (tmp_path / "settings.toml").write_text('role = "bureau"\n', "utf-8")
    assert run.run_locks(run.read_options(data)) == both


def test_nothing_in_the_lock_files_names_a_place_to_download_from() -> None:
    for lock in ROOT.glob("*.txt"):
        assert "://" not in lock.read_text("utf-8"), lock.name




def test_make_shots_tells_the_browser_tests_where_pictures_go(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    [variable] = re.findall(r"(\w+)=shots ", (ROOT / "Makefile").read_text("utf-8"))
    monkeypatch.setenv(variable, "a folder")
    assert run.developer_tool(["-c", f"import os; print(os.environ.get('{variable}'))"]) == 0
    assert capfd.readouterr().out == "a folder\n"
    assert f'os.environ.get("{variable}")' in (ROOT / "tests" / "browser" / "test_every_page.py").read_text("utf-8")
