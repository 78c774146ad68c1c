"""The page of one complaint: what is told, its course, when it is due, what may be done now, who called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g

from actions.complaint import category_name
from actions.complaint_alike import joined_told, related_of
from actions.complaint_caller import looks_at
from actions.complaint_clock import reckon_row, track_rules
from actions.complaint_join import at_desk
from actions.complaint_lists import Seen, complaint_seen
from actions.complaint_offered import Offered, offered, units_for
from actions.complaint_orders import outside_of
from actions.complaint_papers import papers_of
from actions.leave_choices import colleagues_of, person_here
from actions.leave_team import active_units
from rules.complaint_course import Event
from views.display import moment_text
from views.forms.complaint import CallerForm, RevealForm
from views.forms.complaint_course import DecideForm, StepForm
from views.forms.complaint_desk import AlikeForm, PaperForm, SpokenForm, pick_choices
from views.forms.leave import shown_person
from views.forms.stamped import PlainForm, choices
from views.page import render
from views.wording import complaint as words
from views.wording import complaint_course as course
from views.wording import complaint_orders as orders

TO_A_WINDOW = frozenset({Event.ASSIGN, Event.HAND_OVER, Event.RETURN, Event.REFLECT})
FORMS: Mapping[str, type[PlainForm]] = {"reveal": RevealForm, "correction": CallerForm, "step": StepForm, "decision": DecideForm,
                                       "alike": AlikeForm, "papers": PaperForm, "spoken": SpokenForm}
"""The forms that stand on the page, each made anew unless it is the one that was sent."""


def show_complaint(complaint_id: str, sent: PlainForm | None = None, revealed: object = None, ask_id: str = "") -> Response:
    """The page of a complaint; 422 when the form that was sent came back with faults.

    revealed: who called, in full; ask_id: what a decision that was sent is about. 404 for whoever may not know of the complaint.
    """
    seen = complaint_seen(g.actor, complaint_id, g.now.date())
    row = seen.line.row
    rule = next((rule for rule in track_rules() if rule.version == row.rule_version), None)
    missing = reckon_row(row).missing_year if rule and not row.due else None
    may, outside = offered(g.actor, row, g.now), outside_of(row.id)
    return render(
        "complaint/show.html", status=422 if sent is not None and sent.errors else 200, seen=seen, row=row, revealed=revealed,
        looks=looks_at(g.actor, row.id),
        form=_sent_or_new(sent, "reveal"), correction=_correction(sent, revealed), may=may, steps=_steps(seen, may, sent),
        decisions=_decisions(may, sent, ask_id), category=category_name(row.category),
        due=_due(row, outside) or (words.due_text(rule, row.due, missing) if rule else ""), outside=_lives(outside),
        why=words.explained(row.explain) if row.explain else [],
        **_related(seen, sent),
        colleagues=[(shown_person(one), one) for one in colleagues_of(person_here(g.actor.staff_id), g.now.date())])


def _lives(outside: Any) -> str:
    """12345 热线 DH20260302001, "" for what lives here alone."""
    return orders.LIVES.format(source=orders.SOURCE_NAMES[outside.source], number=outside.outside_number) if outside else ""


def _due(row: Any, outside: Any) -> str:
    """When the platform says it is due; "" where it says nothing."""
    if not outside or not row.due_at:
        return ""
    return orders.DUE.format(source=orders.SOURCE_NAMES[outside.source], moment=moment_text(row.due_at))


def _sent_or_new(sent: PlainForm | None, name: str, *args: Any, **values: Any) -> Any:
    return sent if type(sent) is FORMS[name] else FORMS[name](*args, formdata=None, **values)


def _correction(sent: PlainForm | None, revealed: object) -> Any:
    """The form that corrects who called, beside who called or when it was sent."""
    return _sent_or_new(sent, "correction", obj=revealed) if revealed or type(sent) is FORMS["correction"] else None


def _steps(seen: Seen, may: Offered, sent: PlainForm | None) -> list[Any]:
    """A form for each step that may be taken or asked for, and the note; the one that was sent stays as it was filled in."""
    row = seen.line.row
    events = [*may.steps, *may.asks, Event.NOTE]
    units = units_for(row, active_units(), g.now) if TO_A_WINDOW.intersection(events) else []
    shown = [(unit.id, course.WHOLE_UNIT.format(unit=unit.name, heads=course.AND.join(head.name for head in heads)))
             for unit, heads in units]
    forms = [_sent_or_new(sent if getattr(sent, "event", None) is event else None, "step", event, version=str(row.version))
             for event in events]
    for form in forms:
        form.offer(shown, may.pauses)
    return forms


def _decisions(may: Offered, sent: PlainForm | None, ask_id: str) -> dict[str, Any]:
    """Id of what was asked -> its form."""
    return {one.row.id: _sent_or_new(sent if one.row.id == ask_id else None, "decision", one.row.id, version=str(one.row.version))
            for one in may.waiting if one.decides}


def _related(seen: Seen, sent: PlainForm | None) -> dict[str, Any]:
    """What it is beside others, its files and its telephone time, with the forms of the desk, for who may look at the caller."""
    row = seen.line.row
    if not seen.shows_caller:
        return {"joined": joined_told(g.actor, row)}
    related = related_of(g.actor, row, g.now.date())
    form = _sent_or_new(sent, "alike", version=row.version)
    form.alike.choices = choices(pick_choices(related.alike, typed=True))
    papers = _sent_or_new(sent, "papers")
    papers.tell_most(current_app.config["SETTINGS"].attachment_max_bytes)
    return {"related": related, "alike_form": form, "papers": papers_of(g.actor, row), "paper_form": papers,
            "spoken_form": _sent_or_new(sent, "spoken", version=row.version, spoken=row.made_at),
            "at_desk": at_desk(g.actor, row)}
