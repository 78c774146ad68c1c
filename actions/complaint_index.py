"""What is searched of complaints follows their rows: worked out anew, for the complaints a transaction touched, before it commits.

Source: docs/rules/complaint_search.md 1; docs/decisions/0006-search-by-pairs-of-signs.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from actions.capture import rebuild_search
from actions.changes import forget, keep, transaction
from actions.prepared import Prepared
from models import Complaint, ComplaintAct, ComplaintAsk, ComplaintNamed, ComplaintOutside, ComplaintText, Row, Staff, database
from rules.complaint_search import pairs_of

TEXTS: Mapping[type[Row], tuple[str, ...]] = {
    Complaint: ("number", "content", "demand", "outcome", "place", "happened", "sent_to"),
    ComplaintAct: ("note",),
    ComplaintAsk: ("note", "opinion"),
    ComplaintOutside: ("outside_number", "answer"),
}
"""The columns that are searched, in the order in which hits are looked for; ComplaintNamed adds the names of whom it names."""
OF_A_COMPLAINT = (ComplaintAct, ComplaintAsk, ComplaintNamed, ComplaintOutside)
AT_ONCE = 500


def follow_texts(rows: Sequence[Row]) -> None:
    """Bring what is searched up to date with these rows, of whatever table."""
    touched = set(_touched(rows))
    if touched:
        _write(sorted(touched))


def texts_of(complaint_ids: Sequence[str]) -> dict[str, list[str]]:
    """Complaint id -> everything of it that is searched, in the order of TEXTS; ids of none are left out."""
    texts: dict[str, list[str]] = {}
    for model, columns in TEXTS.items():
        for complaint_id, *found in _rows_of(model, complaint_ids):
            if model is Complaint or complaint_id in texts:
                texts.setdefault(complaint_id, []).extend(text for text in found[:len(columns)] if text)
    for complaint_id, name in _rows_of(ComplaintNamed, complaint_ids):
        texts[complaint_id].append(name)
    return texts


def index_again(*, check_only: bool = False) -> dict[str, int]:
    """Compare what is searched with every complaint and mend it; check_only: count only. Returns complaints read and differences."""
    read = changed = 0
    after = ""
    while ids := [found for (found,) in _NEXT.columns(after)]:
        wanted, after = _words(ids), ids[-1]
        stand = {row.complaint_id: row.words for row in _standing(ids)}
        differing = [found for found in ids if wanted.get(found) != stand.get(found)]
        if differing and not check_only:
            with transaction():
                _write(differing)
        read, changed = read + len(ids), changed + len(differing)
    left_over = ComplaintText.complaint_id.not_in(Complaint.select(Complaint.id))
    changed += ComplaintText.select().where(left_over).count()
    if not check_only:
        with transaction():
            forget(ComplaintText, left_over)
            rebuild_search(database.obj)
    return {"complaints": read, "changed": changed}


def _touched(rows: Sequence[Row]) -> Iterator[str]:
    names: dict[str, set[str]] = {}
    for row in rows:
        if isinstance(row, Complaint):
            yield row.id
        elif isinstance(row, OF_A_COMPLAINT):
            yield row.complaint_id
        elif isinstance(row, Staff):
            names.setdefault(row.id, set()).add(row.name)
    for staff_id in (found for found, versions in names.items() if len(versions) > 1):
        yield from (found for (found,) in _NAMING.columns(staff_id))


def _write(ids: Sequence[str]) -> None:
    wanted = _words(ids)
    stand = {row.complaint_id: row for row in _standing(ids)}
    for complaint_id in ids:
        row, words = stand.get(complaint_id), wanted.get(complaint_id)
        if words is None:
            forget(ComplaintText, ComplaintText.complaint_id == complaint_id)
        elif row is None:
            keep(ComplaintText(complaint_id=complaint_id, words=words))
        elif row.words != words:
            row.words = words
            keep(row)


def _words(ids: Sequence[str]) -> dict[str, str]:
    return {complaint_id: pairs_of(texts) for complaint_id, texts in texts_of(ids).items()}


def _standing(ids: Sequence[str]) -> list[ComplaintText]:
    padded = _padded(ids)
    return _texts(len(padded)).rows(*padded)


def _rows_of(model: type[Row], ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """Complaint id and the searched columns of each row of a table that belongs to one of the complaints, in order."""
    padded = _padded(ids)
    return _columns_of(model, len(padded)).columns(*padded)


def _padded(ids: Sequence[str]) -> list[str]:
    """The ids, the first repeated up to a power of two, so that a dozen queries serve all."""
    return [*ids, *[ids[0]] * ((1 << (len(ids) - 1).bit_length()) - len(ids))]


@cache
def _columns_of(model: Any, size: int) -> Prepared[Any]:
    if model is ComplaintNamed:
        return Prepared(ComplaintNamed, lambda *ids: ComplaintNamed.select(ComplaintNamed.complaint_id, Staff.name).join(
            Staff, on=(Staff.id == ComplaintNamed.staff_id)).where(ComplaintNamed.complaint_id.in_(ids)).order_by(ComplaintNamed.id), size)
    key = model.id if model is Complaint else model.complaint_id
    return Prepared(model, lambda *ids: model.select(key, *(getattr(model, name) for name in TEXTS[model])).where(
        key.in_(ids)).order_by(model.id), size)


@cache
def _texts(size: int) -> Prepared[ComplaintText]:
    return Prepared(ComplaintText, lambda *ids: ComplaintText.select().where(ComplaintText.complaint_id.in_(ids)), size)


_NEXT = Prepared(Complaint, lambda after: Complaint.select(Complaint.id).where(Complaint.id > after).order_by(Complaint.id).limit(AT_ONCE))
_NAMING = Prepared(ComplaintNamed, lambda staff_id: ComplaintNamed.select(ComplaintNamed.complaint_id).where(
    ComplaintNamed.staff_id == staff_id))
