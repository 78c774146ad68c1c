"""The left menu of one person: the groups with pages they may open, counts, and where they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.people import Actor
from views.wording.menu import GROUP_OF, GROUPS, MENU


@dataclass(frozen=True)
class MenuEntry:
    """One page in the menu; `here` when it is the page now open."""

    endpoint: str
    label: str
    count: int
    here: bool


@dataclass(frozen=True)
class MenuGroup:
    """One main entry: it opens its first page, sums the counts of its pages, and lists them while one is in one of them."""

    label: str
    here: bool
    entries: tuple[MenuEntry, ...]

    @property
    def endpoint(self) -> str:
        """The page the group's name opens."""
        return self.entries[0].endpoint

    @property
    def count(self) -> int:
        """How much waits in all pages of the group."""
        return sum(entry.count for entry in self.entries)


def menu_for(actor: Actor, endpoint: str, counts: Mapping[str, int]) -> list[MenuGroup]:
    """The groups that have a page for this person, in the order of GROUPS.

    endpoint: of the page now open, "" for none; counts: badge name -> number, as actions.today.badges gives them.
    """
    open_group = group_of(endpoint)
    groups = []
    for label, pages in _PAGES.items():
        entries = tuple(MenuEntry(page, name, counts.get(badge, 0), page == endpoint)
                        for page, name, permission, badge in pages if actor.may(permission))
        if entries:
            groups.append(MenuGroup(label, label == open_group, entries))
    return groups


def group_of(endpoint: str) -> str:
    """The main entry an endpoint belongs to, by its blueprint (GROUP_OF); "" for pages reached from the top bar."""
    return GROUP_OF.get(endpoint.split(".")[0], GROUPS[-1])


_PAGES = {label: [entry for entry in MENU if group_of(entry[0]) == label] for label in GROUPS}
