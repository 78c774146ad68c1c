"""The dated rules of the tracks of complaints as kept, and adding one from a day on. Nothing old is rewritten: a complaint keeps the
version of the day it was received. Source: docs/rules/complaint.md section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from actions.changes import FormStamp, add, once
from actions.complaint_clock import track_rules
from models import ComplaintRule
from rules.complaint import COUNTS, Track, TrackRule, track_rule_of
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission

MOST = dict.fromkeys(COUNTS, 1000) | {"attempts": 10, "rounds": 10, "sign": 4800}
LEAST = {"finish": 1, "attempts": 1, "keep": 6}


def versions_of(track: Track) -> list[TrackRule]:
    """Every version of a track, the newest first."""
    return sorted((rule for rule in track_rules() if rule.track is track), key=lambda rule: rule.valid_from, reverse=True)


def add_version(actor: Actor, track: Track, valid_from: date, figures: Mapping[str, Any], source: str, now: datetime,
                stamp: FormStamp | None = None) -> str:
    """A new version of a track from a day on, for what is received from then; returns its id.

    Raises NotAllowed, KeyReused; InvalidInput: required (source), figure_range (each figure), version_past, version_exists (valid_from).
    """
    if not actor.may(Permission.COMPLAINT_RULES):
        raise NotAllowed("rules of complaints")
    problems = [] if source.strip() else [Problem("source", "required")]
    problems += [Problem(name, "figure_range", {"least": LEAST.get(name, 0), "most": MOST[name]})
                 for name in COUNTS if not LEAST.get(name, 0) <= figures[name] <= MOST[name]]
    problems += [Problem("valid_from", "version_past")] if valid_from < now.date() else []
    if problems:
        raise InvalidInput(*problems)
    track_rule_of(track.value, valid_from, source, figures)

    def make() -> str:
        if ComplaintRule.select().where((ComplaintRule.track == track.value) & (ComplaintRule.valid_from == valid_from)).exists():
            raise InvalidInput(Problem("valid_from", "version_exists", {"day": valid_from}))
        row = ComplaintRule(track=track.value, valid_from=valid_from, figures=dict(figures), source=source.strip())
        return add(row, actor, "complaint.rules", now).id

    return once(actor, stamp, now, make)
