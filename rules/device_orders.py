"""What a machine that pushes may be asked: a closed list, never a text. Source: docs/rules/attendance-devices.md section 4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.errors import InvalidInput, Problem

LONGEST_PERIOD = 400 * 86400


class OrderKind(StrEnum):
    """AGAIN: send the records of a period again. COUNT: say how many there are in a period. CHECK: look for what was not sent yet.
    INFO: say what you are. SET_TIME: take the server's time.
    """

    AGAIN = "again"
    COUNT = "count"
    CHECK = "check"
    INFO = "info"
    SET_TIME = "set_time"


OF_A_PERIOD = frozenset({OrderKind.AGAIN, OrderKind.COUNT})


@dataclass(frozen=True)
class Order:
    """One thing asked. since, until: the period in local seconds, both inclusive; None where the kind has none."""

    kind: OrderKind
    since: int | None = None
    until: int | None = None
    reason: str = ""


def check_order(order: Order) -> None:
    """Refuse what is not asked well. Raises InvalidInput: order_period, order_reason."""
    if order.kind in OF_A_PERIOD:
        if order.since is None or order.until is None or not 0 <= order.since < order.until <= order.since + LONGEST_PERIOD:
            raise InvalidInput(Problem("until", "order_period"))
    elif order.since is not None or order.until is not None:
        raise InvalidInput(Problem("until", "order_period"))
    if order.kind is OrderKind.SET_TIME and not order.reason.strip():
        raise InvalidInput(Problem("reason", "required"))
