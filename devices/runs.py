"""Imports that run beside the request that began them, one at a time, watched by their form's key.

They are kept in memory only: an import is one transaction, so one that died with its process has written nothing, and what was
written is found under the form's key (actions/punches_batches.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from models import database
from rules.errors import InvalidInput, Problem

MOST_KEPT = 50
SOON = 0.8
"""Seconds a request waits for an import, so that a small one needs no page of its own."""
Work = Callable[[Callable[[int], None]], str]


@dataclass
class Run:
    """One import. total: rows it will have; done: rows so far; answer: what it came to; error: what stopped it."""

    staff_id: str
    total: int
    done: int = 0
    answer: str = ""
    error: Exception | None = None
    over: threading.Event = field(default_factory=threading.Event)


_runs: dict[tuple[str, str], Run] = {}
_lock = threading.Lock()


def begin(staff_id: str, key: str, total: int, work: Work) -> Run:
    """Begin an import, or find the one begun under this key before. work: given how to tell its progress, returns the answer.

    Waits SOON for its end. Raises InvalidInput (import_busy) while another one runs.
    """
    with _lock:
        run = _runs.get((staff_id, key))
        if run is None or run.error is not None:
            if any(not other.over.is_set() for other in _runs.values()):
                raise InvalidInput(Problem("", "import_busy"))
            while len(_runs) >= MOST_KEPT:
                _runs.pop(next(iter(_runs)))
            run = _runs[staff_id, key] = Run(staff_id, total)
            threading.Thread(target=_do, args=(run, work), name="import", daemon=True).start()
    run.over.wait(SOON)
    return run


def run_of(staff_id: str, key: str) -> Run | None:
    """The import this person began under a key, while this process lives."""
    return _runs.get((staff_id, key))


def _do(run: Run, work: Work) -> None:
    def progress(done: int) -> None:
        run.done = done

    try:
        run.answer = work(progress)
    except Exception as error:
        run.error = error
    finally:
        database.obj.close()
        run.over.set()
