"""Search in complaints, for who may see them: the latest first, at most so many counted, whoever is named finds nothing.

Source: docs/rules/complaint_search.md 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from rules.complaint_search import asked_words, pairs_in, snippets_of
from rules.people import Actor, Permission

MOST_COUNTED = 1000
ONLY_A_NUMBER = re.compile(r"[\d\s+()#-]+")
EVERY, BLANK = SQL("1 = 1"), SQL("' '")
_search = Named("complaint_search")


@dataclass(frozen=True)
class Found:
    """A page of what was found; a line without snippets was found by the number of who called. total: how many there are, at most
    MOST_COUNTED; more: there are more than that; after, before: the ids of the complaints beyond which the pages on both sides begin, ""
    for none.
    """

    lines: Sequence[Line]
    total: int
    more: bool
    after: str
    before: str


def search(actor: Actor, query: str, today: date, *, after: str = "", before: str = "", among: Any = EVERY) -> Found:
    """What this person may see and has every word of the query, the latest first. after, before: the complaint beyond which the page
    begins; among: a further condition on Complaint. A whole telephone number finds what its caller called about, for who logs calls.
    """
    words, seen = asked_words(query), visible_to(actor) & among
    if not words:
        return Found([], 0, False, "", "")
    sources = [_by_words(actor, words, seen), *_by_caller(actor, query, seen)]
    first = _latest(sources, MOST_COUNTED + 1)
    page = _page(sources, after, before) if after or before else first[:PAGE_ROWS + 1]
    more, page = len(page) > PAGE_ROWS, page[:PAGE_ROWS]
    shown = [complaint_id for _, complaint_id in (page[::-1] if before else page)]
    on, back = more or bool(before), more if before else bool(after)
    return Found(_lines(shown, words, today), min(len(first), MOST_COUNTED), len(first) > MOST_COUNTED,
                 shown[-1] if shown and on else "", shown[0] if shown and back else "")


def _lines(ids: Sequence[str], words: Sequence[str], today: date) -> list[Line]:
    rows, texts = rows_by_id(Complaint, ids), texts_of(ids) if ids else {}
    found = lines_of([rows[one] for one in ids if one in rows], today)
    return [replace(line, snippets=snippets_of(texts[line.row.id], words)) for line in found]


@dataclass(frozen=True)
class _Source:
    """A query of (place, complaint id), the latest place first."""

    query: Select
    place: Any

    def latest(self, most: int, beyond: Any = None, *, rising: bool = False) -> list[tuple[int, str]]:
        """The latest places, or the next ones, in this order, beyond a condition."""
        asked = self.query.where(beyond) if beyond is not None else self.query
        order = self.place if rising else self.place.desc()
        statement, values = database.obj.get_sql_context().sql(asked.order_by(order).limit(most)).query()
        return list(database.execute_sql(f"SELECT {statement.removeprefix('SELECT ')}", values).fetchall())


def _latest(sources: Sequence[_Source], most: int) -> list[tuple[int, str]]:
    """What the sources have together, the latest first, each once."""
    return sorted({found for source in sources for found in source.latest(most)}, reverse=True)[:most]


def _page(sources: Sequence[_Source], after: str, before: str) -> list[tuple[int, str]]:
    """A page after a complaint, or going backwards before one, and one place more."""
    ends = ComplaintText.select(ComplaintText.id).where(ComplaintText.complaint_id == (before or after))
    found = {one for source in sources for one in source.latest(
        PAGE_ROWS + 1, source.place > ends if before else source.place < ends, rising=bool(before))}
    return sorted(found, reverse=not before)[:PAGE_ROWS + 1]


def _by_words(actor: Actor, words: Sequence[str], seen: Any) -> _Source:
    """Texts with all the words. SQLite's search goes from the latest backwards and stops when there are enough; the few texts of who sees
    only what they work on are read.
    """
    if not isinstance(database.obj, SqliteDatabase):
        return _Source(_texts().where(_all_stand(words, fn.STRPOS) & _has_pairs(words) & seen), ComplaintText.id)
    if not actor.may(Permission.COMPLAINT_ALL):
        return _Source(_texts().where(_all_stand(words, fn.INSTR) & seen), ComplaintText.id)
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


def _all_stand(words: Sequence[str], place_in: Any) -> Any:
    """Condition: the pairs of each word stand in a row; a single sign begins some pair, or stands last."""
    padded = Expression(Expression(BLANK, "||", ComplaintText.words), "||", BLANK)
    return reduce(and_, [place_in(padded, f" {' '.join(pairs_in(word))} " if len(word) > 1 else f" {word}") > 0 for word in words])


def _has_pairs(words: Sequence[str]) -> Any:
    """Condition for PostgreSQL's index: the text has all the pairs, wherever."""
    pairs = sorted({pair for word in words for pair in pairs_in(word)})
    if not pairs:
        return EVERY
    return Expression(fn.STRING_TO_ARRAY(ComplaintText.words, BLANK), "@>", fn.STRING_TO_ARRAY(" ".join(pairs), BLANK))
