"""The month's sheet, who is away, and the year of one person: what is shown and to whom."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from actions import leave_ledger, leave_return, leave_team, leave_year
from actions.changes import change, transaction
from models import database
from rules.calendar import Half
from rules.errors import CalendarMissing, NotAllowed, NotFound
from rules.people import SYSTEM, Role
from tests.leave.leave_made import act, approved, asked, at, day, draft, make_centre
from tests.people_made import make_staff, make_unit
from views import leave_grid, month_grid

NOW = at("03-02 09:00")
MARCH = date(2026, 3, 1)


@pytest.fixture
def centre(db):
    made = make_centre()
    for person in (made.clerk, made.partner, made.third):
        leave_ledger.ensure_annual(person, [2026], NOW)
    return made


def month(actor, first=MARCH, unit=""):
    return leave_team.team_month(act(actor), first, unit)


def line_of(sheet, staff):
    return next(line for line in sheet.lines if line.staff.id == staff.id)


def shown(sheet, staff):
    """Day and half of what stands in somebody's row."""
    marks = line_of(sheet, staff).marks
    return {f"{position // 2 + 1}{'am' if position % 2 == 0 else 'pm'}": mark.code for position, mark in marks.items()}


def test_the_head_sees_by_what_leave_somebody_of_the_window_is_away(centre):
    approved(centre, draft("03-10 pm", "03-11 am", partner=centre.partner), NOW)
    sheet = month(centre.head)
    assert sheet.open
    assert shown(sheet, centre.clerk) == {"10pm": "annual", "11am": "annual"}
    assert line_of(sheet, centre.clerk).halves == {"annual": 2}


def test_a_colleague_sees_that_but_not_why_somebody_is_away(centre):
    approved(centre, draft("03-10", type_code="sick", partner=centre.partner), NOW)
    approved(centre, draft("03-12", type_code="official", partner=centre.partner), NOW)
    sheet = month(centre.third)
    assert not sheet.open
    assert set(shown(sheet, centre.clerk).values()) == {"away", "elsewhere"}
    assert set(shown(month(centre.clerk), centre.clerk).values()) == {"sick", "official"}


def test_what_waits_for_approval_is_marked_and_hidden_from_colleagues(centre):
    asked(centre, draft("03-10", partner=centre.partner), NOW)
    sheet = month(centre.head)
    assert all(mark.waiting for mark in line_of(sheet, centre.clerk).marks.values())
    assert line_of(sheet, centre.clerk).halves == {}
    assert shown(month(centre.third), centre.clerk) == {}


def test_what_was_given_back_on_early_return_is_gone_from_the_sheet(centre):
    request = approved(centre, draft("03-10", "03-12", partner=centre.partner), NOW)
    later = at("03-11 08:00")
    leave_return.report_back(act(centre.clerk), request.id, day("03-11"), Half.AM, request.version, later)
    assert set(shown(month(centre.head), centre.clerk)) == {"10am", "10pm"}


def test_who_sees_all_leave_opens_every_unit_and_the_others_only_their_own(centre):
    other = make_unit()
    stranger = make_staff(unit=other)
    assert {line.staff.id for line in month(centre.personnel).lines} >= {centre.clerk.id, stranger.id}
    assert {line.staff.id for line in month(stranger).lines} == {stranger.id}
    with pytest.raises(NotAllowed):
        month(stranger, unit=centre.window.id)
    assert month(centre.personnel, unit=other.id).unit.id == other.id


def test_administrators_and_people_who_left_before_are_not_on_the_sheet(centre):
    administrator = make_staff(Role.SYSTEM_ADMIN)
    gone = make_staff(unit=centre.window, active_to=date(2026, 2, 27))
    ids = {line.staff.id for line in month(centre.personnel).lines}
    assert not ids & {administrator.id, gone.id}


def test_days_before_somebody_came_are_struck_out(centre):
    newcomer = make_staff(unit=centre.window, active_from=date(2026, 3, 3))
    assert line_of(month(centre.head), newcomer).outside == {0, 1, 2, 3}


def test_a_month_without_calendar_is_refused(centre):
    with pytest.raises(CalendarMissing):
        month(centre.head, date(2027, 1, 1))


def test_the_sheet_takes_a_handful_of_queries_however_many_people(centre):
    for _ in range(20):
        make_staff(unit=centre.window)
    asked_for: list[str] = []
    database.obj.connection().set_trace_callback(asked_for.append)
    leave_grid.grid_body(month(centre.personnel), NOW.date())
    database.obj.connection().set_trace_callback(None)
    assert sum(statement.startswith("SELECT") for statement in asked_for) <= 8 + 5  # the actor's grants, where the logs stand, the sheet


def test_the_sheet_of_everybody_is_made_once_until_something_is_written(centre):
    sheet = month(centre.personnel)
    assert month(centre.personnel) is sheet
    assert month(centre.head) is not month(centre.head)
    approved(centre, draft("03-12", "03-12", partner=centre.partner), NOW)
    again = month(centre.personnel)
    assert again is not sheet
    assert [line.halves for line in again.lines if line.staff.id == centre.clerk.id] == [{"annual": 2}]


def test_the_drawn_sheet_escapes_names_and_shows_symbols(centre):
    with transaction():
        centre.third.name = "<b>张"
        change(centre.third, SYSTEM, "staff.change", NOW)
    approved(centre, draft("03-10 am", "03-10 am", partner=centre.partner), NOW)
    body = str(leave_grid.grid_body(month(centre.head), NOW.date()))
    assert "<b>" not in body
    assert '<td class="l" title="年休假">☆' in body
    assert body.count("<tbody>") == len(month(centre.head).lines)


def test_columns_of_days_off_stand_for_their_cells(centre):
    sheet = month(centre.head)
    assert month_grid.columns(sheet.days)[:4] == [(1, True), (5, False), (2, True), (5, False)]
    assert sum(span for span, _ in month_grid.columns(sheet.days)) == 31
    numbers, signs = map(str, month_grid.head(sheet.days, NOW.date()))
    assert numbers.startswith('<th scope="col">1</th><th scope="col" class="z">2</th>')
    assert signs.startswith('<td class="o">日</td><td>一</td>')
    assert "<td>14" not in signs
    assert "六<br>班" in str(month_grid.head(month(centre.head, date(2026, 2, 1)).days, NOW.date())[1])


def test_people_with_as_much_leave_have_the_same_sum(centre):
    for person in (centre.clerk, centre.third):
        approved(centre, draft("03-10", partner=centre.partner), NOW, staff=person)
    body = str(leave_grid.grid_body(month(centre.head), NOW.date()))
    assert body.count("<td rowspan=2>☆1.0<tr>") == 2


def test_named_days_of_one_name_stand_together(centre):
    days = month(centre.head, date(2026, 2, 1)).days
    assert month_grid.named_days(days) == ["14日 春节调休补班", "15—23日 春节", "28日 春节调休补班"]
    assert month_grid.due_days(days) == "16.0"


def test_who_is_away_today_is_told_with_the_partner_and_veiled_for_colleagues(centre):
    approved(centre, draft("03-10 pm", "03-10 pm", type_code="sick", partner=centre.partner), NOW)
    line, = leave_team.away_on(act(centre.head), day("03-10"))
    assert (line.code, line.halves, line.partner.id) == ("sick", {Half.PM}, centre.partner.id)
    assert [line.code for line in leave_team.away_on(act(centre.third), day("03-10"))] == ["away"]
    assert leave_team.away_on(act(make_staff(unit=make_unit())), day("03-10")) == []
    assert leave_team.away_on(act(centre.head), day("03-11")) == []


def test_the_year_sums_months_by_type_and_hours(centre):
    approved(centre, draft("03-31", "04-01", partner=centre.partner), NOW)
    approved(centre, draft("03-20", type_code="sick", partner=centre.partner), NOW)
    approved(centre, draft("03-11", type_code="outing", from_minute=540, to_minute=600), NOW)
    table = leave_year.year_table(act(centre.head), centre.clerk.number, 2026, NOW.date())
    assert table.codes == ["annual", "sick"]
    assert table.halves == {(3, "annual"): 2, (4, "annual"): 2, (3, "sick"): 2}
    assert (table.total("annual"), table.minutes) == (4, {3: 60})
    with pytest.raises(NotFound):
        leave_year.year_table(act(centre.third), centre.clerk.number, 2026, NOW.date())
    assert leave_year.year_table(act(centre.clerk), "", 2026, NOW.date()).staff.id == centre.clerk.id


def test_the_pages_open_for_their_people(centre, sign_in):
    clerk, personnel = sign_in(centre.clerk), sign_in(centre.personnel)
    page = clerk.get("/leave/team?month=2026-02").get_data(as_text=True)
    assert "15—23日 春节" in page
    assert "导出 csv" in page
    assert "全中心" not in page
    assert "lc-print-wide" in personnel.get("/leave/team?paper=a3").get_data(as_text=True)
    assert personnel.get("/leave/team?month=2027-01").status_code == 422
    assert clerk.get("/leave/team?month=nonsense&unit=").status_code == 200
    assert clerk.get(f"/leave/team?unit={make_unit().id}").status_code == 403
    assert "没有人请假或公出" in clerk.get("/leave/away").get_data(as_text=True)
    assert clerk.get("/leave/year").status_code == 200
    assert clerk.get(f"/leave/year?staff={centre.third.number}").status_code == 404


def test_telephones_are_never_listed(centre, sign_in):
    approved(centre, draft("03-02", partner=centre.partner), at("02-27 09:00"))
    personnel = sign_in(centre.personnel)
    for address in ("/leave/away", "/leave/team"):
        assert "13812345678" not in personnel.get(address).get_data(as_text=True)


def test_the_sheet_is_sent_as_csv_and_xlsx_with_nothing_that_runs(centre, sign_in):
    with transaction():
        centre.clerk.name = "=1+1"
        change(centre.clerk, SYSTEM, "staff.change", NOW)
    personnel = sign_in(centre.personnel)
    sent = personnel.get("/leave/team.csv?month=2026-02")
    assert sent.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(sent.data.decode("utf-8-sig"))))
    assert rows[0][4:6] == ["1", "2"]
    assert rows[0][17] == "14班"
    assert rows[1][4:7] == ["", "√", "√"]
    assert "'=1+1" in [row[1] for row in rows]
    book = load_workbook(BytesIO(personnel.get("/leave/team.xlsx?month=2026-02").data))
    sheet = book.worksheets[0]
    assert (sheet["A1"].value, [cell.value for cell in sheet[2]][:4]) == (
        "政务服务中心2026年2月请假日历", ["窗口/科室", "姓名", "工号", "时段"])
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.print_title_rows) == ("landscape", 1, "$2:$2")
