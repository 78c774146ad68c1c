"""Balances of leave for personnel: the list, one person's ledger and why, granting, carrying over, what ends soon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from actions import leave_balances, leave_ledger, staff_units
from actions.staff_lists import Search
from rules.errors import InvalidInput
from rules.ledger import read_amount
from rules.people import Permission
from views.access import go_to, requires
from views.forms.leave_balances import CarryForm, GrantForm, TakenForm
from views.forms.staff import SearchForm
from views.forms.stamped import PlainForm, choices
from views.page import render
from views.search import page_asked
from views.wording import leave as leave_words
from views.wording import leave_balances as words

bp = Blueprint("leave_balances", __name__, url_prefix="/leave/balances")
FORMS: Mapping[str, type[PlainForm]] = {"grant": GrantForm, "carry": CarryForm}


@bp.context_processor
def balance_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "types": leave_words.TYPES, "amount_text": leave_words.amount_text}


@bp.get("")
@requires(Permission.LEAVE_LEDGER)
def people() -> Response:
    """假期额度: people and what they have. htmx: the table alone."""
    form = SearchForm(request.args)
    form.offer_units(staff_units.units())
    number = page_asked()
    search = Search(form.q.data or "", form.unit.data or "", "active", number)
    page = leave_balances.balance_page(g.actor, search, g.now.date())
    return render("leave_balances/people.html", partial="leave_balances/_people.html", form=form, found=page, number=number)


@bp.get("/ending")
@requires(Permission.LEAVE_LEDGER)
def ending() -> Response:
    """即将到期的额度."""
    pots = leave_balances.ending_soon(g.now.date())
    return render("leave_balances/ending.html", pots=pots, days=leave_balances.SOON.days)


@bp.get("/<uuid:staff_id>")
@requires(Permission.LEAVE_LEDGER)
def show(staff_id: UUID) -> Response:
    """One person's balances, ledger and annual entitlement with its reasons."""
    return _sheet(str(staff_id))


@bp.post("/<uuid:staff_id>/grant")
@requires(Permission.LEAVE_LEDGER)
def grant(staff_id: UUID) -> Response | BaseResponse:
    """Grant an amount by hand; 422 with the sentences, 403 for oneself."""
    form = GrantForm()
    if form.validate():
        try:
            sent = form.data
            amount = read_amount(sent["type_code"], sent["amount"])
            leave_ledger.grant_by_hand(g.actor, str(staff_id), sent["type_code"], amount, sent["valid_from"], sent["valid_to"],
                                       sent["note"], g.now, form.stamp())
            return go_to("leave_balances.show", staff_id=staff_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _sheet(str(staff_id), grant=form)


@bp.route("/<uuid:staff_id>/taken", methods=["GET", "POST"])
@requires(Permission.LEAVE_LEDGER)
def taken(staff_id: UUID) -> Response | BaseResponse:
    """Enter what was taken before this program was used; 422 with the sentences, 403 for oneself."""
    form, sheet = TakenForm(), leave_balances.balance_sheet(g.actor, str(staff_id), g.now)
    form.type_code.choices = choices((held.type_code, leave_words.TYPES[held.type_code]) for held in sheet.balances)
    if form.validate_on_submit():
        try:
            amount = read_amount(form.data["type_code"], form.data["amount"])
            leave_ledger.take_by_hand(g.actor, str(staff_id), form.data["type_code"], amount, form.data["note"], g.now, form.stamp())
            return go_to("leave_balances.show", staff_id=staff_id)
        except InvalidInput as error:
            form.show(error.problems)
    return render("leave_balances/taken.html", status=422 if form.is_submitted() else 200, form=form, sheet=sheet)


@bp.post("/<uuid:staff_id>/carry-over")
@requires(Permission.LEAVE_LEDGER)
def carry_over(staff_id: UUID) -> Response | BaseResponse:
    """Carry a year's rest over; 422 with the sentences, 403 for oneself."""
    form = CarryForm()
    if form.validate():
        try:
            leave_ledger.carry_over(g.actor, str(staff_id), form.data["year"], g.now)
            return go_to("leave_balances.show", staff_id=staff_id)
        except InvalidInput as error:
            form.show(error.problems)
    return _sheet(str(staff_id), carry=form)


def _sheet(staff_id: str, **refused: PlainForm) -> Response:
    """The person's page with a fresh form of each of FORMS, but for one that was refused (422)."""
    sheet = leave_balances.balance_sheet(g.actor, staff_id, g.now)
    forms: dict[str, Any] = {name: refused.get(name) or form(formdata=None) for name, form in FORMS.items()}
    forms["grant"].offer(sheet.codes, g.now.date())
    if forms["carry"].year.raw_data is None:
        forms["carry"].year.data = g.now.year - 1
    return render("leave_balances/show.html", status=422 if refused else 200, sheet=sheet, grant_form=forms["grant"],
                  carry_form=forms["carry"], own=sheet.staff.id == g.actor.staff_id)
