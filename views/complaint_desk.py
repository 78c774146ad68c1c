"""The desk's acts on a complaint: what it is beside another, splitting it again, its files, when the caller spoke."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_join as joining
from actions import complaint_papers as papers
from actions.complaint_spoken import confirm_spoken
from rules.errors import InvalidInput
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words
from views.complaint_show import show_complaint
from views.forms.complaint_desk import AlikeForm, PaperForm, SpokenForm, contents_of
from views.forms.roles import VersionForm
from views.wording import complaint_desk as words

bp = Blueprint("complaint_desk", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)


@bp.post("/<uuid:complaint_id>/alike")
@requires(Permission.COMPLAINT_ALL)
def alike(complaint_id: UUID) -> Response | BaseResponse:
    """Say that it is linked, joined, a repeat or one of its own. 404; 409 when it changed; 422 with the sentences."""
    form = AlikeForm()
    if form.validate():
        try:
            joining.say_what(g.actor, str(complaint_id), form.picked(), form.seen(), g.now)
            return go_to("complaint.show", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)


@bp.post("/<uuid:complaint_id>/split")
@requires(Permission.COMPLAINT_ALL)
def split(complaint_id: UUID) -> Response | BaseResponse:
    """Take it out of the complaint it was joined to. 404; 409 when it changed or is joined to none."""
    joining.split(g.actor, str(complaint_id), VersionForm().seen(), g.now)
    return go_to("complaint.show", complaint_id=complaint_id)


@bp.post("/<uuid:complaint_id>/papers")
@requires(Permission.COMPLAINT_ALL)
def add_papers(complaint_id: UUID) -> Response | BaseResponse:
    """Add files. 404; 422 with the sentences; the same key again adds nothing."""
    form = PaperForm()
    if form.validate():
        try:
            joining.own_complaint(g.actor, str(complaint_id))
            kept = papers.keep_files(g.actor, contents_of(form.papers), current_app.config["SETTINGS"], g.now)
            papers.add_files(g.actor, str(complaint_id), kept, g.now, form.stamp())
            return go_to("complaint.show", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)


@bp.get("/<uuid:complaint_id>/papers/<uuid:paper_id>")
@requires(Permission.COMPLAINT_ALL)
def paper(complaint_id: UUID, paper_id: UUID) -> BaseResponse:
    """A file of a complaint: pictures and recordings to look at and hear, the others to save; the audit keeps who opened it. 404."""
    found = papers.open_file(g.actor, str(complaint_id), str(paper_id), current_app.config["SETTINGS"], g.now)
    opens = found.is_picture or found.is_sound
    answer = send_file(found.path, mimetype=found.media_type, as_attachment=not opens, download_name=words.FILE_NAME.format(id=paper_id))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<uuid:complaint_id>/spoken")
@requires(Permission.COMPLAINT_ALL)
def spoken(complaint_id: UUID) -> Response | BaseResponse:
    """When the caller spoke, of a call that waited. 404; 409 when it changed or is confirmed; 422 for a time that cannot be."""
    form = SpokenForm()
    if form.validate():
        try:
            confirm_spoken(g.actor, str(complaint_id), form.moment(), form.seen(), g.now)
            return go_to("complaint.show", complaint_id=complaint_id)
        except InvalidInput as error:
            form.show(error.problems)
    return show_complaint(str(complaint_id), form)
