"""The page of one request with the forms for what this person may do, each with its own faults when it was just sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, current_app, g
from werkzeug.datastructures import FileStorage

from actions import leave_sheet
from actions.attachments import keep_paper
from actions.leave_rights import Right
from actions.leave_sheet import Preview, Sheet
from views.forms import leave_acts as forms
from views.forms.stamped import PlainForm
from views.page import render

FORMS: Mapping[Right, type[forms.ActForm]] = {
    Right.WITHDRAW: forms.WithdrawForm, Right.CANCEL: forms.CancelForm, Right.CANCEL_DECISION: forms.CancelDecisionForm,
    Right.HANDOVER: forms.HandoverForm, Right.DECIDE: forms.DecideForm, Right.SLIP: forms.SlipForm, Right.COVER: forms.CoverForm,
    Right.BACK: forms.BackForm, Right.ABSENCE: forms.AbsenceForm, Right.PAPERS: forms.PapersForm,
}


def show_sheet(request_id: UUID, *, sent: PlainForm | None = None, piece: str | None = None, phone: str = "") -> Response:
    """Answer with the page of a request. sent: a form that came back with faults (422); phone: the number, once revealed."""
    sheet = leave_sheet.sheet_of(g.actor, str(request_id), g.now)
    return render("leave/show.html", partial=piece, status=422 if sent else 200, sheet=sheet, row=sheet.request,
                  forms=_forms(sheet, sent), preview=_preview(sheet), phone=phone)


def _forms(sheet: Sheet, sent: PlainForm | None) -> dict[str, Any]:
    """Right -> its form; the one that was sent stays as it was filled in."""
    found = {right.value: form(formdata=None, version=str(sheet.request.version)) for right, form in FORMS.items() if right in sheet.rights}
    if Right.BACK in sheet.rights:
        found["back"].back_day.data = g.now.date()
    for name, form in found.items():
        if sent is not None and type(sent) is type(form):
            found[name] = sent
    return found


def _preview(sheet: Sheet) -> Preview | None:
    """What a draft would mean, for who goes on with it and who may let a window stand empty for it."""
    if not sheet.rights & {Right.EDIT, Right.COVER}:
        return None
    return leave_sheet.preview_of_request(sheet.request, sheet.staff, g.now)


def paper_for(request_id: UUID, file: object, right: Right) -> str:
    """Keep the file sent with a form about a request, if this person may send one there; "" when there is none."""
    if not isinstance(file, FileStorage) or not file.filename:
        return ""
    if right not in leave_sheet.sheet_of(g.actor, str(request_id), g.now).rights:
        return ""
    return keep_paper(g.actor, file.read(), file.filename, current_app.config["SETTINGS"], g.now)
