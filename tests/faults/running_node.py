"""The real program as a process of its own on a data folder: started, killed, started again, with limits set from outside."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from clock import station_now
from tests.architecture.code_base import ROOT
from tests.faults.outside_client import Outside
from tests.setup.servers import free_port
from tests.setup.small_project import without_settings


class Node:
    """A node on a data folder. day: the day its clock shows. What it says goes to a file, so that it is never held up by us."""

    def __init__(self, data: Path, day: date) -> None:
        self.data, self.day = data, day
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> Node:
        """Start it; returns once it listens."""
        given = {"LIANGCHUANG_DATA": str(self.data), "LIANGCHUANG_PORT": str(self.port), "PYTHONUTF8": "1",
                 "LIANGCHUANG_CLOCK_DAYS_BACK": str((station_now().date() - self.day).days)}
        with self.log.open("a") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "serve"], cwd=ROOT, env={**without_settings(), **given}, text=True,
                                            encoding="utf-8", stdout=subprocess.PIPE, stderr=log)
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), self.said()
        return self

    def kill(self) -> None:
        """End it without warning, as when the power fails."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def limit_files(self, most_bytes: int) -> None:
        """Let no file of the running program grow over this size; -1 for no limit."""
        assert self.process is not None
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))

    def client(self, number: str) -> Outside:
        """Somebody signed in."""
        return Outside(self.port).sign_in(number)

    @property
    def log(self) -> Path:
        """Where its standard error goes."""
        return self.data.with_name(f"{self.data.name}.log")

    @property
    def database(self) -> Path:
        """The file of its database."""
        return self.data / "liangchuang.db"

    def said(self) -> str:
        """What it wrote on standard error."""
        return self.log.read_text("utf-8")

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database by hand."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement, values).fetchall()

    def count(self, statement: str, *values: object) -> int:
        """The one number a question gives."""
        return int(self.rows(statement, *values)[0][0])
