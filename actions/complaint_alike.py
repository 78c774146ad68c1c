"""Which earlier complaints a call is like, and what belongs to a complaint: its parent, what was joined to it, links and repeats.

Whoever may not know of a complaint is shown none of it here either. Source: docs/rules/complaint_desk.md 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from actions.changes import rows_by_id
from actions.complaint_figures import desk_rule
from actions.complaint_lists import Line, lines_of
from actions.complaint_rights import visible_to
from actions.complaint_secrecy import open_to
from clock import STATION_ZONE
from models import Complaint, ComplaintAct, ComplaintCaller, ComplaintLink
from rules import complaint_desk as rules
from rules.complaint import OVER, State, phone_key
from rules.people import Actor

SHOWN = 4
MOST_READ = 500
"""So many of a window's latest complaints are compared with what is typed."""
SAID = ("link", "apart", "repeat")
"""Acts by which somebody has said what a complaint is beside those that are alike."""


class Found(NamedTuple):
    """A complaint that is alike. likeness: per cent."""

    row: Complaint
    same_number: bool
    likeness: int


@dataclass(frozen=True)
class Alike:
    """An earlier complaint that may be the same. over: it was decided, so the same facts again are a repeat."""

    line: Line
    same_number: bool
    likeness: int
    over: bool


@dataclass(frozen=True)
class Related:
    """What belongs to a complaint and may be known of. repeats: how often its facts were told again; alike: what nobody has judged yet."""

    parent: Line | None
    joined: Sequence[Line]
    linked: Sequence[Line]
    repeats: int
    alike: Sequence[Alike]


def alike_to(actor: Actor, today: date, phone: str, unit_id: str, text: str, but: Iterable[str] = ()) -> list[Alike]:
    """The complaints of the last days with the same number, or of the same window in similar words; the likest first. but: ids left out.

    One that was joined to another shows as that one.
    """
    rule = desk_rule(today)
    since = datetime.combine(today - timedelta(days=rule.alike_days), time(), STATION_ZONE)
    within = visible_to(actor) & (Complaint.received_at >= since) & (Complaint.track != "")
    found = [*_of_number(within, phone, text), *_of_window(within, unit_id, text, rule.alike_percent)]
    best = _heads(actor, sorted(found, key=lambda one: (one.same_number, one.likeness, one.row.id), reverse=True))
    chosen = [best[row_id] for row_id in best if row_id not in set(but)][:SHOWN]
    lines = lines_of([one.row for one in chosen], today)
    return [Alike(line, one.same_number, one.likeness, State(one.row.state) in OVER) for line, one in zip(lines, chosen, strict=True)]


def _of_number(within: Any, phone: str, text: str) -> list[Found]:
    key, pieces = phone_key(phone), rules.pieces_of(text)
    if not key:
        return []
    calls = ComplaintCaller.select(ComplaintCaller.complaint_id).where(ComplaintCaller.phone_key == key)
    rows = Complaint.select().where(within & Complaint.id.in_(calls)).order_by(Complaint.id.desc()).limit(SHOWN * 2)
    return [Found(row, True, rules.likeness(pieces, rules.pieces_of(row.content))) for row in rows]


def _of_window(within: Any, unit_id: str, text: str, least: int) -> list[Found]:
    pieces = rules.pieces_of(text)
    if not unit_id or not pieces:
        return []
    texts = (Complaint.select(Complaint.id, Complaint.content).where(within & (Complaint.unit_id == unit_id))
             .order_by(Complaint.received_at.desc()).limit(MOST_READ))
    shares = {str(row.id): rules.likeness(pieces, rules.pieces_of(row.content)) for row in texts}
    likest = sorted((row_id for row_id in shares if shares[row_id] >= least), key=lambda row_id: shares[row_id], reverse=True)[:SHOWN * 2]
    rows = rows_by_id(Complaint, likest)
    return [Found(rows[row_id], False, shares[row_id]) for row_id in likest]


def _heads(actor: Actor, found: Sequence[Found]) -> dict[str, Found]:
    """Each complaint once, in order; one that was joined to another as that one, where it may be known of."""
    parents = {row.id: row for row in _known(actor, [one.row.parent_id for one in found if one.row.parent_id])}
    heads: dict[str, Found] = {}
    for one in found:
        row = parents.get(one.row.parent_id) if one.row.parent_id else one.row
        if row is not None:
            heads.setdefault(row.id, one._replace(row=row))
    return heads


def related_of(actor: Actor, row: Complaint, today: date) -> Related:
    """What belongs to this complaint, which the person may know of."""
    links = list(ComplaintLink.select().where((ComplaintLink.complaint_id == row.id) | (ComplaintLink.other_id == row.id)))
    other = [link.other_id if link.complaint_id == row.id else link.complaint_id for link in links]
    repeats = [link.complaint_id for link in links if link.kind == "repeat" and link.other_id == row.id]
    parent = lines_of(_known(actor, [row.parent_id] if row.parent_id else []), today)
    joined = list(Complaint.select().where(visible_to(actor) & (Complaint.parent_id == row.id)).order_by(Complaint.id))
    return Related(parent[0] if parent else None, lines_of(joined, today), lines_of(_known(actor, other), today),
                   len(_known(actor, repeats)), _unjudged(actor, row, today, other))


def joined_told(actor: Actor, row: Complaint) -> list[Complaint]:
    """What was joined to a complaint somebody works on, so that they know all that was told; nothing that names them."""
    return list(Complaint.select().where(open_to(actor) & (Complaint.parent_id == row.id)).order_by(Complaint.id))


def _unjudged(actor: Actor, row: Complaint, today: date, linked: Sequence[str]) -> list[Alike]:
    """What an open complaint is like, until somebody has said what it is."""
    said = ComplaintAct.select().where((ComplaintAct.complaint_id == row.id) & ComplaintAct.act.in_(SAID))
    joined = Complaint.select(Complaint.id).where(Complaint.parent_id == row.id)
    if State(row.state) in OVER or said.exists():
        return []
    caller = ComplaintCaller.get_or_none(ComplaintCaller.complaint_id == row.id)
    return alike_to(actor, today, caller.phone if caller else "", row.unit_id, row.content,
                    [row.id, *linked, *(one.id for one in joined)])


def _known(actor: Actor, ids: Sequence[str]) -> list[Complaint]:
    return list(Complaint.select().where(visible_to(actor) & Complaint.id.in_(ids)).order_by(Complaint.id)) if ids else []
