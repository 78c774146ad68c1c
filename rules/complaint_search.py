"""Search in complaints: how text is compared, what of it is indexed, and where the words that were asked for stand in it.

Pure. Every two signs that follow each other are a pair; a word stands in a text exactly where all its pairs follow each other there.
Source: docs/rules/complaint_search.md 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

SNIPPET, BEFORE_HIT = 60, 18
FULL_WIDTH = 0xFEE0
"""From a sign of ASCII to its wide form: so that no sign of punctuation parts pairs in an index, or means something in a question."""

Piece = tuple[str, bool]


class _Folded(dict[int, str]):
    """Sign -> how it is compared: width and case do not count, what cannot be seen parts words."""

    def __missing__(self, code: int) -> str:
        made = "".join(_plain(sign) for sign in normalize("NFKC", chr(code)).casefold())
        self[code] = made
        return made


def _plain(sign: str) -> str:
    if sign.isspace() or category(sign) in ("Cc", "Cs"):
        return " "
    return chr(ord(sign) + FULL_WIDTH) if sign.isascii() and not sign.isalnum() else sign


_FOLDED = _Folded()


def folded(text: str) -> str:
    """A text as it is compared.

    >>> folded("Ｔs-０1 电梯")
    'ts－01 电梯'
    """
    return text.translate(_FOLDED)


def asked_words(query: str) -> list[str]:
    """The words of a question, as they are compared, each once."""
    return list(dict.fromkeys(folded(query).split()))


def pairs_of(texts: Iterable[str]) -> str:
    """What of the texts is indexed: of each run of signs its pairs and its last sign, with blanks between.

    >>> pairs_of(["电梯坏了", "2号"])
    '电梯 梯坏 坏了 了 2号 号'
    """
    runs = (run for text in texts for run in folded(text).split())
    return " ".join(run[place:place + 2] for run in runs for place in range(len(run)))


def pairs_in(word: str) -> list[str]:
    """The pairs a word of two or more signs is found by."""
    return [word[place:place + 2] for place in range(len(word) - 1)]


@dataclass(frozen=True)
class Snippet:
    """A piece of a text around a hit: (text, is it a hit) in order; cut says whether there is more before and after."""

    pieces: Sequence[Piece]
    cut: tuple[bool, bool]


def snippets_of(texts: Sequence[str], words: Sequence[str]) -> list[Snippet]:
    """Where the words stand: one piece of text for each word that no piece before it shows, from the first text that has it."""
    compared = [_by_sign(text) for text in texts]
    left, made = list(words), []
    while left:
        found = next(((number, start) for number, (line, _) in enumerate(compared) if (start := line.find(left[0])) >= 0), None)
        if found is None:
            left.pop(0)
            continue
        number, start = found
        line, places = compared[number]
        first, last = _window(places[start], len(texts[number]))
        hits = _hits(line, places, words, first, last)
        made.append(Snippet(_cut(texts[number], hits, first, last), (first > 0, last < len(texts[number]))))
        shown = line[_at(places, first):_at(places, last)]
        left = [word for word in left[1:] if word not in shown]
    return made


def _by_sign(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is compared, and for each of its signs the place in the text it comes from."""
    line = folded(text)
    if len(line) == len(text):  # nothing was left out or written as two signs: no sign grows and vanishes in one text
        return line, range(len(text))
    parts = [folded(sign) for sign in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def _window(hit: int, length: int) -> tuple[int, int]:
    first = max(0, min(hit - BEFORE_HIT, length - SNIPPET))
    return first, min(length, max(first + SNIPPET, hit + SNIPPET - BEFORE_HIT))


def _at(places: Sequence[int], place: int) -> int:
    return next((number for number, found in enumerate(places) if found >= place), len(places))


def _hits(line: str, places: Sequence[int], words: Sequence[str], first: int, last: int) -> set[int]:
    """Places in the text that belong to a word."""
    hits: set[int] = set()
    for word in words:
        start = line.find(word)
        while start >= 0:
            hits.update(place for place in places[start:start + len(word)] if first <= place < last)
            start = line.find(word, start + 1)
    return hits


def _cut(text: str, hits: set[int], first: int, last: int) -> list[Piece]:
    pieces: list[Piece] = []
    for place in range(first, last):
        hit = place in hits
        if pieces and pieces[-1][1] == hit:
            pieces[-1] = (pieces[-1][0] + text[place], hit)
        else:
            pieces.append((text[place], hit))
    return pieces
