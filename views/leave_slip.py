"""请假条: the slip of a request on paper, with its stub, and as a document to be rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, current_app, g, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import documents
from actions.leave_lists import ActLine
from actions.leave_sheet import Sheet
from actions.leave_slip import slip_of
from rules.approval import StepKind
from rules.people import Permission
from views.access import requires
from views.display import moment_text
from views.leave_words import act_by, leave_amount, leave_span, leave_type, step_name
from views.page import render
from views.wording import documents as document_words
from views.wording import leave_slip as words
from views.wording.dates import HALVES
from views.wording.leave_pages import BACK_KINDS

bp = Blueprint("leave_slip", __name__, url_prefix="/leave")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONTS = documents.Fonts(document_words.TITLE_FONT, document_words.TITLE_FONT_ELSE, document_words.TEXT_FONT, document_words.TEXT_FONT_ELSE)


@dataclass(frozen=True)
class Opinion:
    """One place for a signature: its title, and once signed what was said, by whom and when."""

    title: str
    text: str = ""
    name: str = ""
    when: str = ""


@dataclass(frozen=True)
class Slip:
    """The slip in words: facts by the keys of words.ROWS, the opinions in their order."""

    title: str
    facts: dict[str, str]
    opinions: list[Opinion]


@bp.get("/<uuid:request_id>/slip-print")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ALL)
def print_slip(request_id: UUID) -> Response:
    """The slip and its stub for one A4 sheet; noted in the audit. 404 for who may not know of it, 409 for a draft."""
    sheet = slip_of(g.actor, str(request_id), "print", g.now)
    return render("leave_slip/print_slip.html", sheet=sheet, slip=slip_in_words(sheet), words=words,
                  can_write=documents.can_write_documents(), absent=document_words.ABSENT)


@bp.get("/<uuid:request_id>/slip.docx")
@requires(Permission.LEAVE_ASK, Permission.LEAVE_ALL)
def document(request_id: UUID) -> BaseResponse:
    """The slip as a document; noted in the audit. 422 with the sentence where documents cannot be written."""
    sheet = slip_of(g.actor, str(request_id), "document", g.now)
    slip = slip_in_words(sheet)
    content = documents.write_document(slip.title, _parts(slip), FONTS)
    name = words.FILE_NAME.format(number=sheet.request.number)
    return send_file(BytesIO(content), DOCX, as_attachment=True, download_name=name)


def slip_in_words(sheet: Sheet) -> Slip:
    """What stands on the slip, for this reader: the reason of leave for one's health only for who may read it."""
    request, staff = sheet.request, sheet.staff
    facts = {
        "number": str(request.number), "name": staff.name, "staff_number": staff.number, "unit": sheet.unit_name,
        "home_unit": staff.home_unit, "type": leave_type(request.type_code), "span": leave_span(request), "amount": leave_amount(request),
        "reason": request.reason if sheet.shows_reason else "", "destination": request.destination, "phone": request.phone,
        "leaves_area": words.YES if request.leaves_area else words.NO, "partner": sheet.partner.name if sheet.partner else "",
        "handover": _handover(sheet), "asked_at": moment_text(request.submitted_at), "back": _back(sheet),
    }
    title = words.TITLE.format(centre=current_app.config["SETTINGS"].centre_name)
    return Slip(title, facts, _opinions(sheet))


def _of_this_round(sheet: Sheet, *acts: str) -> list[ActLine]:
    return [line for line in sheet.acts if line.row.round == sheet.request.round and line.row.act in acts]


def _handover(sheet: Sheet) -> str:
    lines = _of_this_round(sheet, "handover")
    return words.HANDED_OVER.format(name=act_by(lines[-1]), when=moment_text(lines[-1].row.at)) if lines else ""


def _back(sheet: Sheet) -> str:
    request, reported = sheet.request, _of_this_round(sheet, "report_back")
    if not request.back_day or not reported:
        return ""
    return words.BACK.format(day=request.back_day, half=HALVES[str(request.back_half)], when=moment_text(request.back_reported_at),
                             kind=BACK_KINDS[reported[-1].row.opinion])


def _opinions(sheet: Sheet) -> list[Opinion]:
    """One for each step, in its order; somebody sent by a home unit always has the place for its stamp."""
    signed = {line.row.step: line for line in _of_this_round(sheet, "approve", "refuse")}
    found = [_opinion(step.kind, signed.get(number)) for number, step in enumerate(sheet.steps)]
    if sheet.staff.home_unit and not any(step.kind is StepKind.HOME_UNIT for step in sheet.steps):
        found.insert(0, Opinion(words.HOME_UNIT_STAMP))
    return found if sheet.steps else [*found, Opinion(words.FILED)]


def _opinion(kind: StepKind, line: ActLine | None) -> Opinion:
    title = words.HOME_UNIT_STAMP if kind is StepKind.HOME_UNIT else words.STEP_TITLE.format(step=step_name(kind))
    if line is None:
        return Opinion(title)
    said = words.OPINION.format(opinion=line.row.opinion) if line.row.opinion not in ("", words.VERDICTS[line.row.act]) else ""
    return Opinion(title, words.VERDICTS[line.row.act] + said, act_by(line), moment_text(line.row.at))


def _parts(slip: Slip) -> list[documents.Line | documents.Grid]:
    facts, heads = slip.facts, words.ROWS
    pairs = (("name", "staff_number"), ("unit", "home_unit"), ("type", "amount"), ("span",), ("reason",), ("destination", "phone"),
             ("leaves_area", "partner"), ("handover",))
    rows = [[text for key in pair for text in (heads[key], facts[key])] for pair in pairs]
    rows += [[opinion.title, "\n".join(filter(None, (opinion.text, opinion.name, opinion.when))) or heads["sign_space"]]
             for opinion in slip.opinions]
    rows.append([heads["back"], facts["back"] or heads["back_space"]])
    number, asked_at = (words.HEADED.format(head=heads[name], text=facts[name]) for name in ("number", "asked_at"))
    return [documents.Line(number, right=True), documents.Grid(rows), documents.Line(asked_at, plain=True)]
