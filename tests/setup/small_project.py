"""A project as small as can be around the real run.py: two hash-locked wheels made on the spot, so that set-up needs no network."""

from __future__ import annotations

import base64
import copy
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.architecture.code_base import ROOT

ECHO = "import json, os, sys\nprint(json.dumps([sys.argv[1:], {k: v for k, v in os.environ.items() if k.startswith('LIANGCHUANG_')}]))\n"
FLASK = ECHO + "sys.exit(2 if 'wrong' in sys.argv else 0)\n"


class SmallProject:
    """`folder` holds run.py, lock files, app.py and serve.py; `wheels` is its wheelhouse.

    Its flask and its serve print their arguments and LIANGCHUANG_* as one JSON line; `flask wrong` ends with 2.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.wheels = folder / "wheels"
        self.folder.mkdir()
        self.wheels.mkdir()
        shutil.copy(ROOT / "run.py", self.folder)
        (self.folder / "serve.py").write_text(ECHO, "utf-8")
        (self.folder / "app.py").write_text("", "utf-8")
        self.lock("requirements.txt", "flask", "1", {"flask/__init__.py": "", "flask/__main__.py": FLASK})
        self.lock("assets.txt", "assets", "1", {"assets/script.js": "1"})

    def copy_to(self, folder: Path) -> SmallProject:
        """The same project, set up as far as this one is, in another folder."""
        shutil.copytree(self.wheels.parent, folder, symlinks=True)
        twin = copy.copy(self)
        twin.folder, twin.wheels = folder / "project", folder / "wheels"
        return twin

    def lock(self, name: str, package: str, version: str, files: dict[str, str]) -> None:
        """Make a wheel of these files and a lock file that names it with its hash."""
        wheel = make_wheel(self.wheels, package, version, files)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.folder / name).write_text(f"{package}=={version} \\\n    --hash=sha256:{digest}\n", "utf-8")

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.folder / "run.py"), "--wheelhouse", str(self.wheels), *arguments]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin run.py from the empty folder beside the project, with its two outputs caught."""
        return subprocess.Popen(
            self.command(*arguments), cwd=self.wheels.parent, env=without_settings(), text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def without_settings() -> dict[str, str]:
    """The environment of a person who has set nothing."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LIANGCHUANG_")}


def make_wheel(folder: Path, package: str, version: str, files: dict[str, str]) -> Path:
    """A pure wheel that pip accepts; returns its path."""
    info = f"{package}-{version}.dist-info"
    members = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={_digest(text)},{len(text.encode())}" for name, text in members.items()]
    members[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    path = folder / f"{package}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in members.items():
            wheel.writestr(name, text)
    return path


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
