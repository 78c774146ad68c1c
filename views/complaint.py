"""热线投诉: 登记来电, the list, one complaint, and who called for those who say why they must know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint as actions
from actions import complaint_alike as likeness
from actions import complaint_lists as lists
from actions.complaint_clock import reckon
from actions.complaint_desk import Taken, take_call
from actions.complaint_papers import keep_files
from actions.leave_choices import colleagues_of, person_here, person_meant
from actions.leave_team import active_units
from rules.complaint import Track
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, public, requires
from views.complaint_book import show_book
from views.complaint_show import show_complaint
from views.forms.complaint import CallForm, RevealForm
from views.forms.complaint_desk import contents_of, pick_choices, picked_in
from views.forms.leave import shown_person
from views.forms.stamped import choices
from views.page import render
from views.wording import complaint as words
from views.wording import complaint_course as course
from views.wording import complaint_desk as desk_words

bp = Blueprint("complaint", __name__, url_prefix="/complaint")


@bp.context_processor
def complaint_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "course": course, "desk_words": desk_words}


@bp.get("")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def complaints() -> Response:
    """What is open, or what the filters in the address ask for; with htmx the list alone."""
    return show_book()


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COMPLAINT_LOG)
def new() -> Response | BaseResponse:
    """登记来电. 422 with the sentences; the same key again gives the same complaint."""
    form = _form()
    if form.validate_on_submit():
        try:
            named = _named(form)
            made = take_call(g.actor, _taken(form, named), g.now, form.stamp())
            return go_to("complaint.show", complaint_id=made) if lists.may_know(g.actor, made) else go_to("complaint.complaints")
        except InvalidInput as error:
            form.show(error.problems)
    return _new(form)


def new_from(phone: str, missed_id: str) -> Response:
    """The page of a call that answers a missed one."""
    return _new(_form(CallForm(formdata=None, phone=phone, missed=missed_id)))


def _new(form: CallForm) -> Response:
    me = person_here(g.actor.staff_id)
    centre = current_app.config["SETTINGS"].centre_name
    return render("complaint/new.html", status=422 if form.errors else 200, phrases=_phrases(centre), written=_written(),
                  colleagues=[(shown_person(one), one) for one in colleagues_of(me, g.now.date())], **_aside(form))


@bp.get("/offline")
@public
def offline() -> Response:
    """The page of a call as the browser keeps it for when the server cannot be reached: nobody's data is in it."""
    centre = current_app.config["SETTINGS"].centre_name
    form = _form()
    form.phone.description = words.HELP["phone_away"]
    return render("complaint/offline.html", form=form, phrases=_phrases(centre), written=_written(), colleagues=[])


@bp.post("/new/aside")
@requires(Permission.COMPLAINT_LOG)
def aside() -> Response:
    """What stands beside the form: earlier calls of this number, calls that are alike, when it would be due and why."""
    return render("complaint/_aside.html", partial="complaint/_aside.html", **_aside(_form()))


@bp.get("/<uuid:complaint_id>")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def show(complaint_id: UUID) -> Response:
    """One complaint. 404 for whoever may not know of it."""
    return show_complaint(str(complaint_id))


@bp.post("/<uuid:complaint_id>/caller")
@requires(Permission.COMPLAINT_ALL)
def caller(complaint_id: UUID) -> Response:
    """Who called, in full, for a stated reason that the audit keeps. 404; 422 without a reason."""
    form = RevealForm()
    if form.validate():
        try:
            caller = lists.reveal_caller(g.actor, str(complaint_id), form.reason.data or "", g.now)
            return show_complaint(str(complaint_id), form, caller)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)


def _form(form: CallForm | None = None) -> CallForm:
    form = form or CallForm()
    form.offer(((row.code, f"{words.BELOW if row.parent else ''}{row.name}") for row in actions.categories()),
               ((unit.id, unit.name) for unit in active_units()))
    return form


def _taken(form: CallForm, named: tuple[str, ...]) -> Taken:
    """What was sent; its files are kept first. Raises InvalidInput."""
    draft, picked = form.draft(named, g.now), picked_in(form)
    return Taken(draft, picked, keep_files(g.actor, contents_of(form.papers), current_app.config["SETTINGS"], g.now),
                 form.missed.data or "")


def _named(form: CallForm) -> tuple[str, ...]:
    people = [person_meant(name, g.now.date(), "named") for name in form.names()]
    return tuple(person.id for person in people if person)


def _aside(form: CallForm) -> dict[str, Any]:
    track = form.track.data if form.track.data in words.TRACK_NAMES else Track.SERVICE.value
    reckoned = reckon(Track(track), g.now.date())
    due = reckoned.due.due if reckoned.due else None
    alike = likeness.alike_to(g.actor, g.now.date(), form.phone.data or "", form.unit.data or "", form.content.data or "")
    form.alike.choices = choices(pick_choices(alike))
    return {"alike": alike, "form": form,
            "earlier": lists.earlier_of(g.actor, form.phone.data or "", g.now.date()), "asked": bool((form.phone.data or "").strip()),
            "due": words.due_text(reckoned.rule, due, reckoned.missing_year),
            "why": words.explained(reckoned.explain) if reckoned.explain else []}


def _phrases(centre: str) -> dict[tuple[str, str], list[str]]:
    """(step, use) -> what is said, never said, or written there."""
    found: dict[tuple[str, str], list[str]] = {}
    for phrase in actions.phrases():
        found.setdefault((phrase.step, phrase.use), []).append(phrase.text.replace("{centre}", centre))
    return found



def _written() -> list[Any]:
    """The phrases that are put into a text by their initials."""
    return [phrase for phrase in actions.phrases() if phrase.use == "write"]
