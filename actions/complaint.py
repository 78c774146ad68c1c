"""登记来电: a call is kept with its number, its due day and the caller apart, in one save and exactly once.

Source: docs/rules/complaint.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.changes import FormStamp, add, add_many, node, once
from actions.complaint_caller import CallerDraft, keep_caller
from actions.complaint_clock import Reckoned, accept_end, reckon, set_due
from actions.complaint_figures import desk_rule
from actions.complaint_secrecy import tell_who_follows
from actions.kept import kept
from actions.prepared import Prepared
from models import NUMBER_HEAD, NUMBER_LENGTH, Complaint, ComplaintAct, ComplaintCategory, ComplaintNamed, Phrase, Staff, Unit
from rules.complaint import AT_ONCE, NUMBER_HEADS, Kind, State, Track, phone_key
from rules.complaint_desk import spoken_state
from rules.errors import InvalidInput, NotAllowed, Problem
from rules.people import Actor, Permission


@dataclass(frozen=True)
class CallDraft:
    """What a monitor typed. named: ids of the people it is about; settled: finished on the line, outcome says how; made: when
    it was typed, by this node's clock. outside: it lives on another platform, which knows who called; received, due_at: what that says."""

    kind: Kind
    content: str
    track: Track = Track.SERVICE
    category: str = ""
    channel: str = "phone"
    unit_id: str = ""
    named: tuple[str, ...] = ()
    called: str = ""
    phone: str = ""
    address: str = ""
    place: str = ""
    happened: str = ""
    demand: str = ""
    wants_reply: bool = True
    confidential: bool = False
    anonymous: bool = False
    urgent: bool = False
    settled: bool = False
    outcome: str = ""
    made: datetime | None = None
    received: datetime | None = None
    due_at: datetime | None = None
    outside: bool = False


def log_call(actor: Actor, draft: CallDraft, now: datetime, stamp: FormStamp | None = None) -> str:
    """Keep a call; returns the complaint's id. A missing calendar never keeps a call out: it is due once the calendar is there.

    Raises NotAllowed, KeyReused; InvalidInput: required (content, outcome), not_at_once (settled), category_unknown, unit_unknown,
    identity_needed (called), phone_needed (phone), no_track_rule.
    """
    if not actor.may(Permission.COMPLAINT_LOG):
        raise NotAllowed("complaint log")
    _check(draft)

    def make() -> str:
        reckoned = None if draft.settled else reckon(draft.track, (draft.received or now).date())
        row = add(_row(actor, draft, reckoned, now), actor, "complaint.log", now)
        add_many([ComplaintNamed(complaint_id=row.id, staff_id=staff_id) for staff_id in sorted(set(draft.named))], actor,
                 "complaint.named", now)
        note_done(row, actor, "settle" if draft.settled else "log", now)
        keep_caller(actor, row.id, CallerDraft(draft.called, draft.phone, draft.address), now)
        if draft.named:
            tell_who_follows(row, now)
        return row.id

    return once(actor, stamp, now, make)


def note_done(row: Complaint, actor: Actor, act: str, now: datetime, note: str = "", unit_id: str = "", in_round: int = 0) -> ComplaintAct:
    """Add an act to a complaint's course, in the round it is in unless another is named. Inside a transaction."""
    done = ComplaintAct(complaint_id=row.id, at=now, staff_id=actor.staff_id, act=act, round=in_round or row.round, note=note,
                        unit_id=unit_id)
    return add(done, actor, f"complaint.act.{act}", now)


def _row(actor: Actor, draft: CallDraft, reckoned: Reckoned | None, now: datetime) -> Complaint:
    row = Complaint(
        number=_next_number(draft.kind, now), received_at=draft.received or now, logged_by=actor.staff_id, channel=draft.channel,
        kind=draft.kind.value,
        track=reckoned.rule.track.value if reckoned else "", category=draft.category, unit_id=draft.unit_id, place=draft.place.strip(),
        happened=draft.happened.strip(), content=draft.content.strip(), demand=draft.demand.strip(), wants_reply=draft.wants_reply,
        confidential=draft.confidential, anonymous=draft.anonymous, urgent=draft.urgent, outcome=draft.outcome.strip(),
        state=State.CLOSED.value if draft.settled else State.REGISTERED.value, closed_at=now if draft.settled else None,
        due_at=draft.due_at, made_at=draft.made, spoken_state=spoken_state(desk_rule(now.date()), draft.made, now).value)
    if reckoned:
        set_due(row, reckoned)
        row.duty_due = accept_end(reckoned.rule, row.received_at)
    return row


def _check(draft: CallDraft) -> None:
    problems = [] if draft.content.strip() else [Problem("content", "required")]
    if draft.settled and draft.kind not in AT_ONCE:
        problems.append(Problem("kind", "not_at_once"))
    if draft.settled and not draft.outcome.strip():
        problems.append(Problem("outcome", "required"))
    if draft.category and draft.category not in {category.code for category in categories()}:
        problems.append(Problem("category", "category_unknown"))
    if draft.unit_id and not Unit.select().where((Unit.id == draft.unit_id) & (Unit.active == 1)).exists():
        problems.append(Problem("unit", "unit_unknown"))
    known = {row.id for row in Staff.select(Staff.id).where(Staff.id.in_(draft.named))} if draft.named else set()
    problems += [Problem("named", "person_unknown", {"text": staff_id}) for staff_id in draft.named if staff_id not in known]
    problems += _identity_problems(draft)
    if problems:
        raise InvalidInput(*problems)


def _identity_problems(draft: CallDraft) -> list[Problem]:
    """Who must say who they are: consumers (FACTS 4.4), and everybody who wants to be called back."""
    if draft.settled or draft.outside:
        return []
    if draft.track is Track.CONSUMER and (draft.anonymous or not draft.called.strip() or not phone_key(draft.phone)):
        return [Problem("called", "identity_needed")]
    return [Problem("phone", "phone_needed")] if draft.wants_reply and not draft.anonymous and not phone_key(draft.phone) else []


def _next_number(kind: Kind, now: datetime) -> str:
    """The next gapless number of the year, TS-2026-0001, inside the writing transaction."""
    head = f"{NUMBER_HEADS[kind]}-{now.year}-"
    last = _LAST_NUMBER.columns(node().centre, head)
    return f"{head}{int(last[0][0].removeprefix(head)) + 1 if last else 1:04d}"


_LAST_NUMBER = Prepared(Complaint, lambda centre, head: Complaint.select(Complaint.number).where(
    (Complaint.centre == centre) & (head == NUMBER_HEAD)).order_by(NUMBER_LENGTH.desc(), Complaint.number.desc()).limit(1))


@kept(1)
def categories() -> Sequence[ComplaintCategory]:
    """The categories in use, in their order, each after the one it belongs to."""
    rows = list(ComplaintCategory.select().where(ComplaintCategory.active == 1).order_by(ComplaintCategory.place))
    tops = [row for row in rows if not row.parent]
    return [row for top in tops for row in [top, *(below for below in rows if below.parent == top.code)]]


def category_name(code: str) -> str:
    """What a category in use is called; "" for none."""
    return next((row.name for row in categories() if row.code == code), "")


@kept(1)
def phrases() -> Sequence[Phrase]:
    """The phrase cards, in their order."""
    return list(Phrase.select().order_by(Phrase.place))
