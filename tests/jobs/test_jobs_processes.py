"""Jobs from the command line, in real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from settings import Settings

ROOT = Path(__file__).parent.parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
NOW = "2026-03-02T09:00"


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "LIANGCHUANG_DATA": str(settings.data), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def flask(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*FLASK, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_six_processes_at_once_do_a_job_exactly_once(environment: dict[str, str], settings: Settings) -> None:
    words = [*FLASK, "jobs", "once", "backup", "--now", NOW, "--json"]
    started = [subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
               for _ in range(6)]
    answers = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * 6, answers
    results = [json.loads(out) for out, _err in answers]
    assert {(result["name"], result["slot"]) for result in results} == {("backup", "2026-03-02T02:30")}
    assert sorted(result["result"] == "already done" for result in results) == [False] + [True] * 5
    assert len(list((settings.data / "backups").glob("*.zip"))) == 1


def test_the_list_tells_the_last_good_run_and_the_next(environment: dict[str, str]) -> None:
    flask(environment, "jobs", "once", "integrity", "--now", NOW)
    listed = {job["name"]: job for job in json.loads(flask(environment, "jobs", "list", "--json").stdout)}
    assert listed["integrity"]["last_good"] == "2026-03-02T09:00:00+08:00"
    assert listed["backup"]["last_good"] is None
    assert all(set(job) == {"name", "last_good", "next"} for job in listed.values())


def test_a_moment_with_a_zone_is_turned_into_station_time(environment: dict[str, str]) -> None:
    done = flask(environment, "jobs", "once", "integrity", "--now", "2026-03-01T19:00:00+00:00", "--json")
    assert json.loads(done.stdout)["slot"] == "2026-03-01T03:30"


@pytest.mark.parametrize("words", [["once", "nonsense"], ["once", "backup", "--now", "tomorrow"], ["once"],
                                   ["once", "backup", "--now", "0001-01-01T00:00"], ["once", "backup", "--now", "9999-12-31T23:59-12:00"]])
def test_wrong_usage_is_exit_2_with_nothing_on_standard_output(environment: dict[str, str], words: list[str]) -> None:
    done = flask(environment, "jobs", *words, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_the_scheduler_alone_catches_up_at_its_start_and_ends_cleanly(environment: dict[str, str], settings: Settings) -> None:
    with subprocess.Popen([*FLASK, "jobs", "run"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "定时作业已启动" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) == 0
    done: Any = json.loads(flask(environment, "jobs", "list", "--json").stdout)
    assert all(job["last_good"] for job in done if job["name"] in {"backup", "integrity"})
