"""Too late or out of date on the pages of leave: 409 with who did what and when, and both values side by side."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, g, request

from actions import leave_sheet
from actions.leave_sheet import Sheet
from rules.errors import AlreadyDecided, NotFound, OutOfDate
from views.errors import answer
from views.forms.leave import shown_person
from views.htmx import show_as_message, wants_piece
from views.page import render
from views.wording import leave_pages as words
from views.wording.dates import HALVES
from views.wording.leave import TYPES

ASKED = ("type_code", "partner", "start", "end", "from_time", "to_time", "reason", "destination", "phone")
CHOICES = {"verdict": dict(words.VERDICTS), "agreed": dict(words.AGREED), "accept": dict(words.ACCEPTS), "agree": dict(words.CANCELS),
           "confirm": dict(words.ABSENCES)}


@dataclass(frozen=True)
class Both:
    """One field: what stands now ("" where nothing does) and what was sent."""

    label: str
    now: str
    sent: str


def tell_conflicts(bp: Blueprint) -> None:
    """Answer the two conflicts on a blueprint's pages with the page of this module."""
    bp.register_error_handler(AlreadyDecided, _conflict)
    bp.register_error_handler(OutOfDate, _conflict)


def _conflict(_error: AlreadyDecided | OutOfDate) -> Response:
    request_id = str((request.view_args or {}).get("request_id") or request.form.get("draft_id", ""))
    try:
        sheet = leave_sheet.sheet_of(g.actor, request_id, g.now)
    except NotFound:
        return answer(409)
    response = render("leave/conflict.html", partial="leave/_conflict.html", status=409, sheet=sheet, row=sheet.request,
                      last=sheet.acts[-1] if sheet.acts else None, both=_both(sheet))
    return show_as_message(response) if wants_piece() else response  # type: ignore[return-value]  # same object


def _both(sheet: Sheet) -> list[Both]:
    """What was sent beside what stands: the fields of asking where they differ, and the words of every other form."""
    stands = _standing(sheet) if "type_code" in request.form else {}
    pairs = [Both(words.LABELS[name], stands.get(name, ""), _sent(name)) for name in ASKED if name in stands]
    given = [name for name in (*CHOICES, "opinion", "cover_reason", "signer", "back_day") if request.form.get(name)]
    return [*(pair for pair in pairs if pair.now != pair.sent), *(Both(words.LABELS[name], "", _sent(name)) for name in given)]


def _standing(sheet: Sheet) -> dict[str, str]:
    row = sheet.request
    return {"type_code": TYPES.get(row.type_code, row.type_code), "partner": shown_person(sheet.partner),
            "start": _half_day(str(row.start or ""), row.start_half), "end": _half_day(str(row.end or ""), row.end_half),
            "from_time": row.from_time, "to_time": row.to_time, "reason": row.reason if sheet.shows_reason else "",
            "destination": row.destination, "phone": row.phone if sheet.is_own else ""}


def _sent(name: str) -> str:
    value = request.form.get(name, "").strip()
    if name == "type_code":
        return TYPES.get(value, value)
    if name in ("start", "end"):
        return _half_day(value, request.form.get(f"{name}_half", "am" if name == "start" else "pm"))
    return CHOICES.get(name, {}).get(value, value)


def _half_day(day: str, half: str) -> str:
    return words.HALF_OF.format(day=day, half=HALVES.get(half, "")) if day else ""
