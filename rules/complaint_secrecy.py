"""Who is kept from a complaint besides the people it names: whoever would alone control it and is bound to one of them.

Pure. Source: FACTS 4.4 (信访工作条例 art. 28, 30; 12345 rules of 济南 art. 32), docs/rules/complaint.md section 3.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

OPEN_TABLES = frozenset({"complaint_rule", "complaint_category"})


def is_secret(table: str) -> bool:
    """Is what this table holds of a complaint, so that no page but its own shows it? Whoever looks there may be named in it."""
    return (table == "complaint" or table.startswith("complaint_")) and table not in OPEN_TABLES


@dataclass(frozen=True)
class Person:
    """Somebody of the centre. unit_id: the window or section they stand in, "" for none; leads: the units they are head of."""

    staff_id: str
    unit_id: str = ""
    leads: frozenset[str] = field(default_factory=frozenset)

    @property
    def units(self) -> frozenset[str]:
        """The units the person stands in or leads."""
        return self.leads | ({self.unit_id} if self.unit_id else frozenset())


class Watch(StrEnum):
    """Who follows a complaint. LEADERS: the whole supervision section is kept from it. NOBODY: also every leader is named; the bureau must
    be told by somebody who is not.
    """

    SECTION = "section"
    LEADERS = "leaders"
    NOBODY = "nobody"


def is_bound(person: Person, named: Collection[Person]) -> bool:
    """Does the person stand in the unit of somebody named, lead it, or stand in a unit that somebody named leads?"""
    return any((other.unit_id and other.unit_id in person.units) or (person.unit_id and person.unit_id in other.leads) for other in named)


def alone_in(group: Collection[Person], named: Collection[Person]) -> frozenset[str]:
    """Who of those that would hold the file together is kept from it: the last one who is not named, when bound to somebody named."""
    barred = {person.staff_id for person in named}
    free = [person for person in group if person.staff_id not in barred]
    return frozenset({free[0].staff_id}) if len(free) == 1 and is_bound(free[0], named) else frozenset()


@dataclass(frozen=True)
class Posts:
    """Who stands where. keepers: the monitors and heads of the supervision section; leaders: of the centre."""

    keepers: Collection[Person]
    leaders: Collection[Person]


def kept_from(named: Collection[Person], posts: Posts, handlers: Collection[Person] = ()) -> frozenset[str]:
    """The ids of all who may not know of a complaint that names these people.

    handlers: the heads of the unit that works on it and whom it was given to. A keeper among them has the section beside them. A leader is
    kept from it by being named only: above them is nobody here.
    """
    alone = alone_in(handlers, named) - {person.staff_id for person in posts.keepers} | alone_in(posts.keepers, named)
    return frozenset(person.staff_id for person in named) | alone - {person.staff_id for person in posts.leaders}


def watch_of(named: Collection[Person], posts: Posts) -> tuple[Watch, frozenset[str]]:
    """Who follows a complaint, and their ids: the section, else the leaders, else nobody here."""
    barred = kept_from(named, posts)
    for watch, group in ((Watch.SECTION, posts.keepers), (Watch.LEADERS, posts.leaders)):
        free = frozenset(person.staff_id for person in group) - barred
        if free:
            return watch, free
    return Watch.NOBODY, frozenset()
