"""The errors rules and actions raise. They carry codes and values; the edge turns them into Chinese and a status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as value
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input: the field it stands at ("" for the whole form), a code, and values for the text."""

    field: str
    code: str
    values: Mapping[str, Any] = value(default_factory=dict)


class DomainError(Exception):
    """Base of everything the rules refuse; never raised itself."""


class InvalidInput(DomainError):
    """The input breaks a rule. Answered 422 with the form, typed values kept. Carries every problem found, not the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.field}: {p.code}" for p in problems))
        self.problems = problems


class CalendarMissing(InvalidInput):
    """The holiday calendar of a year is not there: refuse and say which year. Never guessed."""

    def __init__(self, year: int, field_name: str = "") -> None:
        super().__init__(Problem(field_name, "calendar_missing", {"year": year}))
        self.year = year


class NotAllowed(DomainError):
    """This person may not do this to this record. Answered 403."""


class NotFound(DomainError):
    """There is no such record, or this person may not know of it. Answered 404."""


class OutOfDate(DomainError):
    """The record changed since the form was opened. Answered 409 with both values shown.

    current, offered: field name -> value, of what stands now and of what was sent.
    """

    def __init__(self, what: str, current: Mapping[str, Any], offered: Mapping[str, Any]) -> None:
        super().__init__(what)
        self.current = current
        self.offered = offered


class AlreadyDecided(DomainError):
    """Somebody else was first (two approvers at once, withdrawn meanwhile). Answered 409; carries the state that stands."""

    def __init__(self, what: str, state: str) -> None:
        super().__init__(what)
        self.state = state


class TypedByAnother(DomainError):
    """What one person typed was sent in the name of another who is signed in at the same browser. Answered 412; nothing was done."""


class KeyReused(DomainError):
    """The form's key was used before with another body. Answered 409."""
