"""How a Chinese name is found and sorted: every reading's initials, and a pinyin key that begins with the surname's reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

MOST_INITIALS = 64


@dataclass(frozen=True)
class Readings:
    """initials: each possible string of initials, the most likely first, joined by a space. key: pinyin for sorting."""

    initials: str
    key: str


def read_name(name: str, surnames: Mapping[str, str]) -> Readings:
    """Every reading of a name, 单 both as s and d and c.

    surnames: surname of one or two characters -> its reading as a surname, syllables separated by a space.
    Letters and digits stand for themselves; signs, and characters of no known reading, are left out. Beyond MOST_INITIALS
    combinations the last characters keep only their first reading. Example: read_name("Bo 2", {}) gives initials "bo2" and key "b o 2".
    """
    syllables = _surname_first(name, [_syllables(sign) for sign in name], surnames)
    syllables = [readings for readings in syllables if readings]
    letters = [list(dict.fromkeys(reading[0] for reading in readings)) for readings in syllables]
    for position in reversed(range(len(letters))):
        if prod(map(len, letters)) > MOST_INITIALS:
            letters[position] = letters[position][:1]
    initials = dict.fromkeys("".join(choice) for choice in product(*letters))
    return Readings(initials=" ".join(initials), key=" ".join(readings[0] for readings in syllables))


def _syllables(sign: str) -> list[str]:
    if sign.isascii():
        return [sign.lower()] if sign.isalnum() else []
    from pypinyin import Style, pinyin  # its tables weigh 10 MB, and names are read only when people are put in

    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore") if sign.isalpha() else []  # [] also for a rare sign
    return list(dict.fromkeys(found[0])) if found else []


def _surname_first(name: str, syllables: list[list[str]], surnames: Mapping[str, str]) -> list[list[str]]:
    known = surnames.get(name[:2]) or surnames.get(name[:1]) or ""
    for position, reading in enumerate(known.split()):
        syllables[position] = list(dict.fromkeys([reading, *syllables[position]]))
    return syllables
