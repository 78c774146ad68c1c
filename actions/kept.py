"""Answers kept until something is written: a centre reads a hundred times for every time it writes.

What everybody's frame and first page ask is the same from one minute to the next. Each answer is kept under the state of this node's
logs (change log and audit chain); every write of a business row moves that state, and an answer under an older one is never given
again. So nothing has to be told to forget, and no other process has to be asked. Inside a transaction that holds until its first write;
from then on nothing is kept or taken from what was kept: what is judged there is read there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from actions.prepared import Prepared
from models import NodeSelf, database

P = ParamSpec("P")
T = TypeVar("T")
_STATE = Prepared(NodeSelf, lambda: NodeSelf.select(NodeSelf.epoch_id, NodeSelf.next_seq, NodeSelf.audit_hash))
_forgetting: list[Callable[[], None]] = []
_last: list[object] = [None]
_reading: ContextVar[object] = ContextVar("reading", default=None)


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last `most` answers of a function that only reads.

    Its arguments must be hashable and, with the business tables, all its answer depends on: a day, never a moment; no local table.
    Every caller is given the same object and changes nothing in it. What it raises is not kept.
    """
    def keep(read: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=most)
        def answer(state: object, *args: P.args, **kwargs: P.kwargs) -> T:
            token = _reading.set(state)
            try:
                return read(*args, **kwargs)
            finally:
                _reading.reset(token)

        @wraps(read)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            if any(isinstance(value, datetime) for value in args):
                raise TypeError(f"{read.__name__} is kept by the day, not by the moment")
            if database.in_transaction() and _stands() != _last[0]:
                return read(*args, **kwargs)
            return answer(_state(), *args, **kwargs)  # type: ignore[arg-type]  # hashable, as said above

        _forgetting.append(answer.cache_clear)
        return ask

    return keep


def _stands() -> object:
    """Where the logs stand, or inside an answer stood when it was begun; what a transaction wrote has moved them already."""
    return _reading.get() or _STATE.columns()[0]


def _state() -> object:
    """Where the logs stand; inside an answer, where they stood when it was begun. When that is no longer where they last stood, all
    answers are dropped: none would be given again.
    """
    state = _stands()
    if state != _last[0] and not _reading.get():
        forget()
        _last[0] = state
    return state


def forget() -> None:
    """Forget every answer: something was written, or another database was opened."""
    for clear in _forgetting:
        clear()
