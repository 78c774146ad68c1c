"""Calls in threads that start together, as two people at two desks press their buttons."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from models import database
from rules.errors import DomainError


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together. Returns what each gave, or the refusal it met, in the order of the calls."""
    start, answers = threading.Barrier(len(calls)), {}

    def run(number: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = call()
        except DomainError as refused:
            answers[number] = refused
        finally:
            database.obj.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(calls))]
