"""Locks on the data folder. The operating system holds them, so that they end with their process, however it ends."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from settings import Settings


class DataLocked(Exception):
    """Somebody else holds the lock; says which."""


if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO, wait: bool) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:  # taken; with LK_LOCK after ten tries
            return _take(file, wait) if wait else False
        return True
else:
    import fcntl

    def _take(file: BinaryIO, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock of this file, among threads and processes alike. Without wait, raises DataLocked when it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if not _take(file, wait):
            raise DataLocked(path.name)
        yield


def serving(settings: Settings) -> AbstractContextManager[None]:
    """Held by the one server of a data folder for as long as it runs, and by a restore. Raises DataLocked when held."""
    return locked(settings.data / "locks" / "server.lock", wait=False)


def job_lock(settings: Settings, name: str) -> AbstractContextManager[None]:
    """Held while a job runs; a second process waits, and then finds the slot done."""
    return locked(settings.data / "locks" / f"job-{name}.lock")


class WriterLock:
    """One writer at a time over all threads and processes of a database. Why: docs/decisions/0002-sqlite-engine.md."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._threads = threading.Lock()
        self._held = ExitStack()

    def take(self) -> bool:
        """Take the lock; False when another thread kept it for longer than `seconds`."""
        if not self._threads.acquire(timeout=self._seconds):
            return False
        try:
            self._held.enter_context(locked(self._path))
        except BaseException:
            self._threads.release()
            raise
        return True

    def give_back(self) -> None:
        """Let the next writer go on."""
        try:
            self._held.close()
        finally:
            self._threads.release()
