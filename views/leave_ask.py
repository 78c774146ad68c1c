"""我要请假: asking, drafts that keep themselves, the preview, and entering leave for somebody else."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from actions import calendar, leave, leave_choices, leave_drafts, leave_ledger, leave_sheet
from actions.attachments import keep_paper, own_paper
from actions.leave_plan import LeaveDraft
from actions.leave_sheet import Preview
from actions.leave_visible import may_enter_for
from rules.errors import AlreadyDecided, DomainError, InvalidInput, NotAllowed
from rules.people import Actor, Permission
from views.access import go_to, on_expiry, requires
from views.forms.leave import AskForm, EnterForm, shown_person
from views.htmx import wants_piece
from views.leave_conflict import tell_conflicts
from views.page import render

bp = Blueprint("leave_ask", __name__, url_prefix="/leave")
tell_conflicts(bp)


def keep_typed(owner: Actor) -> str | None:
    """The sign-in has expired: keep what was sent as a draft of its owner, and name the page to go on at."""
    if "number" in request.form:
        return None
    form = AskForm()
    types = leave_choices.types_to_ask(g.now.date())
    try:
        draft = form.draft(_partner_or_none(form), _paper(form, owner), form.is_hourly(types))
        key, draft_id = str(form.request_key.data or ""), form.draft_id.data or ""
        try:
            kept = leave_drafts.keep_typing(owner, draft, key, g.now, request_id=draft_id, version=form.seen())
        except DomainError:  # the draft has moved on, or is not theirs: what was typed becomes a new one
            kept = leave_drafts.keep_typing(owner, draft, key, g.now)
    except (InvalidInput, NotAllowed):
        return None
    return url_for("leave_ask.edit", request_id=kept.id) if kept else None


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK)
@on_expiry(keep_typed)
def new() -> Response | BaseResponse:
    """Ask for leave: submit it, keep it as a draft, or ask the head about an empty window. 422 with the sentences."""
    form = _form(AskForm())
    if form.validate_on_submit():
        try:
            return go_to("leave.show", request_id=_send(form, form.draft_id.data or ""))
        except InvalidInput as error:
            form.show(error.problems)
    elif not form.is_submitted():
        extends = request.args.get("extends", "")
        staff = leave_choices.person_here(g.actor.staff_id)
        _begin(form, leave_choices.extending_draft(g.actor, extends) if extends else leave_choices.first_draft(staff))
    return _page(form)


@bp.route("/<uuid:request_id>/edit", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK)
@on_expiry(keep_typed)
def edit(request_id: UUID) -> Response | BaseResponse:
    """Go on with a draft or a request sent back. 422 as new; 409 when it changed or was sent meanwhile; 404 for anybody else's."""
    row = leave_choices.own_draft(g.actor, str(request_id))
    form = _form(AskForm(draft_id=row.id))
    if form.validate_on_submit():
        try:
            return go_to("leave.show", request_id=_send(form, row.id))
        except InvalidInput as error:
            form.show(error.problems)
    elif not form.is_submitted():
        if row.state not in leave.EDITABLE:
            raise AlreadyDecided(f"leave {row.id}", row.state)
        _begin(form, leave_choices.draft_of(row), row.id, row.version)
    return _page(form)


@bp.post("/autosave")
@requires(Permission.LEAVE_ASK)
@on_expiry(keep_typed)
def autosave() -> Response | BaseResponse:
    """Keep what is typed as a draft; the answer carries the draft's id and version into the form. 204 when it was sent meanwhile."""
    form = AskForm()
    types = leave_choices.types_to_ask(g.now.date())
    draft = form.draft(_partner_or_none(form), "", form.is_hourly(types))
    row = leave_drafts.keep_typing(g.actor, draft, str(form.request_key.data or ""), g.now, request_id=form.draft_id.data or "",
                                   version=form.seen())
    if row is None:
        return Response(status=204)
    return render("leave/_saved.html", partial="leave/_saved.html", row=row)


@bp.post("/preview")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ENTER)
@on_expiry(keep_typed)
def preview() -> Response | BaseResponse:
    """What the form means so far: days and why, balance, who signs, papers, cover. Always 200; problems stand in it."""
    for_other = "number" in request.form
    form = _form(EnterForm() if for_other else AskForm())
    try:
        shown = _preview(form, for_other)
    except InvalidInput as error:
        shown = Preview(problems=list(error.problems))
    if wants_piece():
        return render("leave/_preview.html", partial="leave/_preview.html", preview=shown, for_other=for_other, swaps_cover=True)
    return _page(form, shown, for_other)


@bp.route("/enter", methods=["GET", "POST"])
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ENTER)
def enter() -> Response | BaseResponse:
    """代人登记: leave of somebody who telephoned. 403 when the actor may not enter for this person; 422 with the sentences."""
    form = _form(EnterForm(number=request.args.get("number", "")))
    if form.validate_on_submit():
        try:
            staff = leave_choices.person_meant(form.number.data or "", g.now.date(), "number")
            made = leave.enter_for(g.actor, staff.id if staff else "", _read(form), g.now, cover_reason=form.cover_reason.data or "",
                                   stamp=form.stamp())
            return go_to("leave.show", request_id=made)
        except InvalidInput as error:
            form.show(error.problems)
    return _page(form, for_other=True)


def _form(form: AskForm) -> AskForm:
    form.offer(leave_choices.types_to_ask(g.now.date()))
    return form


def _begin(form: AskForm, draft: LeaveDraft, draft_id: str = "", version: int = 0) -> None:
    partner = leave_choices.person_here(draft.partner_id) if draft.partner_id else None
    form.put(draft, partner, draft_id, version)
    form.offer(leave_choices.types_to_ask(g.now.date()))


def _send(form: AskForm, draft_id: str) -> str:
    """Do what the pressed button says; returns the request's id."""
    action = request.form.get("action", "submit")
    made = leave_drafts.send_typed(g.actor, _read(form), form.stamp(), g.now, request_id=draft_id, version=form.seen(),
                                   submits=action == "submit")
    if action == "ask_cover":
        leave.ask_cover(g.actor, made, g.now)
    return made


def _read(form: AskForm) -> LeaveDraft:
    """The form's draft. The file is kept first, and stays kept when the form comes back with problems. Raises InvalidInput."""
    form.kept_attachment.data = _paper(form, g.actor)
    partner = leave_choices.person_meant(form.partner.data or "", g.now.date(), "partner")
    hourly = form.is_hourly(leave_choices.types_to_ask(g.now.date()))
    return form.draft(partner.id if partner else "", form.kept_attachment.data, hourly)


def _paper(form: AskForm, owner: Actor) -> str:
    """The id of the file sent now, or of the one this form sent before."""
    file = form.attachment.data
    if isinstance(file, FileStorage) and file.filename:
        content = file.read()
        file.stream.seek(0)
        return keep_paper(owner, content, file.filename, current_app.config["SETTINGS"], g.now)
    kept = form.kept_attachment.data or ""
    return own_paper(owner, kept) if kept else ""


def _partner_or_none(form: AskForm) -> str:
    try:
        partner = leave_choices.person_meant(form.partner.data or "", g.now.date(), "partner")
    except InvalidInput:
        return ""
    return partner.id if partner else ""


def _preview(form: AskForm, for_other: bool) -> Preview:
    today = g.now.date()
    staff = leave_choices.person_here(g.actor.staff_id)
    if for_other and isinstance(form, EnterForm):
        meant = leave_choices.person_meant(form.number.data or "", today, "number")
        if meant is None:
            return Preview()
        if not may_enter_for(g.actor, meant):
            raise NotAllowed(f"enter leave for {meant.number}")
        staff = meant
    row = leave_choices.own_draft(g.actor, form.draft_id.data) if form.draft_id.data else None
    partner = leave_choices.person_meant(form.partner.data or "", today, "partner")
    kept = form.kept_attachment.data or (row.attachment_id if row else "") or ""
    draft = form.draft(partner.id if partner else "", kept, form.is_hourly(leave_choices.types_to_ask(today)))
    asked = {day.year for day in (draft.start, draft.end) if day}
    leave_ledger.ensure_annual(staff, [year for year in sorted(asked) if calendar.is_known(year)], g.now)
    return leave_sheet.preview_of(staff, draft, g.now, own_id=row.id if row else "", cover_waived=bool(row and row.cover_reason),
                                  entered_by=g.actor.staff_id if for_other else "")


def _page(form: AskForm, shown: Preview | None = None, for_other: bool = False) -> Response:
    """The page of the form, or the form alone when htmx sent it."""
    staff = leave_choices.person_here(g.actor.staff_id)
    types = leave_choices.types_to_ask(g.now.date())
    row = leave_choices.own_draft(g.actor, form.draft_id.data) if form.draft_id.data else None
    kept = form.kept_attachment.data or (row.attachment_id if row else "")
    parent = leave_choices.own_draft(g.actor, form.extends.data) if form.extends.data else None
    faulty = form.is_submitted() and shown is None
    page = "leave/enter.html" if for_other else "leave/new.html"
    return render(page, partial="leave/_ask.html", status=422 if faulty else 200, form=form, preview=shown, row=row,
                  has_paper=bool(kept), parent=parent, for_other=for_other,
                  hourly=[rule.code for rule in types if rule.counting == "hours"],
                  colleagues=[(shown_person(one), one) for one in leave_choices.colleagues_of(staff, g.now.date())])
