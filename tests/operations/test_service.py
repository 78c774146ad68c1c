"""Starting at boot: the texts for systemd and for Windows."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from commands.service import ROOT, TASK, TASK_SPACE, UNIT, systemd_unit, windows_task
from settings import Settings


def service(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "flask", "--app", "app", "service", "install", *words], cwd=ROOT, text=True,
                          env={**os.environ, "LIANGCHUANG_DATA": str(settings.data)}, capture_output=True, check=False)


def test_the_unit_is_printed_for_this_folder_data_and_user(settings: Settings) -> None:
    done = service(settings, "--print")
    assert done.returncode == 0
    assert f"WorkingDirectory={ROOT}" in done.stdout
    assert f"{ROOT / 'run.py'} --data {settings.data} --host 127.0.0.1 --port 8000 --role centre" in done.stdout


def test_both_texts_are_written(settings: Settings, tmp_path: Path) -> None:
    assert service(settings, "--write", str(tmp_path / "out")).returncode == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {UNIT, TASK}
    assert (tmp_path / "out" / TASK).read_bytes().startswith(b"\xff\xfe")


@pytest.mark.parametrize("words", [(), ("--print", "--write", "x")])
def test_neither_or_both_is_wrong_usage(settings: Settings, words: tuple[str, ...]) -> None:
    assert service(settings, *words).returncode == 2


def test_systemd_itself_reads_a_unit_with_spaces_and_percent_signs(settings: Settings, tmp_path: Path) -> None:
    odd = dataclasses.replace(settings, data=Path("/srv/亮窗 data/100%"), tls=True)
    text = systemd_unit(odd, "root")
    assert '"/srv/亮窗 data/100%%"' in text
    (tmp_path / UNIT).write_text(text, "utf-8")
    if shutil.which("systemd-analyze"):
        done = subprocess.run(["systemd-analyze", "verify", str(tmp_path / UNIT)], capture_output=True, text=True, check=False)
        assert UNIT not in done.stderr, done.stderr


def test_the_windows_task_is_a_task_that_starts_at_boot(settings: Settings) -> None:
    odd = dataclasses.replace(settings, data=Path("/srv/亮窗 & data"))
    task = Xml.fromstring(windows_task(odd, "PC\\操作员").split("?>", 1)[1])  # noqa: S314  # made by us a moment ago
    space = {"t": TASK_SPACE}
    assert task.find("t:Triggers/t:BootTrigger", space) is not None
    assert task.findtext("t:Principals/t:Principal/t:UserId", namespaces=space) == "PC\\操作员"
    assert '"/srv/亮窗 & data"' in (task.findtext("t:Actions/t:Exec/t:Arguments", namespaces=space) or "")
    assert task.findtext("t:Settings/t:ExecutionTimeLimit", namespaces=space) == "PT0S"
