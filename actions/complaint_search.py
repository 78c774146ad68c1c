"""Search in complaints, for who may see them: the latest first, at most so many counted, whoever is named finds nothing.

Source: docs/rules/complaint.md section 5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any
from unicodedata import normalize

from peewee import JOIN, SQL, Expression, Select, SqliteDatabase, fn
from peewee import Table as Named

from actions.changes import rows_by_id
from actions.complaint_index import texts_of
from actions.complaint_lists import PAGE_ROWS, Line, lines_of
from actions.complaint_rights import visible_to
from models import Complaint, ComplaintCaller, ComplaintText, database
from rules.complaint import phone_key
from rules.complaint_search import Snippet, asked_words, pairs_in, snippets_of
from rules.people import Actor, Permission

MOST_COUNTED = 1000
ONLY_A_NUMBER = re.compile(r"[\d\s+()#-]+")
EVERY, BLANK = SQL("1 = 1"), SQL("' '")
_search = Named("complaint_search")


@dataclass(frozen=True)
class Hit:
    """A complaint that was found, and where the words stand; no snippet: it was found by the number of who called."""

    line: Line
    snippets: Sequence[Snippet]


@dataclass(frozen=True)
class Found:
    """A page of hits. total: how many there are, at most MOST_COUNTED; more: there are more than that; after: the id of the complaint after
    which the next page begins, "" when this is the last.
    """

    hits: Sequence[Hit]
    total: int
    more: bool
    after: str


def search(actor: Actor, query: str, today: date, *, before: str = "", among: Any = EVERY) -> Found:
    """What this person may see and has every word of the query, the latest first. before: the complaint after which the page begins;
    among: a further condition on Complaint. A whole telephone number finds what its caller called about, for who logs calls.
    """
    words, seen = asked_words(query), visible_to(actor) & among
    if not words:
        return Found([], 0, False, "")
    sources = [_by_words(words, seen), *_by_caller(actor, query, seen)]
    first = _latest(sources, MOST_COUNTED + 1)
    page = _latest(sources, PAGE_ROWS + 1, before) if before else first[:PAGE_ROWS + 1]
    shown = [complaint_id for _, complaint_id in page[:PAGE_ROWS]]
    return Found(_hits(shown, words, today), min(len(first), MOST_COUNTED), len(first) > MOST_COUNTED,
                 shown[-1] if len(page) > PAGE_ROWS else "")


def _hits(ids: Sequence[str], words: Sequence[str], today: date) -> list[Hit]:
    rows, texts = rows_by_id(Complaint, ids), texts_of(ids) if ids else {}
    return [Hit(line, snippets_of(texts[line.row.id], words)) for line in lines_of([rows[one] for one in ids if one in rows], today)]


@dataclass(frozen=True)
class _Source:
    """A query of (place, complaint id), the latest place first."""

    query: Select
    place: Any

    def latest(self, most: int, before: str) -> list[tuple[int, str]]:
        """The latest, or the latest before a complaint."""
        begins = ComplaintText.select(ComplaintText.id).where(ComplaintText.complaint_id == before)
        asked = self.query.where(self.place < begins) if before else self.query
        found: list[tuple[int, str]] = list(asked.order_by(self.place.desc()).limit(most).tuples().execute(database.obj))
        return found


def _latest(sources: Sequence[_Source], most: int, before: str = "") -> list[tuple[int, str]]:
    """What the sources have together, the latest first, each once."""
    return sorted({found for source in sources for found in source.latest(most, before)}, reverse=True)[:most]


def _by_words(words: Sequence[str], seen: Any) -> _Source:
    """Texts with all the words. SQLite's search goes from the latest backwards and stops when there are enough."""
    if not isinstance(database.obj, SqliteDatabase):
        return _Source(_texts().where(_has_all(words) & seen), ComplaintText.id)
    joined = _search.join(ComplaintText, JOIN.CROSS, on=ComplaintText.id == _search.c.rowid).join(
        Complaint, JOIN.CROSS, on=ComplaintText.complaint_id == Complaint.id)
    matches = Expression(_search.c.complaint_search, "MATCH", " AND ".join(map(_phrase, words)))
    return _Source(Select([joined], [ComplaintText.id, ComplaintText.complaint_id]).where(matches & seen), _search.c.rowid)


def _by_caller(actor: Actor, query: str, seen: Any) -> list[_Source]:
    """Complaints of the telephone number that is asked for, whole, by somebody who logs calls."""
    key = phone_key(query) if ONLY_A_NUMBER.fullmatch(normalize("NFKC", query)) else ""
    if not key or not actor.may(Permission.COMPLAINT_LOG):
        return []
    calls = ComplaintCaller.select(ComplaintCaller.complaint_id).where(ComplaintCaller.phone_key == key)
    return [_Source(_texts().where(ComplaintText.complaint_id.in_(calls) & seen), ComplaintText.id)]


def _texts() -> Select:
    return ComplaintText.select(ComplaintText.id, ComplaintText.complaint_id).join(
        Complaint, on=ComplaintText.complaint_id == Complaint.id)


def _phrase(word: str) -> str:
    """A word as FTS5 is asked for it: its pairs in a row; a single sign begins some pair, or stands last."""
    return f'"{" ".join(pairs_in(word))}"' if len(word) > 1 else f'"{word}" *'


def _has_all(words: Sequence[str]) -> Any:
    """The same on PostgreSQL: an index of the pairs finds texts that have them all, then they must stand in a row."""
    padded = Expression(Expression(BLANK, "||", ComplaintText.words), "||", BLANK)
    conditions = [fn.STRPOS(padded, f" {' '.join(pairs_in(word))} " if len(word) > 1 else f" {word}") > 0 for word in words]
    pairs = sorted({pair for word in words for pair in pairs_in(word)})
    if pairs:
        conditions.append(Expression(fn.STRING_TO_ARRAY(ComplaintText.words, BLANK), "@>", fn.STRING_TO_ARRAY(" ".join(pairs), BLANK)))
    return reduce(and_, conditions)
