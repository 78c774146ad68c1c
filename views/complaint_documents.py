"""文书 of a complaint: the list, issuing, the page for paper, one more print, and the document leaders rewrite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, g, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import complaint_documents as actions
from actions import documents
from actions.complaint_documents import OnPaper
from actions.complaint_lists import complaint_seen
from rules.complaint_course import Document
from rules.people import Permission
from views.access import go_to, requires
from views.complaint import complaint_words
from views.forms.complaint_documents import IssueForm, PrintAgainForm
from views.leave_slip import DOCX, FONTS
from views.page import render
from views.wording import complaint as hotline
from views.wording import complaint_course as course
from views.wording import complaint_documents as words
from views.wording import documents as document_words

bp = Blueprint("complaint_documents", __name__, url_prefix="/complaint")
bp.context_processor(complaint_words)


@dataclass(frozen=True)
class Shown:
    """A document in words. mark: "" for the first print; to: whom it is addressed to, with letter; rows: (what, text)."""

    title: str
    number: str
    mark: str
    to: str
    letter: list[str]
    rows: list[tuple[str, str]]
    signs: tuple[str, ...]
    day: str


@bp.get("/<uuid:complaint_id>/documents")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def of_complaint(complaint_id: UUID) -> Response:
    """The documents of a complaint one may print. 404 for whoever may not know of it."""
    seen = complaint_seen(g.actor, str(complaint_id), g.now.date())
    lines = actions.documents_of(g.actor, seen.line.row)
    return render("complaint_documents/list.html", row=seen.line.row, lines=lines, shapes=words.SHAPES, number_of=_number,
                  form=IssueForm(formdata=None))


@bp.post("/<uuid:complaint_id>/documents")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def issue(complaint_id: UUID) -> Response | BaseResponse:
    """Issue a document, once. 400 for a kind that is none, 404, 422 when there is nothing to issue."""
    form = IssueForm()
    if not form.validate() or form.kind.data not in list(Document):
        abort(400)
    made = actions.issue(g.actor, str(complaint_id), Document(form.kind.data), form.about.data or "", g.now, form.stamp())
    return go_to("complaint_documents.show", document_id=made)


@bp.get("/documents/<uuid:document_id>")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def show(document_id: UUID) -> Response:
    """The page for paper; noted in the audit. 404."""
    paper = actions.on_paper(g.actor, str(document_id), g.now, "print")
    return render("complaint_documents/print_document.html", shown=in_words(paper), row=paper.row, form=PrintAgainForm(formdata=None),
                  can_write=documents.can_write_documents(), absent=document_words.ABSENT, sign_space=words.SIGN_SPACE,
                  stamp_space=words.STAMP_SPACE)


@bp.post("/documents/<uuid:document_id>/prints")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def print_again(document_id: UUID) -> Response | BaseResponse:
    """One more print, which the paper says. 404."""
    form = PrintAgainForm()
    if not form.validate():
        abort(400)
    actions.print_again(g.actor, str(document_id), g.now, form.stamp())
    return go_to("complaint_documents.show", document_id=document_id)


@bp.get("/documents/<uuid:document_id>/document.docx")
@requires(Permission.COMPLAINT_ALL, Permission.COMPLAINT_HANDLE)
def document(document_id: UUID) -> BaseResponse:
    """The document to be rewritten; noted in the audit. 404; 422 with the sentence where documents cannot be written."""
    shown = in_words(actions.on_paper(g.actor, str(document_id), g.now, "document"))
    parts: list[documents.Line | documents.Grid] = [documents.Line(shown.number, right=True)]
    if shown.to:
        parts += [documents.Line(words.ADDRESS.format(to=shown.to), plain=True), *(documents.Line(text) for text in shown.letter)]
    if shown.rows:
        parts.append(documents.Grid(shown.rows))
    parts += [documents.Grid([[sign, words.SIGN_SPACE] for sign in shown.signs])] if shown.signs else []
    parts += [documents.Line(current_app.config["SETTINGS"].centre_name, right=True), documents.Line(shown.day, right=True)]
    content = documents.write_document(shown.title, parts, FONTS)
    name = words.FILE_NAME.format(title=shown.title, number=shown.number)
    return send_file(BytesIO(content), DOCX, as_attachment=True, download_name=name)


def in_words(paper: OnPaper) -> Shown:
    """What stands on a document, from what was kept of it and the caller as they are now."""
    row, shape = paper.row, words.SHAPES[paper.row.kind]
    texts = _texts(row.facts) | {"called": paper.called or words.CALLER, "phone": paper.phone}
    letter = [sentence.format_map(texts) for sentence in shape.letter]
    return Shown(shape.title, _number(row), words.AGAIN.format(prints=row.prints) if row.prints > 1 else "",
                 shape.to.format_map(texts), [text for text in letter if text.strip()],
                 [(label, texts[key]) for label, key in shape.rows if texts.get(key)], shape.signs, _day(row.issued_at.isoformat()))


def _number(row: Any) -> str:
    return words.NUMBER.format(head=words.SHAPES[row.kind].head, year=row.year, serial=row.serial)


def _texts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Every fact as text: codes by their words, days and moments written out."""
    texts = {name: value for name, value in facts.items() if isinstance(value, str)}
    days = {name: _day(facts[name]) for name in ("due", "due_before", "order_due") if name in facts}
    moments = {name: words.MOMENT.format(d=datetime.fromisoformat(facts[name])) for name in ("received", "at") if facts.get(name)}
    coded = {"channel": hotline.CHANNEL_NAMES, "track": hotline.TRACK_NAMES, "ground": course.GROUND_NAMES, "result": hotline.ACTS}
    texts |= days | moments | {name: table.get(facts[name], "") for name, table in coded.items() if name in facts}
    if "named" in facts:
        texts["named"] = words.AND.join(facts["named"])
        texts["wishes"] = words.AND.join(word for flag, word in words.FLAGS if facts[flag])
    if "tenths" in facts:
        texts["points"] = f"{facts['tenths'] / -10:g}"
    if "at" in moments:
        texts["done"] = words.DONE.format(by=texts.get("by", ""), at=moments["at"])
    return texts


def _day(text: str) -> str:
    return words.DAY.format(d=datetime.fromisoformat(text)) if text else words.NO_DAY
