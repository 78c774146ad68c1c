"""People: the list, a person's page, adding, changing, transfer, leaving, checklists, units."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, g, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from actions import sheets, staff_handover, staff_lists, staff_units
from actions import staff as staff_actions
from actions.staff_lists import Search
from rules.errors import InvalidInput
from rules.people import Permission
from rules.staff import FIELDS
from views.access import go_to, requires
from views.forms.staff import (
    EditPersonForm,
    EditUnitForm,
    LeavingForm,
    NewPersonForm,
    NewUnitForm,
    SearchForm,
    TransferForm,
)
from views.page import render
from views.search import number_asked, page_asked
from views.wording import staff as words
from views.wording.people import ROLES

bp = Blueprint("staff", __name__, url_prefix="/staff")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.context_processor
def staff_words() -> dict[str, object]:
    """What every template of this feature uses."""
    return {"words": words, "role_names": ROLES, "may_edit": g.actor is not None and g.actor.may(Permission.STAFF_EDIT)}


@bp.get("")
@requires(Permission.STAFF_SEE)
def people() -> Response:
    """Everybody one may see, found by number, name or initials. htmx: the table alone."""
    form = SearchForm(request.args)
    form.offer_units(staff_units.units())
    page = page_asked()
    found = staff_lists.people(g.actor, _search(form, page), g.now.date())
    counts = {name: number_asked(name, 0) for name in ("created", "updated", "unchanged")}
    return render("staff/people.html", partial="staff/_people.html", form=form, found=found, page_number=page,
                  imported=counts if "created" in request.args else None)


def _search(form: SearchForm, page: int = 1) -> Search:
    state = form.state.data if form.state.data in words.STATES else "active"
    return Search(form.q.data or "", form.unit.data or "", state, max(page, 1))


@bp.get("/export.xlsx")
@requires(Permission.STAFF_SEE)
def export() -> BaseResponse:
    """The people of a search as a file the import understands."""
    rows = staff_actions.export_staff(g.actor, _search(SearchForm(request.args)), g.now)
    return send_xlsx(rows, words.EXPORT_NAME)


def send_xlsx(rows: Sequence[Sequence[object]], name: str) -> BaseResponse:
    """Send rows of people's fields as a file; numbers and telephones stay text."""
    as_text = [FIELDS.index(field) for field in ("number", "b_partner", "phone")]
    content = sheets.write_sheet(rows, text_columns=as_text, title=words.SHEET_TITLE)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


@bp.get("/<uuid:staff_id>")
@requires(Permission.STAFF_SEE)
def show(staff_id: UUID) -> Response:
    """One person, the telephone masked. 404 when one may not see them."""
    return render("staff/show.html", sheet=staff_lists.person_sheet(g.actor, str(staff_id), g.now.date()), phone="")


@bp.post("/<uuid:staff_id>/phone")
@requires(Permission.STAFF_SEE)
def phone(staff_id: UUID) -> Response:
    """The person's page with the whole telephone number; the act is logged. htmx: the number alone."""
    number = staff_actions.reveal_phone(g.actor, str(staff_id), g.now)
    sheet = staff_lists.person_sheet(g.actor, str(staff_id), g.now.date())
    return render("staff/show.html", partial="staff/_phone.html", sheet=sheet, phone=number)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def new() -> Response | BaseResponse:
    """Add somebody. 422 with the sentences; 409 when the form's key was used with other content."""
    form = NewPersonForm(data={"joined": g.now.date().isoformat()})
    form.offer_units(staff_units.units())
    form.offer_partners(staff_lists.colleagues(g.actor, g.now.date()))
    if form.validate_on_submit():
        try:
            staff_id = staff_actions.add_staff(g.actor, form.texts(), g.now, stamp=form.stamp())
            return go_to("staff.show", staff_id=staff_id)
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/new.html", status=422 if form.is_submitted() else 200, form=form)


@bp.route("/<uuid:staff_id>/edit", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def edit(staff_id: UUID) -> Response | BaseResponse:
    """Change the particulars. 422 with the sentences; 409 with both values when somebody was faster."""
    staff = staff_lists.person(g.actor, str(staff_id))
    form = EditPersonForm(data=staff_lists.particulars(staff))
    form.offer_partners(staff_lists.colleagues(g.actor, g.now.date()))
    form.hide_phone(staff.phone)
    if form.validate_on_submit():
        try:
            staff_actions.change_staff(g.actor, staff.id, form.texts(), g.now, version=form.version.data or 0)
            return go_to("staff.show", staff_id=staff.id)
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/edit.html", status=422 if form.is_submitted() else 200, form=form, staff=staff)


@bp.route("/<uuid:staff_id>/transfer", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def transfer(staff_id: UUID) -> Response | BaseResponse:
    """Move somebody to another unit, which opens the handover checklist. 422, 409 as edit."""
    staff = staff_lists.person(g.actor, str(staff_id))
    form = TransferForm(data={"version": staff.version, "day": g.now.date()})
    form.offer_units(unit for unit in staff_units.units() if unit.id != staff.unit_id)
    if form.validate_on_submit():
        try:
            staff_actions.transfer_staff(g.actor, staff.id, now=g.now, **form.values())
            return go_to("staff.show", staff_id=staff.id)
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/transfer.html", status=422 if form.is_submitted() else 200, form=form, staff=staff)


@bp.route("/<uuid:staff_id>/leaving", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def leaving(staff_id: UUID) -> Response | BaseResponse:
    """Note the last day, which ends roles and opens the handover checklist. 422, 409 as edit."""
    staff = staff_lists.person(g.actor, str(staff_id))
    form = LeavingForm(data={"version": staff.version, "last_day": staff.active_to or g.now.date()})
    if form.validate_on_submit():
        try:
            staff_actions.end_staff(g.actor, staff.id, now=g.now, **form.values())
            return go_to("staff.show", staff_id=staff.id)
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/leaving.html", status=422 if form.is_submitted() else 200, form=form, staff=staff)


@bp.post("/checklist/<uuid:item_id>")
@requires(Permission.STAFF_SEE)
def tick(item_id: UUID) -> BaseResponse:
    """Tick one line of a checklist. 403 for others than personnel and the unit's head, 409 when it is ticked."""
    item = staff_handover.tick_item(g.actor, str(item_id), request.form.get("note", ""), g.now)
    return go_to("staff.show", staff_id=item.staff_id)


@bp.get("/units")
@requires(Permission.STAFF_SEE)
def units() -> Response:
    """Windows, sections and leadership with the number of their people."""
    return render("staff/units.html", lines=staff_units.unit_lines(g.actor, g.now.date()))


@bp.route("/units/new", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def new_unit() -> Response | BaseResponse:
    """Make a unit. 422 with the sentences; 409 when the form's key was used with other content."""
    form = NewUnitForm()
    if form.validate_on_submit():
        try:
            staff_units.add_unit(g.actor, form.draft(), g.now, stamp=form.stamp())
            return go_to("staff.units")
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/unit.html", status=422 if form.is_submitted() else 200, form=form, unit=None)


@bp.route("/units/<uuid:unit_id>", methods=["GET", "POST"])
@requires(Permission.STAFF_EDIT)
def edit_unit(unit_id: UUID) -> Response | BaseResponse:
    """Change or close a unit. 422 with the sentences; 409 with both values when somebody was faster."""
    unit = staff_units.find_unit(str(unit_id))
    form = EditUnitForm(obj=unit)
    if form.validate_on_submit():
        try:
            staff_units.change_unit(g.actor, unit.id, form.draft(), g.now, version=form.version.data or 0)
            return go_to("staff.units")
        except InvalidInput as error:
            form.show(error.problems)
    return render("staff/unit.html", status=422 if form.is_submitted() else 200, form=form, unit=unit)
