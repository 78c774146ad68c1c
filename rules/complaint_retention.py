"""When nobody may be told from a complaint any more, and what a text becomes then.

Pure. Source: docs/rules/complaint.md section 7 (personal information is kept no longer than its purpose asks; statistics stay).
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Any

CALLER, PERSON, NUMBER = (chr(0x25CB) * 3, chr(0x25CB) * 2, "****")  # circles, as official papers leave names out
LEAST_NAME = 2
NUMBERS = re.compile(r"(?<![\d.-])\+?\d[\d -]{5,}\d(?![\d.-])")
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def kept_until(ended: date, months: int) -> date:
    """The last day of the term: so many months after a day, at the month's end where it is shorter.

    >>> str(kept_until(date(2026, 1, 31), 1)), str(kept_until(date(2026, 3, 2), 36))
    ('2026-02-28', '2029-03-02')
    """
    year, month = divmod(ended.year * 12 + ended.month - 1 + months, 12)
    return date(year, month + 1, min(ended.day, monthrange(year, month + 1)[1]))


def pseudonym(staff_id: str) -> str:
    """What stands for somebody a complaint named: it still keeps them from it, and shows nobody who they are."""
    return "x" + hashlib.sha256(f"named:{staff_id}".encode()).hexdigest()[:32]


def masked(text: str, callers: Collection[str], people: Collection[str]) -> str:
    """A text without the caller, the people named, and whatever looks like a telephone or identity number (days stay).

    callers, people: names, numbers and addresses as they were kept; too short ones (one sign) are left.
    """
    for secrets, sign in ((callers, CALLER), (people, PERSON)):
        for secret in sorted({one.strip() for one in secrets}, key=len, reverse=True):
            if len(secret) >= LEAST_NAME:
                text = text.replace(secret, sign)
    return NUMBERS.sub(lambda found: found.group() if DAY.fullmatch(found.group()) or _short(found.group()) else NUMBER, text)


def masked_value(value: Any, callers: Collection[str], people: Collection[str]) -> Any:
    """The same of every text in a kept document."""
    if isinstance(value, str):
        return masked(value, callers, people)
    if isinstance(value, dict):
        return {key: masked_value(one, callers, people) for key, one in value.items()}
    return [masked_value(one, callers, people) for one in value] if isinstance(value, list) else value


def _short(text: str) -> bool:
    """Fewer digits than any telephone number that reaches a person."""
    return len(re.sub(r"\D", "", text)) < 7
